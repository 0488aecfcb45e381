from core.region.address_words import (
    HouseNumber,
    Wanted,
    folded,
    house_number,
    number_in_file,
    postcode,
    readings,
    shortened,
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


def test_numbers_may_be_followed_by_bis_and_ter() -> None:
    assert house_number("25bis") == HouseNumber(25, 25, "bis")
    assert number_in_file("25 bis") == HouseNumber(25, 25, "bis")
    assert number_in_file("4ter") == HouseNumber(4, 4, "ter")
    assert number_in_file("12 Terrace") == HouseNumber(12, 12)
    assert readings("25 bis Boulevard Albert 1er")[0] == Wanted(
        ("boulevard", "albert", "1er"), HouseNumber(25, 25, "bis")
    )
    assert Wanted(("via", "roma"), HouseNumber(7, 7, "bis")) in readings("Via Roma 7 bis")
    assert Wanted(("ter", "borchstraat"), HouseNumber(12, 12)) in readings("12 Ter Borchstraat")


def test_the_name_of_a_building_may_stand_before_street_and_number() -> None:
    number = HouseNumber(27, 27)
    wanted = Wanted(("boulevard", "albert", "1er"), number)
    assert wanted in readings("Le Soleil, 27 Boulevard Albert 1er")
    wanted = Wanted(("calle", "sol"), number, ("1700000", "serena"))
    assert wanted in readings("Edificio Sur, Calle Sol 27, 1700000 Serena")
    assert Wanted(("soleil",)) not in readings("12 Le Soleil, Monaco")


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


def test_what_follows_the_number_is_kept_apart_and_may_be_a_town() -> None:
    assert readings("Balmaceda 395, 1700000 La Serena")[0] == Wanted(
        ("balmaceda",), HouseNumber(395, 395), ("1700000", "la", "serena")
    )
    assert Wanted(("balmaceda",), HouseNumber(395, 395), ("la", "serena")) in readings(
        "Balmaceda N° 395 La Serena"
    )
    assert Wanted(("rue", "x"), HouseNumber(5, 5), ("98000", "nice")) in readings(
        "5 rue X, 98000 Nice"
    )
    assert Wanted(("rue", "x"), HouseNumber(5, 5), ("98000", "nice")) in readings(
        "5 rue X 98000 Nice"
    )


def test_a_postcode_is_no_house_number() -> None:
    for typed, code in (("Kaivokatu, 00100 Helsinki", "00100"), ("Calle X, 28013 Soria", "28013")):
        found = readings(typed)
        assert all(each.number is None for each in found)
        assert found[-1].rest[0] == code
    assert readings("Calle X, 2500")[0].number == HouseNumber(2500, 2500)
    assert readings("12345 Main Road")[0].number == HouseNumber(12345, 12345)
    assert [postcode(word) for word in ("00100", "fi-00100", "395", "la")] == [
        "00100",
        "00100",
        "",
        "",
    ]


def test_a_town_after_a_comma_is_cut_off_unless_a_house_number_would_go_with_it() -> None:
    assert Wanted(("calle", "5"), None, ("soria",)) in readings("Calle 5, Soria")
    assert all(each.number or "12" in each.names for each in readings("Calle, 12 Soria"))
    assert Wanted(("calle",), None, ("8001", "soria")) in readings("Calle, 8001 Soria")


def test_without_a_comma_the_longest_whole_name_of_a_street_is_the_street() -> None:
    known = {"camino", "camino real"}.__contains__
    assert shortened("camino real soria", known) == [Wanted(("camino", "real"), None, ("soria",))]
    assert shortened("5 camino soria", known) == [
        Wanted(("camino",), HouseNumber(5, 5), ("soria",))
    ]
    assert shortened("camino 5 soria", known) == []
    assert shortened("calle soria", known) == []
    assert shortened("", known) == []
