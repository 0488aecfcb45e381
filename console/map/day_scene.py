"""What the live map shows of a service day: from state, positions and timetables to a `Scene`.

Pure. Called by the console whenever one of these changed; words are made here, drawing is the
page's work. With a `SceneMemo` the marks of a route that nothing happened to are the very objects
of before, so that neither making nor comparing them costs anything.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from operator import is_not
from typing import Self

from msgspec import Struct

from console.map.scene import (
    CaseMark,
    DepotMark,
    DriverMark,
    DriverState,
    Emphasis,
    Ghost,
    LatLon,
    Path,
    Ref,
    RouteLine,
    Scene,
    Shape,
    StopMark,
)
from core.hub.protocol import DriverFix
from core.model import (
    Case,
    CaseKind,
    CaseStatus,
    Order,
    OrderKind,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
)
from core.planning.ways import serving_day
from core.state import State

STALE_AFTER_S = 120
"""A position older than this is drawn differently."""

FindPath = Callable[[LatLon, LatLon], Path]

_ORDER_SHAPES = {
    OrderKind.DELIVERY: Shape.DELIVERY,
    OrderKind.RETURN: Shape.RETURN,
    OrderKind.CONTAINER: Shape.CONTAINER,
    OrderKind.EXCHANGE: Shape.EXCHANGE,
}


_AHEAD = (StopStatus.PLANNED, StopStatus.EN_ROUTE)
"""Only these are still expected, whatever an older timetable says."""


class Look(Struct, frozen=True):
    """What the window knows beside the state: clock, colours, selection, lateness."""

    now: datetime
    day: ServiceDay
    colours: Mapping[RouteId, str]
    """`#rrggbb` of each route in the present theme."""
    eta_words: Mapping[StopId, str]
    """Local arrival time of pending stops, ready to be read."""
    late: frozenset[StopId] = frozenset()
    load_shares: Mapping[RouteId, float] = {}
    selected: tuple[Ref, ...] = ()
    hovered: Ref | None = None
    focus: frozenset[RouteId] = frozenset()
    """Routes to stand out; the others are dimmed. Empty: all alike."""
    urgent: frozenset[str] = frozenset()
    """Cases close to or past their deadline."""
    ghosts: tuple[Ghost, ...] = ()


class KnownWay(Struct, frozen=True):
    """A route's way through the streets, and at which vertex each leg of it begins."""

    legs: tuple[Path, ...]
    path: Path
    begins: tuple[int, ...]

    @classmethod
    def along(cls, start: LatLon, legs: tuple[Path, ...]) -> Self:
        """Joined from its legs, of which each begins where the one before ended."""
        path: list[LatLon] = [start]
        begins = []
        for leg in legs:
            begins.append(len(path) - 1)
            path.extend(leg[1:])
        return cls(legs, tuple(path), tuple(begins))


class KnownStops(Struct, frozen=True):
    """The marks of a route's stops, and all that they were made from."""

    basis: tuple[object, ...]
    marks: tuple[StopMark, ...]


class SceneMemo(Struct):
    """What the scene before was made from. Its owner keeps it between calls of `day_scene`."""

    ground: tuple[object, ...] = ()
    """the tables that all marks lean on; they change rarely, and everything is made anew"""
    stops: dict[RouteId, KnownStops] = {}
    ways: dict[RouteId, KnownWay] = {}

    def stand_on(self, *ground: object) -> None:
        """Forget everything unless these are the very tables of the last time."""
        if len(ground) != len(self.ground) or any(map(is_not, ground, self.ground)):
            self.ground = ground
            self.stops.clear()
            self.ways.clear()


def day_scene(
    state: State,
    texts: Mapping[str, str],
    fixes: Mapping[str, DriverFix],
    look: Look,
    find_path: FindPath,
    memo: SceneMemo | None = None,
) -> Scene:
    """The whole map of `look.day`."""
    routes = [route for route in state.routes.values() if route.day == look.day]
    known = SceneMemo() if memo is None else memo
    known.stand_on(texts, state.places, state.customers)
    return Scene(
        drivers=tuple(
            mark
            for route in routes
            if (mark := _driver(state, texts, fixes, look, route)) is not None
        ),
        stops=tuple(
            mark for route in routes for mark in _known_stops(state, texts, look, route, known)
        ),
        routes=tuple(_line(state, texts, fixes, look, route, find_path, known) for route in routes),
        cases=tuple(
            _case(state, texts, look, case)
            for case in state.cases.values()
            if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
            and serving_day(state, state.orders[case.order_id]) == look.day
        ),
        depots=_depots(state),
        ghosts=look.ghosts,
        selected=look.selected,
        hovered=look.hovered,
    )


def route_points(state: State, route: Route, stop_ids: Iterable[StopId]) -> list[LatLon]:
    """The places a route goes through with these stops, start and end included."""
    places: list[PlaceId] = [
        route.start_place_id,
        *(state.stops[stop_id].place_id for stop_id in stop_ids if stop_id in state.stops),
        route.end_place_id,
    ]
    return [(state.places[p].lat, state.places[p].lon) for p in places]


def join_paths(points: list[LatLon], find_path: FindPath) -> Path:
    """The road geometry through all points."""
    joined: list[LatLon] = points[:1]
    for start, end in itertools.pairwise(points):
        joined.extend(find_path(start, end)[1:])
    return tuple(joined)


def _depots(state: State) -> tuple[DepotMark, ...]:
    if state.depot is None:
        return ()
    place = state.places[state.depot.place_id]
    return (
        DepotMark(
            id=state.depot.id, lat=place.lat, lon=place.lon, title=f"Depot {state.depot.name}"
        ),
    )


def _emphasis(look: Look, route_id: RouteId) -> Emphasis:
    if not look.focus:
        return Emphasis.NORMAL
    return Emphasis.EMPHASISED if route_id in look.focus else Emphasis.DIMMED


def _line(
    state: State,
    texts: Mapping[str, str],
    fixes: Mapping[str, DriverFix],
    look: Look,
    route: Route,
    find_path: FindPath,
    memo: SceneMemo,
) -> RouteLine:
    live = [s for s in route.stop_ids if state.stops[s].status is not StopStatus.CANCELLED]
    way = _known_way(route_points(state, route, live), route.id, find_path, memo)
    ended = sum(state.stops[s].status.is_ended for s in live)
    return RouteLine(
        id=route.id,
        colour=look.colours[route.id],
        path=way.path,
        title=f"{route.name} · {texts.get(state.drivers[route.driver_id].name_ref, '')}",
        done=_driven(state, way, live, route, fixes.get(route.driver_id)),
        emphasis=_emphasis(look, route.id),
        lines=(f"{ended} of {len(live)} stops done",),
    )


def _known_way(
    points: list[LatLon], route_id: RouteId, find_path: FindPath, memo: SceneMemo
) -> KnownWay:
    legs = tuple(itertools.starmap(find_path, itertools.pairwise(points)))
    known = memo.ways.get(route_id)
    if known is None or known.legs != legs or known.path[:1] != (points[0],):
        known = memo.ways[route_id] = KnownWay.along(points[0], legs)
    return known


def _driven(
    state: State, way: KnownWay, live: list[StopId], route: Route, fix: DriverFix | None
) -> int:
    """The vertex up to which the van has driven."""
    if route.ended_at is not None:
        return len(way.path) - 1
    done = 0
    for stop_id, leg, begins in zip(live, way.legs, way.begins, strict=False):
        status = state.stops[stop_id].status
        if status.is_ended or status is StopStatus.ARRIVED:
            done = begins + len(leg) - 1
        elif status is StopStatus.EN_ROUTE:
            done = begins + _progress(leg, fix)
    return done


def _progress(leg: Path, fix: DriverFix | None) -> int:
    """The vertex of the leg nearest to the van; 0 when it has not been heard of."""
    if fix is None:
        return 0
    return min(
        range(len(leg)),
        key=lambda k: (leg[k][0] - fix.lat) ** 2 + (leg[k][1] - fix.lon) ** 2 * 0.75,
    )


def _driver(
    state: State,
    texts: Mapping[str, str],
    fixes: Mapping[str, DriverFix],
    look: Look,
    route: Route,
) -> DriverMark | None:
    fix = fixes.get(route.driver_id)
    if fix is None or route.started_at is None or route.ended_at is not None:
        return None
    name = texts.get(state.drivers[route.driver_id].name_ref, "Driver")
    age_s = max(0.0, (look.now - fix.received_at).total_seconds())
    under_way = next(
        (state.stops[s] for s in route.stop_ids if state.stops[s].status.is_under_way), None
    )
    return DriverMark(
        id=route.driver_id,
        lat=fix.lat,
        lon=fix.lon,
        colour=look.colours[route.id],
        initials="".join(part[0] for part in name.split()[:2]),
        title=f"{name} · {route.name}",
        route_id=route.id,
        heading=fix.heading,
        state=_driver_state(route, under_way),
        age_s=age_s,
        is_stale=age_s > STALE_AFTER_S,
        load_share=look.load_shares.get(route.id, 0.0),
        lines=(_doing(state, route, under_way),),
    )


def _driver_state(route: Route, under_way: Stop | None) -> DriverState:
    if route.stranded is not None:
        return DriverState.IN_TROUBLE
    if under_way is not None and under_way.problem is not None:
        return DriverState.IN_TROUBLE
    if under_way is not None and under_way.status is StopStatus.ARRIVED:
        return DriverState.AT_STOP
    return DriverState.DRIVING


def _doing(state: State, route: Route, under_way: Stop | None) -> str:
    if route.stranded is not None:
        return f"cannot go on, {state.places[route.stranded.place_id].address}"
    if under_way is None:
        return "between stops"
    verb = "at" if under_way.status is StopStatus.ARRIVED else "driving to"
    return f"{verb} {under_way.order_id}, {state.places[under_way.place_id].address}"


def _shape(stop: Stop, order: Order) -> Shape:
    if stop.kind in (StopKind.GIVE, StopKind.TAKE):
        return Shape.HAND_OVER
    return _ORDER_SHAPES[order.kind]


def _known_stops(
    state: State, texts: Mapping[str, str], look: Look, route: Route, memo: SceneMemo
) -> tuple[StopMark, ...]:
    """The marks of before unless something that they show has changed."""
    stops = tuple(state.stops[stop_id] for stop_id in route.stop_ids)
    basis = (
        stops,
        tuple(state.orders[stop.order_id] for stop in stops),
        route.manifest,
        tuple(map(look.eta_words.get, route.stop_ids)),
        look.late.intersection(route.stop_ids),
    )
    known = memo.stops.get(route.id)
    if known is None or known.basis != basis:
        known = KnownStops(basis, tuple(_stops(state, texts, look, route)))
        memo.stops[route.id] = known
    return known.marks


def _stops(state: State, texts: Mapping[str, str], look: Look, route: Route) -> Iterable[StopMark]:
    agreed = set(route.manifest)
    for number, stop_id in enumerate(route.stop_ids, start=1):
        stop = state.stops[stop_id]
        order = state.orders[stop.order_id]
        place = state.places[stop.place_id]
        customer = texts.get(state.customers[order.customer_id].name_ref, "")
        is_ahead = stop.status in _AHEAD
        eta = look.eta_words.get(stop_id) if is_ahead else None
        yield StopMark(
            id=stop_id,
            lat=place.lat,
            lon=place.lon,
            route_id=route.id,
            shape=_shape(stop, order),
            status=stop.status,
            number=number,
            title=f"{order.id} · {customer}",
            is_late=is_ahead and stop_id in look.late,
            is_locked=stop.is_locked,
            is_pending=stop_id not in agreed,
            lines=(place.address, *((f"expected {eta}",) if eta else ())),
        )


def _case(state: State, texts: Mapping[str, str], look: Look, case: Case) -> CaseMark:
    order = state.orders[case.order_id]
    place = state.places[order.place_id]
    customer = texts.get(state.customers[order.customer_id].name_ref, "")
    has_failed = case.kind in (CaseKind.FAILED_DELIVERY, CaseKind.FAILED_COLLECTION)
    return CaseMark(
        id=case.id,
        lat=place.lat,
        lon=place.lon,
        shape=_ORDER_SHAPES[order.kind],
        has_failed=has_failed,
        title=f"{order.id} · {customer}",
        is_urgent=case.id in look.urgent,
        payload=order.id,
        lines=(place.address, (case.reason or case.kind).replace("_", " ")),
    )
