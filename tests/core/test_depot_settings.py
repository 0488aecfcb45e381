"""The table of settings: nothing of the model is left out, and nothing absurd gets through."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import fields, replace

from core.depot_settings import (
    BY_KEY,
    DEFAULTS,
    LANGUAGES,
    SETTINGS,
    Unit,
    Value,
    amount_words,
    changed,
    faults,
    remarks,
    settings_of,
    value_of,
    value_words,
    with_value,
)
from core.message_words import load
from core.model import (
    CatalogueEdits,
    CollectionPoint,
    CustomerOffers,
    Depot,
    DepotSettings,
    DispositionEdit,
    PlaceId,
    ReasonEdit,
    SlotHours,
)
from tests.builders import COUNTER, COURIER, DEPOT, KIOSK


def leaves(struct: Any, path: str = "") -> Iterator[str]:
    for field in fields(struct):
        value = getattr(struct, field.name)
        is_group = hasattr(value, "__struct_fields__")
        yield from leaves(value, f"{path}{field.name}.") if is_group else [path + field.name]


def words_of(key: str, value: Value) -> list[str]:
    return [fault.words for fault in faults(with_value(DEFAULTS, key, value), 2, "EUR")]


def test_every_field_of_the_settings_has_a_row() -> None:
    assert sorted(leaves(DEFAULTS)) == sorted(BY_KEY)
    assert len(BY_KEY) == len(SETTINGS)


def test_every_setting_is_one_of_the_depots_and_has_its_default() -> None:
    partners = DEPOT.reserves.partners
    assert settings_of(DEPOT) == replace(DEFAULTS, offers=DEPOT.offers, partners=partners)
    of_depot = {field.name: field.default for field in fields(Depot)}
    own = [field for field in fields(DepotSettings) if field.name != "partners"]
    assert all(of_depot[field.name] == field.default for field in own)


def test_the_defaults_are_without_fault_or_remark() -> None:
    assert faults(DEFAULTS) == ()
    assert remarks(DEFAULTS) == ()


@pytest.mark.parametrize("key", BY_KEY)
def test_a_value_that_is_set_is_found_again_and_is_the_only_change(key: str) -> None:
    value = value_of(DEFAULTS, key)
    other: Value = () if isinstance(value, tuple) and value else 77
    after = with_value(DEFAULTS, key, other)
    assert value_of(after, key) == other
    assert [setting.key for setting in changed(DEFAULTS, after)] == [key]


def test_there_are_messages_in_every_language_that_may_be_chosen() -> None:
    assert sorted(load()) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (
            "rates.let_down_minor",
            -1,
            "Letting a customer down again cannot be negative (-0.01 EUR).",
        ),
        (
            "rates.handling_minor",
            1_000_000_001,
            "Handling at the depot lies between 0.00 EUR and 10000000.00 EUR, not at "
            "10000000.01 EUR.",
        ),
        (
            "rates.unopened_pct",
            140,
            "Goods that never reached the customer lies between 0 % and 100 %, not at 140 %.",
        ),
        ("answer_within_s", 5, "A driver at the door waits for an answer lies between 30 s and"),
        ("messages.quiet_from_min", 1440, "Quiet from: a time between 00:00 and 23:59."),
        (
            "messages.quiet_from_min",
            480,
            "Quiet hours begin and end at the same time. Move one of the two.",
        ),
        (
            "messages.quiet_from_min",
            510,
            "Only 30 minutes of a day are left for messages. Switch them off instead.",
        ),
        ("office_phone", "call us", "The office's telephone is a number as it is dialled"),
        ("messages.language", "xx", "There are no messages in the language 'xx'; there are en and"),
        ("rates.damaged_pct", 61, "Damaged goods cannot bring more (61 %) than goods sent back"),
        ("rates.returned_pct", 96, "Goods sent back cannot bring more (96 %) than goods never"),
        (
            "approvals.deputy",
            "Bea from the yard",
            "The deputy is somebody's name as it stands at the desk, without spaces.",
        ),
        (
            "approvals.refund_over_minor",
            -1,
            "Refunds over cannot be negative (-0.01 EUR).",
        ),
        ("offers.slots", (SlotHours(-10, 60),), "-1:50–01:00 is not within one day."),
        ("offers.slots", (SlotHours(600, 1500),), "10:00–25:00 is not within one day."),
        ("offers.slots", (SlotHours(600, 540),), "10:00–09:00 ends before it begins."),
        (
            "offers.slots",
            (SlotHours(600, 610),),
            "10:00–10:10 is too short to be kept; make it 30 minutes.",
        ),
        (
            "offers.slots",
            (SlotHours(540, 720), SlotHours(660, 900)),
            "09:00–12:00 and 11:00–15:00 overlap or are in the wrong order.",
        ),
    ],
)
def test_what_cannot_be_is_named(key: str, value: Value, words: str) -> None:
    (found,) = words_of(key, value)
    assert found.startswith(words)


def test_a_collection_point_has_a_name_and_a_place_of_its_own() -> None:
    assert words_of("offers.points", (KIOSK,)) == []
    nameless = replace(KIOSK, name=" ")
    assert words_of("offers.points", (nameless,)) == [
        "The collection point at Aldunate 900 has no name."
    ]
    assert words_of("offers.points", (KIOSK, KIOSK)) == [
        "Two collection points are called Kiosk Aldunate.",
        "Kiosk Aldunate is listed twice.",
    ]
    nowhere = CollectionPoint(replace(KIOSK.place, id=PlaceId("x"), lat=95.0), "Moon")
    assert words_of("offers.points", (KIOSK, nowhere)) == ["Moon lies nowhere on earth."]


def test_a_partner_has_a_name_a_price_and_a_time_of_its_own() -> None:
    assert words_of("partners", (COURIER, COUNTER)) == []
    nameless = replace(COURIER, name=" ")
    assert words_of("partners", (nameless,)) == ["A partner has no name."]
    assert words_of("partners", (COURIER, COURIER)) == [
        "Two partners are called Elqui Couriers.",
        "Elqui Couriers is listed twice.",
    ]
    odd = replace(COURIER, price_minor=-5, cut_off_min=0)
    assert words_of("partners", (odd,)) == [
        "Elqui Couriers cannot take an order for -0.05 EUR.",
        "Elqui Couriers takes orders until 00:00, which is no time of a day.",
    ]


def test_what_is_perhaps_not_meant_is_remarked() -> None:
    gap = (SlotHours(540, 720), SlotHours(840, 1080))
    settings = DepotSettings(offers=CustomerOffers(slots=gap, refund_up_to_minor=5))
    assert faults(settings) == ()
    assert [each.words for each in remarks(settings)] == [
        "Nobody can choose between 12:00 and 14:00.",
        "Customers get more without asking than customer service may give; it may as much.",
    ]
    (none,) = remarks(DepotSettings(offers=CustomerOffers(slots=())))
    assert none.words.startswith("Customers cannot choose another day")


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.MONEY, 1250, "12.50 EUR"),
        (Unit.PERCENT, 60, "60 %"),
        (Unit.CLOCK, 1260, "21:00"),
        (Unit.SWITCH, True, "on"),
        (Unit.SWITCH, False, "off"),
        (Unit.LANGUAGE, "es", "es"),
        (Unit.PERSON, "bea", "bea"),
        (Unit.PERSON, "", "nobody"),
        (Unit.PHONE, "+56 51 220 0000", "+56 51 220 0000"),
        (Unit.PHONE, "", "none"),
        (Unit.STOPS, 12, "12 stops"),
        (Unit.SLOTS, (SlotHours(540, 780), SlotHours(780, 1080)), "09:00–13:00, 13:00–18:00"),
        (Unit.PLACES, (KIOSK,), "Kiosk Aldunate"),
        (Unit.PLACES, (), "none"),
        (Unit.PARTNERS, (COURIER,), "Elqui Couriers for 49.00 EUR until 16:00"),
        (Unit.REASONS, (), "as shipped"),
        (Unit.REASONS, (ReasonEdit("lost", decide_within_min=30),), "Lost (30 min)"),
        (
            Unit.REASONS,
            (ReasonEdit("damaged.1", "Wet"),),
            "A kind of Damaged (“Wet”)",
        ),
        (
            Unit.REASONS,
            (ReasonEdit("pigeons", "Birds", 0, "Run", is_off=True),),
            "pigeons (“Birds”, Run, not offered)",
        ),
        (Unit.DISPOSITIONS, (DispositionEdit("donate", "Gift", 3),), "Donate (“Gift”, 3 %)"),
        (Unit.DISPOSITIONS, (DispositionEdit("eat", is_off=True),), "eat (not offered)"),
        (Unit.DISPOSITION, "", "as shipped"),
        (Unit.DISPOSITION, "restock", "Back into stock"),
        (Unit.DISPOSITION, "eat", "eat"),
    ],
)
def test_values_are_said_with_their_unit(unit: Unit, value: Value, words: str) -> None:
    assert value_words(unit, value, 2, "EUR") == words


def test_a_fault_of_a_catalogue_is_one_of_its_setting() -> None:
    (fault,) = faults(replace(DEFAULTS, catalogue=CatalogueEdits(grade_a="eat")))
    assert fault.keys == ("catalogue.grade_a",)


def test_a_currency_without_parts_has_no_point() -> None:
    assert amount_words(1250, 0) == "1250"


def test_a_counter_opens_before_it_closes() -> None:
    assert words_of("offers.counter_closes_min", 18 * 60) == []
    assert words_of("offers.counter_opens_min", 9 * 60) == [
        "The counter closes before it opens (09:00–00:00)."
    ]
