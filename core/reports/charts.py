"""What a report is: a figure, and points that are painted, printed and exported alike. Pure.

Points carry raw keys (a day, a code, an id) and numbers; whoever shows them puts the words and
formats to it. Each point knows which cases stand behind it.
"""

from enum import StrEnum

from msgspec import Struct

from core.reports.facts import CaseFilter


class Unit(StrEnum):
    """What the numbers of a report count."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    HOURS = "hours"
    KM = "km"
    KG = "kg"


class Shape(StrEnum):
    """How it is painted."""

    LINE = "line"
    """Over time."""
    BARS = "bars"
    """Over time, amounts side by side."""
    PARETO = "pareto"
    """The greatest first, with the share that adds up."""
    STEPS = "steps"
    """A histogram: keys in their own order."""
    HEAT = "heat"
    """On the map."""
    PAIRS = "pairs"
    """Two values of one thing beside each other."""


class KeyKind(StrEnum):
    """What the keys of a report's points are."""

    SPAN = "span"
    """A first day, and behind a slash the last one unless it is the same."""
    REASON = "reason"
    DRIVER = "driver"
    HOUR = "hour"
    PLACE = "place"
    RESOLUTION = "resolution"
    CUSTOMER = "customer"
    WORDS = "words"
    """Already in words."""


class Point(Struct, frozen=True):
    """One part of a chart; a value that cannot be said (nothing to divide by) is None."""

    key: str
    values: tuple[float | None, ...]
    cases: CaseFilter | None = None


class Report(Struct, frozen=True):
    """One report of one period."""

    key: str
    title: str
    means: str
    """What it counts, in a sentence."""
    unit: Unit
    shape: Shape
    keys: KeyKind
    series: tuple[str, ...]
    """What each value of a point is called."""
    points: tuple[Point, ...] = ()
    figure: float | None = None
    """The whole period in one number."""
    cases: CaseFilter | None = None
    """All that stand behind the report."""
    is_more_better: bool | None = None
    """Which way is good; None where neither is."""
    is_of_now: bool = False
    """Whatever the period: there is nothing to compare it with."""
    note: str = ""
