"""Mouse, wheel and keys on the route board.

Signals: `stop_clicked(stop_id)`, `stop_activated(stop_id)`, `route_clicked(route_id)`,
`menu_wanted("stop" | "route", id, global_position)`, `stop_stepped(stop_id, route_id, index)`
(Alt+arrow, the keyboard's drag), `routes_gathered(route_ids)` (Ctrl+click or Ctrl+Space; none when
a single one is chosen again), `pointed("stop" | "route", id or "")`: what is under the pointer.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from console.panels import board_layout as layout
from console.panels.board_canvas import BoardCanvas
from console.panels.board_layout import LANE_HEIGHT
from console.plain_words import tooltip
from console.theme import Theme
from console.view import LaneView


class BoardHands(BoardCanvas):
    """A canvas that can be clicked, walked, panned and zoomed."""

    stop_clicked = Signal(str)
    stop_activated = Signal(str)
    route_clicked = Signal(str)
    menu_wanted = Signal(str, str, QPoint)
    stop_stepped = Signal(str, str, int)
    pointed = Signal(str, str)
    routes_gathered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._pressed_at: QPoint | None = None
        self._panned_from: QPoint | None = None
        self._told = ("", "")
        """What was told last to be under the pointer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25 ** (turned / 120), event.position().x())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y():
            self._set_axis(self._axis.scrolled(-turned * 0.8))
        else:
            super().wheelEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = at.toPoint()
        bar, row = self.bar_under(at), self.row_under(at.y())
        is_added = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        is_name = row is not None and row.route_id is not None and at.x() < self._axis.x0
        if is_name and row is not None and is_added:
            self._gather(str(row.route_id))
        elif bar is not None and row is not None:
            self._scatter()
            self._choose_stop(bar.stop.id, row.route_id)
        elif is_name and row is not None:
            self._scatter()
            self._choose_route(str(row.route_id))
        else:
            self._panned_from = at.toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._panned_from is not None:
            moved = at.toPoint() - self._panned_from
            self._panned_from = at.toPoint()
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())
            if moved.x():
                self._set_axis(self._axis.scrolled(-moved.x()))
            return
        bar, row = self.bar_under(at), self.row_under(at.y())
        self._hover(bar.stop.id if bar else None)
        if bar is not None:
            self._tell_pointed("stop", bar.stop.id)
        else:
            self._tell_pointed("route", str(row.route_id) if row and row.route_id else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        was_still = (
            self._pressed_at is not None and (at.toPoint() - self._pressed_at).manhattanLength() < 4
        )
        row = self.row_under(at.y())
        if was_still and self._panned_from is not None and row and row.route_id:
            self._choose_route(row.route_id)
        self._pressed_at = self._panned_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        bar = self.bar_under(event.position())
        if bar is not None:
            self.stop_activated.emit(bar.stop.id)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)
        self._tell_pointed("stop", "")

    def point_at(self, stop_id: str, route_id: str) -> None:
        """Mark what is pointed at elsewhere; "" for none. Nothing is scrolled."""
        for each in {self._pointed_route, route_id} - {""}:
            self._update_lane(each)
        self._pointed_route = route_id
        self._mark_stop(stop_id or None)

    def _tell_pointed(self, kind: str, id_: str) -> None:
        if (kind, id_) != self._told:
            self._told = (kind, id_)
            self.pointed.emit(kind, id_)

    def _hover(self, stop_id: str | None) -> None:
        shape = Qt.CursorShape.PointingHandCursor if stop_id else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._mark_stop(stop_id)

    def _mark_stop(self, stop_id: str | None) -> None:
        if stop_id == self._hovered:
            return
        for each in (self._hovered, stop_id):
            rect = self.stop_rect(each) if each else None
            if rect is not None:
                lane = QRect(0, rect.top() - 6, self.viewport().width(), LANE_HEIGHT)
                self.viewport().update(lane)
        self._hovered = stop_id

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._menu_by_key()
            return
        at = QPointF(event.pos())
        bar, row = self.bar_under(at), self.row_under(at.y())
        if bar is not None and row is not None:
            self._choose_stop(bar.stop.id, row.route_id)
            self.menu_wanted.emit("stop", bar.stop.id, event.globalPos())
        elif row is not None and row.route_id is not None:
            self._choose_route(row.route_id)
            self.menu_wanted.emit("route", row.route_id, event.globalPos())

    def _menu_by_key(self) -> None:
        stop_id, route_id = self.selected()
        rect = self.stop_rect(stop_id) if stop_id else self.lane_rect(str(route_id))
        if rect is not None:
            where = self.viewport().mapToGlobal(rect.center() if stop_id else rect.topLeft())
            kind = "stop" if stop_id else "route"
            self.menu_wanted.emit(kind, str(stop_id or route_id), where)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        at = QPointF(event.pos())
        bar, row = self.bar_under(at), self.row_under(at.y())
        lines: Sequence[str] = ()
        if bar is not None:
            lines = bar.stop.tooltip
        elif row is not None and row.route_id is not None and at.x() < self._axis.x0:
            lines = self._lanes[row.route_id].tooltip
        QToolTip.showText(event.globalPos(), tooltip(lines), self.viewport())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._gather(str(self._route_id))
            return
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        lanes = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key in ways and is_alt:
            self._step_stop(ways[Qt.Key(key)])
        elif key in ways:
            self._walk_stops(ways[Qt.Key(key)])
        elif key in lanes:
            self._walk_lanes(lanes[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stop_id:
            self.stop_activated.emit(self._stop_id)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_Home:
            self.fit()
        else:
            event.ignore()

    def _walk_stops(self, way: int) -> None:
        lane = self._lanes.get(str(self._route_id))
        if lane is None or not lane.stops:
            self._walk_lanes(0)
            return
        ids = [str(stop.id) for stop in lane.stops]
        at = ids.index(self._stop_id) + way if self._stop_id in ids else self._first_open(lane)
        self._choose_stop(ids[min(max(at, 0), len(ids) - 1)], lane.route_id)

    def _first_open(self, lane: LaneView) -> int:
        pending = (at for at, stop in enumerate(lane.stops) if not stop.status.is_ended)
        return next(pending, 0)

    def _walk_lanes(self, way: int) -> None:
        ids = [str(row.route_id) for row in self._rows if row.route_id]
        if not ids:
            return
        at = ids.index(self._route_id) + way if self._route_id in ids else 0
        route_id = ids[min(max(at, 0), len(ids) - 1)]
        rect = self.stop_rect(self._stop_id) if self._stop_id else None
        near = rect.center().x() if rect else None
        stops = self.bars_of(route_id)
        if near is not None and stops:
            nearest = min(stops, key=lambda bar: abs(bar.middle - near))
            self._choose_stop(nearest.stop.id, route_id)
        else:
            self._choose_route(route_id)

    def _choose_stop(self, stop_id: str, route_id: str | None) -> None:
        """Nothing is marked that the rest of the window is not told of."""
        self.select(stop_id, route_id)
        self.stop_clicked.emit(stop_id)

    def _gather(self, route_id: str) -> None:
        """One more of several, or one less."""
        if route_id not in self._lanes:
            return
        others = self._gathered or frozenset(filter(None, (self._route_id,)))
        is_first = not self._gathered and route_id == self._route_id
        self._gathered = others if is_first else others ^ {route_id}
        self.viewport().update()
        if route_id in self._gathered:
            self._choose_route(route_id)
        elif route_id == self._route_id and self._gathered:
            # What is looked at is one of those that are chosen.
            self._choose_route(self.gathered()[0])
        self.routes_gathered.emit(self.gathered())

    def _scatter(self) -> None:
        if self._gathered:
            self._gathered = frozenset()
            self.viewport().update()
            self.routes_gathered.emit(())

    def _choose_route(self, route_id: str) -> None:
        self.select(None, route_id)
        self.route_clicked.emit(route_id)

    def _step_stop(self, way: int) -> None:
        """One place earlier or later in its own lane, counted without the stop itself."""
        lane = self._lanes.get(str(self._route_id))
        stop = next((s for s in lane.stops if s.id == self._stop_id), None) if lane else None
        if lane is None or stop is None or not stop.is_movable:
            return
        index = lane.stops.index(stop) + way
        free = layout.first_free(self.bars_of(lane.route_id))
        if free <= index < len(lane.stops):
            self.stop_stepped.emit(stop.id, lane.route_id, index)
