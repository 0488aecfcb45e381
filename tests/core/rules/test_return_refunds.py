"""A return's money is asked for when the shop's policy says so, and its case stays until then."""

from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseStatus,
    CustodyKind,
    OrderStatus,
    RefundStatus,
    Resolution,
)
from core.policy import Check, Policy
from core.rules.return_refunds import owed_for, received, taken
from tests.builders import LUIS, R1, W1, Board
from tests.returns import (
    AT_THE_DOOR,
    BOOTS,
    INSPECTED,
    RET,
    SHOES,
    at_the_door,
    board_with,
    books,
    boots,
    request,
    take,
)


def taken_by(policy: Policy) -> Board:
    board = at_the_door(request(items=(books(), boots())), policy)
    board.ask(take(board, {BOOTS: Check.UNUSED}), LUIS)
    return board


def bring_home(board: Board) -> None:
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)


def refunded(board: Board) -> int:
    refund = board.order(RET).refund
    return refund.amount_minor if refund is not None else 0


def test_at_the_door_the_money_of_what_was_taken_is_asked_for_at_once() -> None:
    board = taken_by(AT_THE_DOOR)
    assert refunded(board) == 2_500, "one line of two, after the fee"
    assert board.case(RET).status is CaseStatus.ON_ITS_WAY
    board.ask(c.SettleRefund(RET, is_paid=True))
    assert board.case(RET).status is CaseStatus.CLOSED


def test_on_receipt_it_is_asked_for_when_the_van_is_back() -> None:
    board = taken_by(SHOES)
    assert refunded(board) == 0
    assert board.case(RET).status is CaseStatus.ON_ITS_WAY, "money is still owed"
    bring_home(board)
    assert refunded(board) == 2_500
    assert board.custody("ret-in").kind is CustodyKind.DEPOT


def test_after_an_inspection_it_is_asked_for_by_the_office() -> None:
    board = taken_by(INSPECTED)
    bring_home(board)
    case = board.case(RET)
    assert (case.status, refunded(board)) == (CaseStatus.OPEN, 0)
    assert case.reopened_because == "its goods are at the depot: inspect them"
    board.ask(c.RefundOrder(case.id))
    assert board.order(RET).status is OrderStatus.DONE
    decision = board.case(RET).decision
    assert decision is not None
    assert decision.resolution is Resolution.REFUND
    board.ask(c.SettleRefund(RET, is_paid=False, words="worn"))
    assert board.case(RET).status is CaseStatus.OPEN
    board.ask(c.RefundOrder(case.id))
    board.ask(c.SettleRefund(RET, is_paid=True))
    assert board.case(RET).status is CaseStatus.CLOSED


def test_an_inspection_that_finds_fault_closes_the_case_with_a_reason() -> None:
    board = taken_by(INSPECTED)
    bring_home(board)
    assert "came back; refund it" in board.refusal(c.CancelOrder(RET))
    board.ask(c.CancelOrder(RET, "note:worn"))
    assert board.case(RET).status is CaseStatus.CLOSED


def test_a_case_that_nobody_had_decided_goes_on_by_itself() -> None:
    board = board_with(request(), AT_THE_DOOR)
    state = replace(
        board.state,
        orders=board.state.orders | {RET: replace(board.order(RET), status=OrderStatus.DONE)},
    )
    decided, asked = taken(state, state.orders[RET], LUIS, board.now)
    assert decided.decision.resolution is Resolution.COLLECT  # type: ignore[union-attr]
    assert asked.refund.status is RefundStatus.REQUESTED  # type: ignore[union-attr]


def test_nothing_is_owed_for_what_has_no_policy_or_has_not_been_taken() -> None:
    board = at_the_door(request(), SHOES)
    for order_id in (RET, W1):
        order = board.order(order_id)
        assert owed_for(board.state, order) is None
        assert taken(board.state, order, LUIS, board.now) == ()
        assert received(board.state, order, LUIS, board.now) == ()
    board.ask(take(board), LUIS)
    dear = replace(SHOES, fee_minor=9_999)
    board.state = replace(board.state, policies={"Shoes": (dear,)})
    assert owed_for(board.state, board.order(RET)) is None, "the fee eats it up"


def test_a_return_that_nobody_rules_on_ends_when_it_is_taken() -> None:
    board = at_the_door(request(None), SHOES)
    board.ask(take(board, is_checked=False), LUIS)
    assert board.case(RET).status is CaseStatus.CLOSED


def test_what_the_shop_refused_to_pay_is_owed_and_asked_for_by_the_office() -> None:
    board = taken_by(AT_THE_DOOR)
    board.ask(c.SettleRefund(RET, is_paid=False, words="closed account"))
    assert owed_for(board.state, board.order(RET)) is not None
    bring_home(board)
    assert board.case(RET).status is CaseStatus.OPEN
    assert "came back; refund it" in board.refusal(c.CancelOrder(RET))
    board.ask(c.RefundOrder(board.case(RET).id))
    assert refunded(board) == 2_500
