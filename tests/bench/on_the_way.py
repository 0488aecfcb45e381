"""What 40 routes × 25 stops pass of 60 candidates: the look after one route has changed.

The first look prices every pair; each later one only what changed. Both run beside the window.
"""

import sys
from datetime import timedelta
from time import perf_counter

import msgspec
import numpy as np
from msgspec.structs import replace

from core import commands as c
from core.decide import decide
from core.model import Order, OrderKind, PlaceId, RouteId
from core.planning.day import Grids, problem_of
from core.planning.insertion import PreviewIndex
from core.planning.on_the_way import Looked, look, pickups
from core.planning.travel import TravelMatrix, TravelPlace
from core.planning.ways import DayPlan
from core.state import State, apply
from tests.bench.figures import Figure
from tests.builders import (
    DEPOT,
    DEPOT_PLACE,
    MORNING,
    NOON,
    SYSTEM,
    TODAY,
    add_orders,
    fleet,
    make_order,
    open_day,
)

ROUTES, STOPS, WAITING, ROUNDS = 40, 25, 60, 60


def make_day(count: int = ROUTES) -> tuple[State, TravelMatrix]:
    """So many routes with random addresses in a city of 12 km."""
    state = State()
    served = [[make_order(f"o{r}-{s}") for s in range(STOPS)] for r in range(count)]
    waiting = [
        make_order(f"w{n}", OrderKind.CONTAINER if n % 3 else OrderKind.RETURN)
        for n in range(WAITING)
    ]
    orders = [order for route in served for order in route] + waiting
    routes = {RouteId(f"r{n + 1}"): tuple(served[n]) for n in range(count)}
    for command in (
        c.RegisterDepot(replace(DEPOT, reserves=type(DEPOT.reserves)()), DEPOT_PLACE),
        fleet(count),
        add_orders(*orders),
        open_day(TODAY, routes),
    ):
        for event in decide(state, command, SYSTEM, MORNING):
            state = apply(state, event)
    return state, _travel(orders, count)


def _travel(orders: list[Order], count: int) -> TravelMatrix:
    random = np.random.default_rng(1)
    names = [PlaceId("depot"), *(order.place_id for order in orders)]
    points = random.uniform(0, 12_000, (len(names), 2))
    # Each route has a block of the city and drives through it in a sweep.
    for n in range(count):
        block = slice(1 + n * STOPS, 1 + (n + 1) * STOPS)
        corner = np.array([n % 8 * 1_500, n // 8 * 2_400])
        points[block] = corner + random.uniform(0, 1, (STOPS, 2)) * (1_500, 2_400)
        points[block] = points[block][np.argsort(points[block][:, 1])]
    metres = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * 1.3
    places = [TravelPlace(name, -29.9, -71.2) for name in names]
    empty = np.zeros((2, 0, len(names)), np.float32)
    rows = np.stack([metres / 9, metres]).astype(np.float32)
    return TravelMatrix("bench").extend(places, rows, empty)


def main() -> None:
    """Print the figures."""
    state, travel = make_day()
    grids = Grids(travel)
    now, plan, before = NOON, None, Looked()
    taken: list[float] = []
    first_ms = 0.0
    for n in range(ROUNDS + 1):
        now += timedelta(seconds=1)
        if n:
            route = state.routes[RouteId(f"r{n % ROUTES + 1}")]
            changed = replace(route, version=route.version + 1)
            state = replace(state, routes=state.routes | {route.id: changed})
        problem = problem_of(state, TODAY, travel, now, grids).problem
        plan = DayPlan(TODAY, problem, PreviewIndex(problem, plan.previews if plan else None))
        began = perf_counter()
        before = look(state, plan, travel, 360, before)
        pickups(state, before)
        elapsed = (perf_counter() - began) * 1000
        if n:
            taken.append(elapsed)
        else:
            first_ms = elapsed
    figures = [
        Figure(
            name="on_the_way_first_ms",
            value=first_ms,
            unit="ms",
            reference="limit: a second, once, beside the window",
            reference_value=1000.0,
            target=1.0,
        ),
        Figure(
            name="on_the_way_again_ms",
            value=float(np.percentile(taken, 95)),
            unit="ms",
            reference="limit: 100 ms a second, p95",
            reference_value=100.0,
            target=1.0,
        ),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main()
