"""On which days a round is due."""

from datetime import date

import pytest
from msgspec.structs import replace

from core.model import Calendar
from core.round_calendar import (
    NoHours,
    is_due,
    next_day,
    parse_weekdays,
    weekday_words,
    what_is_wrong,
)

MONDAY = date(2026, 11, 23)
TWICE = Calendar((0, 3), MONDAY)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Mon, Thu", (0, 3)),
        ("thursday and Monday", (0, 3)),
        ("Mo/Do", (0, 3)),
        ("Mo – Fr", (0, 1, 2, 3, 4)),
        ("Dienstag", (1,)),
        ("lunes y miércoles", (0, 2)),
        ("sat-mon", (0, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("", ()),
    ],
)
def test_weekdays_are_read_as_people_write_them(words: str, days: tuple[int, ...]) -> None:
    assert parse_weekdays(words) == days


def test_what_is_no_weekday_is_said() -> None:
    with pytest.raises(NoHours, match="“noday” is no weekday"):
        parse_weekdays("Mon, Noday")


def test_a_round_is_due_on_its_weekdays_between_its_days() -> None:
    until = replace(TWICE, starts=date(2026, 11, 24), ends=date(2026, 11, 30))
    due = [day for day in range(20, 31) if is_due(until, date(2026, 11, day))]
    assert due == [26, 30]
    assert not is_due(until, date(2026, 12, 3))


def test_every_second_week_counts_from_the_week_of_the_start() -> None:
    fortnightly = Calendar((0, 3), date(2026, 11, 26), every_weeks=2)
    days = [date(2026, 11, 26), date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 21)]
    found: list[date] = []
    at = date(2026, 11, 20)
    while len(found) < 4:
        day = next_day(fortnightly, at)
        assert day is not None
        found.append(day)
        at = date.fromordinal(day.toordinal() + 1)
    assert found == days


def test_days_that_are_left_out_are_not_due() -> None:
    without = replace(TWICE, days_off=(MONDAY,))
    assert not is_due(without, MONDAY)
    assert next_day(without, MONDAY) == date(2026, 11, 26)
    assert next_day(without, MONDAY, (date(2026, 11, 26),)) == date(2026, 11, 30)
    assert next_day(replace(TWICE, ends=MONDAY), date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (TWICE, ""),
        (replace(TWICE, weekdays=()), "on which weekdays"),
        (replace(TWICE, weekdays=(7,)), "seven days"),
        (replace(TWICE, every_weeks=0), "every 1 to 52 weeks"),
        (replace(TWICE, ends=date(2026, 11, 1)), "ends before it starts"),
    ],
)
def test_a_calendar_that_cannot_be_says_why(calendar: Calendar, words: str) -> None:
    assert words in what_is_wrong(calendar)
    assert bool(words) == bool(what_is_wrong(calendar))


def test_weekdays_are_told_as_they_are_read_again() -> None:
    assert parse_weekdays(weekday_words((3, 0))) == (0, 3)
