"""Preview of one return on all routes, in processor time: after a change, again, and sixty at once.

Every best position is judged with exact lateness. Days of 200 routes use the places of 5,000 stops.
"""

import sys
from datetime import UTC, datetime
from time import thread_time
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from core.model import Load, RouteId, StopId, StopKind
from core.planning import compiled
from core.planning.insertion import PreviewIndex
from core.planning.problem import PlannedRoute, Problem, Visit, Window, whole
from core.planning.schedule import timetable
from tests.bench.figures import Figure

ROUNDS = 200
MOST_PLACES = 5_000


def make_problem(count_routes: int, stops: int, seed: int = 1) -> tuple[Problem, list[Visit]]:
    """Random points in a city of 12 km, windows around feasible times, and returns to place."""
    random = np.random.default_rng(seed)
    first = min(count_routes * stops, MOST_PLACES) + 1
    count = first + ROUNDS
    points = random.uniform(0, 12_000, (count, 2))
    metres = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * 1.3
    problem = Problem(
        origin=datetime(2026, 11, 23, 12, tzinfo=UTC),
        zone=ZoneInfo("America/Santiago"),
        routes=(),
        seconds=whole(metres / 9),
        metres=whole(metres),
    )
    routes = tuple(_route(r, stops, first, problem, random) for r in range(count_routes))
    returns = [
        Visit(
            stop_id=StopId(f"return-{n}"),
            kind=StopKind.COLLECT,
            place=first + n,
            service_s=300,
            window=Window(int(random.integers(0, 14_000)), int(random.integers(15_000, 30_000))),
            collect=Load(5_000, 20_000, 0),
        )
        for n in range(ROUNDS)
    ]
    return msgspec.structs.replace(problem, routes=routes), returns


def _route(
    number: int, stops: int, first: int, problem: Problem, random: np.random.Generator
) -> PlannedRoute:
    places = [1 + (number * stops + stop) % (first - 1) for stop in range(stops)]
    tour = [places.pop()]
    while places:
        tour.append(places.pop(int(np.argmin(problem.seconds[tour[-1], places]))))
    visits = tuple(
        Visit(
            stop_id=StopId(f"{number}-{at}"),
            kind=StopKind.DELIVER,
            place=place,
            service_s=min(300, 12_000 // stops),
            deliver=Load(3_000, 15_000, 0),
        )
        for at, place in enumerate(tour)
    )
    route = PlannedRoute(
        route_id=RouteId(f"r{number}"),
        name=f"Route {number}",
        anchor_place=0,
        anchor_s=0,
        end_place=0,
        shift_end_s=36_000,
        capacity=Load(800_000, 6_000_000, 12),
        anchor_load=Load(3_000 * stops, 15_000 * stops, 0),
        visits=visits,
        cost_per_km_minor=240,
        cost_per_hour_minor=7_200,
        has_left=True,
    )
    starts = timetable(route, problem).starts_s
    slack = random.integers(600, 5_000, len(starts))
    return route.with_visits(
        msgspec.structs.replace(visit, window=Window(max(0, at - 1_800), at + int(late)))
        for visit, at, late in zip(visits, starts, slack, strict=True)
    )


def after_a_change(count_routes: int, stops: int) -> list[float]:
    """Milliseconds of each preview with one route changed since the last one."""
    problem, returns = make_problem(count_routes, stops)
    index = PreviewIndex(problem, scan=compiled.scan())
    index.best(returns[0])
    taken = []
    for n, visit in enumerate(returns):
        route = problem.routes[n % count_routes]
        changed = msgspec.structs.replace(route, version=route.version + n + 1)
        problem = problem.with_routes([changed])
        began = thread_time()
        index = PreviewIndex(problem, index)
        index.best(visit)
        taken.append((thread_time() - began) * 1000)
    return taken


def again(count_routes: int, stops: int) -> tuple[list[float], float]:
    """Milliseconds of each preview on a day that stands still, and of the first sixty together."""
    problem, returns = make_problem(count_routes, stops)
    index = PreviewIndex(problem, scan=compiled.scan())
    index.best(returns[0])
    taken = []
    for visit in returns:
        began = thread_time()
        index.best(visit)
        taken.append((thread_time() - began) * 1000)
    return taken, sum(taken[:60])


def main() -> None:
    """Print the figures, of the compiled kernel wherever there can be one."""
    if compiled.has_numba() and not compiled.is_ready():
        compiled.compile_now()
    figures = [
        p95("preview_40x25_ms", after_a_change(40, 25), "limit, one route changed, p95", 10.0)
    ]
    small, sixty = again(200, 25)
    figures.append(p95("preview_200x25_ms", small, "limit, 200 routes x 25 stops, p95", 1.0))
    figures.append(
        Figure("preview_60_ms", sixty, "ms", "limit, sixty returns, 200 x 25", 60.0, 1.0)
    )
    changed = after_a_change(200, 25)
    figures.append(p95("preview_200x25_changed_ms", changed, "limit, one route changed, p95", 10.0))
    large, _ = again(200, 100)
    figures.append(p95("preview_200x100_ms", large, "limit, 200 routes x 100 stops, p95", 5.0))
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


def p95(name: str, taken: list[float], beside: str, limit: float) -> Figure:
    """The time that 95 % keep."""
    return Figure(name, float(np.percentile(taken, 95)), "ms", beside, limit, 1.0)


if __name__ == "__main__":
    main()
