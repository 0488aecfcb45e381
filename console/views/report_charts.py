"""Reports in the reader's words: labels, amounts, axes and changes. Pure."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10

from console.hub_words import in_words
from console.report_view import CaseCells, CasesTable, ChartView, Mark
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import begun, duration
from core.model import CustomerId, DriverId, PlaceId, ServiceDay
from core.reports.charts import KeyKind, Point, Report, Shape, Unit
from core.reports.facts import CaseLine, CaseList, Period

MADE_GOOD = {
    "visit": tr("by a visit"),
    "refund": tr("by a refund"),
    "replacement": tr("by a replacement"),
    "found": tr("goods found"),
    "partner": tr("by a partner"),
}
_TICKS = 4


def chart_views(
    moment: Moment, reports: Sequence[Report], before: Sequence[Report] = ()
) -> tuple[ChartView, ...]:
    """All charts of a period; `before` are the reports of the one before."""
    earlier = {report.key: report for report in before}
    return tuple(chart_view(moment, each, earlier.get(each.key)) for each in reports)


def chart_view(moment: Moment, report: Report, before: Report | None = None) -> ChartView:
    """One report as it is painted."""
    change, tone = _change(moment, report, before)
    return ChartView(
        key=report.key,
        title=in_words(report.title),
        means=in_words(report.means),
        figure=_amount(moment, report.unit, report.figure, is_rough=True),
        shape=report.shape,
        series=tuple(map(in_words, report.series)),
        marks=tuple(_mark(moment, report, point) for point in report.points),
        change=change,
        change_tone=tone,
        note=report.note or _deposit_note(moment, report),
        ticks=tuple(_ticks(moment, report)),
        cases=report.cases if any(map(_has_something, report.points)) else None,
    )


def _has_something(point: Point) -> bool:
    """Whether there is anything behind a point that could be listed."""
    return any(point.values)


def period_words(moment: Moment, period: Period) -> str:
    """`Mon 23 Nov`, or the first and the last day with the year."""
    first, last = period.first, period.last
    if first == last:
        return f"{moment.wording.day(ServiceDay(first.isoformat()))} {first.year}"
    named = [moment.wording.day(ServiceDay(day.isoformat())) for day in (first, last)]
    return f"{named[0]} – {named[1]} {last.year}"


def cases_table(moment: Moment, title: str, found: CaseList) -> CasesTable:
    """The cases behind a part of a chart."""
    return CasesTable(title, found.total, tuple(_cells(moment, line) for line in found.lines))


def export_rows(moment: Moment, report: Report) -> list[list[str | float]]:
    """A report as a table: a heading, then a row for each point; money in whole units.

    Days stay ISO dates, which sort and have their year.
    """
    rows: list[list[str | float]] = [[report.title, *_series_words(moment, report)]]
    for point in report.points:
        scaled = (_export(moment, report, at, value) for at, value in enumerate(point.values))
        is_span = report.keys is KeyKind.SPAN
        label = point.key.replace("/", " – ") if is_span else _label(moment, report, point)
        rows.append([label, *scaled])
    return rows


def _series_words(moment: Moment, report: Report) -> Iterable[str]:
    unit = {Unit.PERCENT: "%", Unit.KG: "kg", Unit.MONEY: moment.wording.currency}
    for at, name in enumerate(report.series):
        said = unit.get(_unit_of(report, at), "")
        yield f"{name} ({said})" if said else name


def _export(moment: Moment, report: Report, at: int, value: float | None) -> str | float:
    if value is None:
        return ""
    if _unit_of(report, at) is Unit.MONEY:
        value = round(value) / 10**moment.wording.minor_digits
    shown = round(value, 2)
    return int(shown) if shown == int(shown) else shown


def _unit_of(report: Report, at: int) -> Unit:
    """The unit of one series; some charts carry another number along."""
    if report.key == "decisions" and at == 2:
        return Unit.COUNT
    if report.key == "containers" and at == 1:
        return Unit.MONEY
    if report.key in ("planned", "made_good"):
        return Unit.COUNT
    return report.unit


def _cells(moment: Moment, line: CaseLine) -> CaseCells:
    money = moment.wording.money
    other = ""
    if line.other_net_minor is not None:
        other = f"{_plain(line.other_resolution)} {money(line.other_net_minor)}"
    good = ""
    if line.made_good_s is not None:
        good = f"{duration(line.made_good_s)}, {MADE_GOOD.get(line.made_good_by, '')}"
    left = line.recovery_minor - line.cost_minor - line.refund_minor
    return CaseCells(
        line.order_id,
        (
            line.order_id,
            moment.wording.day(ServiceDay(line.day)) if line.day else "",
            moment.reason(line.reason) if line.reason else _plain(line.kind),
            line.route,
            _plain(line.resolution) or tr("open"),
            money(line.cost_minor),
            money(line.refund_minor),
            money(line.recovery_minor),
            money(left),
            other,
            good,
        ),
    )


def _mark(moment: Moment, report: Report, point: Point) -> Mark:
    place = moment.state.places.get(PlaceId(point.key)) if report.keys is KeyKind.PLACE else None
    words = tuple(
        _amount(moment, _unit_of(report, at), value) for at, value in enumerate(point.values)
    )
    at = (place.lat, place.lon) if place is not None else None
    cases = point.cases if _has_something(point) else None
    return Mark(_label(moment, report, point), point.values, words, cases, at)


def _label(moment: Moment, report: Report, point: Point) -> str:
    key = point.key
    match report.keys:
        case KeyKind.SPAN:
            first, _, last = key.partition("/")
            days = [moment.wording.day(ServiceDay(day)) for day in (first, last) if day]
            return "–".join(days)
        case KeyKind.REASON:
            return moment.reason(key)
        case KeyKind.DRIVER:
            return moment.driver_name(DriverId(key)) or key or tr("nobody")
        case KeyKind.HOUR:
            return f"{int(key):02d}:00"
        case KeyKind.PLACE:
            place = moment.state.places.get(PlaceId(key))
            return place.address if place is not None else key
        case KeyKind.CUSTOMER:
            customer = moment.state.customers.get(CustomerId(key))
            return moment.text(customer.name_ref if customer is not None else None, key)
        case KeyKind.RESOLUTION:
            return _plain(key)
        case KeyKind.WORDS:
            return key


def _plain(code: str) -> str:
    """`retry_today` → `Retry today`."""
    return begun(in_words(code.replace("_", " ")))


def _amount(moment: Moment, unit: Unit, value: float | None, *, is_rough: bool = False) -> str:
    wording = moment.wording
    if value is None:
        return "–"
    match unit:
        case Unit.PERCENT:
            return f"{wording.number(value, 1)} %"
        case Unit.MONEY:
            return wording.rough_money(round(value)) if is_rough else wording.money(round(value))
        case Unit.HOURS:
            return f"{wording.number(value)} h"
        case Unit.KG | Unit.KM:
            return f"{wording.number(value)} {unit.value}"
        case Unit.COUNT:
            is_whole = value == round(value)
            return wording.number(value, 0 if is_whole else 1)


def _change(moment: Moment, report: Report, before: Report | None) -> tuple[str, Tone]:
    if before is None or before.figure is None or report.figure is None or report.is_of_now:
        return "", Tone.MUTED
    apart = report.figure - before.figure
    amount = _amount(moment, report.unit, abs(apart), is_rough=True)
    if report.unit is Unit.PERCENT:
        amount = tr("{number} pts", number=moment.wording.number(abs(apart), 1))
    if not round(abs(apart), 1):
        return tr("as before"), Tone.MUTED
    words = f"{'+' if apart > 0 else '−'}{amount}"
    if report.is_more_better is None:
        return words, Tone.MUTED
    return words, Tone.GOOD if (apart > 0) is report.is_more_better else Tone.BAD


def _deposit_note(moment: Moment, report: Report) -> str:
    if report.key != "containers" or not report.points:
        return ""
    shown = sum(round(point.values[1] or 0) for point in report.points)
    return tr(
        "{customer} shown, {money} deposit",
        customer=tr("{n} customer", "{n} customers", len(report.points)),
        money=moment.wording.money(shown),
    )


def _ticks(moment: Moment, report: Report) -> Iterable[tuple[float, str]]:
    if report.shape in (Shape.HEAT, Shape.PAIRS):
        return
    painted = report.points if report.shape is not Shape.PARETO else report.points[:1]
    axis = [_axis_value(report, at, v) for p in painted for at, v in enumerate(p.values)]
    values = [value for value in axis if value is not None]
    if not values:
        return
    low, high = min(0.0, *values), max(*values, 0.0)
    if report.unit is Unit.PERCENT:
        # A bar's length is its value, so a single day begins at nothing; a line may be enlarged.
        is_bar = len(report.points) == 1
        low, high = 0.0 if is_bar else max(0.0, floor((min(values) - 2) / 10) * 10), 100.0
    unit = Unit.COUNT if report.shape is Shape.STEPS else report.unit
    step = _nice((high - low) / _TICKS)
    if unit in (Unit.COUNT, Unit.MONEY):
        step = max(1.0, step)
    for n in range(floor(low / step), ceil(high / step) + 1):
        value = n * step
        words = _amount(moment, unit, value, is_rough=True)
        yield value, words.replace(".0 %", " %")


def _axis_value(report: Report, at: int, value: float | None) -> float | None:
    """Series of another unit have no place on the axis."""
    same = report.unit if report.shape is not Shape.STEPS else Unit.COUNT
    return value if _unit_of(report, at) is same else None


def _nice(step: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    if step <= 0:
        return 1.0
    power = 10.0 ** floor(log10(step))
    return next((m * power for m in (1.0, 2.0, 5.0) if step <= m * power), 10.0 * power)
