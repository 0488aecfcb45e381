"""Preview, hand-over and re-sequencing on a city's day of 40 vans with 25 stops each."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from core.model import Load, RouteId, StopId, StopKind
from core.planning.handover import hand_overs
from core.planning.insertion import PreviewIndex, preview_at
from core.planning.problem import (
    Pause,
    PlannedRoute,
    Problem,
    Visit,
    Window,
    part_of,
    whole,
)
from core.planning.proposal import SolverOptions
from core.planning.worker import SolverWorker
from tests.bench.figures import Figure

HOUR = 3600
DEPOT = 0


def city_day(vans: int = 40, stops: int = 25, seed: int = 1) -> Problem:
    """Places on 12 × 12 km, 29 km/h by streets; every van has a sector, a break, some windows."""
    random = np.random.default_rng(seed)
    ground = random.uniform(0, 12_000, (vans * stops + 2, 2))
    metres = np.linalg.norm(ground[:, None] - ground[None], axis=2) * 1.3
    seconds = whole(metres / 8)
    angles = np.arctan2(*(ground[1:-1] - ground[DEPOT]).T)
    sectors = (np.argsort(angles) + 1).reshape(vans, stops)
    routes = tuple(
        _route(number, _nearest_first(sector.tolist(), seconds), seconds, random)
        for number, sector in enumerate(sectors)
    )
    origin = datetime(2026, 11, 23, 11, tzinfo=UTC)
    return Problem(origin, ZoneInfo("America/Santiago"), routes, seconds, whole(metres))


def _nearest_first(places: list[int], seconds: np.ndarray) -> list[int]:
    sequence, here = [], DEPOT
    while places:
        here = min(places, key=lambda place: seconds[here, place])
        places.remove(here)
        sequence.append(here)
    return sequence


def _route(
    number: int, sequence: list[int], seconds: np.ndarray, random: np.random.Generator
) -> PlannedRoute:
    visits, clock, here = [], 0, DEPOT
    for place in sequence:
        clock += int(seconds[here, place])
        opens = clock - int(random.integers(0, HOUR))
        window = Window(opens, opens + 2 * HOUR) if random.random() < 0.5 else None
        visits.append(_visit(f"s{place}", place, window))
        clock, here = clock + 240, place
    return PlannedRoute(
        route_id=RouteId(f"r{number}"),
        name=f"Van {number}",
        anchor_place=DEPOT,
        anchor_s=0,
        end_place=DEPOT,
        shift_end_s=clock + 2 * HOUR,
        capacity=Load(100_000, 100_000, 40),
        anchor_load=Load(25_000, 25_000, 25),
        visits=tuple(visits),
        breaks=(Pause(2 * HOUR, 4 * HOUR, HOUR // 2),),
        cost_per_km_minor=30,
        cost_per_hour_minor=1200,
    )


def _visit(name: str, place: int, window: Window | None) -> Visit:
    parcel = Load(1000, 1000, 1)
    stop_id = StopId(name)
    return Visit(stop_id, StopKind.DELIVER, place, 240, window=window, deliver=parcel, label=name)


def measure() -> list[Figure]:
    """All figures of this module, medians in milliseconds."""
    day = city_day()
    index = PreviewIndex(day)
    last = len(day.seconds) - 1
    asked = Visit(
        stop_id=StopId("new"),
        kind=StopKind.COLLECT,
        place=last,
        service_s=300,
        collect=Load(5000, 5000, 2),
        window=Window(2 * HOUR, 4 * HOUR),
    )
    failed = _visit("failed", last, Window(0, 8 * HOUR))
    preview_ms = _median_ms(lambda: index.best(asked), 50)
    plain_ms = _median_ms(lambda: _by_timetables(index, asked), 3)
    hand_over_ms = _median_ms(lambda: hand_overs(index, failed, RouteId("r3"), DEPOT), 10)
    fresh_ms = _median_ms(lambda: PreviewIndex(day).best(asked), 10)
    frame = "what a frame leaves for it"
    return [
        Figure("preview_40x25_ms", preview_ms, "ms", frame, 10, 1),
        Figure(
            "preview_over_plain", preview_ms, "ms", "every position by timetable", plain_ms, 0.1
        ),
        Figure("preview_of_new_day_ms", fresh_ms, "ms", "all passes anew, 2 frames", 32, 1),
        Figure("hand_over_40x25_ms", hand_over_ms, "ms", "two frames", 32, 1),
        Figure(
            "resequence_25_ms", _resequence_ms(day), "ms", "60 ms limit and the way there", 80, 1
        ),
    ]


def _by_timetables(index: PreviewIndex, visit: Visit) -> None:
    for each in index.passes:
        for position in range(len(each.route.visits) + 1):
            preview_at(each.route, each.table, visit, position, index.problem)


def _resequence_ms(day: Problem) -> float:
    options = SolverOptions(time_limit_ms=60)
    with SolverWorker() as solver:
        solver.audit(part_of(day, day.routes[:1])).result()
        routes = iter(day.routes)
        return _median_ms(lambda: solver.submit(part_of(day, [next(routes)]), options).result(), 15)


def _median_ms(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)
