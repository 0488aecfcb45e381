"""Commands that wait for the line, drawn on a copy."""

from core import commands as c
from core.model import CaseId, StopId
from core.pending import carried_out, touched
from tests.builders import A1, A3, ANA, R1, R2, W1, handing_over, placing, running_day


def test_waiting_commands_are_drawn_in_their_order() -> None:
    board = running_day()
    place = placing(W1, board.route(), 3)
    lock = c.LockRoute(R1)
    drawn = carried_out(board.state, [place, lock], ANA, board.now)
    assert drawn.routes[R1].stop_ids[-1] == "w1.1"
    assert drawn.routes[R1].is_locked
    assert drawn.seq == board.state.seq
    assert board.route().stop_ids[-1] == "a3.1"


def test_a_later_command_builds_on_an_earlier_one() -> None:
    board = running_day()
    place = placing(W1, board.route(), 3)
    version = board.route().version + 1
    move = c.MoveStop(StopId("w1.1"), R1, 0, version)
    drawn = carried_out(board.state, [place, move], ANA, board.now)
    assert drawn.routes[R1].stop_ids[0] == "w1.1"


def test_what_would_be_refused_is_left_out() -> None:
    board = running_day()
    stale = c.MoveStop(StopId("a3.1"), R2, 0, board.route(R2).version + 7)
    assert carried_out(board.state, [stale], ANA, board.now) == board.state


def test_commands_about_the_same_order_or_route_build_on_each_other() -> None:
    board = running_day()
    state = board.state
    assert touched(placing(W1, board.route(), 3), state) == {W1, R1}
    assert touched(c.AcknowledgeCase(CaseId("case-w1")), state) == {W1}
    assert touched(c.MoveStop(StopId("a3.1"), R2, 0, 1), state) == {A3, R1, R2}
    assert touched(c.LockStop(StopId("gone")), state) == set()
    board.fail("a1.1")
    over = handing_over(board, A1, R1, R2, give=1, take=0, visit=1)
    assert touched(over, state) == {A1, R1, R2}
    assert not touched(c.AcknowledgeCase(CaseId("case-w2")), state) & touched(over, state)
