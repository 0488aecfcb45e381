"""OR-Tools as an engine for the whole fleet: held to the checker that knows neither of the two.

`BACKHAUL_TEST_PROBLEMS` sets how many random problems, as for the fleet engine.
"""

import os

import msgspec

from core.planning.engine import Engine
from core.planning.fleet import Break, FleetProblem, Request, Van
from core.planning.fleet_router import improve_fleet
from tests.core.planning.test_engine import line, solvable, under_way
from tests.fleet_checker import cost, faults, kept
from tests.fleet_problems import random_problem

PROBLEMS = int(os.environ.get("BACKHAUL_TEST_PROBLEMS", "25"))


def test_no_plan_breaks_a_rule() -> None:
    for seed in range(PROBLEMS):
        problem = solvable(seed)
        found = improve_fleet(problem, (), 5.0, steps=15)
        assert faults(problem, found.routes) == [], seed


def test_from_a_plan_it_never_gets_worse_and_keeps_what_is_fixed() -> None:
    looked_at = 0
    for seed in range(PROBLEMS):
        problem = solvable(seed)
        home = Engine(problem, seed=seed, as_plain=False)
        home.run_steps(40)
        plan = home.plan().routes
        later = under_way(problem, plan, seed)
        later = msgspec.structs.replace(later, move_price=0, disturb_price=0)
        if faults(later, plan):
            continue
        looked_at += 1
        found = improve_fleet(later, plan, 5.0, steps=10)
        told = [*faults(later, found.routes), *kept(later, plan, found.routes)]
        assert told == [], seed
        assert cost(later, found.routes) <= cost(later, plan), seed
    assert looked_at > PROBLEMS / 2


def test_a_street_is_driven_up_and_down_once() -> None:
    problem = line(6)
    found = improve_fleet(problem, (), 5.0, steps=20)
    assert cost(problem, found.routes) == found.cost
    assert found.left_out == ()


def test_a_break_that_leaves_no_time_for_the_last_visit_leaves_it_out() -> None:
    """OR-Tools takes the break after the visit; a driver takes it when it is due."""
    street = line(2)
    requests = (
        Request(1, service_s=600),
        Request(2, windows=((0, 1000),)),
    )
    van = Van(0, 0, breaks=(Break(((100, 5000),), 3000),))
    problem: FleetProblem = msgspec.structs.replace(street, requests=requests, vans=(van,))
    found = improve_fleet(problem, (), 5.0, steps=20)
    assert faults(problem, found.routes) == []


def test_what_cannot_be_solved_at_all_stays_as_it_was() -> None:
    problem = random_problem(3)
    vans = tuple(msgspec.structs.replace(van, latest_s=van.begin_s - 1) for van in problem.vans)
    stuck = msgspec.structs.replace(problem, vans=vans)
    routes = tuple(() for _ in vans)
    assert improve_fleet(stuck, routes, 5.0, steps=5).routes == routes
