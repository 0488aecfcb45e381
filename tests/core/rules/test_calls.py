"""Calls are kept on the order, and two in vain count as tried."""

import pytest

from core import commands as c
from core.model import CallOutcome, TextRef
from core.rules.calls import is_contact_tried
from tests.builders import A1, ANA, Board, after, running_day


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.fail("a1.1")
    return made


def call(board: Board, outcome: CallOutcome, note: str = "") -> None:
    board.ask(c.LogCall(A1, outcome, note))


def test_a_call_is_kept_with_who_when_and_what_was_said(board: Board) -> None:
    call(board, CallOutcome.REACHED, "note:1")
    (kept,) = board.order(A1).calls
    assert (kept.by, kept.at, kept.note_ref) == (ANA.id, board.now, TextRef("note:1"))


@pytest.mark.parametrize(
    ("outcomes", "is_tried"),
    [
        ((), False),
        ((CallOutcome.NO_ANSWER,), False),
        ((CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER), True),
        ((CallOutcome.REACHED,), True),
    ],
)
def test_two_calls_in_vain_or_one_that_was_answered_are_enough(
    board: Board, outcomes: tuple[CallOutcome, ...], *, is_tried: bool
) -> None:
    for outcome in outcomes:
        call(board, outcome)
    assert is_contact_tried(board.order(A1)) is is_tried


def test_what_was_tried_before_the_last_visit_does_not_count() -> None:
    board = running_day()
    call(board, CallOutcome.REACHED)
    assert is_contact_tried(board.order(A1)), "nobody has been there yet"
    board.now = after(5, board.now)
    board.fail("a1.1")
    assert not is_contact_tried(board.order(A1))
