"""On which days a collection round is due: read from words, asked of a day. Pure.

Weeks count from the Monday of the week in which the calendar starts.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from core.model import Calendar
from core.opening import DAYS, NoHours, weekdays_of

MOST_WEEKS = 52
FARTHEST_DAYS = 366
"""How far ahead the next day is looked for."""
_EVERY_DAY = range(7)
_BETWEEN = re.compile(r"[\s,;/&+|]+|\b(?:and|und|y)\b")


def parse_weekdays(words: str) -> tuple[int, ...]:
    """`Mon, Thu`, `Mo-Fr`, `daily`; 0 is Monday. Raises `NoHours` with what is no weekday."""
    plainly = re.sub("[\u2010-\u2015]", "-", words).casefold().strip(" .")
    if plainly in ("daily", "every day", "täglich", "diario", "todos los dias"):
        return tuple(_EVERY_DAY)
    found: set[int] = set()
    for part in _BETWEEN.split(re.sub(r"\s*-\s*", "-", plainly)):
        if part:
            found.update(weekdays_of("-".join(day.strip(".") for day in part.split("-"))))
    return tuple(sorted(found))


def is_due(calendar: Calendar, day: date, days_off: Collection[date] = ()) -> bool:
    """Whether the round is made on that day; `days_off` are left out by every round."""
    if day < calendar.starts or (calendar.ends is not None and day > calendar.ends):
        return False
    if day.weekday() not in calendar.weekdays or day in calendar.days_off or day in days_off:
        return False
    return (_monday(day) - _monday(calendar.starts)).days // 7 % calendar.every_weeks == 0


def next_day(calendar: Calendar, since: date, days_off: Collection[date] = ()) -> date | None:
    """The first day from `since` on; None where there is none for a year."""
    return next(days_ahead(calendar, since, days_off), None)


def days_ahead(calendar: Calendar, since: date, days_off: Collection[date] = ()) -> Iterator[date]:
    """The days from `since` on, as far as a year ahead of the first that could be."""
    first = max(since, calendar.starts)
    ahead = (first + timedelta(days=n) for n in range(FARTHEST_DAYS))
    return (day for day in ahead if is_due(calendar, day, days_off))


def what_is_wrong(calendar: Calendar) -> str:
    """A sentence about a calendar that cannot be; empty when it can."""
    if not calendar.weekdays:
        return "Say on which weekdays it is made, as Mon, Thu."
    if not set(calendar.weekdays) <= set(_EVERY_DAY):
        return "A week has seven days: Monday is 0 and Sunday 6."
    if not 1 <= calendar.every_weeks <= MOST_WEEKS:
        return f"It is made every 1 to {MOST_WEEKS} weeks."
    if calendar.ends is not None and calendar.ends < calendar.starts:
        return "It ends before it starts."
    return ""


def weekday_words(weekdays: Collection[int]) -> str:
    """`Mon, Thu`, as it is read again."""
    return ", ".join(DAYS[day] for day in sorted(weekdays))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


__all__ = [
    "NoHours",
    "days_ahead",
    "is_due",
    "next_day",
    "parse_weekdays",
    "weekday_words",
    "what_is_wrong",
]
