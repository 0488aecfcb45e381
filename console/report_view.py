"""Finished values of the reports view: charts in words and numbers, ready to paint. Pure."""

from msgspec import Struct

from console.tongue import tr
from console.view import Tone
from core.reports.charts import Shape
from core.reports.facts import CaseFilter


class Mark(Struct, frozen=True):
    """One part of a chart. `words` say its values; a missing value is painted as nothing."""

    label: str
    values: tuple[float | None, ...]
    words: tuple[str, ...]
    cases: CaseFilter | None = None
    at: tuple[float, float] | None = None
    """Latitude and longitude, on a map."""


class ChartView(Struct, frozen=True):
    """One chart with its figure."""

    key: str
    title: str
    means: str
    figure: str
    shape: Shape
    series: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    change: str = ""
    """Against the period before; empty where that is not known."""
    change_tone: Tone = Tone.MUTED
    note: str = ""
    ticks: tuple[tuple[float, str], ...] = ()
    """Values of the axis with their words, the lowest first."""
    cases: CaseFilter | None = None


class CaseCells(Struct, frozen=True):
    """A case in the list behind a chart."""

    order_id: str
    cells: tuple[str, ...]


class CasesTable(Struct, frozen=True):
    """The cases behind a part of a chart."""

    title: str
    total: int
    rows: tuple[CaseCells, ...]


CASE_COLUMNS = (
    tr("Order"),
    tr("Day"),
    tr("Why"),
    tr("Route"),
    tr("Decided", "a column"),
    tr("Cost"),
    tr("Refund", "a column"),
    tr("Recovery"),
    tr("Left"),
    tr("Other option"),
    tr("Made good"),
)
