"""What speaks for and against an attempt."""

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import BlobId, CallOutcome, PlaceId, Position, StopId
from core.plausibility import Plausibility, plausibility
from tests.builders import A1, A2, LUIS, Board, after, running_day

DOOR = Position(-29.9, -71.2)
ELSEWHERE = Position(-29.9 + 0.0058, -71.2)
PHOTO = BlobId("ab" * 32)


def failed(
    *,
    minutes: float = 5,
    position: Position | None = DOOR,
    photo: BlobId | None = PHOTO,
    reason: str = "recipient_absent",
    has_arrived: bool = True,
) -> Board:
    """Van 1 fails at the first door of the day."""
    board = running_day()
    stop = StopId("a1.1")
    if has_arrived:
        board.ask(c.StartStop(stop, board.now), LUIS)
        board.ask(c.ArriveAtStop(stop, board.now), LUIS)
    board.now = after(minutes, board.now)
    board.ask(c.FailStop(stop, reason, board.now, position, photo=photo), LUIS)
    return board


def judged(board: Board) -> Plausibility:
    found = plausibility(board.state, board.order(A1))
    assert found is not None
    return found


def test_an_attempt_at_the_door_with_time_and_photo_is_plausible() -> None:
    found = judged(failed())
    assert (found.distance_m, found.dwell_s, found.has_photo) == (0, 300, True)
    assert not found.is_suspect


def test_who_was_far_away_is_suspect_whatever_else_there_is() -> None:
    found = judged(failed(position=ELSEWHERE))
    assert found.distance_m == pytest.approx(645, abs=2)
    assert found.is_suspect


def test_short_without_photo_and_without_a_call_is_suspect() -> None:
    board = failed(minutes=1 / 3, photo=None)
    assert judged(board).dwell_s == 20
    assert judged(board).is_suspect


def test_two_calls_in_vain_speak_for_the_driver() -> None:
    board = failed(minutes=1 / 3, photo=None)
    for _ in range(2):
        board.ask(c.LogCall(A1, CallOutcome.NO_ANSWER))
    assert judged(board).is_contact_tried
    assert not judged(board).is_suspect


def test_without_arrival_position_and_photo_nothing_speaks_for_it() -> None:
    found = judged(failed(position=None, photo=None, has_arrived=False))
    assert (found.distance_m, found.dwell_s) == (None, None)
    assert found.is_suspect


def test_a_door_at_which_others_failed_gets_the_benefit_of_the_doubt() -> None:
    board = failed(minutes=1 / 3, photo=None)
    alone = judged(board)
    same = replace(board.stop("a2.1"), place_id=PlaceId("p-a1"))
    board.state = replace(board.state, stops=board.state.stops | {same.id: same})
    earlier = replace(board.order(A1).attempts[0], stop_id=same.id, at=after(-60))
    other = replace(board.order(A2), attempts=(earlier,))
    board.state = replace(board.state, orders=board.state.orders | {A2: other})
    assert (alone.failed_there, judged(board).failed_there) == (0, 1)
    assert alone.is_suspect
    assert not judged(board).is_suspect


def test_nothing_is_asked_where_nobody_was_at_the_door() -> None:
    assert plausibility(running_day().state, running_day().order(A1)) is None
    board = failed(reason="vehicle_breakdown")
    assert plausibility(board.state, board.order(A1)) is None


def test_an_attempt_of_a_day_that_is_put_away_is_judged_by_its_address() -> None:
    board = failed(photo=None)
    board.state = replace(board.state, stops={})
    found = judged(board)
    assert (found.distance_m, found.dwell_s, found.is_suspect) == (0, None, True)
