"""What vans pass anyway: offered when the detour is small, looked at again only when needed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import OrderKind, PlaceId, Position, Rates
from core.opening import parse_hours
from core.planning.insertion import PreviewIndex
from core.planning.on_the_way import Looked, candidates, look, pickups
from core.planning.ways import DayPlan
from tests.builders import (
    COURIER,
    R1,
    R2,
    SYSTEM,
    TODAY,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_order,
    running_day,
)
from tests.core.planning.days import problem_at
from tests.one_road import one_road
from tests.returns import LATE, RET, board_with, request

TRAVEL = one_road()


@pytest.fixture
def board() -> Board:
    made = running_day()
    depot = made.state.depot
    assert depot is not None
    rates = Rates(handling_minor=100, returned_pct=50, container_pct=100)
    made.state = replace(made.state, depot=replace(depot, rates=rates))
    return made


def plan_of(board: Board, previous: DayPlan | None = None) -> DayPlan:
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    known = previous.previews if previous is not None else None
    return DayPlan(TODAY, problem, PreviewIndex(problem, known))


def looked(board: Board, before: Looked | None = None, most_min: int = 30) -> Looked:
    return look(board.state, plan_of(board), TRAVEL, most_min * 60, before)


def test_waiting_returns_and_containers_are_candidates_and_deliveries_are_not(
    board: Board,
) -> None:
    assert {order.id for order in candidates(board.state, TODAY)} == {W1, W2}
    assert W3 in board.state.orders


def test_what_a_van_passes_is_offered_with_what_it_is_worth(board: Board) -> None:
    found = pickups(board.state, looked(board))
    by_id = {each.order_id: each for each in found}
    assert set(by_id) == {W1, W2}
    first = by_id[W1]
    assert first.way.route_id == R1
    cost = first.way.option.cost_minor
    assert first.worth_minor == 3_000 // 2 - 100 - cost
    assert [each.worth_minor for each in found] == sorted(
        (each.worth_minor for each in found), reverse=True
    )


def test_nothing_is_collected_where_nobody_opens(board: Board) -> None:
    board.ask(c.LearnPlace(W1, hours=parse_hours("Mon 9-12:01, 17-18")))
    assert {each.order_id for each in pickups(board.state, looked(board))} == {W2}


def test_a_place_that_moved_is_looked_at_again(board: Board) -> None:
    first = looked(board)
    place = board.state.places[board.order(W1).place_id]
    seen = Position(place.lat, place.lon)
    board.ask(c.MovePlace(place.id, place.lat + 0.001, place.lon, seen))
    assert looked(board, first).checked == 1


def test_a_detour_that_is_too_long_is_not_offered(board: Board) -> None:
    first = looked(board, most_min=0)
    assert {each.order_id for each in pickups(board.state, first)} == {W1, W2}
    assert pickups(board.state, looked(board, most_min=-1)) == ()


def test_another_limit_counts_at_once(board: Board) -> None:
    wide = looked(board)
    assert pickups(board.state, looked(board, wide, most_min=-1)) == ()
    none = looked(board, most_min=-1)
    assert {each.order_id for each in pickups(board.state, looked(board, none))} == {W1, W2}


def test_only_what_changed_is_looked_at_again(board: Board) -> None:
    first = looked(board)
    assert first.checked == 2
    assert looked(board, first).checked == 0
    board.ask(c.LockStop(board.route(R1).stop_ids[2]))
    second = looked(board, first)
    assert second.checked == 2
    board.ask(add_orders(make_order("w9", OrderKind.CONTAINER, place_id=PlaceId("p-w3"))), SYSTEM)
    third = looked(board, second)
    assert third.checked == 1
    assert set(third.ways) == {W1, W2, "w9"}


def test_after_some_minutes_every_van_has_been_looked_at_again(board: Board) -> None:
    first = looked(board)
    board.now += timedelta(minutes=5)
    assert looked(board, first).checked == 2


def test_a_route_that_is_gone_is_offered_no_more(board: Board) -> None:
    first = looked(board)
    board.ask(c.ReportBreakdown(R1))
    second = looked(board, first)
    assert all(set(ways) == {R2} for ways in second.ways.values())


def test_what_breaks_something_is_not_offered(board: Board) -> None:
    for route_id in (R1, R2):
        board.ask(c.LockRoute(route_id))
    assert pickups(board.state, looked(board)) == ()


def test_decided_handed_on_refused_and_unreachable_orders_are_no_candidates(
    board: Board,
) -> None:
    board.ask(c.HandToPartner(W1, COURIER.id, COURIER.price_minor))
    board.ask(c.RefundOrder(board.case(W2).id))
    assert candidates(board.state, TODAY) == ()
    refused = board_with(request(request=LATE))
    assert RET not in {order.id for order in candidates(refused.state, TODAY)}
    far = make_order("far", OrderKind.RETURN, place_id=PlaceId("moon"))
    board.ask(add_orders(far), SYSTEM)
    assert looked(board).ways == {}


def test_an_order_without_a_case_needs_no_decision(board: Board) -> None:
    board.state = replace(board.state, cases={})
    assert candidates(board.state, TODAY) == ()


def test_a_driver_who_declined_it_is_not_offered_it_again(board: Board) -> None:
    before = looked(board)
    assert R1 in before.ways[W1]
    board.place(W1, R1, 3)
    board.send(R1)
    board.decline(R1)
    after = looked(board, before)
    assert R1 not in after.ways[W1]
    assert R2 in after.ways[W1]
