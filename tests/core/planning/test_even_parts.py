"""A new day's stops are spread over the vans on duty, and nothing is left out for it."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.model import Load, RouteId, StopId, StopKind
from core.planning.engine import Engine
from core.planning.even_parts import WORTH_GOING, missed, spread, wider
from core.planning.fleet import FAR_AWAY, FleetPlan
from core.planning.fleet_model import FleetModel, fleet_model
from core.planning.fleet_solver import Search
from core.planning.problem import GoodsFrom, PlannedRoute, Problem, Visit
from core.planning.warm_up import small_problem
from tests.core.planning.days import make_problem, make_route, make_visit

ORDERS = 58


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def van(name: str, hours: float = 9, **changes: object) -> PlannedRoute:
    empty = make_route([], route_id=RouteId(name), name=name)
    shift_end_s = empty.anchor_s + int(3600 * hours)
    return replace(empty, shift_end_s=shift_end_s, capacity=Load(slots=100), **changes)


def order(number: int, **changes: object) -> Visit:
    return Visit(
        StopId(f"o{number}"),
        StopKind.DELIVER,
        1 + number % 40,
        service_s=300,
        deliver=Load(slots=1),
        goods_from=GoodsFrom.DEPOT,
        **changes,  # type: ignore[arg-type]
    )


def town(*vans: PlannedRoute) -> Problem:
    """Places are two minutes apart along one street, so that one van can visit all."""
    along = np.arange(41)
    steps = np.abs(along[:, None] - along[None, :])
    return make_problem(*vans, seconds=steps * 120, metres=steps * 700)


def lengths(plan: FleetPlan) -> list[int]:
    return sorted(len(each) for each in plan.routes)


def found(model: FleetModel) -> FleetPlan:
    engine = Engine(model.fleet, model.routes)
    engine.run_steps(3_000)
    return engine.plan()


def parts(model: FleetModel) -> list[int]:
    return [each.max_tasks for each in model.fleet.vans]


def test_three_vans_share_what_one_of_them_could_do_alone() -> None:
    problem = town(van("7"), van("8"), van("9"))
    model = fleet_model(problem, [order(number) for number in range(ORDERS)])
    assert lengths(found(model)) == [0, 0, ORDERS], "what costs alone make of it"
    plan = found(spread(model))
    assert missed(model, plan) == 0
    assert lengths(plan)[-1] <= 21
    assert lengths(plan)[0] >= ORDERS - 2 * 21


def test_parts_go_by_the_hours_of_a_shift_and_by_what_stands_on_a_list() -> None:
    held = replace(van("9"), is_locked=True, visits=(make_visit("held", 3),))
    full = replace(van("8", 3), visits=tuple(make_visit(f"own {n}", n) for n in range(1, 21)))
    problem = town(van("7", 6), full, held)
    model = spread(fleet_model(problem, [order(number) for number in range(10)]))
    assert parts(model) == [21, 20, FAR_AWAY], "two thirds of 30 and more; what it has; untouched"


def test_a_van_does_not_leave_for_a_handful() -> None:
    problem = town(*(van(str(number)) for number in range(10)))
    model = spread(fleet_model(problem, [order(number) for number in range(12)]))
    assert set(parts(model)) == {WORTH_GOING}
    assert len([each for each in found(model).routes if each]) == 2


def test_a_day_without_hours_or_orders_has_parts_too() -> None:
    assert parts(spread(fleet_model(town(van("7", 0)), [order(1)]))) == [WORTH_GOING]


def test_what_only_one_van_can_take_is_not_left_out_for_evenness() -> None:
    lifts = replace(van("7"), equipment=frozenset({"lift"}))
    problem = town(lifts, van("8"), van("9"))
    waiting = [order(number, needs=frozenset({"lift"})) for number in range(40)]
    model = spread(fleet_model(problem, [*waiting, *(order(n) for n in range(40, ORDERS))]))
    narrow = found(model)
    assert missed(model, narrow) > 0
    room = wider(model, narrow)
    assert room is not None
    assert parts(room)[0] == parts(model)[0] + missed(model, narrow)
    seen: list[FleetPlan] = []
    Search(model, ladder=(0.3, 0.6)).run(seen.append)
    assert [missed(model, each) for each in seen] == [0, 0]
    assert lengths(seen[-1])[-1] <= 42, "no more than it must"


def test_room_that_helps_nobody_is_not_given() -> None:
    problem = town(van("7"), van("8"))
    nobody = order(0, needs=frozenset({"crane"}))
    model = spread(fleet_model(problem, [nobody, *(order(n) for n in range(1, 21))]))
    plan = found(model)
    assert missed(model, plan) == 1
    assert wider(model, plan) is None, "no van could take it"
    late = replace(model.fleet.requests[0], vans=None, windows=((-9, -8),))
    fleet = replace(model.fleet, requests=(late, *model.fleet.requests[1:]))
    hopeless = replace(model, fleet=fleet)
    seen: list[FleetPlan] = []
    Search(hopeless, ladder=(0.2, 0.4)).run(seen.append)
    assert lengths(seen[-1])[-1] <= parts(model)[0], "the parts stay as narrow as they were"


def test_what_may_be_left_out_widens_nothing_and_a_pair_needs_room_for_two() -> None:
    problem = town(van("7"), van("8"))
    model = spread(fleet_model(problem, [order(number) for number in range(11)]))
    assert wider(fleet_model(town(van("7")), [order(0)]), FleetPlan(((),), 0, (0,))) is None
    full = FleetPlan((tuple(range(7)), ()), 0, (7,))
    requests = list(model.fleet.requests)
    fleet = replace(
        model.fleet, requests=(*requests[:7], replace(requests[7], prize=5), *requests[8:])
    )
    assert wider(replace(model, fleet=fleet), full) is None
    assert missed(replace(model, fleet=fleet), full) == 0
    fleet = replace(
        model.fleet, requests=(*requests[:7], replace(requests[7], partner=8), *requests[8:])
    )
    room = wider(replace(model, fleet=fleet), full)
    assert room is not None
    assert parts(room) == [each + 2 for each in parts(model)]
