"""What becomes of what a plan leaves out: the queue's own commands, one for each next best."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseId,
    Order,
    OrderId,
    PartnerId,
    Resolution,
    Sum,
    SumKind,
    WaitingFor,
    WayOut,
)
from core.planning.settling import Outcome, Settlement, settlements
from core.planning.waiting_orders import LeftOut
from core.rules.refunds import refund_owed
from tests.builders import A1, ANA, COURIER, R1, TODAY, TOMORROW, W1, W2, Board
from tests.counters import failed

WAYS = tuple(
    WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -minor),)) for minor in (100, 200, 300, 400)
)


def settled(board: Board, *left: LeftOut) -> tuple[Settlement, ...]:
    return settlements(board.state, left, board.now)


def left(order_id: OrderId, resolution: Resolution, **fields: object) -> LeftOut:
    out = replace(WayOut(resolution, ()), **fields)
    return LeftOut(order_id, "no room", out, is_weighed=True, ways_out=WAYS)


def order(board: Board, order_id: OrderId) -> Order:
    return board.state.orders[order_id]


def test_another_day_is_a_move_to_it_that_waits_there_for_a_route() -> None:
    board = failed()
    (made,) = settled(board, left(A1, Resolution.RESCHEDULE, route_id=R1, day=TOMORROW))
    assert made.outcome is Outcome.LATER
    assert made.command == c.RescheduleOrder(A1, TOMORROW, WAYS[:3])
    assert (made.from_day, made.day, made.needs_a_word) == (TODAY, TOMORROW, False)
    board.ask(made.command, ANA)
    assert order(board, A1).day == TOMORROW


@pytest.mark.parametrize(
    ("resolution", "outcome", "order_id"),
    [
        (Resolution.REFUND, Outcome.REFUND, A1),
        (Resolution.KEEP_IT, Outcome.KEEP_IT, W1),
    ],
)
def test_money_back_is_asked_of_the_shop_and_needs_a_word(
    resolution: Resolution, outcome: Outcome, order_id: OrderId
) -> None:
    board = failed()
    (made,) = settled(board, left(order_id, resolution))
    assert made.outcome is outcome
    assert made.needs_a_word
    assert made.command == c.RefundOrder(CaseId(f"case-{order_id}"), WAYS[:3])
    assert made.money_minor == refund_owed(board.state, order(board, order_id)) > 0
    board.ask(made.command, ANA)
    assert order(board, order_id).refund is not None


def test_the_counter_a_replacement_and_a_partner_are_what_the_queue_asks_for() -> None:
    board = failed()
    back_at = board.now + timedelta(hours=3)
    counter = replace(left(A1, Resolution.KEEP_AT_COUNTER, day=TODAY), back_at=back_at)
    other = left(A1, Resolution.REPLACE, day=TODAY)
    partner = left(A1, Resolution.HAND_TO_PARTNER, partner_id=COURIER.id)
    made = settled(board, counter, other, partner)
    assert [each.command for each in made] == [
        c.KeepAtCounter(A1, WAYS[:3], back_at),
        c.ReplaceOrder(CaseId("case-a1"), WAYS[:3]),
        c.HandToPartner(A1, COURIER.id, COURIER.price_minor, WAYS[:3]),
    ]
    assert [each.outcome for each in made] == [Outcome.COUNTER, Outcome.REPLACE, Outcome.PARTNER]
    assert [each.needs_a_word for each in made] == [False, True, False]
    assert [each.money_minor for each in made] == [0, 0, COURIER.price_minor]
    board.ask(made[0].command, ANA)
    assert order(board, A1).waits_at_counter
    gone = left(A1, Resolution.HAND_TO_PARTNER, partner_id=PartnerId("gone"))
    assert settled(failed(), gone) == ()


def test_without_a_way_out_goods_come_back_with_the_van_that_has_them() -> None:
    board = failed()
    nothing = LeftOut(A1, "no room", is_weighed=True)
    (made,) = settled(board, nothing)
    assert (made.outcome, made.command) == (Outcome.DEPOT, c.ReturnToDepot(CaseId("case-a1")))
    assert settled(board, replace(nothing, is_weighed=False)) == (), "nobody has looked"
    assert settled(board, replace(nothing, order_id=W1)) == (), "its goods are with the customer"
    board.ask(made.command, ANA)
    decision = board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.RETURN_TO_DEPOT


def test_a_van_that_cannot_go_on_brings_nothing_back() -> None:
    board = failed()
    board.ask(c.ReportBreakdown(R1))
    assert settled(board, LeftOut(A1, "no room", is_weighed=True)) == ()


def test_what_has_no_case_or_was_decided_since_or_rests_is_left_alone() -> None:
    board = failed()
    refund = left(A1, Resolution.REFUND)
    assert settled(board, left(OrderId("nobody"), Resolution.REFUND)) == ()
    assert settled(board, left(OrderId("b1"), Resolution.REFUND)) == ()
    (made,) = settled(board, refund)
    until = board.now + timedelta(hours=1)
    board.ask(c.LetCaseWait(CaseId("case-a1"), WaitingFor.CUSTOMER, until), ANA)
    assert settled(board, refund) == ()
    board.ask(c.ReopenCase(CaseId("case-a1")), ANA)
    assert settled(board, refund) == (made,)
    board.ask(made.command, ANA)
    assert settled(board, refund) == ()


def test_a_way_out_that_is_no_settlement_stays_in_the_queue() -> None:
    """A collection point needs a route, and a visit on its own day is the plan's."""
    board = failed()
    point = left(W2, Resolution.REDIRECT, day=TODAY)
    assert settled(board, point, left(W2, Resolution.COLLECT, day=TODAY)) == ()
