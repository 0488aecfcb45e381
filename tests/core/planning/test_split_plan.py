"""A stranded van's load as an engine splits it: taken where it is better and nothing forbids it."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import OrderStatus
from core.opening import parse_hours
from core.planning.breakdown import Split, split
from core.planning.engine import Engine
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel
from core.planning.fleet_solver import placed
from core.planning.insertion import PreviewIndex
from core.planning.split_plan import better_split
from core.planning.warm_up import small_problem
from core.planning.ways import DayPlan
from core.state import State
from tests.builders import A1, A2, A3, R1, R2, TODAY, W1, Board, running_day
from tests.core.planning.days import problem_at
from tests.fetches import located
from tests.one_road import one_road

TRAVEL = one_road()
Improve = Callable[[FleetModel], FleetPlan]


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


def broken_down() -> Board:
    """Van 1 has delivered a1 and stands at its door, with the goods of a2 and a3."""
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    return board


def day_of(board: Board) -> DayPlan:
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    return DayPlan(TODAY, problem, PreviewIndex(problem))


def found_by(board: Board, improve: Improve, state: State | None = None) -> Split:
    plan = day_of(board)
    state = board.state if state is None else state
    return better_split(state, R1, plan, TRAVEL, board.now, improve=improve)


def greedy_of(board: Board) -> Split:
    return split(board.state, R1, day_of(board), TRAVEL)


def as_routes(change: Callable[[list[list[int]], FleetModel], None]) -> Improve:
    """An engine that changes the routes it is given, and finds that this costs nothing."""

    def improve(model: FleetModel) -> FleetPlan:
        routes = [list(route) for route in model.routes]
        change(routes, model)
        return FleetPlan(tuple(map(tuple, routes)), 0, ())

    return improve


def test_the_engine_begins_with_the_greedy_split_and_what_it_finds_is_accepted() -> None:
    board = broken_down()
    begun: list[FleetModel] = []

    def improve(model: FleetModel) -> FleetPlan:
        begun.append(model)
        return placed(model)

    found = found_by(board, improve)
    (model,) = begun
    assert sum(map(len, model.routes)) == len(model.visits)
    of_others = [n for n, visit in enumerate(model.visits) if visit.order_id not in (A2, A3)]
    assert of_others
    assert all(model.fleet.requests[n].is_fixed for n in of_others)
    assert {share.order_id for share in found.shares} == {A2, A3}
    assert found.cost_minor <= greedy_of(board).cost_minor
    board.ask(found.command())
    assert board.order(A2).status is OrderStatus.PLANNED


def test_a_cheaper_plan_of_the_engine_is_told_as_the_greedy_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Here the greedy split is made to look dear, so that the same plan beats it."""
    board = broken_down()
    greedy = greedy_of(board)
    dear = [
        replace(s, way=replace(s.way, option=replace(s.way.option, cost_minor=10**6)))
        for s in greedy.shares
    ]
    monkeypatch.setattr(
        "core.planning.split_plan.split", lambda *_: replace(greedy, shares=tuple(dear))
    )
    found = found_by(board, as_routes(lambda routes, model: None))
    assert found.cost_minor == greedy.cost_minor
    assert found.extra_s == greedy.extra_s
    assert found.left == ()
    ways = {share.order_id: share.way for share in found.shares}
    for share in greedy.shares:
        assert ways[share.order_id].option.words == share.way.option.words
        assert (ways[share.order_id].hand_over is None) == (share.way.hand_over is None)
    assert {way.engine for way in ways.values()} == {f"fleet engine, {TRAVEL.fingerprint}"}
    board.ask(found.command())
    assert [board.order(each).status for each in (A2, A3)] == [OrderStatus.PLANNED] * 2


def test_who_places_less_is_not_better() -> None:
    board = broken_down()

    def leave_one(routes: list[list[int]], model: FleetModel) -> None:
        for route in routes:
            route[:] = [n for n in route if model.visits[n].order_id != A3]

    found = found_by(board, as_routes(leave_one))
    assert found == greedy_of(board)
    assert {share.order_id for share in found.shares} == {A2, A3}


def turn_round(routes: list[list[int]], model: FleetModel) -> None:
    """Nothing keeps its place."""
    for route in routes:
        route.reverse()


def come_first(routes: list[list[int]], model: FleetModel) -> None:
    """What comes in goes before the rest, deliveries before the goods are taken over."""
    routes[0].sort(key=lambda n: (model.visits[n].order_id not in (A2, A3), -n))


def everything_there(routes: list[list[int]], model: FleetModel) -> None:
    """On the first route, whoever may."""
    routes[0] += [n for n in range(len(model.visits)) if not any(n in each for each in routes)]


@pytest.mark.parametrize("change", [turn_round, come_first])
def test_a_plan_that_moves_others_or_breaks_a_limit_is_not_offered(
    change: Callable[[list[list[int]], FleetModel], None],
) -> None:
    board = broken_down()
    assert found_by(board, as_routes(change)) == greedy_of(board)


def test_a_plan_that_a_rule_refuses_is_not_offered() -> None:
    board = broken_down()
    locked = replace(board.route(R2), is_locked=True)
    board.state = replace(board.state, routes=board.state.routes | {R2: locked})
    found = found_by(board, as_routes(everything_there))
    assert found.shares == ()
    assert dict(found.left)[A3] == "Route 2 is locked"


def test_nobody_is_sent_to_a_customer_who_is_closed() -> None:
    board = broken_down()
    board.ask(c.LearnPlace(A2, hours=parse_hours("Tue 9-18")))
    found = found_by(board, as_routes(everything_there))
    assert found == greedy_of(board)
    assert "is closed on Mondays" in dict(found.left)[A2]


def test_nobody_is_sent_to_fetch_goods_from_where_it_is_closed() -> None:
    board = located("p-w1")
    board.place(A1, R1, 1)
    board.ask(c.ReportBreakdown(R1))
    board.ask(c.LearnPlace(W1, hours=parse_hours("Tue 9-18")))
    found = found_by(board, as_routes(everything_there))
    assert found == greedy_of(board)
    assert "is closed on Mondays" in dict(found.left)[A1]


def test_a_board_that_has_changed_meanwhile_keeps_the_greedy_split() -> None:
    board = broken_down()
    plan = day_of(board)
    route = board.route(R2)
    turned = replace(route, stop_ids=route.stop_ids[::-1])
    state = replace(board.state, routes=board.state.routes | {R2: turned})
    found = better_split(state, R1, plan, TRAVEL, board.now, improve=as_routes(lambda *_: None))
    assert found == split(state, R1, plan, TRAVEL)


def test_an_order_alone_needs_no_engine() -> None:
    board = broken_down()
    board.ask(c.HandToPartner(A3, "courier", 4_900))  # type: ignore[arg-type]

    def never(_: FleetModel) -> FleetPlan:
        raise AssertionError("there is nothing to weigh")

    assert [share.order_id for share in found_by(board, never).shares] == [A2]
