"""Which events are about one order, of everything that happens on the shared small day."""

from core import commands as c
from core import events as e
from core.case_history import about, case_id_of, words_of
from core.model import CustodyKind, OrderId
from core.state import State
from tests.builders import (
    A1,
    NOON,
    R1,
    SYSTEM,
    W1,
    W3,
    add_orders,
    make_order,
    placing,
    running_day,
)
from tests.second_looks import SARA, ruled


def test_the_story_of_an_order_has_its_own_events_and_no_others() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(add_orders(make_order("new")), SYSTEM)
    board.fail("a1.1")
    board.ask(c.AcknowledgeCase(board.case(A1).id))
    board.ask(placing(A1, board.route(R1), 3))
    board.ask(c.WithdrawOrder(A1))
    board.ask(c.RefundOrder(board.case(A1).id))
    board.ask(c.RefundOrder(board.case(W3).id))
    board.ask(c.Approve(tuple(board.state.approvals), "seen"), SARA)
    board.ask(c.InstructRefunds(is_run=True))
    board.ask(c.LockRoute(R1))
    told = [e.type_of(event) for event in board.events if about(event, board.state, A1)]
    assert told == [
        "orders_added",
        "custody_changed",
        "stop_failed",
        "case_opened",
        "case_acknowledged",
        "order_placed",
        "case_decided",
        "order_withdrawn",
        "case_reopened",
        "refund_requested",
        "case_decided",
        "approval_asked",
        "approval_ended",
        "refunds_instructed",
    ]


def test_goods_and_orders_that_come_in_are_a_part_of_it() -> None:
    state = running_day().state
    item_id = state.orders[W1].items[0].id
    moved = e.CustodyChanged((item_id,), state.custody[item_id])
    assert about(moved, state, W1)
    assert not about(moved, state, A1)
    assert not about(moved, state, OrderId("nobody"))
    assert moved.custody.kind is CustodyKind.CUSTOMER
    added = e.OrdersAdded((), (), (make_order("new"),), {})
    assert about(added, state, OrderId("new"))
    assert not about(added, state, A1)


def test_the_words_are_the_ids_as_they_stand_in_the_log() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(W3).id))
    assert words_of(board.state, W3) == (b'"w3"', b'"case-w3"', b'"approval-1"')
    assert words_of(board.state, A1) == (b'"a1"', b'"case-a1"', b'"a1.1"')
    assert words_of(State(), OrderId('a"')) == (b'"a\\""', b'"case-a\\""')
    assert case_id_of(A1) == "case-a1"
    assert board.now == NOON
