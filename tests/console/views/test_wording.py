"""Times, durations, distances and money as they are said."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from console.tongue import Language, _Spoken
from console.views.wording import (
    Wording,
    ago,
    calendar_words,
    count,
    date_words,
    day_words,
    duration,
    extra,
    whole,
    wording_of,
)
from core.model import Calendar, ServiceDay
from tests.builders import DEPOT

CHILE = Wording("America/Santiago", "CLP", 0, group=".", decimal=",")
EURO = Wording("Europe/Berlin", "EUR", 2)
AT = datetime(2026, 11, 23, 14, 24, tzinfo=UTC)
DAY = ServiceDay("2026-11-23")


def test_clocks_are_local_to_the_depot() -> None:
    assert CHILE.clock(AT) == "11:24"
    assert CHILE.window(AT, AT.replace(hour=16)) == "11:24–13:24"


def test_a_time_after_midnight_says_so() -> None:
    assert CHILE.clock_on(AT, DAY) == "11:24"
    assert CHILE.clock_on(datetime(2026, 11, 24, 3, 40, tzinfo=UTC), DAY) == "00:40 +1"


def test_a_time_of_another_day_is_read_with_its_date() -> None:
    assert CHILE.clock_and_day(AT, DAY) == "11:24"
    assert CHILE.clock_and_day(AT, ServiceDay("2026-11-25")) == "23 Nov 11:24"


def test_days_are_near_or_dated() -> None:
    assert CHILE.day_label(DAY, AT) == "Today, Mon 23 Nov"
    assert CHILE.day_label(ServiceDay("2026-11-24"), AT) == "Tomorrow, Tue 24 Nov"
    assert CHILE.day_label(ServiceDay("2026-11-22"), AT) == "Yesterday, Sun 22 Nov"
    assert CHILE.day_label(ServiceDay("2026-12-01"), AT) == "Tue 1 Dec"
    assert CHILE.near_day(DAY, AT) == "today"
    assert CHILE.near_day(ServiceDay("2026-11-24"), AT) == "tomorrow"
    assert CHILE.near_day(ServiceDay("2026-11-22"), AT) == "Sun 22 Nov"


@pytest.mark.parametrize(
    ("wording", "minor", "words"),
    [
        (CHILE, 54990, "$54.990"),
        (EURO, 123456, "€1,234.56"),
        (EURO, -5, "−€0.05"),
        (Wording(currency="SEK"), 100, "SEK 1.00"),
    ],
)
def test_money_is_said_by_currency_and_locale(wording: Wording, minor: int, words: str) -> None:
    assert wording.money(minor) == words


def test_money_is_rounded_once_for_narrow_places() -> None:
    assert EURO.whole_money(12350) == "€124"
    assert EURO.whole_money(-12349) == "−€123"
    assert CHILE.whole_money(54990) == "$54.990"


def test_from_a_million_on_money_in_a_narrow_column_is_rounded() -> None:
    assert (CHILE.narrow_money(999_999), CHILE.narrow_money(1_449_640)) == ("$999.999", "$1,4M")
    assert EURO.narrow_money(-130_000_000) == "−€1.3M"
    assert CHILE.rough_money(921_920) == "$922k"
    assert CHILE.rough_money(1_240_000) == "$1,2M"
    assert EURO.rough_money(-420_000) == "−€4.2k"
    assert CHILE.rough_money(999) == "$999"


def test_distances_grow_coarser() -> None:
    assert CHILE.distance(850) == "850 m"
    assert CHILE.distance(2140) == "2,1 km"
    assert EURO.distance(31_400) == "31 km"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 s"), (40, "40 s"), (18 * 60, "18 min"), (3900, "1 h 05"), (72 * 3600, "3 days")],
)
def test_durations_are_short(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def test_detours_have_a_sign_and_whole_minutes() -> None:
    assert extra(330) == "+6 min"
    assert extra(-100) == "−2 min"
    assert extra(-10) == "+0 min"


def test_ages_and_counts() -> None:
    assert ago(10) == "just now"
    assert ago(125) == "2 min ago"
    assert count(1, "stop") == "1 stop"
    assert count(2, "stop") == "2 stops"
    assert count(2, "delivery", "deliveries") == "2 deliveries"


def test_times_are_a_depots_and_nobodys_before_it_is_known() -> None:
    assert wording_of(None) is None
    assert wording_of(DEPOT) == Wording("America/Santiago", "CLP", 0)


def test_figures_and_dates_are_those_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    weekdays = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
    months = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")
    spanish = Language("es", ".", ",", weekdays, months)
    monkeypatch.setattr(_Spoken, "language", spanish)
    chile = Wording("America/Santiago", "CLP", 0)
    assert chile.money(54_990) == "$54.990"
    assert chile.rough_money(1_400_000) == "$1,4M"
    assert Wording().money(-123_450) == "−€1.234,50"
    assert chile.distance(2_100) == "2,1 km"
    assert chile.day(ServiceDay("2026-09-23")) == "mié 23 sept"
    assert date_words(date(2026, 8, 3)) == "3 ago 2026"
    assert (day_words("no day"), whole(12_990)) == ("no day", "12.990")


def test_a_calendar_is_told_in_words() -> None:
    monday = date(2026, 11, 23)
    twice = Calendar((0, 3), monday)
    assert calendar_words(twice) == "every Mon, Thu"
    assert calendar_words(replace(twice, weekdays=tuple(range(7)))) == "every day"
    ending = Calendar((1,), monday, 2, date(2026, 12, 31))
    assert calendar_words(ending) == "every 2 weeks on Tue, until 31 Dec 2026"
    daily = replace(ending, weekdays=tuple(range(7)), ends=None)
    assert calendar_words(daily) == "every 2 weeks on all days"


def test_a_calendar_is_told_in_the_language_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    weekdays = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
    monkeypatch.setattr(_Spoken, "language", Language("es", weekdays=weekdays))
    assert calendar_words(Calendar((0, 3), date(2026, 11, 23))) == "every lun, jue"
