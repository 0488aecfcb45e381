"""Plans for a day of 40 routes × 25 stops with 60 orders that wait: the first one, how long drawing
is kept waiting meanwhile, and how soon a search is ended.

The waits are those of a timer of one millisecond, as the window's thread would feel them.
"""

import sys
from time import perf_counter

import msgspec
import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from console.app import SLICE_S
from console.plan_search import PlanSearch
from core.garbage import search_rarely
from core.planning import compiled
from core.planning.day import problem_of
from core.planning.day_plans import THREE, Question, question
from core.planning.fleet_solver import make_ready
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import waiting_on
from core.planning.ways import DayPlan
from core.planning.worker import SolverWorker
from core.state import State
from tests.bench.figures import Figure
from tests.bench.on_the_way import make_day
from tests.builders import MORNING, TODAY

SEARCHES, APART_MS = 6, 1200
LASTS_MS = (900, 6500, 1700, 3100, 500, 2300)
"""How long each search is left alone, so that it is ended at different moments."""


class Watch(QObject):
    """Searches again and again, and notes what the timer felt."""

    def __init__(self, state: State, travel: TravelMatrix) -> None:
        super().__init__()
        self._state, self._travel = state, travel
        problem = problem_of(state, TODAY, travel, MORNING).problem
        self._plan = DayPlan(TODAY, problem, PreviewIndex(problem))
        self._search = PlanSearch(_no_solver, self)
        self._search.offered.connect(self._offered)
        self._search.ended.connect(self._ended)
        self.waits: dict[bool, list[float]] = {False: [], True: []}
        self.firsts: list[float] = []
        self.ends: list[float] = []
        self._last = self._began = self._asked = perf_counter()
        self._is_asked = self._has_first = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)
        QTimer.singleShot(APART_MS, self, self._begin)

    def close(self) -> None:
        """End what still runs."""
        self._timer.stop()
        self._search.close()

    def _tick(self) -> None:
        now = perf_counter()
        self.waits[self._search.is_searching].append((now - self._last) * 1000)
        self._last = now

    def _question(self) -> Question:
        plans = {TODAY: self._plan}
        waiting = waiting_on(self._state, plans, TODAY, self._travel, MORNING)
        return question(self._state, TODAY, self._plan.problem, waiting, MORNING)

    def _begin(self) -> None:
        self._began, self._is_asked, self._has_first = perf_counter(), False, False
        self._search.expect()
        self._search.start(self._question, THREE)
        QTimer.singleShot(LASTS_MS[len(self.ends)], self, self._end)

    def _offered(self, _: object) -> None:
        if not self._has_first:
            self._has_first = True
            self.firsts.append(perf_counter() - self._began)

    def _end(self) -> None:
        self._asked, self._is_asked = perf_counter(), True
        self._search.stop()

    def _ended(self) -> None:
        self.ends.append((perf_counter() - self._asked) * 1000 if self._is_asked else 0.0)
        if len(self.ends) < SEARCHES:
            QTimer.singleShot(APART_MS, self, self._begin)
        else:
            QCoreApplication.quit()


def _no_solver() -> SolverWorker:
    raise RuntimeError("the kernels are there")


def main() -> None:
    """Print the figures."""
    sys.setswitchinterval(SLICE_S)
    if not compiled.is_ready():
        compiled.compile_now()
    make_ready()
    application = QCoreApplication([])
    watch = Watch(*make_day())
    search_rarely()
    application.exec()
    watch.close()
    idle, busy = (np.percentile(watch.waits[is_on], 99.9) for is_on in (False, True))
    figures = [
        Figure("plans_first_s", float(np.median(watch.firsts)), "s", "limit: 1 s", 1.0, 1.0),
        Figure("plans_wait_ms", float(busy), "ms", "limit: a frame of 50 ms, p99.9", 50.0, 1.0),
        Figure("plans_wait_idle_ms", float(idle), "ms", "the same without a search", 50.0, 1.0),
        Figure("plans_cancel_ms", max(watch.ends), "ms", "limit: 50 ms, worst", 50.0, 1.0),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main()
