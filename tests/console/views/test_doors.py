"""Drivers who wait at a door, on the shared small day of `tests.builders`."""

from datetime import timedelta

import pytest

from console.view import DoorRow, Tone
from console.views.doors import door_rows
from console.views.moment import Moment
from core import commands as c
from core.model import AnswerKind, CustomerChoice, StopId, TextRef
from tests.builders import A1, EVA, LUIS, R1, Board, running_day

A1_STOP, B1_STOP = StopId("a1.1"), StopId("b1.1")
TEXTS = {
    TextRef("driver-1"): "Luis", TextRef("name-a1"): "Ines Diaz", TextRef("phone-a1"): "+1 111",
    TextRef("note:1"): "Rang twice", TextRef("note:2"): "Gate code 4711",
}  # fmt: skip


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.ask(c.ArriveAtStop(A1_STOP, made.now), LUIS)
    made.ask(c.ReportProblem(A1_STOP, "recipient_absent", made.now, "note:1"), LUIS)
    return made


def rows(board: Board) -> tuple[DoorRow, ...]:
    reasons = {"recipient_absent": "Nobody there", "access_denied": "No access"}
    return door_rows(Moment(board.state, board.now, texts=TEXTS, reasons=reasons))


def test_a_problem_says_what_where_who_and_how_long(board: Board) -> None:
    board.now += timedelta(minutes=2)
    (row,) = rows(board)
    assert row.words == "Nobody there · a1, Calle a1"
    assert row.detail == "Luis at Ines Diaz’s: “Rang twice”"
    assert row.state_words == "answer within 3 min"
    assert (row.route_id, row.phone, row.tone, row.needs_answer) == (R1, "+1 111", Tone.WARN, True)


def test_the_last_minute_and_the_time_after_it_stand_out(board: Board) -> None:
    board.now += timedelta(minutes=4, seconds=30)
    (row,) = rows(board)
    assert (row.state_words, row.tone) == ("answer within 30 s", Tone.BAD)
    board.now += timedelta(minutes=1)
    (row,) = rows(board)
    assert (row.state_words, row.tone) == ("time is up: the driver may fail it", Tone.BAD)


def test_what_was_answered_stands_behind_what_was_not(board: Board) -> None:
    board.ask(c.AnswerProblem(A1_STOP, AnswerKind.WAIT, 1))
    board.now += timedelta(seconds=20)
    board.ask(c.ArriveAtStop(B1_STOP, board.now), EVA)
    board.ask(c.ReportProblem(B1_STOP, "access_denied", board.now), EVA)
    first, second = rows(board)
    assert (first.stop_id, first.needs_answer) == (B1_STOP, True)
    assert (second.state_words, second.needs_answer) == ("waits 40 s more", False)
    board.now += timedelta(minutes=1)
    assert "has waited" in rows(board)[1].state_words


def test_what_the_customer_says_meanwhile_is_told_instead(board: Board) -> None:
    board.now += timedelta(minutes=1)
    board.ask(c.AnswerOrder(A1, CustomerChoice.HOME_NOW))
    (row,) = rows(board)
    assert row.detail == "Customer, 15:01: I am home now"
    assert (row.state_words, row.needs_answer) == ("answer within 4 min", True)
    board.now += timedelta(minutes=1)
    board.ask(c.ReportProblem(A1_STOP, "access_denied", board.now), LUIS)
    assert rows(board)[0].detail == "Luis at Ines Diaz’s", "that was before the new problem"


def test_advice_is_repeated_until_the_visit_is_over(board: Board) -> None:
    board.ask(c.AnswerProblem(A1_STOP, AnswerKind.TRY, note="note:2"))
    (row,) = rows(board)
    assert row.state_words == "tries: Gate code 4711"
    board.complete(A1_STOP)
    assert rows(board) == ()


def test_an_erased_note_leaves_the_rest(board: Board) -> None:
    board.ask(c.AnswerProblem(A1_STOP, AnswerKind.TRY, note="note:9"))
    (row,) = rows(board)
    assert row.state_words == "tries it"


def test_what_is_known_of_the_door_is_at_hand(board: Board) -> None:
    board.ask(c.LearnPlace(A1, gate_code="note:2", has_dog=True))
    (row,) = rows(board)
    assert row.known == "Gate code Gate code 4711. Mind the dog"
