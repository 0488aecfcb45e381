"""What drivers report: the order of a stop's life, and that what was done always counts."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import (
    CaseStatus,
    CustodyKind,
    OfferId,
    OrderStatus,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
)
from core.policy import Check
from core.rules.lookups import pending_stops
from tests.builders import (
    A1,
    A2,
    A3,
    ANA,
    B1,
    B3,
    EVA,
    LUIS,
    NOON,
    R1,
    R2,
    SYSTEM,
    T1,
    T2,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    after,
    handing_over,
    running_day,
    small_day,
)
from tests.core.rules.test_parts import LID, PAIR, part_id
from tests.core.rules.test_parts import at_the_door as pair_at_the_door
from tests.fetches import fetch, located
from tests.returns import BOOKS, BOOTS, at_the_door, books, boots, request, take
from tests.senders import FROM, S1, with_sent

PAIR_STOP = StopId("pair.1")
LID_REFUSED = c.FailedLine(LID, "refused")


def kinds(events: tuple[e.Event, ...]) -> list[type]:
    return [type(event) for event in events]


# Setting out.


def test_a_route_starts_with_its_deliveries_aboard() -> None:
    board = small_day()
    board.start(R1)
    assert board.route(R1).started_at == board.now
    assert board.custody("a1-out").kind is CustodyKind.VEHICLE
    assert board.custody("a3-in").kind is CustodyKind.CUSTOMER
    assert board.refusal(c.StartRoute(R1, NOON), LUIS) == "Route 1 has started already."


def test_a_route_is_started_by_its_own_driver_after_the_one_before() -> None:
    board = small_day()
    assert board.refusal(c.StartRoute(R1, NOON), EVA) == "Route 1 is not your route."
    board.start(R1)
    words = board.refusal(c.StartRoute(T1, NOON), LUIS)
    assert words == "Route 1 has not ended yet. End it before you start Route 1."


def test_what_the_driver_has_not_agreed_to_stays_at_the_depot() -> None:
    board = small_day()
    board.place(W3, R1, 0)
    board.place(W1, R1, 1)
    board.send(R1)
    board.start(R1)
    assert board.custody("w3-out").kind is CustodyKind.DEPOT
    assert board.order(W3).status is OrderStatus.WAITING
    assert board.case(W3).reopened_because == "Route 1 left without it"
    assert board.order(W1).status is OrderStatus.PLANNED, "a collection needs no goods"
    assert board.route(R1).offer is None, "what was sent cannot be done any more"


def test_an_unsent_delivery_stays_behind_without_a_recall() -> None:
    board = small_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.place(W3, R1, 0)
    board.start(R1)
    assert board.order(W3).status is OrderStatus.WAITING
    assert board.route(R1).offer is not None


def test_what_was_moved_without_his_knowledge_leaves_with_the_driver() -> None:
    board = small_day()
    board.ask(c.MoveStop(StopId("a1.1"), R2, 0, board.route(R2).version))
    board.start(R1)
    assert board.stop("a1.1").route_id == R1
    assert board.custody("a1-out").holder == "v1"


def test_what_was_planned_anew_elsewhere_waits_when_its_goods_have_left() -> None:
    board = small_day()
    board.ask(c.WithdrawOrder(A1))
    board.place(A1, R2, 0)
    board.start(R1)
    assert board.order(A1).status is OrderStatus.WAITING
    assert board.case(A1).reopened_because == "its goods left with Route 1"


def test_what_was_only_taken_off_leaves_with_the_driver_and_stays_in_the_queue() -> None:
    board = small_day()
    board.ask(c.WithdrawOrder(A1))
    board.start(R1)
    assert board.order(A1).status is OrderStatus.WAITING
    assert board.custody("a1-out").holder == "v1"


def test_goods_that_another_van_has_taken_do_not_come_along() -> None:
    board = small_day()
    board.ask(c.MoveStop(StopId("a1.1"), R2, 0, board.route(R2).version))
    board.send(R2)
    board.accept(R2)
    board.start(R2)
    board.start(R1)
    assert board.stop("a1.1").route_id == R2
    assert board.custody("a1-out").holder == "v2"


def test_a_van_that_takes_goods_over_on_the_way_leaves_without_them() -> None:
    board = small_day()
    board.start(R1)
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    board.send(R2)
    board.accept(R2)
    board.start(R2)
    assert board.order(A1).status is OrderStatus.PLANNED


# The life of a stop.


def test_a_stop_is_set_out_for_arrived_at_and_completed() -> None:
    board = running_day()
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    assert board.stop("a1.1").status is StopStatus.EN_ROUTE
    again = board.refusal(c.StartStop(StopId("a1.1"), board.now), LUIS)
    assert again == "Stop a1.1 is under way already."
    board.ask(c.ArriveAtStop(StopId("a1.1"), board.now), LUIS)
    again = board.refusal(c.ArriveAtStop(StopId("a1.1"), board.now), LUIS)
    assert again == "You have arrived at stop a1.1 already."
    board.complete("a1.1")
    assert board.order(A1).status is OrderStatus.DONE
    assert board.custody("a1-out").kind is CustodyKind.CUSTOMER
    again = board.refusal(c.CompleteStop(StopId("a1.1"), board.now), LUIS)
    assert again == "Stop a1.1 was already completed at 12:00."


@pytest.mark.parametrize("command", [c.StartStop, c.ArriveAtStop])
def test_one_stop_is_under_way_at_a_time(command: type[c.StartStop | c.ArriveAtStop]) -> None:
    board = running_day()
    board.ask(c.StartStop(StopId("a1.1"), board.now), LUIS)
    words = board.refusal(command(StopId("a2.1"), board.now), LUIS)
    assert words == "Finish stop a1.1 first: it is under way."


def test_a_driver_reports_on_the_own_started_route_only() -> None:
    board = small_day()
    command = c.StartStop(StopId("a1.1"), board.now)
    assert board.refusal(command, EVA) == "Route 1 is not your route."
    assert board.refusal(command, LUIS) == "Route 1 has not started. Start the route first."
    unknown = c.StartStop(StopId("x"), board.now)
    assert board.refusal(unknown, LUIS).startswith("There is no stop x on the plan.")


def test_what_was_not_agreed_or_is_gone_cannot_be_reported() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    words = board.refusal(c.StartStop(StopId("w1.1"), board.now), LUIS)
    assert words == "Stop w1.1 has not been agreed yet. Accept the change first."
    board.ask(c.WithdrawOrder(W1))
    words = board.refusal(c.StartStop(StopId("w1.1"), board.now), LUIS)
    assert words == "Stop w1.1 is not on Route 1 any more. Look at the list again."


def test_a_stop_may_be_completed_without_an_arrival_and_out_of_turn() -> None:
    board = running_day()
    board.complete("a3.1")
    assert board.route(R1).stop_ids == ("a3.1", "a1.1", "a2.1")
    assert board.route(R1).manifest == ("a3.1", "a1.1", "a2.1")
    assert board.custody("a3-in").holder == "v1"


def test_a_phones_wrong_clock_does_not_bend_the_day() -> None:
    board = running_day()
    board.ask(c.StartStop(StopId("a1.1"), NOON + timedelta(days=400)), LUIS)
    assert board.stop("a1.1").started_at == NOON
    board.now = after(10, NOON)
    board.ask(c.ArriveAtStop(StopId("a1.1"), NOON - timedelta(days=400)), LUIS)
    assert board.stop("a1.1").arrived_at == NOON
    board.ask(c.CompleteStop(StopId("a1.1"), after(5, NOON)), LUIS)
    assert board.stop("a1.1").ended_at == after(5, NOON)


def test_a_problem_at_the_door_ends_nothing() -> None:
    board = running_day()
    report = c.ReportProblem(StopId("a1.1"), "access_denied", board.now, "note:1")
    assert "have arrived at stop a1.1 first" in board.refusal(report, LUIS)
    board.ask(c.ArriveAtStop(StopId("a1.1"), board.now), LUIS)
    (event,) = board.ask(report, LUIS)
    assert isinstance(event, e.ProblemReported)
    assert event.note_ref == TextRef("note:1")
    assert board.stop("a1.1").problem == "access_denied"
    assert board.stop("a1.1").status is StopStatus.ARRIVED
    board.ask(replace(report, note=""), LUIS)
    wrong = replace(report, reason="return_not_ready")
    assert board.refusal(wrong, LUIS).endswith(
        "cannot happen where you deliver. Choose another reason."
    )
    unknown = replace(report, reason="no_mood")
    assert board.refusal(unknown, LUIS).startswith("“no mood” cannot happen")


def test_a_failure_is_an_attempt_and_a_case_and_the_goods_stay_aboard() -> None:
    board = running_day()
    report = c.FailStop(StopId("a1.1"), "refused", after(-5, NOON), note="note:1")
    board.ask(report, LUIS)
    (attempt,) = board.order(A1).attempts
    assert (attempt.at, attempt.received_at) == (after(-5, NOON), NOON)
    assert attempt.note_ref == TextRef("note:1")
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.case(A1).deadline == after(120, NOON)
    assert board.custody("a1-out").holder == "v1"


# Behind the driver's back.


def test_a_stop_taken_off_without_his_knowledge_counts_when_he_did_it() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A1))
    events = board.complete("a1.1")
    assert e.CaseClosed in kinds(events)
    assert board.route(R1).stop_ids == ("a1.1", "a2.1", "a3.1")
    assert board.order(A1).status is OrderStatus.DONE


def test_a_collection_moved_without_his_knowledge_comes_back_when_he_sets_out_for_it() -> None:
    board = running_day()
    board.ask(c.MoveStop(StopId("a3.1"), R2, 1, board.route(R2).version))
    board.ask(c.StartStop(StopId("a3.1"), board.now), LUIS)
    assert board.stop("a3.1").route_id == R1
    assert board.route(R1).stop_ids[0] == "a3.1"
    assert board.route(R2).stop_ids == ("b1.1", "b2.1", "b3.1")


def test_what_was_moved_to_tomorrow_without_his_knowledge_is_done_today() -> None:
    board = running_day()
    board.ask(c.MoveStop(StopId("a3.1"), T2, 0, board.route(T2).version))
    assert board.order(A3).day == TOMORROW
    board.ask(c.ArriveAtStop(StopId("a3.1"), board.now), LUIS)
    assert board.order(A3).day == TODAY
    assert "a3.1" not in board.route(T2).stop_ids


def test_what_was_rescheduled_without_his_knowledge_is_done_on_the_day_he_did_it() -> None:
    board = running_day()
    board.ask(c.MoveStop(StopId("a3.1"), T2, 0, board.route(T2).version))
    board.ask(c.WithdrawOrder(A3))
    board.ask(c.StartStop(StopId("a3.1"), board.now), LUIS)
    assert board.order(A3).day == TOMORROW, "it waits there until he has done it"
    board.complete("a3.1")
    assert board.order(A3).day == TODAY
    assert board.order(A3).status is OrderStatus.DONE


def test_the_same_order_planned_elsewhere_is_withdrawn_when_he_did_it() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.place(A3, R2, 0)
    events = board.complete("a3.1")
    assert e.OrderWithdrawn in kinds(events)
    assert board.route(R2).stop_ids == ("b1.1", "b2.1", "b3.1")


def test_an_order_that_somebody_else_has_served_is_not_done_twice() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.place(A3, R2, 0)
    board.send(R2)
    board.accept(R2)
    board.complete("a3.2")
    words = board.refusal(c.CompleteStop(StopId("a3.1"), board.now), LUIS)
    assert words.startswith("Order a3 was done by Route 2 at 12:00.")
    events = board.fail("a3.1", "return_no_show")
    assert kinds(events) == [e.StopFailed]
    assert board.order(A3).status is OrderStatus.DONE


# Hand-overs.


def handed_over() -> Board:
    """a1 failed in van 1 and goes by way of b3's place into van 2; both drivers have agreed."""
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=1, visit=2))
    for route_id in (R1, R2):
        board.send(route_id)
    board.accept(R1)
    assert board.case(A1).status is CaseStatus.DECIDED, "one of two has agreed"
    board.accept(R2)
    assert board.case(A1).status is CaseStatus.ON_ITS_WAY
    return board


def test_goods_change_vans_when_they_are_taken() -> None:
    board = handed_over()
    board.complete("a1.2")
    assert board.custody("a1-out").holder == "v1", "the giver answers for them until then"
    board.complete("a1.3")
    assert board.custody("a1-out").holder == "v2"
    assert board.order(A1).status is OrderStatus.PLANNED
    board.complete("a1.4")
    assert board.order(A1).status is OrderStatus.DONE
    assert board.case(A1).status is CaseStatus.CLOSED


def test_nobody_sets_out_with_goods_that_are_in_another_van() -> None:
    board = handed_over()
    words = board.refusal(c.StartStop(StopId("a1.4"), board.now), EVA)
    assert words == "Take over the goods of order a1 first, at stop a1.3."
    board.ask(c.StartStop(StopId("a1.3"), board.now), EVA)
    assert board.refusal(c.StartStop(StopId("b1.1"), board.now), EVA).startswith("Finish stop")


@pytest.mark.parametrize("half", ["a1.2", "a1.3"])
def test_a_failed_half_takes_the_other_half_and_the_visit_off(half: str) -> None:
    board = handed_over()
    board.fail(half)
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.case(A1).status is CaseStatus.OPEN
    pending = {"a1.2", "a1.3", "a1.4"} - {half}
    assert not pending & {*board.route(R1).stop_ids, *board.route(R2).stop_ids}


def test_a_declined_half_takes_the_other_half_off_as_well() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=1, visit=2))
    board.send(R1)
    board.send(R2)
    board.accept(R2)
    board.decline(R1, "shift_over")
    assert board.route(R2).stop_ids == ("b1.1", "b2.1", "b3.1")
    assert board.case(A1).reopened_because == "Route 1 declined: shift is over"
    assert board.stop("a1.3").status is StopStatus.PLANNED, "van 2 does not know it yet"
    board.send(R2)
    board.accept(R2)
    assert board.stop("a1.3").status is StopStatus.CANCELLED


# Answers.


def test_an_answer_to_another_offer_is_refused_in_words() -> None:
    board = running_day()
    command = c.AcceptChanges(R1, OfferId("old"), board.now)
    assert "was answered or replaced by a newer one" in board.refusal(command, LUIS)
    board.place(W1, R1, 0)
    board.send(R1)
    assert "was answered or replaced" in board.refusal(command, LUIS)
    offer = board.route(R1).offer
    assert offer is not None
    other = c.AcceptChanges(R1, offer.id, board.now)
    assert board.refusal(other, EVA) == "Route 1 is not your route."
    decline = c.DeclineChanges(R1, offer.id, "no_mood", board.now)
    assert board.refusal(decline, LUIS).startswith("“no mood” is no reason to decline.")


def test_an_accepted_order_is_on_its_way() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.accept(R1)
    assert board.case(W1).status is CaseStatus.ON_ITS_WAY
    assert board.route(R1).manifest == board.route(R1).stop_ids


def test_what_was_taken_off_since_does_not_set_out() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.ask(c.WithdrawOrder(W1))
    board.accept(R1)
    assert board.case(W1).status is CaseStatus.OPEN
    assert "w1.1" in board.route(R1).manifest, "he has agreed and does not know better"
    board.complete("w1.1")
    assert board.order(W1).status is OrderStatus.DONE


def test_an_order_without_a_case_is_accepted_as_well() -> None:
    board = running_day()
    board.ask(c.MoveStop(StopId("b3.1"), R1, 0, board.route(R1).version))
    board.send(R1)
    assert kinds(board.accept(R1)) == [e.ChangesAccepted]


def test_a_declined_order_is_back_in_the_queue_and_removals_stay() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A3))
    board.place(W1, R1, 0)
    board.send(R1)
    board.ask(c.DeclineChanges(R1, _offer(board), "full", board.now, "note:1"), LUIS)
    assert board.route(R1).stop_ids == board.route(R1).manifest == ("a1.1", "a2.1")
    assert board.order(W1).status is OrderStatus.WAITING
    assert board.case(W1).reopened_because == "Route 1 declined: van is full"
    assert board.stop("a3.1").status is StopStatus.CANCELLED


def test_declining_leaves_alone_what_was_placed_elsewhere_since() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    board.send(R1)
    board.ask(c.WithdrawOrder(W1))
    board.place(W1, R2, 0)
    board.decline(R1)
    assert board.order(W1).status is OrderStatus.PLANNED
    assert board.route(R2).stop_ids[0] == "w1.2"


def test_a_declined_sequence_goes_back_with_unsent_stops_at_their_places() -> None:
    board = running_day()
    version = board.route(R1).version
    stops = tuple(map(StopId, ("a3.1", "a1.1", "a2.1")))
    board.ask(c.ResequenceRoute(R1, stops, version))
    board.send(R1)
    board.place(W1, R1, 1)
    board.decline(R1, "unsafe")
    assert board.route(R1).stop_ids == ("a1.1", "w1.1", "a2.1", "a3.1")


def _offer(board: Board) -> OfferId:
    offer = board.route(R1).offer
    assert offer is not None
    return offer.id


# Coming back.


def test_a_route_ends_when_nothing_is_pending() -> None:
    board = small_day()
    end = c.EndRoute(R1, NOON)
    assert board.refusal(end, LUIS) == "Route 1 has not started."
    board.start(R1)
    assert board.refusal(end, LUIS).startswith("Route 1 still has 3 pending stops, the first is a1")
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.ask(end, LUIS)
    assert board.refusal(end, LUIS) == "Route 1 has ended already."
    assert board.custody("a1-out").kind is CustodyKind.VEHICLE, "it is to be counted"
    board.receive(R1)
    assert board.custody("a1-out").kind is CustodyKind.DEPOT
    assert board.custody("a3-in").kind is CustodyKind.DEPOT
    assert board.case(A1).status is CaseStatus.OPEN, "it is planned again tomorrow"


def test_what_came_back_is_still_owed_to_who_paid_for_it() -> None:
    board = running_day()
    board.fail("a1.1")
    board.fail("a2.1")
    decided = board.ask(c.ReturnToDepot(board.case(A1).id))
    assert kinds(decided) == [e.CaseDecided]
    board.complete("a3.1")
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert board.custody("a1-out").kind is CustodyKind.DEPOT
    assert board.case(A1).status is CaseStatus.OPEN
    assert board.case(A1).reopened_because == "the goods are back at the depot"
    assert board.order(A2).status is OrderStatus.FAILED


def test_what_was_never_agreed_to_goes_back_to_the_queue() -> None:
    board = handed_over()
    board.ask(c.WithdrawOrder(A1))
    board.place(W1, R1, 3)
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert board.case(W1).reopened_because == "Route 1 ended without it"
    assert board.route(R1).stop_ids == ("a1.1", "a2.1", "a3.1")


def test_a_hand_over_that_was_never_agreed_to_ends_with_the_takers_route() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=3, visit=4))
    for order_id in (B1, "b2", B3):
        board.complete(f"{order_id}.1")
    board.ask(c.EndRoute(R2, board.now), EVA)
    board.receive(R2)
    assert board.case(A1).status is CaseStatus.OPEN
    assert board.route(R1).stop_ids == ("a1.1", "a2.1", "a3.1")


def test_a_stop_taken_off_does_not_hold_the_driver_up() -> None:
    board = running_day()
    board.complete("a1.1")
    board.complete("a2.1")
    board.ask(c.WithdrawOrder(A3))
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert board.stop("a3.1").status is StopStatus.CANCELLED
    assert board.route(R1).manifest == ("a1.1", "a2.1")


def test_a_dispatcher_ends_no_route() -> None:
    board = running_day()
    assert board.refusal(c.EndRoute(R1, board.now), ANA) == "A dispatcher may not do this."


def test_goods_of_a_refunded_order_end_it_when_they_are_home() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.RefundOrder(board.case(A1).id))
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), board.driver(R1))
    board.receive(R1)
    assert board.order(A1).status is OrderStatus.CLOSED
    assert board.case(A1).status is CaseStatus.DECIDED, "the shop has not paid yet"


def test_a_retry_that_was_never_sent_waits_again_when_the_van_is_home() -> None:
    board = running_day()
    board.fail("a1.1")
    board.place(A1, R1, 1)
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), board.driver(R1))
    board.receive(R1)
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.case(A1).reopened_because == "Route 1 ended without it"


def test_nobody_delivers_what_is_still_in_another_van() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    for route_id in (R1, R2):
        board.send(route_id)
        board.accept(route_id)
    visit = next(s.id for s in pending_stops(board.state, A1) if s.kind is StopKind.DELIVER)
    early = c.CompleteStop(visit, board.now)
    assert "not in your van" in board.refusal(early, board.driver(R2))
    board.complete("a1.2")
    board.complete("a1.3")
    board.complete(visit)
    assert board.order(A1).status is OrderStatus.DONE


def test_nobody_sets_out_while_he_rests() -> None:
    board = running_day()
    board.ask(c.StartBreak(R1, board.now), LUIS)
    set_out = c.StartStop(StopId("a1.1"), board.now)
    assert board.refusal(set_out, LUIS) == "End your break first."
    board.ask(c.EndBreak(R1, board.now), LUIS)
    board.ask(set_out, LUIS)


def test_a_return_of_which_nothing_can_be_taken_is_a_failed_visit() -> None:
    board = at_the_door(request())
    looked, failed, opened = kinds(board.ask(take(board, {BOOKS: Check.UNUSED}), LUIS))
    assert (looked, failed, opened) == (e.GoodsChecked, e.StopFailed, e.CaseOpened)


def test_a_return_is_looked_at_before_it_is_taken() -> None:
    board = at_the_door(request(items=(books(), boots())))
    events = board.ask(take(board, {BOOTS: Check.UNUSED}), LUIS)
    assert kinds(events) == [e.GoodsChecked, e.StopCompleted, e.CustodyChanged]
    assert board.custody(BOOTS).kind is CustodyKind.CUSTOMER


def test_what_was_replaced_ends_when_the_van_is_back() -> None:
    board = running_day()
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    board.fail("a1.1")
    board.ask(c.ReplaceOrder(board.case(A1).id))
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert (board.order(A1).status, board.case(A1).status) == (
        OrderStatus.CLOSED,
        CaseStatus.CLOSED,
    )


def test_a_route_that_cannot_go_on_does_not_start_but_can_end() -> None:
    board = small_day()
    board.ask(c.ReportBreakdown(R1))
    words = "Route 1 was reported as unable to go on. Ask the office to resume it."
    assert board.refusal(c.StartRoute(R1, board.now), LUIS) == words
    board = running_day()
    board.ask(c.ReportBreakdown(R1))
    board.ask(c.EndRoute(R1, board.now), LUIS)
    board.receive(R1)
    assert board.custody("a1-out").kind is CustodyKind.DEPOT


def test_a_van_that_leaves_before_it_is_counted_keeps_what_is_aboard() -> None:
    board = running_day()
    board.fail("a1.1")
    board.complete("a2.1")
    board.complete("a3.1")
    board.end(R1)
    board.now += timedelta(hours=20)
    board.ask(c.StartRoute(T1, board.now), LUIS)
    assert board.state.receivings[R1].closed_by == LUIS.id
    assert board.custody("a1-out").holder == "v1"


# Part of a delivery.


def test_lines_that_fail_alone_go_on_while_the_rest_is_done() -> None:
    board = pair_at_the_door()
    done = board.ask(c.CompleteStop(PAIR_STOP, board.now, failed=(LID_REFUSED,)), LUIS)
    assert e.OrderSplit in kinds(done)
    assert board.order(PAIR).status is OrderStatus.DONE
    assert board.case(part_id()).reason == "refused"
    assert board.stop(PAIR_STOP).status is StopStatus.COMPLETED


def test_a_delivery_of_which_every_line_fails_is_a_failed_visit() -> None:
    board = pair_at_the_door()
    lines = tuple(c.FailedLine(item.id, "refused") for item in board.order(PAIR).items)
    board.ask(c.CompleteStop(PAIR_STOP, board.now, failed=lines), LUIS)
    assert board.stop(PAIR_STOP).status is StopStatus.FAILED


def test_a_line_fails_for_a_reason_that_can_be() -> None:
    board = pair_at_the_door()
    strange = replace(LID_REFUSED, reason="return_not_ready")
    words = board.refusal(c.CompleteStop(PAIR_STOP, board.now, failed=(strange,)), LUIS)
    assert "cannot happen where you deliver" in words


def test_a_driver_fetches_what_lies_there_and_nothing_else() -> None:
    board = located()
    stop_id = fetch(board)
    board.complete(stop_id)
    assert board.order(A1).status is OrderStatus.FAILED
    assert board.case(A1).reopened_because == "Route 1 has fetched it from Balmaceda 99"


def test_goods_of_a_sender_are_collected_then_brought() -> None:
    board = with_sent(is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    command = c.StartStop(StopId("s1.2"), board.now)
    assert board.refusal(command, LUIS) == ("Take over the goods of order s1 first, at stop s1.1.")
    board.complete("s1.1")
    assert board.order(S1).status is OrderStatus.PLANNED
    board.complete("s1.2")
    assert board.order(S1).status is OrderStatus.DONE
    assert board.custody("s1-out").holder == "c-s1"


def test_a_sender_who_gives_nothing_leaves_the_order_to_be_decided() -> None:
    board = with_sent(is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    wrong = c.FailStop(StopId("s1.1"), "refused", board.now)
    assert "cannot happen where you fetch" in board.refusal(wrong, LUIS)
    board.fail("s1.1", "return_not_ready")
    assert board.order(S1).status is OrderStatus.FAILED
    assert board.custody("s1-out").holder == FROM
    assert board.route(R1).stop_ids.count(StopId("s1.2")) == 0
    board.place(S1, R2, 3)
    assert board.route(R2).stop_ids[3:5] == (StopId("s1.3"), StopId("s1.4"))
