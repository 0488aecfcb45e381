"""When the vans of a depot will be where, for the messages that tell customers so.

Loaded by `messenger.py` when it first has travel times to ask with: the planning and numpy take
longer to load than the hub may take to come back.
"""

from datetime import datetime, timedelta

from core.model import OrderId, StopKind
from core.planning.day import Grids, problem_of
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
        found: dict[OrderId, datetime] = {}
        for day in state.days:
            problem = problem_of(state, day, matrix, now, self._grids[1]).problem
            for planned in problem.routes:
                route = state.routes[planned.route_id]
                if route.started_at is None:
                    continue
                table = timetable(planned, problem)
                for visit, start_s in zip(planned.visits, table.starts_s, strict=True):
                    is_agreed = visit.stop_id in route.manifest and visit.kind not in _APART
                    if is_agreed and visit.order_id is not None:
                        found[visit.order_id] = problem.origin + timedelta(seconds=start_s)
        return found
