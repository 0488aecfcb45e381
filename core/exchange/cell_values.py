"""What people write into cells: numbers, days and times of the day in many styles. Pure.

Everything that cannot be read is None; whoever asks knows the cell and says so.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from core.phone import plain

EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of serial numbers."""
_SERIAL = range(36_526, 73_050)
"""2000 to 2099."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero januar janner",
            "feb february febrero februar",
            "mar march marzo marz mrz",
            "apr april abr abril",
            "may mayo mai",
            "jun june junio juni",
            "jul july julio juli",
            "aug august ago agosto",
            "sep sept september septiembre setiembre",
            "oct october octubre okt oktober",
            "nov november noviembre",
            "dec december dic diciembre dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_PARTS = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:\D.*)?", re.DOTALL)
_WORDS = re.compile(r"(?:[a-z]+\.?,? )?(\d{1,2})\.?(?: de)? ([a-z]+)\.?(?: de)? (\d{4})\b.*")
_AMERICAN = re.compile(r"(?:[a-z]+\.?,? )?([a-z]+)\.? (\d{1,2}),? (\d{4})\b.*")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(am|pm|h|hs|hrs|uhr|u)?")
_BETWEEN = re.compile(
    r"\s*(?:-|–|—|\bto\b|\buntil\b|\bbis\b|\ba\b|\bhasta\b|\by\b|\band\b|\bund\b)\s*"
)
_BEFORE = re.compile(r"^(?:from|between|de|desde|entre|von|zwischen|las)\s+(?:las\s+)?")


_FROM = re.compile(
    r"^(?:after|from|not before|ab|nach|von|desde|despues de|a partir de)\s+(?:las\s+)?(?=\d)"
)
_UNTIL = re.compile(r"^(?:before|until|by|not after|bis|vor|hasta|antes de)\s+(?:las\s+)?(?=\d)")
_CUBED = re.compile(r"(?<=\d)\s*[cd]?m[3³]\.?\s*$", re.IGNORECASE)
_UNIT = re.compile(r"\d\s*([a-z]+[23]?)\.?$")
_WRITTEN_UNIT = re.compile(r"\s*[^\W\d_]+[23³]?\.?\s*$")
GRAMS = {
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramm", "gramo", "gramos"), 1.0),
    **dict.fromkeys(("kg", "kgs", "kilo", "kilos"), 1000.0),
    **dict.fromkeys(
        ("t", "to", "ton", "tons", "tonne", "tonnes", "tonnen", "tonelada", "toneladas"), 1e6
    ),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), 453.592),
}
MILLILITRES = {
    **dict.fromkeys(("ml", "cc", "cm3"), 1.0),
    **dict.fromkeys(
        ("l", "lt", "lts", "ltr", "liter", "liters", "litre", "litres", "litro", "litros", "dm3"),
        1000.0,
    ),
    **dict.fromkeys(("m3", "cbm"), 1e6),
}
"""What a unit is that stands in a cell itself."""


class DayOrder(StrEnum):
    """What comes first in 03/04/2026."""

    DAY = "day first"
    MONTH = "month first"


def number(text: str, decimal: str) -> float | None:
    """A number with that decimal sign; currency signs and units around it do not count."""
    found = re.fullmatch(r"[^\d+\-.,]*([+\-]?[\d.,'\u00a0\u202f ]*\d)[^\d.,]*", text.strip())
    if found is None:
        return None
    other = "." if decimal == "," else ","
    digits = re.sub(rf"['\u00a0\u202f {re.escape(other)}]", "", found[1]).replace(decimal, ".")
    try:
        return float(digits)
    except ValueError:
        return None


def measure(text: str, decimal: str, units: Mapping[str, float]) -> tuple[float | None, float]:
    """A number, and how much its own unit is; 0 where it names none of the `units`."""
    found = _UNIT.search(plain(text.strip().replace("³", "3")))
    if found is None or found[1] not in units:
        return number(text, decimal), 0
    return number(_WRITTEN_UNIT.sub("", text), decimal), units[found[1]]


def guess_decimal(texts: Iterable[str]) -> str:
    """Comma or point, by what the numbers look like; a point where nothing tells."""
    commas, points = decimal_signs(texts)
    return "," if commas > points else "."


def decimal_signs(texts: Iterable[str]) -> tuple[int, int]:
    """In how many numbers the comma is surely the decimal sign, and in how many the point."""
    commas = points = 0
    for text in texts:
        text = _CUBED.sub("", text)
        signs = re.findall(r"[.,]", text)
        if not signs:
            continue
        last = re.search(r"([.,])(\d+)\D*$", text)
        if last is None:
            continue
        is_decimal = len(set(signs)) == 2 or (len(signs) == 1 and len(last[2]) != 3)
        if is_decimal:
            commas += last[1] == ","
            points += last[1] == "."
    return commas, points


def guess_day_order(texts: Iterable[str]) -> tuple[DayOrder, bool]:
    """And whether the days say so themselves; the day comes first where nothing tells."""
    for text in texts:
        found = _PARTS.fullmatch(text.strip())
        if found is not None and len(found[1]) < 3 and "." not in text[:6]:
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                return DayOrder.DAY, True
            if second > 12 >= first:
                return DayOrder.MONTH, True
    return DayOrder.DAY, False


def day(text: str, order: DayOrder = DayOrder.DAY) -> date | None:
    """A day; what follows it (a time of the day) does not count."""
    text = " ".join(text.split())
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(text[:5]) in _SERIAL:
        return EXCEL_ZERO + timedelta(days=int(text[:5]))
    if re.fullmatch(r"20\d{6}", text):
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    found = _PARTS.fullmatch(text)
    if found is not None:
        first, second, third = (int(each) for each in found.groups())
        if len(found[1]) == 4:
            return _date(first, second, third)
        year = third if third > 99 else 2000 + third
        is_month_first = order is DayOrder.MONTH and "." not in text[:6]
        return _date(year, first, second) if is_month_first else _date(year, second, first)
    words = plain(text)
    named = _WORDS.fullmatch(words)
    if named is not None:
        return _date(int(named[3]), _MONTHS.get(named[2], 0), int(named[1]))
    american = _AMERICAN.fullmatch(words)
    if american is not None:
        return _date(int(american[3]), _MONTHS.get(american[1], 0), int(american[2]))
    return None


def clock(text: str) -> int | None:
    """Minutes after midnight: 9, 9:30, 9.30, 9h30, 2 pm, 14 Uhr; a day in front does not count."""
    text = re.sub(r"^\d{4}-\d{2}-\d{2}[T ]", "", text.strip().casefold())
    if re.fullmatch(r"0?\.\d+", text):
        return round(float(text) * 1440)
    found = _CLOCK.fullmatch(text.replace("a.m.", "am").replace("p.m.", "pm"))
    if found is None:
        return None
    hours, minutes, half = int(found[1]), int(found[2] or 0), found[3]
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    is_time = minutes < 60 and (hours < 24 or (hours, minutes) == (24, 0))
    return hours * 60 + minutes if is_time else None


def window(text: str) -> tuple[int | None, int | None] | None:
    """From and until in one cell: 9-12, 09:00 – 12:00, von 9 bis 12, de 9 a 13 h; or one of them:
    ab 18:00, before 12."""
    words = plain(" ".join(text.split()))
    for side, known in enumerate((_FROM, _UNTIL)):
        alone = clock(known.sub("", words)) if known.match(words) else None
        if alone is not None:
            return (alone, None) if side == 0 else (None, alone)
    parts = _BETWEEN.split(_BEFORE.sub("", words))
    if len(parts) != 2:
        return None
    first, second = (clock(re.sub(r"^las ", "", part)) for part in parts)
    if first is None or second is None:
        return None
    if parts[1].endswith("pm") and "am" not in parts[0] and "pm" not in parts[0]:
        afternoon = clock(f"{parts[0]} pm")
        first = afternoon if afternoon is not None and afternoon < second else first
    return first, second


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
