"""What the planner knows of the day that it prepares, and how it begins and ends."""

import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console import planner as planner_module
from console.hub_link import Live
from console.planner import Planner
from console.screen import Automatic, Chosen
from core.catalogue import shipped
from core.hub.replica import ClockReading
from tests.builders import running_day
from tests.one_road import one_road


@pytest.mark.parametrize(("lasts_s", "is_fresh"), [(60.0, [True, True]), (0.0, [False, False])])
def test_a_day_is_fresh_for_a_while_after_it_has_come(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, lasts_s: float, is_fresh: list[bool]
) -> None:
    monkeypatch.setattr(planner_module, "FRESH_S", lasts_s)
    board = running_day()
    clock = ClockReading(board.now, 0, time.monotonic())
    live = Live(state=board.state, clock=clock, travel=one_road())
    parent = QObject()
    planner = Planner(shipped(), 60, parent)
    found = []
    for _ in is_fresh:
        with qtbot.waitSignal(planner.screen_ready) as shown:
            planner.refresh(live, board.now, Chosen(), Automatic())
        assert shown.args is not None
        found.append(shown.args[0].moment.is_fresh)
    planner.close()
    assert found == is_fresh


def test_a_solver_that_was_to_be_loaded_later_is_not_started_by_a_closed_planner() -> None:
    """Nobody would end it: the program would wait for it for ever."""
    planner = Planner(shipped(), 60, QObject())
    planner.close()
    planner.warm_up()
    assert "solver link" not in {thread.name for thread in threading.enumerate()}
