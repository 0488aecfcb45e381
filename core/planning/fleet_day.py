"""One van's day in a fleet plan, for whoever writes it down: times, breaks, loads, what is broken.

Pure and plain; the engine has the same rules in compiled form, and tests hold both to a checker.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from core.planning.fleet import FAR_AWAY, Break, FleetProblem, Request, Sizes, Van

MUST = 1 << 40
"""What leaving out a request that is not optional costs, times its weight."""


class Step(Struct, frozen=True):
    """A visit (`request`), or a break (`pause` numbers the van's breaks)."""

    arrival_s: int
    begin_s: int
    leave_s: int
    driving_s: int
    """Driven by then."""
    load: Sizes
    """When it leaves."""
    request: int = -1
    pause: int = -1
    setup_s: int = 0


class FleetDay(Struct, frozen=True):
    """The steps in order, then the return."""

    begin_s: int
    start_load: Sizes
    steps: tuple[Step, ...]
    finish_s: int
    driving_s: int
    units: int
    faults: tuple[str, ...]
    """Broken limits, in words without the van's name."""


def day_of(problem: FleetProblem, van: Van, route: Sequence[int]) -> FleetDay:
    """The van's visits in this order, driven as early as possible."""
    walk = _Walk(problem, van, route)
    requests = [problem.requests[node] for node in route]
    places = [van.start, *(request.place for request in requests), van.end]
    units = 0
    if problem.second is not None:
        units = sum(int(problem.second[van.layer, a, b]) for a, b in pairwise(places))
    return FleetDay(
        begin_s=van.begin_s,
        start_load=walk.start_load,
        steps=tuple(walk.steps),
        finish_s=walk.finish_s,
        driving_s=walk.driving_s,
        units=units,
        faults=(
            *walk.faults,
            *_load_faults(van, walk.loads),
            *_apart_faults(van, requests),
            *_limit_faults(problem, van, places, walk.driving_s),
        ),
    )


def cost_of(problem: FleetProblem, routes: Sequence[Sequence[int]]) -> int:
    """What the plan costs and leaves out, in the problem's units; prices of changes not counted."""
    driven = sum(
        route_cost(problem, van, route) for van, route in zip(problem.vans, routes, strict=True)
    )
    served = {node for route in routes for node in route}
    left = (node for node in range(len(problem.requests)) if node not in served)
    return driven + sum(left_cost(problem.requests[node]) for node in left)


def route_cost(problem: FleetProblem, van: Van, route: Sequence[int]) -> int:
    """Of one van; one that is at home and stays there costs nothing."""
    if not route and not van.is_on_the_road:
        return 0
    day = day_of(problem, van, route)
    late_s = sum(
        max(0, step.begin_s - problem.requests[step.request].due_s)
        for step in day.steps
        if step.request >= 0
    )
    return (
        van.per_second * day.driving_s
        + van.per_unit * day.units
        + van.per_second_out * (day.finish_s - day.begin_s)
        + van.per_second_over * max(0, day.finish_s - van.shift_end_s)
        + van.per_second_late * late_s
        + (0 if van.is_on_the_road else van.fixed)
    )


def left_cost(request: Request) -> int:
    """What leaving it out costs; a pair's is the pickup's."""
    if request.is_delivery_half:
        return 0
    return MUST * request.weight if request.prize is None else request.prize


class _Walk:
    def __init__(self, problem: FleetProblem, van: Van, route: Sequence[int]) -> None:
        self.steps: list[Step] = []
        self.faults: list[str] = []
        self.driving_s = 0
        self._breaks = van.breaks
        self._taken = 0
        requests = [problem.requests[node] for node in route]
        self._load = _sum(van.aboard, *(request.loads for request in requests))
        self.start_load = self._load
        self.loads = [self._load]
        clock, place = van.begin_s, van.start
        for node, request in zip(route, requests, strict=True):
            leg = int(problem.seconds[van.layer, place, request.place])
            arrival, begin = self._reach(clock, leg, request.windows)
            setup = request.setup_s if request.place != place else 0
            self._load = _sum(
                self._load, request.takes, _less(request.loads), _less(request.leaves)
            )
            self.loads.append(self._load)
            clock, place = begin + setup + request.service_s, request.place
            self.steps.append(
                Step(arrival, begin, clock, self.driving_s, self._load, node, setup_s=setup)
            )
        leg = int(problem.seconds[van.layer, place, van.end])
        self.finish_s, _ = self._reach(clock, leg, ())
        if self.finish_s > van.latest_s:
            self.faults.append(f"ends {self.finish_s - van.latest_s} s too late")

    def _reach(self, clock: int, leg: int, windows: tuple[tuple[int, int], ...]) -> tuple[int, int]:
        """Arrival and begin of service."""
        driven, arrival = self.driving_s, clock + leg
        self.driving_s += leg
        resumed = clock
        window = paused = 0
        while True:
            opens = windows[window][0] if windows else -FAR_AWAY
            begin = max(arrival, opens, resumed)
            while self._taken < len(self._breaks):
                pause = self._breaks[self._taken]
                earliest, latest = _window_at(pause, resumed)
                if earliest >= begin:
                    break
                begins = max(resumed, earliest)
                if begins > latest:
                    self.faults.append(f"a break begins {begins - latest} s too late")
                resumed = begins + pause.duration_s
                done = driven + min(leg, begins - clock - paused)
                self.steps.append(Step(begins, begins, resumed, done, self._load, -1, self._taken))
                paused += pause.duration_s
                if earliest < arrival:
                    arrival += pause.duration_s
                begin = max(begin, arrival, resumed)
                self._taken += 1
            while window < len(windows) and windows[window][1] < begin:
                window += 1
            if not windows or (window < len(windows) and windows[window][0] <= begin):
                return arrival, begin
            if window == len(windows):
                self.faults.append(f"misses a window by {begin - windows[-1][1]} s")
                return arrival, begin


def _window_at(pause: Break, clock: int) -> tuple[int, int]:
    """The first window in which the break may still begin, or the last one."""
    return next((w for w in pause.windows if clock <= w[1]), pause.windows[-1])


def _load_faults(van: Van, loads: Sequence[Sizes]) -> list[str]:
    over = [max(load[d] for load in loads) - van.room[d] for d in range(3)]
    return [f"carries {over[d]} too much of amount {d}" for d in range(3) if over[d] > 0]


def _apart_faults(van: Van, requests: Sequence[Request]) -> list[str]:
    if van.is_divided:
        return []
    dirty = [at for at, request in enumerate(requests) if request.takes_dirty]
    first = -1 if van.has_dirty else min(dirty, default=len(requests))
    mixed = any(request.brings_clean and at > first for at, request in enumerate(requests))
    return ["clean goods travel with dirty ones"] if mixed else []


def _limit_faults(
    problem: FleetProblem, van: Van, places: Sequence[int], driving_s: int
) -> list[str]:
    found = []
    if len(places) - 2 > van.max_tasks:
        found.append(f"has more than {van.max_tasks} tasks")
    if driving_s > van.max_driving_s:
        found.append(f"drives {driving_s - van.max_driving_s} s too long")
    if problem.metres is not None and van.max_metres < FAR_AWAY:
        metres = sum(int(problem.metres[van.layer, a, b]) for a, b in pairwise(places))
        if metres > van.max_metres:
            found.append(f"drives {metres - van.max_metres} m too far")
    return found


def _sum(*sizes: Sizes) -> Sizes:
    first, second, third = (sum(column) for column in zip(*sizes, strict=True))
    return first, second, third


def _less(size: Sizes) -> Sizes:
    return -size[0], -size[1], -size[2]
