"""A day is closed by the depot, then signed off once by somebody else, with what was open."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor
from core.model import ServiceDay
from core.rules.day_end import day_to_close, day_to_sign, left_open, why_not_signed
from core.state import State
from tests.builders import (
    ANA,
    LUIS,
    NOON,
    R1,
    R2,
    TODAY,
    TOMORROW,
    W3,
    Board,
    running_day,
    small_day,
)
from tests.second_looks import SAM, SARA, ruled

NOTE = "Crate 4 is in the yard"


def home(board: Board, *routes: str) -> None:
    """The vans come back with nothing left to do."""
    for route_id in routes:
        for stop_id in board.route(route_id).manifest:  # type: ignore[arg-type]
            board.complete(stop_id)
        board.ask(c.EndRoute(route_id, board.now), board.driver(route_id))  # type: ignore[arg-type]


def closed(board: Board, by: Actor = ANA) -> Board:
    """Both vans are back and counted, the hand-over note is signed."""
    home(board, R1, R2)
    for route_id in (R1, R2):
        board.receive(route_id)
    board.ask(c.CloseDay(TODAY, "note:1"), by)
    return board


def test_a_day_is_signed_off_with_what_was_left_open() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    closed(board)
    board.ask(c.RefundOrder(board.case(W3).id))
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    signed = board.state.days[TODAY].sign_off
    assert signed is not None
    assert (signed.by, signed.at, signed.note_ref) == (SARA.id, NOON, NOTE)
    assert (signed.open_cases, signed.open_approvals) == (2, 1)
    assert left_open(board.state, TODAY) == (2, 1)


def test_it_is_signed_once_and_can_be_taken_back() -> None:
    board = closed(running_day())
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == "sara signed Mon 23 Nov off at 12:00 already."
    board.ask(c.TakeSignOffBack(TODAY), SARA)
    assert board.state.days[TODAY].sign_off is None
    words = board.refusal(c.TakeSignOffBack(TODAY), SARA)
    assert words == "Nobody has signed Mon 23 Nov off."


def test_while_somebody_is_on_the_road_it_is_not_signed() -> None:
    board = running_day()
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == ("Route 1 and 1 more are still on the road. Sign off when everybody is back.")
    home(board, R1)
    words = board.refusal(c.SignOffDay(TODAY, NOTE), SARA)
    assert words == "Route 2 is still on the road. Sign off when everybody is back."


def test_goods_are_counted_and_the_day_closed_before_anybody_answers_for_it() -> None:
    board = running_day()
    home(board, R1, R2)
    first = "Mon 23 Nov is not closed yet. Route 1 has not been counted."
    assert board.refusal(c.SignOffDay(TODAY, NOTE), SARA) == first
    for route_id in (R1, R2):
        board.receive(route_id)
    then = "Mon 23 Nov is not closed yet. Close it in the goods view."
    assert board.refusal(c.SignOffDay(TODAY, NOTE), SARA) == then
    board.ask(c.CloseDay(TODAY))
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)


def test_what_is_signed_off_is_not_reopened_before_that_is_taken_back() -> None:
    board = closed(running_day())
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    words = "sara signed Mon 23 Nov off at 12:00. Take that back at the desk first."
    assert board.refusal(c.ReopenDay(TODAY)) == words
    board.ask(c.TakeSignOffBack(TODAY), SARA)
    board.ask(c.ReopenDay(TODAY))
    assert board.state.days[TODAY].closing is None


def test_two_people_sign_a_day_unless_there_is_only_one() -> None:
    board = closed(running_day(), by=SARA)
    words = "You closed Mon 23 Nov yourself. Somebody else signs it off."
    assert board.refusal(c.SignOffDay(TODAY, NOTE), SARA) == words
    day = board.state.days[TODAY]
    assert why_not_signed(board.state, day, SAM, board.now) == ""
    assert why_not_signed(board.state, day, replace(SARA, is_alone=True), board.now) == ""
    ruled(board, four_eyes=False)
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)


def test_a_day_without_routes_has_nothing_to_close() -> None:
    board = small_day()
    board.state = replace(board.state, routes={})
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (c.SignOffDay(TOMORROW, NOTE), "Tue 24 Nov has not begun."),
        (c.SignOffDay(ServiceDay("2026-01-01"), NOTE), "The day Thu 1 Jan is not open."),
        (c.SignOffDay(TODAY, "  "), "Write a note for whoever opens the next day."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(command: c.SignOffDay, words: str) -> None:
    assert small_day().refusal(command, SARA) == words


def test_without_a_depot_days_are_counted_in_utc() -> None:
    day, early = small_day().state.days[TODAY], NOON - timedelta(days=1)
    assert why_not_signed(State(), day, SARA, NOON) == ""
    assert why_not_signed(State(), day, SARA, early) == "Mon 23 Nov has not begun."


def test_the_oldest_day_that_vans_left_on_is_signed_first() -> None:
    running = running_day().state
    assert day_to_sign(running, TOMORROW) == running.days[TODAY]
    board = closed(running_day())
    today = board.state.days[TODAY]
    assert day_to_sign(board.state, TOMORROW) == today
    assert day_to_sign(board.state, None) == today
    board.ask(c.SignOffDay(TODAY, NOTE), SARA)
    assert day_to_sign(board.state, TOMORROW) == board.state.days[TOMORROW]
    assert day_to_sign(board.state, None) is None


def test_a_day_that_vans_left_on_is_closed_before_the_next() -> None:
    board = running_day()
    assert day_to_close(board.state, TODAY) is None
    assert day_to_close(board.state, TOMORROW) == TODAY
    assert day_to_close(small_day().state, TOMORROW) is None
    assert day_to_close(closed(board).state, TOMORROW) is None


def test_a_driver_signs_nothing() -> None:
    assert small_day().refusal(c.SignOffDay(TODAY, NOTE), LUIS) == "A driver may not do this."
