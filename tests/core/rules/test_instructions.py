"""A refund leaves for the shop once, by webhook or in a run, whatever is asked and how often."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import OrderId
from core.rules.instructions import in_run, instruction_of, open_instructions
from core.rules.lookups import Refused
from tests.builders import A1, B1, SYSTEM, W1, W3, Board, running_day
from tests.second_looks import ruled


def refunded(*orders: OrderId) -> Board:
    board = running_day()
    for order_id in orders:
        board.ask(c.RefundOrder(board.case(order_id).id))
        board.now += timedelta(minutes=1)
    return board


def test_a_run_takes_everything_that_waits_and_is_numbered() -> None:
    board = refunded(W3, W1)
    assert [each.order_id for each in open_instructions(board.state)] == [W3, W1]
    (told,) = board.ask(c.InstructRefunds(is_run=True))
    assert told == e.RefundsInstructed((W1, W3), board.now, 1)
    assert [order.id for order in in_run(board.state, 1)] == [W1, W3]
    assert in_run(board.state, 0) == ()
    words = board.refusal(c.InstructRefunds(is_run=True))
    assert words == "No refund waits to be sent to a shop."


def test_what_left_once_leaves_no_second_time() -> None:
    board = refunded(W1)
    board.ask(c.InstructRefunds(is_run=True))
    assert board.refusal(c.InstructRefunds((W1,)), SYSTEM) == (
        "The refund of order w1 left in run 1 already."
    )
    board = refunded(W1)
    board.ask(c.InstructRefunds((W1,)), SYSTEM)
    assert board.order(W1).refund.run == 0  # type: ignore[union-attr]
    assert board.refusal(c.InstructRefunds((W1,), is_run=True)) == (
        "The refund of order w1 left by the shop's webhook already."
    )


def test_only_what_was_asked_for_leaves() -> None:
    board = refunded(W1)
    assert "was not asked for" in board.refusal(c.InstructRefunds((B1,)), SYSTEM)
    board.ask(c.SettleRefund(W1, is_paid=True))
    assert "is confirmed already" in board.refusal(c.InstructRefunds((W1,)), SYSTEM)
    assert open_instructions(board.state) == ()


def test_the_hub_makes_no_runs_and_the_office_uses_no_webhook() -> None:
    board = refunded(W1)
    assert "a run is made by the office" in board.refusal(c.InstructRefunds((W1,)))
    assert "used by the hub" in board.refusal(c.InstructRefunds(is_run=True), SYSTEM)


def test_a_run_keeps_its_number_when_its_refunds_are_asked_for_again() -> None:
    board = refunded(W1)
    board.ask(c.InstructRefunds(is_run=True))
    board.ask(c.SettleRefund(W1, is_paid=False))
    board.ask(c.RefundOrder(board.case(W1).id))
    board.ask(c.InstructRefunds(is_run=True))
    assert board.order(W1).refund.run == 2  # type: ignore[union-attr]


def test_a_late_answer_to_an_earlier_refund_settles_nothing() -> None:
    board = refunded(W1)
    first = instruction_of(board.state, board.order(W1)).key
    assert first == "coquimbo/w1/20261123T150000.000000Z"
    board.ask(c.SettleRefund(W1, is_paid=False, key=first))
    board.ask(c.RefundOrder(board.case(W1).id))
    words = board.refusal(c.SettleRefund(W1, is_paid=True, key=first))
    assert words.startswith("The shop answered an earlier refund of order w1")
    board.ask(c.SettleRefund(W1, True, key=instruction_of(board.state, board.order(W1)).key))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=40))
def test_no_sequence_instructs_a_refund_twice(wishes: list[tuple[int, int]]) -> None:
    board = refunded()
    board.fail("a1.1")
    orders = (W1, W3, A1)
    left: list[str] = []
    for what, which in wishes:
        order_id = orders[which]
        case_id = board.case(order_id).id
        asked: list[tuple[c.Command, Actor | None]] = [
            (c.RefundOrder(case_id), None),
            (c.InstructRefunds((order_id,)), SYSTEM),
            (c.InstructRefunds(is_run=True), None),
            (c.SettleRefund(order_id, is_paid=False), None),
            (c.SettleRefund(order_id, is_paid=True), None),
            (c.InstructRefunds((order_id,), is_run=True), None),
        ]
        command, actor = asked[what]
        board.now += timedelta(seconds=1)
        try:
            events = board.ask(command, actor) if actor else board.ask(command)
        except Refused:
            continue
        for event in events:
            if isinstance(event, e.RefundsInstructed):
                told = (board.order(each) for each in event.order_ids)
                left += [instruction_of(board.state, order).key for order in told]
    assert len(left) == len(set(left))


def test_equal_moments_are_told_in_the_order_of_the_orders() -> None:
    board = refunded(W3, W1)
    at = board.now
    orders = {}
    for order_id in (W3, W1):
        refund = board.order(order_id).refund
        assert refund is not None
        orders[order_id] = replace(board.order(order_id), refund=replace(refund, at=at))
    state = replace(board.state, orders=board.state.orders | orders)
    assert [each.order_id for each in open_instructions(state)] == [W1, W3]


def test_what_somebody_has_to_look_at_stays_here() -> None:
    board = ruled(refunded(W1), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(W3).id))
    assert [each.order_id for each in open_instructions(board.state)] == [W1]
    words = board.refusal(c.InstructRefunds((W3,)), SYSTEM)
    assert words == "The refund of order w3 waits for a second pair of eyes. Nothing was sent."
    (told,) = board.ask(c.InstructRefunds(is_run=True))
    assert isinstance(told, e.RefundsInstructed)
    assert told.order_ids == (W1,)
