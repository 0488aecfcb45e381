"""What a few typed words mean."""

import pytest

from console.command_words import (
    MOST_SHOWN,
    VERBS,
    Asked,
    CloseAt,
    Deed,
    GoTo,
    Known,
    KnownOrder,
    KnownRoute,
    complaint,
    coordinates,
    place_part,
    places,
    suggestions,
)

KNOWN = Known(
    orders=(
        KnownOrder("1043", "Nobody there · Rodrigo Silva, Balmaceda 12"),
        KnownOrder("10431", "Return · Eva Pinto, Prat 4"),
        KnownOrder("1800", "Delivery · Rosa Silva, Colo Colo 9"),
    ),
    routes=(
        KnownRoute("today-07", "7", "Catalina P."),
        KnownRoute("today-12", "12", "Iván Soto"),
        KnownRoute("today-17", "17", "Rosa M."),
    ),
)
DEEDS = (
    Deed("undo", "Undo the last change", "Ctrl+Z"),
    Deed("reports", "Reports", "F7"),
    Deed("heat", "Failures by place on the map", "Shift+F7"),
    Deed("colours", "Dark or light colours"),
)


def acts(text: str) -> list[object]:
    return [each.act for each in suggestions(text, DEEDS, KNOWN)]


def titles(text: str) -> list[str]:
    return [each.title for each in suggestions(text, DEEDS, KNOWN)]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("retry 1043", Asked("retry", "1043")),
        ("retry 1043 @12", Asked("retry", "1043", "today-12")),
        ("RETRY @12 1043", Asked("retry", "1043", "today-12")),
        ("place 1043 @7", Asked("place", "1043", "today-07")),
        ("why 1043 @7", Asked("why", "1043", "today-07")),
        ("lock 7", Asked("lock", route_id="today-07")),
        ("lock @7", Asked("lock", route_id="today-07")),
        ("lock catalina", Asked("lock", route_id="today-07")),
        ("send iván soto", Asked("send", route_id="today-12")),
        ("show 1800", Asked("show", "1800")),
        ("show @17", Asked("show", route_id="today-17")),
        ("refund rodrigo", Asked("refund", "1043")),
        ("follow 12", Asked("follow", route_id="today-12")),
        ("move @7 @12", Asked("move", route_id="today-07", onto_id="today-12")),
        ("move 7 iván", Asked("move", route_id="today-07", onto_id="today-12")),
    ],
)
def test_a_command_means_one_thing(text: str, asked: Asked) -> None:
    assert acts(text)[0] == asked


def test_the_exact_number_comes_before_longer_ones() -> None:
    assert titles("have 1043") == ["have 1043", "have 10431"]
    assert titles("lock 1") == ["lock @12", "lock @17"]


def test_an_order_that_needs_a_route_asks_for_one() -> None:
    first = suggestions("place 1043", DEEDS, KNOWN)[0]
    assert first.text == "place 1043 @7"
    more = suggestions("why silva", DEEDS, KNOWN)
    assert [(each.text, each.act) for each in more] == [
        ("why 1043 @", None),
        ("why 1800 @", None),
    ]


def test_a_route_is_put_onto_another_one_by_two_numbers() -> None:
    assert titles("move ") == ["move @7 @", "move @12 @", "move @17 @"]
    assert titles("move 1") == ["move @12 @", "move @17 @"]
    assert titles("move @7 @") == ["move @7 @12", "move @7 @17"]
    assert titles("move @8 @12") == []


def test_a_verb_alone_offers_what_it_could_be_about() -> None:
    assert titles("lock ") == ["lock @7", "lock @12", "lock @17"]
    assert titles("cancel ") == ["cancel 1043", "cancel 10431", "cancel 1800"]


def test_the_beginning_of_a_verb_is_completed() -> None:
    found = suggestions("ret", DEEDS, KNOWN)
    assert (found[0].title, found[0].text, found[0].act) == ("retry 1043 [@12]", "retry ", None)


def test_orders_routes_and_actions_are_found_by_their_words() -> None:
    assert acts("1043")[0] == Asked("show", "1043")
    assert acts("balmaceda rodrigo") == [Asked("show", "1043")]
    assert acts("@12") == [Asked("show", route_id="today-12")]
    assert acts("soto") == [Asked("show", route_id="today-12")]
    assert acts("on map") == [DEEDS[2]]
    assert titles("re")[-2:] == ["Reports", "Failures by place on the map"]
    assert suggestions("undo", DEEDS, KNOWN)[-1].keys == "Ctrl+Z"
    assert acts("or") == [DEEDS[1], DEEDS[3]]


def test_an_empty_line_shows_what_can_be_said() -> None:
    found = titles("")
    assert len(found) == MOST_SHOWN
    assert found[0] == VERBS[0].pattern
    assert found[-1] == DEEDS[2].words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("zebra", "Nothing is called zebra."),
        ("retry 77", "No order 77 is known here."),
        ("retry 1043 @99", "No route 99 is on the board that is shown."),
        ("lock 99", "No route 99 is on the board that is shown."),
        ("lock @", "Say it whole: lock @12"),
        ("why 1043 @7", "Say it whole: why 1043 @12"),
    ],
)
def test_what_cannot_be_done_is_said(text: str, words: str) -> None:
    assert complaint(text, KNOWN) == words


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-29.9027, -71.2519", (-29.9027, -71.2519)),
        (" \N{MINUS SIGN}29.9 24.5 ", (-29.9, 24.5)),
        ("60.17;24.94", (60.17, 24.94)),
        ("99.1, 24.94", None),
        ("60.1, 224.94", None),
        ("60, 24", None),
        ("why 1043 @7", None),
    ],
)
def test_a_pair_of_coordinates_is_a_place(text: str, place: tuple[float, float] | None) -> None:
    found = coordinates(text)
    assert (None if found is None else (found.lat, found.lon)) == place


def test_places_stand_as_lines_of_their_own() -> None:
    prat = GoTo(1.0, 2.0, "Prat 4")
    assert [each.act for each in places("prat", [prat])] == [prat]
    here = places("1.5, 2.5", [prat])
    assert [each.title for each in here] == ["1.50000, 2.50000", "Prat 4"]


def test_a_street_is_closed_by_its_address() -> None:
    assert (place_part("close Prat 4"), place_part("prat"), place_part("lock 12")) == (
        "Prat 4",
        "prat",
        "lock 12",
    )
    (found,) = places("close prat", [GoTo(1.0, 2.0, "Prat 4")])
    assert (found.title, found.act) == ("close Prat 4", CloseAt(1.0, 2.0))
    assert suggestions("close prat", (), KNOWN) == ()
    assert suggestions("clo", (), KNOWN)[0].text == "close "
    assert complaint("close xx", KNOWN) == "No street is found for xx."
    assert complaint("close ", KNOWN) == "Say it whole: close Balmaceda 395"
