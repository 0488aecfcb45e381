"""Breaks: between two stops, by the own driver, and what counts as the planned one."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import Break, TimeWindow
from tests.builders import EVA, LUIS, MORNING, R1, Board, running_day, small_day


def with_break(board: Board) -> Board:
    """Half an hour of rest is planned in an hour."""
    begins = board.now + timedelta(hours=1)
    planned = Break(begins, begins + timedelta(hours=2), 1800)
    route = replace(board.route(R1), breaks=(planned,))
    board.state = replace(board.state, routes=board.state.routes | {R1: route})
    return board


def rest(board: Board, minutes: float, wait_min: float = 60) -> tuple[e.Event, ...]:
    board.now += timedelta(minutes=wait_min)
    board.ask(c.StartBreak(R1, board.now), LUIS)
    board.now += timedelta(minutes=minutes)
    return board.ask(c.EndBreak(R1, board.now), LUIS)


@pytest.mark.parametrize(
    ("minutes", "wait_min", "counts"),
    [(30, 60, True), (15, 60, True), (14, 60, False), (20, -30, False)],
)
def test_a_rest_counts_as_the_planned_break_if_it_is_long_enough_and_not_too_early(
    minutes: float, wait_min: float, counts: bool
) -> None:
    board = with_break(running_day())
    if wait_min < 0:
        later = replace(board.route(R1).breaks[0], earliest=board.now + timedelta(hours=5))
        route = replace(board.route(R1), breaks=(later,))
        board.state = replace(board.state, routes=board.state.routes | {R1: route})
    (ended,) = rest(board, minutes, abs(wait_min))
    assert isinstance(ended, e.BreakEnded)
    assert ended.was_planned is counts
    assert (board.route(R1).breaks == ()) is counts
    assert board.route(R1).break_since is None
    begins = board.now - timedelta(minutes=minutes)
    assert board.route(R1).rests == (TimeWindow(begins, board.now),)


def test_without_a_planned_break_a_driver_may_rest_all_the_same() -> None:
    board = running_day()
    ended = rest(board, 10)
    assert ended == (e.BreakEnded(R1, board.now, was_planned=False),)


def test_a_break_is_between_two_stops_and_one_at_a_time() -> None:
    board = running_day()
    assert board.refusal(c.EndBreak(R1, board.now), LUIS) == "You are not on a break."
    board.ask(c.StartStop(board.route(R1).manifest[0], board.now), LUIS)
    assert "Finish stop" in board.refusal(c.StartBreak(R1, board.now), LUIS)
    board.complete(board.route(R1).manifest[0])
    board.ask(c.StartBreak(R1, MORNING), LUIS)
    ended = board.stop(board.route(R1).manifest[0]).ended_at
    assert board.route(R1).break_since == ended
    assert board.refusal(c.StartBreak(R1, board.now), LUIS) == "Your break has begun already."


def test_only_the_own_driver_on_the_road_rests() -> None:
    board = small_day()
    assert board.refusal(c.StartBreak(R1, board.now), LUIS) == "Route 1 is not on the road."
    board.start(R1)
    assert board.refusal(c.StartBreak(R1, board.now), EVA) == "Route 1 is not your route."
