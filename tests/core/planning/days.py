"""Small and random days for the planner's tests: a town of a few places, vans, visits."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import strategies as st

from core.model import Load, RouteId, ServiceDay, StopId, StopKind
from core.planning.day import problem_of, steady_origin
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit, Window
from core.planning.travel import TravelMatrix
from core.state import State

HOUR = 3600
MINUTE = 60
ORIGIN = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""08:00 in La Serena."""
ZONE = ZoneInfo("America/Santiago")


def make_visit(name: str = "s1", place: int = 1, **values: Any) -> Visit:
    """A delivery of a crate that is on board, five minutes of service, at any time."""
    defaults: dict[str, Any] = {
        "kind": StopKind.DELIVER,
        "service_s": 5 * MINUTE,
        "label": name,
    }
    return Visit(stop_id=StopId(name), place=place, **{**defaults, **values})


def make_route(visits: Sequence[Visit] = (), **values: Any) -> PlannedRoute:
    """Van 7, free at the depot (place 0) at 08:00, with ten hours and plenty of room."""
    defaults: dict[str, Any] = {
        "route_id": RouteId("r7"),
        "name": "Van 7",
        "anchor_place": 0,
        "anchor_s": 0,
        "end_place": 0,
        "shift_end_s": 10 * HOUR,
        "capacity": Load(1_000_000, 5_000_000, 40),
        "cost_per_km_minor": 30,
        "cost_per_hour_minor": 1200,
    }
    return PlannedRoute(visits=tuple(visits), **{**defaults, **values})


def problem_at(state: State, day: ServiceDay, travel: TravelMatrix, now: datetime) -> Problem:
    """A board's day as a console plans it: its seconds count from some hours ago."""
    return problem_of(state, day, travel, now, origin=steady_origin(now)).problem


def make_problem(
    *routes: PlannedRoute, seconds: Any = None, metres: Any = None, places: int = 6
) -> Problem:
    """Routes in a town along one street: ten minutes and 5 km from each place to the next."""
    along = np.arange(places)
    steps = np.abs(along[:, None] - along[None, :])
    return Problem(
        origin=ORIGIN,
        zone=ZONE,
        routes=routes,
        seconds=np.asarray(steps * 600 if seconds is None else seconds, np.int32),
        metres=np.asarray(steps * 5000 if metres is None else metres, np.int32),
        currency="CLP",
    )


def small_day() -> Problem:
    """Two vans and six orders on one street, checkable by hand; places are 10 min apart.

    Van 7: depot 0 → 1 → 2 → 3 → 0: arrives 08:10, 08:25, 08:40, back 09:15.
    Van 9: depot 0 → 3 → 4 → 5 → 0: arrives 08:30, 08:45, 09:00, back 09:55.
    """
    near = [make_visit(f"near {place}", place) for place in (1, 2, 3)]
    far = [make_visit(f"far {place}", place) for place in (3, 4, 5)]
    return make_problem(make_route(near), make_route(far, route_id=RouteId("r9"), name="Van 9"))


PLACES = 9
_loads = st.builds(Load, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
_rarely = st.integers(0, 5).map(lambda number: number == 5)
_things = _rarely.map(lambda needed: frozenset({"tail_lift"} if needed else ()))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """From nothing to two hours wide."""
    opens = draw(st.integers(0, 6000))
    return Window(opens, opens + draw(st.integers(0, 7200)))


# Made once: a strategy that is made anew for each draw takes longer than the draw.
_some_window = st.none() | windows()
_some_earliest = st.none() | st.integers(0, 3000)
_sources = st.sampled_from([GoodsFrom.VAN, GoodsFrom.DEPOT])


@st.composite
def visits(draw: st.DrawFn, name: str = "new") -> Visit:
    """Any visit at one of the town's places."""
    return Visit(
        stop_id=StopId(name),
        kind=StopKind.EXCHANGE,
        place=draw(st.integers(0, PLACES - 1)),
        service_s=draw(st.integers(0, 900)),
        window=draw(_some_window),
        earliest_s=draw(_some_earliest),
        due_s=draw(st.integers(1000, 9000)) if draw(_rarely) else None,
        deliver=draw(_loads),
        collect=draw(_loads),
        goods_from=draw(_sources),
        needs=draw(_things),
        brings_clean=draw(_rarely),
        takes_dirty=draw(_rarely),
    )


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    """Up to two breaks, one after the other, some with less slack than a service takes."""
    found, earliest = [], 0
    for _ in range(draw(st.integers(0, 2))):
        earliest += draw(st.integers(0, 3000))
        slack, duration = draw(st.integers(0, 1500)), draw(st.integers(1, 1200))
        found.append(Pause(earliest, earliest + slack, duration))
        earliest += slack + duration
    return tuple(found)


_pauses = pauses()


@st.composite
def routes(draw: st.DrawFn, number: int = 0) -> PlannedRoute:
    """Any van with up to six visits."""
    count = draw(st.integers(0, 6))
    sequence = [draw(visits(f"{number}.{position}")) for position in range(count)]
    return make_route(
        sequence,
        route_id=RouteId(f"r{number}"),
        anchor_place=draw(st.integers(0, PLACES - 1)),
        anchor_s=draw(st.integers(0, 2000)),
        anchor_load=draw(_loads),
        shift_end_s=draw(st.integers(1000, 20_000)),
        capacity=Load(16, 16, 16),
        breaks=draw(_pauses),
        equipment=draw(_things),
        fixed_prefix=draw(st.integers(0, count)),
        has_left=draw(_rarely),
        is_locked=draw(_rarely),
        has_dirty=draw(_rarely),
        is_divided=draw(_rarely),
        cost_per_km_minor=draw(st.integers(0, 40)),
        cost_per_hour_minor=draw(st.integers(0, 1500)),
    )


@st.composite
def towns(draw: st.DrawFn) -> Any:
    """Seconds between the places; nothing like a triangle inequality holds."""
    seed = draw(st.integers(0, 2**32 - 1))
    return np.random.default_rng(seed).integers(0, 1200, (PLACES, PLACES))


_towns = towns()


@st.composite
def problems(draw: st.DrawFn, max_routes: int = 3) -> Problem:
    """Any day of a few vans, with broken limits more often than not."""
    count = draw(st.integers(1, max_routes))
    seconds = draw(_towns)
    return make_problem(
        *(draw(routes(number)) for number in range(count)), seconds=seconds, metres=seconds * 9
    )
