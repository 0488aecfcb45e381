"""The passes of all routes as a few arrays of whole numbers, and one visit asked of them all.

Pure; the columns are those of `gap_columns.py`. `insertion_kernel.py` computes on them: compiled,
or as plain Python in tests.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from core.planning import gap_columns as c
from core.planning.passes import FAR, Ints, Pauses, RoutePasses, load_changes
from core.planning.problem import GoodsFrom, Matrix, PlannedRoute, Problem, Visit

Scan: TypeAlias = Callable[[Ints, Ints, Ints, Ints, Matrix, Matrix, Ints, Ints, Matrix], int]
"""`insertion_kernel.scan`: gaps, routes, breaks, limits, seconds, metres, visit, what is filled in,
and room to work."""


class PackedGaps:
    """What never changes between one visit and the next, laid side by side."""

    def __init__(self, passes: Sequence[RoutePasses], problem: Problem) -> None:
        self._passes = passes
        self._seconds = np.ascontiguousarray(problem.seconds)
        self._metres = np.ascontiguousarray(problem.metres)
        self._gaps: Ints = np.concatenate([each.packed for each in passes])
        counts = [len(each.packed) for each in passes]
        self._longest = max(counts)
        ends = np.cumsum(counts)
        self._routes: Ints = np.array([each.packed_route for each in passes], np.int64)
        self._routes[:, c.FIRST] = [0, *ends[:-1]]
        self._routes[:, c.LAST] = ends - 1
        pauses = Pauses.of(passes)
        columns = [pauses.earliest_s, pauses.allowed_s, pauses.duration_s]
        self._pauses: Ints = np.ascontiguousarray(np.stack(columns, axis=-1)).reshape(
            len(passes), -1
        )
        routes = [each.route for each in passes]
        self._limits: Ints = np.zeros((len(passes), c.LIMIT_COLUMNS), np.int64)
        self._limits[:, c.FROM_INDEX] = [route.fixed_prefix for route in routes]
        self._limits[:, c.CLEAN_UNTIL] = FAR
        self._limits[:, c.IS_BARRED] = [route.is_locked for route in routes]
        self._has_left: Ints = np.array([route.has_left for route in routes], np.int64)

    def answers(self, visit: Visit, scan: Scan) -> Ints:
        """[route, column] the best gap of each route, or the one that breaks least."""
        asked = np.array(
            [
                visit.place,
                visit.service_s,
                -FAR if visit.opens_s is None else visit.opens_s,
                FAR if visit.closes_s is None else visit.closes_s,
                *(size for sizes in load_changes(visit) for size in sizes.tolist()),
            ],
            np.int64,
        )
        found = np.empty((len(self._passes), c.FOUND_COLUMNS), np.int64)
        limits = self._limits_for(visit)
        scan(
            self._gaps,
            self._routes,
            self._pauses,
            limits,
            self._seconds,
            self._metres,
            asked,
            found,
            np.empty((3, self._longest), np.int32),
        )
        return found

    def _limits_for(self, visit: Visit) -> Ints:
        """Those of every visit, and what this one needs of each route."""
        is_from_depot = visit.goods_from is GoodsFrom.DEPOT
        is_told = visit.after is not None or visit.brings_clean or visit.takes_dirty
        if not (is_from_depot or is_told or visit.needs):
            return self._limits
        limits = self._limits.copy()
        if is_from_depot:
            limits[:, c.IS_BARRED] |= self._has_left
        for row, each in zip(limits, self._passes, strict=True):
            if not visit.needs <= each.route.equipment:
                row[c.IS_BARRED] = 1
            if visit.after is not None:
                _follow(row, each.route, visit)
            if not each.route.is_divided:
                _keep_apart(row, each.route, visit)
        return limits


def _follow(row: Ints, route: PlannedRoute, visit: Visit) -> None:
    """Not before the stop that the visit must follow, on the route that has it."""
    if visit.after in route.stop_ids:
        row[c.FROM_INDEX] = max(row[c.FROM_INDEX], route.stop_ids.index(visit.after) + 1)
    else:
        row[c.IS_BARRED] = 1


def _keep_apart(row: Ints, route: PlannedRoute, visit: Visit) -> None:
    """Where clean and dirty would travel together because of the visit."""
    first, last = dirty_and_clean(route)
    if visit.brings_clean:
        row[c.CLEAN_UNTIL] = first
    if visit.takes_dirty:
        row[c.CLEAN_FROM] = last + 1


def dirty_and_clean(route: PlannedRoute) -> tuple[int, int]:
    """The first visit that makes the van dirty (-1: it is), and the last that needs it clean.

    What is brought in a van that is dirty already needs nothing any more: it is mixed as it is.
    """
    dirty = [n for n, visit in enumerate(route.visits) if visit.takes_dirty]
    first = -1 if route.has_dirty else min(dirty, default=len(route.visits))
    clean = [n for n, visit in enumerate(route.visits) if visit.brings_clean and n <= first]
    return first, max(clean, default=-1)
