"""What the pointer is on in one panel is marked in all of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.main_window import MainWindow
from console.map.scene import Kind, Ref
from console.pointing import NOTHING, Pointing, seen_as
from console.screen import Automatic, Chosen, Screen, look_at
from console.theme import Theme
from core.model import RouteId
from tests.console.sample_day import SampleDay


class Office:
    """A window that shows the sample day with one of its routes in the inspector."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        moment = SampleDay(routes=6, stops=12).moment()
        first = next(r for r in moment.state.routes.values())
        self.route_id = first.id
        self.screen: Screen = look_at(
            moment, Chosen(day=first.day, route=first.id), history=(), automatic=Automatic()
        )
        self.state = moment.state
        self.on_map: list[object] = []
        window.queue.show_rows(self.screen.queue)
        window.board.set_zone(moment.wording.zone)
        window.board.show_days(self.screen.days, self.screen.day)
        window.board.show_lanes(self.screen.lanes)
        window.inspector.show_view(self.screen.inspected)
        self.pointing = Pointing(window, lambda: self.state, lambda _: self.route_id, window)
        self.pointing.map_changed.connect(self.on_map.append)

    def marked(self) -> tuple[int, str | None, str, str]:
        """Queue row, stop and lane of the board, stop of the inspector."""
        canvas = self.window.board.canvas
        card = self.window.inspector.route_card
        return (
            self.window.queue.table._delegate.hovered_row,
            canvas._hovered,
            canvas._pointed_route,
            card._delegate.pointed,
        )


def move(widget: QWidget, at: QPoint) -> None:
    """The pointer, wherever the window is on the screen."""
    place = QPointF(at)
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, place, widget.mapToGlobal(place), none, none, keys)
    QCoreApplication.sendEvent(widget, event)


@pytest.fixture
def office(theme: Theme, qtbot: QtBot) -> Iterator[Office]:
    window = MainWindow(theme)
    window.put_map(QLabel("map"))
    window.resize(1400, 900)
    window.show()
    window.size_columns()
    qtbot.waitExposed(window)
    yield Office(window)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_stop_of_the_map_is_marked_on_the_board_and_in_the_inspector(office: Office) -> None:
    stop_id = office.state.routes[office.route_id].stop_ids[-1]
    office.pointing.at_mark(Kind.STOP, stop_id)
    _, stop, lane, in_inspector = office.marked()
    assert (stop, lane, in_inspector) == (stop_id, office.route_id, stop_id)
    assert office.on_map == [Ref(Kind.STOP, stop_id)]
    office.pointing.at_mark(Kind.GROUND, "")
    assert office.marked() == (-1, None, "", "")
    assert office.on_map[-1] is None


def test_a_case_of_the_map_is_marked_in_the_queue(office: Office) -> None:
    row = office.window.queue.model.row(2)
    office.pointing.at_mark(Kind.CASE, row.case_id)
    assert office.marked()[0] == 2


def test_a_row_under_the_pointer_is_marked_on_the_map(office: Office, qtbot: QtBot) -> None:
    table = office.window.queue.table
    row = office.window.queue.model.row(1)
    case = next(c for c in office.state.cases.values() if c.order_id == row.order_id)
    mark = Ref(Kind.CASE, case.id)
    move(table.viewport(), QPoint(60, table.rowViewportPosition(1) + 8))
    qtbot.waitUntil(lambda: office.on_map[-1:] == [mark])
    QCoreApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert office.on_map[-1] is None


def test_a_lane_and_its_stops_under_the_pointer_are_marked_on_the_map(
    office: Office, qtbot: QtBot
) -> None:
    canvas = office.window.board.canvas
    sight = canvas.viewport().rect()
    rects = [(stop.id, canvas.stop_rect(stop.id)) for stop in office.screen.lanes[0].stops]
    stop_id, rect = next((id_, r) for id_, r in rects if r is not None and sight.contains(r))
    move(canvas.viewport(), rect.center())
    qtbot.waitUntil(lambda: office.on_map[-1:] == [Ref(Kind.STOP, stop_id)])
    move(canvas.viewport(), QPoint(20, rect.center().y()))
    lane = office.screen.lanes[0].route_id
    qtbot.waitUntil(lambda: office.on_map[-1:] == [Ref(Kind.ROUTE, lane)])
    QCoreApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert office.on_map[-1] is None


def test_a_stop_of_the_inspector_is_marked_on_the_board(office: Office, qtbot: QtBot) -> None:
    view = office.window.inspector.route_card._stops
    model = office.window.inspector.route_card._model
    at = next(at for at in range(model.rowCount()) if model.value(at).stop_id)
    view.scrollTo(model.index(at))
    move(view.viewport(), view.visualRect(model.index(at)).center())
    qtbot.waitUntil(lambda: office.marked()[1] == model.value(at).stop_id)


def test_a_van_marks_its_lane(office: Office) -> None:
    office.pointing.at_mark(Kind.DRIVER, "d1")
    assert office.marked()[2] == office.route_id
    assert office.on_map == [Ref(Kind.DRIVER, "d1")]


def test_what_has_gone_marks_nothing(office: Office) -> None:
    for kind in (Kind.CASE, Kind.STOP, Kind.ROUTE, Kind.DEPOT):
        assert seen_as(office.state, kind, "gone") == NOTHING
    known = seen_as(office.state, Kind.ROUTE, office.route_id)
    assert known.route_id == RouteId(office.route_id)
