"""Splits the work of a route that cannot go on over its neighbours, in one proposal. Pure.

Greedy with regret: the order that would lose most by waiting for its second best van goes first.
Each is placed as the rules would place it, on the board that the ones before it leave, and every
cost and limit is the timetable's.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.model import ActorId, Order, OrderId, OrderStatus, RouteId, ServiceDay
from core.planning.day import Grids, problem_of
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, Way, ways_of
from core.rules.custody import vehicle_holding
from core.rules.lookups import Refused, active_case
from core.rules.plan import place_order
from core.state import State, apply

NOBODY_ELSE = 10**9
"""Regret of an order that only one van can take."""
NO_LIMIT = 10**6
PLANNER = Actor(ActorId("planner"), Role.SYSTEM, frozenset({EVERY_DEPOT}))


class Share(Struct, frozen=True):
    """One order and the way it goes."""

    order_id: OrderId
    way: Way


class Split(Struct, frozen=True):
    """Who takes what, in the order in which it must be placed; and what nobody can take."""

    route_id: RouteId
    shares: tuple[Share, ...]
    left: tuple[tuple[OrderId, str], ...] = ()
    """With what would break on the least bad route."""

    @property
    def cost_minor(self) -> int:
        """Of all shares."""
        return sum(share.way.option.cost_minor for share in self.shares)

    @property
    def extra_s(self) -> int:
        """By how much the vans end later, in sum."""
        return sum(share.way.option.extra_s for share in self.shares)

    @property
    def route_ids(self) -> tuple[RouteId, ...]:
        """Who takes something, each once."""
        return tuple(dict.fromkeys(share.way.route_id for share in self.shares))

    def command(self) -> c.PlaceAll:
        """All of it in one go; there must be a share."""
        return all_at_once(self.shares)


def stranded_orders(state: State, route_id: RouteId) -> tuple[Order, ...]:
    """Orders that wait for a decision because of the route, or whose goods stand in its van."""
    route = state.routes[route_id]
    found = []
    for order in state.orders.values():
        if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED) or order.partner:
            continue
        case = active_case(state, order.id)
        stop = state.stops.get(case.stop_id) if case is not None and case.stop_id else None
        was_his = stop is not None and stop.route_id == route_id
        is_why = case is not None and route.stranded and case.reason == route.stranded.reason
        vehicle = vehicle_holding(state, order)
        is_aboard = vehicle is not None and vehicle.id == route.vehicle_id
        is_open = case is None or case.decision is None
        if is_open and ((was_his and is_why) or is_aboard):
            found.append(order)
    return tuple(found)


def split(
    state: State,
    route_id: RouteId,
    plan: DayPlan,
    travel: TravelMatrix,
    grids: Grids | None = None,
) -> Split:
    """A van for every order that waits because of the route; those nobody can take are left."""
    waiting = stranded_orders(state, route_id)
    shares, left = share_out(state, waiting, plan, travel, grids)
    return Split(route_id, shares, left)


def share_out(
    state: State,
    orders: Sequence[Order],
    plan: DayPlan,
    travel: TravelMatrix,
    grids: Grids | None = None,
    most_s: int = NO_LIMIT,
) -> tuple[tuple[Share, ...], tuple[tuple[OrderId, str], ...]]:
    """A van for every order, and what is left, with the reason.

    `most_s` is the longest delay that an order may cause besides its own service.
    """
    now = plan.problem.now
    limits = {order.id: most_s + order.service_s for order in orders}
    ways = {order.id: _ways(state, order, plan, travel) for order in orders}
    shares: list[Share] = []
    left: list[tuple[OrderId, str]] = []
    while ways:
        regrets = {o: _regret(_costs(ways[o].values(), limits[o])) for o in ways}
        order_id = max(regrets, key=lambda each: (regrets[each], each))
        found = ways.pop(order_id).values()
        way = next(iter(_costs(found, limits[order_id])), None)
        if way is None:
            left.append((order_id, _why_not(found)))
            continue
        share = Share(order_id, way)
        try:
            events = place_order(state, _placing(share), PLANNER, now)
        except Refused as refused:
            left.append((order_id, str(refused)))
            continue
        for event in events:
            state = apply(state, event)
        shares.append(share)
        changed = _alone(state, plan.day, way.route_id, travel, plan, grids)
        for other in ways:
            ways[other] |= _ways(state, state.orders[other], changed, travel)
    return tuple(shares), tuple(left)


def all_at_once(shares: Iterable[Share]) -> c.PlaceAll:
    """The shares as one command, in their order."""
    return c.PlaceAll(tuple(_placing(share) for share in shares))


def _placing(share: Share) -> c.PlaceOrder:
    way = share.way
    assert way.index is not None
    return c.PlaceOrder(
        order_id=share.order_id,
        route_id=way.route_id,
        index=way.index,
        expected_version=way.version,
        hand_over=way.hand_over,
        offered=(way.option,),
        engine=way.engine,
    )


def _alone(
    state: State,
    day: ServiceDay,
    route_id: RouteId,
    travel: TravelMatrix,
    plan: DayPlan,
    grids: Grids | None,
) -> DayPlan:
    """The one route that has changed, as a day of its own."""
    now, origin = plan.problem.now, plan.problem.origin
    whole = problem_of(state, day, travel, now, grids, origin=origin).problem
    only = tuple(route for route in whole.routes if route.route_id == route_id)
    problem = replace(whole, routes=only)
    return DayPlan(day, problem, PreviewIndex(problem, plan.previews))


def _ways(state: State, order: Order, plan: DayPlan, travel: TravelMatrix) -> dict[RouteId, Way]:
    return {way.route_id: way for way in ways_of(state, order, {plan.day: plan}, travel)}


def _costs(ways: Iterable[Way], most_s: int) -> list[Way]:
    """Those that break nothing, the cheapest first."""
    able = (
        way
        for way in ways
        if way.index is not None and way.option.is_feasible and way.option.extra_s <= most_s
    )
    return sorted(able, key=lambda way: (way.option.cost_minor, way.route_id))


def _regret(able: list[Way]) -> int:
    """What waiting could cost: the second best against the best."""
    if len(able) < 2:
        return NOBODY_ELSE if able else -1
    return able[1].option.cost_minor - able[0].option.cost_minor


def _why_not(ways: Iterable[Way]) -> str:
    if any(way.option.is_feasible for way in ways):
        return "no van passes it any more"
    told = sorted(ways, key=lambda way: (way.index is None, way.option.cost_minor))
    return told[0].option.words if told else "no travel times yet"
