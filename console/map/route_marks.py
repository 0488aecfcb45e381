"""The marks of one route: its way through the streets, its stops, its van. Pure.

Called by `day_scene`. With a memo, what a route shows is made once until something happens to it,
and is the very object of before, so that comparing two scenes costs nothing either.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from console.hub_words import in_words
from console.map.look import Look
from console.map.scene import (
    DriverMark,
    DriverState,
    Emphasis,
    Kind,
    LatLon,
    Path,
    Ref,
    RouteLine,
    Shape,
    StopMark,
)
from console.map.trails import Tracks
from console.tongue import tr
from core.hub.protocol import DriverFix
from core.model import (
    Order,
    OrderKind,
    PlaceId,
    Route,
    RouteId,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
)
from core.position_source import as_of, source_words
from core.route_changes import names, routes_touched
from core.state import State

STALE_AFTER_S = 120
"""A position older than this is drawn differently."""

FindPath = Callable[[LatLon, LatLon], Path | None]
"""The way between two points; None while it is not known, which is drawn as a straight line."""

ORDER_SHAPES = {
    OrderKind.DELIVERY: Shape.DELIVERY,
    OrderKind.RETURN: Shape.RETURN,
    OrderKind.CONTAINER: Shape.CONTAINER,
    OrderKind.EXCHANGE: Shape.EXCHANGE,
}
_AHEAD = (StopStatus.PLANNED, StopStatus.EN_ROUTE)
"""Only these are still expected, whatever an older timetable says."""


class KnownWay(Struct, frozen=True):
    """A route's way through the streets, and at which vertex each leg of it begins."""

    legs: tuple[Path, ...]
    path: Path
    begins: tuple[int, ...]
    is_settled: bool
    """whether no leg is a straight line for want of a better one"""

    @classmethod
    def along(cls, start: LatLon, legs: tuple[Path, ...], *, is_settled: bool) -> Self:
        """Joined from its legs, of which each begins where the one before ended."""
        path: list[LatLon] = [start]
        begins = []
        for leg in legs:
            begins.append(len(path) - 1)
            path.extend(leg[1:])
        return cls(legs, tuple(path), tuple(begins), is_settled)


class KnownLine(Struct, frozen=True):
    """A route's line, the way it follows, and what else it was made from."""

    basis: tuple[object, ...]
    way: KnownWay
    live: tuple[StopId, ...]
    """the stops that are not cancelled"""
    mark: RouteLine


class KnownStops(Struct, frozen=True):
    """The marks of a route's stops, and what else they were made from."""

    basis: tuple[object, ...]
    marks: tuple[StopMark, ...]


class SceneMemo(Struct):
    """What the scene before was made from. Its owner keeps it between calls of `day_scene`."""

    names: tuple[str, ...] = ()
    find_path: FindPath | None = None
    state: State = State()
    stops: dict[RouteId, KnownStops] = {}
    lines: dict[RouteId, KnownLine] = {}
    ways: dict[RouteId, KnownWay] = {}
    tracks: Tracks = field(default_factory=Tracks)

    def stand_on(self, state: State, texts: Mapping[TextRef, str], find_path: FindPath) -> None:
        """Forget what something has happened to; everything when people are called otherwise, all
        lines when vans drive other ways."""
        if find_path != self.find_path:
            self.lines.clear()
            self.find_path = find_path
        called = names(state, texts)
        if called != self.names:
            self.stops.clear()
            self.lines.clear()
        for route_id in routes_touched(self.state, state):
            self.stops.pop(route_id, None)
            self.lines.pop(route_id, None)
        self.names, self.state = called, state


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
        joined.extend((find_path(start, end) or (start, end))[1:])
    return tuple(joined)


def line_mark(
    state: State,
    texts: Mapping[TextRef, str],
    fix: DriverFix | None,
    look: Look,
    route: Route,
    find_path: FindPath,
    memo: SceneMemo,
) -> RouteLine:
    """The line of a route; the memo already stands on this state."""
    basis = (
        look.colours[route.id],
        _emphasis(look, route.id),
        fix,
        _is_liftable(look, state, route),
    )
    known = memo.lines.get(route.id)
    if known is not None and known.way.is_settled and known.basis == basis:
        return known.mark
    if known is not None and known.way.is_settled:
        live, way = known.live, known.way
    else:
        stops = (state.stops[stop_id] for stop_id in route.stop_ids)
        live = tuple(stop.id for stop in stops if stop.status is not StopStatus.CANCELLED)
        way = _known_way(route_points(state, route, live), route.id, find_path, memo)
    mark = _line(state, texts, fix, look, route, live, way)
    if known is not None and known.mark == mark:
        mark = known.mark
    memo.lines[route.id] = KnownLine(basis, way, live, mark)
    return mark


def _emphasis(look: Look, route_id: RouteId) -> Emphasis:
    if not look.focus:
        return Emphasis.NORMAL
    return Emphasis.EMPHASISED if route_id in look.focus else Emphasis.DIMMED


def _is_liftable(look: Look, state: State, route: Route) -> bool:
    """Only the route that is chosen: a drag on any other line moves the map."""
    if Ref(Kind.ROUTE, route.id) not in look.selected or route.is_locked or look.is_held:
        return False
    return any(_is_movable(look, route, state.stops[stop_id]) for stop_id in route.stop_ids)


def _line(
    state: State,
    texts: Mapping[TextRef, str],
    fix: DriverFix | None,
    look: Look,
    route: Route,
    live: tuple[StopId, ...],
    way: KnownWay,
) -> RouteLine:
    ended = sum(state.stops[s].status.is_ended for s in live)
    return RouteLine(
        id=route.id,
        colour=look.colours[route.id],
        path=way.path,
        title=f"{route.name} · {texts.get(state.drivers[route.driver_id].name_ref, '')}",
        done=_driven(state, way, live, route, fix),
        emphasis=_emphasis(look, route.id),
        lines=(tr("{ended} of {live} stops done", ended=ended, live=len(live)),),
        is_movable=_is_liftable(look, state, route),
    )


def _known_way(
    points: list[LatLon], route_id: RouteId, find_path: FindPath, memo: SceneMemo
) -> KnownWay:
    pairs = tuple(itertools.pairwise(points))
    found = tuple(itertools.starmap(find_path, pairs))
    legs = tuple(way or pair for way, pair in zip(found, pairs, strict=True))
    is_settled = None not in found
    known = memo.ways.get(route_id)
    if known is None or known.legs != legs or known.path[:1] != (points[0],):
        known = KnownWay.along(points[0], legs, is_settled=is_settled)
    elif known.is_settled is not is_settled:
        known = replace(known, is_settled=is_settled)
    memo.ways[route_id] = known
    return known


def _driven(
    state: State, way: KnownWay, live: tuple[StopId, ...], route: Route, fix: DriverFix | None
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


def driver_mark(
    state: State,
    texts: Mapping[TextRef, str],
    fix: DriverFix | None,
    look: Look,
    route: Route,
) -> DriverMark | None:
    """The van, while it is on the road and has been heard of."""
    if fix is None or route.started_at is None or route.ended_at is not None:
        return None
    name = texts.get(state.drivers[route.driver_id].name_ref, tr("Driver"))
    told_at = as_of(fix.source, fix.at, fix.received_at)
    age_s = max(0.0, (look.now - told_at).total_seconds())
    source = in_words(source_words(fix.source, fix.battery))
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
        lines=(
            _doing(state, route, under_way),
            *((tr("position by {source}", source=source),) if source else ()),
        ),
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
        return tr("cannot go on, {address}", address=state.places[route.stranded.place_id].address)
    if under_way is None:
        return tr("between stops")
    verb = tr("at") if under_way.status is StopStatus.ARRIVED else tr("driving to")
    return f"{verb} {under_way.order_id}, {state.places[under_way.place_id].address}"


def _shape(stop: Stop, order: Order) -> Shape:
    if order.sender is not None and stop.kind is StopKind.TAKE and stop.linked_stop_id is None:
        return ORDER_SHAPES[OrderKind.RETURN]
    if stop.kind in (StopKind.GIVE, StopKind.TAKE):
        return Shape.HAND_OVER
    if stop.kind is StopKind.FETCH:
        return ORDER_SHAPES[OrderKind.RETURN]
    return ORDER_SHAPES[order.kind]


def stop_marks(
    state: State, texts: Mapping[TextRef, str], look: Look, route: Route, memo: SceneMemo
) -> tuple[StopMark, ...]:
    """The stops of a route; the memo already stands on this state."""
    basis = (
        tuple(map(look.eta_words.get, route.stop_ids)),
        look.late.intersection(route.stop_ids),
        look.is_held,
    )
    known = memo.stops.get(route.id)
    if known is None or known.basis != basis:
        known = KnownStops(basis, tuple(_stops(state, texts, look, route)))
        memo.stops[route.id] = known
    return known.marks


def _is_movable(look: Look, route: Route, stop: Stop) -> bool:
    """As on the board."""
    is_open = route.ended_at is None and stop.status is StopStatus.PLANNED
    return is_open and not (stop.is_locked or route.is_locked or look.is_held)


def _stops(
    state: State, texts: Mapping[TextRef, str], look: Look, route: Route
) -> Iterable[StopMark]:
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
            is_movable=_is_movable(look, route, stop),
            lines=(place.address, *((tr("expected {eta}", eta=eta),) if eta else ())),
        )
