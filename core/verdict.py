"""Which way out of a case costs least: every resolution side by side with its real money. Pure.

Route costs are the planner's, for the best route of that very moment. What goods bring depends on
which disposition the catalogue expects of them and decays with the days since the order's own day;
shares and costs are the depot's `Rates`. The sums are those of the depot and its shops together: a
refund is money lost, a delivery keeps what was paid.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.catalogue import CameBack, shipped
from core.dispositions import brings_minor, decayed_minor, likely
from core.model import (
    ActorId,
    Case,
    CaseKind,
    Instant,
    Order,
    OrderKind,
    OrderStatus,
    Partner,
    PartnerKind,
    Rates,
    Resolution,
    ServiceDay,
    Sum,
    SumKind,
    WayOut,
    kind_of,
)
from core.planning.ways import Way, serving_day
from core.rules.counter import counter_pickup, counter_why_not
from core.rules.custody import is_missing, lies_at
from core.rules.partners import partner_why_not
from core.rules.policy import ruling
from core.rules.refunds import is_refunded, refund_due, refund_owed
from core.rules.replacements import first_day, why_not_replaced
from core.rules.reports import REPORTED, UNCOLLECTED
from core.rules.return_refunds import owed_for
from core.state import State

GONE = frozenset({"lost", "claimed_not_received"})
"""Reasons after which nothing comes back."""
DAMAGED = frozenset({"damaged", "wrong_item"})
_WITH = {SumKind.RECOVERY: SumKind.REFUND, SumKind.GOODS: SumKind.REFUND}
_RETURNS = (OrderKind.RETURN, OrderKind.CONTAINER)


class Verdict(Struct, frozen=True):
    """Ways out from the best to the worst; the first is recommended, `because` of one sum."""

    ways_out: tuple[WayOut, ...]
    because: SumKind | None = None
    """Where it is most ahead of the second; None with fewer than two."""
    ahead_minor: int = 0


def verdict(
    state: State,
    case: Case,
    ways: Sequence[Way],
    now: Instant,
    to_points: Sequence[Way] = (),
    *,
    back_at: Instant | None = None,
) -> Verdict:
    """What could be done about an open case. `ways` are the planner's, of all open days,
    `to_points` those to collection points, and at `back_at` the van with the goods is back."""
    assert state.depot is not None
    order, rates = state.orders[case.order_id], state.depot.rates
    first = serving_day(state, order)
    later = next((day for day in sorted(state.days) if day > first), None)
    ruled = ruling(state, order)
    if ruled is not None and not ruled.is_accepted:
        return Verdict((WayOut(Resolution.CANCEL, ()),))
    if order.status is OrderStatus.DONE and order.kind in _RETURNS:
        return Verdict(_of_received(state, case, order, first))
    found = [
        *_visits(state, case, order, ways, rates, now, (first, later)),
        *_by_partners(state, case, order, rates, now),
        *_by_customer(state, case, order, rates, now, back_at),
        *_at_point(state, case, order, to_points, rates),
        *_without_visit(state, case, order, rates, first),
        *_replaced(state, case, order, ways, rates),
    ]
    ranked = sorted(found, key=lambda way_out: -way_out.net_minor)
    if len(ranked) < 2:
        return Verdict(tuple(ranked))
    best, second = ranked[0], ranked[1]
    return Verdict(tuple(ranked), _why(best, second), best.net_minor - second.net_minor)


def recovery_minor(case: Case, order: Order, rates: Rates, on: ServiceDay) -> int:
    """What the goods bring when they are back on that day; rounded down once, never below 0."""
    if kind_of(case.reason) in GONE:
        return 0
    days = max(0, (date.fromisoformat(on) - date.fromisoformat(order.day)).days)
    value = refund_due(order)
    if order.kind is OrderKind.CONTAINER and kind_of(case.reason) not in DAMAGED:
        return decayed_minor(value, rates.container_pct, rates, days)
    return brings_minor(likely(shipped(), _came_back(case, order)), rates, value, days)


def recovered_minor(state: State, case: Case, order: Order, rates: Rates, on: ServiceDay) -> int:
    """`recovery_minor`, and nothing for goods that nobody has."""
    return 0 if is_missing(state, order) else recovery_minor(case, order, rates, on)


def _left_minor(state: State, case: Case, order: Order, rates: Rates, on: ServiceDay) -> int:
    """`recovered_minor` where no van is sent: what lies at a wrong door stays there."""
    where = lies_at(state, order)
    return recovered_minor(state, case, order, rates, on) if where is None else 0


def attempt_minor(state: State, rates: Rates) -> int:
    """Another visit of the usual length with the cheapest van; rounded down once."""
    costs = (
        vehicle.cost_per_km_minor * rates.attempt_km * 60
        + vehicle.cost_per_hour_minor * rates.attempt_min
        for vehicle in state.vehicles.values()
        if not vehicle.is_retired
    )
    return min(costs, default=0) // 60


def _came_back(case: Case, order: Order) -> CameBack:
    if kind_of(case.reason) in DAMAGED:
        return CameBack.DAMAGED
    return CameBack.RETURNED if order.kind is OrderKind.RETURN else CameBack.UNOPENED


def _visits(
    state: State,
    case: Case,
    order: Order,
    ways: Sequence[Way],
    rates: Rates,
    now: Instant,
    days: tuple[ServiceDay, ServiceDay | None],
) -> Iterable[WayOut]:
    """A visit on the first day, and one on the next: each on its best route."""
    first, later = days
    for day in days:
        way = _cheapest(state, ways, day)
        if way is None or day is None:
            continue
        is_late = day == later or (order.due_window is not None and order.due_window.closes < now)
        lost = rates.let_down_minor if is_late and case.kind is not CaseKind.RETURN_REQUEST else 0
        waited = (date.fromisoformat(day) - date.fromisoformat(first)).days
        route_minor = way.option.cost_minor + _goes_on_minor(state, case, order, rates)
        sums = [
            Sum(SumKind.ROUTE, -route_minor),
            Sum(SumKind.LET_DOWN, -lost),
            Sum(SumKind.WAITING, -waited * rates.waiting_minor),
        ]
        sums += _of_goods(state, case, order, rates, day)
        yield WayOut(_resolution(state, order, day, first), _told(sums), way.route_id, day)


def _of_goods(
    state: State, case: Case, order: Order, rates: Rates, on: ServiceDay
) -> tuple[Sum, ...]:
    """What fetched goods cost and bring; a delivery keeps what was paid, unless nobody came to
    collect it."""
    is_unwanted = case.reason == UNCOLLECTED and lies_at(state, order) is not None
    if order.kind not in _RETURNS and not is_unwanted:
        return ()
    return (
        Sum(SumKind.REFUND, -refund_owed(state, order)),
        Sum(SumKind.RECOVERY, recovery_minor(case, order, rates, on)),
        Sum(SumKind.HANDLING, -rates.handling_minor),
    )


def _by_partners(
    state: State, case: Case, order: Order, rates: Rates, now: Instant
) -> Iterable[WayOut]:
    """The cheapest partner of each kind that can take it now. To a counter the customer has to go
    himself, whatever his window was."""
    assert state.depot is not None
    waits = order.status in (OrderStatus.WAITING, OrderStatus.FAILED)
    if not waits or order.partner is not None or is_refunded(order):
        return
    able = [p for p in state.depot.reserves.partners if not partner_why_not(state, order, p, now)]
    for kind in PartnerKind:
        of_kind = (partner for partner in able if partner.kind is kind)
        partner = min(of_kind, key=lambda each: each.price_minor, default=None)
        if partner is not None:
            lost = _let_down_minor(case, order, partner, rates, now)
            sums = [
                Sum(SumKind.PARTNER, -partner.price_minor),
                Sum(SumKind.LET_DOWN, -lost),
                *_of_goods(state, case, order, rates, order.day),
            ]
            yield WayOut(Resolution.HAND_TO_PARTNER, _told(sums), partner_id=partner.id)


def _let_down_minor(case: Case, order: Order, partner: Partner, rates: Rates, now: Instant) -> int:
    is_over = order.due_window is not None and order.due_window.closes < now
    if is_over and case.kind is not CaseKind.RETURN_REQUEST:
        return rates.let_down_minor
    return travels_minor(rates) if partner.kind is PartnerKind.DROP_OFF else 0


def travels_minor(rates: Rates) -> int:
    """What it costs that customers fetch their goods themselves; rounded down once."""
    return rates.let_down_minor * rates.travel_pct // 100


def _may_fetch(case: Case, order: Order) -> bool:
    """Whether its customer can be asked to; not again, once he has not."""
    waits = order.status in (OrderStatus.WAITING, OrderStatus.FAILED)
    is_tried = case.kind is CaseKind.FAILED_DELIVERY and order.kind is OrderKind.DELIVERY
    is_free = order.partner is None and not order.waits_at_counter and not is_refunded(order)
    return waits and is_tried and is_free and kind_of(case.reason) not in _NOT_TO_FETCH


_NOT_TO_FETCH = (*REPORTED, "damaged", "wrong_item", "refused")


def _by_customer(
    state: State, case: Case, order: Order, rates: Rates, now: Instant, back_at: Instant | None
) -> Iterable[WayOut]:
    """At the depot's counter, from when the goods are there."""
    assert state.depot is not None
    if not _may_fetch(case, order) or counter_why_not(state, order):
        return
    opens = counter_pickup(state, order, ActorId(""), now, back_at).opens
    day = ServiceDay(opens.astimezone(ZoneInfo(state.depot.zone)).date().isoformat())
    sums = [
        Sum(SumKind.HANDLING, -rates.handling_minor),
        Sum(SumKind.LET_DOWN, -travels_minor(rates)),
        Sum(SumKind.WAITING, -_waited(state, order, day) * rates.waiting_minor),
    ]
    yield WayOut(Resolution.KEEP_AT_COUNTER, _told(sums), day=day, opens=opens)


def _at_point(
    state: State, case: Case, order: Order, to_points: Sequence[Way], rates: Rates
) -> Iterable[WayOut]:
    """At the collection point that costs least, on the first day on which a van can be there."""
    by_day = sorted({state.routes[way.route_id].day for way in to_points if way.option.is_feasible})
    way = _cheapest(state, to_points, by_day[0]) if by_day else None
    if way is None or not _may_fetch(case, order):
        return
    sums = [
        Sum(SumKind.ROUTE, -way.option.cost_minor),
        Sum(SumKind.HANDLING, -rates.point_minor),
        Sum(SumKind.LET_DOWN, -travels_minor(rates)),
        Sum(SumKind.WAITING, -_waited(state, order, by_day[0]) * rates.waiting_minor),
    ]
    yield WayOut(Resolution.REDIRECT, _told(sums), way.route_id, by_day[0], point_id=way.point_id)


def _waited(state: State, order: Order, day: ServiceDay) -> int:
    """Days after the first on which somebody could come."""
    first = date.fromisoformat(serving_day(state, order))
    return max(0, (date.fromisoformat(day) - first).days)


def _goes_on_minor(state: State, case: Case, order: Order, rates: Rates) -> int:
    """What is fetched from a wrong door still goes to its customer: a visit of the usual length."""
    is_wanted = lies_at(state, order) is not None and case.reason != UNCOLLECTED
    return attempt_minor(state, rates) if is_wanted else 0


def _resolution(state: State, order: Order, day: ServiceDay, first: ServiceDay) -> Resolution:
    if order.kind in _RETURNS:
        return Resolution.COLLECT
    if lies_at(state, order) is not None:
        return Resolution.FETCH
    return Resolution.RETRY_TODAY if day == first else Resolution.RESCHEDULE


def _without_visit(
    state: State, case: Case, order: Order, rates: Rates, on: ServiceDay
) -> Iterable[WayOut]:
    """The money back, with the goods or without them."""
    if refund_owed(state, order) <= 0:
        return
    refund = Sum(SumKind.REFUND, -refund_owed(state, order))
    brings = _left_minor(state, case, order, rates, on)
    if order.kind in _RETURNS:
        yield WayOut(Resolution.KEEP_IT, (refund,))
        return
    sums = [
        refund,
        Sum(SumKind.RECOVERY, brings),
        Sum(SumKind.HANDLING, -rates.handling_minor if brings else 0),
        Sum(SumKind.LET_DOWN, -rates.let_down_minor),
    ]
    yield WayOut(Resolution.REFUND, _told(sums))


def _replaced(
    state: State, case: Case, order: Order, ways: Sequence[Way], rates: Rates
) -> Iterable[WayOut]:
    """Other goods instead, where stock has them; what does not come back brings nothing."""
    day = first_day(state, order)
    if why_not_replaced(state, case) or day is None:
        return
    way = _cheapest(state, ways, day)
    is_swap = order.kind is OrderKind.RETURN
    brings = _left_minor(state, case, order, rates, day)
    waited = (date.fromisoformat(day) - date.fromisoformat(order.day)).days
    sums = [
        Sum(SumKind.ROUTE, -(way.option.cost_minor if way else attempt_minor(state, rates))),
        Sum(SumKind.LET_DOWN, 0 if is_swap else -rates.let_down_minor),
        Sum(SumKind.WAITING, -waited * rates.waiting_minor),
        Sum(SumKind.GOODS, -refund_due(order)),
        Sum(SumKind.RECOVERY, brings),
        Sum(SumKind.HANDLING, -rates.handling_minor if brings else 0),
    ]
    yield WayOut(Resolution.REPLACE, _told(sums), None, day)


def _of_received(state: State, case: Case, order: Order, on: ServiceDay) -> tuple[WayOut, ...]:
    """The goods have been taken: what is left is the money."""
    owed = owed_for(state, order)
    if owed is None:
        return ()
    assert state.depot is not None
    brings = recovery_minor(case, order, state.depot.rates, on)
    sums = (Sum(SumKind.REFUND, -owed.refund_minor), Sum(SumKind.RECOVERY, brings))
    return (WayOut(Resolution.REFUND, _told(sums)),)


def _cheapest(state: State, ways: Sequence[Way], day: ServiceDay | None) -> Way | None:
    """The best route of a day that breaks nothing."""
    of_day = (w for w in ways if w.option.is_feasible and state.routes[w.route_id].day == day)
    return min(of_day, key=lambda way: way.option.cost_minor, default=None)


def _told(sums: Iterable[Sum]) -> tuple[Sum, ...]:
    """A line that is nothing is left out."""
    return tuple(each for each in sums if each.amount_minor != 0)


def _why(best: WayOut, second: WayOut) -> SumKind:
    """The line in which the best is most ahead; goods that come back count with the refund."""

    def amount(way_out: WayOut, kind: SumKind) -> int:
        return sum(s.amount_minor for s in way_out.sums if _WITH.get(s.kind, s.kind) is kind)

    return max(SumKind, key=lambda kind: amount(best, kind) - amount(second, kind))
