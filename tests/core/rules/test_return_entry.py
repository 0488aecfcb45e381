"""A caller's return becomes an order with its case, and never more than was brought."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    ActorId,
    CaseKind,
    CustodyKind,
    ItemId,
    Load,
    OrderId,
    OrderKind,
    OrderStatus,
    ReturnRequest,
    ServiceDay,
)
from core.policy import Policy, RefundWhen, ReturnReason
from core.rules.lookups import Refused
from core.rules.policy import ruling
from core.rules.return_entry import entered_return, return_of, returnable, why_not_exchanged
from tests.builders import (
    A1,
    A3,
    ANA,
    B2,
    SYSTEM,
    TODAY,
    TOMORROW,
    Board,
    make_order,
    make_window,
    running_day,
)

BOOKS = ItemId("a1-out")
SERVICE = replace(ANA, role=Role.CUSTOMER_SERVICE)


def asked(quantity: int = 2, **changes: object) -> c.EnterReturn:
    lines = (c.ReturnedLine(BOOKS, quantity),)
    command = c.EnterReturn(A1, lines, ReturnReason.DOES_NOT_FIT, TOMORROW)
    return replace(command, **changes)


@pytest.fixture
def board() -> Board:
    """Two books were delivered to a1."""
    board = running_day()
    board.complete("a1.1")
    return board


def test_it_becomes_an_order_to_collect_with_its_case(board: Board) -> None:
    window = make_window(26 * 60, 28 * 60)
    board.ask(asked(1, window=window, note="note:1"), SERVICE)
    made = board.order(OrderId("a1-b1"))
    assert (made.kind, made.day, made.window) == (OrderKind.RETURN, TOMORROW, window)
    assert made.returns == A1
    assert made.place_id == board.order(A1).place_id
    (item,) = made.items
    assert (item.quantity, item.is_collected, item.load) == (1, True, Load(1_000, 1_500, 1))
    assert board.custody(item.id).kind is CustodyKind.CUSTOMER
    today = date(2026, 11, 23)
    assert made.request == ReturnRequest(ReturnReason.DOES_NOT_FIT, today, today)
    case = board.case(made.id)
    assert case.kind is CaseKind.RETURN_REQUEST
    assert [note.text_ref for note in case.notes] == ["note:1"]
    assert return_of(board.state, A1) == made


def test_the_shops_policy_is_applied_to_it(board: Board) -> None:
    shop = Policy("Shoes", 30, (ReturnReason.DOES_NOT_FIT,), RefundWhen.ON_RECEIPT)
    board.ask(c.SetPolicies((shop,)), SYSTEM)
    board.state = replace(
        board.state,
        orders=board.state.orders | {A1: replace(board.order(A1), shop="Shoes")},
    )
    accepted = ruling(board.state, entered_return(board.state, asked(), board.now))
    assert accepted is not None
    assert accepted.is_accepted
    assert accepted.refund_minor == 2 * 1_500
    late = asked(bought_on=date(2026, 9, 1))
    board.ask(late)
    refused = ruling(board.state, board.order(OrderId("a1-b1")))
    assert refused is not None
    assert refused.words.startswith("Refused because it was bought 83 days before")


def test_no_more_comes_back_than_was_brought(board: Board) -> None:
    assert returnable(board.state, board.order(A1)) == {BOOKS: 2}
    board.ask(asked(1))
    assert board.refusal(asked(2)) == "Books: 2 cannot come back, the customer has 1."
    board.ask(asked(1))
    assert board.order(OrderId("a1-b2")).returns == A1
    assert board.refusal(asked(1)) == "All of order a1 is on its way back already."


def test_what_was_cancelled_can_be_asked_for_again(board: Board) -> None:
    board.ask(asked())
    board.ask(c.CancelOrder(OrderId("a1-b1")))
    assert return_of(board.state, A1) is None
    board.ask(asked())
    assert return_of(board.state, A1) == board.order(OrderId("a1-b2"))


def test_what_was_refunded_or_replaced_does_not_come_back_twice(board: Board) -> None:
    board.ask(asked(1))
    first = OrderId("a1-b1")
    board.ask(c.RefundOrder(board.case(first).id))
    board.ask(c.InstructRefunds(is_run=True))
    board.ask(c.SettleRefund(first, is_paid=True))
    assert board.order(first).status is OrderStatus.CLOSED
    board.ask(asked(1))
    board.ask(c.SetStock({"BOOK": 1}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(OrderId("a1-b2")).id))
    assert returnable(board.state, board.order(A1)) == {}


def test_what_stayed_at_the_door_is_still_the_customers(board: Board) -> None:
    board.ask(asked())
    made = board.order(OrderId("a1-b1"))
    left = replace(made, refused_items=(made.items[0].id,))
    board.state = replace(board.state, orders=board.state.orders | {made.id: left})
    assert returnable(board.state, board.order(A1)) == {BOOKS: 2}


def test_of_an_exchange_only_what_was_brought_comes_back(board: Board) -> None:
    board.complete("b1.1")
    board.complete("b2.1")
    wrong = replace(asked(), order_id=B2, lines=(c.ReturnedLine(ItemId("b2-in"), 1),))
    assert board.refusal(wrong) == "Order b2 brought no line b2-in."
    board.ask(replace(wrong, lines=(c.ReturnedLine(ItemId("b2-out"), 1),)))
    assert board.order(OrderId("b2-b1")).items[0].sku == "BOOK"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order_id": OrderId("zz")}, "There is no order zz."),
        ({"order_id": A3}, "Order a3 brought nothing that could be sent back."),
        ({"order_id": B2}, "Order b2 is planned: the customer does not have the goods yet."),
        ({"day": ServiceDay("2026-12-24")}, "The day Thu 24 Dec is not open for planning."),
        ({"window": make_window(0, 60)}, "The window is not one of Tue 24 Nov"),
        ({"bought_on": date(2026, 12, 1)}, "The purchase on 1 Dec 2026 is in the future."),
        ({"lines": (c.ReturnedLine(ItemId("x"), 1),)}, "Order a1 brought no line x."),
        ({"lines": (c.ReturnedLine(BOOKS, 3),)}, "Books: 3 cannot come back, the customer has 2."),
        (
            {"lines": (c.ReturnedLine(BOOKS, 1), c.ReturnedLine(BOOKS, 1))},
            "Books is listed twice. Add the quantities up.",
        ),
    ],
)
def test_what_cannot_be_is_refused(board: Board, changes: dict[str, Any], words: str) -> None:
    assert board.refusal(asked(**changes)).startswith(words)


def test_a_day_that_is_over_is_refused(board: Board) -> None:
    board.complete("a2.1")
    board.now = board.now.replace(day=25)
    assert board.refusal(asked(day=TOMORROW)).startswith("The day Tue 24 Nov is over")


def test_goods_that_are_refunded_are_not_paid_twice(board: Board) -> None:
    board.ask(c.ReportOrder(A1, "claimed_not_received"))
    board.ask(c.RefundOrder(board.case(A1).id))
    order = replace(board.order(A1), status=OrderStatus.DONE)
    board.state = replace(board.state, orders=board.state.orders | {A1: order})
    assert board.refusal(asked()) == "The shop was asked to refund order a1 already."


def test_without_a_note_nothing_is_written_on_the_case(board: Board) -> None:
    added, opened = board.ask(asked(day=TODAY))
    assert isinstance(added, e.OrdersAdded)
    assert isinstance(opened, e.CaseOpened)
    assert make_order("a1").returns is None


def test_an_exchange_brings_the_same_goods_anew_in_one_visit(board: Board) -> None:
    exchange = asked(2, is_exchange=True, note="note:1")
    assert why_not_exchanged(board.state, exchange, board.now) == "Stock has too few of BOOK."
    assert board.refusal(exchange) == "Stock has too few of BOOK."
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    assert why_not_exchanged(board.state, exchange, board.now) == ""
    board.ask(exchange)
    made = return_of(board.state, A1)
    assert made is not None
    assert made.replaced_by == "a1-b1-r1"
    new = board.order(OrderId("a1-b1-r1"))
    assert new.kind is OrderKind.EXCHANGE
    assert {item.is_collected for item in new.items} == {True, False}
    assert board.state.stock == {"BOOK": 0}
    board.ask(c.UndoReplacement(made.id))
    board.ask(c.CancelOrder(made.id))
    assert returnable(board.state, board.order(A1)) == {BOOKS: 2}


def test_customer_service_sends_no_goods(board: Board) -> None:
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    words = board.refusal(asked(is_exchange=True), SERVICE)
    assert words.startswith("Ask a dispatcher:")


def test_a_shops_key_enters_returns_of_its_own_orders_only(board: Board) -> None:
    key = Actor(ActorId("key:1"), Role.SHOP, ANA.depots, shop="Casa Norte")
    with pytest.raises(Refused, match="Order a1 is of another shop than Casa Norte"):
        board.ask(asked(), key)
    board.ask(asked(), replace(key, shop=""))
    assert return_of(board.state, A1) is not None
