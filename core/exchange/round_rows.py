"""A row of a list of collection rounds: its goods, its hours and its calendar, as they are written.

Pure. What no column says stays as it was; who the customer is and where is found by `records.py`.
"""

import re
from datetime import date

from msgspec.structs import replace

from core.exchange import cell_values as v
from core.exchange.order_columns import Field, kind_of
from core.exchange.row_reader import RowReader
from core.model import Calendar, CollectionRound, Load, OrderKind
from core.opening import NoHours
from core.phone import plain
from core.round_calendar import parse_weekdays, what_is_wrong
from core.rules.rounds import COLLECTED, MOST_G, MOST_ML, MOST_SLOTS, MOST_UNITS

_NO = ("no", "off", "nein", "aus", "inactive", "inactivo", "inaktiv", "0", "false", "ended")
_MOST_LOAD = Load(MOST_G, MOST_ML, MOST_SLOTS)
_DAYS = re.compile(r"[;,|]+\s*|\s+(?=\d{4}-)")


def round_of(reader: RowReader, was: CollectionRound) -> CollectionRound:
    """The round as the row has it; faults stand with the reader, and what is faulty stays."""
    opens, closes = was.opens_min, was.closes_min
    if any(field in reader.columns for field in (Field.WINDOW, Field.OPENS, Field.CLOSES)):
        opens, closes = reader.hours()
    has_kind = Field.KIND in reader.columns
    return replace(
        was,
        calendar=_calendar(reader, was.calendar),
        kind=_kind(reader) if has_kind else was.kind,
        goods=reader.text(Field.GOODS) or was.goods,
        sku=reader.text(Field.SKU) if Field.SKU in reader.columns else was.sku,
        quantity=_quantity(reader, was.quantity),
        load=reader.load(was.load, _MOST_LOAD),
        opens_min=opens,
        closes_min=closes,
        service_s=(reader.service_min() * 60 if Field.SERVICE in reader.columns else was.service_s),
        needs=reader.equipment() if Field.NEEDS in reader.columns else was.needs,
        name=reader.text(Field.ROUND) if Field.ROUND in reader.columns else was.name,
        is_off=plain(reader.first(Field.STATUS)) in _NO,
    )


def differences(old: CollectionRound, new: CollectionRound) -> list[str]:
    """What a list would change, in words."""
    named = (
        ("customer", old.customer_id != new.customer_id),
        ("address", old.place_id != new.place_id),
        ("days", old.calendar != new.calendar),
        ("window", (old.opens_min, old.closes_min) != (new.opens_min, new.closes_min)),
        ("minutes at the door", old.service_s != new.service_s),
        ("equipment", old.needs != new.needs),
        ("name", old.name != new.name),
        ("goods", _goods(old) != _goods(new)),
        ("made again" if old.is_off else "made no more", old.is_off != new.is_off),
    )
    return [name for name, is_other in named if is_other]


def days_of(
    text: str, order: v.DayOrder = v.DayOrder.DAY
) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """The days of a line in order, and what of it is none."""
    parts = {part: v.day(part, order) for part in filter(None, _DAYS.split(text.strip()))}
    days = sorted({day for day in parts.values() if day is not None})
    return tuple(days), tuple(part for part, day in parts.items() if day is None)


def _goods(each: CollectionRound) -> tuple[object, ...]:
    return each.kind, each.goods, each.sku, each.quantity, each.load


def _calendar(reader: RowReader, was: Calendar) -> Calendar:
    starts = reader.day(Field.STARTS) or was.starts
    ends = reader.day(Field.ENDS) if Field.ENDS in reader.columns else was.ends
    every = reader.number(Field.EVERY)
    if every is not None and not every.is_integer():
        reader.fault(Field.EVERY, f"{every:g} is no whole number of weeks")
        every = None
    calendar = Calendar(
        weekdays=_weekdays(reader, was),
        starts=starts,
        every_weeks=was.every_weeks if every is None else int(every),
        ends=ends,
        days_off=_days_off(reader) if Field.DAYS_OFF in reader.columns else was.days_off,
    )
    words = what_is_wrong(calendar)
    if words and not reader.problems:
        fields = (Field.ENDS if ends is not None and ends < starts else Field.EVERY, Field.WEEKDAYS)
        reader.fault(fields[not calendar.weekdays], words)
    return calendar if not words else was


def _weekdays(reader: RowReader, was: Calendar) -> tuple[int, ...]:
    text = reader.first(Field.WEEKDAYS)
    if Field.WEEKDAYS not in reader.columns:
        return was.weekdays
    try:
        return parse_weekdays(text)
    except NoHours as error:
        reader.fault(Field.WEEKDAYS, f"{str(error).split('.')[0]}; write Mon, Thu")
        return was.weekdays


def _days_off(reader: RowReader) -> tuple[date, ...]:
    days, wrong = days_of(reader.first(Field.DAYS_OFF), reader.style.day_order)
    for part in wrong:
        reader.fault(Field.DAYS_OFF, f"{part[:30]!r} is no day; write 2026-12-25; 2027-01-01")
    return days


def _kind(reader: RowReader) -> OrderKind:
    text = reader.first(Field.KIND)
    kind = kind_of(text) if text else OrderKind.CONTAINER
    if kind not in COLLECTED:
        reader.fault(Field.KIND, f"{text[:30]!r} is not collected: write container or return")
        return OrderKind.CONTAINER
    return kind


def _quantity(reader: RowReader, was: int) -> int:
    found = reader.number(Field.QUANTITY)
    if found is None:
        return was
    if not (1 <= found <= MOST_UNITS and found.is_integer()):
        reader.fault(Field.QUANTITY, f"{found:g} pieces; a whole number from 1 to {MOST_UNITS:,}")
        return was
    return int(found)
