"""Re-optimizes the console's routes all at once with the fleet engine.

Runs in whichever thread calls it; kernels must be loaded or may be compiled there (`compiled.py`).
Before a proposal is committed, `SolverWorker.audit` holds the changed routes against OR-Tools.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from core.planning import compiled
from core.planning.engine import Engine
from core.planning.even_parts import missed, wider
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel, fleet_model, proposed
from core.planning.problem import Problem, Visit
from core.planning.proposal import Proposal
from core.planning.warm_up import small_problem


class FleetOptions(Struct, frozen=True):
    """How long to search, and what a change is worth avoiding."""

    seconds: float = 1.0
    steps: int | None = None
    """Instead of a time: the same answer on every run."""
    seed: int = 1
    move_price_minor: int = 0
    """Of each stop that changes its route or its order."""
    disturb_price_minor: int = 0
    """Of each route whose sequence changes."""


def propose(problem: Problem, options: FleetOptions, waiting: Sequence[Visit] = ()) -> Proposal:
    """A better plan for all routes with `waiting` placed where there is room, already judged."""
    model = fleet_model(
        problem,
        waiting,
        move_price_minor=options.move_price_minor,
        disturb_price_minor=options.disturb_price_minor,
    )
    engine = Engine(model.fleet, model.routes, seed=options.seed)
    if options.steps is None:
        engine.run_seconds(options.seconds)
    else:
        engine.run_steps(options.steps)
    return proposed(problem, model, engine.plan())


def placed(model: FleetModel) -> FleetPlan:
    """The plan with what waits in it, by a number of steps: the same question, the same answer."""
    engine = Engine(model.fleet, model.routes, near=PLACING_NEAR)
    engine.run_steps(PLACING_STEPS)
    return engine.plan()


PLACING_STEPS, PLACING_NEAR = 3_000, 100
"""What waits often lies together: each is the others' nearest, and the gaps are farther away."""
LADDER_S = (0.3, 1.0, 5.0)
"""Seconds from the beginning after which what was found is shown."""


class Search:
    """One problem being improved step by step. Any thread may call `stop`."""

    def __init__(
        self,
        model: FleetModel,
        seed: int = 1,
        ladder: Sequence[float] = LADDER_S,
        like: "Search | None" = None,
    ) -> None:
        """Made in less time if there is one `like` it: of the same streets, most of the stops, or
        the very same question at other prices."""
        self._ladder, self._model, self._seed = tuple(ladder), model, seed
        other = None if like is None else like._engine
        self._engine: Engine = Engine(model.fleet, model.routes, seed=seed, like=other)
        self.is_stopped = False

    def run(self, found: Callable[[FleetPlan], None]) -> None:
        """Calls back after each rung with the best plan; stopped, once more with what it has."""
        spent = 0.0
        for until in self._ladder:
            if self.is_stopped:
                return
            self._engine.run_seconds(until - spent)
            if spent == 0:
                self._make_room(until)
            spent = until
            found(self._engine.plan())

    def _make_room(self, seconds: float) -> None:
        """Vans get more than their part where that places more of what must be visited."""
        narrow, plan = self._engine, self._engine.plan()
        model = wider(self._model, plan)
        if model is None:
            return
        self._engine = Engine(model.fleet, model.routes, seed=self._seed, like=narrow)
        if not self.is_stopped:
            self._engine.run_seconds(seconds)
        if missed(model, self._engine.plan()) >= missed(model, plan):
            self._engine = narrow

    def stop(self) -> None:
        """The best so far is the last."""
        self.is_stopped = True
        self._engine.stop()


def make_ready() -> bool:
    """Load the compiled kernels if they are there, else have them compiled; whether they are."""
    if not compiled.is_ready():
        if compiled.has_numba():
            compiled.compile_in_background()
        return False
    Engine(small_problem()).run_steps(1)
    return True
