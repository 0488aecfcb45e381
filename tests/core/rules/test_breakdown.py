"""A van that cannot go on: whose work waits, and how its load is fetched."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.case_groups import case_groups
from core.model import (
    CaseStatus,
    CustodyKind,
    OrderStatus,
    PlaceId,
    Position,
    StopKind,
    StopStatus,
)
from core.rules.breakdown import fetched_orders, stranded_route
from tests.builders import (
    A1,
    A2,
    A3,
    B1,
    EVA,
    LUIS,
    R1,
    R2,
    T1,
    W1,
    Board,
    handing_over,
    running_day,
    small_day,
)

HERE = Position(-29.91, -71.25)
SPOT = PlaceId("stranded-r1-1")


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.ask(c.ReportBreakdown(R1, position=HERE))
    return made


def fetch(board: Board, place: str = SPOT) -> c.PlaceOrder:
    """Van 2 fetches a1 first of all and delivers it."""
    way = c.HandOver(PlaceId(place), R1, board.route(R1).version, 0, 0)
    return c.PlaceOrder(A1, R2, 1, board.route(R2).version, way)


def test_the_work_of_a_broken_down_van_waits_as_one_group(board: Board) -> None:
    route = board.route(R1)
    assert (route.stop_ids, route.manifest, route.offer) == ((), (), None)
    assert route.stranded is not None
    assert route.stranded.place_id == SPOT
    assert board.stop("a1.1").status is StopStatus.CANCELLED
    for order_id in (A1, A2, A3):
        assert board.order(order_id).status is OrderStatus.WAITING
        assert board.case(order_id).reason == "vehicle_breakdown"
    (group,) = case_groups(board.state, board.now)
    assert len(group.case_ids) == 3
    assert board.custody("a1-out").kind is CustodyKind.VEHICLE


def test_a_driver_may_report_it_too_and_others_may_not() -> None:
    board = running_day()
    command = c.ReportBreakdown(R1, "driver_unavailable")
    assert board.refusal(command, EVA) == "Route 1 is not your route."
    board.ask(command, LUIS)
    stranded = board.route(R1).stranded
    assert stranded is not None
    assert stranded.place_id == "depot", "nothing was visited yet"


def test_without_a_position_the_van_stands_at_its_last_stop() -> None:
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    stranded = board.route(R1).stranded
    assert stranded is not None
    assert stranded.place_id == "p-a1"
    assert board.route(R1).stop_ids == ("a1.1",)


def test_a_second_breakdown_is_somewhere_else(board: Board) -> None:
    board.ask(c.ResumeRoute(R1))
    board.ask(c.ReportBreakdown(R1, position=HERE))
    stranded = board.route(R1).stranded
    assert stranded is not None
    assert stranded.place_id == "stranded-r1-2"


def test_before_the_start_everything_is_still_at_the_depot() -> None:
    board = small_day()
    board.ask(c.ReportBreakdown(R1, "driver_unavailable", HERE))
    assert board.custody("a1-out").kind is CustodyKind.DEPOT
    words = "Route 1 was reported as unable to go on. Ask the office to resume it."
    assert board.refusal(c.StartRoute(R1, board.now), LUIS) == words
    board.place(A1, R2, 0)
    assert stranded_route(board.state, "v1") is None


def test_a_hand_over_that_needed_the_van_is_off() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A1))
    board.ask(handing_over(board, A1, R1, R2, give=1, take=1, visit=2))
    board.ask(c.ReportBreakdown(R1))
    assert board.order(A1).status is OrderStatus.WAITING
    assert all(board.stop(s).order_id != A1 for s in board.route(R2).stop_ids)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (c.ReportBreakdown(R1), "Route 1 has ended, or cannot go on already."),
        (
            c.ReportBreakdown(R2, "refused"),
            "refused does not end a route. Choose one of: vehicle_breakdown, driver_unavailable.",
        ),
        (c.ResumeRoute(R2), "Route 2 has not been reported as unable to go on."),
        (c.PlaceOrder(W1, R1, 0, 3), "Route 1 cannot go on. Choose another route."),
    ],
)
def test_what_makes_no_sense_is_told(board: Board, command: c.Command, words: str) -> None:
    assert board.refusal(command) == words


def test_another_van_fetches_the_goods_where_it_stands_and_delivers(board: Board) -> None:
    board.ask(c.PlaceAll((fetch(board),)))
    take, visit = (board.stop(stop_id) for stop_id in board.route(R2).stop_ids[:2])
    assert (take.kind, take.place_id, take.linked_stop_id) == (StopKind.TAKE, SPOT, None)
    assert visit.order_id == A1
    assert fetched_orders(board.state, board.route(R1)) == (A1,)
    words = "Other vans fetch 1 orders from Route 1, the first is a1. Take them off first."
    assert board.refusal(c.ResumeRoute(R1)) == words
    board.send(R2)
    board.accept(R2)
    assert board.case(A1).status is CaseStatus.ON_ITS_WAY
    board.complete(take.id)
    assert board.custody("a1-out").holder == "v2"
    board.complete(visit.id)
    assert board.order(A1).status is OrderStatus.DONE


def test_what_came_home_with_the_van_is_not_fetched_any_more(board: Board) -> None:
    board.ask(fetch(board))
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert board.order(A1).status is OrderStatus.WAITING
    assert board.custody("a1-out").kind is CustodyKind.DEPOT
    assert board.case(A1).reopened_because == "its goods came home with Route 1"


def test_goods_are_fetched_only_where_they_are(board: Board) -> None:
    words = "The van of Route 1 stands elsewhere. Look again."
    assert board.refusal(fetch(board, "depot")) == words
    other = replace(fetch(board), order_id=W1)
    assert board.refusal(other) == "The goods of order w1 are not in the van of Route 1."
    early = replace(fetch(board), index=0)
    assert board.refusal(early) == "Order a1 cannot be delivered before it was taken over."


def test_several_are_placed_at_once_or_none(board: Board) -> None:
    version = board.route(R2).version
    both = (c.PlaceOrder(W1, R2, 0, version), c.PlaceOrder(A3, R2, 0, version + 1))
    refused = c.PlaceAll((*both, c.PlaceOrder(B1, R2, 0, version + 2)))
    assert board.refusal(refused) == "Order b1 is on Route 2 already."
    board.ask(c.PlaceAll(both))
    assert board.route(R2).stop_ids[:2] == ("a3.2", "w1.1")


def test_tomorrows_route_of_the_van_is_not_stranded(board: Board) -> None:
    assert board.route(T1).stranded is None
    found = stranded_route(board.state, "v1")
    assert found is not None
    assert found.id == R1
    assert stranded_route(board.state, "v2") is None
