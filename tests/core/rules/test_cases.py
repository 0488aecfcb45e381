"""A case is whoever's took it first, decided once, and can be opened again."""

from core import commands as c
from core import events as e
from core.catalogue import shipped
from core.model import (
    Attempt,
    CaseId,
    CaseKind,
    CaseStatus,
    Custody,
    CustodyKind,
    DriverId,
    Grade,
    ItemId,
    OrderId,
    OrderKind,
    OrderStatus,
    Resolution,
    StopId,
    WaitingFor,
)
from core.rules.cases import failed
from core.rules.lookups import pending_stops
from core.state import apply
from tests.builders import (
    A1,
    A3,
    ANA,
    LUIS,
    MORNING,
    R1,
    R2,
    SYSTEM,
    W1,
    W2,
    W3,
    add_orders,
    after,
    handing_over,
    make_order,
    make_window,
    running_day,
    small_day,
)
from tests.counters import failed as failed_at_counter


def case_id(order_id: OrderId) -> CaseId:
    return CaseId(f"case-{order_id}")


def test_a_request_is_due_when_its_window_closes_but_never_at_once() -> None:
    board = small_day()
    assert board.case(W1).deadline == after(8 * 60), "nine hours after it was opened"
    narrow = make_order("z1", OrderKind.RETURN, window=make_window(-120, -60))
    wide = make_order("z2", OrderKind.RETURN, window=make_window(60, 180))
    board.ask(add_orders(narrow, wide), SYSTEM)
    assert board.case(narrow.id).deadline == after(15)
    assert board.case(wide.id).deadline == after(180)


def test_a_failure_opens_a_case_that_is_due_by_its_reason() -> None:
    board = running_day()
    board.fail("a1.1", "access_denied")
    case = board.case(A1)
    assert (case.kind, case.reason, case.stop_id) == (
        CaseKind.FAILED_DELIVERY,
        "access_denied",
        "a1.1",
    )
    assert case.deadline == after(20, board.now)
    board.fail("a3.1", "return_no_show")
    assert board.case(A3).kind is CaseKind.FAILED_COLLECTION


def test_a_second_failure_joins_the_case() -> None:
    board = running_day()
    board.fail("a1.1")
    first = board.case(A1).opened_at
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    board.now = after(60, board.now)
    board.fail("a1.2")
    case = board.case(A1)
    assert (case.opened_at, case.reopened, case.status) == (first, 1, CaseStatus.OPEN)
    assert len(board.order(A1).attempts) == 2


def test_a_failure_at_a_stop_taken_off_ends_the_visit_planned_instead() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.place(A3, R2, 0)
    events = board.fail("a3.1")
    assert e.OrderWithdrawn(A3, (StopId("a3.2"),), OrderStatus.FAILED) in events
    assert StopId("a3.2") not in board.route(R2).stop_ids
    assert (board.order(A3).status, board.case(A3).status) == (OrderStatus.FAILED, CaseStatus.OPEN)


def test_a_failure_after_another_van_has_collected_opens_no_case() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.place(A3, R2, 0)
    board.send(R2)
    board.accept(R2)
    board.complete("a3.2")
    closed = board.case(A3)
    (event,) = board.fail("a3.1")
    assert isinstance(event, e.StopFailed)
    assert (board.order(A3).status, board.case(A3)) == (OrderStatus.DONE, closed)


def test_a_planned_order_gets_its_case_when_it_leaves_the_plan() -> None:
    board = small_day()
    (_, opened) = board.ask(c.WithdrawOrder(A1))
    assert isinstance(opened, e.CaseOpened)
    assert opened.case.reopened_because == "taken off Route 1"
    board.place(A1, R1, 0)
    (_, reopened) = board.ask(c.WithdrawOrder(A1))
    assert isinstance(reopened, e.CaseReopened)
    assert board.case(A1).reopened == 0, "the office moved it twice; nothing went wrong"


def test_a_case_is_taken_by_whoever_is_first() -> None:
    board = small_day()
    board.ask(c.AcknowledgeCase(case_id(W1)))
    case = board.case(W1)
    assert (case.acknowledged_by, case.acknowledged_at) == (ANA.id, MORNING)
    words = board.refusal(c.AcknowledgeCase(case_id(W1)))
    assert words == "ana has order w1 already."
    board.place(W1, R1, 0)
    words = board.refusal(c.AcknowledgeCase(case_id(W1)))
    assert words == "Order w1 has been decided already."
    words = board.refusal(c.AcknowledgeCase(CaseId("x")))
    assert words == "There is no case x."


def test_goods_come_back_with_the_van_that_has_them() -> None:
    board = running_day()
    board.fail("a1.1")
    command = c.ReturnToDepot(case_id(A1))
    board.ask(command)
    decision = board.case(A1).decision
    assert decision is not None
    assert (decision.resolution, decision.by) == (Resolution.RETURN_TO_DEPOT, "ana")
    words = board.refusal(command)
    assert words == "Order a1 has been decided already. Reopen the case first."
    waiting = board.refusal(c.ReturnToDepot(case_id(W3)))
    assert waiting == "Order w3 is waiting; only a failed one can come back."
    board.fail("a3.1")
    empty = board.refusal(c.ReturnToDepot(case_id(A3)))
    assert empty == "Nothing of order a3 is in a van that could bring it back."


def test_a_closed_case_is_opened_again_by_name_unless_its_order_is_on_a_route() -> None:
    board = small_day()
    board.place(W2, R1, 0)
    words = board.refusal(c.ReopenCase(case_id(W2)))
    assert words == "Order w2 is on a route. Take it off the route instead."
    board.ask(c.CancelOrder(W1))
    board.ask(c.ReopenCase(case_id(W1)))
    assert board.case(W1).reopened_because == "by ana"
    assert board.refusal(c.ReopenCase(case_id(W1))) == "Order w1 is open already."


def test_a_failed_order_opened_again_is_failed_again() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.CancelOrder(A1, "note:1"))
    board.ask(c.ReopenCase(case_id(A1)))
    assert board.order(A1).status is OrderStatus.FAILED
    board.ask(c.ReturnToDepot(case_id(A1)))
    board.ask(c.ReopenCase(case_id(A1)))
    assert board.case(A1).decision is None


def test_reopening_what_waits_ends_the_waiting_only() -> None:
    board = running_day()
    board.fail("a1.1")
    wait = c.LetCaseWait(case_id(A1), WaitingFor.DRIVER, after(30, board.now))
    board.ask(wait)
    assert board.ask(c.ReopenCase(case_id(A1))) == (e.CaseResumed(case_id(A1), board.now),)
    assert (board.case(A1).waiting, board.case(A1).owner) == (None, ANA.id)
    board.ask(wait)
    board.now = after(31, board.now)
    assert board.refusal(c.ReopenCase(case_id(A1))) == "Order a1 is open already."


def test_disposed_goods_cannot_be_sent_again() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReturnToDepot(case_id(A1)))
    gone = Custody(CustodyKind.DISPOSED, "depot", board.now)
    board.state = apply(board.state, e.CustodyChanged((board.order(A1).items[0].id,), gone))
    assert "disposed of" in board.refusal(c.ReopenCase(case_id(A1)))


def test_what_is_done_stays_done() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.accept(R1)
    board.ask(c.CompleteStop(StopId("w1.1"), board.now), LUIS)
    assert board.refusal(c.ReopenCase(case_id(W1))) == (
        "Order w1 is done; there is nothing to decide again."
    )
    assert board.refusal(c.CancelOrder(W1)) == "Order w1 is done already."


def test_a_failed_half_takes_the_rest_of_the_hand_over_with_it() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    for route_id in (R1, R2):
        board.send(route_id)
        board.accept(route_id)
    board.fail("a1.2")
    assert board.order(A1).status is OrderStatus.FAILED
    assert not pending_stops(board.state, A1)
    assert board.case(A1).reopened == 1


def test_an_order_that_somebody_else_served_stays_done() -> None:
    board = running_day()
    stop = board.stop("a1.1")
    board.complete("a1.1")
    attempt = Attempt(stop.id, DriverId("d1"), "out_of_time", board.now, board.now)
    (event,) = failed(board.state, stop, attempt, board.now, shipped())
    assert isinstance(event, e.StopFailed)


def test_a_refund_that_was_asked_for_cannot_be_reopened_before_the_shop_answers() -> None:
    board = running_day()
    board.ask(c.RefundOrder(case_id(W3)))
    assert "Let it answer first" in board.refusal(c.ReopenCase(case_id(W3)))


def test_what_is_replaced_is_not_decided_again() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    board.fail("a1.1")
    board.ask(c.ReplaceOrder(board.case(A1).id))
    words = board.refusal(c.ReopenCase(board.case(A1).id))
    assert words == "Order a1 is replaced by order a1-r1."


def test_a_replacement_that_was_taken_back_is_not_opened_again() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(W3).id))
    board.ask(c.UndoReplacement(W3))
    assert board.refusal(c.ReopenCase(CaseId("case-w3-r1"))) == (
        "Order w3-r1 was taken back. Replace order w3 again."
    )


def test_what_was_inspected_is_not_sent_out_again() -> None:
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.receive(R1)
    board.ask(c.CancelOrder(A1, "note:1"))
    board.ask(c.InspectGoods(ItemId("a1-out"), Grade.A, "restock"))
    words = "Goods of order a1 were inspected. Undo the inspection first."
    assert board.refusal(c.ReopenCase(board.case(A1).id)) == words


def test_what_waits_at_the_counter_is_decided_again_as_if_nothing_had_been() -> None:
    board = failed_at_counter()
    case = board.case(A1)
    board.ask(c.KeepAtCounter(A1))
    board.ask(c.ReopenCase(case.id))
    assert (board.case(A1), board.order(A1).counter) == (case, None)
