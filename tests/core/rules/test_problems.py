"""Problems at the door and the office's answers, on the shared small day."""

from datetime import timedelta

import pytest

from core import commands as c
from core import events as e
from core.model import AnswerKind, CaseKind, OrderStatus, StopId, StopStatus, TextRef
from core.rules.problems import may_fail_from
from tests.builders import A1, A2, LUIS, R1, Board, after, running_day

A1_STOP = StopId("a1.1")
LIMIT = timedelta(minutes=5)


@pytest.fixture
def board() -> Board:
    """Nobody opens at a1; the driver has said so and waits."""
    made = running_day()
    made.ask(c.ArriveAtStop(A1_STOP, made.now), LUIS)
    made.ask(c.ReportProblem(A1_STOP, "recipient_absent", made.now, "note:1"), LUIS)
    return made


def answer(kind: AnswerKind, wait_min: int = 0, note: str = "") -> c.AnswerProblem:
    return c.AnswerProblem(A1_STOP, kind, wait_min, note)


def fail(board: Board) -> c.FailStop:
    return c.FailStop(A1_STOP, "recipient_absent", board.now)


def test_a_problem_ends_nothing_and_names_when_the_driver_may_go_on(board: Board) -> None:
    stop = board.stop(A1_STOP)
    assert (stop.status, stop.problem) == (StopStatus.ARRIVED, "recipient_absent")
    assert may_fail_from(board.state, stop) == board.now + LIMIT
    assert "case-a1" not in board.state.cases


def test_the_driver_gives_the_office_its_time(board: Board) -> None:
    assert "may still answer" in board.refusal(fail(board), LUIS)
    board.now += LIMIT
    board.ask(fail(board), LUIS)
    assert board.case(A1).kind is CaseKind.FAILED_DELIVERY


def test_wait_is_a_time_at_the_door(board: Board) -> None:
    board.ask(answer(AnswerKind.WAIT, 10))
    until = board.now + timedelta(minutes=10)
    assert may_fail_from(board.state, board.stop(A1_STOP)) == until
    board.now += LIMIT
    assert "asks you to wait" in board.refusal(fail(board), LUIS)
    board.now = until
    board.ask(fail(board), LUIS)
    assert board.stop(A1_STOP).status is StopStatus.FAILED


def test_a_later_answer_replaces_an_earlier_one(board: Board) -> None:
    board.ask(answer(AnswerKind.WAIT, 30))
    board.ask(answer(AnswerKind.TRY, note="note:2"))
    found = board.stop(A1_STOP).answer
    assert found is not None
    assert (found.kind, found.note_ref) == (AnswerKind.TRY, TextRef("note:2"))
    board.ask(fail(board), LUIS)


def test_fail_it_ends_the_attempt_at_once_with_the_driver_s_words(board: Board) -> None:
    answered, failed, opened = board.ask(answer(AnswerKind.FAIL))
    assert isinstance(answered, e.ProblemAnswered)
    assert isinstance(failed, e.StopFailed)
    assert isinstance(opened, e.CaseOpened)
    assert failed.attempt.note_ref == TextRef("note:1")
    assert board.order(A1).status is OrderStatus.FAILED
    assert "already" in board.refusal(answer(AnswerKind.WAIT, 5))


def test_it_may_work_out_meanwhile(board: Board) -> None:
    board.ask(answer(AnswerKind.WAIT, 10))
    board.complete(A1_STOP)
    assert board.order(A1).status is OrderStatus.DONE


def test_an_answer_needs_a_problem_minutes_or_advice(board: Board) -> None:
    assert "how many minutes" in board.refusal(answer(AnswerKind.WAIT))
    assert "should try" in board.refusal(answer(AnswerKind.TRY))
    elsewhere = c.AnswerProblem(StopId("a2.1"), AnswerKind.FAIL)
    assert "no problem" in board.refusal(elsewhere)
    assert board.order(A2).status is OrderStatus.PLANNED
    assert "no stop" in board.refusal(c.AnswerProblem(StopId("x"), AnswerKind.FAIL))


def test_a_new_problem_begins_anew(board: Board) -> None:
    board.ask(answer(AnswerKind.WAIT, 10))
    board.now += timedelta(minutes=11)
    board.ask(c.ReportProblem(A1_STOP, "access_denied", board.now), LUIS)
    stop = board.stop(A1_STOP)
    assert (stop.problem, stop.answer) == ("access_denied", None)
    assert may_fail_from(board.state, stop) == board.now + LIMIT


def test_without_a_problem_nobody_waits() -> None:
    board = running_day()
    assert may_fail_from(board.state, board.stop(A1_STOP)) is None
    board.fail(A1_STOP)
    assert board.route(R1).started_at is not None
    assert board.now > after(0)
