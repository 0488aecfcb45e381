"""Money back, asked of the shop once, on the shared small day."""

from datetime import date

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Role
from core.model import (
    CaseStatus,
    CustodyKind,
    OrderId,
    OrderKind,
    OrderStatus,
    RefundStatus,
    Resolution,
    ReturnRequest,
    Sum,
    SumKind,
    WayOut,
)
from core.policy import Policy, RefundWhen, ReturnReason
from core.rules.refunds import BOTH, closed_case, owed_again, refund_due
from tests.builders import (
    A1,
    A2,
    ANA,
    B1,
    B2,
    R1,
    SYSTEM,
    TOMORROW,
    W1,
    W3,
    Board,
    add_orders,
    make_order,
    placing,
    running_day,
)
from tests.second_looks import ruled

CONSIDERED = (WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -3_000),)),)


@pytest.fixture
def board() -> Board:
    """a1 has failed; its goods are in van 1."""
    made = running_day()
    made.fail("a1.1")
    return made


def ask(board: Board, order_id: OrderId) -> tuple[e.Event, ...]:
    return board.ask(c.RefundOrder(board.case(order_id).id, CONSIDERED))


def settle(order_id: OrderId, *, is_paid: bool = True, words: str = "") -> c.SettleRefund:
    return c.SettleRefund(order_id, is_paid, words)


def bring_home(board: Board) -> None:
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), board.driver(R1))
    board.receive(R1)


def test_what_is_due_is_what_the_customer_has_not_or_does_not_want(board: Board) -> None:
    assert refund_due(board.order(A1)) == 3_000
    assert refund_due(board.order(W1)) == 3_000
    assert refund_due(board.order(B2)) == 3_000, "of an exchange, what was to be delivered"


def test_a_refund_is_decided_with_what_was_considered(board: Board) -> None:
    ask(board, A1)
    refund, case = board.order(A1).refund, board.case(A1)
    assert refund is not None
    assert (refund.amount_minor, refund.status) == (3_000, RefundStatus.REQUESTED)
    assert case.decision is not None
    assert case.decision.resolution is Resolution.REFUND
    assert case.decision.considered == CONSIDERED
    assert (case.status, board.order(A1).status) == (CaseStatus.DECIDED, OrderStatus.FAILED)


def test_it_is_never_asked_for_twice(board: Board) -> None:
    ask(board, A1)
    again = c.RefundOrder(board.case(A1).id)
    assert "already" in board.refusal(again)
    board.ask(settle(A1))
    assert "already" in board.refusal(again)


def test_the_case_ends_when_money_and_goods_are_accounted_for(board: Board) -> None:
    ask(board, A1)
    board.ask(settle(A1))
    assert board.case(A1).status is CaseStatus.DECIDED, "the goods are still in the van"
    bring_home(board)
    assert board.case(A1).status is CaseStatus.CLOSED
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.custody("a1-out").kind is CustodyKind.DEPOT


def test_goods_may_be_home_before_the_money_is_paid(board: Board) -> None:
    ask(board, A1)
    bring_home(board)
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.case(A1).status is CaseStatus.DECIDED, "the shop has not answered"
    board.ask(settle(A1))
    assert board.case(A1).status is CaseStatus.CLOSED


def test_a_customer_may_keep_what_he_wanted_to_return(board: Board) -> None:
    ask(board, W1)
    case = board.case(W1)
    assert case.decision is not None
    assert case.decision.resolution is Resolution.KEEP_IT
    assert board.order(W1).status is OrderStatus.CLOSED
    board.ask(settle(W1))
    assert board.case(W1).status is CaseStatus.CLOSED
    assert board.custody("w1-in").kind is CustodyKind.CUSTOMER


def test_a_shop_that_does_not_pay_opens_the_case_again(board: Board) -> None:
    ask(board, W1)
    board.ask(settle(W1, is_paid=False, words="past the return window"))
    case = board.case(W1)
    assert case.status is CaseStatus.OPEN
    assert case.reopened_because == "the shop did not refund it: past the return window"
    assert board.order(W1).status is OrderStatus.WAITING
    ask(board, W1)
    board.ask(settle(W1, is_paid=False))
    assert "no reason given" in str(board.case(W1).reopened_because)


def test_who_gets_the_money_back_is_not_visited(board: Board) -> None:
    ask(board, W3)
    assert "needs no visit" in board.refusal(placing(W3, board.route(), 3))
    ask(board, A1)
    assert "needs no visit" in board.refusal(c.RescheduleOrder(A1, TOMORROW))
    assert "Let it answer first" in board.refusal(c.ReopenCase(board.case(W3).id))


def test_only_what_is_open_and_on_no_route_can_be_refunded(board: Board) -> None:
    board.ask(c.ReturnToDepot(board.case(A1).id))
    assert "Reopen the case first" in board.refusal(c.RefundOrder(board.case(A1).id))
    board.place(W1, R1, 3)
    assert "decided already" in board.refusal(c.RefundOrder(board.case(W1).id))
    board.ask(c.WithdrawOrder(A2))
    board.ask(c.AcknowledgeCase(board.case(A2).id))
    ask(board, A2)
    assert "nothing of" not in board.refusal(settle(W3))


def test_an_answer_needs_a_question(board: Board) -> None:
    assert "was not asked for" in board.refusal(settle(A1))
    ask(board, A1)
    board.ask(settle(A1))
    assert "is confirmed already" in board.refusal(settle(A1))
    assert closed_case(board.state, OrderId("nothing"), board.now) == ()


def test_what_cost_nothing_is_not_refunded(board: Board) -> None:
    free = replace(board.order(W1), items=())
    board.state = replace(board.state, orders={**board.state.orders, W1: free})
    assert "nothing that could be refunded" in board.refusal(c.RefundOrder(board.case(W1).id))


def delivered_all_the_same(*, is_paid_before: bool = False) -> Board:
    """b1 was to be refunded; its driver, who has it on his list, delivers it."""
    made = running_day()
    made.ask(c.WithdrawOrder(B1))
    ask(made, B1)
    if is_paid_before:
        made.ask(settle(B1))
    made.complete("b1.1")
    return made


def test_a_delivery_that_is_refunded_all_the_same_waits_for_the_shop() -> None:
    made = delivered_all_the_same()
    assert made.order(B1).status is OrderStatus.DONE
    assert made.case(B1).status is CaseStatus.DECIDED
    made.ask(settle(B1, is_paid=False, words="stopped in time"))
    assert made.case(B1).status is CaseStatus.CLOSED


@pytest.mark.parametrize("is_paid_before", [True, False])
def test_goods_and_money_for_one_customer_is_a_case_again(is_paid_before: bool) -> None:
    made = delivered_all_the_same(is_paid_before=is_paid_before)
    if not is_paid_before:
        made.ask(settle(B1))
    case = made.case(B1)
    assert case.status is CaseStatus.OPEN
    assert case.reopened_because == BOTH
    assert "get one of them back" in made.refusal(c.CancelOrder(B1))
    made.ask(c.CancelOrder(B1, "note:1"))
    assert made.case(B1).status is CaseStatus.CLOSED
    assert made.order(B1).status is OrderStatus.DONE


def test_a_return_collected_all_the_same_is_settled_by_the_shop() -> None:
    made = running_day()
    made.place(W1, R1, 3)
    made.send(R1)
    made.accept(R1)
    made.ask(c.WithdrawOrder(W1))
    ask(made, W1)
    made.complete("w1.1")
    assert made.case(W1).status is CaseStatus.DECIDED
    made.ask(settle(W1))
    assert made.case(W1).status is CaseStatus.CLOSED


def test_a_visit_without_a_refund_ends_the_case() -> None:
    made = running_day()
    made.place(W1, R1, 3)
    made.send(R1)
    made.accept(R1)
    made.complete("w1.1")
    assert made.case(W1).status is CaseStatus.CLOSED


def test_what_nobody_paid_for_is_over_when_it_is_back(board: Board) -> None:
    free = tuple(replace(item, unit_value_minor=0) for item in board.order(A1).items)
    orders = board.state.orders | {A1: replace(board.order(A1), items=free)}
    board.state = replace(board.state, orders=orders)
    assert [type(event) for event in owed_again(board.state, A1, board.now)] == [
        e.OrderClosed,
        e.CaseClosed,
    ]
    made = running_day()
    made.fail("a1.1")
    (back,) = owed_again(made.state, A1, made.now)
    assert isinstance(back, e.CaseReopened)


def test_a_return_is_refunded_as_the_shops_policy_says() -> None:
    reasons = (ReturnReason.DOES_NOT_FIT,)
    policy = Policy("Shoes", 30, reasons, RefundWhen.ON_RECEIPT, fee_minor=500)
    asked = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 11, 11), date(2026, 11, 23))
    late = replace(asked, bought_on=date(2026, 1, 1))
    good, bad = (
        make_order(name, OrderKind.RETURN, shop="Shoes", request=request)
        for name, request in (("good", asked), ("bad", late))
    )
    board = running_day()
    board.ask(c.SetPolicies((policy,)), SYSTEM)
    board.ask(add_orders(good, bad), SYSTEM)
    ask(board, good.id)
    refund = board.order(good.id).refund
    assert refund is not None
    assert refund.amount_minor == 2_500
    words = board.refusal(c.RefundOrder(board.case(bad.id).id))
    assert words.endswith("Make an exception first.")
    board.ask(c.MakeException(bad.id, "note:why"))
    ask(board, bad.id)


def test_an_answer_to_an_earlier_refund_settles_nothing(board: Board) -> None:
    ask(board, A1)
    words = board.refusal(replace(settle(A1), key="coquimbo/a1/earlier"))
    assert words.startswith("The shop answered an earlier refund of order a1")


def test_what_is_replaced_is_not_refunded_as_well(board: Board) -> None:
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(A1).id))
    words = "Order a1 is replaced by order a1-r1."
    assert board.refusal(c.RefundOrder(board.case(A1).id)) == words


def test_customer_service_pays_back_little_and_hands_on_the_rest(board: Board) -> None:
    service = replace(ANA, role=Role.CUSTOMER_SERVICE)
    asked = c.RefundOrder(board.case(A1).id)
    assert board.state.depot is not None
    assert board.refusal(asked, service) == (
        "The refund of order a1 is 3000 CLP. Customer service may ask for up to 0: hand the case "
        "to a dispatcher."
    )
    depot = replace(board.state.depot, service_refund_minor=3_000)
    board.state = replace(board.state, depot=depot)
    assert any(isinstance(event, e.RefundRequested) for event in board.ask(asked, service))


def test_a_part_may_be_refunded_but_never_more_than_is_owed(board: Board) -> None:
    case_id = board.case(A1).id
    words = board.refusal(c.RefundOrder(case_id, amount_minor=3_001))
    assert words == "Of order a1 less is owed than that. Refund all of it, or less."
    board.ask(c.RefundOrder(case_id, amount_minor=1_200))
    refund = board.order(A1).refund
    assert refund is not None
    assert refund.amount_minor == 1_200


def test_what_somebody_has_to_look_at_is_not_settled_by_the_shop(board: Board) -> None:
    ruled(board, refund_over_minor=1)
    ask(board, A1)
    words = board.refusal(settle(A1))
    assert words == "The refund of order a1 waits for a second pair of eyes."
