"""A street is closed where somebody points, listed, opened again, and all of it is taken back."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.closure_desk import ClosureDesk
from console.geometry import Geometry
from console.gestures import Gestures
from console.hub_link import Live
from console.map.map_view import MapView
from console.map.scene import Ghost, Kind
from console.panels.closure_dialogs import (
    AT,
    END_OF_DAY,
    LATER,
    CloseStreetDialog,
)
from console.panels.drawn_dialog import DrawnDialog
from console.saved_dialog import Workplace
from console.screen import Screen, moment_of
from console.theme import Theme
from core import commands as c
from core.access import Role
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import Closure
from core.planning.day import problem_of
from core.planning.insertion import PreviewIndex
from core.planning.road import Stretch
from core.planning.travel import ClosedLegs, TravelMatrix
from core.planning.ways import DayPlan
from tests.builders import NOON, R1, TODAY, Board, running_day
from tests.one_road import one_road

BLOCK = Stretch(((-29.9, -71.25), (-29.901, -71.25)), "Balmaceda", (), 111.0)


class FakeMap(QObject):
    street_drawn = Signal(float, float, float, float)
    closure_clicked = Signal(str)
    street_menu_wanted = Signal(str, str, QPointF, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0
        self.shown: list[str] = []

    def draw_street(self) -> None:
        self.drawn += 1

    def show_place(self, lat: float, lon: float, words: str) -> None:
        self.shown.append(words)

    def centre_on(self, lat: float, lon: float) -> None:
        self.shown.append(f"{lat}, {lon}")

    def mapToGlobal(self, at: QPoint) -> QPoint:
        return at


class FakeGeometry:
    def __init__(self) -> None:
        self.found: Stretch | None = BLOCK
        self.points: tuple[tuple[float, float], ...] = ()

    def find_stretch(self, points: object, deliver: Callable[[Stretch | None], None]) -> None:
        self.points = points  # type: ignore[assignment]
        deliver(self.found)


class Office:
    def __init__(self, theme: Theme, window: QWidget) -> None:
        self.window = window
        self.board: Board = running_day()
        self.role = Role.DISPATCHER
        self.said: list[str] = []
        self.ghosts: list[tuple[Ghost, ...]] = []
        self.map, self.roads = FakeMap(), FakeGeometry()
        self.travel: TravelMatrix | None = None
        self.gestures = Gestures(lambda: self.board.state, self._send, window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        place = Workplace(window, theme, self.gestures, self._send, self._live)
        view = cast(MapView, self.map)
        self.desk = ClosureDesk(place, cast(Geometry, self.roads), lambda: view, window)
        self.desk.ghosts_changed.connect(self.ghosts.append)
        self.desk.watch_map(view)

    def _live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        refs = [each.because_ref for each in self.closed if each.because_ref is not None]
        texts = {str(ref): str(ref) for ref in refs}
        return Live(
            state=self.board.state, texts=texts, role=self.role, clock=clock, travel=self.travel
        )

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)

    @property
    def closed(self) -> list[Closure]:
        return list(self.board.state.closures.values())

    def dialog(self) -> CloseStreetDialog:
        (dialog,) = [d for d in self.window.findChildren(CloseStreetDialog) if d.isVisible()]
        return dialog

    def close_block(self) -> None:
        self.desk.ask(-29.9, -71.25, -29.9, -71.25)
        self.dialog().close_it.click()


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Office:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    return Office(theme, window)


def test_a_drawn_street_is_named_shown_and_closed_with_its_reason(office: Office) -> None:
    office.map.street_drawn.emit(-29.9, -71.25, -29.901, -71.25)
    assert office.roads.points == ((-29.9, -71.25), (-29.901, -71.25))
    dialog = office.dialog()
    assert dialog.name.text() == "Balmaceda"
    assert office.ghosts[-1][0].new_path == BLOCK.line
    dialog.why.setCurrentText(" a parade ")
    dialog.end.setCurrentText("For 2 hours")
    dialog.close_it.click()
    (closure,) = office.closed
    assert (closure.street, closure.because_ref) == ("Balmaceda", "a parade")
    assert closure.until is not None
    assert abs(closure.until - office.board.now - timedelta(hours=2)) < timedelta(seconds=5)
    assert [(at.lat, at.lon) for at in closure.line] == list(BLOCK.line)
    assert office.ghosts[-1] == ()
    assert office.said == ["Balmaceda is closed · Ctrl+Z undoes it"]


def test_an_address_means_its_block_and_is_shown(office: Office) -> None:
    office.desk.ask_at(-29.9, -71.25)
    assert office.roads.points == ((-29.9, -71.25),)
    assert office.map.shown == ["-29.9, -71.25"]
    assert office.dialog().name.text() == "Balmaceda"


def test_closing_is_undone_and_done_again(office: Office) -> None:
    office.close_block()
    assert office.roads.points == ((-29.9, -71.25),)
    office.gestures.history.undo()
    assert office.closed == []
    office.gestures.history.redo()
    assert [each.street for each in office.closed] == ["Balmaceda"]


def test_times_are_the_depots(office: Office) -> None:
    office.desk.ask(0, 0, 0, 0)
    dialog = office.dialog()
    dialog.begin.setCurrentText(LATER)
    dialog.end.setCurrentText(AT)
    assert dialog.begins is not None
    assert dialog.until is not None
    assert dialog.begins.utcoffset() == timedelta(hours=-3)
    assert dialog.until - dialog.begins == timedelta(hours=1)
    dialog.end.setCurrentText(END_OF_DAY)
    assert dialog.until is not None
    assert (dialog.until.hour, dialog.until.minute) == (0, 0)


def test_what_cannot_be_is_said_in_the_dialog_and_stays(office: Office) -> None:
    office.desk.ask(0, 0, 0, 0)
    dialog = office.dialog()
    dialog.name.setText(" ")
    dialog.close_it.click()
    assert "Give its name" in dialog.words.text()
    dialog.name.setText("Prat")
    dialog.begin.setCurrentText(LATER)
    dialog.end.setCurrentText(AT)
    dialog.end_at.setDateTime(dialog.begin_at.dateTime().addSecs(-7200))
    dialog.close_it.click()
    assert "Choose a later time" in dialog.words.text()
    assert dialog.close_it.isEnabled()
    assert office.closed == []


def test_the_list_shows_opens_and_is_taken_back(office: Office) -> None:
    office.desk.open_list()
    (empty,) = office.window.findChildren(DrawnDialog)
    assert "No street is closed" in empty.words.text()
    empty.draw.click()
    assert office.map.drawn == 1
    office.desk.ask(-29.9, -71.25, -29.9, -71.25)
    office.dialog().why.setCurrentText("a parade")
    office.dialog().close_it.click()
    office.map.closure_clicked.emit("z")
    listed = [d for d in office.window.findChildren(DrawnDialog) if d.isVisible()][-1]
    assert listed.table.rowCount() == 1
    listed.table.cellDoubleClicked.emit(0, 0)
    assert office.map.shown == ["Balmaceda"]
    again = listed.table.cellWidget(0, 4)
    assert isinstance(again, QPushButton)
    office.desk.refresh()
    assert listed.table.cellWidget(0, 4) is again, "it may be pressed just now"
    again.click()
    office.desk.refresh()
    assert listed.table.rowCount() == 0
    assert office.said[-1] == "Balmaceda is open again · Ctrl+Z undoes it"
    office.gestures.history.undo()
    assert [each.street for each in office.closed] == ["Balmaceda"]
    assert [each.because_ref for each in office.closed] == ["a parade"]


def test_who_may_not_close_streets_is_told_whom_to_ask(office: Office) -> None:
    office.close_block()
    office.role = Role.CUSTOMER_SERVICE
    office.desk.draw()
    office.desk.ask(0, 0, 0, 0)
    office.desk.open_again(office.closed[0].id)
    assert len(office.said) == 4
    assert all(words.startswith("Ask a dispatcher") for words in office.said[1:])
    assert office.map.drawn == 0


def test_where_no_street_is_or_too_much_of_it_nothing_is_closed(office: Office) -> None:
    office.roads.found = None
    office.desk.ask(0, 0, 0, 0)
    office.roads.found = Stretch(((0.0, 0.0),) * 501, "Ruta 5", (), 9e5)
    office.desk.ask(0, 0, 0, 0)
    assert [words.partition(":")[0] for words in office.said] == [
        "No street within 200 m of that point",
        "That stretch is too long to close in one. Draw a part of it.",
    ]


def test_what_leads_around_is_said_once_when_its_times_are_known(office: Office) -> None:
    office.close_block()
    usual = one_road()
    problem = problem_of(office.board.state, TODAY, usual, NOON).problem
    plans = {TODAY: DayPlan(TODAY, problem, PreviewIndex(problem))}
    moment = moment_of(office.board.state, {}, {}, NOON, plans, me="ana", catalogue=shipped())
    screen = cast(Screen, SimpleNamespace(day=TODAY, moment=moment))
    office.travel = usual
    office.desk.watch(screen)
    assert len(office.said) == 1
    _, *leg = moment.times[R1].route.places[:3]
    rows, columns = (np.array([n], "<i4").tobytes() for n in leg)
    legs = np.array([[float(usual.seconds_array[*leg]) + 240], [9000]], "<f4").tobytes()
    office.travel = usual.with_closed([ClosedLegs((office.closed[0].id,), rows, columns, legs)])
    office.desk.watch(screen)
    office.desk.watch(screen)
    name = office.board.route(R1).name
    assert office.said[1:] == [f"Around closed streets: {name} +4 min. F5 plans the day anew"]


def test_the_menu_on_a_closed_street_opens_it_again(office: Office, qtbot: QtBot) -> None:
    office.close_block()
    (closure,) = office.closed

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert len(menu.actions()) == 4
        menu.actions()[0].trigger()
        menu.close()

    QTimer.singleShot(0, choose)
    office.map.street_menu_wanted.emit(Kind.CLOSURE, closure.id, QPointF(5, 5), -29.9, -71.2)
    qtbot.waitUntil(lambda: office.closed == [])
    assert "open already" in _opened_twice(office, closure)


def _opened_twice(office: Office, closure: Closure) -> str:
    office.desk.open_again(closure.id)
    return office.said[-1]
