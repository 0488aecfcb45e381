"""Refuses times and numbers that no depot has, wherever in a message they stand. Pure.

A time decodes from the year 1 to 9999 and a number at any size; at their ends the next sum fails,
long after whoever sent them was told that they are kept: for good, as they stand in the log then.
Where messages become commands and positions, they are looked at first.
"""

import math
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from msgspec import Struct, inspect

FIRST_YEAR, LAST_YEAR = 1969, 2089
"""A clock that lost its battery shows 1970 and one that is wrong forwards some decades: these are
kept, with their skew. Seconds between them and a service day fit 32 bits."""
_TEN_YEARS_S = 10 * 366 * 86_400
MOST = 2**31 - 1
MOST_BY_END = (
    ("_s", _TEN_YEARS_S),
    ("_min", _TEN_YEARS_S // 60),
    ("_days", _TEN_YEARS_S // 86_400),
    ("_minor", 10**13),
    ("_metres", 10**9),
)
"""Of what the name of a field ends with."""
MOST_BY_NAME = {"lat": 90, "lon": 180}
_SEQUENCES = (tuple, list, frozenset, set)


def fault_of(message: object, name: str = "") -> str:
    """What no depot has, as the end of a sentence; empty when everything can be."""
    if isinstance(message, bool | str):
        return ""
    if isinstance(message, int | float):
        return _number_fault(message, name)
    if isinstance(message, date):  # a datetime is one, too
        is_known = FIRST_YEAR <= message.year <= LAST_YEAR
        words = f"{_named(name)} is not in the years {FIRST_YEAR} to {LAST_YEAR}"
        return "" if is_known else words
    if isinstance(message, Struct):
        fields = _fields_to_look_at(type(message))
        return _first(fault_of(getattr(message, field), field) for field in fields)
    if isinstance(message, _SEQUENCES):
        return _first(fault_of(each, name) for each in message)
    if isinstance(message, dict):
        return _first(fault_of(each, name) for each in message.values())
    return ""


def _first(faults: Iterable[str]) -> str:
    return next((fault for fault in faults if fault), "")


def _number_fault(number: float, name: str) -> str:
    most = _most(name)
    if math.isfinite(number) and -most <= number <= most:
        return ""
    return f"{_named(name)} is beyond what a depot has: at most {most:,}"


@lru_cache(maxsize=1000)
def _most(name: str) -> int:
    by_end = (most for end, most in MOST_BY_END if name.endswith(end))
    return MOST_BY_NAME.get(name) or next(by_end, MOST)


def _named(name: str) -> str:
    for end, _ in MOST_BY_END:
        name = name.removesuffix(end)
    return f"the {name.replace('_', ' ') if name != 'at' else 'time'}"


@cache
def _fields_to_look_at(kind: type[Struct]) -> tuple[str, ...]:
    """Those that may hold a time or a number somewhere inside; of many commands none."""
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    return tuple(field.name for field in told.fields if _may_hold(field.type, frozenset()))


def _may_hold(told: inspect.Type, inside: frozenset[type]) -> bool:
    match told:
        case inspect.DateTimeType() | inspect.DateType() | inspect.IntType() | inspect.FloatType():
            return True
        case inspect.StructType():
            deeper = inside | {told.cls}
            fields = () if told.cls in inside else told.fields
            return any(_may_hold(field.type, deeper) for field in fields)
        case inspect.UnionType():
            return any(_may_hold(each, inside) for each in told.types)
        case inspect.TupleType():
            return any(_may_hold(each, inside) for each in told.item_types)
        case inspect.CollectionType():
            return _may_hold(told.item_type, inside)
        case inspect.DictType():
            return _may_hold(told.value_type, inside)
        case inspect.Metadata():
            return _may_hold(told.type, inside)
        case _:
            return False
