"""What is known of a door, in lines."""

from msgspec.structs import replace

from core.model import Knowledge, OpenHours, Place, PlaceId, TextRef
from core.place_words import known_words

PLACE = Place(PlaceId("p"), "Calle 7", -29.9, -71.2)
TEXTS = {
    "hint": "Second floor",
    "entrance": "Green gate",
    "code": "4711",
    "parking": "On the pavement",
    "name": "Rosa",
    "house": "number 9",
}


def text(ref: TextRef | None) -> str:
    return TEXTS.get(ref, "") if ref else ""


def test_every_thing_that_is_known_has_a_line() -> None:
    known = Knowledge(
        entrance_ref=TextRef("entrance"),
        gate_code_ref=TextRef("code"),
        has_dog=True,
        parking_ref=TextRef("parking"),
        neighbour_ref=TextRef("name"),
        house_ref=TextRef("house"),
        hours=(OpenHours(0, 540, 780),),
    )
    assert known_words(replace(PLACE, hint_ref=TextRef("hint"), known=known), text) == (
        "Entrance: Green gate",
        "Gate code 4711",
        "Mind the dog",
        "Parking: On the pavement",
        "A neighbour accepts: Rosa, number 9",
        "Open Mon 09:00–13:00",
        "Second floor",
    )


def test_what_was_erased_or_never_said_has_none() -> None:
    known = Knowledge(gate_code_ref=TextRef("erased"), house_ref=TextRef("house"))
    assert known_words(replace(PLACE, known=known), text) == ("A neighbour accepts: number 9",)
    assert known_words(PLACE, text) == ()
