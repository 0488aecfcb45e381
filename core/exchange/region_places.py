"""Where addresses of a list are, and whether there is a road: asked of the region's files and of
the places that the depot knows. Reads them when it is first asked."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from core.address_book import AddressBook, Door, Found
from core.exchange.order_import import Spot
from core.model import Place
from core.phone import plain
from core.planning.road import RoadEngine
from core.region.address_file import read_addresses
from core.region.road_network import RegionFileError

_log = logging.getLogger(__name__)
_NUMBER = re.compile(r"(.*?\D)[\s#]*(?:n[o°º.]*\s*)?(\d{1,6})\s*[a-z]?", re.DOTALL)
_FRONT = re.compile(r"(\d{1,6})\s*[a-z]?\s+(\D.*)", re.DOTALL)


class RegionPlaces:
    """Asked from one thread at a time."""

    def __init__(self, addresses: Path, roads: Path) -> None:
        self._addresses, self._roads = addresses, roads
        self._book: AddressBook | None = None
        self._streets: dict[str, str] = {}
        self._engine: RoadEngine | None = None
        self._is_opened = False
        self._found: dict[str, Spot | None] = {}
        self._known: dict[str, Place] = {}

    def know(self, places: Iterable[Place]) -> None:
        """Places with a pin that somebody may have put right."""
        self._known = {plain(place.address): place for place in places}

    def locate(self, address: str) -> Spot | None:
        """The place of an address as lists write it, with or without its town."""
        known = self._known.get(plain(address))
        if known is not None:
            return Spot(known.lat, known.lon)
        if address not in self._found:
            self._found[address] = self._search(address)
        return self._found[address]

    def has_road(self, lat: float, lon: float) -> bool:
        """Within 200 m; true where there are no roads to ask."""
        if not self._is_opened:
            self._is_opened = True
            try:
                self._engine = RoadEngine.open(self._roads)
            except RegionFileError as error:
                _log.warning("%s", error)
        return self._engine is None or self._engine.snap(lat, lon) is not None

    def _search(self, address: str) -> Spot | None:
        book = self._opened()
        first = address.split(",")[0]
        for wanted in (first, address.replace(",", " ")):
            wanted = " ".join(plain(wanted).split())
            found = self._exact(book, wanted) or book.find(wanted, 1)
            if found:
                best = found[0]
                note = "" if best.doubt == 0 else f"taken as {best.address}: {best.note}"
                if best.doubt == 0 and not any(map(str.isdigit, first)):
                    note = f"no house number; taken as {best.address}"
                return Spot(best.lat, best.lon, note)
        return None

    def _exact(self, book: AddressBook, wanted: str) -> tuple[Found, ...]:
        """A street by its whole name, without looking through all of them."""
        last, front = _NUMBER.fullmatch(wanted), _FRONT.fullmatch(wanted)
        parts = (last[1], last[2]) if last else (front[2], front[1]) if front else ("", "")
        street = self._streets.get(parts[0].strip())
        return book.numbered(street, int(parts[1])) if street is not None else ()

    def _opened(self) -> AddressBook:
        if self._book is None:
            try:
                found = read_addresses(self._addresses)
            except RegionFileError as error:
                _log.warning("%s", error)
                found = []
            self._book = AddressBook(Door(a.street, a.number, a.lat, a.lon) for a in found)
            self._streets = {plain(each.street): each.street for each in found}
        return self._book
