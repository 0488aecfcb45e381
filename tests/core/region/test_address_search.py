import time
from pathlib import Path

import pytest

from core.address_book import Found
from core.region.address_import import import_addresses
from core.region.address_index import AddressIndex, DoorAt, Street, make_index
from core.region.address_search import AddressSearch
from core.region.region import SHIPPED_EXTRACTS
from core.region.road_network import RegionFileError
from tests.core.region import address_town
from tests.core.region.tiny_map import STEP, grid


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> AddressIndex:
    return import_addresses(address_town.write(tmp_path_factory.mktemp("town")))


@pytest.fixture(scope="module")
def search(index: AddressIndex) -> AddressSearch:
    return AddressSearch(index)


def addresses(found: tuple[Found, ...]) -> list[str]:
    return [each.address for each in found]


def test_nodes_buildings_and_lists_of_numbers_become_doors(index: AddressIndex) -> None:
    assert sorted(bytes(number).decode() for number in index.door_number) == sorted(
        ["2", "4", "10-14", "15 a", "1", "3", "5", "8", "7"]
    )


def test_a_building_is_in_the_middle_of_its_walls(search: AddressSearch) -> None:
    (found,) = search.find("Eichenallee 8")
    assert (found.lat, found.lon) == pytest.approx(grid(2.2, 1.1), abs=1e-6)


def test_streets_of_one_name_far_apart_are_two_and_named_by_their_towns(
    search: AddressSearch,
) -> None:
    found = search.find("Mühlenweg")
    assert {each.address for each in found if "without a number" in each.note} == {
        "Mühlenweg, Alt",
        "Mühlenweg, Neu",
    }
    assert addresses(search.find("muhlenweg 7 neu"))[0] == "Mühlenweg 7, Neu"


def test_of_two_that_fit_alike_the_nearer_comes_first(search: AddressSearch) -> None:
    assert addresses(search.find("Mühlenweg", near=grid(101, 0)))[0] == "Mühlenweg 7, Neu"
    assert addresses(search.find("Mühlenweg", near=grid(1, 0)))[0] == "Mühlenweg 2, 100 Alt"


def test_it_is_found_as_it_is_typed(search: AddressSearch) -> None:
    for typed in ("stille", "gasse sti", "STILLE G"):
        assert "Stille Gasse" in addresses(search.find(typed))
    assert addresses(search.find("eichen 5")) == ["Eichenallee 5"]
    assert addresses(search.find("5 eichenallee")) == ["Eichenallee 5"]
    assert search.find("") == ()


def test_a_town_a_postcode_and_a_country_after_the_number_prefer_what_fits(
    search: AddressSearch,
) -> None:
    for typed in (
        "Mühlenweg 4, 00200 Alt, Deutschland",
        "Mühlenweg Nr. 4 Alt",
        "4 Mühlenweg, 00200 Alt, Deutschland",
        "4 Mühlenweg Alt Deutschland",
    ):
        found = search.find(typed, near=grid(101, 0))[0]
        assert (found.address, found.doubt) == ("Mühlenweg 4, Alt", 0), typed
    assert addresses(search.find("Mühlenweg 7, Neu", near=grid(1, 0)))[0] == "Mühlenweg 7, Neu"
    assert addresses(search.find("Mühlenweg 2, 100 Alt"))[0] == "Mühlenweg 2, 100 Alt"


def test_a_street_with_a_postcode_has_no_house_number(search: AddressSearch) -> None:
    found = search.find("Eichenallee, 00100 Alt")
    assert addresses(found) == addresses(search.find("Eichenallee"))


def test_a_town_that_contradicts_is_told(search: AddressSearch) -> None:
    known = search.find("Eichenallee 5, Neu")[0]
    assert (known.address, known.doubt, known.note) == ("Eichenallee 5", 2, "in Alt, not in Neu")
    unknown = search.find("Eichenallee 5 Tampere")[0]
    assert (unknown.doubt, unknown.note) == (1, "in Alt; nothing is known of 'tampere'")
    far = search.find("Eichenallee 250, Neu")[0]
    assert far.note == "number not known, put at 8; in Alt, not in Neu"
    begun = search.find("Eichenallee 5, Al")[0]
    assert (begun.doubt, begun.note) == (0, ""), "it is being typed"


def test_the_postcode_of_the_first_door_of_all_is_told_too() -> None:
    street = Street("Hof", (), "Alt", ((1.0, 1.0),))
    first = make_index([street], [DoorAt(0, "1", 1.0, 1.0, "00100")], is_number_first=False)
    search = AddressSearch(first)
    assert addresses(search.find("hof 1")) == ["Hof 1, 00100 Alt"]
    off = search.find("hof 1, 00200 Alt")[0]
    assert (off.doubt, off.note) == (1, "its postcode is 00100")


def test_a_street_called_like_a_town_is_not_lost() -> None:
    streets = [
        Street("Avenida La Serena", (), "Coquimbo", ((1.0, 1.0),)),
        Street("Avenida", (), "La Serena", ((2.0, 2.0),)),
    ]
    doors = [DoorAt(0, "12", 1.0, 1.0), DoorAt(1, "12", 2.0, 2.0)]
    search = AddressSearch(make_index(streets, doors, is_number_first=False))
    for typed in ("Avenida La Serena 12", "Avenida La Serena 12, Coquimbo", "12 Avenida La Serena"):
        assert addresses(search.find(typed))[0] == "Avenida La Serena 12", typed
    assert addresses(search.find("Avenida 12, La Serena"))[0] == "Avenida 12"
    assert addresses(search.find("Avenida La Serena"))[0] == "Avenida La Serena 12"


def test_another_name_of_the_street_finds_it(search: AddressSearch) -> None:
    assert addresses(search.find("Kvarnvagen 4", near=grid(1, 0)))[0] == "Mühlenweg 4, Alt"


def test_slips_are_forgiven_by_the_length_of_the_word(search: AddressSearch) -> None:
    assert addresses(search.find("eihcenalle 5")) == ["Eichenallee 5"]
    assert addresses(search.find("stlile gasse")) == ["Stille Gasse"]
    assert search.find("gassssxe") == ()


def test_a_number_inside_a_range_and_one_with_a_letter_are_known(search: AddressSearch) -> None:
    (found,) = search.find("mühlenweg 12 alt")[:1]
    assert (found.address, found.note, found.doubt) == ("Mühlenweg 12, Alt", "known as 10-14", 1)
    assert addresses(search.find("mühlenweg 15", near=grid(1, 0)))[0] == "Mühlenweg 15 a, Alt"
    assert search.find("mühlenweg 15b", near=grid(1, 0))[0].note == "put at 15 a"


def test_a_number_that_the_map_lacks_lies_between_its_neighbours(search: AddressSearch) -> None:
    found = search.find("mühlenweg 8", near=grid(1, 0))[0]
    assert found.note == "between 4 and 10-14"
    assert found.doubt == 1
    assert found.lon == pytest.approx((2 + 4 / 6) * STEP, abs=1e-6)


def test_where_nothing_is_known_it_says_so(search: AddressSearch) -> None:
    far = search.find("eichenallee 250")[0]
    assert (far.doubt, far.note) == (2, "number not known, put at 8")
    bare = search.find("stille gasse 3")[0]
    assert (bare.doubt, bare.note) == (2, "no house numbers known, put mid-street")


def test_a_point_has_an_address_or_a_street_near_it(search: AddressSearch) -> None:
    near = search.nearest(*grid(2.01, 0.2))
    assert near is not None
    assert near.address == "Mühlenweg 4, Alt"
    street = search.nearest(*grid(9, 0.1))
    assert street is not None
    assert street.address == "Stille Gasse"
    assert street.note == "street 10 m away"
    assert search.nearest(*grid(50, 50)) is None


def test_the_shipped_centre_of_helsinki_takes_addresses_as_shops_write_them() -> None:
    search = AddressSearch(import_addresses(SHIPPED_EXTRACTS["helsinki"]))
    for typed in (
        "Mannerheimintie 5, 00100 Helsinki",
        "Mannerheimintie 5, FI-00100 Helsinki, Suomi",
        "Mannerheimintie 5 Helsinki Finland",
        "Mannerheimintie 5, 00100 Helsingfors",
        "5 Mannerheimintie, 00100 Helsinki, Finland",
    ):
        found = search.find(typed)[0]
        assert found == Found("Mannerheimintie 5, 00100 Helsinki", found.lat, found.lon), typed
    assert "Mannerheimintie 100" not in addresses(search.find("Mannerheimintie, 00100 Helsinki"))
    far = search.find("Mannerheimintie 5, 33100 Tampere")[0]
    assert far.doubt == 1
    assert "nothing is known of 'tampere'" in far.note
    searches = 100
    began = time.perf_counter()
    for _ in range(searches):
        search.find("Mannerheimintie 5, 00100 Helsinki, Finland")
    assert (time.perf_counter() - began) / searches < 0.02


def test_the_file_holds_all_of_it(index: AddressIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "addresses.npz")
    again = AddressSearch(AddressIndex.load(tmp_path / "addresses.npz"))
    assert addresses(again.find("eichenallee 5")) == ["Eichenallee 5"]


def test_a_file_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(RegionFileError, match="does not exist"):
        AddressIndex.load(tmp_path / "addresses.npz")
    (tmp_path / "addresses.npz").write_bytes(b"nothing")
    with pytest.raises(RegionFileError, match="cannot be read"):
        AddressIndex.load(tmp_path / "addresses.npz")


def test_an_extract_without_house_numbers_has_its_streets(tmp_path: Path) -> None:
    from tests.core.region.tiny_map import TOWN

    index = import_addresses(TOWN.write(tmp_path / "bare.osm.pbf"))
    assert index.door_count == 0
