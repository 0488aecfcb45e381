"""What waits on a day, as visits that the fleet engine may place: who can reach the goods, and what
a visit today is worth. Pure.

Worth is money: what the visit brings beyond the next best way out of the case, its own way not
counted. A visit that would cost more than that is left out, with that way out beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core.commands import HandOver
from core.model import (
    Case,
    CustodyKind,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Route,
    RouteId,
    ServiceDay,
    StopId,
    StopKind,
    WayOut,
)
from core.planning.day import first_half, visit_in
from core.planning.meeting import TAKE_S
from core.planning.problem import GoodsFrom, Visit
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, Way, back_at, serving_day, visited_place, ways_of
from core.rules.breakdown import stranded_route
from core.rules.custody import holder_of, lies_at, vehicle_holding, with_sender
from core.rules.lookups import active_case
from core.rules.policy import ruling
from core.rules.refunds import is_refunded
from core.state import State
from core.verdict import verdict


class Fetch(Struct, frozen=True):
    """Goods are with their sender, or in a van that cannot go on: who delivers takes them there."""

    take: Visit
    hand_over: HandOver
    """Its index is still to be found."""


class Candidate(Struct, frozen=True):
    """A waiting order that some van could visit on the day."""

    order_id: OrderId
    visit: Visit
    routes: frozenset[RouteId] | None = None
    """Who can reach its goods; None: whoever is able."""
    worth_minor: int | None = None
    """What its own way may cost; None: whatever it costs."""
    ways_out: tuple[WayOut, ...] = ()
    """Of its case, best first, as they were before the plan."""
    otherwise: WayOut | None = None
    """The best one without a visit on the day."""
    back_at: datetime | None = None
    """When the van that has its goods will be back, if one has."""
    fetch: Fetch | None = None

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All that its van has to do for it, in order."""
        return (self.visit,) if self.fetch is None else (self.fetch.take, self.visit)


class LeftOut(Struct, frozen=True):
    """An order that a plan leaves out: why, and the best way out that is left."""

    order_id: OrderId
    words: str
    otherwise: WayOut | None = None
    cost_minor: int | None = None
    """Of the cheapest visit that breaks nothing, where it costs more than it is worth."""
    worth_minor: int | None = None
    is_weighed: bool = False
    """Whether its ways out were looked at; else nobody knows one yet, or the shop refuses it."""
    ways_out: tuple[WayOut, ...] = ()
    """All of them, best first, as they were before the plan."""
    back_at: datetime | None = None
    """When the van that has its goods will be back, if one has."""


class Waiting(Struct, frozen=True):
    """Everything that waits on a day."""

    candidates: tuple[Candidate, ...] = ()
    left: tuple[LeftOut, ...] = ()
    """What no van can visit, whatever the plan."""


def taken_from(state: State, fetch: Fetch) -> str:
    """The van or the address that has the goods."""
    meeting = fetch.hand_over
    if meeting.give_route_id is None:
        return state.places[meeting.place_id].address
    return state.routes[meeting.give_route_id].name


def waiting_on(
    state: State,
    plans: Mapping[ServiceDay, DayPlan],
    day: ServiceDay,
    travel: TravelMatrix,
    now: datetime,
    *,
    only: frozenset[OrderId] | None = None,
) -> Waiting:
    """Undecided orders of the day or before that do not rest; `only` these if they are named."""
    able, left = [], []
    is_fresh = is_from_scratch(state, day, now)
    for order in _undecided(state, day, now, only):
        found = _candidate(state, plans, day, travel, order)
        if isinstance(found, str):
            left.append(LeftOut(order.id, found))
        elif is_fresh and not order.attempts:
            able.append(found)
        else:
            able.append(_priced(state, plans, found, order, travel, now))
    return Waiting(tuple(able), tuple(left))


def is_from_scratch(state: State, day: ServiceDay, now: datetime) -> bool:
    """Whether the day is still to be planned as a whole: a first visit is then made whatever it is
    worth, while on a day under way it has to pay for its way."""
    routes = [route for route in state.routes.values() if route.day == day]
    if any(route.started_at is not None for route in routes):
        return False
    today = now.astimezone(ZoneInfo(state.depot.zone if state.depot is not None else "UTC")).date()
    return day > today.isoformat() or not any(route.stop_ids for route in routes)


def _undecided(
    state: State, day: ServiceDay, now: datetime, only: frozenset[OrderId] | None
) -> Iterable[Order]:
    for order in state.orders.values():
        if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED):
            continue
        if only is not None and order.id not in only:
            continue
        is_replaced = is_refunded(order) or order.replaced_by is not None
        if order.partner is not None or is_replaced:
            continue
        case = active_case(state, order.id)
        is_settled = case is not None and (case.decision is not None or case.waits_at(now))
        if not is_settled and serving_day(state, order) == day:
            yield order


def _candidate(
    state: State,
    plans: Mapping[ServiceDay, DayPlan],
    day: ServiceDay,
    travel: TravelMatrix,
    order: Order,
) -> Candidate | str:
    """The order as a visit, or why no van can make it."""
    ruled = ruling(state, order)
    if ruled is not None and not ruled.is_accepted:
        return ruled.words
    if visited_place(state, order) not in travel:
        return "There are no travel times to its place yet"
    goods_from, routes = GoodsFrom.VAN, None
    if with_sender(state, order):
        return _collected(state, plans[day], travel, order)
    is_collected = order.kind in (OrderKind.RETURN, OrderKind.CONTAINER)
    if not is_collected and lies_at(state, order) is None:
        vehicle = vehicle_holding(state, order)
        custody = holder_of(state, order)
        if vehicle is None and (custody is None or custody.kind is not CustodyKind.DEPOT):
            return "Its goods are not at the depot"
        own = None
        if vehicle is not None:
            stranded = stranded_route(state, vehicle.id)
            if stranded is not None:
                return _fetched(state, plans[day], travel, order, stranded)
            own = next(
                (
                    route
                    for route in plans[day].problem.routes
                    if state.routes[route.route_id].vehicle_id == vehicle.id
                ),
                None,
            )
        if own is not None and own.has_left:
            routes = frozenset({own.route_id})
        else:
            goods_from = GoodsFrom.DEPOT
    visit = visit_in(state, order, travel, plans[day].problem, goods_from)
    return Candidate(order.id, visit, routes)


def _collected(state: State, plan: DayPlan, travel: TravelMatrix, order: Order) -> Candidate | str:
    """Whoever is able collects the goods at their sender's and brings them."""
    sender = order.sender
    assert sender is not None
    if order.place_id not in travel:
        return "There are no travel times to its place yet"
    visit = visit_in(state, order, travel, plan.problem, GoodsFrom.TAKE)
    take = first_half(state, order, travel, plan.problem, visit)
    return Candidate(
        order.id,
        replace(visit, after=take.stop_id),
        frozenset(route.route_id for route in plan.problem.routes),
        fetch=Fetch(take, HandOver(sender.place_id, None, 0, 0, 0, sender.service_s)),
    )


def _fetched(
    state: State, plan: DayPlan, travel: TravelMatrix, order: Order, stranded: Route
) -> Candidate | str:
    """Whoever is able takes the goods where the van stands, if that is known."""
    place_id = stranded.stranded.place_id if stranded.stranded is not None else None
    if place_id is None or place_id not in travel or stranded.day != plan.day:
        return f"Its goods are in the van of {stranded.name}, which cannot go on"
    visit = visit_in(state, order, travel, plan.problem, GoodsFrom.TAKE)
    take = Visit(
        stop_id=StopId(f"{visit.stop_id}:take"),
        kind=StopKind.TAKE,
        place=travel.index(place_id),
        service_s=TAKE_S,
        order_id=order.id,
        label=f"{order.id} {state.places[place_id].address}",
        collect=visit.deliver,
        needs=visit.needs,
    )
    meeting = HandOver(place_id, stranded.id, stranded.version, 0, 0, TAKE_S)
    return Candidate(
        order.id,
        replace(visit, after=take.stop_id),
        frozenset(route.route_id for route in plan.problem.routes),
        fetch=Fetch(take, meeting),
    )


def _priced(
    state: State,
    plans: Mapping[ServiceDay, DayPlan],
    candidate: Candidate,
    order: Order,
    travel: TravelMatrix,
    now: datetime,
) -> Candidate:
    case = active_case(state, order.id)
    if case is None:
        return candidate
    ways = ways_of(state, order, plans, travel, is_told=False)
    candidate = replace(candidate, back_at=back_at(state, order, plans))
    return _worth(state, candidate, case, ways, now)


def _worth(
    state: State, candidate: Candidate, case: Case, ways: Sequence[Way], now: datetime
) -> Candidate:
    """Where nothing fits as the day is, the least bad way stands for what a plan might find."""
    day = serving_day(state, state.orders[case.order_id])
    refused = candidate.visit.refused_by
    here = [
        way for way in ways if state.routes[way.route_id].day == day and way.route_id not in refused
    ]
    taken = [way for way in here if way.index is not None and way.option.is_feasible]
    known = ways
    if not taken:
        taken = sorted(
            (_as_if(way) for way in here if way.index is not None),
            key=lambda way: way.option.cost_minor,
        )[:1]
        known = [*taken, *(way for way in ways if way not in here)]
    found = verdict(state, case, known, now, back_at=candidate.back_at).ways_out
    visit = next((out for out in found if out.day == day and out.route_id is not None), None)
    otherwise = next((out for out in found if out is not visit), None)
    worth = None
    if visit is not None and otherwise is not None:
        own_way = min(way.option.cost_minor for way in taken)
        worth = visit.net_minor + own_way - otherwise.net_minor
    return replace(candidate, worth_minor=worth, ways_out=found, otherwise=otherwise)


def _as_if(way: Way) -> Way:
    return replace(way, option=replace(way.option, is_feasible=True))
