"""Hand-overs for what a plan leaves out because its goods are in another van. Pure.

The fleet engine binds such goods to the van that has them. On the board as the plan would leave it,
each is then offered to the other vans by a meeting, the way a drag would be.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core.model import RouteId, ServiceDay
from core.planning.breakdown import PLANNER
from core.planning.day import Grid, problem_of
from core.planning.insertion import PreviewIndex
from core.planning.problem import Problem
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import Candidate
from core.planning.ways import DayPlan, Way, minding, of_visit
from core.rules.lookups import Refused
from core.rules.plan import place_order
from core.state import State, apply

MOST_ASKED = 8
"""So many orders of a plan are offered to other vans: each asks every pair of stops."""


class Met(Struct, frozen=True, eq=False):
    """The board with the meetings, and how to ask for them."""

    state: State
    problem: Problem
    placements: tuple[c.PlaceOrder, ...]
    """Versions are those of the board they were found on."""


def meetings_for(
    state: State,
    problem: Problem,
    left: Sequence[Candidate],
    travel: TravelMatrix,
    *,
    day: ServiceDay,
    may_change: frozenset[RouteId],
    change_minor: int,
    now: datetime,
) -> Met:
    """A meeting for each of `left` that breaks nothing and is worth two changed lists and its way.

    `state` and `problem` are the day as the plan leaves it; only routes that `may_change` meet.
    """
    met = Met(state, problem, ())
    plan: DayPlan | None = None
    aboard = [each for each in left if each.routes is not None and each.fetch is None]
    for candidate in aboard[:MOST_ASKED]:
        if plan is None or plan.problem is not met.problem:
            known = plan.previews if plan is not None else None
            plan = DayPlan(day, met.problem, PreviewIndex(met.problem, known))
        ways = _ways(met, candidate, travel, plan)
        able = [way for way in ways if _is_fine(way, may_change)]
        best = min(able, key=lambda way: (way.option.cost_minor, way.route_id), default=None)
        if best is not None and _is_worth_it(best, candidate, change_minor):
            met = _with(met, candidate, best, travel, day=day, now=now)
    return met


def _ways(met: Met, candidate: Candidate, travel: TravelMatrix, plan: DayPlan) -> list[Way]:
    order = met.state.orders[candidate.order_id]
    return [
        minding(met.state, order, plan, candidate.visit, way)
        for way in of_visit(met.state, order, plan, candidate.visit, travel)
    ]


def _is_fine(way: Way, may_change: frozenset[RouteId]) -> bool:
    meeting = way.hand_over
    return (
        meeting is not None
        and way.index is not None
        and way.option.is_feasible
        and meeting.give_route_id is not None
        and {way.route_id, meeting.give_route_id} <= may_change
    )


def _is_worth_it(way: Way, candidate: Candidate, change_minor: int) -> bool:
    worth = candidate.worth_minor
    return worth is None or way.option.cost_minor + 2 * change_minor < worth


def _with(
    met: Met,
    candidate: Candidate,
    way: Way,
    travel: TravelMatrix,
    *,
    day: ServiceDay,
    now: datetime,
) -> Met:
    """The board with one meeting more; as it is if a rule forbids it after all."""
    assert way.index is not None
    placing = c.PlaceOrder(
        order_id=candidate.order_id,
        route_id=way.route_id,
        index=way.index,
        expected_version=way.version,
        hand_over=way.hand_over,
        engine=way.engine,
    )
    state = met.state
    try:
        for event in place_order(state, placing, PLANNER, now):
            state = apply(state, event)
    except Refused:
        return met
    grid = Grid(met.problem.seconds, met.problem.metres)
    was = met.problem
    problem = problem_of(state, day, travel, was.now, grid, origin=was.origin).problem
    return Met(state, problem, (*met.placements, replace(placing, considered=candidate.ways_out)))
