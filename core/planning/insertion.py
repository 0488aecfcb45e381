"""What one more visit would cost on every route: the preview shown while something is dragged.

Pure, on the remembered passes of the routes: O(1) for each position. Where that is not the
whole truth (a break still ahead, or no position without a violation) the candidates are followed
to the end of the route; the sentences come from `schedule.py`. Tested to equal its timetables.
Given the compiled `insertion_kernel.scan` it needs a tenth of the time that numpy takes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import overload

import numpy as np
from msgspec import Struct

from core.model import RouteId
from core.planning import gap_columns as c
from core.planning.packed_gaps import PackedGaps, Scan, dirty_and_clean
from core.planning.passes import (
    FAR,
    Bools,
    Fleet,
    Ints,
    Pauses,
    RoutePasses,
    drive,
    follow,
    load_changes,
    vanfuls_as_seconds,
)
from core.planning.problem import UNITS, GoodsFrom, PlannedRoute, Problem, Visit, cost_minor
from core.planning.schedule import Timetable, Violation, ViolationKind, timetable, worsened

NEVER = c.NEVER
"""Worse than any penalty, cost or driving."""


class Preview(Struct, frozen=True):
    """The route with the visit at `position`, compared with the route as it stands."""

    route_id: RouteId
    version: int
    """Of the route that was looked at."""
    position: int
    """How many of the remaining visits come before it."""
    extra_s: int
    """By how much the route ends later; waiting may absorb a detour altogether."""
    extra_driving_s: int
    extra_metres: int
    cost_minor: int
    later_s: int
    """By how much the worst hit visit gets later than predicted, the new one included."""
    violations: Sequence[Violation]
    """What breaks that was not broken before, or breaks further."""

    @property
    def is_feasible(self) -> bool:
        """Whether nothing breaks that was not broken before."""
        return not self.violations


class Broken(Sequence[Violation]):
    """What breaks, known to be something and put into words when somebody reads it."""

    def __init__(self, tell: Callable[[], Sequence[Violation]]) -> None:
        self._tell = tell

    @cached_property
    def _told(self) -> Sequence[Violation]:
        return self._tell()

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return len(self._told)

    @overload
    def __getitem__(self, index: int) -> Violation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Violation]: ...
    def __getitem__(self, index: int | slice) -> Violation | Sequence[Violation]:
        return self._told[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(self._told)


class PreviewIndex:
    """The passes of all routes of a problem. Give `previous` to redo only what has changed.

    `scan` is the compiled kernel, if there is one; that of `previous` is kept.
    """

    def __init__(
        self,
        problem: Problem,
        previous: "PreviewIndex | None" = None,
        scan: Scan | None = None,
    ) -> None:
        known: dict[RouteId, RoutePasses] = {}
        if previous is not None:
            known = {each.route.route_id: each for each in previous.passes}
        self.problem = problem
        self.scan: Scan | None = previous.scan if previous is not None and scan is None else scan
        drive_alike = previous is not None and _drive_alike(problem, previous.problem)
        self.passes: tuple[RoutePasses, ...] = tuple(
            before
            if before is not None and drive_alike and before.route is route
            else _passes(route, problem, before)
            for route in problem.routes
            for before in (known.get(route.route_id),)
        )

    @cached_property
    def fleet(self) -> "Fleet | None":
        """All positions in one, worked out when first asked for; None without routes."""
        return Fleet(self.passes) if self.passes else None

    @cached_property
    def _packed(self) -> PackedGaps:
        """The same for the kernel; there must be routes."""
        return PackedGaps(self.passes, self.problem)

    @cached_property
    def _names(self) -> tuple[list[RouteId], list[int]]:
        """Id and version of every route."""
        routes = self.problem.routes
        return [route.route_id for route in routes], [route.version for route in routes]

    def table(self, route_id: RouteId) -> Timetable:
        """The route as it stands in time; KeyError for one that is not part of the problem."""
        return self._passes_of(route_id).table

    def route(self, route_id: RouteId) -> PlannedRoute:
        """As `Problem.route`, without looking through all of them."""
        return self._passes_of(route_id).route

    def best(self, visit: Visit) -> tuple[Preview, ...]:
        """The visit's cheapest position on each route, in the order of the problem's routes.

        A position that breaks nothing is preferred; without one, the least bad is returned with
        what it breaks. Cost decides, then driving time.
        """
        if self.scan is not None and self.passes:
            return self._answered(visit, self._packed.answers(visit, self.scan))
        if self.fleet is None:
            return ()
        return self._previews(_Scan(self.fleet, visit, self.problem))

    def clean(self, visit: Visit) -> tuple[Preview, ...]:
        """As `best`, but only on routes where nothing at all is broken: quick where most cannot."""
        if self.scan is not None:
            return tuple(each for each in self.best(visit) if each.is_feasible)
        if self.fleet is None:
            return ()
        scan = _Scan(self.fleet, visit, self.problem)
        rows = scan.best_rows(only_clean=True)
        return tuple(
            self._clean(number, *each)
            for number, (is_clean, each) in enumerate(
                zip(scan.is_clean[rows].tolist(), scan.sums(rows), strict=True)
            )
            if is_clean and not _fixed_violations(self.passes[number].route, visit)
        )

    def at(self, visit: Visit, route_id: RouteId, position: int) -> Preview:
        """The visit at exactly this position, judged by the timetable."""
        each = self._passes_of(route_id)
        return preview_at(each.route, each.table, visit, position, self.problem)

    def _passes_of(self, route_id: RouteId) -> RoutePasses:
        return self._by_id[route_id]

    @cached_property
    def _by_id(self) -> dict[RouteId, RoutePasses]:
        return {each.route.route_id: each for each in self.passes}

    def _answered(self, visit: Visit, found: Ints) -> tuple[Preview, ...]:
        """The kernel's answers; words are made for those that are read."""
        positions = found[:, c.POSITION].tolist()
        broken = [
            () if is_clean else Broken(partial(self._broken, number, visit, positions[number]))
            for number, is_clean in enumerate(found[:, c.IS_CLEAN].tolist())
        ]
        sums = found[:, [c.EXTRA, c.EXTRA_DRIVING, c.EXTRA_METRES]].T.tolist()
        minor = ((found[:, c.COST] + UNITS // 2) // UNITS).tolist()
        later = found[:, c.LATER].tolist()
        return tuple(map(Preview, *self._names, positions, *sums, minor, later, broken))

    def _broken(self, number: int, visit: Visit, position: int) -> Sequence[Violation]:
        return self._told(number, visit, position).violations

    def _previews(self, scan: "_Scan") -> tuple[Preview, ...]:
        rows = scan.best_rows()
        sums = scan.sums(rows)
        return tuple(
            self._clean(number, *each)
            if is_clean and not _fixed_violations(self.passes[number].route, scan.visit)
            else self._told(number, scan.visit, each[0])
            for number, (is_clean, each) in enumerate(
                zip(scan.is_clean[rows].tolist(), sums, strict=True)
            )
        )

    def _told(self, number: int, visit: Visit, position: int) -> Preview:
        """With what it breaks in words."""
        each = self.passes[number]
        return preview_at(each.route, each.table, visit, position, self.problem)

    def _clean(
        self, number: int, position: int, extra_s: int, driving_s: int, metres: int, minor: int
    ) -> Preview:
        route = self.passes[number].route
        return Preview(
            route.route_id, route.version, position, extra_s, driving_s, metres, minor, 0, ()
        )


def preview_at(
    route: PlannedRoute, before: Timetable, visit: Visit, position: int, problem: Problem
) -> Preview:
    """The visit at exactly this position; `before` is the route's timetable without it."""
    after = timetable(route.with_visit(visit, position), problem)
    broken = list(worsened(before, after))
    if route.is_locked:
        broken.append(Violation(ViolationKind.LOCKED, 1, f"{route.name} is locked"))
    if position < route.fixed_prefix:
        under_way = route.visits[position]
        words = f"{route.name} is on its way to {under_way.label or under_way.stop_id}"
        broken.append(Violation(ViolationKind.LOCKED, 1, words, under_way.stop_id))
    metres = after.metres - before.metres
    extra_s = after.finish_s - before.finish_s
    was_late = [*before.lateness_s[:position], 0, *before.lateness_s[position:]]
    return Preview(
        route_id=route.route_id,
        version=route.version,
        position=position,
        extra_s=extra_s,
        extra_driving_s=after.driving_s - before.driving_s,
        extra_metres=metres,
        cost_minor=cost_minor(route, metres, extra_s),
        later_s=max(0, *(now - was for now, was in zip(after.lateness_s, was_late, strict=True))),
        violations=tuple(broken),
    )


class _Scan:
    """One visit tried at every position of every route."""

    def __init__(self, fleet: Fleet, visit: Visit, problem: Problem) -> None:
        self.visit = visit
        self._fleet = fleet
        positions = fleet.positions
        self.index: Ints = positions.index
        to_s = problem.seconds[positions.place_from, visit.place].astype(np.int64)
        on_s = problem.seconds[visit.place, positions.place_to].astype(np.int64)
        to_metres = problem.metres[positions.place_from, visit.place].astype(np.int64)
        on_metres = problem.metres[visit.place, positions.place_to]
        self.extra_driving_s: Ints = to_s + on_s - positions.leg_s
        self.extra_metres: Ints = to_metres + on_metres - positions.leg_metres
        pauses = fleet.pauses.of_routes(positions.route)
        opens = -FAR if visit.opens_s is None else visit.opens_s
        closes = FAR if visit.closes_s is None else visit.closes_s
        self._allowed = positions.is_open & self._in_order()
        begin, taken, late = drive(
            positions.leaves_s, to_s, np.full_like(to_s, opens), positions.breaks_taken, pauses
        )
        self._begin, self._taken, late_onward = drive(
            begin + visit.service_s, on_s, positions.opens_s, taken, pauses
        )
        self._own_late: Ints = np.maximum(0, begin - closes) + late + late_onward
        self._over: Ints = self._overload()
        self.is_clean: Bools = (
            self._allowed
            & (self._own_late == 0)
            & (self._begin <= positions.latest_s)
            & (self._over == 0)
            & ~self._mixed()
        )
        self.extra_s: Ints = self._finish_at_least(pauses) - fleet.finish
        self._cost = self._costs(self.extra_s)
        self._is_exact = positions.breaks_taken >= fleet.breaks

    def best_rows(self, *, only_clean: bool = False) -> Ints:
        """The row to offer for each route; `is_clean` tells whether it breaks nothing.

        `only_clean`: where nothing is clean any row is good enough.
        """
        self._settle()
        hopeless = np.ones(len(self._fleet.passes), np.bool_)
        hopeless[self._fleet.positions.route[self.is_clean]] = False
        penalty = np.where(self.is_clean, 0, FAR)
        rows = np.flatnonzero(hopeless[self._fleet.positions.route] & self._allowed)
        if rows.size and not only_clean:
            penalty[rows] = self._penalties(rows)
        return self._first_of_each_route(penalty)

    def _in_order(self) -> Bools:
        """False before the stop that the visit must follow, on the route that has it."""
        positions = self._fleet.positions
        allowed = np.ones(len(positions.index), np.bool_)
        if self.visit.after is not None:
            for number, each in enumerate(self._fleet.passes):
                if self.visit.after in each.route.stop_ids:
                    first = each.route.stop_ids.index(self.visit.after) + 1
                    allowed &= (positions.route != number) | (positions.index >= first)
        return allowed

    def _mixed(self) -> Bools:
        """Where clean and dirty would travel together because of the visit."""
        positions, visit = self._fleet.positions, self.visit
        mixed = np.zeros(len(positions.index), np.bool_)
        if not (visit.brings_clean or visit.takes_dirty):
            return mixed
        for number, each in enumerate(self._fleet.passes):
            if each.route.is_divided:
                continue
            first, last = dirty_and_clean(each.route)
            on_route = positions.route == number
            if visit.brings_clean:
                mixed |= on_route & (positions.index > first)
            if visit.takes_dirty:
                mixed |= on_route & (positions.index <= last)
        return mixed

    def _overload(self) -> Ints:
        """Load beyond the room at each position, as seconds."""
        positions, room = self._fleet.positions, self._fleet.room
        loaded, change = load_changes(self.visit)
        over = np.maximum(positions.peak_before + loaded, positions.peak_after + loaded + change)
        return vanfuls_as_seconds(np.maximum(0, over - room), room)

    def _finish_at_least(self, pauses: Pauses) -> Ints:
        """The finish, exact where no break is ahead; else a bound that is never too late."""
        positions = self._fleet.positions
        driven = self._begin + positions.rest_s
        never_waits = driven >= positions.floor_s
        for number in range(pauses.earliest_s.shape[1]):
            ahead = (self._taken <= number) & (pauses.earliest_s[:, number] < driven)
            driven = np.where(ahead & never_waits, driven + pauses.duration_s[:, number], driven)
        as_planned = np.where(self._begin >= positions.start_s, self._fleet.finish, -FAR)
        return np.where(never_waits, driven, np.maximum(positions.floor_s, as_planned))

    def _costs(self, extra_s: Ints) -> Ints:
        """`problem.cost_units`, for all positions."""
        rates = self._fleet.rates
        costs: Ints = 18 * self.extra_metres * rates[:, 0] + 5 * extra_s * rates[:, 1]
        return costs

    def _settle(self) -> None:
        """Follow the promising positions of routes with a break ahead until the best is sure."""
        if self._is_exact.all():
            return
        self._follow_doubtful(4)
        self._follow_doubtful(len(self._cost))

    def _follow_doubtful(self, width: int) -> None:
        best = self._first_of_each_route(np.where(self.is_clean, 0, FAR))
        doubtful = np.zeros(len(self._fleet.passes), np.bool_)
        doubtful[self._doubtful_routes(best)] = True
        route = self._fleet.positions.route
        rows = np.flatnonzero(doubtful[route] & self.is_clean & ~self._is_exact)
        self._follow(self._cheapest(rows, width))

    def _doubtful_routes(self, best: Ints) -> Ints:
        numbers: Ints = np.flatnonzero(self.is_clean[best] & ~self._is_exact[best])
        return numbers

    def _cheapest(self, rows: Ints, width: int) -> Ints:
        """The `width` cheapest of `rows` on each route."""
        route = self._fleet.positions.route[rows]
        order = np.lexsort((self.extra_driving_s[rows], self._cost[rows], route))
        route = route[order]
        rank = np.arange(len(route)) - np.searchsorted(route, route)
        cheapest: Ints = rows[order][rank < width]
        return cheapest

    def _follow(self, rows: Ints) -> Ints:
        """Make finish, cost and cleanness of the rows exact; seconds of lateness added."""
        positions = self._fleet.positions
        pauses = self._fleet.pauses.of_routes(positions.route[rows])
        finish, late = follow(positions, rows, self._begin[rows], self._taken[rows], pauses)
        self.extra_s[rows] = finish - self._fleet.finish[rows]
        self._cost = self._costs(self.extra_s)
        self.is_clean[rows] &= late == 0
        self._is_exact[rows] = True
        return late

    def _penalties(self, rows: Ints) -> Ints:
        """How bad positions are that break something: seconds late, overloads as seconds."""
        late = self._follow(rows)
        penalties: Ints = late + self._own_late[rows] + self._over[rows]
        return penalties

    def sums(self, rows: Ints) -> Iterator[tuple[int, int, int, int, int]]:
        """Position, seconds, driving, metres and cost of each row, as a preview has them."""
        minor = (self._cost[rows] + UNITS // 2) // UNITS
        columns = (self.index, self.extra_s, self.extra_driving_s, self.extra_metres)
        return zip(*(column[rows].tolist() for column in columns), minor.tolist(), strict=True)

    def _first_of_each_route(self, penalty: Ints) -> Ints:
        """The row of least penalty, cost and driving on each route, in the routes' order."""
        route, firsts = self._fleet.positions.route, self._fleet.firsts
        is_left = np.ones(len(route), np.bool_)
        for keys in (np.where(self._allowed, penalty, NEVER), self._cost, self.extra_driving_s):
            least = np.minimum.reduceat(np.where(is_left, keys, NEVER), firsts)
            is_left &= keys == least[route]
        rows: Ints = np.flatnonzero(is_left)
        return rows[np.searchsorted(route[rows], np.arange(len(firsts)))]


def _fixed_violations(route: PlannedRoute, visit: Visit) -> bool:
    """Whether the visit breaks something on this route wherever it is put."""
    return (
        route.is_locked
        or not visit.needs <= route.equipment
        or (visit.goods_from is GoodsFrom.DEPOT and route.has_left)
        or (visit.after is not None and visit.after not in route.stop_ids)
    )


def _drive_alike(problem: Problem, other: Problem) -> bool:
    return problem.seconds is other.seconds and problem.metres is other.metres


def _passes(route: PlannedRoute, problem: Problem, known: RoutePasses | None) -> RoutePasses:
    places = route.places
    legs_s = problem.seconds[places[:-1], places[1:]].astype(np.int64)
    if known is not None and known.is_of(route, legs_s):
        return known
    return RoutePasses(route, legs_s, problem)
