"""What vans pass anyway: waiting returns and containers that are a small detour away. Pure.

Each is checked with the same preview as a drag. Only what changed since the last look is checked
again: a candidate that is new, or a route whose passes are. What is offered breaks nothing.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.model import (
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
)
from core.planning.day import visit_in
from core.planning.insertion import PreviewIndex
from core.planning.problem import PlannedRoute, Visit
from core.planning.travel import TravelMatrix, TravelPlace
from core.planning.ways import DayPlan, Way, inserted, minding, serving_day
from core.rules.lookups import active_case
from core.rules.policy import ruling
from core.state import State
from core.verdict import recovery_minor

COLLECTED = (OrderKind.RETURN, OrderKind.CONTAINER)
AGAIN_S = 300
"""A van that only drives on is looked at again after so long."""


class Pickup(Struct, frozen=True):
    """One order that a van passes: how, and what it is worth after the way has been paid."""

    order_id: OrderId
    way: Way
    detour_s: int
    """More driving; the stop itself takes its time on top."""
    worth_minor: int


class Passing(Struct, frozen=True):
    """A way that breaks nothing, and how much more the van drives for it."""

    way: Way
    detour_s: int


class _Glance(Struct, frozen=True):
    """A route as it was looked at."""

    route: Route
    stops: tuple[Stop, ...]
    turn: int


class Looked(Struct, frozen=True, eq=False):
    """What the last look found, to look only at what changed."""

    seen: Mapping[RouteId, _Glance] = {}
    """What each route was when it was looked at."""
    orders: Mapping[OrderId, Order] = {}
    places: Mapping[OrderId, tuple[Place, TravelPlace]] = {}
    """Where each order was, also by the travel times."""
    ways: Mapping[OrderId, Mapping[RouteId, Passing]] = {}
    checked: int = 0
    """How many orders this look has priced on some of the routes."""
    most_s: int = 0
    """How long a detour could be; with another limit everything is looked at again."""


def candidates(state: State, day: ServiceDay) -> tuple[Order, ...]:
    """Waiting returns and containers of the day or before that nobody has decided."""
    return tuple(
        order
        for order in state.orders.values()
        if order.kind in COLLECTED
        and order.status in (OrderStatus.WAITING, OrderStatus.FAILED)
        and order.partner is None
        and serving_day(state, order) == day
        and _is_open(state, order)
    )


def _is_open(state: State, order: Order) -> bool:
    """Undecided, and taken back by the shop."""
    case = active_case(state, order.id)
    ruled = ruling(state, order)
    is_refused = ruled is not None and not ruled.is_accepted
    return case is not None and case.decision is None and not is_refused


def look(
    state: State, plan: DayPlan, travel: TravelMatrix, most_s: int, before: Looked | None = None
) -> Looked:
    """The ways of all candidates within the detour, new only where something changed."""
    before = before if before is not None and before.most_s == most_s else Looked()
    waiting = {order.id: order for order in candidates(state, plan.day) if order.place_id in travel}
    glances = {r.route_id: _glance(state, r.route_id, n, plan) for n, r in _numbered(plan)}
    stale = {r for r, glance in glances.items() if before.seen.get(r) != glance}
    places = {
        o: (state.places[order.place_id], travel.place(order.place_id))
        for o, order in waiting.items()
    }
    known = {
        o
        for o, order in waiting.items()
        if before.orders.get(o) is order and before.places[o] == places[o]
    }
    some = plan if stale == set(glances) else _only(plan, stale)
    visits = {
        order_id: visit_in(state, order, travel, plan.problem)
        for order_id, order in waiting.items()
    }
    near = _near(some, [visits[o] for o in known], most_s)
    near |= _near(plan, [visit for o, visit in visits.items() if o not in known], most_s)
    ways: dict[OrderId, Mapping[RouteId, Passing]] = {}
    for order_id, visit in visits.items():
        kept = before.ways.get(order_id, {}) if order_id in known else {}
        found = {r: each for r, each in kept.items() if r in glances and r not in stale}
        if visit.stop_id in near:
            found |= _ways(state, some if order_id in known else plan, visit, most_s)
        ways[order_id] = found
    return Looked(glances, waiting, places, ways, len(near), most_s)


def _near(plan: DayPlan, visits: list[Visit], most_s: int) -> set[StopId]:
    """Those that some gap of some route passes within the detour, whatever else may break."""
    fleet = plan.previews.fleet if visits else None
    if fleet is None:
        return set()
    gaps, seconds = fleet.positions, plan.problem.seconds
    places = np.array([visit.place for visit in visits])
    there = seconds[np.ix_(gaps.place_from, places)].astype(np.int64)
    onward = seconds[np.ix_(places, gaps.place_to)].astype(np.int64).T
    least = (there + onward - gaps.leg_s[:, None]).min(axis=0)
    return {visit.stop_id for visit, detour in zip(visits, least, strict=True) if detour <= most_s}


def _numbered(plan: DayPlan) -> Iterable[tuple[int, PlannedRoute]]:
    return enumerate(plan.problem.routes)


def _glance(state: State, route_id: RouteId, number: int, plan: DayPlan) -> _Glance:
    """Its plan, its stops, and a clock that not all routes hear at once."""
    route = state.routes[route_id]
    turn = (int(plan.problem.now.timestamp()) + number * 37) // AGAIN_S
    return _Glance(route, tuple(state.stops[s] for s in route.stop_ids), turn)


def _only(plan: DayPlan, wanted: set[RouteId]) -> DayPlan:
    """The day with some of its routes, whose passes are kept."""
    routes = tuple(route for route in plan.problem.routes if route.route_id in wanted)
    problem = replace(plan.problem, routes=routes)
    return DayPlan(plan.day, problem, PreviewIndex(problem, plan.previews))


def _ways(state: State, plan: DayPlan, visit: Visit, most_s: int) -> dict[RouteId, Passing]:
    assert visit.order_id is not None
    order = state.orders[visit.order_id]
    near = [each for each in plan.previews.clean(visit) if each.extra_driving_s <= most_s]
    found = {}
    for preview in near:
        way = minding(state, order, plan, visit, inserted(state, plan, preview))
        if way.option.is_feasible:
            found[preview.route_id] = Passing(way, preview.extra_driving_s)
    return found


def pickups(state: State, looked: Looked) -> tuple[Pickup, ...]:
    """The cheapest way of each, the most worth first."""
    found = []
    for order_id, by_route in looked.ways.items():
        best = min(by_route.values(), key=_cost, default=None)
        if best is not None:
            worth = _worth(state, state.orders[order_id]) - best.way.option.cost_minor
            found.append(Pickup(order_id, best.way, best.detour_s, worth))
    return tuple(sorted(found, key=lambda each: (-each.worth_minor, each.order_id)))


def _cost(passing: Passing) -> tuple[int, RouteId]:
    return passing.way.option.cost_minor, passing.way.route_id


def _worth(state: State, order: Order) -> int:
    """What the goods bring at the depot, and the trip of its own that nobody has to make."""
    assert state.depot is not None
    case = active_case(state, order.id)
    assert case is not None
    rates = state.depot.rates
    return recovery_minor(case, order, rates, order.day) - rates.handling_minor
