"""What sending a request back undoes, what stands and why, and who has the case then."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    CaseStatus,
    CustodyKind,
    Grade,
    ItemId,
    OrderStatus,
    RefundStatus,
    TextRef,
)
from core.rules.lookups import Refused
from core.rules.sent_back import handed_back, undone
from tests.builders import (
    A1,
    ANA,
    COURIER,
    NOON,
    R1,
    SYSTEM,
    T1,
    TOMORROW,
    W1,
    W3,
    Board,
    placing,
    running_day,
)
from tests.core.rules.test_second_look import FAR, failed, late_return
from tests.second_looks import SARA, asked, ruled

WHY = "look again"
BEA = Actor(ActorId("bea"), Role.DISPATCHER, ANA.depots)
LINE = ItemId("a3-in")


def send_back(board: Board) -> Approval:
    """The newest request, as it is afterwards."""
    last = list(board.state.approvals)[-1]
    board.ask(c.SendBack((last,), WHY), SARA)
    return board.state.approvals[last]


def test_the_case_is_with_who_asked_and_says_why() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(W3).id))
    ended = send_back(board)
    case = board.case(W3)
    assert (case.status, case.owner) == (CaseStatus.OPEN, ANA.id)
    assert [(n.by, n.text_ref) for n in case.notes] == [(SARA.id, ended.note_ref)]
    refund = board.order(W3).refund
    assert refund is not None
    assert refund.status is RefundStatus.FAILED
    assert ended.stands == ""


def test_a_case_goes_back_to_its_owner_whoever_asked() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(c.HandCase(board.case(W3).id, BEA.id))
    board.ask(c.RefundOrder(board.case(W3).id), ANA)
    send_back(board)
    assert board.case(W3).owner == BEA.id


def test_a_case_is_not_handed_to_somebody_who_sits_at_no_desk() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(W3).id))
    approval = replace(asked(board), is_of_office=False)
    events = handed_back(board.state, approval, TextRef("note"), SARA, NOON)
    assert len(events) == 1


def test_a_visit_that_no_driver_knows_of_leaves_its_route() -> None:
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("late",)))
    ended = send_back(board)
    assert board.order(W1).status is OrderStatus.WAITING
    assert [stop for stop in board.route(R1).stop_ids if board.stop(stop).order_id == W1] == []
    assert (board.case(W1).status, board.case(W1).owner) == (CaseStatus.OPEN, ANA.id)
    assert (ended.status, ended.stands) == (ApprovalStatus.SENT_BACK, "")


def test_a_visit_that_a_driver_knows_of_goes_on() -> None:
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("late",)))
    board.send(R1)
    ended = send_back(board)
    assert board.order(W1).status is OrderStatus.PLANNED
    words = "Route 1 knows of the visit already. Take it off the route to stop it."
    assert ended.stands == words
    assert board.case(W1).notes != ()


def test_a_visit_on_a_locked_route_stays_and_it_is_said_why() -> None:
    board = ruled(running_day(), broken=True)
    board.ask(replace(placing(W1, board.route(R1), 3), broken=("late",)))
    board.ask(c.LockRoute(R1))
    assert send_back(board).stands == "Route 1 is locked by ana. Unlock it first."
    assert board.order(W1).status is OrderStatus.PLANNED


def test_another_day_for_a_suspect_attempt_waits_for_a_route_and_its_owner() -> None:
    board = ruled(running_day(), suspect=True)
    failed(board, 1, position=FAR)
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    send_back(board)
    assert (board.case(A1).status, board.case(A1).owner) == (CaseStatus.OPEN, ANA.id)


def test_what_a_partner_has_taken_over_stays_with_him() -> None:
    board = ruled(running_day(), attempts_over=1)
    failed(board, 3)
    approval = Approval(
        ApprovalId("x"), ApprovalKind.ATTEMPTS, ANA.id, NOON, "3 attempts", order_id=W1
    )
    board.ask(c.HandToPartner(W1, COURIER.id, COURIER.price_minor))
    found = undone(board.state, approval, "another visit to order w1", SARA, NOON)
    assert found.events == ()
    assert found.stands == f"{COURIER.name} has taken over order w1. Take it back to stop it."


def test_a_visit_that_is_over_leaves_nothing_to_undo() -> None:
    board = running_day()
    approval = Approval(ApprovalId("x"), ApprovalKind.BROKEN, ANA.id, NOON, "late", order_id=A1)
    board.complete("a1.1")
    found = undone(board.state, approval, "what the plan of order a1 breaks", SARA, NOON)
    assert (found.events, found.stands) == ((), "")
    assert handed_back(board.state, approval, TextRef("note"), SARA, NOON) == ()


def test_money_upon_an_exception_is_withdrawn_though_the_goods_are_here() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    board.ask(placing(order.id, board.route(R1), 3))
    board.send(R1)
    board.accept(R1)
    board.complete(f"{order.id}.1")
    assert "done" in send_back(board).stands
    refund = board.order(order.id).refund
    assert refund is not None
    assert refund.status is RefundStatus.FAILED


def test_an_exception_is_withdrawn_and_the_case_says_why() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    assert send_back(board).stands == ""
    assert board.order(order.id).exception is None
    assert board.case(order.id).notes != ()


def test_an_exception_whose_goods_are_on_their_way_says_so() -> None:
    board = ruled(running_day(), exceptions=True)
    order = late_return(board)
    board.ask(c.MakeException(order.id, "please"))
    board.ask(placing(order.id, board.route(R1), 3))
    ended = send_back(board)
    assert ended.stands == "Order late is on a route. Take it off the route first."
    assert board.order(order.id).exception is not None


def test_a_replacement_that_has_not_left_is_taken_back() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    failed(board, 1)
    board.ask(c.ReplaceOrder(board.case(A1).id))
    new = board.order(A1).replaced_by
    assert new is not None
    send_back(board)
    assert board.order(A1).replaced_by is None
    assert board.order(new).status is OrderStatus.CLOSED
    assert board.case(A1).status is not CaseStatus.CLOSED
    assert board.state.stock["BOOK"] == 9


def test_a_replacement_that_is_on_a_route_stands() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    failed(board, 1)
    board.ask(c.ReplaceOrder(board.case(A1).id))
    new = board.order(A1).replaced_by
    assert new is not None
    board.ask(placing(new, board.route(T1), 0))
    words = f"Order {new} is on a route. Take it off the route first."
    assert send_back(board).stands == words
    assert board.order(A1).replaced_by == new


def test_goods_that_were_given_up_are_looked_for_again() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W3, "nobody knows"))
    send_back(board)
    assert board.case(W3).status is CaseStatus.OPEN


def test_a_write_off_that_is_over_leaves_nothing_to_undo() -> None:
    board = running_day()
    approval = Approval(ApprovalId("x"), ApprovalKind.WRITE_OFF, ANA.id, NOON, "", order_id=W3)
    assert undone(board.state, approval, "the write-off of order w3", SARA, NOON).events == ()


@pytest.fixture
def inspected() -> Board:
    """A line is to be donated although its grade suggests something else."""
    board = ruled(running_day(), dispositions=True)
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.receive(R1)
    board.ask(c.InspectGoods(LINE, Grade.B, "donate", "a torn box"))
    return board


def test_an_inspection_is_open_again(inspected: Board) -> None:
    assert send_back(inspected).stands == ""
    assert LINE not in inspected.state.inspections


def test_goods_in_a_closed_lot_stay_what_they_are(inspected: Board) -> None:
    (lot,) = inspected.state.lots
    inspected.ask(c.CloseLot(lot, "Food bank"))
    words = "a3-in is in lot 1, which is closed. Reopen the lot first."
    assert send_back(inspected).stands == words
    assert LINE in inspected.state.inspections


def test_an_inspection_that_was_undone_meanwhile_is_left_alone(inspected: Board) -> None:
    approval = asked(inspected)
    inspected.ask(c.UndoInspection(LINE))
    assert undone(inspected.state, approval, "goods", SARA, NOON).events == ()


def test_many_stops_are_moved_back_by_people() -> None:
    plan = Approval(ApprovalId("x"), ApprovalKind.PLAN, ANA.id, NOON, "many", route_id=R1)
    words = "Many stops were moved at once. Move them on the board."
    assert undone(running_day().state, plan, "the change", SARA, NOON).stands == words


def test_found_goods_without_a_line_leave_nothing_to_undo() -> None:
    odd = Approval(ApprovalId("x"), ApprovalKind.DISPOSITION, ANA.id, NOON, "")
    assert undone(running_day().state, odd, "goods", SARA, NOON).events == ()


def test_goods_that_are_gone_for_good_refuse_it() -> None:
    board = ruled(running_day(), write_off_over_minor=1)
    board.ask(c.CancelOrder(W3, "nobody knows"))
    gone = replace(board.state.custody[ItemId("w3-out")], kind=CustodyKind.DISPOSED)
    board.state = replace(board.state, custody=board.state.custody | {ItemId("w3-out"): gone})
    with pytest.raises(Refused, match="were disposed of"):
        undone(board.state, asked(board), "the write-off of order w3", SARA, NOON)
