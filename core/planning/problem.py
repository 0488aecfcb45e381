"""What the planner is asked: routes as they stand, travel times between numbered places, costs.

Pure values in seconds relative to `Problem.origin`, built from the state by the console and sent
to the solver's process. Whoever builds them decides what is on board and when a van is free; the
timetable, the preview and the solver only read.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.model import Load, OrderId, RouteId, StopId, StopKind

Matrix = npt.NDArray[np.int32]
"""[from, to] in whole seconds or metres."""

UNREACHABLE = 10_000_000
"""Stands in a matrix where no way exists: 115 days, so that no window is met."""


class Window(Struct, frozen=True):
    """When a visit may begin, relative to the origin."""

    opens_s: int
    closes_s: int


class Pause(Struct, frozen=True):
    """A break still to be taken, to begin between `earliest_s` and `latest_s`."""

    earliest_s: int
    latest_s: int
    duration_s: int


class GoodsFrom(StrEnum):
    """Where the goods that a visit delivers come from; it decides from when they take room."""

    VAN = "van"
    """Already on board, so part of `PlannedRoute.anchor_load`."""
    DEPOT = "depot"
    """Loaded before the van leaves the depot; only a route that has not left can have them."""
    TAKE = "take"
    """Taken over at an earlier stop of the same route, which collects them (`Visit.after`)."""


class Visit(Struct, frozen=True):
    """A stop still to be made, or one that might be."""

    stop_id: StopId
    kind: StopKind
    place: int
    """Index into the matrices."""
    service_s: int = 0
    order_id: OrderId | None = None
    label: str = ""
    """How words name it: an address or a customer."""
    window: Window | None = None
    earliest_s: int | None = None
    """Not before, whatever the window: a take waits for its give."""
    due_s: int | None = None
    """A give whose taker counts on it: beginning later keeps the other van waiting."""
    deliver: Load = Load()
    collect: Load = Load()
    goods_from: GoodsFrom = GoodsFrom.VAN
    needs: frozenset[str] = frozenset()
    brings_clean: bool = False
    """Delivers what nothing dirty may travel with."""
    takes_dirty: bool = False
    is_locked: bool = False
    """Keeps its place in the sequence when a route is re-sequenced."""
    after: StopId | None = None
    """A stop of the same route that must come first: the take before its delivery."""
    linked_to: StopId | None = None
    """The other half of a hand-over, on another route."""
    is_with_sender: bool = False
    """Half of a collection and a delivery that any van may make, as long as both are its own."""
    refused_by: frozenset[RouteId] = frozenset()
    """Routes whose drivers would not have its order: no plan gives it to them again."""

    @property
    def opens_s(self) -> int | None:
        """The earliest begin that its window and its hand-over allow; None: any time."""
        window, earliest = self.window, self.earliest_s
        if window is None:
            return earliest
        return window.opens_s if earliest is None else max(earliest, window.opens_s)

    @property
    def closes_s(self) -> int | None:
        """The latest begin that is not late, by its window and by the van that waits for it."""
        window, due = self.window, self.due_s
        if window is None:
            return due
        return window.closes_s if due is None else min(due, window.closes_s)


class PlannedRoute(Struct, frozen=True):
    """The rest of one van's day: where it is free, what is on board, whom it still visits."""

    route_id: RouteId
    name: str
    """How words name the van."""
    anchor_place: int
    """Where the van is, or will be when the stop under way is over."""
    anchor_s: int
    """When it is free there: now, the end of the stop under way, or the start of the shift."""
    end_place: int
    shift_end_s: int
    capacity: Load
    version: int = 1
    """`Route.version` that the values were read from."""
    anchor_load: Load = Load()
    """On board at the anchor: deliveries still to make (`GoodsFrom.VAN`) and returns collected."""
    visits: tuple[Visit, ...] = ()
    fixed_prefix: int = 0
    """How many of the first visits are under way or promised: nothing is put before or among
    them and they keep their order."""
    breaks: tuple[Pause, ...] = ()
    """Those not yet taken, by `earliest_s`, without overlap."""
    equipment: frozenset[str] = frozenset()
    cost_per_km_minor: int = 0
    cost_per_hour_minor: int = 0
    is_locked: bool = False
    has_dirty: bool = False
    """Whether something dirty is on board at the anchor."""
    is_divided: bool = False
    """Clean and dirty have a room each."""
    has_left: bool = False
    """Whether the van has left the depot: what lies there is out of reach without a detour."""

    @property
    def start_load(self) -> Load:
        """What leaves the anchor: on board, and what is loaded there for later deliveries."""
        load = self.anchor_load
        for visit in self.visits:
            if visit.goods_from is GoodsFrom.DEPOT:
                load += visit.deliver
        return load

    @property
    def stop_ids(self) -> tuple[StopId, ...]:
        """The sequence by stop."""
        return tuple(visit.stop_id for visit in self.visits)

    @property
    def places(self) -> list[int]:
        """Matrix indices from the anchor over the visits to the end."""
        return [self.anchor_place, *(visit.place for visit in self.visits), self.end_place]

    def with_visits(self, visits: Iterable[Visit]) -> "PlannedRoute":
        """The same van with another sequence."""
        return msgspec.structs.replace(self, visits=tuple(visits))

    def with_visit(self, visit: Visit, position: int) -> "PlannedRoute":
        """The same van with one more visit, which becomes number `position` from 0."""
        return self.with_visits((*self.visits[:position], visit, *self.visits[position:]))

    def without(self, stop_id: StopId) -> "PlannedRoute":
        """The same van with one visit less."""
        return self.with_visits(visit for visit in self.visits if visit.stop_id != stop_id)


class Problem(Struct, frozen=True, eq=False):
    """Routes with the travel times between all places they name.

    `zone` is the depot's; only words use it. The origin may stay while the clock goes on: `now_s`
    tells how far it is, and what the clock does not touch is the same as before.
    """

    origin: datetime
    zone: tzinfo
    routes: tuple[PlannedRoute, ...]
    seconds: Matrix
    metres: Matrix
    currency: str = ""
    now_s: int = 0

    @property
    def now(self) -> datetime:
        """The moment that it is about."""
        return self.origin + timedelta(seconds=self.now_s)

    def route(self, route_id: RouteId) -> PlannedRoute:
        """The route of that id; KeyError for one that is not part of the problem."""
        for route in self.routes:
            if route.route_id == route_id:
                return route
        raise KeyError(route_id)

    def with_routes(self, changed: Iterable[PlannedRoute]) -> "Problem":
        """The same problem with these routes in place of those of the same ids."""
        by_id = {route.route_id: route for route in changed}
        routes = tuple(by_id.get(route.route_id, route) for route in self.routes)
        return msgspec.structs.replace(self, routes=routes)


def whole(values: npt.ArrayLike) -> Matrix:
    """A matrix of seconds or metres rounded once to integers; inf and nan become UNREACHABLE."""
    filled = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=UNREACHABLE)
    return np.rint(np.clip(filled, 0, UNREACHABLE)).astype(np.int32)


def part_of(problem: Problem, routes: Iterable[PlannedRoute]) -> Problem:
    """The routes as a problem of their own, with only the places they touch, renumbered.

    Small enough to send to another process with every question.
    """
    kept = tuple(routes)
    places = sorted({place for route in kept for place in route.places})
    number = {place: index for index, place in enumerate(places)}
    grid = np.ix_(places, places)
    return msgspec.structs.replace(
        problem,
        routes=tuple(_renumbered(route, number) for route in kept),
        seconds=np.ascontiguousarray(problem.seconds[grid]),
        metres=np.ascontiguousarray(problem.metres[grid]),
    )


def _renumbered(route: PlannedRoute, number: dict[int, int]) -> PlannedRoute:
    return msgspec.structs.replace(
        route,
        anchor_place=number[route.anchor_place],
        end_place=number[route.end_place],
        visits=tuple(
            msgspec.structs.replace(visit, place=number[visit.place]) for visit in route.visits
        ),
    )


UNITS = 18_000
"""Of `cost_units` in a minor unit."""


def cost_units(route: PlannedRoute, metres: int, seconds: int) -> int:
    """What the van costs for a distance and a time, exactly, in 18,000ths of a minor unit."""
    return 18 * metres * route.cost_per_km_minor + 5 * seconds * route.cost_per_hour_minor


def cost_minor(route: PlannedRoute, metres: int, seconds: int) -> int:
    """What the van costs for a distance and a time in minor units, rounded once, halves up."""
    return (cost_units(route, metres, seconds) + UNITS // 2) // UNITS
