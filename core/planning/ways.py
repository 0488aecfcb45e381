"""Every way in which an order could be served: each route of the open days with its price.

Pure. Goods decide: a failed delivery is in the van that tried it, which may retry, while other
vans need a hand-over; a return or a collection has no such tie. What is impossible says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from core import events as e
from core.catalogue import shipped
from core.commands import HandOver
from core.model import (
    CustodyKind,
    Option,
    Order,
    OrderKind,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    StopId,
    StopKind,
)
from core.opening import why_closed
from core.planning import handover
from core.planning.day import first_half, index_in_route, visit_in
from core.planning.insertion import Preview, PreviewIndex
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit
from core.planning.schedule import Violation, ViolationKind, timetable
from core.planning.travel import TravelMatrix
from core.rules.breakdown import stranded_route
from core.rules.custody import holder_of, lies_at, vehicle_holding, with_sender
from core.rules.days import rescheduled
from core.rules.points import near_points
from core.rules.refusals import refusal_by, refusal_words
from core.rules.wording import whereabouts
from core.state import State, apply

POINTS = 2
"""So many collection points are priced: nobody travels far, and a drag waits for it."""


class DayPlan(Struct, frozen=True, eq=False):
    """One open day as the planner sees it."""

    day: ServiceDay
    problem: Problem
    previews: PreviewIndex


class Way(Struct, frozen=True):
    """One route that could serve the order: what it costs, and how to ask for it.

    `index` counts in the route's `stop_ids`; None means that this route cannot, and
    `option.words` say why. `broken` must be confirmed before it is asked for.
    """

    option: Option
    index: int | None
    version: int
    hand_over: HandOver | None = None
    broken: tuple[str, ...] = ()
    late_s: tuple[int, ...] = ()
    """By how much each visit is late that would be in time without it, or less late: seconds."""
    engine: str = ""
    point_id: PlaceId | None = None
    """The collection point to which it brings the goods."""

    @property
    def route_id(self) -> RouteId:
        """Of the route that would serve it."""
        return self.option.route_id


def ways_of(
    state: State,
    order: Order,
    plans: Mapping[ServiceDay, DayPlan],
    travel: TravelMatrix,
    *,
    hands_over: bool = True,
    is_told: bool = True,
) -> tuple[Way, ...]:
    """The best way on every route of the plans; a place without travel times has none. Without
    `hands_over`, of vans on the road only the one that has the goods. Unless it `is_told`, what
    breaks is not put into words, which takes longest: for who only compares what breaks nothing."""
    if visited_place(state, order) not in travel or order.place_id not in travel:
        return ()
    engine = f"insertion, {travel.fingerprint}"
    found = (
        way
        for plan in plans.values()
        for way in _of_day(state, order, plan, travel, hands_over=hands_over, is_told=is_told)
    )
    return tuple(replace(way, engine=engine) for way in found)


def ways_to_points(
    state: State, order: Order, plans: Mapping[ServiceDay, DayPlan], travel: TravelMatrix
) -> tuple[Way, ...]:
    """As `ways_of`, were the order sent to a collection point near its customer, up to the first
    day on which that breaks nothing. Nobody meets for that, and what cannot be is left out."""
    found: list[Way] = []
    points = near_points(state, order, POINTS)
    for day in sorted(plans) if points else ():
        for point in points:
            there = apply(state, e.OrderRedirected(order.id, point.place))
            sent = there.orders[order.id]
            ways = ways_of(there, sent, {day: plans[day]}, travel, hands_over=False)
            found += (replace(w, point_id=point.place.id) for w in ways if w.index is not None)
        if any(way.option.is_feasible for way in found):
            break
    return tuple(found)


def back_at(state: State, order: Order, plans: Mapping[ServiceDay, DayPlan]) -> datetime | None:
    """When the van on the road that has the goods will be back at the depot, if one has."""
    vehicle = vehicle_holding(state, order)
    if vehicle is None:
        return None
    for plan in plans.values():
        for route in plan.problem.routes:
            if route.has_left and state.routes[route.route_id].vehicle_id == vehicle.id:
                finish_s = plan.previews.table(route.route_id).finish_s
                return plan.problem.origin + timedelta(seconds=finish_s)
    return None


def visited_place(state: State, order: Order) -> PlaceId:
    """Where a van goes next for the order: to its goods, where they lie elsewhere."""
    where = lies_at(state, order)
    if order.sender is not None and with_sender(state, order):
        return order.sender.place_id
    return where.id if where is not None else order.place_id


def serving_day(state: State, order: Order) -> ServiceDay:
    """The order's own day, or the first later one that is not over when its own is."""
    running = {route.day for route in state.routes.values() if route.ended_at is None}
    ahead = [day for day in sorted(state.days) if day >= order.day and day in running]
    return ahead[0] if ahead else order.day


def way_at(
    state: State,
    order: Order,
    plans: Mapping[ServiceDay, DayPlan],
    travel: TravelMatrix,
    route_id: RouteId,
    index: int,
) -> Way:
    """The order at exactly this index of the route's `stop_ids`, if it needs no hand-over.

    Otherwise, and where the route cannot take it at all, the best way of that route. KeyError for
    a route or place that the plans do not have.
    """
    plan = plans[state.routes[route_id].day]
    planned = plan.previews.route(route_id)
    found = ways_of(state, order, {plan.day: plan}, travel)
    best = next((way for way in found if way.route_id == route_id), None)
    if best is None:
        raise KeyError(order.place_id)
    if best.index is None or best.hand_over is not None:
        return best
    there = _on_day(state, order, plan.day)
    visit = visit_on(state, order, plan, travel)
    position = position_of(state.routes[route_id].stop_ids, planned, index)
    way = inserted(state, plan, plan.previews.at(visit, route_id, position))
    way = minding(state, there, plan, visit, way)
    return replace(way, index=index, engine=best.engine)


def visit_on(state: State, order: Order, plan: DayPlan, travel: TravelMatrix) -> Visit:
    """The order as a visit of a van that needs no hand-over for it."""
    there = _on_day(state, order, plan.day)
    return visit_in(state, there, travel, plan.problem, _goods_from(state, order, plan))


def _of_day(
    state: State,
    order: Order,
    plan: DayPlan,
    travel: TravelMatrix,
    *,
    hands_over: bool,
    is_told: bool,
) -> Iterable[Way]:
    order = _on_day(state, order, plan.day)
    visit = visit_in(state, order, travel, plan.problem)
    found = of_visit(state, order, plan, visit, travel, hands_over=hands_over, is_told=is_told)
    return (
        minding(state, order, plan, visit, way) if is_told or way.option.is_feasible else way
        for way in found
    )


def _on_day(state: State, order: Order, day: ServiceDay) -> Order:
    """As it would be if it were moved to the day, its window with it."""
    if order.day == day:
        return order
    moved = rescheduled(state, order, day)
    return replace(order, day=day, window=moved.window or order.window)


def of_visit(
    state: State,
    order: Order,
    plan: DayPlan,
    visit: Visit,
    travel: TravelMatrix,
    *,
    hands_over: bool = True,
    is_told: bool = True,
) -> Iterable[Way]:
    """The best way on every route of a day for an order that is to be visited like this."""
    if order.kind in (OrderKind.RETURN, OrderKind.CONTAINER) or visit.kind is StopKind.FETCH:
        found = plan.previews.best(visit)
        return [inserted(state, plan, each, is_told=is_told) for each in found]
    if with_sender(state, order):
        return _from_sender(state, order, plan, visit, travel)
    vehicle = vehicle_holding(state, order)
    if vehicle is None:
        return _from_depot(state, order, plan, visit, is_told=is_told)
    stranded = stranded_route(state, vehicle.id)
    if stranded is not None:
        return _from_stranded(state, plan, visit, stranded, travel)
    own = _route_of_vehicle(state, plan, vehicle.id)
    if own is None or not plan.previews.route(own).has_left:
        return _tomorrow(state, plan, visit, is_told=is_told)
    return _from_van(state, plan, visit, own, travel if hands_over else None)


def _goods_from(state: State, order: Order, plan: DayPlan) -> GoodsFrom:
    """Where a route that can take the order directly has the goods from."""
    vehicle = vehicle_holding(state, order)
    own = _route_of_vehicle(state, plan, vehicle.id) if vehicle is not None else None
    is_aboard = own is not None and plan.previews.route(own).has_left
    is_collected = order.kind in (OrderKind.RETURN, OrderKind.CONTAINER)
    is_collected = is_collected or lies_at(state, order) is not None
    return GoodsFrom.VAN if is_aboard or is_collected else GoodsFrom.DEPOT


def position_of(stop_ids: Sequence[StopId], planned: PlannedRoute, index: int) -> int:
    """How many of the planned visits come before an index of the stops."""
    before = set(stop_ids[:index])
    return sum(visit.stop_id in before for visit in planned.visits)


def _route_of_vehicle(state: State, plan: DayPlan, vehicle_id: str) -> RouteId | None:
    for planned in plan.problem.routes:
        if state.routes[planned.route_id].vehicle_id == vehicle_id:
            return planned.route_id
    return None


def inserted(state: State, plan: DayPlan, preview: Preview, *, is_told: bool = True) -> Way:
    """A preview as a way, its position as an index of the route's `stop_ids`."""
    planned = plan.previews.route(preview.route_id)
    index = index_in_route(state, preview.route_id, planned, preview.position)
    if is_told or preview.is_feasible:
        return _way(preview, preview.version, index)
    is_closed = planned.is_locked or preview.position < planned.fixed_prefix
    return Way(_option(preview), None if is_closed else index, preview.version)


def minding(state: State, order: Order, plan: DayPlan, visit: Visit, way: Way) -> Way:
    """What no timetable knows must be confirmed like anything else that breaks: a place that is
    closed, and a driver who has declined this very order."""
    way = _minding_hours(state, order, plan, visit, way)
    refusal = refusal_by(state, order, way.route_id)
    if way.index is None or refusal is None:
        return way
    return _not_without(way, refusal_words(state, refusal, shipped()))


def _not_without(way: Way, words: str) -> Way:
    """The way as one that breaks this, too."""
    told = f"{way.option.words}; {words}" if way.broken else words
    option = replace(way.option, is_feasible=False, words=told)
    return replace(way, option=option, broken=(*way.broken, words))


def _minding_hours(state: State, order: Order, plan: DayPlan, visit: Visit, way: Way) -> Way:
    """A visit while its place is closed must be confirmed like anything else that breaks."""
    place = state.places[visited_place(state, order)]
    if way.index is None or way.hand_over is not None or not place.known.hours:
        return way
    planned = plan.previews.route(way.route_id)
    stop_ids = [id_ for id_ in state.routes[way.route_id].stop_ids if id_ != visit.stop_id]
    position = position_of(stop_ids, planned, way.index)
    table = timetable(planned.with_visit(visit, position), plan.problem)
    return _if_closed(state, place, plan, table.starts_s[position], way)


def _if_closed(state: State, place: Place, plan: DayPlan, starts_s: int, way: Way) -> Way:
    """The way as it is, or as one that breaks something if the place is closed then."""
    closed = why_closed_at(state, place, plan.problem, starts_s)
    if not closed:
        return way
    return _not_without(way, f"{place.address} is {closed}")


def why_closed_at(state: State, place: Place, problem: Problem, starts_s: int) -> str:
    """As `why_closed`, for a visit that begins then."""
    assert state.depot is not None
    begins = problem.origin + timedelta(seconds=starts_s)
    return why_closed(place.known.hours, begins, state.depot.zone)


def _way(
    found: Preview | handover.HandOver,
    version: int,
    index: int,
    *,
    words: str = "",
    hand_over: HandOver | None = None,
) -> Way:
    is_closed = any(v.kind is ViolationKind.LOCKED for v in found.violations)
    return Way(
        option=_option(found, _words(found.violations) or words),
        index=None if is_closed else index,
        version=version,
        hand_over=hand_over,
        broken=tuple(violation.words for violation in found.violations),
        late_s=tuple(v.amount for v in found.violations if v.kind is ViolationKind.WINDOW),
    )


def _option(found: Preview | handover.HandOver, words: str = "") -> Option:
    return Option(
        route_id=found.route_id if isinstance(found, Preview) else found.taker_id,
        extra_s=found.extra_s,
        extra_metres=found.extra_metres,
        cost_minor=found.cost_minor,
        is_feasible=found.is_feasible,
        words=words,
    )


def _words(violations: Sequence[Violation]) -> str:
    return in_short([violation.words for violation in violations[:2]], len(violations))


def in_short(broken: Sequence[str], count: int) -> str:
    """The first two of what breaks, and how many more there are."""
    shown = "; ".join(broken[:2])
    more = count - 2
    return f"{shown}; and {more} more" if more > 0 else shown


def never(route: Route, words: str) -> Way:
    """A route that cannot, and why."""
    option = Option(
        route_id=route.id, extra_s=0, extra_metres=0, cost_minor=0, is_feasible=False, words=words
    )
    return Way(option=option, index=None, version=route.version)


def _from_depot(
    state: State, order: Order, plan: DayPlan, visit: Visit, *, is_told: bool
) -> list[Way]:
    """Goods at the depot go with vans that have not left; others would have to come back."""
    custody = holder_of(state, order)
    if custody is None or custody.kind is not CustodyKind.DEPOT:
        where = whereabouts(state, custody) if custody is not None else "nowhere"
        words = f"the goods are not at the depot but {where}"
        return [never(state.routes[r.route_id], words) for r in plan.problem.routes]
    return _tomorrow(state, plan, visit, is_told=is_told)


def _tomorrow(state: State, plan: DayPlan, visit: Visit, *, is_told: bool) -> list[Way]:
    """Goods that are, or will be, at the depot before the route leaves it."""
    loaded = replace(visit, goods_from=GoodsFrom.DEPOT)
    return [
        inserted(state, plan, preview, is_told=is_told)
        if not plan.previews.route(preview.route_id).has_left
        else never(
            state.routes[preview.route_id], "has left the depot, and the goods are not aboard"
        )
        for preview in plan.previews.best(loaded)
    ]


def _from_van(
    state: State, plan: DayPlan, visit: Visit, own: RouteId, travel: TravelMatrix | None
) -> list[Way]:
    """A retry by the van itself, or a hand-over to each other one where `travel` is given."""
    assert state.depot is not None
    aboard = replace(visit, goods_from=GoodsFrom.VAN)
    retry = next(p for p in plan.previews.best(aboard) if p.route_id == own)
    if travel is None:
        return [inserted(state, plan, retry)]
    depot = travel.index(state.depot.place_id)
    others = handover.hand_overs(plan.previews, visit, own, depot)
    return [
        inserted(state, plan, retry),
        *(_handed(state, plan, each, visit, travel) for each in others),
    ]


def _from_stranded(
    state: State, plan: DayPlan, visit: Visit, stranded: Route, travel: TravelMatrix
) -> list[Way]:
    """Every van could fetch the goods where the other one stands."""
    place_id = stranded.stranded.place_id if stranded.stranded is not None else None
    if place_id is None or place_id not in travel or plan.day != stranded.day:
        words = f"the goods are in the van of {stranded.name}, which cannot go on"
        return [never(state.routes[r.route_id], words) for r in plan.problem.routes]
    found = handover.hand_overs(plan.previews, visit, None, travel.index(place_id))
    return [_fetched(state, plan, each, visit, stranded, place_id) for each in found]


def _from_sender(
    state: State, order: Order, plan: DayPlan, visit: Visit, travel: TravelMatrix
) -> list[Way]:
    """Every van could collect the goods where they are, and bring them."""
    take = first_half(state, order, travel, plan.problem, visit)
    found = handover.hand_overs(plan.previews, visit, None, take.place, take)
    return [_fetched(state, plan, each, visit, None, visited_place(state, order)) for each in found]


def _fetched(
    state: State,
    plan: DayPlan,
    found: handover.HandOver,
    visit: Visit,
    stranded: Route | None,
    place_id: PlaceId,
) -> Way:
    (taker,) = found.routes
    at_take = _position(taker, StopKind.TAKE, visit)
    at_visit = next(n for n, v in enumerate(taker.visits) if v.stop_id == visit.stop_id)
    before = plan.previews.route(taker.route_id)
    meeting = HandOver(
        place_id=place_id,
        give_route_id=stranded.id if stranded is not None else None,
        give_expected_version=stranded.version if stranded is not None else 0,
        give_index=0,
        take_index=index_in_route(state, taker.route_id, before, at_take),
        service_s=taker.visits[at_take].service_s,
    )
    index = index_in_route(state, taker.route_id, before, at_visit - 1) + 1
    words = fetched_words(stranded, state.places[place_id], plan.problem, found.at_s)
    version = state.routes[taker.route_id].version
    way = _way(found, version, index, words=words, hand_over=meeting)
    return _minding_delivery(state, plan, taker, at_visit, way)


def fetched_words(stranded: Route | None, place: Place, problem: Problem, at_s: int) -> str:
    """When the goods are fetched from a van that stands, or collected at their sender's."""
    if stranded is None:
        return f"collected at {place.address}, {_clock(problem, at_s)}"
    return f"fetched from {stranded.name}, {_clock(problem, at_s)}"


def _minding_delivery(
    state: State, plan: DayPlan, taker: PlannedRoute, at_visit: int, way: Way
) -> Way:
    """The van that takes the goods over comes to their customer while his place is open, or not."""
    order_id = taker.visits[at_visit].order_id
    assert order_id is not None
    place = state.places[state.orders[order_id].place_id]
    if way.index is None or not place.known.hours:
        return way
    starts_s = timetable(taker, plan.problem).starts_s[at_visit]
    return _if_closed(state, place, plan, starts_s, way)


def _handed(
    state: State, plan: DayPlan, found: handover.HandOver, visit: Visit, travel: TravelMatrix
) -> Way:
    giver, taker = found.routes
    at_give = _position(giver, StopKind.GIVE, visit)
    at_take = _position(taker, StopKind.TAKE, visit)
    at_visit = next(n for n, v in enumerate(taker.visits) if v.stop_id == visit.stop_id)
    give = index_in_route(state, giver.route_id, plan.previews.route(giver.route_id), at_give)
    before = plan.previews.route(taker.route_id)
    take = index_in_route(state, taker.route_id, before, at_take)
    index = index_in_route(state, taker.route_id, before, at_visit - 1) + 1
    meeting = HandOver(
        place_id=travel.places[found.place].id,
        give_route_id=giver.route_id,
        give_expected_version=state.routes[giver.route_id].version,
        give_index=give,
        take_index=take,
        service_s=max(v.service_s for v in (giver.visits[at_give], taker.visits[at_take])),
    )
    words = f"hand-over at {found.where}, {_clock(plan.problem, found.at_s)}"
    version = state.routes[taker.route_id].version
    way = _way(found, version, index, words=words, hand_over=meeting)
    return _minding_delivery(state, plan, taker, at_visit, way)


def _position(route: PlannedRoute, kind: StopKind, visit: Visit) -> int:
    """Where the new half of the hand-over is among the visits."""
    return next(
        n
        for n, v in enumerate(route.visits)
        if v.kind is kind and v.stop_id.startswith(visit.stop_id)
    )


def _clock(problem: Problem, second: int) -> str:
    moment: datetime = problem.origin + timedelta(seconds=second)
    return moment.astimezone(problem.zone).strftime("%H:%M")
