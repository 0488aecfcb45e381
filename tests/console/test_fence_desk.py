"""A geofence is drawn, named, listed and removed; vans that come in or leave are told."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.fence_desk import FenceDesk
from console.gestures import Gestures
from console.hub_link import Live
from console.map.map_view import MapView
from console.map.scene import Kind
from console.panels.drawn_dialog import DrawnDialog
from console.panels.fence_dialogs import FenceDialog
from console.saved_dialog import Workplace
from console.screen import Screen, moment_of
from console.theme import Theme
from console.view import AlertRow
from core import commands as c
from core.access import Role
from core.catalogue import shipped
from core.hub.protocol import DriverFix
from core.hub.replica import ClockReading
from core.model import DriverId, Fence
from tests.builders import R1, Board, running_day

CORNERS = ((-29.90, -71.26), (-29.90, -71.24), (-29.92, -71.24), (-29.92, -71.26))
D1 = DriverId("d1")
INSIDE, OUTSIDE = (-29.91, -71.25), (-29.93, -71.25)


class FakeMap(QObject):
    fence_drawn = Signal(object)
    fence_clicked = Signal(str)
    street_menu_wanted = Signal(str, str, QPointF, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0
        self.shown: list[tuple[float, float, str]] = []

    def draw_fence(self) -> None:
        self.drawn += 1

    def show_place(self, lat: float, lon: float, words: str) -> None:
        self.shown.append((round(lat, 6), round(lon, 6), words))

    def mapToGlobal(self, at: QPoint) -> QPoint:
        return at


class Office:
    def __init__(self, theme: Theme, window: QWidget) -> None:
        self.window = window
        self.board: Board = running_day()
        self.role = Role.DISPATCHER
        self.held = ""
        self.said: list[str] = []
        self.fixes: dict[str, DriverFix] = {}
        self.map: FakeMap | None = FakeMap()
        self.gestures = Gestures(lambda: self.board.state, self._send, window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        place = Workplace(window, theme, self.gestures, self._send, self._live)
        self.desk = FenceDesk(place, lambda: cast(MapView | None, self.map), window)
        self.desk.watch_map(cast(MapView, self.map))

    def _live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(
            state=self.board.state, role=self.role, clock=clock, fixes=self.fixes, held=self.held
        )

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)

    @property
    def fences(self) -> list[Fence]:
        return list(self.board.state.fences.values())

    def dialog(self) -> FenceDialog:
        (dialog,) = [d for d in self.window.findChildren(FenceDialog) if d.isVisible()]
        return dialog

    def listed(self) -> DrawnDialog:
        (dialog,) = [d for d in self.window.findChildren(DrawnDialog) if d.isVisible()]
        return dialog

    def draw(self, name: str = "Market") -> Fence:
        self.desk.ask(CORNERS)
        self.dialog().name.setText(name)
        self.dialog().watch.click()
        return self.fences[-1]

    def hear(self, place: tuple[float, float], seconds: int) -> tuple[AlertRow, ...]:
        at = self.board.now + timedelta(seconds=seconds)
        self.fixes[D1] = DriverFix(D1, at, at, *place)
        moment = moment_of(
            self.board.state,
            {},
            self.fixes,
            at + timedelta(seconds=5),
            {},
            me="ana",
            catalogue=shipped(),
        )
        return self.desk.watch(cast(Screen, SimpleNamespace(moment=moment)))


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Office:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    return Office(theme, window)


def test_what_was_drawn_is_named_watched_and_taken_back(office: Office) -> None:
    office.desk.draw()
    assert office.map is not None
    assert office.map.drawn == 1
    office.map.fence_drawn.emit(CORNERS)
    office.dialog().watch.click()
    assert "Give it a name" in office.dialog().words.text()
    office.dialog().name.setText(" Market ")
    office.dialog().watch.click()
    assert [(each.name, len(each.corners)) for each in office.fences] == [("Market", 4)]
    assert office.said == ["Geofence Market is watched · Ctrl+Z undoes it"]
    office.gestures.history.undo()
    assert office.fences == []
    office.gestures.history.redo()
    assert [each.name for each in office.fences] == ["Market"]
    office.desk.ask(CORNERS)
    office.dialog().name.setText("market")
    office.dialog().watch.click()
    assert "called that already" in office.dialog().words.text()
    assert office.dialog().watch.isEnabled()


def test_a_van_that_comes_in_and_leaves_is_told_once_each_and_for_a_while(office: Office) -> None:
    assert office.hear(OUTSIDE, 0) == ()
    fence = office.draw()
    said = len(office.said)
    assert [office.hear(OUTSIDE, 1), office.hear(INSIDE, 10)] == [(), ()]
    (came,) = office.hear(INSIDE, 20)
    assert came.words.endswith("came into Market")
    assert came.route_id == R1
    assert office.hear(INSIDE, 30)[0].id == came.id
    office.desk.open_list()
    table = office.listed().table
    name, inside = table.item(0, 0), table.item(0, 1)
    assert name is not None
    assert name.text() == "Market"
    assert inside is not None
    assert inside.text() != "nobody"
    office.hear(OUTSIDE, 40)
    left, again = office.hear(OUTSIDE, 50)
    assert left.words.endswith("left Market")
    assert again.id == came.id
    assert len(office.said) == said + 2
    assert office.hear(OUTSIDE, 50 + 16 * 60) == ()
    office.held = "10:00 is shown"
    assert [office.hear(INSIDE, 2000), office.hear(INSIDE, 2005)] == [(), ()]
    office.held = ""
    office.desk.remove(fence.id)
    assert office.hear(INSIDE, 2010) == ()


def test_enter_in_an_empty_list_draws_the_first_one(office: Office, qtbot: QtBot) -> None:
    office.hear(OUTSIDE, 0)
    office.desk.open_list()
    dialog = office.listed()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.draw.setFocus()
    QTest.keyClick(dialog.draw, Qt.Key.Key_Return)
    assert office.map is not None
    assert office.map.drawn == 1


def test_the_list_shows_one_removes_it_and_draws_another(office: Office) -> None:
    office.hear(OUTSIDE, 0)
    office.desk.open_list()
    assert "No geofence is drawn" in office.listed().words.text()
    office.draw()
    office.hear(OUTSIDE, 1)
    dialog = office.listed()
    dialog.table.cellDoubleClicked.emit(0, 0)
    assert office.map is not None
    assert office.map.shown == [(-29.91, -71.25, "Market")]
    button = dialog.table.cellWidget(0, 3)
    assert isinstance(button, QPushButton)
    office.hear(INSIDE, 10)
    office.hear(INSIDE, 20)
    inside = dialog.table.item(0, 1)
    assert inside is not None
    assert inside.text() != "nobody"
    assert dialog.table.cellWidget(0, 3) is button, "it may be pressed just now"
    button.click()
    assert office.fences == []
    office.gestures.history.undo()
    assert [each.name for each in office.fences] == ["Market"]
    dialog.draw.click()
    assert office.map.drawn == 1


def test_the_menu_on_an_outline_removes_it(office: Office, qtbot: QtBot) -> None:
    fence = office.draw()

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert menu.actions()[0].text() == "Remove geofence Market"
        menu.actions()[0].trigger()
        menu.close()

    QTimer.singleShot(0, choose)
    assert office.map is not None
    office.map.street_menu_wanted.emit(Kind.FENCE, fence.id, QPointF(5, 5), -29.9, -71.2)
    qtbot.waitUntil(lambda: office.fences == [])
    office.desk.remove(fence.id)
    assert office.said[-1] == "That geofence is gone already."


def test_who_may_not_draw_is_told(office: Office) -> None:
    office.role = Role.AUDITOR
    office.desk.draw()
    office.desk.ask(CORNERS)
    assert office.said[0] == office.said[1] != ""
    office.role, office.map = Role.DISPATCHER, None
    office.desk.draw()
    assert "not open yet" in office.said[-1]
