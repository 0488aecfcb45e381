"""Cases as rows of the queue."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from console.view import QueueGroup, QueueRow, Tone
from console.views.queue_rows import case_state, queue_rows, urgency, urgency_tone, window_words
from core.model import (
    BeforeMove,
    Case,
    CaseKind,
    CaseStatus,
    Decision,
    OrderId,
    Resolution,
    ServiceDay,
    Waiting,
    WaitingFor,
)
from tests.console.views.small_day import BO, DAY, ME, NEXT, NOW, ORDERS, case, moment


def row_of(one: Case) -> QueueRow:
    (row,) = queue_rows(moment(one))
    return row


def test_a_failed_delivery_says_why_whom_and_what_is_at_stake() -> None:
    row = row_of(case(CaseKind.FAILED_DELIVERY, reason="recipient_absent"))
    assert (row.reason, row.customer, row.address) == ("Nobody at home", "Ines Diaz", "Elm 1")
    assert (row.value, row.value_minor) == ("€100", 10_000)
    assert (row.due, row.age) == ("30 min left", "30 min")
    assert row.urgency == 0.5
    assert row.window == "09:00–11:00"
    assert "nobody at home" in row.search
    assert row.explanation[1] == "Ines Diaz, Elm 1"
    assert any(line.startswith("To be decided by ") for line in row.explanation)


@pytest.mark.parametrize(
    ("kind", "words", "group"),
    [
        (CaseKind.RETURN_REQUEST, "Return to collect", QueueGroup.RETURNS),
        (CaseKind.CONTAINER_COLLECTION, "Containers to collect", QueueGroup.CONTAINERS),
        (CaseKind.UNPLANNED_DELIVERY, "Delivery without a route", QueueGroup.UNPLANNED),
    ],
)
def test_requests_speak_for_themselves(kind: CaseKind, words: str, group: QueueGroup) -> None:
    row = row_of(case(kind))
    assert row.reason == words
    assert row.groups == {QueueGroup.ALL, QueueGroup.OPEN, group}


def test_a_reopened_case_says_why() -> None:
    row = row_of(case(CaseKind.FAILED_DELIVERY, reopened=1, reopened_because="Declined: full"))
    assert (row.reason, row.state, row.state_tone) == ("Declined: full", "reopened", Tone.BAD)


@pytest.mark.parametrize(
    ("because", "words"),
    [("by office", "Reopened by office"), ("taken off Route 3", "Taken off Route 3")],
)
def test_why_it_is_here_again_begins_like_every_line(because: str, words: str) -> None:
    again = row_of(case(CaseKind.FAILED_DELIVERY, reopened=1, reopened_because=because))
    assert again.reason == words


def test_who_has_it_is_said() -> None:
    mine = case(CaseKind.FAILED_DELIVERY, status=CaseStatus.ACKNOWLEDGED, acknowledged_by=ME)
    assert row_of(mine).state == "yours"
    assert QueueGroup.MINE in row_of(mine).groups
    theirs = replace(mine, acknowledged_by=BO)
    assert row_of(theirs).state == "Bo"
    assert QueueGroup.MINE not in row_of(theirs).groups


def test_goods_that_come_back_wait_for_nobody() -> None:
    decision = Decision(Resolution.RETURN_TO_DEPOT, ME, NOW)
    row = row_of(case(CaseKind.FAILED_DELIVERY, status=CaseStatus.DECIDED, decision=decision))
    assert row.state == "comes back"


def test_a_decided_case_waits_and_cannot_be_dragged() -> None:
    row = row_of(case(CaseKind.FAILED_DELIVERY, status=CaseStatus.DECIDED))
    assert row.state == "waits for driver"
    assert not row.is_draggable
    assert row.groups == {QueueGroup.DECIDED}
    assert row.rank < row_of(case(CaseKind.FAILED_DELIVERY)).rank


def test_nothing_is_dragged_out_of_what_was() -> None:
    (row,) = queue_rows(moment(case(CaseKind.FAILED_DELIVERY), held="It is past."))
    assert not row.is_draggable


@pytest.mark.parametrize("status", [CaseStatus.ON_ITS_WAY, CaseStatus.CLOSED])
def test_what_is_settled_leaves_the_active_queue(status: CaseStatus) -> None:
    settled = case(CaseKind.FAILED_DELIVERY, status=status)
    assert row_of(settled).groups == {QueueGroup.CLOSED}
    assert case_state(settled, moment())[0] in ("on its way", "closed")


def test_the_more_urgent_of_two_equal_cases_ranks_higher() -> None:
    young = case(CaseKind.RETURN_REQUEST, deadline=NOW + timedelta(hours=2))
    assert row_of(case(CaseKind.RETURN_REQUEST)).rank > row_of(young).rank


def test_past_the_deadline_it_is_late() -> None:
    over = case(CaseKind.RETURN_REQUEST, deadline=NOW - timedelta(minutes=5))
    row = row_of(over)
    assert (row.due, row.urgency, row.urgency_tone) == ("5 min over", 1.0, Tone.BAD)
    assert urgency_tone(0.8) is Tone.WARN
    assert urgency_tone(0.2) is Tone.GOOD
    assert urgency(replace(over, deadline=over.opened_at), moment()) == 1.0


def test_windows_name_their_day_when_it_is_not_today() -> None:
    box = ORDERS[OrderId("box")]
    assert window_words(box, moment()) == "any time"
    assert window_words(replace(box, day=NEXT), moment()) == "Tue 24 Nov any time"


def waiting(until: datetime, **changes: object) -> QueueRow:
    wait = Waiting(WaitingFor.CUSTOMER, until, ME, NOW)
    one = case(CaseKind.FAILED_DELIVERY, status=CaseStatus.ACKNOWLEDGED, waiting=wait)
    return row_of(replace(one, **changes))


def test_what_waits_is_only_under_waiting_and_due_when_the_wait_ends() -> None:
    row = waiting(NOW + timedelta(minutes=10), owner=ME)
    assert row.groups == {QueueGroup.WAITING, QueueGroup.MINE}
    assert (row.state, row.due) == ("waits for customer", "10 min left")


def test_what_is_due_comes_back_above_everything() -> None:
    row = waiting(NOW, owner=BO)
    assert row.groups == {QueueGroup.ALL, QueueGroup.FAILED}
    assert (row.state, row.state_tone) == ("customer due", Tone.WARN)
    assert row.rank > row_of(case(CaseKind.FAILED_DELIVERY)).rank * 1e6


def test_what_was_closed_lately_stands_apart_and_can_be_found() -> None:
    closed = case(CaseKind.FAILED_DELIVERY, status=CaseStatus.CLOSED, closed_at=NOW)
    row = row_of(closed)
    assert row.groups == {QueueGroup.CLOSED}
    assert (row.due, row.state) == ("at 10:00", "closed")
    assert not row.is_draggable
    agreed = case(CaseKind.FAILED_DELIVERY, status=CaseStatus.ON_ITS_WAY, owner=ME)
    assert row_of(agreed).due == "agreed"
    assert row_of(agreed).groups == {QueueGroup.CLOSED}
    long_ago = replace(closed, closed_at=NOW - timedelta(days=1))
    assert queue_rows(moment(long_ago)) == ()


def test_what_was_carried_over_says_why_it_is_here_and_from_which_day() -> None:
    carried = replace(ORDERS[OrderId("fail")], carried_from=(ServiceDay("2026-11-21"),))
    there = moment(
        case(
            CaseKind.FAILED_DELIVERY,
            reason="recipient_absent",
            reopened=1,
            reopened_because="carried over from Sat 21 Nov",
        )
    )
    there = replace(there, state=replace(there.state, orders=ORDERS | {carried.id: carried}))
    (row,) = queue_rows(there)
    assert row.reason == "Nobody at home, carried over from Sat 21 Nov"
    assert (row.state, row.state_tone) == ("left over", Tone.WARN)


def test_a_case_that_was_put_on_another_day_has_not_gone_wrong() -> None:
    before = BeforeMove(DAY, NEXT, NOW, 0, None, None, 0)
    moved = case(
        CaseKind.RETURN_REQUEST,
        "ret",
        reopened_because="moved to Tue 1 Dec",
        before_move=before,
    )
    row = row_of(moved)
    assert (row.reason, row.state, row.state_tone) == ("Moved to Tue 1 Dec", "moved", Tone.ACCENT)
