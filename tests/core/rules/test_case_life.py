"""A case can rest, change hands and be written on, and nothing of it is lost on the way."""

from datetime import timedelta

import pytest

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import ActorId, CaseId, CaseStatus, Instant, TextRef, WaitingFor
from tests.builders import A1, ANA, DEPOT, R1, Board, after, running_day

CASE = CaseId(f"case-{A1}")
BEA = Actor(ActorId("bea"), Role.DISPATCHER, frozenset({DEPOT.id}))
REF = TextRef("note:7")


def failed_day() -> Board:
    board = running_day()
    board.fail("a1.1")
    return board


def wait(until: Instant, note: str = "") -> c.LetCaseWait:
    return c.LetCaseWait(CASE, WaitingFor.CUSTOMER, until, note)


def test_who_lets_a_new_case_wait_has_it_and_it_is_back_by_itself() -> None:
    board = failed_day()
    until = after(30, board.now)
    board.ask(wait(until, REF))
    case = board.case(A1)
    assert case.waiting is not None
    assert (case.waiting.whom, case.waiting.note_ref) == (WaitingFor.CUSTOMER, REF)
    assert (case.status, case.owner) == (CaseStatus.ACKNOWLEDGED, ANA.id)
    assert [note.text_ref for note in case.notes] == [REF]
    assert case.waits_at(board.now)
    assert not case.waits_at(until)


def test_a_case_that_somebody_has_waits_without_a_note() -> None:
    board = failed_day()
    board.ask(c.AcknowledgeCase(CASE), BEA)
    (event,) = board.ask(wait(after(30, board.now)))
    assert isinstance(event, e.CaseLetWait)
    assert board.case(A1).owner == BEA.id


@pytest.mark.parametrize("minutes", [0, 31 * 24 * 60])
def test_a_wait_ends_later_than_now_and_within_a_month(minutes: int) -> None:
    board = failed_day()
    words = "Say until when the case waits: later than now and within 30 days."
    assert board.refusal(wait(board.now + timedelta(minutes=minutes))) == words


def test_what_is_decided_does_not_wait() -> None:
    board = failed_day()
    board.ask(c.ReturnToDepot(CASE))
    assert "decided already" in board.refusal(wait(after(30, board.now)))


def test_a_decision_ends_the_waiting() -> None:
    board = failed_day()
    board.ask(wait(after(30, board.now)))
    board.ask(c.ReturnToDepot(CASE))
    assert board.case(A1).waiting is None


def test_a_case_is_handed_to_a_colleague_and_taken_over() -> None:
    board = failed_day()
    board.ask(c.HandCase(CASE, BEA.id))
    assert (board.case(A1).acknowledged_by, board.case(A1).owner) == (ANA.id, BEA.id)
    assert board.refusal(c.HandCase(CASE, BEA.id)) == "bea has order a1 already."
    (event,) = board.ask(c.HandCase(CASE, ANA.id))
    assert event == e.CaseHanded(CASE, ANA.id, ANA.id, board.now)
    board.ask(c.CancelOrder(A1, REF))
    assert "is closed" in board.refusal(c.HandCase(CASE, BEA.id))


def test_only_who_has_a_case_gives_it_back_to_nobody() -> None:
    board = failed_day()
    nobody = c.HandCase(CASE, None)
    assert board.refusal(nobody) == "Nobody has order a1 already."
    board.ask(c.HandCase(CASE, BEA.id))
    assert board.refusal(nobody) == "bea has order a1 by now. It stays so."
    board.ask(wait(after(30, board.now)), BEA)
    assert board.refusal(nobody, BEA) == "Order a1 waits. Somebody has to have it until then."
    board.ask(c.ReopenCase(CASE), BEA)
    board.ask(nobody, BEA)
    assert (board.case(A1).status, board.case(A1).owner) == (CaseStatus.OPEN, None)


def test_notes_stay_with_the_case_also_when_it_fails_again() -> None:
    board = failed_day()
    board.ask(c.AddCaseNote(CASE, REF))
    board.ask(c.AddCaseNote(CASE, "note:8"), BEA)
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    board.fail("a1.2")
    case = board.case(A1)
    assert [(note.by, note.text_ref) for note in case.notes] == [
        (ANA.id, REF),
        (BEA.id, "note:8"),
    ]
