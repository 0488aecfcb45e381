"""The roads, streets and addresses that the window works with: the shipped city's until the hub has
said which region is its own."""

from PySide6.QtCore import QObject, Signal

from console.address_desk import AddressDesk
from console.geometry import Geometry
from console.hub_region import HubRegion, Ready
from console.hub_words import in_words
from console.import_desk import ImportDesk
from console.own_settings import OwnSettings
from console.tongue import tr
from core.catalogue import REGION
from core.exchange.region_places import RegionPlaces
from core.region.address_server import AddressServer, parse_address_server


class RegionInUse(QObject):
    """Signals: `changed`, after which another base map is drawn; `said` (words, is_bad)."""

    changed = Signal()
    said = Signal(str, bool)

    def __init__(
        self,
        hub: HubRegion,
        own: OwnSettings,
        geometry: Geometry,
        addresses: AddressDesk,
        imports: ImportDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._own = own
        self._geometry = geometry
        self._addresses = addresses
        self._imports = imports
        self.base_map = REGION / "base.pmtiles"
        hub.found.connect(self._use)

    def _use(self, ready: Ready) -> None:
        region, server = ready.region, self._server()
        self._geometry.use(region.roads)
        self._geometry.ask_server(self._own.values.routing_url)
        self._addresses.use(region, ready.search)
        # Another one than the lists': who types waits for no list and gives up by himself.
        typed = AddressServer(server.server, pace=server.pace) if server is not None else None
        self._addresses.use_server(typed)
        self._imports.use(RegionPlaces(region, ready.search, server=server))
        self.base_map = region.base_map
        self.changed.emit()

    def _server(self) -> AddressServer | None:
        """The one of the settings, which is asked before the region's index."""
        url = self._own.values.address_url
        try:
            return AddressServer(parse_address_server(url)) if url else None
        except ValueError as error:
            words = tr("Address server: {words}", words=in_words(str(error)))
            self.said.emit(words, True)
            return None
