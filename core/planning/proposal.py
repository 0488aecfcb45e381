"""A better sequence as it is offered: what it saves, what it moves; and the seam to the solvers.

Pure. Whatever a solver answers is judged here by `schedule.py`; a sequence that breaks anything
further or saves nothing is not offered.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from core.model import RouteId, StopId
from core.planning.problem import PlannedRoute, Problem, cost_minor, cost_units
from core.planning.schedule import Timetable, minutes, timetable, worsened

LATE_TO_PAID = 10
"""A second of lateness or overtime weighs as much as ten paid ones."""

Order = tuple[StopId, ...]


class SolverOptions(Struct, frozen=True):
    """How long a solver may think."""

    time_limit_ms: int = 60
    solution_limit: int | None = None
    """Improvements after which it stops; makes an answer independent of the machine."""
    seed: int = 1


class RouteProposal(Struct, frozen=True):
    """A sequence for one route beside the one it has; `stop_ids` is the old one if none is better.

    What is saved is old − new by the timetable; a better punctuality may cost distance.
    """

    route_id: RouteId
    version: int
    """Of the route that was looked at."""
    stop_ids: Order
    is_better: bool = False
    saved_s: int = 0
    saved_metres: int = 0
    saved_minor: int = 0
    saved_lateness_s: int = 0
    """Lateness at all stops and overtime, in sum."""
    moved: tuple[StopId, ...] = ()
    """The fewest stops that change place relative to the others."""

    @property
    def words(self) -> str:
        """What to say beside the offer: "Saves 14 min and 3.2 km, moves 3 stops"."""
        if not self.is_better:
            return "No better sequence found"
        gains = [
            f"{minutes(self.saved_lateness_s)} of lateness" if self.saved_lateness_s > 0 else "",
            minutes(self.saved_s) if self.saved_s > 0 else "",
            f"{self.saved_metres / 1000:.1f} km" if self.saved_metres >= 50 else "",
        ]
        named = [gain for gain in gains if gain] or ["a little"]
        listed = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)
        stops = f"{len(self.moved)} stop{'' if len(self.moved) == 1 else 's'}"
        return f"Saves {listed}, moves {stops}"


class Proposal(Struct, frozen=True):
    """What a solver makes of a problem: one answer for each of its routes."""

    routes: tuple[RouteProposal, ...]

    @property
    def is_better(self) -> bool:
        """Whether any route has a better sequence."""
        return any(route.is_better for route in self.routes)


class Solver(Protocol):
    """Looks for better plans. The first one keeps every order on its route."""

    def solve(self, problem: Problem, options: SolverOptions) -> Proposal:
        """A proposal for every route of the problem, already judged by the timetable."""
        ...


def burden(route: PlannedRoute, table: Timetable) -> int:
    """What a sequence costs, lateness and overtime included, in `cost_units`."""
    late_s = sum(table.lateness_s) + table.overtime_s
    rate = 5 * max(1, route.cost_per_hour_minor)
    paid = cost_units(route, table.metres, table.finish_s - route.anchor_s)
    return paid + LATE_TO_PAID * rate * late_s


def judged(problem: Problem, found: Mapping[RouteId, Iterable[Order]]) -> Proposal:
    """The least burden among a solver's answers, if any is better than the route as it stands."""
    return Proposal(
        tuple(_judged(route, found.get(route.route_id, ()), problem) for route in problem.routes)
    )


def _judged(route: PlannedRoute, orders: Iterable[Order], problem: Problem) -> RouteProposal:
    by_id = {visit.stop_id: visit for visit in route.visits}
    before = timetable(route, problem)
    best, best_order, least = before, route.stop_ids, burden(route, before)
    for order in orders:
        if not _keeps_promises(route, order):
            continue
        after = timetable(route.with_visits(by_id[stop_id] for stop_id in order), problem)
        if burden(route, after) < least and not worsened(before, after):
            best, best_order, least = after, order, burden(route, after)
    saved_s, saved_metres = before.finish_s - best.finish_s, before.metres - best.metres
    return RouteProposal(
        route_id=route.route_id,
        version=route.version,
        stop_ids=best_order,
        is_better=best is not before,
        saved_s=saved_s,
        saved_metres=saved_metres,
        saved_minor=cost_minor(route, saved_metres, saved_s),
        saved_lateness_s=_late_s(before) - _late_s(best),
        moved=moved_stops(route.stop_ids, best_order),
    )


def _keeps_promises(route: PlannedRoute, order: Order) -> bool:
    """Same stops, fixed first ones first, locked ones where they were; all if the route is."""
    return sorted(order) == sorted(route.stop_ids) and all(
        order[position] == visit.stop_id
        for position, visit in enumerate(route.visits)
        if route.is_locked or visit.is_locked or position < route.fixed_prefix
    )


def _late_s(table: Timetable) -> int:
    return sum(table.lateness_s) + table.overtime_s


def moved_stops(before: Order, after: Order) -> tuple[StopId, ...]:
    """The fewest stops to move by hand to make one sequence the other, in their new order.

    What stays is a longest increasing subsequence of the old positions.
    """
    was_at = {stop_id: position for position, stop_id in enumerate(before)}
    positions = [was_at[stop_id] for stop_id in after]
    tails: list[int] = []
    lengths = []
    for position in positions:
        length = bisect_left(tails, position)
        tails[length : length + 1] = [position]
        lengths.append(length)
    stays = set()
    wanted = len(tails) - 1
    for index in range(len(after) - 1, -1, -1):
        if lengths[index] == wanted:
            stays.add(after[index])
            wanted -= 1
    return tuple(stop_id for stop_id in after if stop_id not in stays)
