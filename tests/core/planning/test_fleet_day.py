"""The written day against the checker, on random routes with every constraint."""

import random

import msgspec

from core.planning.fleet import FleetProblem, Van
from core.planning.fleet_day import cost_of, day_of
from tests.fleet_checker import Day, cost, faults
from tests.fleet_problems import random_problem


def random_routes(problem: FleetProblem, seed: int) -> list[tuple[int, ...]]:
    dice = random.Random(seed)
    numbers = list(range(len(problem.requests)))
    dice.shuffle(numbers)
    routes: list[tuple[int, ...]] = [() for _ in problem.vans]
    for number in numbers:
        van = dice.randrange(len(routes))
        routes[van] = (*routes[van], number)
    return routes


def test_times_costs_and_what_is_broken_are_those_of_the_checker() -> None:
    clean = 0
    for seed in range(1500):
        problem = msgspec.structs.replace(random_problem(seed), move_price=0, disturb_price=0)
        routes = random_routes(problem, seed)
        total = 0
        for number, (van, route) in enumerate(zip(problem.vans, routes, strict=True)):
            day, other = day_of(problem, van, route), Day(problem, van, route)
            visits = [step for step in day.steps if step.request >= 0]
            assert [step.begin_s for step in visits] == other.begins, seed
            assert (day.finish_s, day.driving_s) == (other.finish_s, other.driving_s), seed
            alone = msgspec.structs.replace(problem, vans=(van,))
            told = [
                words
                for words in faults(alone, (route,))
                if "partner" not in words and "may not be" not in words
            ]
            if route:
                assert bool(day.faults) == bool(told), (seed, number, day.faults, told)
                clean += not told
            total += day.units
        assert cost_of(problem, routes) == cost(problem, routes), seed
        if problem.second is None:
            assert total == 0
    assert clean > 100
    assert cost(problem, routes) > 0


def test_what_is_left_out_costs_its_prize_or_its_weight() -> None:
    for seed in range(40):
        problem = msgspec.structs.replace(random_problem(seed), move_price=0, disturb_price=0)
        nobody: list[tuple[int, ...]] = [() for _ in problem.vans]
        assert cost_of(problem, nobody) == cost(problem, nobody)


def test_breaks_appear_where_they_are_taken_and_driving_adds_up() -> None:
    for seed in range(300):
        problem = random_problem(seed)
        for van, route in zip(problem.vans, random_routes(problem, seed), strict=True):
            day = day_of(problem, van, route)
            driven = [step.driving_s for step in day.steps]
            assert driven == sorted(driven)
            clock, done = day.begin_s, 0
            for step in day.steps:
                assert step.begin_s - clock >= step.driving_s - done, (seed, step)
                clock, done = step.leave_s, step.driving_s
            assert day.finish_s - clock >= day.driving_s - done


def test_a_van_that_stays_unused_is_home_at_once() -> None:
    problem = random_problem(1)
    day = day_of(problem, Van(0, 0, begin_s=7), ())
    assert (day.finish_s, day.steps, day.faults) == (7, (), ())
