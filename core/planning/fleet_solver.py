"""Re-optimizes the console's routes all at once with the fleet engine.

Runs in whichever thread calls it; kernels must be loaded or may be compiled there (`compiled.py`).
Before a proposal is committed, `SolverWorker.audit` holds the changed routes against OR-Tools.
"""

from collections.abc import Sequence

from msgspec import Struct

from core.planning.engine import Engine
from core.planning.fleet_model import fleet_model, proposed
from core.planning.problem import Problem, Visit
from core.planning.proposal import Proposal


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
