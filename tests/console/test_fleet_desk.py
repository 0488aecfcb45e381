"""Drivers and vans are written into two tables and saved as one change."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.fleet_desk import FleetDesk
from console.gestures import Gestures
from console.hub_link import Live
from console.panels.fleet_dialog import FleetDialog
from console.saved_dialog import Workplace
from console.theme import Theme
from core import commands as c
from core.access import Role
from core.model import VehicleId
from core.rules.lookups import Refused
from tests.builders import SYSTEM, Board, small_day

TEXTS = {"driver-1": "Ana Soto", "driver-2": "Eva"}


class Office:
    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(1200, 800)
        qtbot.addWidget(self.window)
        self.board: Board = small_day()
        self.role = Role.ADMIN
        self.said: list[str] = []
        self.imports = 0
        gestures = Gestures(lambda: self.board.state, self._send, self.window)
        self.gestures = gestures
        gestures.said.connect(lambda words, _: self.said.append(words))
        at = Workplace(self.window, theme, gestures, self._send, self._live)
        self.desk = FleetDesk(at, self.window)
        self.desk.import_wanted.connect(self._note_import)

    def _note_import(self) -> None:
        self.imports += 1

    def _live(self) -> Live:
        return Live(state=self.board.state, texts=TEXTS, role=self.role)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        assert isinstance(command, c.RegisterFleet)
        try:
            self.board.ask(replace(command, texts={}), SYSTEM)
        except Refused as refused:
            answered(str(refused))
            return
        answered(None)

    def dialog(self) -> FleetDialog:
        self.desk.open()
        (dialog,) = self.window.findChildren(FleetDialog)
        return dialog


@pytest.fixture
def office(theme: Theme, qtbot: QtBot) -> Office:
    return Office(theme, qtbot)


def test_a_van_is_added_and_taken_back(office: Office) -> None:
    dialog = office.dialog()
    dialog.pages.setCurrentIndex(1)
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.tables.vans[-1].name == "Van 3"
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert office.said == ["1 van changed · Ctrl+Z undoes it"]
    assert office.board.state.vehicles[VehicleId("v3")].name == "Van 3"
    office.gestures.history.undo()
    assert office.board.state.vehicles[VehicleId("v3")].is_retired


def test_a_refusal_keeps_what_was_typed(office: Office) -> None:
    dialog = office.dialog()
    dialog.pages.setCurrentIndex(1)
    dialog.add.click()
    item = dialog.vans.item(2, 0)
    assert item is not None
    item.setText("Van 1")
    dialog.save.click()
    assert "two vans called Van 1" in dialog.words.text()
    assert dialog.save.isEnabled()
    item.setText("")
    dialog.save.click()
    assert "row 3 has no name" in dialog.words.text()


def test_a_tick_taken_away_lets_nobody_go_from_a_day_that_runs(office: Office) -> None:
    dialog = office.dialog()
    box = dialog.drivers.item(0, 2)
    assert box is not None
    box.setCheckState(Qt.CheckState.Unchecked)
    dialog.save.click()
    assert "has not ended" in dialog.words.text()


def test_nothing_changed_is_nothing_asked(office: Office) -> None:
    office.dialog().save.click()
    assert office.said == []


def test_who_may_not_sees_but_does_not_save(office: Office) -> None:
    office.role = Role.DISPATCHER
    dialog = office.dialog()
    assert not dialog.save.isEnabled()
    assert not dialog.add.isEnabled()


def test_a_list_can_be_imported_instead(office: Office) -> None:
    office.dialog().bring.click()
    assert office.imports == 1
