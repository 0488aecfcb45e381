"""Addresses as lists write them, found in the shipped region."""

from datetime import UTC, date, datetime
from typing import cast

from msgspec.structs import replace

from core.address_book import Found
from core.exchange.region_places import RegionPlaces
from core.model import Place, PlaceId
from core.region.address_file import read_addresses
from core.region.address_search import AddressSearch
from core.region.region import shipped_region
from tests.builders import small_day

REGION = shipped_region()
DOOR = read_addresses(REGION.addresses)[0]


def test_a_door_is_found_as_people_write_it() -> None:
    places = RegionPlaces(REGION)
    for words in (
        DOOR.text,
        f"{DOOR.text}, 1700000 La Serena",
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
