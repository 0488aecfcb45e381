"""Other goods are sent from stock: a delivery by a delivery, a return by one visit for both."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseId,
    CaseStatus,
    CustodyKind,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Resolution,
    WayOut,
)
from core.policy import Check, Instead
from core.rules.policy import exceptions, ruling
from core.rules.replacements import first_day, why_not_replaced
from tests.builders import (
    A1,
    A2,
    B1,
    LUIS,
    R1,
    SYSTEM,
    T1,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_window,
    placing,
    running_day,
    small_day,
)
from tests.returns import LATE, RET, SHOES, board_with, books, found, request, socks

EXCHANGING = replace(SHOES, instead=(Instead.EXCHANGE,))
NEW = OrderId("a1-r1")
SWAP = OrderId("ret-r1")
CONSIDERED = (WayOut(Resolution.REPLACE, ()),)


def stocked(board: Board, books_left: int = 10) -> Board:
    board.ask(c.SetStock({"BOOK": books_left}), SYSTEM)
    return board


def failed(books_left: int = 10) -> Board:
    """a1 has failed; its books are in van 1."""
    board = stocked(running_day(), books_left)
    board.fail("a1.1")
    return board


def replacing(board: Board, order_id: OrderId) -> c.ReplaceOrder:
    return c.ReplaceOrder(board.case(order_id).id, CONSIDERED)


def bring_home(board: Board) -> None:
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)


def test_stock_is_set_item_by_item() -> None:
    board = stocked(small_day())
    board.ask(c.SetStock({"SHOE": 3}), SYSTEM)
    board.ask(c.SetStock({"BOOK": 0}), SYSTEM)
    assert board.state.stock == {"BOOK": 0, "SHOE": 3}
    assert "may not" in board.refusal(c.SetStock({"BOOK": 9}))


def test_a_failed_delivery_is_replaced_by_a_linked_one_on_the_next_day() -> None:
    board = failed()
    board.ask(replacing(board, A1))
    old, new = board.order(A1), board.order(NEW)
    assert (old.replaced_by, new.replaces) == (NEW, A1)
    assert (new.kind, new.day, new.status) == (
        OrderKind.DELIVERY,
        TOMORROW,
        OrderStatus.WAITING,
    )
    assert (new.customer_id, new.place_id) == (old.customer_id, old.place_id)
    assert board.state.stock == {"BOOK": 8}
    assert board.custody("a1-r1/a1-out").kind is CustodyKind.DEPOT
    assert board.case(NEW).status is CaseStatus.OPEN
    decision = board.case(A1).decision
    assert decision is not None
    assert (decision.resolution, decision.considered) == (Resolution.REPLACE, CONSIDERED)
    board.ask(placing(NEW, board.route(T1), 0))
    assert board.order(NEW).status is OrderStatus.PLANNED


def test_the_goods_in_the_van_come_back_before_the_case_ends() -> None:
    board = failed()
    board.ask(replacing(board, A1))
    assert board.case(A1).status is CaseStatus.DECIDED
    bring_home(board)
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.case(A1).status is CaseStatus.CLOSED
    assert board.custody("a1-out").kind is CustodyKind.DEPOT


def test_what_is_lost_is_replaced_at_once() -> None:
    board = stocked(running_day())
    board.complete("b1.1")
    board.ask(c.ReportOrder(B1, "claimed_not_received"))
    board.ask(replacing(board, B1))
    assert board.case(B1).status is CaseStatus.CLOSED
    assert board.order(B1).status is OrderStatus.CLOSED


def test_what_is_replaced_is_neither_visited_nor_refunded_nor_opened_again() -> None:
    board = failed()
    board.ask(replacing(board, A1))
    words = "Order a1 is replaced by order a1-r1."
    assert board.refusal(placing(A1, board.route(R1), 1)) == words
    assert board.refusal(c.RescheduleOrder(A1, TOMORROW)) == words
    assert board.refusal(c.ReopenCase(board.case(A1).id)) == words
    assert "decided already" in board.refusal(replacing(board, A1))


def test_the_day_is_the_first_on_which_a_van_has_not_left() -> None:
    board = stocked(small_day())
    assert first_day(board.state, board.order(W3)) == "2026-11-23"
    window = replace(board.order(W3), window=make_window(60, 120))
    board.state = replace(board.state, orders=board.state.orders | {W3: window})
    board.start(R1)
    assert first_day(board.state, board.order(W3)) == "2026-11-23", "van 2 is still there"
    board.ask(replacing(board, W3))
    assert board.order(OrderId("w3-r1")).window == make_window(60, 120)


def test_a_replacement_that_fails_is_replaced_under_another_number() -> None:
    board = stocked(small_day())
    board.ask(replacing(board, W3))
    first = OrderId("w3-r1")
    board.ask(replacing(board, first))
    assert board.order(first).replaced_by == "w3-r1-r1"


def test_a_number_that_is_taken_is_left_out() -> None:
    board = failed()
    state = replace(board.state, orders=board.state.orders | {NEW: board.order(A2)})
    board.state = state
    board.ask(replacing(board, A1))
    assert board.order(A1).replaced_by == "a1-r2"


@pytest.mark.parametrize(
    ("order_id", "words"),
    [
        (W2, "Order w2 is no delivery and no return; it cannot be replaced."),
        (A2, "There is no case case-a2."),
    ],
)
def test_what_cannot_be_replaced_is_refused(order_id: OrderId, words: str) -> None:
    board = failed()
    assert board.refusal(c.ReplaceOrder(CaseId(f"case-{order_id}"))) == words


def test_an_order_without_goods_is_not_replaced() -> None:
    board = failed()
    empty = replace(board.order(A1), items=())
    board.state = replace(board.state, orders=board.state.orders | {A1: empty})
    assert board.refusal(replacing(board, A1)).endswith("no goods that could be sent again.")


def test_without_stock_or_a_van_nothing_is_replaced() -> None:
    board = failed(books_left=1)
    assert board.refusal(replacing(board, A1)) == "Stock has too few of BOOK."
    routes = {r.id: replace(r, started_at=board.now) for r in board.state.routes.values()}
    board.state = replace(board.state, routes=routes)
    words = board.refusal(replacing(board, A1))
    assert words == "No day is open on which a van still leaves the depot."


def test_what_is_decided_refunded_or_on_a_route_is_not_replaced() -> None:
    board = failed()
    board.place(A1, R1, 1)
    assert "decided already" in board.refusal(replacing(board, A1))
    board = failed()
    board.ask(c.RefundOrder(board.case(A1).id))
    case = replace(board.case(A1), status=CaseStatus.OPEN)
    assert "asked to refund order a1" in why_not_replaced(board.state, case)
    case = replace(case, order_id=A2)
    assert "is planned; it cannot be replaced" in why_not_replaced(board.state, case)
    done = replace(board.order(A1), status=OrderStatus.DONE)
    state = replace(board.state, orders=board.state.orders | {A1: done})
    assert "is done" in why_not_replaced(state, replace(case, order_id=A1))


def returning(order: Order, *policies: object) -> Board:
    return stocked(board_with(order, *(policies or (EXCHANGING,))))  # type: ignore[arg-type]


def test_a_return_is_exchanged_in_one_visit() -> None:
    board = returning(request())
    board.ask(replacing(board, RET))
    swap = board.order(SWAP)
    assert (swap.kind, swap.request) == (OrderKind.EXCHANGE, board.order(RET).request)
    assert [(item.id, item.is_collected) for item in swap.items] == [
        ("ret-r1/ret-in", False),
        ("ret-in", True),
    ]
    assert board.custody("ret-in").kind is CustodyKind.CUSTOMER
    assert (board.order(RET).status, board.case(RET).status) == (
        OrderStatus.CLOSED,
        CaseStatus.CLOSED,
    )


def exchanged_at_the_door(failing: Check | None) -> Board:
    board = stocked(small_day())
    board.ask(c.SetPolicies((EXCHANGING,)), SYSTEM)
    board.ask(add_orders(request()), SYSTEM)
    board.ask(replacing(board, RET))
    board.ask(placing(SWAP, board.route(R1), 3))
    board.send(R1)
    board.accept(R1)
    board.start(R1)
    checks = found([books().id], {books().id: failing} if failing else {})
    stop = next(s for s in board.state.stops.values() if s.order_id == SWAP)
    board.ask(c.CompleteStop(stop.id, board.now, checks=checks), LUIS)
    return board


def test_the_visit_brings_the_new_and_takes_the_old() -> None:
    board = exchanged_at_the_door(None)
    assert board.custody("ret-in").kind is CustodyKind.VEHICLE
    assert board.custody("ret-r1/ret-in").kind is CustodyKind.CUSTOMER
    assert board.order(SWAP).status is OrderStatus.DONE


def test_an_exchange_is_done_as_a_whole_or_not_at_all() -> None:
    board = exchanged_at_the_door(Check.UNUSED)
    assert board.custody("ret-in").kind is CustodyKind.CUSTOMER
    assert board.custody("ret-r1/ret-in").kind is CustodyKind.VEHICLE
    assert (board.order(SWAP).status, board.case(SWAP).reason) == (
        OrderStatus.FAILED,
        "return_refused",
    )


def test_a_return_is_exchanged_only_as_the_policy_allows() -> None:
    board = returning(request(), SHOES)
    assert board.refusal(replacing(board, RET)) == "Shoes gives no exchange for order ret."
    board = returning(request(LATE))
    assert "Make an exception first." in board.refusal(replacing(board, RET))
    board = returning(request(items=(books(), socks())))
    assert "cannot be exchanged as a whole" in board.refusal(replacing(board, RET))
    board = returning(request(None))
    board.ask(replacing(board, RET))
    assert board.order(SWAP).kind is OrderKind.EXCHANGE


def test_a_return_of_an_unknown_shop_is_exchanged_too() -> None:
    board = stocked(running_day())
    board.ask(replacing(board, W1))
    assert board.order(OrderId("w1-r1")).kind is OrderKind.EXCHANGE


def test_an_exchange_refunds_nothing_and_its_exception_is_counted_once() -> None:
    board = returning(request(LATE))
    board.ask(c.MakeException(RET, "note:1"))
    board.ask(replacing(board, RET))
    assert exceptions(board.state) == 1
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.refund_minor == 0
