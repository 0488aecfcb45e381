"""The engine against a checker that knows nothing of it, on random problems with every constraint.

`BACKHAUL_TEST_PROBLEMS` sets how many (the demand on the product is 10,000).
"""

import os
import random
import threading

import msgspec
import numpy as np
import pytest

from core.planning import engine_columns
from core.planning.engine import MANY_AT_FIRST, Engine
from core.planning.fleet import FleetProblem, Request, Van
from core.planning.warm_up import small_problem
from tests.fleet_checker import cost, faults, kept
from tests.fleet_problems import random_problem

PROBLEMS = int(os.environ.get("BACKHAUL_TEST_PROBLEMS", "150"))


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def solvable(seed: int) -> FleetProblem:
    """Without vans on the road that cannot even drive home."""
    problem = random_problem(seed)
    vans = [
        msgspec.structs.replace(van, is_on_the_road=False)
        if faults(msgspec.structs.replace(problem, vans=(van,)), ((),))
        else van
        for van in problem.vans
    ]
    return msgspec.structs.replace(problem, vans=tuple(vans))


def under_way(problem: FleetProblem, home: tuple[tuple[int, ...], ...], seed: int) -> FleetProblem:
    """The same later in the day: prefixes, closed routes, fixed stops, a price on changes."""
    dice = random.Random(seed)
    vans = [
        msgspec.structs.replace(
            van,
            is_on_the_road=len(route) > 0,
            prefix=dice.randint(0, len(route)),
            is_closed=dice.random() < 0.2,
        )
        if dice.random() < 0.5
        else van
        for van, route in zip(problem.vans, home, strict=True)
    ]
    served = {node for route in home for node in route}
    requests = [
        msgspec.structs.replace(
            request, is_fixed=number in served and request.partner < 0 and dice.random() < 0.1
        )
        for number, request in enumerate(problem.requests)
    ]
    return msgspec.structs.replace(
        problem,
        vans=tuple(vans),
        requests=tuple(requests),
        move_price=dice.choice((0, 300)),
        disturb_price=dice.choice((0, 500)),
    )


def test_no_plan_breaks_a_rule_and_every_cost_is_right() -> None:
    for seed in range(PROBLEMS):
        problem = solvable(seed)
        engine = Engine(problem, seed=seed)
        engine.run_steps(150)
        found = engine.plan()
        assert faults(problem, found.routes) == [], seed
        assert cost(problem, found.routes) == found.cost, seed


def test_a_warm_start_keeps_what_is_fixed_and_never_gets_worse() -> None:
    for seed in range(PROBLEMS):
        problem = solvable(seed)
        first = Engine(problem, seed=seed)
        first.run_steps(60)
        home = first.plan().routes
        later = under_way(problem, home, seed)
        if faults(later, home):
            continue
        engine = Engine(later, home, seed=seed)
        before = engine.best_cost
        assert before == cost(later, home, home), seed
        engine.run_steps(100)
        found = engine.plan()
        assert [*faults(later, found.routes), *kept(later, home, found.routes)] == [], seed
        assert cost(later, found.routes, home) == found.cost <= before, seed


def test_the_same_seed_and_number_of_steps_give_the_same_plan() -> None:
    problem = random_problem(5, requests=40)
    plans = []
    for seed in (3, 3, 4):
        engine = Engine(problem, seed=seed)
        engine.run_steps(500)
        plans.append(engine.plan())
    assert plans[0] == plans[1]
    assert plans[0].routes != plans[2].routes


def line(count: int, vans: int = 1) -> FleetProblem:
    """Requests along a street with the depot at its end."""
    places = np.arange(count + 1)
    seconds = (60 * np.abs(places[:, None] - places[None])).astype(np.int32)[None]
    return FleetProblem(
        tuple(Request(place, service_s=10) for place in range(1, count + 1)),
        (Van(0, 0),) * vans,
        seconds,
    )


def test_a_street_is_driven_up_and_down_once() -> None:
    engine = Engine(line(30, vans=3))
    engine.run_steps(2_000)
    assert engine.plan().cost == 2 * 30 * 60
    assert engine.plan().left_out == ()


def test_a_stop_from_another_thread_ends_a_run_and_keeps_the_plan() -> None:
    engine = Engine(line(200, vans=4))
    thread = threading.Thread(target=engine.run_seconds, args=(60.0,))
    thread.start()
    engine.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert sorted(n for route in engine.plan().routes for n in route) in ([], list(range(200)))


def test_the_first_placement_of_very_many_ends_with_the_time_too() -> None:
    street = line(MANY_AT_FIRST + 100)
    engine = Engine(street, as_plain=True)
    engine.run_seconds(1e-4)
    cut = engine.plan()
    assert engine.is_cut_short
    assert 0 < len(cut.left_out) <= len(street.requests)
    assert faults(street, cut.routes) == []
    assert cost(street, cut.routes) == cut.cost
    engine.run_steps(30)
    assert engine.plan().left_out == ()
    whole = Engine(street, as_plain=True)
    whole.run_seconds(30, clock=iter([0.0, 31.0, 31.0]).__next__)
    assert (whole.is_cut_short, whole.plan().left_out) == (False, ())


def test_a_first_placement_that_is_cut_short_forgets_no_stop() -> None:
    engine = Engine(line(MANY_AT_FIRST + 100), as_plain=True)
    engine.stop()
    engine.run_seconds(1e-4)
    made = engine.steps
    engine.run_steps(30)
    assert (engine.steps, engine.is_cut_short) == (made, False)


def test_a_first_placement_that_fails_leaves_no_clock_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = Engine(line(MANY_AT_FIRST + 100), as_plain=True)
    monkeypatch.setattr(engine, "_prepared", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        engine.run_seconds(60.0)


def test_a_run_ends_with_its_time() -> None:
    ticks = iter(range(1_000_000))
    engine = Engine(line(10))
    engine.run_seconds(5.0, clock=lambda: float(next(ticks)))
    assert 0 < engine.steps < 100
    assert next(ticks) < 30


def test_plain_and_compiled_kernels_find_the_same() -> None:
    for seed in range(8):
        plans = []
        for as_plain in (True, False):
            engine = Engine(random_problem(seed), seed=seed, as_plain=as_plain)
            engine.run_steps(25)
            plans.append(engine.plan())
        assert plans[0] == plans[1], seed


def test_a_warm_search_looks_first_at_what_is_new_and_then_everywhere() -> None:
    problem = line(60, vans=2)
    engine = Engine(problem, [tuple(range(59)), ()])
    engine.run_steps(200)
    memory = engine._arrays.memory
    assert memory[engine_columns.FOCUSED] == 16
    assert set(engine._arrays.scratch[engine_columns.FOCUS, :16]) == set(range(44, 60))
    engine.run_steps(900)
    assert memory[engine_columns.FOCUSED] == 0
    assert engine.plan().left_out == ()


def test_long_routes_are_looked_at_widely_if_there_is_time_for_it() -> None:
    widths, sizes = [], []
    for vans, steps in ((1, 13_000), (1, 100), (60, 13_000)):
        problem = line(60, vans=vans)
        problem = msgspec.structs.replace(
            problem,
            vans=tuple(msgspec.structs.replace(v, max_tasks=60 // vans) for v in problem.vans),
        )
        engine = Engine(problem, near=8)
        engine.run_steps(steps)
        widths.append(int(engine._arrays.memory[engine_columns.NEAR_WIDTH]))
        sizes.append(int(engine._arrays.memory[engine_columns.MOST_RUIN]))
    assert widths == [59, 8, 8]
    assert sizes == [20, 20, 10]


WALKED = (
    "PLACE", "BEGIN", "LATEST", "PREVIOUS", "NEXT", "ROUTE", "LEG", "LEG_2",
)  # fmt: skip
LOADS = ("LOAD", "PEAK_BEFORE", "PEAK_AFTER")


def test_a_route_that_was_mended_in_places_is_as_if_walked_from_end_to_end() -> None:
    for seed in range(60):
        problem = solvable(seed)
        engine = Engine(problem, seed=seed)
        engine.run_steps(40)
        arrays = engine._arrays
        names = WALKED if arrays.memory[engine_columns.IS_ONE_WAY] else (*WALKED, *LOADS)
        columns = [getattr(engine_columns, name) for name in names]
        mended, vans = arrays.nodes.copy(), arrays.vans.copy()
        engine._begin()
        on_routes = arrays.nodes[:, engine_columns.ROUTE] >= 0
        assert (mended[on_routes][:, columns] == arrays.nodes[on_routes][:, columns]).all(), seed
        kept = ("LENGTH", "COST", "DRIVING", "UNITS", "BURDEN", "IS_DISTURBED")
        columns = [getattr(engine_columns, name) for name in kept]
        assert (vans[:, columns] == arrays.vans[:, columns]).all(), seed
