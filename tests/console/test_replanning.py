"""A plan is taken back in one go: by whom it was taken, and only while nobody has changed it."""

import pytest

from console.inverses import Overtaken
from console.replanning import replanned
from core import commands as c
from core.model import OrderId, OrderStatus, StopId
from core.state import State
from tests.builders import A1, R1, R2, W1, Board, handing_over, running_day, small_day
from tests.core.rules.test_replan import exchanged


def taken(board: Board) -> tuple[c.Replan, State, State]:
    before, command = board.state, exchanged(board)
    board.ask(command)
    return command, before, board.state


def lists(board: Board) -> list[list[str]]:
    return [
        [board.state.stops[id_].order_id for id_ in board.route(route_id).stop_ids]
        for route_id in (R1, R2)
    ]


def test_a_plan_is_taken_back_and_done_again() -> None:
    board = small_day()
    was = lists(board)
    pair = replanned(*taken(board), "planned anew")
    became = lists(board)
    for _ in range(2):
        for make, wanted in ((pair.undo, was), (pair.do, became)):
            for command in make(board.state):
                board.ask(command)
            assert lists(board) == wanted
    assert board.order(W1).status is OrderStatus.PLANNED


def test_what_a_driver_has_done_since_stays_where_it_was_done() -> None:
    board = small_day()
    pair = replanned(*taken(board), "planned anew")
    board.start(R1, R2)
    for route_id in (R1, R2):
        board.send(route_id)
        board.accept(route_id)
    board.complete("b1.1")
    board.complete("a3.1")
    (back,) = pair.undo(board.state)
    board.ask(back)
    assert lists(board)[0] == ["a1", "a2"]
    assert lists(board)[1][:2] == ["b1", "a3"]
    assert board.order(W1).status is OrderStatus.WAITING


def test_an_order_that_came_with_the_plan_and_is_begun_stays() -> None:
    board = small_day()
    pair = replanned(*taken(board), "planned anew")
    board.start(R1, R2)
    board.send(R1)
    board.accept(R1)
    board.complete("w1.1")
    (back,) = pair.undo(board.state)
    assert isinstance(back, c.Replan)
    assert back.withdrawn == ()
    board.ask(back)
    assert lists(board)[0] == ["w1", "a1", "a2", "a3"]


def test_what_somebody_else_has_changed_is_not_taken_back() -> None:
    board = small_day()
    pair = replanned(*taken(board), "planned anew")
    board.place(OrderId("w2"), R2, 0)
    with pytest.raises(Overtaken, match="Route 2 was changed since"):
        pair.undo(board.state)
    board = small_day()
    pair = replanned(*taken(board), "planned anew")
    board.ask(c.MoveStop(StopId("b1.1"), R2, 1, board.route(R2).version))
    with pytest.raises(Overtaken, match="Route 2 was changed since"):
        pair.undo(board.state)


def test_a_hand_over_of_a_plan_is_taken_back_from_both_vans_and_done_again() -> None:
    board = running_day()
    board.fail("a1.1")
    before = board.state
    command = c.Replan(placements=(handing_over(board, A1, R1, R2, give=1, take=0, visit=1),))
    was = lists(board)
    board.ask(command)
    pair = replanned(command, before, board.state, "planned anew")
    became = lists(board)
    for make, wanted in ((pair.undo, was), (pair.do, became)):
        (asked,) = make(board.state)
        board.ask(asked)
        assert lists(board) == wanted
