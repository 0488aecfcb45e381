"""What the fleet engine plans for a console's day, judged by OR-Tools, which knows nothing of it.

`BACKHAUL_TEST_PROBLEMS` sets how many random days (the demand on the product is 10,000).
"""

import os
import random

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.model import Load, StopKind
from core.planning.engine import Engine
from core.planning.excused import excused
from core.planning.fleet_model import broken, fleet_model, routes_of
from core.planning.handover import linked
from core.planning.problem import GoodsFrom, PlannedRoute, Problem
from core.planning.schedule import timetable
from core.planning.solver import audit
from core.planning.warm_up import small_problem
from tests.core.planning.whole_days import WholeDay, whole_days

PROBLEMS = int(os.environ.get("BACKHAUL_TEST_PROBLEMS", "40"))
MANY = settings(
    max_examples=PROBLEMS, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def planned(day: WholeDay, seed: int, prices: tuple[int, int] = (0, 0)) -> Problem:
    """The day as the engine would have it."""
    model = fleet_model(
        day.problem,
        day.waiting,
        move_price_minor=prices[0],
        disturb_price_minor=prices[1],
        only_by=day.only_by,
        worth_minor=day.worth_minor,
    )
    engine = Engine(model.fleet, model.routes, seed=seed)
    engine.run_steps(80)
    return linked(day.problem.with_routes(routes_of(day.problem, model, engine.plan())))


def admitted(before: Problem, after: Problem) -> dict[str, bool]:
    """The verdict on every route that changes, as before a plan is committed."""
    changes = [
        (was, now)
        for was, now in zip(before.routes, after.routes, strict=True)
        if was.stop_ids != now.stop_ids
    ]
    were = [(was, timetable(was, before)) for was, _ in changes]
    excuses = [excused(own, were) for own in were]
    verdicts = audit(replace(after, routes=tuple(now for _, now in changes)), excuses)
    return {now.route_id: is_fit for (_, now), is_fit in zip(changes, verdicts, strict=True)}


def worse(before: Problem, after: Problem) -> list[str]:
    """What the timetable finds worse than it was."""
    tables = [[timetable(route, each) for route in each.routes] for each in (before, after)]
    return [violation.words for violation in broken(*tables)]


def meets(problem: Problem) -> bool:
    """Whether two vans hand something over."""
    return any(visit.kind is StopKind.GIVE for route in problem.routes for visit in route.visits)


@MANY
@given(whole_days(), st.integers(1, 1000), st.sampled_from([(0, 0), (40, 90)]))
def test_or_tools_admits_every_plan_of_the_engine(
    day: WholeDay, seed: int, prices: tuple[int, int]
) -> None:
    after = planned(day, seed, prices)
    if worse(day.problem, after):
        # The engine moves neither half of a hand-over; what another order of its own stops does to
        # the other van is seen afterwards, and then nothing is offered.
        assert meets(day.problem)
        reject()
    verdicts = admitted(day.problem, after)
    assert all(verdicts.values()), verdicts


def touched(was: PlannedRoute, now: PlannedRoute) -> bool:
    """Whether a route lost or got what it may not, or moved what keeps its place."""
    locked = [number for number, visit in enumerate(was.visits, 1) if visit.is_locked]
    kept = was.stop_ids[: max([was.fixed_prefix, *locked])]
    in_order = [stop_id for stop_id in now.stop_ids if stop_id in kept]
    own = {
        visit.stop_id
        for visit in was.visits
        if not visit.is_with_sender
        and (
            visit.kind in (StopKind.GIVE, StopKind.TAKE)
            or visit.after is not None
            or (visit.deliver != Load() and visit.goods_from is not GoodsFrom.DEPOT)
        )
    }
    came = [visit for visit in now.visits if visit.stop_id not in was.stop_ids]
    return (
        was.is_locked
        or now.stop_ids[: was.fixed_prefix] != was.stop_ids[: was.fixed_prefix]
        or in_order != list(kept)
        or not own <= set(now.stop_ids)
        or any(was.route_id in visit.refused_by for visit in came)
    )


def spoilt(problem: Problem, dice: random.Random) -> Problem:
    """The day with one stop somewhere else, or lost."""
    routes = list(problem.routes)
    full = [number for number, route in enumerate(routes) if route.visits]
    source = dice.choice(full)
    visit = dice.choice(routes[source].visits)
    routes[source] = routes[source].without(visit.stop_id)
    if dice.random() < 0.9:
        target = dice.randrange(len(routes)) if dice.random() < 0.5 else source
        at = dice.randint(0, len(routes[target].visits))
        routes[target] = routes[target].with_visit(visit, at)
    return problem.with_routes(routes)


@MANY
@given(whole_days(), st.randoms(use_true_random=False))
def test_or_tools_refuses_what_breaks_a_limit_or_moves_what_stays_and_nothing_else(
    day: WholeDay, dice: random.Random
) -> None:
    """The auditor and the timetable, and the promises, agree on any change by hand."""
    assume(any(route.visits for route in day.problem.routes))
    after = spoilt(day.problem, dice)
    changes = [
        (was, now)
        for was, now in zip(day.problem.routes, after.routes, strict=True)
        if was.stop_ids != now.stop_ids
    ]
    has_breaks = any(now.breaks for _, now in changes)
    is_wrong = bool(worse(day.problem, after)) or any(touched(was, now) for was, now in changes)
    is_admitted = all(admitted(day.problem, after).values())
    if not has_breaks:
        assert is_admitted != is_wrong
    elif not is_wrong:
        assert is_admitted
