"""What a customer is told to expect is what the one timetable says."""

from datetime import timedelta

from core import commands as c
from core.customer_eta import expected
from core.honest_window import honest_window
from core.model import OrderId, TimeWindow
from core.planning.day import problem_of
from core.planning.schedule import timetable
from core.planning.travel_growth import empty_matrix
from tests.builders import (
    A1,
    A2,
    B1,
    LUIS,
    NOON,
    R1,
    TODAY,
    W1,
    Board,
    running_day,
    small_day,
)
from tests.fetches import fetch, located
from tests.one_road import one_road


def window(board: Board, order_id: OrderId = A1) -> TimeWindow | None:
    return expected(board.state, board.order(order_id), one_road(), board.now)


def test_the_window_is_around_the_one_timetables_moment() -> None:
    board = running_day()
    problem = problem_of(board.state, TODAY, one_road(), board.now).problem
    begins_s = timetable(problem.route(R1), problem).starts_s
    for order_id, second in zip((A1, A2), begins_s, strict=False):
        told = window(board, order_id)
        assert told is not None
        moment = problem.origin + timedelta(seconds=second)
        assert told == honest_window(moment, NOON)
        assert told.opens <= moment <= told.closes


def test_every_route_of_the_day_is_looked_at() -> None:
    assert window(running_day(), B1) is not None


def test_nobody_is_expected_before_the_van_has_left_or_without_a_visit() -> None:
    assert window(small_day()) is None
    assert window(running_day(), W1) is None


def test_whoever_is_at_the_door_is_not_expected_any_more() -> None:
    board = running_day()
    stop = board.stop("a1.1").id
    board.ask(c.StartStop(stop, board.now), LUIS)
    assert window(board) is not None
    board.ask(c.ArriveAtStop(stop, board.now), LUIS)
    assert window(board) is None


def test_a_place_without_travel_times_is_not_guessed_at() -> None:
    board = running_day()
    assert expected(board.state, board.order(A1), empty_matrix(None), board.now) is None


def test_a_van_that_fetches_the_goods_elsewhere_is_not_coming_to_the_customer() -> None:
    board = located()
    fetch(board)
    assert window(board) is None
