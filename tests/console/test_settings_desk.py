"""The dialog of settings opens once, asks for what was changed, and its change can be undone."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.settings_dialog import SettingsDialog
from console.saved_dialog import Workplace
from console.settings_desk import SettingsDesk
from console.theme import Theme
from core import commands as c
from core.access import Actor, Role
from core.depot_settings import settings_of, with_value
from core.model import ActorId
from core.state import State
from tests.builders import DEPOT, Board, small_day

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({DEPOT.id}))
KEY = "rates.waiting_minor"


class Office:
    """What is asked is decided at once."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self.window = window
        self.board = Board(small_day().state)
        self.said: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self.ask, window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        self.state: State | None = None
        at = Workplace(window, theme, self.gestures, self.ask, self.live)
        self.desk = SettingsDesk(at, window)

    def live(self) -> Live:
        return Live(state=self.state or self.board.state, role=SARA.role, actor_id=SARA.id)

    def ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered, SARA)

    def dialogs(self) -> list[SettingsDialog]:
        return [d for d in self.window.findChildren(SettingsDialog) if d.isVisible()]

    def waiting(self) -> int:
        assert self.board.state.depot is not None
        return self.board.state.depot.rates.waiting_minor


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Office:
    window = QWidget()
    qtbot.addWidget(window)
    return Office(window, theme)


def test_a_change_is_kept_and_undone(office: Office) -> None:
    office.desk.open()
    office.desk.open()
    (dialog,) = office.dialogs()
    dialog.rows[KEY].put("900")
    dialog._save()
    assert office.waiting() == 900
    assert office.dialogs() == []
    assert office.said == ["1 setting changed · Ctrl+Z undoes it"]
    office.gestures.history.undo()
    assert office.waiting() == 0
    office.gestures.history.redo()
    assert office.waiting() == 900


def test_a_refusal_leaves_the_dialog_open(office: Office) -> None:
    office.desk.open()
    (dialog,) = office.dialogs()
    assert office.board.state.depot is not None
    was = settings_of(office.board.state.depot)
    office.board.ask(c.ChangeDepotSettings(was, with_value(was, KEY, 5)), SARA)
    dialog.rows[KEY].put("900")
    dialog._save()
    assert office.dialogs() == [dialog]
    assert office.waiting() == 5
    dialog.reject()
    office.desk._save(was, with_value(was, KEY, 7))
    assert office.said[-1].endswith("Look again.")


def test_before_the_depot_is_known_there_is_nothing_to_set(office: Office) -> None:
    office.state = State()
    office.desk.open()
    assert office.dialogs() == []
