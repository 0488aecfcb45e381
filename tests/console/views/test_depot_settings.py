"""What is typed becomes settings, or a sentence that says how to write it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from console.views.depot_settings import (
    PAGE_WORDS,
    Typed,
    amount_of,
    draft,
    history_rows,
    partner_typed,
    said,
    setting_views,
    typed,
)
from console.views.wording import Wording
from core.depot_settings import BY_KEY, DEFAULTS, LANGUAGES, Page, value_of, with_value
from core.model import ActorId, DepotSettings, PartnerKind, SettingsChange, SlotHours
from tests.builders import COURIER, KIOSK

EURO = Wording("Europe/Berlin", "EUR", 2)
PESO = Wording("America/Santiago", "CLP", 0)
WAS = replace(DEFAULTS, offers=replace(DEFAULTS.offers, points=(KIOSK,)), partners=())


def fields(wording: Wording = EURO, **changes: Any) -> Typed:
    shown = {v.setting.key: v.typed for _, views in setting_views(WAS, wording) for v in views}
    return shown | {key.replace("__", "."): value for key, value in changes.items()}


def words(key: str, text: str, wording: Wording = EURO) -> str:
    found = draft(WAS, {**fields(wording), key: text}, wording)
    assert found.is_faulty(key)
    assert not found.is_faulty("offers.points")
    return found.words_for(key)


def test_every_setting_is_on_a_page_with_a_name() -> None:
    pages = setting_views(WAS, EURO)
    assert [page for page, _ in pages] == list(Page) == list(PAGE_WORDS)
    assert sum(len(views) for _, views in pages) == len(BY_KEY)


@pytest.mark.parametrize("wording", [EURO, PESO])
def test_what_is_shown_means_what_is_set(wording: Wording) -> None:
    rich = with_value(with_value(WAS, "rates.let_down_minor", 1_234_567), "answer_within_s", 90)
    shown = {v.setting.key: v.typed for _, views in setting_views(rich, wording) for v in views}
    found = draft(rich, shown, wording)
    assert found.settings == rich
    assert (found.faults, found.changed) == ((), frozenset())


def test_what_is_typed_is_what_is_saved() -> None:
    found = draft(
        WAS,
        fields(
            rates__let_down_minor="1,234.5",
            messages__quiet_from_min="20:30",
            offers__slots="08:00–12:00; 12:30 - 24:00",
            messages__is_on=False,
            messages__language="es",
            offers__points=(),
            answer_within_s=" 120 ",
        ),
        EURO,
    )
    assert found.faults == ()
    assert found.settings.rates.let_down_minor == 123_450
    assert found.settings.messages.quiet_from_min == 20 * 60 + 30
    assert found.settings.offers.slots == (SlotHours(480, 720), SlotHours(750, 1440))
    assert found.settings.messages.is_on is False
    assert found.settings.messages.language == "es"
    assert found.settings.offers.points == ()
    assert found.settings.answer_within_s == 120
    assert found.words_for("offers.slots") == "Nobody can choose between 12:00 and 12:30."
    assert not found.is_faulty("offers.slots")
    assert len(found.changed) == 7


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("rates.let_down_minor", "much", "“much” is no amount. Write it like 1,234.50."),
        ("rates.let_down_minor", "1,2", "“1,2” is no amount. Write it like 1,234.50."),
        ("rates.let_down_minor", "1.555", "EUR has 2 digits after the point; “1.555” has 3."),
        (
            "rates.let_down_minor",
            "-5",
            "Letting a customer down again cannot be negative (-5.00 EUR).",
        ),
        ("rates.unopened_pct", "1.5", "“1.5” is no whole number."),
        ("rates.unopened_pct", "", "“” is no whole number."),
        ("messages.quiet_from_min", "25:00", "“25:00” is no time of day. Write it like 21:00."),
        ("messages.quiet_from_min", "9:60", "“9:60” is no time of day. Write it like 21:00."),
        ("messages.quiet_from_min", "noon", "“noon” is no time of day. Write it like 21:00."),
        ("offers.slots", "morning", "“morning” is no part of the day. Write it like 09:00–13:00."),
        ("offers.slots", "9:00-", "“” is no time of day. Write it like 21:00."),
        ("offers.slots", "13:00-09:00", "13:00–09:00 ends before it begins."),
    ],
)
def test_what_cannot_be_read_is_said(key: str, text: str, sentence: str) -> None:
    assert words(key, text) == sentence


def test_sums_are_read_as_either_way_of_writing_where_only_one_is_meant() -> None:
    spanish = Wording("America/Santiago", "EUR", 2, group=".", decimal=",")
    assert [amount_of(text, spanish) for text in ("12,50", "12.50", "1.234,50")] == [
        *(1_250, 1_250, 123_450)
    ]
    assert [amount_of(text, EURO) for text in ("12,50", "1,234", "1.234,50")] == [
        *(1_250, 123_400, 123_450)
    ]
    assert [amount_of(text, PESO) for text in ("12,990", "12.990", "12990")] == [12_990] * 3


def test_a_currency_without_parts_takes_no_point() -> None:
    assert words("rates.let_down_minor", "5.5", PESO) == (
        "CLP has no digits after the point; “5.5” has 1."
    )


def test_partners_are_written_in_rows() -> None:
    was = replace(WAS, partners=(COURIER,))
    shown = {v.setting.key: v.typed for _, views in setting_views(was, EURO) for v in views}
    row = partner_typed(COURIER, EURO)
    assert shown["partners"] == (row,)
    assert (row.name, row.price, row.cut_off) == ("Elqui Couriers", "49.00", "16:00")
    dearer = replace(row, price="51.50", cut_off="17:30", kind=PartnerKind.DROP_OFF)
    found = draft(was, {**shown, "partners": (dearer,)}, EURO)
    assert found.settings.partners == (
        replace(COURIER, price_minor=5_150, cut_off_min=17 * 60 + 30, kind=PartnerKind.DROP_OFF),
    )
    none = draft(was, {**shown, "partners": ()}, EURO)
    assert (none.settings.partners, none.faults) == ((), ())
    for wrong, words in (
        (
            replace(row, price="much"),
            "Elqui Couriers: “much” is no amount. Write it like 1,234.50.",
        ),
        (
            replace(row, name="", cut_off=""),
            "A partner: “” is no time of day. Write it like 21:00.",
        ),
    ):
        found = draft(was, {**shown, "partners": (wrong,)}, EURO)
        assert found.words_for("partners") == words
        assert found.changed == frozenset()


def test_an_old_fault_elsewhere_does_not_stop_a_change() -> None:
    odd = with_value(WAS, "rates.unopened_pct", 140)
    shown = {v.setting.key: v.typed for _, views in setting_views(odd, EURO) for v in views}
    found = draft(odd, {**shown, "answer_within_s": "60"}, EURO)
    assert found.faults == ()


def test_no_parts_of_the_day_are_an_empty_field() -> None:
    assert typed(BY_KEY["offers.slots"], (), EURO) == ""
    assert typed(BY_KEY["rates.handling_minor"], -150, EURO) == "-1.50"


def test_every_language_has_a_name() -> None:
    names = [said(BY_KEY["messages.language"], code, EURO) for code in LANGUAGES]
    assert names == ["English", "Spanish"]


def test_the_history_says_who_when_and_what_newest_first() -> None:
    first = with_value(WAS, "rates.handling_minor", 250)
    then = with_value(with_value(first, "messages.is_on", False), "answer_within_s", 60)
    at = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
    changes = [
        SettingsChange(ActorId("sara"), at, WAS, first),
        SettingsChange(ActorId("otto"), at, first, then),
    ]
    newest, oldest = history_rows(changes, EURO)
    assert newest.title == "23 Nov 09:05 · otto"
    assert newest.lines == (
        "A driver at the door waits for an answer: 300 s → 60 s",
        "Write to customers: on → off",
    )
    assert oldest.lines == ("Handling at the depot: €0.00 → €2.50",)


def test_the_default_can_be_put_back() -> None:
    views = {v.setting.key: v for _, rows in setting_views(WAS, EURO) for v in rows}
    assert views["rates.returned_pct"].default == "60 %"
    points = views["offers.points"]
    assert (points.default, points.default_typed) == ("none", ())
    assert isinstance(value_of(DepotSettings(), "offers.points"), tuple)
