"""Messages with drivers: the panel, the exchange, and what is told to the hub."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.message_desk import MessageDesk
from console.panels.messages_dialog import MessagesDialog
from console.panels.messages_panel import MessagesPanel
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from console.theme import Theme
from core import commands as c
from core.catalogue import shipped
from core.model import DriverId, ServiceDay
from core.state import State
from tests.builders import EVA, LUIS, TODAY, Board, running_day

D1, D2 = DriverId("d1"), DriverId("d2")
LEFT = Qt.MouseButton.LeftButton


class Office:
    """A window with the panel; what is asked of the hub is done at once on the board."""

    def __init__(self, theme: Theme, window: QWidget, *, has_sound: bool = False) -> None:
        self.board: Board = running_day()
        self.asked: list[c.Command] = []
        self.panel = MessagesPanel(theme)
        gestures = Gestures(lambda: self.board.state, self.send, window)
        self.desk = MessageDesk(
            window, self.panel, theme, gestures, self.send, shipped(), self.screen, window,
            has_sound=has_sound,
        )  # fmt: skip

    def send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.asked.append(command)
        self.board.ask(command)
        answered(None)

    def screen(self) -> Screen:
        state: State = self.board.state
        at = moment_of(state, {}, {}, self.board.now, {}, me="ana", catalogue=shipped())
        return look_at(at, Chosen(day=ServiceDay(TODAY)), history=[], automatic=Automatic())

    def refresh(self) -> None:
        self.desk.refresh(self.screen())


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def office(theme: Theme, window: QWidget, qtbot: QtBot) -> Office:
    made = Office(theme, window)
    qtbot.addWidget(made.panel)
    made.panel.resize(360, 200)
    made.panel.show()
    made.refresh()
    return made


def writes(office: Office, actor: object = LUIS, driver_id: DriverId = D1) -> None:
    office.board.now += timedelta(minutes=1)
    office.board.ask(c.SendShortMessage(driver_id, "traffic"), actor)  # type: ignore[arg-type]
    office.refresh()


def dialog_of(window: QWidget) -> MessagesDialog:
    (found,) = window.findChildren(MessagesDialog)
    return found


def test_one_key_answers_whoever_waits_longest(office: Office) -> None:
    writes(office, EVA, D2)
    writes(office)
    assert office.panel.first_unread() == D2
    office.desk.answer_first()
    assert office.asked == [c.SendShortMessage(D2, "seen"), c.ReadShortMessages(D2, 1)]
    office.refresh()
    assert office.panel.first_unread() == D1


def test_without_news_the_key_says_nothing(office: Office) -> None:
    office.desk.answer_first()
    assert office.asked == []


def test_the_button_of_a_row_answers_its_own_driver(office: Office) -> None:
    writes(office)
    buttons = [b for b in office.panel.findChildren(QPushButton) if b.isVisible()]
    QTest.mouseClick(buttons[0], LEFT)
    assert office.asked[0] == c.SendShortMessage(D1, "seen")


def test_what_is_looked_at_is_read_once(office: Office, window: QWidget, qtbot: QtBot) -> None:
    writes(office)
    office.desk.open()
    qtbot.waitUntil(lambda: dialog_of(window).isActiveWindow())
    office.refresh()
    office.refresh()
    assert office.asked == [c.ReadShortMessages(D1, 1)]


def test_own_words_and_ready_ones_go_to_the_driver_shown(
    office: Office, window: QWidget, qtbot: QtBot
) -> None:
    writes(office)
    office.desk.open(D2)
    dialog = dialog_of(window)
    assert dialog.driver_id == D2
    QTest.keyClicks(dialog.words, "Come back <b>now</b>")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert office.asked[-1] == c.SendShortMessage(D2, "", "Come back <b>now</b>")
    assert dialog.words.text() == ""
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert office.asked[-1] == c.SendShortMessage(D2, "go_on")
    QTest.mouseClick(dialog.send, LEFT)
    assert len(office.asked) == 2, "nothing is sent without words"
    dialog.drivers.setCurrentRow(0)
    assert dialog.driver_id == D1


def test_who_only_reads_has_no_answers(office: Office, window: QWidget) -> None:
    writes(office)
    office.desk.open(D1)
    dialog = dialog_of(window)
    (row, *_) = office.screen().talks
    dialog.show_rows((replace(row, can_answer=False),))
    assert not dialog.words.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert not any(isinstance(command, c.SendShortMessage) for command in office.asked)


def test_without_drivers_the_dialog_is_empty(office: Office, window: QWidget) -> None:
    office.desk.open()
    dialog = dialog_of(window)
    dialog.show_rows(())
    assert dialog.driver_id == ""
    assert not dialog.send.isEnabled()


@pytest.mark.parametrize("has_sound", [True, False])
def test_a_new_message_is_heard_only_if_wanted(
    theme: Theme, window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_sound: bool
) -> None:
    beeps: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(None))
    made = Office(theme, window, has_sound=has_sound)
    qtbot.addWidget(made.panel)
    made.refresh()
    writes(made)
    made.refresh()
    assert len(beeps) == has_sound
