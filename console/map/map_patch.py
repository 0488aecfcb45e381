"""The smallest message that turns the drawn scene into the wanted one.

Pure. Positions and paths travel as base64 Float32 pairs relative to an origin sent beside them:
a bare Float32 longitude is off by metres, an offset within a city by millimetres.
"""

from array import array
from base64 import b64encode
from collections.abc import Iterable
from itertools import chain
from math import nan
from typing import Protocol, TypeVar

from msgspec import Struct, json

from console.map.scene import (
    CaseMark,
    DepotMark,
    DriverMark,
    DriverState,
    Emphasis,
    HeatLegend,
    HeatSpot,
    LatLon,
    Path,
    Ref,
    RouteCost,
    RouteLine,
    Scene,
    StopMark,
)

AGE_STEP_S = 10
"""The page is told of an older position when its age passes a multiple of this."""


class DriverLook(Struct, frozen=True):
    """Everything about a driver but the position; it changes rarely."""

    id: str
    colour: str
    initials: str
    title: str
    route_id: str
    state: DriverState
    is_stale: bool
    load_share: float
    lines: tuple[str, ...]


class RouteChange(Struct, frozen=True, omit_defaults=True):
    """A route as the page takes it; without `path` the page keeps the one it has."""

    id: str
    colour: str
    title: str
    done: int
    emphasis: Emphasis
    lines: tuple[str, ...]
    path: str | None = None
    is_movable: bool = False


class GhostPaths(Struct, frozen=True):
    """A ghost with its paths packed."""

    route_id: str
    colour: str
    old_path: str
    new_path: str
    at: LatLon | None


class TrailPath(Struct, frozen=True):
    """A trail with its path packed."""

    colour: str
    path: str


class Pointed(Struct, frozen=True):
    """Which mark is pointed at in another panel, if any."""

    ref: Ref | None


class ClosurePath(Struct, frozen=True):
    """A closed street with its path packed."""

    id: str
    path: str
    title: str
    is_planned: bool
    lines: tuple[str, ...]


class FencePath(Struct, frozen=True):
    """A geofence with its outline packed."""

    id: str
    path: str
    name: str
    title: str
    lines: tuple[str, ...]


class Patch(Struct, frozen=True, omit_defaults=True):
    """Only what differs; None means unchanged. `*_gone` name what is no longer there."""

    origin: LatLon = (0.0, 0.0)
    driver_ids: tuple[str, ...] | None = None
    """All drivers; a driver's number in `positions` is its place in this list."""
    driver_looks: tuple[DriverLook, ...] = ()
    positions: str | None = None
    """Five floats per driver that moved: number, latitude, longitude, heading or NaN, age."""
    stops: tuple[StopMark, ...] = ()
    stops_gone: tuple[str, ...] = ()
    routes: tuple[RouteChange, ...] = ()
    routes_gone: tuple[str, ...] = ()
    cases: tuple[CaseMark, ...] = ()
    cases_gone: tuple[str, ...] = ()
    depots: tuple[DepotMark, ...] | None = None
    heat: tuple[HeatSpot, ...] | None = None
    heat_legend: HeatLegend | None = None
    ghosts: tuple[GhostPaths, ...] | None = None
    trails: tuple[TrailPath, ...] | None = None
    closures: tuple[ClosurePath, ...] | None = None
    fences: tuple[FencePath, ...] | None = None
    costs: tuple[RouteCost, ...] | None = None
    selected: tuple[Ref, ...] | None = None
    hovered: Pointed | None = None


NOTHING = Patch()
_encoder = json.Encoder()


def encode(patch: Patch) -> str:
    """The patch as JSON for the page."""
    return _encoder.encode(patch).decode()


def make_patch(drawn: Scene, wanted: Scene) -> Patch:
    """What the page must hear to go from `drawn` to `wanted`; equal scenes give `NOTHING`."""
    if drawn is wanted or drawn == wanted:
        return NOTHING
    origin = _origin(wanted)
    same_drivers = drawn.drivers is wanted.drivers
    driver_ids = None if same_drivers else _changed_ids(drawn.drivers, wanted.drivers)
    looks, positions = (
        ((), None) if same_drivers else _driver_changes(drawn, wanted, origin, driver_ids)
    )
    stops, stops_gone = _changes(drawn.stops, wanted.stops)
    routes, routes_gone = _changes(drawn.routes, wanted.routes)
    cases, cases_gone = _changes(drawn.cases, wanted.cases)
    old_paths = {route.id: route.path for route in drawn.routes} if routes else {}
    return Patch(
        origin=origin,
        driver_ids=driver_ids,
        driver_looks=looks,
        positions=positions,
        stops=stops,
        stops_gone=stops_gone,
        routes=tuple(_route_change(route, old_paths.get(route.id), origin) for route in routes),
        routes_gone=routes_gone,
        cases=cases,
        cases_gone=cases_gone,
        depots=None if drawn.depots == wanted.depots else wanted.depots,
        heat=None if drawn.heat == wanted.heat else wanted.heat,
        heat_legend=None if drawn.heat_legend == wanted.heat_legend else wanted.heat_legend,
        ghosts=None if drawn.ghosts == wanted.ghosts else _ghost_paths(wanted, origin),
        trails=None if drawn.trails == wanted.trails else _trail_paths(wanted, origin),
        closures=None
        if drawn.closures == wanted.closures
        else tuple(
            ClosurePath(
                mark.id, _pack_path(mark.path, origin), mark.title, mark.is_planned, mark.lines
            )
            for mark in wanted.closures
        ),
        fences=None
        if drawn.fences == wanted.fences
        else tuple(
            FencePath(mark.id, _pack_path(mark.path, origin), mark.name, mark.title, mark.lines)
            for mark in wanted.fences
        ),
        costs=None if drawn.costs == wanted.costs else wanted.costs,
        selected=None if drawn.selected == wanted.selected else wanted.selected,
        hovered=None if drawn.hovered == wanted.hovered else Pointed(wanted.hovered),
    )


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Mark = TypeVar("_Mark", bound=_Named)


def _changes(
    drawn: tuple[_Mark, ...], wanted: tuple[_Mark, ...]
) -> tuple[tuple[_Mark, ...], tuple[str, ...]]:
    """The marks to draw anew and the ids to take away."""
    if drawn is wanted:
        return (), ()
    before = {mark.id: mark for mark in drawn}
    put = tuple(
        mark
        for mark in wanted
        if (known := before.pop(mark.id, None)) is not mark and known != mark
    )
    return put, tuple(before)


def _changed_ids(
    drawn: tuple[DriverMark, ...], wanted: tuple[DriverMark, ...]
) -> tuple[str, ...] | None:
    ids = tuple([driver.id for driver in wanted])
    return None if ids == tuple([driver.id for driver in drawn]) else ids


def _driver_changes(
    drawn: Scene, wanted: Scene, origin: LatLon, driver_ids: tuple[str, ...] | None
) -> tuple[tuple[DriverLook, ...], str | None]:
    """Looks that differ, and positions that do. A new list of ids numbers, so moves, every one."""
    before = {driver.id: driver for driver in drawn.drivers}
    looks: list[DriverLook] = []
    floats: list[float] = []
    for number, driver in enumerate(wanted.drivers):
        known = before.get(driver.id)
        if known is driver and driver_ids is None:
            continue
        if known is None or _looks_differ(known, driver):
            looks.append(_look(driver))
        if known is None or driver_ids is not None or _has_moved(known, driver):
            heading = nan if driver.heading is None else driver.heading
            floats += (
                number,
                driver.lat - origin[0],
                driver.lon - origin[1],
                heading,
                driver.age_s,
            )
    return tuple(looks), _pack(floats) if floats else None


def _has_moved(known: DriverMark, driver: DriverMark) -> bool:
    return (
        known.lat != driver.lat
        or known.lon != driver.lon
        or known.heading != driver.heading
        or known.age_s // AGE_STEP_S != driver.age_s // AGE_STEP_S
    )


def _looks_differ(known: DriverMark, driver: DriverMark) -> bool:
    return (
        known.colour != driver.colour
        or known.initials != driver.initials
        or known.title != driver.title
        or known.route_id != driver.route_id
        or known.state is not driver.state
        or known.is_stale is not driver.is_stale
        or known.load_share != driver.load_share
        or known.lines != driver.lines
    )


def _look(driver: DriverMark) -> DriverLook:
    return DriverLook(
        id=driver.id,
        colour=driver.colour,
        initials=driver.initials,
        title=driver.title,
        route_id=driver.route_id,
        state=driver.state,
        is_stale=driver.is_stale,
        load_share=driver.load_share,
        lines=driver.lines,
    )


def _route_change(route: RouteLine, drawn_path: Path | None, origin: LatLon) -> RouteChange:
    is_same_path = drawn_path is not None and (drawn_path is route.path or drawn_path == route.path)
    return RouteChange(
        id=route.id,
        colour=route.colour,
        title=route.title,
        done=route.done,
        emphasis=route.emphasis,
        lines=route.lines,
        path=None if is_same_path else _pack_path(route.path, origin),
        is_movable=route.is_movable,
    )


def _ghost_paths(wanted: Scene, origin: LatLon) -> tuple[GhostPaths, ...]:
    return tuple(
        GhostPaths(
            route_id=ghost.route_id,
            colour=ghost.colour,
            old_path=_pack_path(ghost.old_path, origin),
            new_path=_pack_path(ghost.new_path, origin),
            at=ghost.at,
        )
        for ghost in wanted.ghosts
    )


def _trail_paths(wanted: Scene, origin: LatLon) -> tuple[TrailPath, ...]:
    return tuple(TrailPath(trail.colour, _pack_path(trail.path, origin)) for trail in wanted.trails)


def _origin(scene: Scene) -> LatLon:
    """Any point near what is shown will do."""
    for mark in chain[DepotMark | DriverMark | StopMark](
        scene.depots[:1], scene.drivers[:1], scene.stops[:1]
    ):
        return (mark.lat, mark.lon)
    for route in scene.routes:
        if route.path:
            return route.path[0]
    return (0.0, 0.0)


def _pack_path(path: Path, origin: LatLon) -> str:
    lat, lon = origin
    return _pack(chain.from_iterable((point[0] - lat, point[1] - lon) for point in path))


def _pack(floats: Iterable[float]) -> str:
    """Little-endian on every machine this runs on, as the page's Float32Array expects."""
    return b64encode(array("f", floats)).decode()
