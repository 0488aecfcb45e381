"""A day is opened with those who drive, and its routes are saved for others."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.day_desk import DayDesk
from console.hub_link import Live
from console.panels.new_day_dialog import NewDayDialog
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from console.theme import Theme
from core import commands as c
from core.access import Role
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import RouteId, ServiceDay
from core.rules.lookups import Refused
from tests.builders import MORNING, SYSTEM, TODAY, Board, add_orders, make_order, small_day


class Office:
    """Orders wait on a day that is not open."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(1200, 800)
        qtbot.addWidget(self.window)
        self.board: Board = small_day()
        self.board.ask(add_orders(make_order("n1", day=ServiceDay("2026-12-01"))), SYSTEM)
        self.said: list[str] = []
        self.wanted: list[str] = []
        self.role = Role.ADMIN
        self.desk = DayDesk(
            self.window,
            theme,
            self._send,
            lambda start, end: None,
            self.live,
            self.screen,
            self.window,
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.day_wanted.connect(self.wanted.append)

    def live(self) -> Live:
        clock = ClockReading(MORNING, 0.0, 0.0)
        return Live(state=self.board.state, clock=clock, role=self.role)

    def screen(self) -> Screen:
        board = self.board
        moment = moment_of(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())
        return look_at(moment, Chosen(day=TODAY), history=[], automatic=Automatic())

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        try:
            self.board.ask(command, SYSTEM)
        except Refused as refused:
            answered(str(refused))
            return
        answered(None)

    def dialog(self) -> NewDayDialog:
        (found,) = self.window.findChildren(NewDayDialog)
        return found


@pytest.fixture
def office(theme: Theme, qtbot: QtBot) -> Office:
    return Office(theme, qtbot)


def test_the_next_day_with_orders_is_opened_with_those_who_are_ticked(office: Office) -> None:
    office.desk.ask()
    dialog = office.dialog()
    assert dialog.words.text() == "1 order for 2 vans."
    dialog.ticks[1].setChecked(False)
    assert dialog.words.text() == "1 order for 1 van."
    dialog.start.click()
    assert office.wanted == ["2026-12-01"]
    assert office.board.route(RouteId("2026-12-01-d1")).stop_ids == ()
    assert RouteId("2026-12-01-d2") not in office.board.state.routes


def test_enter_in_the_day_opens_it(office: Office) -> None:
    office.desk.ask()
    dialog = office.dialog()
    dialog.day_field.setFocus()
    QTest.keyClick(dialog.day_field, Qt.Key.Key_Return)
    assert dialog.day.isoformat() in office.board.state.days


def test_what_cannot_be_opened_is_said(office: Office) -> None:
    office.desk.ask()
    dialog = office.dialog()
    dialog.none.click()
    assert dialog.words.text() == "Choose at least one driver."
    assert not dialog.start.isEnabled()
    dialog.all.click()
    dialog.vans[1].setCurrentIndex(0)
    assert "cannot be driven by two" in dialog.words.text()


def test_a_day_that_is_open_is_planned_as_it_is(office: Office) -> None:
    office.desk.ask()
    dialog = office.dialog()
    dialog.day_field.setDate(dialog.day_field.date().addDays(-8))
    assert "open already" in dialog.words.text()
    dialog.start.click()
    assert office.wanted == ["2026-11-23"]


def test_who_may_not_open_a_day_is_told(office: Office) -> None:
    office.role = Role.DISPATCHER
    office.desk.ask()
    assert office.said[0].startswith("Ask ")


def test_routes_are_saved_for_others(office: Office, tmp_path: Path) -> None:
    office.desk.show_menu(QPoint(0, 900))
    (menu,) = office.window.findChildren(QMenu)
    names = {each.text(): each for each in menu.actions() if each.text()}
    names["Routes as GeoJSON, for maps…"].trigger()
    (dialog,) = office.window.findChildren(QFileDialog)
    target = tmp_path / "routes.geojson"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    menu.close()
    found = json.loads(target.read_bytes())["features"]
    assert sum(each["geometry"]["type"] == "LineString" for each in found) == 2
    assert office.said == ["The routes are in routes.geojson."]


def test_manifests_are_printed(office: Office, tmp_path: Path) -> None:
    office.desk.ask_manifests()
    (dialog,) = office.window.findChildren(QFileDialog)
    target = tmp_path / "manifests.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    assert target.read_bytes().startswith(b"%PDF")
    dialog.fileSelected.emit(str(tmp_path / "none" / "x.pdf"))
    assert "was not written" in office.said[-1]
