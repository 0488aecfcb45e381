"""Goods pass from one van to another: what it costs, where the vans meet, who waits for whom.

Pure. The times of both routes come from `schedule.py`.
"""

import msgspec

from core.model import StopKind
from core.planning.problem import PlannedRoute, Problem
from core.planning.schedule import timetable


def linked(problem: Problem) -> Problem:
    """The problem with every hand-over's two halves waiting for each other.

    A take begins when its give is done. Where the vans meet on the road, the give also waits for
    the taker to arrive; at the depot (the giver's end place) the goods can be left. `due_s` then
    tells each half how late it may begin without keeping the other van waiting longer.
    """
    pairs = _pairs(problem)
    for _ in range(len(pairs) + 2):
        changed = _synchronised(problem, pairs)
        if changed == problem.routes:
            break
        problem = msgspec.structs.replace(problem, routes=changed)
    return problem


_Pair = tuple[int, int, int, int]
"""Route and position of a give, route and position of its take."""


def _pairs(problem: Problem) -> list[_Pair]:
    where = {
        visit.stop_id: (number, position)
        for number, route in enumerate(problem.routes)
        for position, visit in enumerate(route.visits)
    }
    return [
        (*where[visit.linked_to], number, position)
        for number, route in enumerate(problem.routes)
        for position, visit in enumerate(route.visits)
        if visit.kind is StopKind.TAKE and visit.linked_to in where
    ]


def _synchronised(problem: Problem, pairs: list[_Pair]) -> tuple[PlannedRoute, ...]:
    routes = list(problem.routes)
    tables = {
        number: timetable(routes[number], problem)
        for number in sorted({number for pair in pairs for number in (pair[0], pair[2])})
    }
    for give_route, give, take_route, take in pairs:
        giver, taker = tables[give_route], tables[take_route]
        meets = routes[give_route].visits[give].place != routes[give_route].end_place
        service_s = routes[give_route].visits[give].service_s
        routes[give_route] = _bound(
            routes[give_route],
            give,
            earliest_s=taker.arrivals_s[take] if meets else None,
            due_s=giver.starts_s[give] if meets else taker.starts_s[take] - service_s,
        )
        routes[take_route] = _bound(
            routes[take_route],
            take,
            earliest_s=giver.departures_s[give],
            due_s=taker.starts_s[take] if meets else None,
        )
    return tuple(routes)


def _bound(
    route: PlannedRoute, position: int, *, earliest_s: int | None, due_s: int | None
) -> PlannedRoute:
    visits = list(route.visits)
    visits[position] = msgspec.structs.replace(visits[position], earliest_s=earliest_s, due_s=due_s)
    return route.with_visits(visits)
