"""From a drop to the search for a better day and to its first plan, 200 routes x 25 stops, with the
engine that is there already; and how soon a search is over that somebody stops.

Processor time, but for the plan: that is what a dispatcher waits for.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter, process_time, sleep, thread_time
from typing import TypeVar

import msgspec
import numpy as np
from msgspec.structs import replace

from core import commands as c
from core.model import OrderId, RouteId, StopStatus
from core.planning import compiled
from core.planning.breakdown import PLANNER
from core.planning.day import DayProblem, Grids, problem_of, steady_origin, visit_in
from core.planning.day_plans import Question, Style, model_of, offer_of, question
from core.planning.fleet import FleetPlan
from core.planning.fleet_solver import LADDER_S, Search, make_ready
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import waiting_on
from core.planning.ways import DayPlan, ways_of
from core.rules.plan import place_order
from core.state import State, apply
from tests.bench.figures import Figure
from tests.bench.on_the_way import make_day
from tests.builders import NOON, TODAY

ROUTES, DROPS, STOPS_ASKED, STARTS, SECONDS = 200, 8, 20, 3, 60
LOADED_S = process_time()
"""What this program had cost when all that it needs was imported."""
T = TypeVar("T")


class Desk:
    """A day on which one order after the other is dropped on a route."""

    def __init__(self) -> None:
        self.state: State
        self.travel: TravelMatrix
        self.state, self.travel = make_day(ROUTES)
        self._grids = Grids(self.travel)
        self.now: datetime = NOON
        self._previews: PreviewIndex | None = None
        self.plan = self._planned()

    def _planned(self) -> DayPlan:
        problem = problem_of(self.state, TODAY, self.travel, self.now, self._grids).problem
        self._previews = PreviewIndex(problem, self._previews, compiled.scan())
        return DayPlan(TODAY, problem, self._previews)

    def drop(self, number: int) -> None:
        """Put an order where it costs least."""
        order = self.state.orders[next(o for o in self.state.orders if o == f"w{number}")]
        ways = ways_of(self.state, order, {TODAY: self.plan}, self.travel)
        able = [way for way in ways if way.index is not None and way.option.is_feasible]
        way = min(able, key=lambda each: each.option.cost_minor)
        assert way.index is not None
        placing = c.PlaceOrder(order.id, way.route_id, way.index, way.version)
        for event in place_order(self.state, placing, PLANNER, self.now):
            self.state = apply(self.state, event)
        self.now += timedelta(seconds=1)

    def asked(self) -> Question:
        """Would the whole day gain? As the window asks after a drop."""
        self.plan = self._planned()
        waiting = waiting_on(
            self.state, {TODAY: self.plan}, TODAY, self.travel, self.now, only=frozenset()
        )
        return question(
            self.state,
            TODAY,
            self.plan.problem,
            waiting,
            self.now,
            travel=self.travel,
            previews=self.plan.previews,
        )


def on_the_road(state: State) -> State:
    """Most vans drive, every fifth is at a door, every twentieth waits for nothing."""
    stops, routes = dict(state.stops), dict(state.routes)
    for number, route in enumerate(state.routes.values()):
        routes[route.id] = replace(route, started_at=NOON - timedelta(hours=1))
        left = NOON - timedelta(minutes=9 if number % 5 == 0 else 1)
        first = replace(stops[route.stop_ids[0]], status=StopStatus.EN_ROUTE, started_at=left)
        if number % 5 == 0:
            at_door = NOON - timedelta(seconds=30)
            first = replace(first, status=StopStatus.ARRIVED, arrived_at=at_door)
        if number % 20:
            stops[first.id] = first
    return replace(state, stops=stops, routes=routes)


def next_seconds() -> list[float]:
    """Milliseconds of the processor from a new second, with one report in it, to a preview."""
    state, travel = make_day(ROUTES)
    state = on_the_road(state)
    grids, scan, order = Grids(travel), compiled.scan(), state.orders[OrderId("w0")]
    made: DayProblem | None = None
    previews: PreviewIndex | None = None
    taken = []
    for number in range(SECONDS + 1):
        now = NOON + timedelta(seconds=number)
        told = state.stops[state.routes[RouteId(f"r{number % ROUTES + 1}")].stop_ids[-1]]
        told = replace(told, service_s=told.service_s + 1)
        state = replace(state, seq=number, stops={**state.stops, told.id: told})
        began = thread_time()
        known = made.known if made is not None else None
        made = problem_of(state, TODAY, travel, now, grids, origin=steady_origin(now), known=known)
        previews = PreviewIndex(made.problem, previews, scan)
        previews.best(visit_in(state, order, travel, made.problem))
        taken.append((thread_time() - began) * 1000)
    return taken[1:]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """With the milliseconds of the processor that it took."""
    began = thread_time()
    done = work()
    return done, (thread_time() - began) * 1000


def drops() -> tuple[list[float], list[float], list[float]]:
    """To the search with the engine that is there, to the search with a new one, to the plan."""
    desk = Desk()
    warm = Search(model_of(desk.asked(), Style.BALANCED), ladder=LADDER_S[:1])
    kept, anew, plans = [], [], []
    for number in range(DROPS):
        desk.drop(number)
        began = perf_counter()
        asked, first = timed(desk.asked)
        model, second = timed(lambda asked=asked: model_of(asked, Style.BALANCED))  # type: ignore[misc]
        warm, third = timed(
            lambda model=model, warm=warm: Search(model, ladder=LADDER_S[:1], like=warm)  # type: ignore[misc]
        )

        def found(plan: FleetPlan, asked: Question = asked, began: float = began) -> None:
            offer_of(asked, Style.BALANCED, model, plan)  # noqa: B023
            plans.append((perf_counter() - began) * 1000)

        warm.run(found)
        _, alone = timed(lambda model=model: Search(model, ladder=LADDER_S[:1]))  # type: ignore[misc]
        kept.append(first + second + third)
        anew.append(first + second + alone)
    return kept, anew, plans


def cancels() -> list[float]:
    """Milliseconds from stopping a search to the end of its thread."""
    desk = Desk()
    model = model_of(desk.asked(), Style.CHEAPEST)
    random, taken = np.random.default_rng(1), []
    warm: Search | None = None
    for _ in range(STOPS_ASKED):
        search = warm = Search(model, ladder=(60.0,), like=warm)
        thread = threading.Thread(target=search.run, args=(lambda _: None,))
        thread.start()
        sleep(float(random.uniform(0.05, 0.5)))
        began = perf_counter()
        search.stop()
        thread.join()
        taken.append((perf_counter() - began) * 1000)
    return taken


def start() -> None:
    """In a fresh process: the first preview of a day of 40 routes, with what is compiled or not."""
    from tests.bench.preview import make_problem

    problem, (visit, *_) = make_problem(40, 25)
    made_s = process_time() - LOADED_S
    process = None
    if not compiled.is_ready():
        process = compiled.compile_in_background()
    PreviewIndex(problem, scan=compiled.scan()).best(visit)
    sys.stdout.write(f"{process_time() - made_s}\n")
    if process is not None:
        process.kill()


def started(cache: str | None = None) -> float:
    """Seconds of the processor from the start of the program to its first preview."""
    env = dict(os.environ) if cache is None else {**os.environ, "XDG_CACHE_HOME": cache}
    command = [sys.executable, "-m", "tests.bench.resident", "start"]
    runs = [
        float(subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout)
        for _ in range(STARTS)
    ]
    return float(np.median(runs))


def main() -> None:
    """Print the figures."""
    if not compiled.is_ready():
        compiled.compile_now()
    make_ready()
    kept, anew, plans = drops()
    with tempfile.TemporaryDirectory() as nothing:
        cold = started(nothing)
    figures = [
        Figure(
            "next_second_200x25_ms",
            float(np.percentile(next_seconds(), 95)),
            "ms",
            "limit, a report and a preview in it, p95",
            25.0,
            1.0,
        ),
        Figure(
            "engine_again_ms",
            float(np.median(kept)),
            "ms",
            "with a new engine",
            float(np.median(anew)),
            1.0,
        ),
        Figure("engine_first_plan_ms", float(np.median(plans)), "ms", "limit: 1 s", 1000.0, 1.0),
        Figure("engine_cancel_ms", max(cancels()), "ms", "limit: 50 ms, worst", 50.0, 1.0),
        Figure("engine_start_s", started(), "s", "limit: first preview, processor", 1.5, 1.0),
        Figure("engine_start_cold_s", cold, "s", "the same with nothing compiled", 1.5, 1.0),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    start() if "start" in sys.argv else main()
