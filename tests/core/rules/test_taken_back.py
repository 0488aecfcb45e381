"""Replacements and exceptions are taken back while nothing has happened, and say why not else."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Role
from core.model import (
    CaseStatus,
    CustodyKind,
    CustomerAnswer,
    CustomerChoice,
    Grade,
    ItemId,
    MessageId,
    MessageKind,
    OrderId,
    OrderStatus,
    TextRef,
)
from core.policy import Instead
from tests.builders import (
    A1,
    ANA,
    COURIER,
    R1,
    SYSTEM,
    T1,
    TOMORROW,
    W1,
    W3,
    Board,
    make_window,
    running_day,
)
from tests.counters import with_counter
from tests.returns import LATE, RET, SHOES, board_with, request, visit

NEW = OrderId("w3-r1")
SERVICE = replace(ANA, role=Role.CUSTOMER_SERVICE)


@pytest.fixture
def board() -> Board:
    """A delivery that waits at the depot was replaced from stock."""
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.AcknowledgeCase(board.case(W3).id))
    board.ask(c.ReplaceOrder(board.case(W3).id))
    return board


def change(board: Board, order_id: OrderId, **changes: object) -> None:
    order = replace(board.order(order_id), **changes)
    board.state = replace(board.state, orders=board.state.orders | {order_id: order})


def test_the_order_waits_again_and_the_goods_are_back_in_stock(board: Board) -> None:
    assert board.order(W3).status is OrderStatus.CLOSED
    board.ask(c.UndoReplacement(W3))
    assert (board.order(W3).status, board.order(W3).replaced_by) == (OrderStatus.WAITING, None)
    case = board.case(W3)
    assert (case.status, case.decision, case.closed_at) == (CaseStatus.ACKNOWLEDGED, None, None)
    assert board.order(NEW).status is OrderStatus.CLOSED
    assert board.case(NEW).status is CaseStatus.CLOSED
    assert board.custody(f"{NEW}/w3-out").kind is CustodyKind.DEPOT
    assert board.state.stock == {"BOOK": 5}


def test_it_can_be_replaced_again_by_another_order(board: Board) -> None:
    board.ask(c.UndoReplacement(W3))
    assert board.refusal(c.ReopenCase(board.case(NEW).id)) == (
        "Order w3-r1 was taken back. Replace order w3 again."
    )
    board.ask(c.ReplaceOrder(board.case(W3).id))
    assert board.order(W3).replaced_by == "w3-r2"


def test_a_failed_delivery_in_a_van_is_failed_again() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.fail("a1.1")
    board.ask(c.ReplaceOrder(board.case(A1).id))
    board.ask(c.UndoReplacement(A1))
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.custody("a1-out").kind is CustodyKind.VEHICLE
    assert board.case(A1).status is CaseStatus.OPEN


def test_what_was_lost_is_failed_again() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.ReportOrder(W3, "lost"))
    board.ask(c.ReplaceOrder(board.case(W3).id))
    assert board.order(W3).status is OrderStatus.CLOSED
    board.ask(c.UndoReplacement(W3))
    assert board.order(W3).status is OrderStatus.FAILED
    assert board.custody("w3-out").kind is CustodyKind.MISSING


def test_an_exchange_becomes_a_return_again() -> None:
    board = board_with(request(), replace(SHOES, instead=(Instead.EXCHANGE,)))
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(RET).id))
    board.ask(c.UndoReplacement(RET))
    assert board.order(RET).status is OrderStatus.WAITING
    assert board.state.stock == {"BOOK": 5}
    assert board.custody("ret-in").kind is CustodyKind.CUSTOMER


def test_a_slot_that_was_held_is_free_again(board: Board) -> None:
    window = make_window(26 * 60, 28 * 60)
    board.ask(c.HoldSlot(NEW, TOMORROW, window, T1))
    board.ask(c.UndoReplacement(W3))
    assert board.order(NEW).hold is None


def planned(board: Board) -> None:
    board.place(NEW, T1, 0)


def with_partner(board: Board) -> None:
    change(board, NEW, day=board.order(W1).day)
    board.ask(c.HandToPartner(NEW, COURIER.id, COURIER.price_minor))


def replaced(board: Board) -> None:
    board.ask(c.ReplaceOrder(board.case(NEW).id))


def cancelled(board: Board) -> None:
    board.ask(c.CancelOrder(NEW, "note:1"))


def answered(board: Board) -> None:
    change(board, NEW, answer=CustomerAnswer(CustomerChoice.HOME_NOW, board.now))


def told(board: Board) -> None:
    new = c.NewMessage(MessageId("m"), NEW, MessageKind.BOOKED, TextRef("m"))
    board.ask(c.TellCustomers((new,)), SYSTEM)


def lost(board: Board) -> None:
    board.ask(c.ReportOrder(NEW, "lost"))


def decided(board: Board) -> None:
    case = replace(board.case(NEW), status=CaseStatus.DECIDED)
    board.state = replace(board.state, cases=board.state.cases | {case.id: case})


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (planned, "Order w3-r1 is on a route. Take it off the route first."),
        (with_partner, "The goods of order w3-r1 are not at the depot any more."),
        (replaced, "Order w3-r1 is replaced itself, by order w3-r1-r1."),
        (cancelled, "Order w3-r1 is closed already."),
        (answered, "The customer has answered about order w3-r1 already."),
        (told, "The customer was written to about order w3-r1 already."),
        (lost, "The goods of order w3-r1 are not at the depot any more."),
        (decided, "Order w3-r1 has been decided already. Reopen the case first."),
    ],
)
def test_what_has_happened_is_not_undone(
    board: Board, happens: Callable[[Board], None], words: str
) -> None:
    happens(board)
    assert board.refusal(c.UndoReplacement(W3)) == words


def test_a_replacement_stands_once_the_goods_it_replaces_were_inspected(board: Board) -> None:
    board.ask(c.InspectGoods(ItemId("w3-out"), Grade.C, "liquidate"))
    words = "Goods of order w3 were inspected. Undo the inspection first."
    assert board.refusal(c.UndoReplacement(W3)) == words
    board.ask(c.UndoInspection(ItemId("w3-out")))
    board.ask(c.UndoReplacement(W3))
    assert board.order(W3).status is OrderStatus.WAITING


def test_what_is_not_replaced_or_not_ones_to_decide_is_refused(board: Board) -> None:
    assert board.refusal(c.UndoReplacement(A1)) == "Order a1 is not replaced."
    assert board.refusal(c.UndoReplacement(W3), SERVICE) == "Customer service may not do this."


@pytest.fixture
def late() -> Board:
    """A return that comes too late, and is taken back by exception."""
    board = board_with(request(LATE), replace(SHOES, instead=(Instead.EXCHANGE,)))
    board.ask(c.MakeException(RET, "note:1"))
    return board


def test_the_shop_refuses_again_when_the_exception_is_withdrawn(late: Board) -> None:
    late.ask(c.WithdrawException(RET))
    assert late.order(RET).exception is None
    assert "Make an exception first" in late.refusal(c.RefundOrder(late.case(RET).id))
    assert late.refusal(c.WithdrawException(RET)) == "No exception was made for order ret."


def test_an_exception_upon_which_something_was_decided_stands(late: Board) -> None:
    withdraw = c.WithdrawException(RET)
    late.place(RET, R1, 3)
    assert late.refusal(withdraw).startswith("Order ret is on a route.")
    late.ask(c.WithdrawOrder(RET))
    late.ask(c.HandToPartner(RET, COURIER.id, COURIER.price_minor))
    assert late.refusal(withdraw) == "Order ret is with Elqui Couriers. Take it back first."
    late.ask(c.SettlePartner(RET, is_done=False))
    late.ask(c.RefundOrder(late.case(RET).id))
    assert late.refusal(withdraw).startswith("The shop was asked to refund order ret.")


def test_an_exception_goes_on_with_the_exchange(late: Board) -> None:
    late.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    late.ask(c.ReplaceOrder(late.case(RET).id))
    assert late.refusal(c.WithdrawException(RET)) == (
        "Order ret is exchanged by order ret-r1. Take that back first."
    )
    assert late.refusal(c.WithdrawException(OrderId("ret-r1"))).startswith(
        "The exception was made for order ret,"
    )


def test_a_driver_who_was_there_has_asked_by_the_exception(late: Board) -> None:
    late.place(RET, R1, 3)
    late.send(R1)
    late.accept(R1)
    late.fail(visit(late), "return_not_ready")
    assert late.refusal(c.WithdrawException(RET)) == (
        "A driver was at the door for order ret already."
    )


def test_what_waits_at_the_counter_is_taken_off_it_first(board: Board) -> None:
    with_counter(board)
    board.ask(c.KeepAtCounter(NEW))
    words = "Order w3-r1 waits at the counter. Take that decision back first."
    assert board.refusal(c.UndoReplacement(W3)) == words
