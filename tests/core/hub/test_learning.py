"""A depot's own legs and ETAs teach it, and are kept over restarts."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from core import commands as c
from core.hub.learning import Learner, begin_of, etas, leg_to
from core.model import ClosureId, Position, StopId
from core.planning.learned import Learned, Speeds
from core.planning.travel import GREAT_CIRCLE, ClosedLegs, TravelMatrix
from tests.builders import R1, Board, running_day
from tests.one_road import one_road


def arrive(board: Board, stop_id: str, minutes: float) -> None:
    """The driver sets out now and is there so much later."""
    driver = board.driver(board.stop(stop_id).route_id)
    if board.stop(stop_id).started_at is None:
        board.ask(c.StartStop(StopId(stop_id), board.now), driver)
    board.now += timedelta(minutes=minutes)
    board.ask(c.ArriveAtStop(StopId(stop_id), board.now), driver)


@pytest.fixture
def board() -> Board:
    return running_day()


def next_stop(board: Board) -> str:
    return str(next(s for s in board.route(R1).stop_ids if not board.stop(s).status.is_ended))


def test_a_leg_begins_where_the_visit_before_was(board: Board) -> None:
    first = next_stop(board)
    arrive(board, first, 5)
    from_depot = leg_to(board.state, board.stop(first))
    assert from_depot is not None
    assert from_depot.origin == board.route(R1).start_place_id
    board.complete(first)
    second = next_stop(board)
    arrive(board, second, 3)
    leg = leg_to(board.state, board.stop(second))
    assert leg is not None
    assert (leg.origin, leg.destination) == (
        board.stop(first).place_id,
        board.stop(second).place_id,
    )
    assert leg.arrived - leg.set_out == timedelta(minutes=3)


def test_where_nobody_was_no_leg_begins(board: Board) -> None:
    board.complete(next_stop(board))  # reported from somewhere, without having arrived
    second = next_stop(board)
    assert leg_to(board.state, board.stop(second)) is None, "nobody has set out"
    arrive(board, second, 3)
    assert leg_to(board.state, board.stop(second)) is None


def test_legs_and_etas_are_learned_and_kept(board: Board) -> None:
    travel, learner = one_road(), Learner(None)
    first = next_stop(board)
    learner.learn((), board.state, travel, board.now)
    expected = dict(etas(board.state, travel, board.now))
    assert StopId(first) in expected
    arrive(board, first, 5)
    late = board.now - expected[StopId(first)]
    learned = learner.learn([(board.state, StopId(first))], board.state, travel, board.now)
    assert learned.spread.seen == 1
    assert learned.speeds.legs == 1
    assert late > timedelta()
    again = Learner(learner.encoded)
    assert again.learn((), board.state, travel, board.now) == learned
    later = again.learn((), board.state, travel, board.now + timedelta(days=56))
    assert later.spread.seen == pytest.approx(0.5)


def test_a_leg_around_a_closed_street_is_compared_with_the_way_round(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    z1, usual = ClosureId("z1"), one_road()
    line = (Position(-29.9, -71.2), Position(-29.9, -71.3))
    board.ask(c.CloseStreet(z1, "Balmaceda", line, ""))
    stop = board.stop(next_stop(board))
    ends = (board.route(R1).start_place_id, stop.place_id)
    origin, destination = (np.array([usual.index(each)], "<i4").tobytes() for each in ends)
    legs = np.array([[180], [3_000]], "<f4").tobytes()
    around = usual.with_closed([ClosedLegs((z1,), origin, destination, legs)])
    learners = [Learner(None), Learner(None)]
    for learner in learners:
        learner.learn((), board.state, usual, board.now)
    arrive(board, str(stop.id), 3)
    monkeypatch.setattr(TravelMatrix, "arrays", all_of_them)
    by_usual, by_around = (
        learner.learn([(board.state, stop.id)], board.state, matrix, board.now).speeds
        for learner, matrix in zip(learners, (usual, around), strict=True)
    )
    assert (by_usual.legs, by_around.legs) == (1, 1)
    assert by_usual.squares > 0
    assert by_around.squares == 0, "as long as the way round takes"


def all_of_them(matrix: TravelMatrix, closed: frozenset[ClosureId]) -> None:
    pytest.fail("all legs are copied for one of them")


def test_straight_lines_teach_no_speed(board: Board) -> None:
    first = next_stop(board)
    arrive(board, first, 7)
    travel = one_road()
    places = [replace(place, source=GREAT_CIRCLE) for place in travel.places]
    legs = np.stack([travel.seconds_array, travel.metres_array])
    none = np.zeros((2, 0, len(places)), np.float32)
    straight = TravelMatrix(GREAT_CIRCLE).extend(places, legs, none)
    learned = Learner(None).learn(
        [(board.state, StopId(first)), (board.state, StopId("gone"))],
        board.state,
        straight,
        board.now,
    )
    assert learned.speeds == Speeds()


def test_a_visit_begins_no_earlier_than_its_window_opens(board: Board) -> None:
    stop = board.stop(next_stop(board))
    assert begin_of(board.state, stop) is None
    arrive(board, str(stop.id), 7)
    assert begin_of(board.state, board.stop(stop.id)) == board.now


def test_what_cannot_be_read_is_learned_anew(board: Board) -> None:
    learner = Learner(b"{}")
    assert learner.learn((), board.state, one_road(), board.now) == Learned()
