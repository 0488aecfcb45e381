"""What customers fetch themselves: from when, until when, and when they do not come."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.model import (
    ActorId,
    CaseStatus,
    CustodyKind,
    CustomerChoice,
    MessageId,
    MessageKind,
    OrderStatus,
    Resolution,
    ServiceDay,
    TextRef,
)
from core.rules.counter import (
    counter_pickup,
    counter_why_not,
    fetched_at,
    fetched_from,
    kept_until,
    uncollected,
)
from core.rules.reserves import local_minute
from tests.builders import (
    A1,
    A2,
    A3,
    ANA,
    DEPOT,
    KIOSK,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    running_day,
)
from tests.counters import bring_home, failed, with_counter

SUNDAY = ServiceDay("2026-11-29")
HUB = Actor(ActorId("hub"), Role.SYSTEM, ANA.depots)


@pytest.fixture
def board() -> Board:
    """w3 lies at the depot, a1 is in a van."""
    return failed()


def at(day: str, hour: float) -> datetime:
    return local_minute(DEPOT, day, round(hour * 60))  # type: ignore[arg-type]


def delivered_to_kiosk(board: Board) -> Board:
    board.ask(c.AnswerOrder(A1, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id))
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    board.complete("a1.2")
    return board


def test_what_lies_at_the_depot_waits_at_the_counter_from_when_that_opens(board: Board) -> None:
    board.now = at(TODAY, 8)
    board.ask(c.KeepAtCounter(W3))
    pickup = board.order(W3).counter
    assert pickup is not None
    assert (pickup.opens, pickup.until) == (at(TODAY, 9), at("2026-11-25", 18))
    assert board.order(W3).waits_at_counter
    case = board.case(W3)
    assert case.status is CaseStatus.DECIDED
    assert case.decision is not None
    assert (case.decision.resolution, case.decision.day) == (Resolution.KEEP_AT_COUNTER, TODAY)
    assert board.custody("w3-out").kind is CustodyKind.DEPOT


def test_what_a_van_has_can_be_fetched_once_it_is_back(board: Board) -> None:
    assert counter_why_not(board.state, board.order(A1)) == ""
    ends = board.route(R1).ends_at
    pickup = counter_pickup(board.state, board.order(A1), ANA.id, board.now)
    assert pickup.opens == max(ends + timedelta(minutes=30), at(TODAY, 9))
    late = replace(board.route(R1), ends_at=at(TODAY, 18))
    board.state = replace(board.state, routes=board.state.routes | {R1: late})
    pickup = counter_pickup(board.state, board.order(A1), ANA.id, board.now)
    assert pickup.opens == at(TOMORROW, 9)


def test_a_van_that_will_be_late_moves_from_when_it_can_be_fetched(board: Board) -> None:
    ends = board.route(R1).ends_at
    noon = max(ends, at(TODAY, 9))
    early = counter_pickup(board.state, board.order(A1), ANA.id, board.now, ends - timedelta(1))
    assert early.opens == max(ends + timedelta(minutes=30), at(TODAY, 9)), "it may get more work"
    late = noon + timedelta(minutes=20)
    board.ask(c.KeepAtCounter(A1, back_at=late))
    kept = board.order(A1).counter
    assert kept is not None
    assert kept.opens == late + timedelta(minutes=30)
    absurd = counter_pickup(board.state, board.order(A1), ANA.id, board.now, ends + timedelta(90))
    assert absurd.opens == at(TOMORROW, 9)


def test_nobody_is_at_the_counter_on_a_sunday(board: Board) -> None:
    saturday = at("2026-11-28", 19)
    pickup = counter_pickup(board.state, board.order(W3), ANA.id, saturday)
    assert pickup.opens == at("2026-11-30", 9)
    worked = replace(board.state, days=board.state.days | {SUNDAY: board.state.days[TODAY]})
    pickup = counter_pickup(worked, board.order(W3), ANA.id, saturday)
    assert pickup.opens == at(SUNDAY, 9), "unless it is a service day"
    friday = counter_pickup(board.state, board.order(W3), ANA.id, at("2026-11-27", 10))
    assert friday.until == at("2026-11-30", 18), "two days later is a Sunday"


def test_it_ends_when_the_customer_has_fetched_it_and_that_can_be_undone(board: Board) -> None:
    board.ask(c.KeepAtCounter(W3))
    decided = board.case(W3)
    board.ask(c.RecordPickup(W3))
    assert board.order(W3).status is OrderStatus.DONE
    assert board.custody("w3-out").kind is CustodyKind.CUSTOMER
    assert board.case(W3).status is CaseStatus.CLOSED
    assert not board.order(W3).waits_at_counter
    board.ask(c.UndoPickup(W3))
    assert board.order(W3).status is OrderStatus.WAITING
    assert board.custody("w3-out").kind is CustodyKind.DEPOT
    assert board.case(W3) == decided


def test_what_had_been_tried_is_a_failed_order_again(board: Board) -> None:
    board.ask(c.KeepAtCounter(A1))
    words = "The goods of order a1 are not at the depot but in Van 1."
    assert board.refusal(c.RecordPickup(A1)) == words
    bring_home(board)
    board.ask(c.RecordPickup(A1))
    board.ask(c.UndoPickup(A1))
    assert board.order(A1).status is OrderStatus.FAILED


def test_an_order_without_a_case_can_be_fetched_too(board: Board) -> None:
    board.state = replace(board.state, cases={})
    board.ask(c.KeepAtCounter(W3))
    board.ask(c.RecordPickup(W3))
    board.ask(c.UndoPickup(W3))
    assert board.order(W3).waits_at_counter


def test_a_decision_that_is_taken_back_leaves_the_case_as_it_was(board: Board) -> None:
    before = board.case(W3)
    board.ask(c.KeepAtCounter(W3))
    board.ask(c.ReopenCase(before.id))
    assert board.order(W3).counter is None
    assert board.case(W3) == before
    board.ask(c.KeepAtCounter(W3))
    told = c.NewMessage(MessageId("m"), W3, MessageKind.COUNTER, TextRef("m"))
    board.ask(c.TellCustomers((told,)), SYSTEM)
    board.ask(c.ReopenCase(before.id))
    assert board.case(W3).reopened_because == "not at the counter any more"


@pytest.mark.parametrize(
    ("order_id", "words"),
    [
        (A2, "Order a2 is planned. Take it off its route first."),
        (W1, "Order w1 cannot wait at the counter: only a delivery can be fetched."),
    ],
)
def test_what_cannot_be_kept_is_told(board: Board, order_id: str, words: str) -> None:
    assert board.refusal(c.KeepAtCounter(order_id)) == words  # type: ignore[arg-type]


def test_why_it_cannot_be_fetched_is_said(board: Board) -> None:
    assert counter_why_not(running_day().state, board.order(W3)) == "this depot has no counter"
    empty = replace(board.order(W3), items=())
    assert counter_why_not(board.state, empty) == "there is nothing to fetch"
    board.ask(c.ReportOrder(W3, "lost"))
    assert counter_why_not(board.state, board.order(W3)) == "the goods are missing"
    board.ask(c.ReportBreakdown(R1))
    words = "the goods are with Route 1, which cannot go on"
    assert counter_why_not(board.state, board.order(A1)) == words


@pytest.mark.parametrize(
    "command",
    [
        c.KeepAtCounter(W3),
        c.CancelOrder(W3),
        c.RefundOrder(running_day().case(W3).id),
        c.RescheduleOrder(W3, TOMORROW),
        c.ReportOrder(W3, "lost"),
        c.PlaceOrder(W3, R1, 3, 1),
    ],
)
def test_what_waits_for_its_customer_goes_nowhere_else(board: Board, command: c.Command) -> None:
    board.ask(c.KeepAtCounter(W3))
    words = "Order w3 waits at the counter. Take that decision back first."
    if isinstance(command, c.PlaceOrder):
        command = replace(command, expected_version=board.route(R1).version)
    assert board.refusal(command) == words


def test_what_nobody_fetched_in_time_needs_a_decision_and_stays_at_the_depot(board: Board) -> None:
    board.ask(c.KeepAtCounter(W3))
    until = kept_until(board.state, board.order(W3))
    assert until is not None
    assert not list(uncollected(board.state, until - timedelta(seconds=1)))
    assert list(uncollected(board.state, until)) == [(W3, until)]
    assert not list(uncollected(board.state, until + timedelta(days=7)))
    board.now = until
    board.ask(c.ReportOrder(W3, "uncollected"), HUB)
    assert board.custody("w3-out").kind is CustodyKind.DEPOT
    assert (board.case(W3).status, board.case(W3).reason) == (CaseStatus.OPEN, "uncollected")
    assert board.order(W3).counter is None
    assert not list(uncollected(board.state, until))


def test_what_lies_at_a_collection_point_waits_as_long(board: Board) -> None:
    delivered_to_kiosk(board)
    until = kept_until(board.state, board.order(A1))
    assert until == at("2026-11-26", 0), "two whole days after today"
    assert list(uncollected(board.state, until)) == [(A1, until)]
    board.ask(c.ReportOrder(A1, "uncollected"), HUB)
    assert board.custody("a1-out").holder == KIOSK.place.id
    assert not list(uncollected(board.state, until))


def test_what_was_fetched_at_a_collection_point_is_its_customers(board: Board) -> None:
    delivered_to_kiosk(board)
    board.ask(c.RecordPickup(A1))
    assert board.custody("a1-out").kind is CustodyKind.CUSTOMER
    assert kept_until(board.state, board.order(A1)) is None
    board.ask(c.UndoPickup(A1))
    assert board.custody("a1-out").holder == KIOSK.place.id
    assert board.order(A1).status is OrderStatus.DONE


def test_only_what_waits_is_fetched_and_only_what_was_fetched_is_undone(board: Board) -> None:
    words = "Order w3 does not wait for its customer to fetch it."
    assert board.refusal(c.RecordPickup(W3)) == words
    words = "Nobody has recorded that order w3 was fetched."
    assert board.refusal(c.UndoPickup(W3)) == words
    board.ask(c.KeepAtCounter(W3))
    assert board.refusal(c.UndoPickup(W3)) == words


def test_a_pickup_is_not_undone_once_something_has_happened(board: Board) -> None:
    board.ask(c.KeepAtCounter(W3))
    board.ask(c.RecordPickup(W3))
    board.ask(c.ReportOrder(W3, "claimed_not_received"))
    words = "Nobody has recorded that order w3 was fetched."
    assert board.refusal(c.UndoPickup(W3)) == words, "the report has ended the waiting"
    delivered_to_kiosk(board)
    words = "Something has happened to order a1 since it was fetched."
    assert board.refusal(c.UndoPickup(A1)) == words, "it lies there still"


def test_a_case_that_is_open_again_keeps_a_pickup_from_being_undone(board: Board) -> None:
    board.ask(c.KeepAtCounter(W3))
    board.ask(c.RecordPickup(W3))
    reopened = replace(board.case(W3), status=CaseStatus.OPEN)
    board.state = replace(board.state, cases=board.state.cases | {reopened.id: reopened})
    words = "Something has happened to order w3 since it was fetched."
    assert board.refusal(c.UndoPickup(W3)) == words


def test_where_it_is_fetched_is_said_with_hours(board: Board) -> None:
    board.now = at(TODAY, 8)
    assert fetched_at(board.state, board.order(A2)) == ("", "Calle a2", "")
    board.ask(c.KeepAtCounter(W3))
    told = fetched_at(board.state, board.order(W3))
    assert told == ("Coquimbo", "Ruta 5 Norte 1", "09:00–18:00")
    assert fetched_from(board.order(W3), board.now) == at(TODAY, 9)
    assert fetched_from(board.order(A3), board.now) == board.now


def test_without_a_depot_nothing_waits() -> None:
    board = with_counter(running_day())
    state = replace(board.state, depot=None)
    assert kept_until(state, board.order(W3)) is None
    assert fetched_at(state, board.order(A2))[1] == "Calle a2"
