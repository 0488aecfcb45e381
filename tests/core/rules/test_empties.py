"""Containers that customers hold are counted by every visit."""

import pytest

from core import commands as c
from core.model import CustomerId, OrderId, StopId
from core.rules.empties import balance, expected
from tests.builders import A1, EVA, LUIS, R1, W1, Board, running_day


@pytest.fixture
def board() -> Board:
    return running_day()


def held(board: Board, order_id: str) -> int:
    return balance(board.state, CustomerId(f"c-{order_id}"))


def test_goods_in_containers_leave_them_with_the_customer(board: Board) -> None:
    board.complete("a1.1")
    assert held(board, "a1") == 1
    assert board.route(R1).empties == 0


def test_a_driver_takes_empties_along(board: Board) -> None:
    board.ask(c.CompleteStop(StopId("a1.1"), board.now, empties=1), LUIS)
    assert held(board, "a1") == 0
    assert board.route(R1).empties == 1


def test_nobody_holds_less_than_none(board: Board) -> None:
    board.ask(c.CompleteStop(StopId("a1.1"), board.now, empties=9), LUIS)
    assert held(board, "a1") == 0
    assert board.route(R1).empties == 9


def test_a_collection_of_containers_lowers_the_balance_and_a_return_does_not(
    board: Board,
) -> None:
    before = board.state.customers
    board.ask(c.CompleteStop(StopId("b3.1"), board.now), EVA)
    board.complete("a3.1")
    assert board.state.customers == before, "they held none that anybody knew of"


def test_only_who_delivers_is_asked_to_bring_some(board: Board) -> None:
    board.complete("a1.1")
    assert expected(board.state, board.order(A1)) == 1
    assert expected(board.state, board.order(W1)) == 0
    assert balance(board.state, CustomerId("nobody")) == 0
    assert OrderId("a1") == A1
