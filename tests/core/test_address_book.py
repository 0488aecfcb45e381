"""What is said on the telephone becomes a place, and says how well it is known."""

import pytest

from core.address_book import AddressBook, Door, Found
from core.model import Place, PlaceId

BOOK = AddressBook(
    [
        Door("Balmaceda", 300, -29.90, -71.25),
        Door("Balmaceda", 100, -29.92, -71.25),
        Door("Balmaceda", 900, -29.84, -71.25),
        Door("Pasaje Balmaceda", 100, -29.80, -71.20),
        Door("11 de Septiembre", 258, -29.97, -71.32),
        Door("Avenida del Mar", 10, -29.95, -71.29),
    ],
    [Place(PlaceId("p1"), "Calle Ñuñoa 7", -29.9, -71.2)],
)


def addresses(typed: str) -> list[str]:
    return [each.address for each in BOOK.find(typed)]


def test_a_known_number_is_found_by_the_beginnings_of_words() -> None:
    assert BOOK.find("balm 300")[0] == Found("Balmaceda 300", -29.90, -71.25)
    assert addresses("mar 10") == addresses("10, avenida mar") == ["Avenida del Mar 10"]


def test_a_street_is_asked_by_its_whole_name() -> None:
    assert BOOK.numbered("Balmaceda", 300) == (Found("Balmaceda 300", -29.90, -71.25),)


def test_a_street_alone_offers_its_numbers_the_plainest_street_first() -> None:
    assert addresses("balmaceda") == [
        "Balmaceda 100",
        "Balmaceda 300",
        "Balmaceda 900",
        "Pasaje Balmaceda 100",
    ]
    assert BOOK.find("balmaceda", limit=2) == BOOK.find("balmaceda")[:2]


def test_where_the_number_is_known_better_comes_first() -> None:
    assert addresses("balmaceda 100") == ["Balmaceda 100", "Pasaje Balmaceda 100"]
    assert addresses("balmaceda 950") == ["Balmaceda 950", "Pasaje Balmaceda 950"]
    book = AddressBook([Door("Balmaceda", 1, 0, 0), Door("Pasaje Balmaceda", 7, 0, 0)])
    assert [each.address for each in book.find("balmaceda 7")] == [
        "Pasaje Balmaceda 7",
        "Balmaceda 7",
    ]


def test_a_number_between_two_is_between_them_and_says_so() -> None:
    first = BOOK.find("Balmaceda 200")[0]
    assert first == Found("Balmaceda 200", -29.91, -71.25, "between 100 and 300", 1)


@pytest.mark.parametrize(("number", "near"), [(40, 100), (400, 300), (950, 900)])
def test_a_number_far_from_any_is_not_guessed(number: int, near: int) -> None:
    first = BOOK.find(f"Balmaceda {number}")[0]
    assert first.note == f"number not known, put at {near}"


def test_a_street_whose_name_begins_with_a_number() -> None:
    assert addresses("11 de septiembre 258") == ["11 de Septiembre 258"]


def test_an_address_where_somebody_was_before_comes_first() -> None:
    assert BOOK.find("calle nunoa 7") == (Found("Calle Ñuñoa 7", -29.9, -71.2, "known place"),)


@pytest.mark.parametrize(
    "typed",
    [
        "Balmaceda 300 La Serena",
        "Balmaceda 300, La Serena",
        "Balmaceda 300, 1700000 La Serena, Chile",
        "Balmaceda N° 300, La Serena",
        "Balmaceda, 300",
        "300 Balmaceda, La Serena",
        "300 Balmaceda La Serena",
    ],
)
def test_a_town_after_street_and_number_is_passed_over(typed: str) -> None:
    assert BOOK.find(typed)[0] == Found("Balmaceda 300", -29.90, -71.25)
    assert BOOK.best(typed) == Found("Balmaceda 300", -29.90, -71.25)


def test_a_street_with_a_town_offers_its_numbers() -> None:
    for typed in ("Balmaceda, La Serena", "Balmaceda La Serena", "Balmaceda, 1700000 La Serena"):
        assert addresses(typed)[:3] == ["Balmaceda 100", "Balmaceda 300", "Balmaceda 900"]
    assert BOOK.best("balmaceda la serena") == Found("Balmaceda 100", -29.92, -71.25)
    assert BOOK.best("nowhere 5, La Serena") is None


def test_a_street_called_like_a_town_is_not_lost() -> None:
    book = AddressBook(
        [Door("Avenida La Serena", 12, 0, 0), Door("Avenida", 12, 1, 1), Door("Chile", 12, 2, 2)]
    )
    for typed, street in (
        ("Avenida La Serena 12", "Avenida La Serena"),
        ("Avenida La Serena 12, La Serena", "Avenida La Serena"),
        ("Chile 12, Chile", "Chile"),
    ):
        assert book.find(typed)[0].address == f"{street} 12"
    assert book.find("avenida la serena")[0].address == "Avenida La Serena 12"


def test_a_known_place_with_its_town_is_found_as_it_is_written() -> None:
    book = AddressBook([], [Place(PlaceId("p1"), "Balmaceda 12, Coquimbo", -29.9, -71.2)])
    assert book.find("balmaceda 12, coquimbo")[0].note == "known place"


def test_the_same_streets_are_found_with_other_places() -> None:
    before = AddressBook(
        [Door("Balmaceda", 1, 0, 0)], [Place(PlaceId("p1"), "Old 1", -29.9, -71.2)]
    )
    book = before.with_places([Place(PlaceId("p2"), "New 2", -29.9, -71.2)])
    assert [found.address for found in book.find("balmaceda 1")] == ["Balmaceda 1"]
    assert [found.note for found in book.find("new 2")] == ["known place"]
    assert book.find("old 1") == ()
    assert [found.note for found in before.find("old 1")] == ["known place"]


@pytest.mark.parametrize("typed", ["", "  ", "300", "nowhere 5", "12 34"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert BOOK.find(typed) == ()
