"""Parts of the window are shown in turns, and none is forgotten."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.turns import PAINTED_MS, Turns


class Shown:
    """Two parts, and what was shown of them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.owner = QObject()
        self.turns = Turns((self.first, self.second), self.owner)
        self.began_again = 0

    def first(self) -> None:
        self.parts.append("first")
        if self.began_again:
            self.began_again -= 1
            self.turns.begin()

    def second(self) -> None:
        self.parts.append("second")


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    made = Shown()
    yield made
    made.turns.stop()


def test_all_are_shown_once_each_for_calls_in_quick_succession(shown: Shown, qtbot: QtBot) -> None:
    shown.turns.begin()
    shown.turns.begin()
    assert shown.parts == []
    with qtbot.waitSignals([shown.turns.took] * 2, timeout=5_000):
        pass
    assert shown.parts == ["first", "second"]


def test_what_waits_is_shown_though_all_begins_anew_before_its_turn(
    shown: Shown, qtbot: QtBot
) -> None:
    shown.began_again = 3
    with qtbot.waitSignals([shown.turns.took] * 6, timeout=5_000):
        shown.turns.begin()
    assert shown.parts == ["first", "second", "first", "first", "second", "first"]


def test_a_part_that_took_long_is_painted_before_the_pause_begins(qtbot: QtBot) -> None:
    ended, owner = [], QObject()

    def show_long() -> None:
        ends = time.monotonic() + 3 * PAINTED_MS / 1000
        while time.monotonic() < ends:
            pass
        ended.append(ends)

    turns = Turns((show_long, lambda: ended.append(time.monotonic())), owner)
    with qtbot.waitSignals([turns.took] * 2, timeout=5_000):
        turns.begin()
    assert ended[1] - ended[0] > PAINTED_MS / 2000


def test_nothing_is_shown_once_it_is_stopped(shown: Shown, qtbot: QtBot) -> None:
    shown.turns.begin()
    shown.turns.stop()
    with qtbot.assertNotEmitted(shown.turns.took, wait=100):
        pass
    assert shown.parts == []
