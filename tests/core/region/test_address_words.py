from core.region.address_words import (
    HouseNumber,
    Wanted,
    folded,
    house_number,
    number_in_file,
    readings,
    words_of,
)


def test_letters_lose_their_accents_and_special_ones_become_their_likeness() -> None:
    assert folded("Kärntner Straße") == "karntner strasse"
    assert folded("Łódź, Ærø") == "lodz, aero"


def test_words_are_cut_at_whatever_is_no_letter() -> None:
    assert words_of("Av. Pdte. O'Higgins, 12-14") == ["av", "pdte", "o", "higgins", "12-14"]


def test_numbers_are_read_with_their_letters_and_ranges() -> None:
    assert house_number("12b") == HouseNumber(12, 12, "b")
    assert house_number("10-14") == HouseNumber(10, 14)
    assert house_number("14-10") == HouseNumber(14, 14)
    assert house_number("b12") is None
    assert number_in_file("12 B") == HouseNumber(12, 12, "b")
    assert number_in_file("10 – 14") == HouseNumber(10, 14)
    assert number_in_file("Villa") is None


def test_a_range_holds_the_numbers_of_its_side() -> None:
    block = HouseNumber(10, 14)
    assert [number for number in range(9, 16) if number in block] == [10, 12, 14]


def test_a_number_may_come_last_first_or_before_the_flat() -> None:
    assert readings("Kaivokatu 12 B 34")[1] == Wanted(
        ("kaivokatu",), HouseNumber(12, 12, "b"), ("34",)
    )
    assert readings("12 Rue Grimaldi") == [
        Wanted(("rue", "grimaldi"), HouseNumber(12, 12)),
        Wanted(("12", "rue", "grimaldi")),
    ]


def test_a_street_may_have_a_number_in_its_name() -> None:
    found = readings("21 de Mayo 120")
    assert Wanted(("21", "de", "mayo"), HouseNumber(120, 120)) in found
    assert Wanted(("de", "mayo", "120"), HouseNumber(21, 21)) in found
    assert Wanted(("21", "de", "mayo", "120")) in found


def test_what_has_no_letters_is_no_street() -> None:
    assert readings("12") == []
    assert readings("12 34") == []
    assert readings("  ") == []
