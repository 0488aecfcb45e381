import msgspec
import pytest
from hypothesis import given, settings

from core.model import Load, RouteId, StopId, StopKind
from core.planning.engine import Engine
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import broken, fleet_model, proposed, routes_of
from core.planning.problem import GoodsFrom, Problem, Visit, Window
from core.planning.proposal import burden
from core.planning.schedule import ViolationKind, timetable, worsened
from core.planning.warm_up import small_problem
from tests.core.planning.days import (
    make_problem,
    make_route,
    make_visit,
    problems,
    small_day,
    visits,
)


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


OVERLOADS = (ViolationKind.WEIGHT, ViolationKind.VOLUME, ViolationKind.SLOTS)


def burdens(problem: Problem) -> int:
    return sum(burden(route, timetable(route, problem)) for route in problem.routes)


@settings(max_examples=150)
@given(problems(), visits())
def test_the_engine_counts_as_the_timetable_and_never_makes_anything_worse(
    problem: Problem, new: Visit
) -> None:
    model = fleet_model(problem)
    engine = Engine(model.fleet, model.routes)
    is_free = any(r.cost_per_km_minor + r.cost_per_hour_minor == 0 for r in problem.routes)
    if not is_free:
        assert engine.best_cost == burdens(problem)
    engine.run_steps(60)
    plan = engine.plan()
    after = problem.with_routes(routes_of(problem, model, plan))
    if not is_free:
        assert plan.cost == burdens(after) <= burdens(problem)
    proposal = proposed(problem, model, plan)
    assert proposal.is_better == (burdens(after) < burdens(problem))
    for route, old in zip(proposal.routes, problem.routes, strict=True):
        assert route.stop_ids[: old.fixed_prefix] == old.stop_ids[: old.fixed_prefix]
        if old.is_locked:
            assert route.stop_ids == old.stop_ids
    more = fleet_model(problem, [new])
    wider = Engine(more.fleet, more.routes)
    wider.run_steps(30)
    for each, old in zip(routes_of(problem, more, wider.plan()), problem.routes, strict=True):
        added = worsened(timetable(old, problem), timetable(each, problem))
        assert not [v for v in added if v.stop_id == new.stop_id or v.kind in OVERLOADS]


def collects(name: str, place: int, **values: object) -> Visit:
    return make_visit(name, place, kind=StopKind.COLLECT, collect=Load(1, 1, 0), **values)


def test_stops_that_cross_are_exchanged_between_vans() -> None:
    day = make_problem(
        make_route([collects("a", 1), collects("b", 5)]),
        make_route([collects("c", 1), collects("d", 5)], route_id="r9", name="Van 9"),
    )
    model = fleet_model(day, move_price_minor=0)
    proposal = proposed(day, model, FleetPlan(((0, 2), (1, 3)), 0, ()))
    assert proposal.is_better
    first, second = proposal.routes
    assert first.stop_ids == ("a", "c")
    assert second.moved == ("b",)
    assert first.saved_metres + second.saved_metres == 40_000
    assert first.saved_minor > 0
    assert first.saved_lateness_s == 0


def test_goods_in_a_van_and_hand_overs_stay_with_it() -> None:
    day = make_problem(
        make_route(
            [
                make_visit("on board", 1, deliver=Load(1, 0, 0)),
                make_visit("depot", 2, deliver=Load(1, 0, 0), goods_from=GoodsFrom.DEPOT),
                collects("free", 2),
                collects("give", 3, linked_to=StopId("x")),
                collects("lift", 3, needs=frozenset({"tail_lift"})),
            ]
        ),
        make_route((), route_id="r9", has_left=True),
        make_route((), route_id="r8", equipment=frozenset({"tail_lift"})),
    )
    able = [sorted(request.vans or ()) for request in fleet_model(day).fleet.requests]
    assert able == [[0], [0, 2], [0, 1, 2], [0], [0, 2]]
    waiting = [make_visit("new", 2, deliver=Load(1, 0, 0)), collects("newer", 2)]
    new, newer = fleet_model(day, waiting).fleet.requests[5:]
    assert (new.vans, newer.vans) == (frozenset(), frozenset({0, 1, 2}))
    letter = make_visit("letter", 2, goods_from=GoodsFrom.DEPOT)
    assert fleet_model(day, [letter]).fleet.requests[-1].vans == frozenset({0, 2})


def test_goods_that_are_fetched_from_a_van_that_stands_are_fetched_by_the_same_van() -> None:
    take = make_visit("take", 1, kind=StopKind.TAKE, collect=Load(1, 1, 0))
    door = make_visit(
        "door", 3, after=StopId("take"), deliver=Load(1, 1, 0), goods_from=GoodsFrom.TAKE
    )
    day = make_problem(make_route([take, door]), make_route((), route_id="r9", name="Van 9"))
    assert [r.vans for r in fleet_model(day).fleet.requests] == [frozenset({0})] * 2


def test_a_take_and_its_delivery_move_as_a_pair_if_both_may() -> None:
    take = collects("take", 1)
    give = make_visit(
        "door", 3, after=StopId("take"), deliver=Load(1, 1, 0), goods_from=GoodsFrom.TAKE
    )
    other = msgspec.structs.replace(give, stop_id=StopId("second door"))
    day = make_problem(make_route([take, collects("x", 2), give]))
    requests = fleet_model(day).fleet.requests
    assert [r.partner for r in requests] == [2, -1, 0]
    assert [r.is_delivery_half for r in requests] == [False, False, True]
    begun = make_problem(make_route([take, collects("x", 2), give], fixed_prefix=1))
    assert [r.partner for r in fleet_model(begun).fleet.requests] == [-1, -1, -1]
    both = make_problem(make_route([take, give, other]))
    model = fleet_model(both)
    assert [r.partner for r in model.fleet.requests] == [-1, -1, -1]
    assert [r.is_fixed for r in model.fleet.requests] == [True, True, True]


def test_what_a_sender_still_has_may_be_collected_and_brought_by_any_van() -> None:
    take = collects("take", 1, is_with_sender=True)
    give = make_visit(
        "door",
        3,
        after=StopId("take"),
        deliver=Load(1, 1, 0),
        goods_from=GoodsFrom.TAKE,
        is_with_sender=True,
    )
    other = make_route([], route_id=RouteId("r2"))
    requests = fleet_model(make_problem(make_route([take, give]), other)).fleet.requests
    assert [r.vans for r in requests] == [frozenset({0, 1})] * 2
    assert [r.partner for r in requests] == [1, 0]
    begun = make_problem(make_route([take, give], fixed_prefix=1), other)
    assert fleet_model(begun).fleet.requests[1].vans == frozenset({0}), (
        "its goods are as good as taken"
    )


def test_a_locked_stop_keeps_the_sequence_up_to_it() -> None:
    day = make_problem(make_route([collects("a", 1), collects("b", 2, is_locked=True)]))
    assert fleet_model(day).fleet.vans[0].prefix == 2


def test_a_missed_window_may_be_missed_as_much_on_any_van() -> None:
    late = collects("late", 2, window=Window(0, 60))
    day = make_problem(make_route([late]))
    request = fleet_model(day).fleet.requests[0]
    assert (request.windows, request.due_s) == (((0, 1200),), 60)
    new = fleet_model(day, [late]).fleet.requests[1]
    assert (new.windows, new.due_s) == (((0, 60),), 1 << 29)


def test_what_may_only_begin_after_its_window_is_for_nobody() -> None:
    day = make_problem(make_route([collects("a", 1)]))
    waiting = [
        collects("too late", 2, window=Window(0, 600), earliest_s=601),
        collects("just in time", 2, window=Window(0, 600), earliest_s=600),
    ]
    late, timely = fleet_model(day, waiting).fleet.requests[1:]
    assert (late.vans, timely.vans) == (frozenset(), frozenset({0}))


def test_prices_are_in_the_engines_units_and_a_free_van_counts_seconds() -> None:
    free = make_problem(make_route([], cost_per_km_minor=0, cost_per_hour_minor=0))
    model = fleet_model(free, move_price_minor=2, disturb_price_minor=3)
    assert (model.fleet.move_price, model.fleet.disturb_price) == (36_000, 54_000)
    assert model.fleet.vans[0].per_second == 1


def test_a_plan_that_breaks_or_loses_something_is_not_proposed() -> None:
    day = small_day()
    model = fleet_model(day)
    worse = proposed(day, model, FleetPlan(((2, 0, 1), (3, 4, 5)), 0, ()))
    assert not worse.is_better
    lost = proposed(day, model, FleetPlan(((0,), (3, 4, 5)), 0, (1, 2)))
    assert not lost.is_better
    tight = make_problem(make_route([collects("a", 1, window=Window(0, 700)), collects("b", 5)]))
    model = fleet_model(tight)
    assert not proposed(tight, model, FleetPlan(((1, 0),), 0, ())).is_better


def test_placing_a_waiting_order_is_better_whatever_it_costs() -> None:
    day = small_day()
    model = fleet_model(day, [collects("new", 5)])
    proposal = proposed(day, model, FleetPlan(((0, 1, 2), (3, 4, 5, 6)), 0, ()))
    assert proposal.routes[1].stop_ids[-1] == "new"
    assert proposal.routes[1].moved == ("new",)
    assert [route.is_better for route in proposal.routes] == [False, True]


def test_a_take_that_waits_and_the_visit_after_it_are_a_pair() -> None:
    day = small_day()
    take = make_visit("t", 1, kind=StopKind.TAKE, collect=Load(1, 1, 0))
    visit = make_visit("v", 2, deliver=Load(1, 1, 0), goods_from=GoodsFrom.TAKE, after=take.stop_id)
    other = collects("w", 3)
    ids = frozenset(route.route_id for route in day.routes)
    model = fleet_model(
        day,
        [take, visit, other],
        only_by={take.stop_id: ids, visit.stop_id: ids},
        worth_minor={take.stop_id: 7},
    )
    first = len(model.visits) - 3
    half, rest, single = model.fleet.requests[first:]
    assert (half.partner, rest.partner, single.partner) == (first + 1, first, -1)
    assert (half.is_delivery_half, rest.is_delivery_half) == (False, True)
    assert half.prize == 7 * 18_000


@pytest.mark.parametrize("unit", [Load(1, 0, 0), Load(0, 0, 1)], ids=["first", "third"])
def test_what_an_exchange_from_another_van_takes_back_needs_room_to_the_end(unit: Load) -> None:
    """The crates taken back at the exchange are aboard at every later stop."""
    three = unit + unit + unit
    day = make_problem(
        make_route(
            [make_visit("empties", 4, kind=StopKind.COLLECT, collect=three)],
            capacity=three + unit,
        )
    )
    take = make_visit("take", 1, kind=StopKind.TAKE, collect=unit)
    swap = make_visit(
        "swap",
        2,
        kind=StopKind.EXCHANGE,
        deliver=unit,
        collect=unit + unit,
        goods_from=GoodsFrom.TAKE,
        after=take.stop_id,
    )
    ids = frozenset(route.route_id for route in day.routes)
    model = fleet_model(
        day,
        [take, swap],
        only_by={take.stop_id: ids, swap.stop_id: ids},
        worth_minor={take.stop_id: 1_000_000},
    )
    engine = Engine(model.fleet, model.routes)
    engine.run_steps(50)
    (route,) = routes_of(day, model, engine.plan())
    assert route.stop_ids == ("empties",)
    assert timetable(route, day).is_feasible


def test_no_planned_stop_gives_way_to_ones_that_wait_whatever_they_cost() -> None:
    one = Load(0, 0, 1)
    planned = make_visit("planned", 5, kind=StopKind.COLLECT, collect=one + one)
    waiting = [make_visit(f"new {n}", n, kind=StopKind.COLLECT, collect=one) for n in (1, 2)]
    day = make_problem(make_route([planned], capacity=one + one))
    model = fleet_model(day, waiting)
    engine = Engine(model.fleet, model.routes)
    engine.run_steps(50)
    (route,) = routes_of(day, model, engine.plan())
    assert route.stop_ids == ("planned",)


def test_a_pair_goes_to_a_van_that_can_make_both_of_its_visits() -> None:
    day = make_problem(
        make_route((), anchor_place=1, end_place=1),
        make_route(
            (), route_id="r9", anchor_place=5, end_place=5, equipment=frozenset({"tail_lift"})
        ),
    )
    take = make_visit("take", 1, kind=StopKind.TAKE, collect=Load(1, 1, 0))
    door = make_visit(
        "door",
        1,
        deliver=Load(1, 1, 0),
        goods_from=GoodsFrom.TAKE,
        after=take.stop_id,
        needs=frozenset({"tail_lift"}),
    )
    ids = frozenset(route.route_id for route in day.routes)
    model = fleet_model(day, [take, door], only_by={take.stop_id: ids, door.stop_id: ids})
    engine = Engine(model.fleet, model.routes)
    engine.run_steps(50)
    assert [route.stop_ids for route in routes_of(day, model, engine.plan())] == [
        (),
        ("take", "door"),
    ]


def test_a_van_that_is_too_full_excuses_no_other_one() -> None:
    three = Load(slots=3)
    last = make_visit("last", 2, kind=StopKind.COLLECT, collect=three)
    full = make_route([last], anchor_load=Load(slots=2), capacity=Load(slots=4))
    other = make_route((), route_id="r9", anchor_load=Load(slots=2), capacity=Load(slots=4))
    day = make_problem(full, other)
    after = day.with_routes([full.with_visits([]), other.with_visits([last])])
    tables = [[timetable(route, each) for route in each.routes] for each in (day, after)]
    assert [(v.kind, v.amount) for v in broken(*tables)] == [(ViolationKind.SLOTS, 1)]
    assert broken(tables[0], tables[0]) == []
