"""When the vans of a depot will be where, for the messages that tell customers so.

Loaded by `messenger.py` and `learning.py` when there are first travel times to ask with: the
planning and numpy take longer to load than the hub may take to come back.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.model import OrderId, Route, StopKind
from core.planning.day import Grids, problem_of
from core.planning.problem import Visit
from core.planning.schedule import timetable
from core.planning.travel import TravelMatrix
from core.state import State

_APART = (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
"""Nobody waits for them at the customer's."""


class Arrivals:
    """Asks a depot's timetable again and again; what only hangs on the travel times is kept."""

    def __init__(self) -> None:
        self._grids: tuple[TravelMatrix, Grids] | None = None

    def of(self, state: State, matrix: TravelMatrix, now: datetime) -> dict[OrderId, datetime]:
        """When each visit of a van on the road begins, of those that its driver has agreed to."""
        if self._grids is None or self._grids[0] is not matrix:
            self._grids = (matrix, Grids(matrix))
        return {
            visit.order_id: begins
            for visit, route, begins in expected(state, matrix, now, self._grids[1])
            if visit.stop_id in route.manifest and visit.kind not in _APART
            if visit.order_id is not None
        }


def expected(
    state: State, matrix: TravelMatrix, now: datetime, grids: Grids | None = None
) -> Iterator[tuple[Visit, Route, datetime]]:
    """When each visit of a van on the road begins, agreed to or not."""
    grids = grids if grids is not None else Grids(matrix)
    for day in state.days:
        problem = problem_of(state, day, matrix, now, grids).problem
        for planned in problem.routes:
            route = state.routes[planned.route_id]
            if route.started_at is None:
                continue
            table = timetable(planned, problem)
            for visit, start_s in zip(planned.visits, table.starts_s, strict=True):
                yield visit, route, problem.origin + timedelta(seconds=start_s)
