"""What the hub's region changes: ways, addresses typed and listed, and the map below."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.hub_region import Ready
from console.region_in_use import RegionInUse
from core.catalogue import REGION
from core.exchange.region_places import RegionPlaces
from core.region.address_server import AddressServer
from core.region.region import shipped_region

URL = "photon+http://127.0.0.1:1"


class Hub(QObject):
    """It says sometime which region is its own."""

    found = Signal(object)


class Parts(QObject):
    """Ways and addresses, and what each was told to use."""

    def __init__(self, address_url: str) -> None:
        super().__init__()
        self.hub = Hub()
        self.used: dict[str, Any] = {}
        own = SimpleNamespace(values=SimpleNamespace(address_url=address_url, routing_url="osrm"))
        geometry = SimpleNamespace(use=self.keep("roads"), ask_server=self.keep("ways"))
        addresses = SimpleNamespace(use=self.keep("streets"), use_server=self.keep("typed"))
        imports = SimpleNamespace(use=self.keep("listed"))
        parts = cast(Any, (self.hub, own, geometry, addresses, imports, self))
        self.ground = RegionInUse(*parts)
        self.said: list[tuple[str, bool]] = []
        self.ground.said.connect(lambda words, is_bad: self.said.append((words, is_bad)))

    def keep(self, name: str) -> Any:
        def use(what: object, *_more: object) -> None:
            self.used[name] = what

        return use


def ready() -> Ready:
    return Ready(shipped_region(), None)


@pytest.mark.parametrize("url", ["", URL])
def test_everything_that_knows_places_uses_the_hubs_region(qtbot: QtBot, url: str) -> None:
    parts = Parts(url)
    assert parts.ground.base_map == REGION / "base.pmtiles"
    with qtbot.waitSignal(parts.ground.changed):
        parts.hub.found.emit(ready())
    region = shipped_region()
    assert (parts.used["roads"], parts.used["ways"]) == (region.roads, "osrm")
    assert parts.used["streets"] is not None
    assert isinstance(parts.used["listed"], RegionPlaces)
    assert parts.ground.base_map == Path(region.base_map)
    assert isinstance(parts.used["typed"], AddressServer) is bool(url)
    assert parts.said == []


def test_a_server_that_is_none_is_told_and_the_region_used_all_the_same(qtbot: QtBot) -> None:
    parts = Parts("http://127.0.0.1")
    with qtbot.waitSignal(parts.ground.changed):
        parts.hub.found.emit(ready())
    ((words, is_bad),) = parts.said
    assert words.startswith("Address server: 'http://127.0.0.1' is no address server.")
    assert is_bad
    assert parts.used["typed"] is None
