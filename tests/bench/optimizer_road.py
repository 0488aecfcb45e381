"""A city day a third of which is over: vans on the road, deliveries bound to them, new returns.

Ours has one second, the peers five, all of them warm. VROOM binds deliveries by skills, PyVRP by a
matrix for each van, which only a small fleet has room for.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import msgspec
import numpy as np

from core.planning.fleet import FAR_AWAY, FleetProblem, Request, Sizes, Van
from tests.bench.optimizer_peers import Peers
from tests.fleet_checker import Day, Routes

Priced: TypeAlias = Callable[[FleetProblem, Routes | None], float]

Ours: TypeAlias = Callable[[FleetProblem, float, int, Routes], Routes]

SHIFT_S, CUT_S = 25_200, 8_400
RESERVE_S = 1_800
"""Of a shift, kept free for what comes in the course of the day."""
STOPS_A_VAN = 22
NEW = {50: 10, 100: 20, 200: 50}
MOST_WITH_PYVRP = 50
"""Beyond, its matrices take more memory than there is."""


def whole_day(vans: int, seed: int, stops_a_van: int = STOPS_A_VAN) -> FleetProblem:
    """The day before anybody left, with the new returns as its last requests."""
    dice = np.random.default_rng(seed)
    count = stops_a_van * vans + NEW[vans]
    size = 12_000 * math.sqrt(vans / 50)
    centres = dice.uniform(0, size, (vans // 4, 2))
    points = centres[dice.integers(0, len(centres), count + 1)] + dice.normal(
        0, 900, (count + 1, 2)
    )
    points[0] = size / 2
    seconds = np.empty((1, count + 1, count + 1), np.int32)
    for row, point in enumerate(points):
        seconds[0, row] = np.rint(np.hypot(*(points - point).T) * 1.3 / 9)
    requests = []
    for number in range(count):
        is_new = number >= count - NEW[vans]
        opens = int(dice.integers(CUT_S if is_new else 0, SHIFT_S - 7_200))
        window = (opens, opens + 7_200) if dice.random() < 0.4 else (0, SHIFT_S)
        size_of: Sizes = (int(dice.integers(1, 6)), 0, 0)
        request = Request(number + 1, service_s=600, windows=(window,))
        is_return = is_new or dice.random() < 1 / 3
        sizes = {"takes": size_of} if is_return else {"loads": size_of}
        requests.append(msgspec.structs.replace(request, **sizes))
    van = Van(0, 0, latest_s=SHIFT_S, room=(120, FAR_AWAY, FAR_AWAY))
    return FleetProblem(tuple(requests), (van,) * vans, seconds)


def road_day(ours: Ours, vans: int, seed: int) -> tuple[FleetProblem, list[tuple[int, ...]]]:
    """What is left of the day at the cut, with a good plan for all but the new returns."""
    whole = whole_day(vans, seed)
    old = len(whole.requests) - NEW[vans]
    shorter = msgspec.structs.replace(whole.vans[0], latest_s=SHIFT_S - RESERVE_S)
    morning = FleetProblem(whole.requests[:old], (shorter,) * vans, whole.seconds)
    settling_s = 10.0 + vans / 10
    plan = ours(morning, settling_s, seed, ())
    requests: list[Request] = []
    later: list[Van] = []
    home: list[tuple[int, ...]] = []
    for number, (van, route) in enumerate(zip(morning.vans, plan, strict=True)):
        begins = Day(morning, van, route).begins
        done = sum(begin <= CUT_S for begin in begins)
        ahead = [whole.requests[node] for node in route[done:]]
        behind = [whole.requests[node] for node in route[:done]]
        aboard = sum(r.loads[0] for r in ahead) + sum(r.takes[0] for r in behind)
        later.append(
            msgspec.structs.replace(
                van,
                start=behind[-1].place if behind else 0,
                begin_s=begins[done - 1] + behind[-1].service_s if behind else 0,
                aboard=(aboard, 0, 0),
                is_on_the_road=len(route) > 0,
            )
        )
        home.append(tuple(range(len(requests), len(requests) + len(ahead))))
        requests += [_bound(request, number) for request in ahead]
    known = FleetProblem(tuple(requests), tuple(later), whole.seconds)
    settled = ours(known, settling_s, seed, home)
    longer = tuple(msgspec.structs.replace(van, latest_s=SHIFT_S) for van in later)
    day = FleetProblem((*requests, *whole.requests[old:]), longer, whole.seconds)
    return day, [tuple(route) for route in settled]


def _bound(request: Request, van: int) -> Request:
    """A delivery is in its van."""
    if not request.loads[0]:
        return request
    only = frozenset({van})
    return msgspec.structs.replace(request, loads=(0, 0, 0), leaves=request.loads, vans=only)


def peers_at_best(
    peers: Peers, vans: int, day: FleetProblem, home: Routes, seed: int, priced: Priced
) -> float:
    """The cheaper of both peers' plans after five seconds; nan without any."""
    names = ["vroom", "pyvrp"] if vans <= MOST_WITH_PYVRP else ["vroom"]
    found = [priced(day, peers.plan(n, day, 5.0, seed=seed, warm=home)) for n in names]
    return float(np.nanmin(found)) if not all(map(math.isnan, found)) else math.nan
