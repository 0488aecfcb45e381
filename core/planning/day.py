"""From the state to the planner's problem: where each van is, what it carries, what is left. Pure.

An order of `now`: a van at the door is free when its service is over, a van on its way arrives no
earlier than now, a van that has not started leaves at its shift's start. A break counts as taken
when a started route stood idle for its length at or after its earliest time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core.closures import Closed, closed_on
from core.model import (
    Break,
    Cleanliness,
    CustodyKind,
    Load,
    Order,
    OrderKind,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TimeWindow,
)
from core.opening import next_closing, served_window
from core.planning.handover import linked
from core.planning.known_routes import NOTHING, Carried, KnownDay, KnownRoute, Read, read_for
from core.planning.problem import (
    GoodsFrom,
    Matrix,
    Pause,
    PlannedRoute,
    Problem,
    Visit,
    Window,
    whole,
)
from core.planning.travel import TravelMatrix
from core.rules.custody import is_from_sender, lies_at, with_sender
from core.rules.empties import expected
from core.rules.refusals import refused_by
from core.state import State

PARTITION = "partition"
"""Equipment of a van in which clean and dirty goods have a room each."""
LEAST_SERVICE_S = 60
"""A van whose service time is over is expected to leave within a minute."""

_TAKING = (StopKind.TAKE, StopKind.FETCH)
"""Stops at which goods to deliver come aboard."""
_KINDS = {
    OrderKind.DELIVERY: StopKind.DELIVER,
    OrderKind.EXCHANGE: StopKind.EXCHANGE,
    OrderKind.RETURN: StopKind.COLLECT,
    OrderKind.CONTAINER: StopKind.COLLECT,
}


AHEAD_H = 2
"""How many hours ahead times of today are most exact."""


class Grid(Struct, frozen=True, eq=False):
    """Travel times in whole seconds and metres."""

    seconds: Matrix
    metres: Matrix


class Grids:
    """A travel matrix in whole seconds and metres, converted once for all days that drive alike."""

    def __init__(self, travel: TravelMatrix) -> None:
        self.travel = travel
        self._made: dict[tuple[Closed, float], Grid] = {}

    def on(self, state: State, day: ServiceDay, now: datetime) -> Grid:
        """As vans drive on what is left of a day: around the streets that are closed then."""
        alike = legs_like(state, day, self.travel, now)
        made = self._made.get(alike)
        if made is None:
            closed, pace = alike
            seconds, metres = self.travel.arrays(closed)
            made = self._made[alike] = Grid(whole(seconds * pace), whole(metres))
        return made


def legs_like(
    state: State, day: ServiceDay, travel: TravelMatrix, now: datetime
) -> tuple[Closed, float]:
    """What the legs of a day hang on: the closed streets they lead around, and their pace.

    The pace is that of the hours that matter: today the next `AHEAD_H`, since those times are told;
    of another day all in which its vans are out. Rounded, so that most moments share their legs.
    """
    return avoided(state, day, travel, now), round(_pace(state, day, travel, now), 2)


def _pace(state: State, day: ServiceDay, travel: TravelMatrix, now: datetime) -> float:
    if state.depot is None or travel.learned.is_empty:
        return 1.0
    routes = [r for r in state.routes.values() if r.day == day and r.ended_at is None]
    if not routes:
        return 1.0
    starts = max(now, min(route.starts_at for route in routes))
    ends = max(starts, max(route.ends_at for route in routes))
    if any(route.started_at is not None for route in routes):
        ends = min(ends, starts + timedelta(hours=AHEAD_H))
    zone, factors = ZoneInfo(state.depot.zone), travel.learned.speeds.factors()
    hours = range(int((ends - starts).total_seconds() // 3600) + 1)
    moments = [(starts + timedelta(hours=h)).astimezone(zone) for h in hours]
    return sum(factors[at.weekday() * 24 + at.hour] for at in moments) / len(moments)


def avoided(state: State, day: ServiceDay, travel: TravelMatrix, now: datetime) -> Closed:
    """The closed streets that a day's times lead around; none until those times are computed."""
    closed = frozenset(each.id for each in closed_on(state, day, now))
    return closed if closed in travel.closed else frozenset()


STEADY_H = 6


def steady_origin(now: datetime) -> datetime:
    """An origin that stays for some hours, so that most of a day is the same from second to
    second."""
    return now.replace(hour=now.hour - now.hour % STEADY_H, minute=0, second=0, microsecond=0)


class DayProblem(Struct, frozen=True, eq=False):
    """The problem, and the places that have no travel times yet: what needs them is left out."""

    problem: Problem
    missing: frozenset[PlaceId]
    known: KnownDay
    """For the next moment's problem."""


def problem_of(
    state: State,
    day: ServiceDay,
    travel: TravelMatrix,
    now: datetime,
    grids: Grids | Grid | None = None,
    *,
    origin: datetime | None = None,
    known: KnownDay | None = None,
) -> DayProblem:
    """Every route of the day that has not ended. The state must have its depot.

    Seconds count from `origin`, or from now. With the same origin and what is `known` from the
    moment before, only routes that have changed, or that the clock moves, are other objects.
    """
    assert state.depot is not None
    made = grids if grids is not None else Grids(travel)
    grid = made if isinstance(made, Grid) else made.on(state, day, now)
    now = now.replace(microsecond=0)
    builder = _Builder(state, travel, grid, now, now if origin is None else origin, known)
    routes = [
        route
        for route in state.routes.values()
        if route.day == day
        and route.ended_at is None
        and route.stranded is None
        and builder.knows(route)
    ]
    problem = Problem(
        origin=builder.origin,
        zone=ZoneInfo(state.depot.zone),
        routes=tuple(builder.route(route) for route in sorted(routes, key=lambda r: r.id)),
        seconds=grid.seconds,
        metres=grid.metres,
        currency=state.depot.currency,
        now_s=builder.now_s,
    )
    return DayProblem(linked(problem), frozenset(builder.missing), builder.known_day())


def visit_of(
    state: State,
    order: Order,
    travel: TravelMatrix,
    origin: datetime,
    goods_from: GoodsFrom = GoodsFrom.VAN,
    *,
    now: datetime | None = None,
) -> Visit:
    """The order as one more visit; raises `KeyError` for a place without travel times.

    A window that is over already is left out: no position on any route could meet it. It is the
    origin then, if no other moment is named.
    """
    now = origin if now is None else now
    deliver, collect = _loads(order)
    where = lies_at(state, order)
    if where is not None:
        found = _fetch_of(order, where, travel.index(where.id), deliver)
        return replace(found, refused_by=refused_by(state, order))
    window = served_window(state, order, now)
    return Visit(
        stop_id=StopId(f"{order.id}.new"),
        kind=_KINDS[order.kind],
        place=travel.index(order.place_id),
        service_s=order.service_s,
        order_id=order.id,
        label=_label(order, state.places[order.place_id]),
        window=_window(window, origin) if window is not None and window.closes > now else None,
        deliver=deliver,
        collect=collect + Load(slots=expected(state, order)),
        goods_from=goods_from,
        needs=order.needs,
        brings_clean=_has(order, Cleanliness.CLEAN, is_collected=False),
        takes_dirty=_has(order, Cleanliness.DIRTY, is_collected=True),
        refused_by=refused_by(state, order),
    )


def first_half(
    state: State, order: Order, travel: TravelMatrix, problem: Problem, visit: Visit
) -> Visit:
    """The collection at the order's sender that must come before its `visit`; `KeyError` as there.

    A window that is over already is left out.
    """
    sender = order.sender
    assert sender is not None
    window = sender.window
    return Visit(
        stop_id=StopId(f"{visit.stop_id}:take"),
        kind=StopKind.TAKE,
        place=travel.index(sender.place_id),
        service_s=sender.service_s,
        order_id=order.id,
        label=_label(order, state.places[sender.place_id]),
        window=_window(window, problem.origin)
        if window is not None and window.closes > problem.now
        else None,
        collect=visit.deliver,
        needs=visit.needs,
    )


def visit_in(
    state: State,
    order: Order,
    travel: TravelMatrix,
    problem: Problem,
    goods_from: GoodsFrom = GoodsFrom.VAN,
) -> Visit:
    """As `visit_of`, for a problem's origin and moment."""
    return visit_of(state, order, travel, problem.origin, goods_from, now=problem.now)


def _fetch_of(order: Order, where: Place, place: int, load: Load) -> Visit:
    """The goods are taken aboard where they lie, at any time."""
    return Visit(
        stop_id=StopId(f"{order.id}.new"),
        kind=StopKind.FETCH,
        place=place,
        service_s=order.service_s,
        order_id=order.id,
        label=_label(order, where),
        collect=load,
        needs=order.needs,
    )


def index_in_route(state: State, route_id: RouteId, planned: PlannedRoute, position: int) -> int:
    """The index in `Route.stop_ids` of a position among the planned visits."""
    stop_ids = state.routes[route_id].stop_ids
    if position < len(planned.visits):
        return stop_ids.index(planned.visits[position].stop_id)
    if planned.visits:
        return stop_ids.index(planned.visits[-1].stop_id) + 1
    return len(stop_ids)


class _Builder:
    """Turns routes into planned ones for one moment; notes places without travel times."""

    def __init__(
        self,
        state: State,
        travel: TravelMatrix,
        grid: Grid,
        now: datetime,
        origin: datetime,
        known: KnownDay | None,
    ) -> None:
        self.origin = origin
        self.missing: set[PlaceId] = set()
        self._state = state
        self._travel = travel
        self._grid = grid
        self._now = now
        self.now_s = self._second(now)
        before = known if known is not None and known.is_about(state, travel, origin) else None
        self._before: Mapping[RouteId, KnownRoute] = before.routes if before is not None else {}
        self._since = before.since(state) if before is not None else Read()
        if before is not None and before.has_same_goods(state, self._since):
            self._carried = before.carried
        else:
            self._carried = _carried(state)
        self._known: dict[RouteId, KnownRoute] = {}

    def known_day(self) -> KnownDay:
        """All that was planned."""
        return KnownDay(self._state, self._travel, self.origin, self._carried, self._known)

    def knows(self, route: Route) -> bool:
        """Whether the route's ends are in the matrix."""
        return all([self._has(route.start_place_id), self._has(route.end_place_id)])

    def _has(self, place_id: PlaceId) -> bool:
        if place_id in self._travel:
            return True
        self.missing.add(place_id)
        return False

    def _second(self, at: datetime) -> int:
        return round((at - self.origin).total_seconds())

    def route(self, route: Route) -> PlannedRoute:
        """The rest of the route; the same object as before if nothing is new about it."""
        known = self._read(route)
        self.missing |= known.missing
        place, free_s = self._anchor(route, known)
        breaks = self._breaks(known.breaks)
        anchor, was = self._travel.index(place), known.planned
        if (was.anchor_place, was.anchor_s, was.breaks) != (anchor, free_s, breaks):
            planned = replace(was, anchor_place=anchor, anchor_s=free_s, breaks=breaks)
            known = replace(known, planned=planned)
        self._known[route.id] = known
        return known.planned

    def _read(self, route: Route) -> KnownRoute:
        """All but what hangs on the clock, from before if it is still the same."""
        carried = self._carried.get(route.vehicle_id, NOTHING)
        before = self._before.get(route.id)
        if (
            before is not None
            and before.is_still(route, carried, self._now)
            and not before.read.meets(self._since)
        ):
            return before
        outer, self.missing = self.missing, set()
        stops = [self._state.stops[stop_id] for stop_id in route.stop_ids]
        pending = [s for s in stops if not s.status.is_ended and self._has(s.place_id)]
        ended = [s for s in stops if s.ended_at is not None and self._has(s.place_id)]
        under_way = next((s for s in pending if s.status.is_under_way), None)
        made = KnownRoute(
            route=route,
            read=read_for(self._state, route),
            carried=carried,
            until=self._until(pending),
            under_way=under_way,
            last=max(ended, key=_ended_at, default=None),
            breaks=_not_taken(route, stops),
            missing=frozenset(self.missing),
            planned=self._planned(route, pending, under_way, carried),
        )
        self.missing = outer
        return made

    def _until(self, pending: list[Stop]) -> datetime | None:
        """When the opening hours of some place leave another window."""
        assert self._state.depot is not None
        found = []
        for stop in pending:
            order = self._state.orders[stop.order_id]
            hours = self._state.places[order.place_id].known.hours
            if hours and order.due_window is None:
                closing = next_closing(hours, order.day, self._state.depot.zone, self._now)
                found += [closing] if closing is not None else []
        return min(found, default=None)

    def _planned(
        self, route: Route, pending: list[Stop], under_way: Stop | None, carried: Carried
    ) -> PlannedRoute:
        """At its start, for want of a clock."""
        if under_way is not None:
            pending.remove(under_way)
            pending.insert(0, under_way)
        is_driving = under_way is not None and under_way.status is StopStatus.EN_ROUTE
        if under_way is not None and not is_driving:
            pending.remove(under_way)
        at_door = under_way if not is_driving else None
        vehicle = self._state.vehicles[route.vehicle_id]
        return PlannedRoute(
            route_id=route.id,
            name=route.name,
            anchor_place=self._travel.index(route.start_place_id),
            anchor_s=0,
            end_place=self._travel.index(route.end_place_id),
            shift_end_s=self._second(route.ends_at),
            capacity=vehicle.capacity,
            version=route.version,
            anchor_load=self._load(route, at_door, carried),
            visits=self._visits(route, pending),
            fixed_prefix=1 if is_driving else 0,
            equipment=vehicle.equipment,
            cost_per_km_minor=vehicle.cost_per_km_minor,
            cost_per_hour_minor=vehicle.cost_per_hour_minor,
            is_locked=route.is_locked,
            has_dirty=carried.is_dirty or self._brings_dirt(at_door),
            is_divided=PARTITION in vehicle.equipment,
            has_left=route.started_at is not None,
        )

    def _anchor(self, route: Route, known: KnownRoute) -> tuple[PlaceId, int]:
        """Where the van is free, and when."""
        under_way, last = known.under_way, known.last
        if route.started_at is None:
            return route.start_place_id, max(self.now_s, self._second(route.starts_at))
        if under_way is not None and under_way.arrived_at is not None:
            order = self._state.orders[under_way.order_id]
            begins = under_way.arrived_at
            window = served_window(self._state, order, self._now)
            if window is not None and under_way.kind in _KINDS.values():
                begins = max(begins, window.opens)
            ends = self._second(begins) + under_way.service_s
            least = self.now_s + LEAST_SERVICE_S
            return under_way.place_id, max(ends, least, self._waits_until(under_way))
        place = last.place_id if last is not None else route.start_place_id
        if under_way is None or under_way.started_at is None:
            return place, self.now_s
        here, there = self._travel.index(place), self._travel.index(under_way.place_id)
        drive_s = int(self._grid.seconds[here, there])
        return place, max(self._second(under_way.started_at), self.now_s - drive_s)

    def _waits_until(self, stop: Stop) -> int:
        """Until when the office has asked the driver to wait at the door."""
        until = stop.answer.until if stop.answer is not None else None
        return self._second(until) if until is not None else self.now_s

    def _load(self, route: Route, at_door: Stop | None, carried: Carried) -> Load:
        """What is aboard, as it will be when the stop at the door is over."""
        load = carried.load + Load(slots=route.empties)
        if at_door is None:
            return load
        order = self._state.orders[at_door.order_id]
        deliver, collect = _loads(order)
        if at_door.kind is StopKind.GIVE:
            return load - deliver
        if at_door.kind in _TAKING:
            return load + deliver
        return load - deliver + collect + Load(slots=expected(self._state, order))

    def _brings_dirt(self, at_door: Stop | None) -> bool:
        """Whether something dirty comes aboard at the door."""
        return at_door is not None and _has(
            self._state.orders[at_door.order_id], Cleanliness.DIRTY, is_collected=True
        )

    def _visits(self, route: Route, pending: list[Stop]) -> tuple[Visit, ...]:
        taken = {stop.order_id: stop.id for stop in pending if stop.kind is StopKind.TAKE}
        return tuple(self._visit(route, stop, taken.get(stop.order_id)) for stop in pending)

    def _visit(self, route: Route, stop: Stop, take: StopId | None) -> Visit:
        order = self._state.orders[stop.order_id]
        place = self._state.places[stop.place_id]
        deliver, collect = _loads(order)
        is_visit = stop.kind not in (StopKind.GIVE, *_TAKING)
        if stop.kind in _TAKING:
            deliver, collect = Load(), deliver
        elif stop.kind is StopKind.GIVE:
            collect = Load()
        else:
            collect += Load(slots=expected(self._state, order))
        return Visit(
            stop_id=stop.id,
            kind=stop.kind,
            place=self._travel.index(stop.place_id),
            service_s=stop.service_s,
            order_id=order.id,
            label=_label(order, place),
            window=_window(self._window_at(stop, order), self.origin),
            deliver=deliver,
            collect=collect,
            goods_from=GoodsFrom.VAN
            if stop.kind in _TAKING
            else self._goods(route, order, take if is_visit else None),
            needs=order.needs
            if is_visit or order.sender is not None or stop.kind is StopKind.FETCH
            else frozenset(),
            brings_clean=is_visit and _has(order, Cleanliness.CLEAN, is_collected=False),
            takes_dirty=is_visit and _has(order, Cleanliness.DIRTY, is_collected=True),
            is_locked=stop.is_locked,
            after=take if is_visit else None,
            linked_to=stop.linked_stop_id,
            is_with_sender=order.sender is not None and with_sender(self._state, order),
            refused_by=refused_by(self._state, order),
        )

    def _window_at(self, stop: Stop, order: Order) -> TimeWindow | None:
        """When the stop may begin; vans meet at any time."""
        if order.sender is not None and is_from_sender(self._state, stop):
            return order.sender.window
        is_meeting = stop.kind in (StopKind.GIVE, *_TAKING)
        return None if is_meeting else served_window(self._state, order, self._now)

    def _goods(self, route: Route, order: Order, take: StopId | None) -> GoodsFrom:
        if take is not None:
            return GoodsFrom.TAKE
        held = next((self._state.custody[i.id] for i in order.items if not i.is_collected), None)
        if held is not None and held.kind is not CustodyKind.VEHICLE and route.started_at is None:
            return GoodsFrom.DEPOT
        if held is not None and held.holder != route.vehicle_id:
            return GoodsFrom.DEPOT
        return GoodsFrom.VAN

    def _breaks(self, breaks: tuple[Break, ...]) -> tuple[Pause, ...]:
        return tuple(
            Pause(self._second(b.earliest), self._second(b.latest), b.duration_s)
            for b in breaks
            if self._second(b.latest) >= self.now_s
        )


def _not_taken(route: Route, stops: list[Stop]) -> tuple[Break, ...]:
    return tuple(
        b
        for b in sorted(route.breaks, key=lambda each: each.earliest)
        if not _has_rested(stops, b.earliest, timedelta(seconds=b.duration_s))
    )


def _has_rested(stops: list[Stop], earliest: datetime, length: timedelta) -> bool:
    """Whether the van stood between two stops for that long from the earliest time on."""
    ended = sorted((s for s in stops if s.ended_at is not None), key=_ended_at)
    for stop in stops:
        if stop.started_at is None:
            continue
        before = [s.ended_at for s in ended if s.ended_at and s.ended_at <= stop.started_at]
        if before and stop.started_at - max(before[-1], earliest) >= length:
            return True
    return False


def _ended_at(stop: Stop) -> float:
    return stop.ended_at.timestamp() if stop.ended_at is not None else 0.0


def _carried(state: State) -> dict[str, Carried]:
    """What each vehicle carries that carries something."""
    found: dict[str, Carried] = {}
    custody = state.custody
    for order in state.orders.values():
        for item in order.items:
            held = custody[item.id]
            if held.kind is CustodyKind.VEHICLE:
                was = found.get(held.holder, NOTHING)
                is_dirty = was.is_dirty or item.cleanliness is Cleanliness.DIRTY
                found[held.holder] = Carried(was.load + item.load, is_dirty)
    return found


def _has(order: Order, wanted: Cleanliness, *, is_collected: bool) -> bool:
    """Whether the order brings, or takes away, something like that."""
    return any(
        item.cleanliness is wanted and item.is_collected is is_collected for item in order.items
    )


def _loads(order: Order) -> tuple[Load, Load]:
    """What the order brings and what it takes away."""
    deliver, collect = Load(), Load()
    for item in order.items:
        if item.is_collected:
            collect += item.load
        else:
            deliver += item.load
    return deliver, collect


def _label(order: Order, place: Place) -> str:
    return f"{order.id} {place.address}"


def _window(window: TimeWindow | None, origin: datetime) -> Window | None:
    if window is None:
        return None
    return Window(
        round((window.opens - origin).total_seconds()),
        round((window.closes - origin).total_seconds()),
    )
