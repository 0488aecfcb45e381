"""A day is signed off once, when nobody is on the road, with what was still open."""

from datetime import timedelta

import pytest

from core import commands as c
from core.model import ServiceDay
from core.rules.day_end import left_open, why_not_signed
from core.state import State
from tests.builders import LUIS, NOON, R1, R2, TODAY, TOMORROW, W3, Board, running_day, small_day
from tests.second_looks import SARA, ruled

NOTE = "Crate 4 is in the yard"


def home(board: Board, *routes: str) -> None:
    """The vans come back with nothing left to do."""
    for route_id in routes:
        for stop_id in board.route(route_id).manifest:  # type: ignore[arg-type]
            board.complete(stop_id)
        board.ask(c.EndRoute(route_id, board.now), board.driver(route_id))  # type: ignore[arg-type]


def test_a_day_is_signed_off_with_what_was_left_open() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    home(board, R1, R2)
    board.ask(c.RefundOrder(board.case(W3).id))
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    signed = board.state.days[TODAY].sign_off
    assert signed is not None
    assert (signed.by, signed.at, signed.note_ref) == (SARA.id, NOON, NOTE)
    assert (signed.open_cases, signed.open_approvals) == (2, 1)
    assert left_open(board.state, TODAY) == (2, 1)


def test_it_is_signed_once_and_can_be_taken_back() -> None:
    board = small_day()
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == "sara signed 2026-11-23 off at 08:00 already."
    board.ask(c.TakeSignOffBack(TODAY), SARA)
    assert board.state.days[TODAY].sign_off is None
    words = board.refusal(c.TakeSignOffBack(TODAY), SARA)
    assert words == "Nobody has signed 2026-11-23 off."


def test_while_somebody_is_on_the_road_it_is_not_signed() -> None:
    board = running_day()
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == ("Route 1 and 1 more are still on the road. Sign off when everybody is back.")
    home(board, R1)
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == "Route 2 is still on the road. Sign off when everybody is back."


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (c.SignOffDay(TOMORROW, NOTE), "2026-11-24 has not begun."),
        (c.SignOffDay(ServiceDay("2026-01-01"), NOTE), "The day 2026-01-01 is not open."),
        (c.SignOffDay(TODAY, "  "), "Write a note for whoever opens the next day."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(command: c.SignOffDay, words: str) -> None:
    assert small_day().refusal(command, SARA) == words


def test_without_a_depot_days_are_counted_in_utc() -> None:
    day = small_day().state.days[TODAY]
    assert why_not_signed(State(), day, NOON) == ""
    assert why_not_signed(State(), day, NOON - timedelta(days=1)) == "2026-11-23 has not begun."


def test_a_driver_signs_nothing() -> None:
    assert small_day().refusal(c.SignOffDay(TODAY, NOTE), LUIS) == "A driver may not do this."
