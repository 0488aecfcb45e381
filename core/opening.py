"""When a place is open: read from words, told in words, and asked of a moment. Pure.

Hours are minutes of the depot's local day. A place without hours is always open; one with hours is
closed on every weekday that it does not name.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.model import OpenHours, Order, ServiceDay, TimeWindow
from core.phone import plain
from core.state import State

Hours = tuple[OpenHours, ...]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPANISH = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
_GERMAN = ("mo", "di", "mi", "do", "fr", "sa", "so")
_LONG_GERMAN = ("mon", "die", "mit", "don", "fre", "sam", "son")
_EVERY_DAY = ("daily", "every day", "")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*-\s*(\d{1,2})(?:[:.](\d{2}))?")
MIDNIGHT = 24 * 60
EXAMPLE = "Write it like: Mon-Fri 9:00-13:00, 15:00-18:00; Sat 10-14"


class NoHours(ValueError):
    """Words that are no opening hours; the text says what is wrong and how to write it."""


def parse_hours(words: str) -> Hours:
    """Days and times, parts divided by semicolons; raises `NoHours`."""
    plainly = re.sub("[\u2010-\u2015]", "-", plain(words)).strip(" ;.")
    if not plainly:
        return ()
    found = [each for part in plainly.split(";") for each in _part(part.strip())]
    hours = tuple(sorted(found, key=lambda each: (each.weekday, each.opens_min)))
    wrong = what_is_wrong(hours)
    if wrong:
        raise NoHours(wrong)
    return hours


def what_is_wrong(hours: Hours) -> str:
    """A sentence about hours that cannot be; empty when they can."""
    for each in hours:
        if not 0 <= each.weekday < 7:
            return "A week has seven days: Monday is 0 and Sunday 6."
        if not 0 <= each.opens_min < each.closes_min <= MIDNIGHT:
            return (
                f"{DAYS[each.weekday]} {_span(each)}: a place opens before it closes, within a day."
            )
    ordered = sorted(hours, key=lambda each: (each.weekday, each.opens_min))
    for before, each in pairwise(ordered):
        if before.weekday == each.weekday and each.opens_min < before.closes_min:
            return f"{DAYS[each.weekday]} {_span(before)} and {_span(each)} overlap."
    return ""


def hours_words(hours: Hours) -> str:
    """`Mon–Fri 09:00–13:00, 15:00–18:00; Sat 10:00–14:00`."""
    spans = {day: ", ".join(_span(h) for h in hours if h.weekday == day) for day in range(7)}
    parts: list[tuple[int, int, str]] = []
    for day, span in spans.items():
        if parts and parts[-1][1] == day - 1 and parts[-1][2] == span:
            parts[-1] = (parts[-1][0], day, span)
        elif span:
            parts.append((day, day, span))
    return "; ".join(f"{_days(first, last)} {span}" for first, last, span in parts)


def open_window(
    hours: Hours, day: ServiceDay, zone: str, now: datetime | None = None
) -> TimeWindow | None:
    """From the first opening of a day that is not over to its last closing; None for any time, or
    closed all day."""
    if not hours:
        return None
    local = date.fromisoformat(day)
    spans = [
        TimeWindow(_at(local, each.opens_min, zone), _at(local, each.closes_min, zone))
        for each in hours
        if each.weekday == local.weekday()
    ]
    if not spans:
        return None
    ahead = [span for span in spans if now is None or span.closes > now] or spans
    return TimeWindow(min(span.opens for span in ahead), max(span.closes for span in ahead))


def next_closing(hours: Hours, day: ServiceDay, zone: str, now: datetime) -> datetime | None:
    """When `open_window` of that day will be another one; None if never."""
    local = date.fromisoformat(day)
    closes = [_at(local, h.closes_min, zone) for h in hours if h.weekday == local.weekday()]
    return min((at for at in closes if at > now), default=None)


def why_closed(hours: Hours, at: datetime, zone: str) -> str:
    """`closed at 13:10 (09:00–13:00, 15:00–18:00)`; empty when a visit may begin then."""
    if not hours:
        return ""
    local = at.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    of_day = [each for each in hours if each.weekday == local.weekday()]
    if not of_day:
        return f"closed on {_LONG_DAYS[local.weekday()]}s ({hours_words(hours)})"
    if any(each.opens_min <= minute <= each.closes_min for each in of_day):
        return ""
    return f"closed at {local:%H:%M} ({', '.join(_span(each) for each in of_day)})"


def served_window(state: State, order: Order, now: datetime | None = None) -> TimeWindow | None:
    """When the order's visit may begin: its own window, else while its place is open."""
    if order.due_window is not None or state.depot is None:
        return order.due_window
    hours = state.places[order.place_id].known.hours
    return open_window(hours, order.day, state.depot.zone, now)


def _part(part: str) -> list[OpenHours]:
    times = list(_TIMES.finditer(part))
    if not times:
        raise NoHours(f"“{part}” has no times. {EXAMPLE}.")
    rest = _TIMES.sub("", part[times[0].start() :]).replace(",", "").replace("and", "")
    if rest.strip():
        raise NoHours(f"“{rest.strip()}” is not understood. {EXAMPLE}.")
    days = _weekdays(part[: times[0].start()].strip(" :,"))
    return [OpenHours(day, *_minutes(found)) for day in days for found in times]


def _weekdays(words: str) -> list[int]:
    if words in _EVERY_DAY:
        return list(range(7))
    found: list[int] = []
    for some in words.split(","):
        found += weekdays_of(some)
    return sorted(set(found))


def weekdays_of(words: str) -> list[int]:
    """`Mon`, or all of `Fri-Mon`; 0 is Monday, in English, Spanish or German; raises `NoHours`."""
    first, _, last = words.partition("-")
    start = _weekday(first)
    end = _weekday(last) if last else start
    return [day % 7 for day in range(start, end + 1 + 7 * (end < start))]


def _weekday(word: str) -> int:
    short = plain(word).strip()[:3]
    for names in ([day.casefold() for day in DAYS], _SPANISH, _GERMAN, _LONG_GERMAN):
        if short in names:
            return list(names).index(short)
    raise NoHours(f"“{word.strip()}” is no weekday. {EXAMPLE}.")


def _minutes(found: "re.Match[str]") -> tuple[int, int]:
    opens_h, opens_m, closes_h, closes_m = (int(part or 0) for part in found.groups())
    if max(opens_m, closes_m) > 59:
        raise NoHours(f"“{found[0]}” is no time of day. {EXAMPLE}.")
    return opens_h * 60 + opens_m, closes_h * 60 + closes_m


def _at(day: date, minute: int, zone: str) -> datetime:
    """A day that ends at midnight ends with the next one's beginning."""
    midnight = datetime.combine(day + timedelta(minute // MIDNIGHT), time(), ZoneInfo(zone))
    return (midnight + timedelta(minutes=minute % MIDNIGHT)).astimezone(UTC)


def _span(hours: OpenHours) -> str:
    return f"{_clock(hours.opens_min)}–{_clock(hours.closes_min)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "daily"
    return DAYS[first] if first == last else f"{DAYS[first]}–{DAYS[last]}"
