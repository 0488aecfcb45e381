"""What is wrong with a fleet plan, and what it costs, worked out step by step.

Written from the descriptions in `core/planning/fleet.py` and `schedule.py` alone, without arrays,
passes or anything else of the engine, so that the two can disagree.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from core.planning.fleet import FAR_AWAY, FleetProblem, Request, Van

MUST = 1 << 40
"""What leaving out a request that is not optional costs, times its weight."""

Routes = Sequence[Sequence[int]]


def faults(problem: FleetProblem, routes: Routes) -> list[str]:
    """Every broken rule, in words; empty if the plan may be driven."""
    found = [*_counted(problem, routes)]
    for number, (van, route) in enumerate(zip(problem.vans, routes, strict=True)):
        if not route and not van.is_on_the_road:
            continue
        told = [
            *_alone(problem, number, route),
            *_pairs(problem, route),
            *_loads(problem, van, route),
        ]
        told += [*_apart(problem, van, route), *_limits(problem, van, route)]
        told += Day(problem, van, route).faults
        found += [f"van {number}: {words}" for words in told]
    return found


def cost(problem: FleetProblem, routes: Routes, home: Routes = ()) -> int:
    """What the plan costs, with what it leaves out and what it changes against `home`."""
    total = 0
    for van, route in zip(problem.vans, routes, strict=True):
        if not route and not van.is_on_the_road:
            continue
        day = Day(problem, van, route)
        total += van.per_second * day.driving_s + van.per_unit * day.units
        total += van.fixed if route and not van.is_on_the_road else 0
        total += van.per_second_out * (day.finish_s - van.begin_s)
        total += van.per_second_over * max(0, day.finish_s - van.shift_end_s)
        total += van.per_second_late * day.late_s
    served = {node for route in routes for node in route}
    for node, request in enumerate(problem.requests):
        if node not in served and not request.is_delivery_half:
            total += MUST * request.weight if request.prize is None else request.prize
    if home and (problem.move_price or problem.disturb_price):
        total += problem.disturb_price * sum(
            tuple(old) != tuple(new) for old, new in zip(home, routes, strict=True)
        )
        total += problem.move_price * moved(home, routes)
    return total


def moved(home: Routes, routes: Routes) -> int:
    """Stops that changed their van, or their order among those that stayed: as few as possible."""
    count = 0
    home_of = {node: van for van, route in enumerate(home) for node in route}
    for van, route in enumerate(routes):
        stayed = [node for node in route if home_of.get(node) == van]
        count += sum(1 for node in route if home_of.get(node, van) != van)
        ranks = [list(home[van]).index(node) for node in stayed]
        lengths: list[int] = []
        for at, rank in enumerate(ranks):
            lengths.append(1 + max((lengths[b] for b in range(at) if ranks[b] < rank), default=0))
        count += len(stayed) - max(lengths, default=0)
    return count


class Day:
    """One van's day, minute by minute."""

    def __init__(self, problem: FleetProblem, van: Van, route: Sequence[int]) -> None:
        self.faults: list[str] = []
        self.begins: list[int] = []
        self.driving_s = self.units = self.late_s = 0
        self._pending = list(van.breaks)
        clock, place = van.begin_s, van.start
        for node in route:
            request = problem.requests[node]
            self._count(problem, van, place, request.place)
            drive = int(problem.seconds[van.layer, place, request.place])
            clock = self._travel(clock, drive)
            clock = self._wait(clock, request, node)
            self.begins.append(clock)
            self.late_s += max(0, clock - request.due_s)
            clock += request.service_s + (request.setup_s if request.place != place else 0)
            place = request.place
        self._count(problem, van, place, van.end)
        self.finish_s = self._travel(clock, int(problem.seconds[van.layer, place, van.end]))
        if self.finish_s > van.latest_s:
            self.faults.append(f"finishes at {self.finish_s}, not by {van.latest_s}")

    def _count(self, problem: FleetProblem, van: Van, place: int, following: int) -> None:
        self.driving_s += int(problem.seconds[van.layer, place, following])
        if problem.second is not None:
            self.units += int(problem.second[van.layer, place, following])

    def _due(self, clock: int, until: int) -> int | None:
        """When the next break begins, if it opens before `until`; nobody is being served now."""
        if not self._pending:
            return None
        windows = self._pending[0].windows
        opens, _ = next((w for w in windows if max(clock, w[0]) <= w[1]), windows[-1])
        return max(clock, opens) if opens < until else None

    def _pause(self, moment: int) -> int:
        pause = self._pending.pop(0)
        if not any(opens <= moment <= closes for opens, closes in pause.windows):
            self.faults.append(f"a break begins at {moment}, outside {pause.windows}")
        return moment + pause.duration_s

    def _travel(self, clock: int, drive: int) -> int:
        while (moment := self._due(clock, clock + drive)) is not None:
            drive -= moment - clock
            clock = self._pause(moment)
        return clock + drive

    def _wait(self, clock: int, request: Request, node: int) -> int:
        """Begin of service, from the arrival."""
        while True:
            opening = next((opens for opens, closes in request.windows if clock <= closes), None)
            if not request.windows or (opening is not None and opening <= clock):
                return clock  # what was due by now was taken on the way
            if opening is None:
                self.faults.append(f"request {node} begins at {clock}: no window {request.windows}")
                return clock
            moment = self._due(clock, opening)
            clock = opening if moment is None else self._pause(moment)


def _counted(problem: FleetProblem, routes: Routes) -> Iterator[str]:
    seen = [node for route in routes for node in route]
    if len(seen) != len(set(seen)):
        yield "a request is served twice"
    if not set(seen) <= set(range(len(problem.requests))):
        yield "there is a request that nobody made"


def _alone(problem: FleetProblem, van: int, route: Sequence[int]) -> Iterator[str]:
    for node in route:
        able = problem.requests[node].vans
        if able is not None and van not in able:
            yield f"request {node} may not be on it"


def _pairs(problem: FleetProblem, route: Sequence[int]) -> Iterator[str]:
    for node in route:
        request = problem.requests[node]
        if request.partner < 0:
            continue
        if request.partner not in route:
            yield f"request {node} lacks its partner"
        elif request.is_delivery_half and route.index(request.partner) > route.index(node):
            yield f"request {node} comes before its partner"


def _loads(problem: FleetProblem, van: Van, route: Sequence[int]) -> Iterator[str]:
    for dimension in range(3):
        load = van.aboard[dimension] + sum(problem.requests[n].loads[dimension] for n in route)
        legs = [load]
        for node in route:
            request = problem.requests[node]
            load -= request.loads[dimension] + request.leaves[dimension]
            load += request.takes[dimension]
            legs.append(load)
        if max(legs) > van.room[dimension]:
            yield f"carries {max(legs)} of {van.room[dimension]} in dimension {dimension}"


def _apart(problem: FleetProblem, van: Van, route: Sequence[int]) -> Iterator[str]:
    is_dirty = van.has_dirty
    for node in route:
        if problem.requests[node].brings_clean and is_dirty and not van.is_divided:
            yield f"clean goods for {node} travel with dirty ones"
        is_dirty = is_dirty or problem.requests[node].takes_dirty


def _limits(problem: FleetProblem, van: Van, route: Sequence[int]) -> Iterator[str]:
    places = [van.start, *(problem.requests[node].place for node in route), van.end]
    legs = list(pairwise(places))
    driving = sum(int(problem.seconds[van.layer, a, b]) for a, b in legs)
    if len(route) > van.max_tasks:
        yield f"has {len(route)} tasks, not {van.max_tasks}"
    if driving > van.max_driving_s:
        yield f"drives {driving} s, not {van.max_driving_s}"
    if problem.metres is not None and van.max_metres < FAR_AWAY:
        metres = sum(int(problem.metres[van.layer, a, b]) for a, b in legs)
        if metres > van.max_metres:
            yield f"drives {metres} m, not {van.max_metres}"


def kept(problem: FleetProblem, home: Routes, routes: Routes) -> Iterable[str]:
    """What should have stayed as it was in `home` and has not."""
    for number, van in enumerate(problem.vans):
        if van.is_closed and tuple(home[number]) != tuple(routes[number]):
            yield f"van {number} is closed and was changed"
        if tuple(home[number][: van.prefix]) != tuple(routes[number][: van.prefix]):
            yield f"the first {van.prefix} of van {number} were changed"
        fixed = [node for node in home[number] if problem.requests[node].is_fixed]
        if [node for node in routes[number] if node in fixed] != fixed:
            yield f"fixed requests of van {number} were moved"
