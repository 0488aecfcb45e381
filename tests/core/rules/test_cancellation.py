"""An order is cancelled when somebody answers for its goods and its money."""

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Role
from core.model import CaseStatus, OrderStatus, TextRef
from tests.builders import (
    A1,
    ANA,
    B1,
    LUIS,
    R1,
    SYSTEM,
    W1,
    add_orders,
    make_order,
    running_day,
    small_day,
)
from tests.returns import RET, at_the_door, request, take


def test_an_order_that_needs_no_visit_is_cancelled_and_can_be_opened_again() -> None:
    board = small_day()
    board.ask(c.CancelOrder(W1))
    assert board.order(W1).status is OrderStatus.CLOSED
    assert board.case(W1).status is CaseStatus.CLOSED
    assert board.refusal(c.CancelOrder(W1)) == "Order w1 is closed already."
    board.ask(c.ReopenCase(board.case(W1).id))
    assert board.order(W1).status is OrderStatus.WAITING


def test_an_order_on_a_route_is_taken_off_before_it_is_cancelled() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    words = board.refusal(c.CancelOrder(W1))
    assert words == "Order w1 is on a route. Take it off the route first."


def test_an_order_of_a_day_not_open_is_cancelled_without_a_case() -> None:
    board = small_day()
    order = make_order("z1", day="2026-11-25")
    board.ask(add_orders(order), SYSTEM)
    (closed,) = board.ask(c.CancelOrder(order.id))
    assert isinstance(closed, e.OrderClosed)


def test_what_was_paid_and_does_not_arrive_needs_a_reason_that_is_kept() -> None:
    board = running_day()
    board.fail("a1.1")
    words = board.refusal(c.CancelOrder(A1))
    assert words == (
        "Order a1 was paid for and does not arrive; refund it. "
        "Or say why it is cancelled all the same."
    )
    noted, *_ = board.ask(c.CancelOrder(A1, "note:9"))[1:]
    assert isinstance(noted, e.CaseNoted)
    assert [note.text_ref for note in board.case(A1).notes] == [TextRef("note:9")]
    assert board.case(A1).status is CaseStatus.CLOSED


def test_missing_goods_are_given_up_for_a_reason_only() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReportOrder(A1, "lost"))
    assert board.refusal(c.CancelOrder(A1)).startswith("Goods of order a1 are missing; find them")
    board.ask(c.CancelOrder(A1, "note:9"))
    assert board.order(A1).status is OrderStatus.CLOSED


def test_a_reason_needs_a_case_to_be_kept_on() -> None:
    board = small_day()
    order = make_order("z1", day="2026-11-25")
    board.ask(add_orders(order), SYSTEM)
    words = board.refusal(c.CancelOrder(order.id, "note:9"))
    assert words == "Order z1 has no case that could keep the reason."


def test_a_refund_that_was_asked_for_is_waited_for() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.RefundOrder(board.case(A1).id))
    assert "ends by itself" in board.refusal(c.CancelOrder(A1, "note:1"))


def test_a_refund_that_was_paid_waits_for_the_goods() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.SettleRefund(A1, is_paid=True))
    assert "ends by itself" in board.refusal(c.CancelOrder(A1, "note:1"))


def test_goods_and_money_with_one_customer_are_given_up_for_a_reason_only() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(B1))
    board.ask(c.RefundOrder(board.case(B1).id))
    board.complete("b1.1")
    board.ask(c.SettleRefund(B1, is_paid=True))
    assert board.refusal(c.CancelOrder(B1)).startswith("Order b1 arrived and was refunded")
    board.ask(c.CancelOrder(B1, "note:1"))
    assert board.order(B1).status is OrderStatus.DONE
    assert board.refusal(c.CancelOrder(B1)) == "Order b1 is done already."


def test_a_return_that_came_back_is_not_closed_while_its_money_is_owed() -> None:
    board = at_the_door(request())
    board.ask(take(board), LUIS)
    assert board.refusal(c.CancelOrder(RET)) == (
        "The goods of order ret came back; refund it. Or say why it is cancelled all the same."
    )


def test_what_a_caller_cancels_leaves_its_route_too() -> None:
    board = running_day()
    assert board.refusal(c.CancelOrder(A1, "note:1")) == (
        "Order a1 is on a route. Take it off the route first."
    )
    cancel = c.CancelOrder(A1, "note:1", takes_off=True)
    service = replace(ANA, role=Role.CUSTOMER_SERVICE)
    assert board.refusal(cancel, service).startswith("Ask a dispatcher:")
    board.ask(cancel)
    assert board.order(A1).status is OrderStatus.CLOSED
    assert "a1.1" not in board.route(R1).stop_ids
    assert [note.text_ref for note in board.case(A1).notes] == ["note:1"]


def test_what_cannot_be_cancelled_stays_on_its_route() -> None:
    board = running_day()
    words = board.refusal(c.CancelOrder(A1, takes_off=True))
    assert words.startswith("Order a1 was paid for and does not arrive; refund it.")
    assert "a1.1" in board.route(R1).stop_ids
