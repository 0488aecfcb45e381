"""The table of reports: to add one, add a function and a row to `REPORTS`. Pure.

Every function takes the facts of a period and gives a finished `Report`. Money is never estimated
here: sums are the sums of cases, to the cent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from core.reports.charts import KeyKind, Point, Report, Shape, Unit
from core.reports.facts import CaseFilter, CaseSums, Dim, Facts
from core.reports.spans import ByDay, Span, spans_of

FAILED = ("failed_delivery", "failed_collection")
RETURNS = ("return_request", "container_collection", "failed_collection")
STEPS_H = (0, 2, 4, 8, 24, 48, 72, 168)
"""Where the histogram of the time to make good is cut."""
MOST_BARS = 12

_T = TypeVar("_T")
Make = Callable[[Facts], Report]


def reports_of(facts: Facts) -> tuple[Report, ...]:
    """All of them, in the order of the table."""
    return tuple(make(facts) for make in REPORTS)


def first_attempt(facts: Facts) -> Report:
    """How often the first visit is the last."""
    points = [
        Point(
            span.key,
            (_percent(_sum(r.first_done for r in rows), _sum(r.first_tries for r in rows)),),
            _cases(facts, span, has_failed=True),
        )
        for span, rows in _by_span(facts, facts.routes, lambda r: r.day)
    ]
    return Report(
        "first_attempt",
        "First attempt",
        "Orders served by their first visit, of all that were visited for the first time.",
        Unit.PERCENT,
        Shape.LINE,
        KeyKind.SPAN,
        ("First attempt",),
        tuple(points),
        _percent(_total(facts, "first_done"), _total(facts, "first_tries")),
        _cases(facts, has_failed=True),
        is_more_better=True,
    )


def on_time_in_full(facts: Facts) -> Report:
    """Against what the customer was last told."""
    points = [
        Point(
            span.key,
            (
                _percent(_sum(r.otif for r in rows), _sum(r.promised for r in rows)),
                _percent(_sum(r.on_time for r in rows), _sum(r.promised for r in rows)),
            ),
            _cases(facts, span, has_failed=True),
        )
        for span, rows in _by_span(facts, facts.routes, lambda r: r.day)
    ]
    return Report(
        "otif",
        "On time in full",
        "Visits that began before the promised window closed and left nothing out, of all that "
        "had a promise and are over. One that failed is neither. The card “Served on time” over "
        "the window counts served stops only.",
        Unit.PERCENT,
        Shape.LINE,
        KeyKind.SPAN,
        ("On time in full", "On time"),
        tuple(points),
        _percent(_total(facts, "otif"), _total(facts, "promised")),
        _cases(facts, has_failed=True),
        is_more_better=True,
    )


def time_to_make_good(facts: Facts) -> Report:
    """From the report to the goods or the money in the customer's hands."""
    good = _made_good(facts)
    bounds = [*pairwise(STEPS_H), (STEPS_H[-1], None)]
    points = [
        Point(
            f"{low}–{high} h" if high is not None else f"over {low} h",
            (
                float(
                    _sum(
                        cases
                        for hours, cases in good
                        if low <= hours and (high is None or hours < high)
                    )
                ),
            ),
            _cases(facts, made_good_from_h=low, made_good_below_h=high),
        )
        for low, high in bounds
    ]
    return Report(
        "made_good",
        "Time to make good",
        "From the report to the goods in hand, the replacement in hand or the refund confirmed: "
        "half of the cases took less than the figure says, in full hours.",
        Unit.HOURS,
        Shape.STEPS,
        KeyKind.WORDS,
        ("Cases",),
        tuple(points) if good else (),
        _median_h(good),
        _cases(facts, made_good_from_h=0),
        is_more_better=False,
    )


def failures_by_reason(facts: Facts) -> Report:
    """Why visits fail."""
    return _failures(
        facts,
        "by_reason",
        "Failures by reason",
        "Visits that failed, by the reason that the driver gave. What was left out of a delivery "
        "counts, too; the card “Done” over the window counts whole stops.",
        KeyKind.REASON,
        Dim.REASON,
        lambda key: _cases(facts, reason=key),
    )


def failures_by_driver(facts: Facts) -> Report:
    """Whose visits fail; a driver with more stops has more of them."""
    return _failures(
        facts,
        "by_driver",
        "Failures by driver",
        "Visits that failed, by driver. Who has more stops has more of them.",
        KeyKind.DRIVER,
        Dim.DRIVER,
        lambda key: _cases(facts, driver_id=key),
    )


def failures_by_hour(facts: Facts) -> Report:
    """When visits fail, by the depot's clock."""
    counts = {int(hour): number for hour, number in facts.counted(Dim.HOUR).items()}
    hours = range(min(counts), max(counts) + 1) if counts else ()
    return Report(
        "by_hour",
        "Failures by hour",
        "Visits that failed, by the hour of the driver's report.",
        Unit.COUNT,
        Shape.STEPS,
        KeyKind.HOUR,
        ("Failures",),
        tuple(Point(str(h), (float(counts.get(h, 0)),), _cases(facts, hour=h)) for h in hours),
        float(sum(counts.values())) if counts else None,
        _cases(facts, has_failed=True),
        is_more_better=False,
    )


def failures_by_place(facts: Facts) -> Report:
    """Where visits fail."""
    reasons = facts.counted(Dim.REASON)
    return Report(
        "by_place",
        "Failures by place",
        "Where visits failed; the brighter, the more often.",
        Unit.COUNT,
        Shape.HEAT,
        KeyKind.PLACE,
        ("Failures",),
        tuple(_place(facts, each.place_id, each.failures) for each in facts.places),
        float(sum(reasons.values())) if reasons else None,
        _cases(facts, has_failed=True),
        is_more_better=False,
    )


def repeat_addresses(facts: Facts) -> Report:
    """Doors at which visits fail again and again."""
    again = [each for each in facts.places if each.failures > 1]
    return Report(
        "repeat",
        "Repeat addresses",
        "Addresses where more than one visit failed.",
        Unit.COUNT,
        Shape.PARETO,
        KeyKind.PLACE,
        ("Failures",),
        tuple(_place(facts, each.place_id, each.failures) for each in again[:MOST_BARS]),
        float(len(again)) if facts.places else None,
        is_more_better=False,
    )


def money(facts: Facts) -> Report:
    """What cases cost, gave back and brought; the totals of everything else here."""
    points = [
        Point(
            span.key,
            (
                float(_sum(c.cost_minor for c in rows)),
                float(_sum(c.refund_minor for c in rows)),
                float(_sum(c.recovery_minor for c in rows)),
            ),
            _cases(facts, span),
        )
        for span, rows in _by_span(facts, facts.cases, lambda c: c.day)
    ]
    return Report(
        "money",
        "Cost, refunds and recovery",
        "Of the cases opened on each day: what was decided cost (visits, partners, handling, "
        "waiting, letting down, goods sent instead), what shops were asked to give back, and what "
        "the goods bring. The figure is what is left.",
        Unit.MONEY,
        Shape.BARS,
        KeyKind.SPAN,
        ("Cost", "Refunds", "Recovery"),
        tuple(points),
        float(_net(facts.cases)) if facts.cases else None,
        _cases(facts),
        is_more_better=True,
    )


def cost_per_return(facts: Facts) -> Report:
    """What a return costs on average."""
    decided = [c for c in facts.cases if c.resolution]
    back = [c for c in decided if c.kind in RETURNS]
    points = [
        Point(
            span.key,
            (
                _mean([c for c in rows if c.kind in RETURNS]),
                _mean([c for c in rows if c.kind not in RETURNS]),
            ),
            _cases(facts, span, kinds=RETURNS),
        )
        for span, rows in _by_span(facts, decided, lambda c: c.day)
    ]
    return Report(
        "per_return",
        "Cost per return",
        "What was decided on returns and collections cost, for each of them; beside it the same "
        "of deliveries that failed.",
        Unit.MONEY,
        Shape.LINE,
        KeyKind.SPAN,
        ("A return", "A delivery"),
        tuple(points),
        _mean(back),
        _cases(facts, kinds=RETURNS),
        is_more_better=False,
    )


def recovered(facts: Facts) -> Report:
    """What the goods bring."""
    points = [
        Point(span.key, (float(_sum(c.recovery_minor for c in rows)),), _cases(facts, span))
        for span, rows in _by_span(facts, facts.cases, lambda c: c.day)
    ]
    return Report(
        "recovered",
        "Recovered value",
        "What the goods of these cases bring: as decided, and as found once they were looked at.",
        Unit.MONEY,
        Shape.BARS,
        KeyKind.SPAN,
        ("Recovery",),
        tuple(points),
        float(_sum(c.recovery_minor for c in facts.cases)) if facts.cases else None,
        _cases(facts),
        is_more_better=True,
    )


def decisions(facts: Facts) -> Report:
    """What was taken, beside what the other option would have brought."""
    by: dict[str, list[CaseSums]] = defaultdict(list)
    for each in facts.cases:
        if each.compared:
            by[each.resolution].append(each)
    points = [
        Point(
            resolution,
            (
                float(_sum(c.net_minor for c in rows)),
                float(_sum(c.other_net_minor for c in rows)),
                float(_sum(c.compared for c in rows)),
            ),
            _cases(facts, resolution=resolution),
        )
        for resolution, rows in by.items()
    ]
    points.sort(key=lambda point: -(point.values[2] or 0))
    ahead = _sum(c.net_minor - c.other_net_minor for c in facts.cases)
    return Report(
        "decisions",
        "Decisions and their alternatives",
        "What the way out that was taken was to leave, beside the best one that was not, of cases "
        "that had a choice. The figure is how much the decisions were ahead.",
        Unit.MONEY,
        Shape.PAIRS,
        KeyKind.RESOLUTION,
        ("Taken", "The other option", "Cases"),
        tuple(points),
        float(ahead) if points else None,
        _cases(facts),
        is_more_better=True,
    )


def ordered_again(facts: Facts) -> Report:
    """Whether customers come back."""
    failed = [c for c in facts.cases if c.kind in FAILED]
    points = [
        Point(
            span.key,
            (_percent(_sum(c.ordered_again for c in rows), _sum(c.cases for c in rows)),),
            _cases(facts, span, kinds=FAILED, ordered_again=True),
        )
        for span, rows in _by_span(facts, failed, lambda c: c.day)
    ]
    return Report(
        "again",
        "Ordered again",
        "Of the cases in which a visit had failed, those whose customer has ordered since.",
        Unit.PERCENT,
        Shape.LINE,
        KeyKind.SPAN,
        ("Ordered again",),
        tuple(points),
        _percent(_sum(c.ordered_again for c in failed), _sum(c.cases for c in failed)),
        _cases(facts, kinds=FAILED, ordered_again=True),
        is_more_better=True,
    )


def container_balances(facts: Facts) -> Report:
    """Who holds the depot's containers now."""
    points = [
        Point(each.customer_id, (float(each.balance), float(each.deposit_minor)))
        for each in facts.containers[:MOST_BARS]
    ]
    return Report(
        "containers",
        "Containers at customers",
        "Refillable containers that customers hold now, those with most of them first.",
        Unit.COUNT,
        Shape.PARETO,
        KeyKind.CUSTOMER,
        ("Containers", "Deposit"),
        tuple(points),
        float(facts.containers_out) if facts.containers else None,
        is_of_now=True,
    )


def emissions(facts: Facts) -> Report:
    """Kilometres times the depot's factor."""
    points = [
        Point(span.key, (_sum(r.co2_g for r in rows) / 1000,))
        for span, rows in _by_span(facts, facts.routes, lambda r: r.day)
    ]
    kg, km = _total(facts, "co2_g") / 1000, _total(facts, "driven_m") / 1000
    return Report(
        "emissions",
        "Emissions",
        "CO₂ of the kilometres between the stops that were visited: straight lines × 1.35, times "
        "the depot's setting for a kilometre.",
        Unit.KG,
        Shape.BARS,
        KeyKind.SPAN,
        ("CO₂",),
        tuple(points),
        kg if facts.routes else None,
        is_more_better=False,
        note=f"{km:.0f} km × {kg / km * 1000:.0f} g" if km else "",
    )


def planned_and_actual(facts: Facts) -> Report:
    """What routes were to be, beside what they became."""
    ended_s = _total(facts, "planned_shift_s"), _total(facts, "shift_s")
    pairs = (
        ("Stops", _total(facts, "planned_stops"), _total(facts, "done") + _total(facts, "failed")),
        ("Kilometres", _total(facts, "planned_m") / 1000, _total(facts, "driven_m") / 1000),
        (
            "Hours at doors",
            _total(facts, "expected_service_s") / 3600,
            _total(facts, "service_s") / 3600,
        ),
        *((("Hours of shifts", ended_s[0] / 3600, ended_s[1] / 3600),) if any(ended_s) else ()),
    )
    return Report(
        "planned",
        "Planned and actual",
        "Routes as they set out beside what they became. Kilometres are straight lines × 1.35, "
        "doors those that were visited, shifts those that have ended. The figure is the share of "
        "the planned stops that were visited.",
        Unit.PERCENT,
        Shape.PAIRS,
        KeyKind.WORDS,
        ("Planned", "Actual"),
        tuple(Point(name, (float(plan), float(got))) for name, plan, got in pairs)
        if facts.routes
        else (),
        _percent(pairs[0][2], pairs[0][1]),
    )


REPORTS: tuple[Make, ...] = (
    first_attempt,
    on_time_in_full,
    time_to_make_good,
    money,
    failures_by_reason,
    failures_by_driver,
    failures_by_hour,
    failures_by_place,
    decisions,
    cost_per_return,
    recovered,
    repeat_addresses,
    ordered_again,
    planned_and_actual,
    container_balances,
    emissions,
)


# Parts of them.


def _failures(
    facts: Facts,
    key: str,
    title: str,
    means: str,
    keys: KeyKind,
    dim: Dim,
    cases: Callable[[str], CaseFilter],
) -> Report:
    counts = facts.counted(dim)
    visits = facts.counted(Dim.VISITS) if dim is Dim.DRIVER else {}
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    points = [
        Point(
            name,
            (float(number), float(visits[name])) if name in visits else (float(number),),
            cases(name),
        )
        for name, number in ordered
    ]
    return Report(
        key,
        title,
        means,
        Unit.COUNT,
        Shape.PARETO,
        keys,
        ("Failures", "Visits") if visits else ("Failures",),
        tuple(points),
        float(sum(counts.values())) if counts else None,
        _cases(facts, has_failed=True),
        is_more_better=False,
    )


def _place(facts: Facts, place_id: str, failures: int) -> Point:
    return Point(place_id, (float(failures),), _cases(facts, place_id=place_id))


def _cases(facts: Facts, span: Span | None = None, **asked: object) -> CaseFilter:
    part = span or facts.period
    return CaseFilter(part.first, part.last, **asked)  # type: ignore[arg-type]


def _by_span(
    facts: Facts, rows: Iterable[_T], day: Callable[[_T], str]
) -> list[tuple[Span, list[_T]]]:
    """Every span of the period, also those of which there is nothing."""
    spans = spans_of(facts.period)
    by_day = ByDay(spans)
    found: dict[Span, list[_T]] = {span: [] for span in spans}
    for row in rows:
        found[by_day[day(row)]].append(row)
    return list(found.items()) if any(found.values()) else []


def _total(facts: Facts, name: str) -> int:
    return _sum(getattr(each, name) for each in facts.routes)


def _sum(numbers: Iterable[int]) -> int:
    return sum(numbers)


def _percent(part: float, whole: float) -> float | None:
    return 100.0 * part / whole if whole else None


def _mean(rows: Sequence[CaseSums]) -> float | None:
    """Cost of a case."""
    number = _sum(c.cases for c in rows)
    return _sum(c.cost_minor for c in rows) / number if number else None


def _net(rows: Iterable[CaseSums]) -> int:
    return _sum(c.recovery_minor - c.cost_minor - c.refund_minor for c in rows)


def _made_good(facts: Facts) -> list[tuple[int, int]]:
    """Full hours, and how many cases took as many."""
    return sorted((int(hours), n) for hours, n in facts.counted(Dim.MADE_GOOD).items())


def _median_h(good: Sequence[tuple[int, int]]) -> float | None:
    """The full hours after which half of the cases were made good."""
    left = (_sum(cases for _, cases in good) + 1) // 2
    for hours, cases in good:
        left -= cases
        if left <= 0:
            return float(hours)
    return None
