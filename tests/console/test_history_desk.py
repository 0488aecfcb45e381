"""The list of changes in a window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.history_desk import HistoryDesk
from console.panels.history_dialog import HistoryDialog
from console.theme import Theme
from console.undo import History, Pair
from core import commands as c
from core.state import State


class Office:
    """A window with three changes; what is undone or done again is noted."""

    def __init__(self, theme: Theme) -> None:
        self.window = QWidget()
        self.asked: list[int] = []
        self.history = History(State, self._ask, self.window)
        for words in ("one", "two", "three"):
            self.history.add(Pair(words, self._command, self._command))
        self.desk = HistoryDesk(self.window, theme, self.history, self.window)
        self.window.show()

    def _command(self, _: State) -> tuple[c.Command, ...]:
        return ()

    def _ask(self, commands: object, answered: object) -> None:
        self.asked.append(self.history.stack.index())
        assert callable(answered)
        answered(None)

    def rows(self) -> list[str]:
        (dialog,) = self.window.findChildren(HistoryDialog)
        return [dialog.rows.item(at).text().strip() for at in range(dialog.rows.count())]


@pytest.fixture
def office(theme: Theme) -> Iterator[Office]:
    made = Office(theme)
    yield made
    made.window.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_enter_on_an_older_change_undoes_the_newer_ones(office: Office, qtbot: QtBot) -> None:
    office.desk.open()
    assert office.rows() == ["→  three", "two", "one", "The beginning"]
    (dialog,) = office.window.findChildren(HistoryDialog)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Down)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Down)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.rows() == ["three", "two", "→  one", "The beginning"])
    assert len(office.asked) == 2
    office.history.redo()
    assert office.rows()[1] == "→  two"
    dialog.close()
    office.history.redo()
    office.desk.open()
