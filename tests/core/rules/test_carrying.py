"""What a day leaves over comes into a later one at once, says from where, and can go back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseStatus,
    CounterPickup,
    Custody,
    CustodyKind,
    Grade,
    Inspection,
    ItemId,
    OrderId,
    OrderKind,
    OrderStatus,
    PartnerJob,
    Refund,
    ServiceDay,
    WaitingFor,
)
from core.rules.carrying import LeftOver, left_over
from core.state import State
from tests.builders import (
    A1,
    A2,
    ANA,
    B1,
    COURIER,
    MORNING,
    R1,
    R2,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_order,
    make_window,
    running_day,
    small_day,
)

NEXT_MORNING = MORNING + timedelta(days=1)
LONG_AGO = ServiceDay("2026-11-20")


def left(board: Board, day: ServiceDay = TOMORROW) -> dict[OrderId, LeftOver]:
    return {each.order_id: each for each in left_over(board.state, day, board.now)}


def carry(*order_ids: OrderId, is_undo: bool = False) -> c.CarryOver:
    return c.CarryOver(TOMORROW, order_ids, is_undo)


@pytest.fixture
def evening() -> Board:
    """Route 1 is back with a delivery that failed, Route 2 never left; three requests wait."""
    board = small_day()
    board.start(R1)
    board.now = MORNING + timedelta(hours=4)
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.now = NEXT_MORNING - timedelta(hours=2)
    return board


def test_what_a_day_has_left_over_is_listed_with_why(evening: Board) -> None:
    found = left(evening)
    assert set(found) == {A1, W1, W2, W3, B1, OrderId("b2"), OrderId("b3")}
    assert found[A1] == LeftOver(A1, TODAY, "undecided")
    assert found[B1] == LeftOver(B1, TODAY, "Route 2 never left")
    assert left(evening, TODAY) == {}


def test_nothing_is_left_over_before_there_is_a_depot() -> None:
    assert left_over(State(), TOMORROW, MORNING) == ()


def test_what_a_running_day_may_still_serve_is_not_due() -> None:
    board = running_day()
    assert {id_: each.is_due for id_, each in left(board).items()} == {
        W1: False,
        W2: False,
        W3: False,
    }
    board.ask(add_orders(make_order("n1", day=TODAY, status=OrderStatus.WAITING)), SYSTEM)
    assert not left(board)[OrderId("n1")].is_due


def test_an_order_of_a_day_that_was_never_opened_is_carried_with_a_case(evening: Board) -> None:
    old = make_order("n1", day=LONG_AGO)
    evening.ask(add_orders(old), SYSTEM)
    assert next(iter(left(evening).values())) == LeftOver(old.id, LONG_AGO, "never planned")
    evening.ask(carry(old.id))
    assert evening.order(old.id).day == TOMORROW
    assert evening.case(old.id).reopened_because == "carried over from Fri 20 Nov"
    assert evening.case(old.id).status is CaseStatus.OPEN


def test_cases_are_carried_together_and_say_from_where(evening: Board) -> None:
    evening.ask(carry(A1, W1, B1))
    for order_id in (A1, W1, B1):
        assert evening.order(order_id).day == TOMORROW
        assert evening.order(order_id).carried_from == (TODAY,)
        assert evening.case(order_id).reopened_because == "carried over from Mon 23 Nov"
    assert evening.order(B1).status is OrderStatus.WAITING
    assert "b1.1" not in evening.route(R2).stop_ids
    assert not {A1, W1, B1} & set(left(evening))


def test_a_window_keeps_its_hours(evening: Board) -> None:
    order = make_order("n1", window=make_window(60, 120))
    evening.ask(add_orders(order), SYSTEM)
    evening.ask(carry(order.id))
    assert evening.order(order.id).window == make_window(60 + 24 * 60, 120 + 24 * 60)


def test_nothing_is_carried_twice(evening: Board) -> None:
    evening.ask(carry(W1))
    assert "has left order w1 over" in evening.refusal(carry(W2, W1))
    assert "has left order w2 over" in evening.refusal(carry(W2, W2))
    assert evening.order(W2).day == TODAY


def test_carrying_is_taken_back_with_cases_as_before(evening: Board) -> None:
    evening.ask(c.AcknowledgeCase(evening.case(A1).id))
    before = {id_: evening.case(id_) for id_ in (A1, W1)}
    evening.ask(carry(A1, W1))
    evening.ask(carry(A1, W1, is_undo=True))
    for order_id in (A1, W1):
        assert evening.order(order_id).day == TODAY
        assert evening.order(order_id).carried_from == ()
        assert evening.case(order_id) == replace(before[order_id], before_move=None)
    assert "was not carried" in evening.refusal(carry(A1, is_undo=True))
    assert "was not carried" in evening.refusal(carry(OrderId("m1"), is_undo=True))


def test_an_order_that_is_left_over_again_and_again_says_each_day(evening: Board) -> None:
    evening.ask(carry(W1))
    later = ServiceDay("2026-11-25")
    evening.ask(c.OpenDay(later, (), ()), SYSTEM)
    evening.now += timedelta(days=1)
    evening.ask(c.CarryOver(later, (W1,)), SYSTEM)
    assert evening.order(W1).carried_from == (TODAY, TOMORROW)
    evening.ask(c.CarryOver(later, (W1,), is_undo=True))
    assert evening.order(W1).carried_from == (TODAY,)


def test_what_waits_for_an_answer_is_offered_and_not_due(evening: Board) -> None:
    until = NEXT_MORNING + timedelta(hours=3)
    evening.ask(c.LetCaseWait(evening.case(W1).id, WaitingFor.CUSTOMER, until))
    found = left(evening)[W1]
    assert (found.words, found.is_due) == ("waits for the customer until Tue 24 Nov 11:00", False)
    evening.now = until
    assert left(evening)[W1] == LeftOver(W1, TODAY, "undecided")
    evening.ask(carry(W1))
    assert evening.case(W1).waiting is None


def test_an_answer_is_awaited_until_a_moment_of_the_depots_own_day(evening: Board) -> None:
    evening.now = NEXT_MORNING
    until = NEXT_MORNING + timedelta(hours=15)
    evening.ask(c.LetCaseWait(evening.case(W1).id, WaitingFor.CUSTOMER, until))
    assert left(evening)[W1].words == "waits for the customer until Tue 24 Nov 23:00"


def test_a_route_that_is_locked_keeps_its_orders(evening: Board) -> None:
    evening.ask(c.LockRoute(R2))
    found = left(evening)[B1]
    assert (found.is_due, found.refusal) == (False, "Route 2 is locked by ana. Unlock it first.")
    assert evening.refusal(carry(B1)) == found.refusal


def test_what_was_decided_is_not_left_over(evening: Board) -> None:
    evening.ask(c.ReturnToDepot(evening.case(A1).id))
    assert A1 not in left(evening)


def test_what_somebody_else_has_is_not_left_over(evening: Board) -> None:
    job = PartnerJob(COURIER.id, COURIER.name, 0, ANA.id, MORNING)
    taken = replace(evening.order(W3), partner=job)
    state = replace(evening.state, orders=evening.state.orders | {W3: taken})
    assert W3 not in {each.order_id for each in left_over(state, TOMORROW, evening.now)}
    for kind in (CustodyKind.MISSING, CustodyKind.DISPOSED):
        gone = Custody(kind, "v1", MORNING)
        state = replace(evening.state, custody=evening.state.custody | {ItemId("w1-in"): gone})
        assert W1 not in {each.order_id for each in left_over(state, TOMORROW, evening.now)}


def test_what_needs_no_visit_any_more_is_not_left_over(evening: Board) -> None:
    order = evening.order(W1)
    looked_at = Inspection(Grade.A, "restock", "restock", ANA.id, MORNING)
    assert W1 in left(evening)
    for changed in (
        replace(order, counter=CounterPickup(ANA.id, MORNING, MORNING, NEXT_MORNING)),
        replace(order, replaced_by=W2),
        replace(order, refund=Refund(100, ANA.id, MORNING)),
    ):
        state = replace(evening.state, orders=evening.state.orders | {W1: changed})
        assert W1 not in {each.order_id for each in left_over(state, TOMORROW, evening.now)}
    state = replace(evening.state, inspections={ItemId("w1-in"): looked_at})
    assert W1 not in {each.order_id for each in left_over(state, TOMORROW, evening.now)}


def test_a_day_that_is_not_open_or_over_takes_nothing(evening: Board) -> None:
    assert "is not open" in evening.refusal(c.CarryOver(ServiceDay("2026-11-30"), (W1,)))
    evening.now = NEXT_MORNING + timedelta(days=2)
    assert "is over" in evening.refusal(carry(W1))


def test_what_is_planned_is_not_carried(evening: Board) -> None:
    assert "has left order a2 over" in evening.refusal(carry(A2), ANA)
    other = make_order("n9", OrderKind.RETURN, day=TOMORROW)
    evening.ask(add_orders(other), SYSTEM)
    assert "has left order n9 over" in evening.refusal(carry(other.id))
