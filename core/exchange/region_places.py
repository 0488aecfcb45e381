"""Where addresses of a list are, and whether there is a road: asked of the region's files and of
the places that the depot knows. Reads them when it is first asked."""

import logging
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.address_book import MOST_FOUND, AddressBook, Door, Found
from core.exchange.order_import import Board, Spot
from core.model import Place
from core.phone import plain
from core.region.address_file import read_addresses
from core.region.address_index import AddressIndex
from core.region.address_search import AddressSearch
from core.region.address_server import AddressServer, AddressServerError
from core.region.address_words import readings, words_of
from core.region.region import Region
from core.region.region_ref import RegionFileError
from core.state import State

if TYPE_CHECKING:
    from core.planning.road import RoadEngine

_log = logging.getLogger(__name__)
_DIGITS = re.compile(r"\d+")
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)")


class RegionPlaces:
    """Asked from several threads. Who waits for the server keeps nobody from the region's files."""

    def __init__(
        self,
        region: Region | None,
        search: AddressSearch | None = None,
        server: AddressServer | None = None,
    ) -> None:
        """Without a region only coordinates and known places count; `search` is the region's own,
        where it has real house numbers. A `server` is asked before the region."""
        self._server = server
        self._region, self._finder = region, search
        self._book: AddressBook | None = None
        self._engine: RoadEngine | None = None
        self._is_opened = False
        self._found: dict[str, Spot | None] = {}
        self._known: dict[str, Place] = {}
        self._mended: dict[str, Spot] = {}
        self._home: tuple[float, float] | None = None
        """Of the depot."""
        self._opening, self._asking = Lock(), Lock()

    def board(
        self, state: State, texts: Mapping[str, str], now: datetime, day: date | None = None
    ) -> Board:
        """What a file is compared with; `day` is of orders without one: tomorrow if not said. The
        state must have its depot."""
        assert state.depot is not None
        home = state.places[state.depot.place_id]
        self._home = home.lat, home.lon
        self.know(state.places.values())
        tomorrow = now.astimezone(ZoneInfo(state.depot.zone)).date() + timedelta(days=1)
        return Board(state, texts, now, day or tomorrow, self.locate, self.has_road)

    def know(self, places: Iterable[Place]) -> None:
        """Places with a pin that somebody may have put right."""
        self._known = {plain(place.address): place for place in places}
        if self._server is not None:
            if self._server.trouble:
                self._found.clear()
            self._server.begin()

    def mend(self, address: str, lat: float, lon: float) -> None:
        """Somebody has said where an address of a list is."""
        self._mended[plain(address)] = Spot(lat, lon)

    def locate(self, address: str) -> Spot | None:
        """The place of an address as lists write it, with or without its town."""
        mended = self._mended.get(plain(address))
        if mended is not None:
            return mended
        known = self._known.get(plain(address))
        if known is not None:
            return Spot(known.lat, known.lon)
        try:
            return self._found[address]
        except KeyError:
            spot = self._found[address] = self._search(address)
            return spot

    def find(self, words: str, limit: int = MOST_FOUND) -> tuple[Found, ...]:
        """What an address that somebody types may be, the best first; `60.17, 24.94` is a point."""
        point = _POINT.fullmatch(words.strip())
        if point is not None:
            lat, lon = float(point[1]), float(point[2])
            near = abs(lat) <= 90 and abs(lon) <= 180
            return (Found(f"{lat:.5f}, {lon:.5f}", lat, lon, "a point"),) if near else ()
        if self._region is None:
            return ()
        if self._region.is_demo:
            return self._opened(self._region).find(words, limit)
        finder = self._searched(self._region)
        return finder.find(words, limit=limit) if finder is not None else ()

    def has_road(self, lat: float, lon: float) -> bool:
        """Within 200 m; true where there are no roads to ask."""
        if self._region is not None:
            with self._opening:
                self._open_roads(self._region)
        return self._engine is None or self._engine.snap(lat, lon) is not None

    def _open_roads(self, region: Region) -> None:
        if self._is_opened:
            return
        self._is_opened = True
        # scipy comes with it; nobody should wait for that who imports nothing.
        from core.planning.road import RoadEngine

        try:
            self._engine = RoadEngine.open(region.roads)
        except RegionFileError as error:
            _log.warning("%s", error)

    def _search(self, address: str) -> Spot | None:
        if self._server is None:
            return self._of_region(address)
        name = self._server.server.name
        try:
            with self._asking:
                found = self._server.find(address, self._home)
        except AddressServerError as error:
            return _noted(self._of_region(address), f"by the region's own index: {error}")
        if found is None:
            return _noted(self._of_region(address), f"{name} does not know it")
        if found.has_number or not any(map(str.isdigit, address.split(",")[0])):
            return Spot(found.lat, found.lon)
        return Spot(found.lat, found.lon, f"no house number; taken as {found.address} by {name}")

    def _of_region(self, address: str) -> Spot | None:
        if self._region is None:
            return None
        if not self._region.is_demo:
            return self._real(self._region, address)
        return self._invented(self._region, address)

    def _real(self, region: Region, address: str) -> Spot | None:
        """By the index of a region that somebody has built."""
        finder = self._searched(region)
        if finder is None:
            return None
        found = finder.find(address, limit=1)
        if not found:
            return None
        best = found[0]
        note = _doubt(address, best)
        if not note and not _is_named(address, best):
            note = f"read as {best.address}"
        return Spot(best.lat, best.lon, note)

    def _searched(self, region: Region) -> AddressSearch | None:
        with self._opening:
            if self._finder is None:
                try:
                    self._finder = AddressSearch(AddressIndex.load(region.addresses))
                except RegionFileError as error:
                    _log.warning("%s", error)
            return self._finder

    def _invented(self, region: Region, address: str) -> Spot | None:
        best = self._opened(region).best(address)
        if best is None:
            return None
        return Spot(best.lat, best.lon, _doubt(address, best))

    def _opened(self, region: Region) -> AddressBook:
        with self._opening:
            if self._book is None:
                try:
                    found = read_addresses(region.addresses)
                except RegionFileError as error:
                    _log.warning("%s", error)
                    found = []
                self._book = AddressBook(Door(a.street, a.number, a.lat, a.lon) for a in found)
            return self._book


def _noted(spot: Spot | None, words: str) -> Spot | None:
    """With what else is doubtful about it."""
    if spot is None:
        return None
    return Spot(spot.lat, spot.lon, "; ".join(filter(None, (spot.note, words))))


def _doubt(address: str, found: Found) -> str:
    """How well it is known, and whether there was a house number at all."""
    if found.doubt:
        return f"taken as {found.address}: {found.note}"
    line = found.address.partition(",")[0]
    has_number = {*_DIGITS.findall(line)} <= {*_DIGITS.findall(address)}
    return "" if has_number else f"no house number; taken as {found.address}"


def _is_named(address: str, found: Found) -> bool:
    """Whether the street is written as it is called, or its beginning; a slip is said."""
    known = words_of(found.address)
    ways = [
        [name for name in wanted.names if len(name) > 2 and name.isalpha()]
        for wanted in readings(address)
        if wanted.number is None or str(wanted.number.first) in known
    ]
    return any(
        names and all(any(word.startswith(name) for word in known) for name in names)
        for names in ways
    )
