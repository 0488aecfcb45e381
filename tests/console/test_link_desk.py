"""Which link is revoked is chosen by when it was given."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.link_desk import LinkDesk
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from core import commands as c
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import OrderId
from tests.builders import A1, NOON, TODAY, Board, running_day

WEEK, MONTH = NOON + timedelta(days=7), NOON + timedelta(days=28)


class Desk(QObject):
    """A failed delivery whose customer has two links."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.board: Board = running_day()
        self.board.fail("a1.1")
        self.board.ask(c.GiveLink(A1, WEEK))
        self.board.now += timedelta(minutes=10)
        self.board.ask(c.GiveLink(A1, MONTH))
        self.said: list[str] = []
        self.is_open = True
        self.gestures = Gestures(lambda: self.board.state, self._send, self)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        self.desk = LinkDesk(window, self.gestures, self.screen, self)

    def live(self) -> Live:
        return Live(self.board.state, clock=ClockReading(self.board.now, 0, time.monotonic()))

    def screen(self) -> Screen | None:
        if not self.is_open:
            return None
        board = self.board
        moment = moment_of(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())
        return look_at(moment, Chosen(day=TODAY), history=[], automatic=Automatic())

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.ask(command)
        answered(None)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def dialogs(window: QWidget) -> list[QInputDialog]:
    return [dialog for dialog in window.findChildren(QInputDialog) if dialog.isVisible()]


def test_the_one_that_is_chosen_opens_nothing_any_more(window: QWidget) -> None:
    office = Desk(window)
    office.desk.ask(office.board.case(A1))
    (dialog,) = dialogs(window)
    assert dialog.comboBoxItems() == [
        "1.  12:10 · Link given by you, valid until 21 Dec 12:00",
        "2.  12:00 · Link given by you, valid until 30 Nov 12:00",
    ]
    dialog.setTextValue(dialog.comboBoxItems()[1])
    dialog.accept()
    assert office.board.order(A1).revoked_links == (WEEK,)
    assert office.said == ["That link for the customer of a1 opens nothing any more"]


def test_without_a_live_link_it_is_said(window: QWidget) -> None:
    office = Desk(window)
    for until in (WEEK, MONTH):
        office.board.ask(c.RevokeLink(A1, until))
    office.desk.ask(office.board.case(A1))
    assert dialogs(window) == []
    assert office.said == ["No link opens order a1 now."]
    office.is_open = False
    office.desk.ask(office.board.case(OrderId(A1)))
    assert len(office.said) == 1
