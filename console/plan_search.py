"""Plans for the day, searched beside the window: one thread per style, better ones as they come.

The fleet engine computes without the interpreter's lock; while it is missing or still being
compiled, OR-Tools looks for one plan in its own process, and says so. Once it is compiled it
searches, too.
"""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from console.hub_words import in_words
from console.tongue import tr
from core.idle_cores import idle_cores
from core.planning import compiled
from core.planning.day_plans import (
    NoPlan,
    PlanOffer,
    Question,
    Style,
    model_of,
    offer_of,
)
from core.planning.even_parts import missed, wider
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel
from core.planning.fleet_solver import LADDER_S, Search
from core.planning.worker import SolverFailed, SolverWorker

_log = logging.getLogger(__name__)
ONE_BY_ONE = 1500
"""From so many places on, styles are searched one after the other."""
FALLBACK_S = 3.0
NO_PLAN = 1 << 62
COMPILE_S, LOOK_EVERY_S = 180.0, 0.2
"""How long the engine is waited for; it takes ten seconds of a processor."""
COMPILING = tr(
    "The fleet engine is being compiled, once per machine; meanwhile OR-Tools looks for one plan."
)
READY = tr("The fleet engine is compiled now and looks for plans.")
MISSING = tr("The fleet engine is not installed; OR-Tools looks for one plan.")


class Told(Struct, frozen=True):
    """What a search has to say: an offer, a note, or that it has ended."""

    style: Style | None = None
    offer: PlanOffer | None = None
    note: str = ""
    is_ended: bool = False


class PlanSearch(QObject):
    """One search at a time; a new one ends the one before.

    Signals: `offered` (PlanOffer), `noted` (words), `ended`.
    """

    offered = Signal(object)
    noted = Signal(str)
    ended = Signal()
    _told = Signal(object, object)

    def __init__(
        self,
        solver: Callable[[], SolverWorker],
        parent: QObject,
        ladder: Sequence[float] = LADDER_S,
    ) -> None:
        super().__init__(parent)
        self._solver = solver
        self._ladder = ladder
        self._run: _Run | None = None
        self._warm: Search | None = None
        """Its engine stays: the next question is about the same streets and most of the stops."""
        self._leaving: list[_Run] = []
        """Those that were ended, and may still be putting something away."""
        self._is_expected = False
        self._told.connect(self._tell)

    @property
    def is_searching(self) -> bool:
        """From `expect` on."""
        return self._run is not None or self._is_expected

    def expect(self) -> None:
        """A question is being prepared; the search before is of no use any more."""
        self.drop()
        self._is_expected = True

    def start(self, make: Callable[[], Question], styles: Sequence[Style]) -> None:
        """`make` is called on the search's thread; its `NoPlan` ends it with the words.

        Nothing happens unless the search is expected: whoever waited may have gone.
        """
        if not self._is_expected:
            return
        self.drop()
        self._run = _Run(make, styles, self._ladder, self._solver, self._told.emit, self._warm)
        self._run.start()

    def stop(self) -> None:
        """End it at once; what was told is all that it found."""
        if self.is_searching:
            self.drop()
            self.ended.emit()

    def drop(self) -> None:
        """End it, and hear nothing of it any more."""
        run, self._run, self._is_expected = self._run, None, False
        self._leaving = [each for each in self._leaving if each.is_alive]
        if run is not None:
            run.stop()
            self._leaving.append(run)
            self._warm = run.first

    def close(self) -> None:
        """End the threads."""
        self.drop()
        for run in self._leaving:
            run.join()

    def _tell(self, run: "_Run", told: Told) -> None:
        if run is not self._run:
            return
        if told.offer is not None:
            self.offered.emit(told.offer)
        if told.note:
            self.noted.emit(told.note)
        if told.is_ended:
            self._run, self._warm = None, run.first
            self.ended.emit()


class Cheapest:
    """Knows the cheapest plan of all styles: no other card may be cheaper than the one of that
    name. Its search alone may end in a dearer one, since the others begin nearer to the day as it
    is. Called under a lock."""

    def __init__(self) -> None:
        self._best: tuple[int, int] | None = None

    def is_news(self, placed: int, cost_minor: int) -> bool:
        """Whether nothing so cheap was offered that places as many orders."""
        own = (-placed, cost_minor)
        if self._best is not None and own >= self._best:
            return False
        self._best = own
        return True

    def is_best(self, placed: int, cost_minor: int) -> bool:
        """Whether it still is."""
        return self._best == (-placed, cost_minor)


class _Run:
    """The threads of one search."""

    def __init__(
        self,
        make: Callable[[], Question],
        styles: Sequence[Style],
        ladder: Sequence[float],
        solver: Callable[[], SolverWorker],
        tell: Callable[["_Run", Told], None],
        like: Search | None,
    ) -> None:
        self._make, self._styles, self._ladder = make, styles, ladder
        self._solver, self._tell, self._like = solver, tell, like
        self._searches: list[Search] = []
        """One for each style, and where cores are idle a second one that draws other numbers."""
        self._best: dict[Style, int] = {}
        """The cost of the last plan of each style that was offered."""
        self._cheapest = Cheapest()
        self._lock = threading.Lock()
        self._asked: Future[FleetPlan] | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._work, name="plans")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopped = True
        for search in tuple(self._searches):
            search.stop()
        if self._asked is not None:
            self._solver().cancel(self._asked)

    @property
    def first(self) -> Search | None:
        """The first engine that it made, or the one that it was given."""
        return self._searches[0] if self._searches else self._like

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def join(self) -> None:
        self._thread.join()

    def _work(self) -> None:
        try:
            _be_humble()
            asked = self._make()
            if not self._is_stopped:
                self._search(asked)
        except NoPlan as reason:
            self._tell(self, Told(note=str(reason)))
        except Exception as error:
            _log.exception("A search for plans failed")
            self._tell(
                self,
                Told(
                    note=tr(
                        "The search failed: {type_name}: {error}",
                        type_name=type(error).__name__,
                        error=error,
                    )
                ),
            )
        finally:
            self._tell(self, Told(is_ended=True))

    def _search(self, asked: Question) -> None:
        if not compiled.is_ready():
            engine = self._ask_or_tools(asked)
            if not self._is_there(engine):
                return
            self._tell(self, Told(note=READY))
        models = [model_of(asked, self._styles[0])]
        models += [model_of(asked, style, models[0]) for style in self._styles[1:]]
        each: list[tuple[Style, FleetModel, Search]] = []
        twins = 2 if idle_cores() > 2 * len(models) - 1 else 1
        asked_for = list(zip(self._styles, models, strict=True)) * twins
        if len(asked.problem.seconds) >= ONE_BY_ONE:
            asked_for = asked_for[: len(models)]
        for seed, (style, model) in enumerate(asked_for, 1):
            self._searches.append(Search(model, seed, self._ladder, self.first))
            each.append((style, model, self._searches[-1]))
            if self._is_stopped:
                return
        if len(asked.problem.seconds) >= ONE_BY_ONE:
            for style, model, search in each:
                self._climb(asked, style, model, search)
            return
        threads = [
            threading.Thread(target=self._climb_apart, args=(asked, *one), name=f"plans {one[0]}")
            for one in each[1:]
        ]
        for thread in threads:
            thread.start()
        self._climb(asked, *each[0])
        for thread in threads:
            thread.join()

    def _climb_apart(
        self, asked: Question, style: Style, model: FleetModel, search: Search
    ) -> None:
        _be_humble()
        try:
            self._climb(asked, style, model, search)
        except Exception as error:
            _log.exception("The search for a plan failed")
            self._tell(
                self,
                Told(
                    note=tr(
                        "The search failed: {type_name}: {error}",
                        type_name=type(error).__name__,
                        error=error,
                    )
                ),
            )

    def _climb(self, asked: Question, style: Style, model: FleetModel, search: Search) -> None:
        def found(plan: FleetPlan) -> None:
            with self._lock:
                is_better = plan.cost < self._best.get(style, NO_PLAN)
                if is_better:
                    self._best[style] = plan.cost
            if not self._is_stopped and is_better:
                self._offer(asked, style, model, plan)

        if not self._is_stopped:
            search.run(found)

    def _is_there(self, engine: "subprocess.Popen[bytes] | None") -> bool:
        """After it was compiled; not when nobody waits for it any more."""
        until = time.monotonic() + COMPILE_S
        while engine is not None and engine.poll() is None and time.monotonic() < until:
            if self._is_stopped:
                return False
            time.sleep(LOOK_EVERY_S)
        return engine is not None and not self._is_stopped and compiled.is_ready()

    def _ask_or_tools(self, asked: Question) -> "subprocess.Popen[bytes] | None":
        """One plan; returns what compiles the engine meanwhile."""
        engine = compiled.compile_in_background() if compiled.has_numba() else None
        self._tell(self, Told(note=COMPILING if compiled.has_numba() else MISSING))
        style = Style.OR_TOOLS
        model = model_of(asked, style)
        try:
            plan = self._or_tools_plan(model)
            wide = wider(model, plan)
            if wide is not None:
                plan = min(plan, self._or_tools_plan(wide), key=partial(missed, model))
            self._offer(asked, style, model, plan)
        except CancelledError:
            return None
        except SolverFailed as error:
            self._tell(
                self, Told(note=tr("OR-Tools gave no plan: {error}", error=in_words(str(error))))
            )
        return engine

    def _or_tools_plan(self, model: FleetModel) -> FleetPlan:
        self._asked = self._solver().improve_fleet(model.fleet, model.routes, FALLBACK_S)
        return self._asked.result()

    def _offer(self, asked: Question, style: Style, model: FleetModel, plan: FleetPlan) -> None:
        try:
            offer = offer_of(asked, style, model, plan)
        except NoPlan as reason:
            self._tell(
                self,
                Told(note=tr("A plan was found that cannot be offered: {reason}", reason=reason)),
            )
            return
        if offer is None:
            return
        placed, cost_minor = len(offer.placed), offer.after.cost_minor
        with self._lock:
            is_cheapest = style is not Style.OR_TOOLS and self._cheapest.is_news(placed, cost_minor)
            if style is not Style.CHEAPEST or is_cheapest:
                self._tell(self, Told(style=style, offer=offer))
        if is_cheapest and style is not Style.CHEAPEST and Style.CHEAPEST in self._styles:
            self._offer_again(asked, model, plan, (placed, cost_minor))

    def _offer_again(
        self, asked: Question, model: FleetModel, plan: FleetPlan, figures: tuple[int, int]
    ) -> None:
        """The same plan under the name of the cheapest, unless that has found a cheaper one."""
        with suppress(NoPlan):
            like = model_of(asked, Style.CHEAPEST, model)
            offer = offer_of(asked, Style.CHEAPEST, like, plan)
            with self._lock:
                if offer is not None and self._cheapest.is_best(*figures):
                    self._tell(self, Told(style=Style.CHEAPEST, offer=offer))


def _be_humble() -> None:
    """The window comes first; where threads have no priority of their own, nothing changes."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
