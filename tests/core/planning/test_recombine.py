"""Routes of several plans combined: never worse, never against a rule, the best where known."""

import msgspec
import numpy as np
import pytest

from core.planning import recombine as module
from core.planning.engine import Engine
from core.planning.fleet import FleetPlan, FleetProblem, Request, Van
from core.planning.fleet_day import cost_of
from core.planning.recombine import RoutePool, recombine
from core.planning.warm_up import small_problem
from tests.core.planning.test_engine import line, solvable
from tests.fleet_checker import faults


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def plan_of(*routes: tuple[int, ...]) -> FleetPlan:
    return FleetPlan(routes, 0, ())


def test_the_good_halves_of_two_plans_make_a_better_one() -> None:
    street = line(6, vans=3)
    pool = RoutePool(street)
    pool.add([(0, 1, 2), (5, 3, 4), ()])
    found = recombine(street, pool, plan_of((1, 0, 2), (3, 4, 5), ()), 5.0)
    assert found is not None
    assert set(found.routes) == {(0, 1, 2), (3, 4, 5), ()}
    assert found.cost == cost_of(street, found.routes)
    assert found.left_out == ()
    again = recombine(street, pool, found, 5.0)
    assert again is None


def scattered(seed: int) -> FleetProblem:
    """Forty visits around a depot, and vans that hold six."""
    points = np.random.default_rng(seed).uniform(0, 1000, (41, 2))
    points[0] = 500
    seconds = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).astype(np.int32)
    requests = tuple(Request(place, loads=(1, 0, 0)) for place in range(1, 41))
    vans = (Van(0, 0, room=(6, 0, 0)),) * 9
    return FleetProblem(requests, vans, seconds[None])


def combined(problem: FleetProblem, steps: int) -> tuple[FleetPlan, FleetPlan | None]:
    """The best of eight plans, and what their routes make together."""
    pool = RoutePool(problem)
    plans = []
    for seed in range(8):
        engine = Engine(problem, seed=seed)
        engine.run_steps(steps)
        plans.append(engine.plan())
        pool.add(plans[-1].routes)
    best = min(plans, key=lambda plan: plan.cost)
    return best, recombine(problem, pool, best, 5.0)


def test_what_is_combined_breaks_no_rule_and_is_never_worse() -> None:
    problems = [
        msgspec.structs.replace(solvable(seed), move_price=0, disturb_price=0) for seed in range(20)
    ]
    better = 0
    for problem in [*problems, *map(scattered, range(6))]:
        best, found = combined(problem, 300)
        if found is not None:
            better += 1
            assert faults(problem, found.routes) == []
            assert found.cost < best.cost
    assert better >= 2


def test_prices_of_changes_leave_a_plan_alone() -> None:
    street = msgspec.structs.replace(line(3, vans=2), move_price=5)
    pool = RoutePool(street)
    assert recombine(street, pool, plan_of((1, 0), (2,)), 5.0) is None


def test_vans_that_keep_something_drive_their_own_routes_only() -> None:
    street = line(4, vans=2)
    vans = (msgspec.structs.replace(street.vans[0], prefix=1), street.vans[1])
    pool = RoutePool(msgspec.structs.replace(street, vans=vans))
    assert pool.kinds[0] != pool.kinds[1]
    alike = RoutePool(street)
    assert alike.kinds[0] == alike.kinds[1]
    requests = (msgspec.structs.replace(street.requests[0], vans=frozenset({1})),)
    bound = RoutePool(msgspec.structs.replace(street, requests=(*requests, *street.requests[1:])))
    assert bound.kinds[0] != bound.kinds[1]


def test_a_pool_forgets_its_oldest_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 2)
    pool = RoutePool(line(4, vans=1))
    for route in ((0,), (1,), (2,)):
        pool.add([route])
    assert [route for _, route in pool.routes] == [(1,), (2,)]
