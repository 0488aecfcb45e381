"""Finds the region that the hub's days are planned on: on this machine, else it is fetched once.

Everything happens beside the Qt thread; `found` comes when roads, map and addresses can be used.
"""

import hashlib
import logging
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from console.background import Background
from console.hub_link import HubLink
from console.tongue import tr
from core.json_faults import NOT_JSON
from core.region.address_search import AddressSearch
from core.region.region import MANIFEST_FILE, Manifest, Region
from core.region.region_ref import RegionFileError, RegionOffer, RegionRef
from core.region.store import RegionStore

FETCHED = tr("fetched")
OFFER_FILE = "offer.json"
_log = logging.getLogger(__name__)


class Ready(Struct, frozen=True):
    """A region, and its addresses ready to be asked; None where house numbers are invented."""

    region: Region
    search: AddressSearch | None


class HubRegion(QObject):
    """Signals: `found` (Ready), `said` (words, is_bad)."""

    found = Signal(object)
    said = Signal(str, bool)

    def __init__(self, link: HubLink, regions: Path, cache: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._link = link
        self._store = RegionStore(regions)
        self._cache = cache / FETCHED
        self._work = Background("region", self)
        self._work.failed.connect(lambda words: self.said.emit(words, True))
        self._build = ""
        self.current: Region | None = None
        """What the hub's days are planned on, once it is here."""
        link.region_named.connect(self._named)

    def close(self) -> None:
        """End the thread."""
        self._work.close()

    def _named(self, ref: RegionRef) -> None:
        if ref.build != self._build:
            self._build = ref.build
            self._work.post("look", lambda: self._here(ref), lambda ready: self._looked(ref, ready))

    def _looked(self, ref: RegionRef, ready: Ready | None) -> None:
        if ready is not None:
            self._use(ready)
        else:
            self.said.emit(
                tr("The map of {ref_name} is fetched from the hub…", ref_name=ref.name), False
            )
            self._link.call("GET", "/region", None, self._offered)

    def _offered(self, status: int, body: bytes) -> None:
        try:
            offer = msgspec.json.decode(body, type=RegionOffer)
            if status != 200 or any(Path(file.name).name != file.name for file in offer.files):
                raise msgspec.ValidationError(tr("not what was asked for"))
        except NOT_JSON:
            self._give_up(tr("the hub said {status}", status=status))
            return
        self._fetch(offer, 0)

    def _fetch(self, offer: RegionOffer, at: int) -> None:
        """One file after another, then all of them are looked at."""
        folder = self._cache / f"{offer.ref.build}.part"
        if at == len(offer.files):
            self._work.post("look", lambda: self._whole(offer, folder), self._taken)
            return
        folder.mkdir(parents=True, exist_ok=True)
        name = offer.files[at].name

        def ended(_: str, wrong: str) -> None:
            if wrong:
                self._give_up(wrong)
            else:
                self._fetch(offer, at + 1)

        path = f"/region/{offer.ref.build}/{name}"
        self._link.save(path, folder / name, lambda share: None, ended)

    def _taken(self, ready: Ready | str) -> None:
        if isinstance(ready, str):
            self._give_up(ready)
        else:
            self.said.emit(
                tr("The map of {region_name} is here.", region_name=ready.region.name), False
            )
            self._use(ready)

    def _use(self, ready: Ready) -> None:
        self.current = ready.region
        self.found.emit(ready)

    def _give_up(self, words: str) -> None:
        """Asked again with the next welcome."""
        self._build = ""
        self.said.emit(tr("The hub's map could not be fetched: {words}", words=words), True)

    # On the thread.

    def _here(self, ref: RegionRef) -> Ready | None:
        region = self._store.with_build(ref) or self._fetched(ref)
        return _ready(region) if region is not None else None

    def _fetched(self, ref: RegionRef) -> Region | None:
        folder = self._cache / ref.build
        try:
            offer = msgspec.json.decode((folder / OFFER_FILE).read_bytes(), type=RegionOffer)
            manifest = None
            if not offer.is_demo:
                text = (folder / MANIFEST_FILE).read_bytes()
                manifest = msgspec.json.decode(text, type=Manifest)
        except (OSError, *NOT_JSON):
            return None
        return Region(ref.name, ref.build, folder, manifest, offer.is_demo)

    def _whole(self, offer: RegionOffer, part: Path) -> Ready | str:
        """The fetched region once every file is what the hub has said."""
        for file in offer.files:
            with (part / file.name).open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                    return tr(
                        "{file_name} came incomplete. It is fetched again when the line is.",
                        file_name=file.name,
                    )
        (part / OFFER_FILE).write_bytes(msgspec.json.encode(offer))
        folder = self._cache / offer.ref.build
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
        region = self._fetched(offer.ref)
        return _ready(region) if region is not None else tr("its files cannot be read")


def _ready(region: Region) -> Ready:
    from core.region.address_index import AddressIndex

    if region.is_demo:
        return Ready(region, None)
    try:
        return Ready(region, AddressSearch(AddressIndex.load(region.addresses)))
    except RegionFileError as error:
        _log.warning("%s", error)
        return Ready(region, None)
