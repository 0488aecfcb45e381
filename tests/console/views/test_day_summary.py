"""The day in a few lines."""

from console.screen import Automatic, Chosen, look_at, moment_of
from console.views.day_summary import day_summary
from core.catalogue import shipped
from tests.builders import TODAY, running_day


def test_a_day_is_told_in_a_few_lines() -> None:
    board = running_day()
    moment = moment_of(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())
    screen = look_at(moment, Chosen(day=TODAY), history=[], automatic=Automatic())
    first, *figures, last = day_summary(screen, is_drawn=False).splitlines()
    of_day = [s for s in board.state.stops.values() if board.route(s.route_id).day == TODAY]
    assert f" 2 routes with {len(of_day)} stops that day" in first
    assert first.endswith(f"event {board.state.seq}")
    assert len(figures) == len(screen.kpis.tiles)
    assert last.endswith("map not drawn.")
