"""Outlines are drawn and taken away by the office, each once, with who and when."""

import pytest

from core import commands as c
from core import events as e
from core.model import Fence, FenceId, Position
from core.rules.fences import MOST, must_have_own_name
from core.rules.lookups import Refused
from tests.builders import ANA, running_day

CORNERS = (Position(-29.9, -71.25), Position(-29.9, -71.24), Position(-29.91, -71.24))


def drawing(fence_id: str = "f1", **changes: object) -> c.DrawFence:
    asked = {"name": f"Market {fence_id}", "corners": CORNERS} | changes
    return c.DrawFence(FenceId(fence_id), **asked)  # type: ignore[arg-type]


def test_a_fence_is_drawn_taken_away_and_drawn_again() -> None:
    board = running_day()
    (drawn,) = board.ask(drawing(name=" Market "))
    fence = Fence(FenceId("f1"), "Market", CORNERS, ANA.id, board.now)
    assert drawn == e.FenceDrawn(fence)
    assert board.state.fences == {FenceId("f1"): fence}
    assert "there already" in board.refusal(drawing())
    (removed,) = board.ask(c.RemoveFence(FenceId("f1")))
    assert removed == e.FenceRemoved(FenceId("f1"), ANA.id, board.now)
    assert board.state.fences == {}
    assert "gone already" in board.refusal(c.RemoveFence(FenceId("f1")))
    board.ask(drawing())


def test_a_fence_needs_a_name_of_its_own_and_something_inside() -> None:
    board = running_day()
    board.ask(drawing(name="Market"))
    assert "Give it a name" in board.refusal(drawing("f2", name="  "))
    words = board.refusal(drawing("f2", name="market"))
    assert words == "Another geofence is called that already. Choose another name."
    flat = (CORNERS[0], CORNERS[1], CORNERS[0])
    assert "around nothing" in board.refusal(drawing("f2", corners=flat))


def test_a_name_beside_the_log_is_nobody_elses_either() -> None:
    board = running_day()
    (drawn,) = board.ask(drawing(name="", name_ref="note:1"))
    assert isinstance(drawn, e.FenceDrawn)
    assert (drawn.fence.name, drawn.fence.name_ref) == ("", "note:1")
    board.ask(drawing("f2", name="", name_ref="note:2"))
    with pytest.raises(Refused, match="called that already"):
        must_have_own_name(board.state, {"note:1": "Market"}, "MARKET")
    must_have_own_name(board.state, {"note:1": "Market"}, "Harbour")


def test_so_many_are_watched_at_once() -> None:
    board = running_day()
    for n in range(MOST):
        board.ask(drawing(f"f{n}"))
    assert "nobody needs" in board.refusal(drawing("one more"))
