"""Addresses as lists write them, found in the shipped region."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import cast

import pytest
from msgspec.structs import replace

from core.address_book import Found
from core.exchange.region_places import RegionPlaces
from core.model import Place, PlaceId
from core.planning.road import RoadEngine
from core.region.address_file import StreetAddress, read_addresses
from core.region.address_import import import_addresses
from core.region.address_search import AddressSearch
from core.region.address_server import AddressServer, Answer, Server
from core.region.region import SHIPPED_EXTRACTS, shipped_region
from tests.builders import small_day

REGION = shipped_region()
DOOR = read_addresses(REGION.addresses)[0]


def test_a_door_is_found_as_people_write_it() -> None:
    places = RegionPlaces(REGION)
    for words in (
        DOOR.text,
        f"{DOOR.text}, 1700000 La Serena",
        f"{DOOR.text}, 1700000 La Serena, Chile",
        f"{DOOR.text} La Serena",
        f"{DOOR.street}, {DOOR.number}, La Serena",
        f"{DOOR.street} N° {DOOR.number}".upper(),
        f"{DOOR.number} {DOOR.street}",
    ):
        found = places.locate(words)
        assert found is not None, words
        assert (found.lat, found.lon, found.note) == (DOOR.lat, DOOR.lon, "")


def test_what_is_doubtful_is_said() -> None:
    places = RegionPlaces(REGION)
    far = places.locate(f"{DOOR.street} 99999")
    assert far is not None
    assert "taken as" in far.note
    bare = places.locate(DOOR.street)
    assert bare is not None
    assert bare.note
    assert places.locate("Calle que no existe 12") is None


def test_a_town_makes_no_other_door_and_no_doubt_where_the_region_knows_none() -> None:
    places = RegionPlaces(REGION)
    plainly = places.locate("Balmaceda 395")
    assert plainly is not None
    for words in ("Balmaceda 395 La Serena", "Balmaceda 395, 1700000 La Serena, Chile"):
        assert places.locate(words) == plainly
    assert len(places.find("Balmaceda 500, La Serena")) == len(places.find("Balmaceda 500"))


def test_a_town_that_contradicts_is_said_of_a_row() -> None:
    search = AddressSearch(import_addresses(SHIPPED_EXTRACTS["helsinki"]))
    places = RegionPlaces(replace(REGION, is_demo=False), search)
    for words in ("Mannerheimintie 5, 00100 Helsinki", "Mannerheimintie 5 Helsinki Finland"):
        found = places.locate(words)
        assert found is not None
        assert found.note == "", words
    other = places.locate("Mannerheimintie 5, 33100 Tampere")
    assert other is not None
    assert other.note == (
        "taken as Mannerheimintie 5, 00100 Helsinki: in Helsinki; nothing is known of 'tampere'"
    )
    bare = places.locate("Mannerheimintie, 00100 Helsinki")
    assert bare is not None
    assert bare.note.startswith("no house number; taken as Mannerheimintie ")
    unknown = places.locate("Av 5 Manerheimintie 5")
    assert unknown is None or unknown.note


class OneStreet:
    """Finds the same, whatever is typed."""

    def find(self, words: str, *, limit: int) -> tuple[Found, ...]:
        return (Found("Annankatu 23, 00100 Helsinki", 60.1, 24.9),)


def test_a_slip_that_was_forgiven_is_said_and_a_beginning_is_none() -> None:
    real = replace(REGION, is_demo=False)
    places = RegionPlaces(real, cast(AddressSearch, OneStreet()))
    slip = places.locate("Anankatu 23, Helsinki")
    assert slip is not None
    assert slip.note == "read as Annankatu 23, 00100 Helsinki"
    for words in ("Annankatu 23 B", "annank. 23", "23 Annankatu"):
        found = places.locate(words)
        assert found is not None
        assert found.note == ""


def test_a_known_place_is_where_its_pin_is() -> None:
    places = RegionPlaces(None)
    assert places.locate("Balmaceda 12, Coquimbo") is None
    places.know([Place(PlaceId("p"), "Balmaceda 12, Coquimbo", -29.9, -71.2)])
    found = places.locate("BALMACEDA 12, Coquimbo")
    assert found is not None
    assert (found.lat, found.lon) == (-29.9, -71.2)


def test_the_sea_has_no_road() -> None:
    places = RegionPlaces(REGION)
    assert places.has_road(DOOR.lat, DOOR.lon)
    assert not places.has_road(-29.9, -71.6)
    assert RegionPlaces(None).has_road(-29.9, -71.6)


def test_a_file_is_compared_with_what_is_known_and_is_of_tomorrow_unless_said() -> None:
    places, state = RegionPlaces(None), small_day().state
    known = next(iter(state.places.values()))
    late = datetime(2026, 11, 24, 2, tzinfo=UTC)
    board = places.board(state, {}, late)
    assert board.day == date(2026, 11, 24), "at the depot it is still the 23rd"
    spot = board.locate(known.address)
    assert spot is not None
    assert (spot.lat, spot.lon) == (known.lat, known.lon)
    assert places.board(state, {}, late, date(2026, 12, 1)).day == date(2026, 12, 1)


def test_whoever_asks_for_a_road_while_another_opens_them_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened, begun, go_on = RoadEngine.open, Event(), Event()

    def slowly(path: Path) -> RoadEngine:
        begun.set()
        assert go_on.wait(10)
        return opened(path)

    monkeypatch.setattr(RoadEngine, "open", slowly)
    places = RegionPlaces(REGION)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(places.has_road, -29.9, -71.6)
        assert begun.wait(10)
        second = pool.submit(places.has_road, -29.9, -71.6)
        wait([second], timeout=0.1)
        go_on.set()
        assert (first.result(), second.result()) == (False, False), "the sea"


def test_whoever_asks_for_an_address_while_another_reads_them_reads_no_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go_on, reads = Event(), Event(), []

    def slowly(path: Path) -> list[StreetAddress]:
        reads.append(path)
        begun.set()
        assert go_on.wait(10)
        return read_addresses(path)

    monkeypatch.setattr("core.exchange.region_places.read_addresses", slowly)
    places = RegionPlaces(REGION)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(places.locate, DOOR.text)
        assert begun.wait(10)
        second = pool.submit(places.find, DOOR.text)
        wait([second], timeout=0.1)
        go_on.set()
        spot, found = first.result(), second.result()
    assert spot is not None
    assert (spot.lat, spot.lon) == (found[0].lat, found[0].lon) == (DOOR.lat, DOOR.lon)
    assert len(reads) == 1


class OneAtATime(AddressServer):
    """Answers when it is told to; `busiest` is how many waited for it at once."""

    def __init__(self) -> None:
        super().__init__(Server("photon", "http://127.0.0.1"))
        self.begun, self.go_on = Event(), Event()
        self.busy = self.busiest = 0

    def find(self, address: str, near: tuple[float, float] | None = None) -> Answer | None:
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        self.begun.set()
        assert self.go_on.wait(10)
        self.busy -= 1
        return Answer(60.1, 24.9, address, has_number=True)


def test_two_lists_ask_a_server_one_after_the_other_and_nobody_else_waits() -> None:
    server = OneAtATime()
    places = RegionPlaces(REGION, server=server)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(places.locate, "Annankatu 1")]
        assert server.begun.wait(10)
        asked.append(pool.submit(places.locate, "Annankatu 2"))
        wait(asked, timeout=0.1)
        places.mend("Annankatu 3", 60.0, 24.0)
        assert places.find(DOOR.text), "somebody types meanwhile"
        assert places.locate("Annankatu 3") is not None
        server.go_on.set()
        assert all(each.result() is not None for each in asked)
    assert server.busiest == 1
