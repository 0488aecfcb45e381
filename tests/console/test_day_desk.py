"""A day is opened with those who drive, and its routes are saved for others."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from console.day_desk import DayDesk, file_name
from console.day_filling import LEFT_OVER, ROUNDS
from console.hub_link import Live
from console.panels.filling_tree import KEY
from console.panels.new_day_dialog import NewDayDialog
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from console.theme import Theme
from console.undo import Pair
from core import commands as c
from core.access import Role
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import (
    Calendar,
    CollectionRound,
    CustomerId,
    OrderId,
    OrderStatus,
    PlaceId,
    RoundId,
    RouteId,
    ServiceDay,
)
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
        self.remembered: list[Pair] = []
        self.refused: type[c.Command] | None = None
        self.role = Role.ADMIN
        self.looked_at: RouteId | None = None
        self.desk = DayDesk(
            self.window,
            theme,
            self._send,
            lambda start, end: None,
            self.live,
            self.screen,
            self.window,
            remember=self.remembered.append,
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.day_wanted.connect(self.wanted.append)

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0.0, 0.0)
        return Live(state=self.board.state, clock=clock, role=self.role)

    def screen(self) -> Screen:
        board = self.board
        moment = moment_of(board.state, {}, {}, board.now, {}, me="ana", catalogue=shipped())
        return look_at(
            moment, Chosen(day=TODAY, route=self.looked_at), history=[], automatic=Automatic()
        )

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        if self.refused is not None and isinstance(command, self.refused):
            answered("Not now.")
            return
        self.board.answer(command, answered, SYSTEM)

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


def test_who_may_not_open_a_day_fills_one_that_is_open(office: Office) -> None:
    office.board.now = MORNING + timedelta(days=1)
    office.role = Role.DISPATCHER
    office.desk.ask()
    assert office.said[0].endswith("to open a day. An open one can be filled.")
    dialog = office.dialog()
    assert dialog.day.isoformat() == "2026-11-24"
    assert (dialog.start.text(), dialog.start.isEnabled()) == ("Plan it", True)
    dialog.day_field.setDate(QDate(2026, 12, 1))
    assert dialog.words.text().startswith("Tue 1 Dec is not open. Ask ")
    assert not dialog.start.isEnabled()
    dialog.day_field.setDate(QDate(2026, 11, 24))
    dialog.start.click()
    assert office.board.state.orders[OrderId("a1")].carried_from == ("2026-11-23",)
    assert office.wanted == ["2026-11-24"]
    office.role = Role.CUSTOMER_SERVICE
    office.desk.ask()
    assert office.said[-1].startswith("Ask ")


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


def test_the_route_that_is_looked_at_is_saved_alone(office: Office, tmp_path: Path) -> None:
    def chooses() -> list[QMenu]:
        office.desk.show_menu(QPoint(0, 900))
        menus = office.window.findChildren(QMenu)
        for menu in menus:
            menu.close()
        return [menu for menu in menus if menu.title().startswith("Only ")]

    assert chooses() == []
    route = next(iter(office.board.state.routes.values()))
    office.looked_at = route.id
    (only,) = chooses()
    next(each for each in only.actions() if each.text().startswith("GPX")).trigger()
    (dialog,) = office.window.findChildren(QFileDialog)
    target = tmp_path / "one.gpx"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    assert target.read_text().count("<trk>") == 1
    assert file_name("routes", TODAY, "csv") == f"routes-{TODAY}.csv"
    sheets, day = office.desk._sheets(route.id)
    assert file_name("routes", day, "gpx", sheets).endswith(f"-{TODAY}.gpx")
    assert file_name("routes", day, "gpx", sheets).startswith("route")


def test_manifests_are_printed(office: Office, tmp_path: Path) -> None:
    office.desk.ask_manifests()
    (dialog,) = office.window.findChildren(QFileDialog)
    target = tmp_path / "manifests.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    assert target.read_bytes().startswith(b"%PDF")
    dialog.fileSelected.emit(str(tmp_path / "none" / "x.pdf"))
    assert "was not written" in office.said[-1]


TUESDAY = "2026-11-24"


def left_over_row(dialog: NewDayDialog, order_id: str) -> QTreeWidgetItem:
    return next(row for row in dialog.filling.rows(LEFT_OVER) if row.data(0, KEY) == order_id)


def test_what_was_left_over_comes_in_with_the_day_and_goes_back(office: Office) -> None:
    board = office.board
    board.now = MORNING + timedelta(days=8)
    office.desk.ask()
    dialog = office.dialog()
    assert dialog.day.isoformat() == "2026-12-01"
    assert not dialog.filling.isHidden()
    assert len(dialog.filling.chosen(LEFT_OVER)) == 11
    left_over_row(dialog, "w2").setCheckState(0, Qt.CheckState.Unchecked)
    left_over_row(dialog, "a1").setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.words.text() == "10 orders for 2 vans, with 9 left over from earlier days."
    dialog.start.click()
    state = board.state
    assert state.orders[OrderId("w1")].carried_from == ("2026-11-23",)
    assert state.orders[OrderId("m1")].carried_from == ("2026-11-24",)
    assert state.orders[OrderId("w2")].day == "2026-11-23"
    assert office.wanted == ["2026-12-01"]
    assert office.said == [
        "Tue 1 Dec is open with 2 routes. "
        "9 orders carried over into Tue 1 Dec · Ctrl+Z takes it back."
    ]
    (pair,) = office.remembered
    for command in pair.undo(board.state):
        board.ask(command)
    assert board.state.orders[OrderId("w1")].carried_from == ()
    assert board.route(RouteId("r2")).stop_ids == ("b1.1", "b2.1", "b3.1")
    for command in pair.do(board.state):
        board.ask(command)
    assert board.state.orders[OrderId("w1")].day == "2026-12-01"


def test_a_day_that_is_open_takes_what_was_left_over_too(office: Office) -> None:
    office.board.now = MORNING + timedelta(days=1)
    office.desk.ask()
    dialog = office.dialog()
    dialog.day_field.setDate(QDate(2026, 11, 24))
    assert dialog.words.text().endswith("With 9 left over from earlier days.")
    branch = dialog.filling.topLevelItem(0)
    assert branch is not None
    branch.setCheckState(0, Qt.CheckState.Unchecked)
    assert "left over" not in dialog.words.text()
    left_over_row(dialog, "w1").setCheckState(0, Qt.CheckState.Checked)
    dialog.day_field.setDate(QDate(2026, 11, 25))
    dialog.day_field.setDate(QDate(2026, 11, 24))
    assert dialog.filling.chosen(LEFT_OVER) == ("w1",)
    dialog.start.click()
    assert office.board.state.orders[OrderId("w1")].day == TUESDAY
    assert office.wanted == [TUESDAY]


def test_what_cannot_be_carried_is_said_and_the_rest_can_go_back(office: Office) -> None:
    office.board.now = MORNING + timedelta(days=8)
    office.desk.ask()
    dialog = office.dialog()
    office.refused = c.CarryOver
    dialog.start.click()
    assert dialog.words.text() == "Tue 1 Dec is open with 2 routes. Not now."
    assert (office.wanted, office.remembered) == ([], [])


def test_rounds_that_are_due_come_in_and_each_can_be_left_out(office: Office) -> None:
    board = office.board
    crates = CollectionRound(
        RoundId("crates"),
        CustomerId("c-a1"),
        PlaceId("p-a1"),
        Calendar((1,), date(2026, 11, 1)),
        opens_min=9 * 60,
        closes_min=12 * 60,
        name="North",
    )
    linen = replace(crates, id=RoundId("linen"), goods="Linen", opens_min=None, closes_min=None)
    board.ask(c.KeepRounds((crates, linen)), SYSTEM)
    office.desk.ask()
    dialog = office.dialog()
    assert dialog.words.text() == "3 orders for 2 vans, with 2 collection rounds."
    rows = {row.data(0, KEY): row for row in dialog.filling.rows(ROUNDS)}
    assert rows["crates"].text(1) == "1 × Container, 09:00–12:00 · Calle a1"
    assert rows["crates"].text(3) == "North · every Tue"
    rows["linen"].setCheckState(0, Qt.CheckState.Unchecked)
    dialog.start.click()
    order_id = OrderId("crates-2026-12-01")
    assert board.state.orders[order_id].status is OrderStatus.WAITING
    assert OrderId("linen-2026-12-01") not in board.state.orders
    assert "1 round put into Tue 1 Dec" in office.said[0]
    (pair,) = office.remembered
    for command in pair.undo(board.state):
        board.ask(command)
    assert board.state.orders[order_id].status is OrderStatus.CLOSED
    for command in pair.do(board.state):
        board.ask(command)
    assert board.state.orders[order_id].status is OrderStatus.WAITING
