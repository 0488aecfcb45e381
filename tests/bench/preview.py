"""Preview of one return on 40 routes × 25 stops, with one route changed since the last one."""

import sys
from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from core.model import Load, RouteId, StopId, StopKind
from core.planning.insertion import PreviewIndex
from core.planning.problem import PlannedRoute, Problem, Visit, Window, whole
from core.planning.schedule import timetable
from tests.bench.figures import Figure

ROUTES, STOPS, ROUNDS = 40, 25, 200


def make_problem(seed: int = 1) -> tuple[Problem, list[Visit]]:
    """Random points in a city of 12 km, windows around feasible times, and returns to place."""
    random = np.random.default_rng(seed)
    count = ROUTES * STOPS + 1 + ROUNDS
    points = random.uniform(0, 12_000, (count, 2))
    metres = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * 1.3
    problem = Problem(
        origin=datetime(2026, 11, 23, 12, tzinfo=UTC),
        zone=ZoneInfo("America/Santiago"),
        routes=(),
        seconds=whole(metres / 9),
        metres=whole(metres),
    )
    routes = tuple(_route(r, problem, random) for r in range(ROUTES))
    first = ROUTES * STOPS + 1
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


def _route(number: int, problem: Problem, random: np.random.Generator) -> PlannedRoute:
    places = list(range(1 + number * STOPS, 1 + (number + 1) * STOPS))
    tour = [places.pop()]
    while places:
        tour.append(places.pop(int(np.argmin(problem.seconds[tour[-1], places]))))
    visits = tuple(
        Visit(
            stop_id=StopId(f"{number}-{place}"),
            kind=StopKind.DELIVER,
            place=place,
            service_s=300,
            deliver=Load(3_000, 15_000, 0),
        )
        for place in tour
    )
    route = PlannedRoute(
        route_id=RouteId(f"r{number}"),
        name=f"Route {number}",
        anchor_place=0,
        anchor_s=0,
        end_place=0,
        shift_end_s=36_000,
        capacity=Load(800_000, 6_000_000, 12),
        anchor_load=Load(3_000 * STOPS, 15_000 * STOPS, 0),
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


def main() -> None:
    """Print the figure."""
    problem, returns = make_problem()
    index = PreviewIndex(problem)
    index.best(returns[0])
    taken = []
    for n, visit in enumerate(returns):
        route = problem.routes[n % ROUTES]
        changed = msgspec.structs.replace(route, version=route.version + n + 1)
        problem = problem.with_routes([changed])
        began = perf_counter()
        index = PreviewIndex(problem, index)
        index.best(visit)
        taken.append((perf_counter() - began) * 1000)
    figure = Figure(
        name="preview_40x25_ms",
        value=float(np.percentile(taken, 95)),
        unit="ms",
        reference="limit: ten milliseconds in total, p95",
        reference_value=10.0,
        target=1.0,
    )
    sys.stdout.write(msgspec.json.encode([figure]).decode() + "\n")


if __name__ == "__main__":
    main()
