import pytest

from core.planning.engine import Engine
from core.planning.fleet_solver import FleetOptions, propose
from core.planning.problem import Problem
from core.planning.solver import audit
from core.planning.warm_up import small_problem
from tests.core.planning.days import make_problem, make_route
from tests.core.planning.test_fleet_model import collects


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def crossed() -> Problem:
    return make_problem(
        make_route([collects("a", 5), collects("b", 1), collects("c", 5), collects("d", 1)]),
        make_route([], route_id="r9", name="Van 9", anchor_place=5, end_place=5),
    )


def test_all_routes_are_improved_at_once_and_or_tools_agrees() -> None:
    day = crossed()
    proposal = propose(day, FleetOptions(steps=400), [collects("new", 4)])
    assert proposal.is_better
    by_id = {visit.stop_id: visit for route in day.routes for visit in route.visits}
    by_id |= {collects("new", 4).stop_id: collects("new", 4)}
    changed = [
        route.with_visits(by_id[stop_id] for stop_id in found.stop_ids)
        for route, found in zip(day.routes, proposal.routes, strict=True)
    ]
    assert {"a", "c", "new"} <= set(changed[1].stop_ids)
    assert audit(day.with_routes(changed)) == (True, True)


def test_a_high_price_on_moves_leaves_everything_where_it_is() -> None:
    options = FleetOptions(steps=400, move_price_minor=1_000_000, disturb_price_minor=1_000_000)
    assert not propose(crossed(), options).is_better


def test_a_time_is_kept_too() -> None:
    assert propose(crossed(), FleetOptions(seconds=0.05)).is_better
