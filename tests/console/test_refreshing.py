"""When panels are computed anew: once for what a click asks for, however much came with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from console.dispatch import SendTimer
from console.hub_link import Live
from console.refreshing import Refreshing
from core.hub.replica import ClockReading

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Asked:
    """A planner that only notes what it is asked for, and a map without ways."""

    finder = None

    def __init__(self) -> None:
        self.asked: list[str] = []

    def draw(self, *_: object) -> None:
        self.asked.append("map")

    def refresh(self, *_: object) -> None:
        self.asked.append("panels")

    def close_streets(self, _: object) -> None:
        pass


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def refreshing(asked: Asked, qtbot: QtBot) -> Iterator[Refreshing]:
    live = Live(clock=ClockReading(NOW, rate=1.0, heard_at_s=0.0))
    fake = cast(Any, asked)
    choosing = cast(Any, SimpleNamespace(chosen=None))
    parent = QObject()
    made = Refreshing(
        fake, fake, choosing, SendTimer(0), lambda: live, lambda: live, lambda: None, parent
    )
    yield made
    made.stop()


def is_waiting(refreshing: Refreshing) -> bool:
    timer = refreshing.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer.isActive()


def test_a_report_draws_the_map_at_once_and_the_panels_soon(
    refreshing: Refreshing, asked: Asked
) -> None:
    refreshing.both()
    assert asked.asked == ["map"]
    assert is_waiting(refreshing)


def test_panels_that_are_asked_for_at_once_are_not_asked_for_again(
    refreshing: Refreshing, asked: Asked
) -> None:
    refreshing.both()
    refreshing.panels()
    assert asked.asked == ["map", "panels"]
    assert not is_waiting(refreshing)


def test_a_report_after_them_is_not_forgotten(refreshing: Refreshing) -> None:
    refreshing.panels()
    refreshing.both()
    assert is_waiting(refreshing)
