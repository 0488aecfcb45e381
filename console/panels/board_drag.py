"""Dragging on the route board: orders from the queue and stops between lanes, with their costs.

Signals: `order_hovered(order_id, route_id, index | None)`,
`stop_hovered(stop_id, route_id, index | None)`, `hover_ended`,
`order_dropped(order_id, route_id, index | None, modifiers)`,
`stop_dropped(stop_id, route_id, index | None, modifiers)`, `stop_drag_started(stop_id)`,
`stop_drag_ended(stop_id)`. An index of None asks for the best place; for a stop of the same lane
the index is counted without it.
"""

from collections.abc import Mapping

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QApplication, QWidget

from console.panels import board_layout as layout
from console.panels.board_hands import BoardHands
from console.panels.board_layout import AXIS_HEIGHT, LANE_HEIGHT, Bar
from console.panels.board_overlay import (
    MOST_OF_EDGE,
    paint_caret,
    paint_chip,
    paint_edge_hint,
    paint_explanation,
    paint_slots,
    paint_veil,
)
from console.panels.board_paint import Canvas
from console.panels.drag_chip import HOT_SPOT, drag_chip
from console.theme import Theme
from console.tongue import tr
from console.view import ORDER_MIME, STOP_MIME, CostChip, StopBar, Tone
from core.model import OrderKind, StopId

STOP_ICONS = {
    OrderKind.DELIVERY: "package",
    OrderKind.RETURN: "undo-2",
    OrderKind.CONTAINER: "container",
    OrderKind.EXCHANGE: "repeat",
}
SCROLL_EDGE = 26
SCROLL_STEP = 12


class DragCanvas(BoardHands):
    """A canvas that orders and stops can be dropped on."""

    order_hovered = Signal(str, str, object)
    stop_hovered = Signal(str, str, object)
    hover_ended = Signal()
    order_dropped = Signal(str, str, object, object)
    stop_dropped = Signal(str, str, object, object)
    stop_drag_started = Signal(str)
    stop_drag_ended = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._costs: dict[str, CostChip] = {}
        self._is_over = False
        self._over_route: str | None = None
        self._over_index: int | None = None
        self._dragged_stop: str | None = None
        self._pointer_y = 0
        self._scroller = QTimer(self)
        self._scroller.setInterval(30)
        self._scroller.timeout.connect(self._scroll_on)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def show_costs(self, costs: Mapping[str, CostChip]) -> None:
        """What the dragged order would cost each lane; a lane without a chip is quietened."""
        if costs == self._costs:
            return
        before, self._costs = self._costs, dict(costs)
        if not before or not costs:
            self.viewport().update()
            return
        changed = [id_ for id_ in {*before, *costs} if before.get(id_) != costs.get(id_)]
        for id_ in changed:
            self._update_lane(id_)
        if self._over_route in changed:
            self.viewport().update()

    def clear_costs(self) -> None:
        """The drag is over."""
        self.show_costs({})

    def paint_over_lanes(self, painter: QPainter, canvas: Canvas) -> None:
        if not self._costs and not self._is_over:
            return
        for row in self.visible_rows():
            if row.route_id is None:
                continue
            top = self.row_top(row)
            chip = self._costs.get(row.route_id)
            is_hot = row.route_id == self._over_route
            if self._costs and not is_hot and (chip is None or chip.rank is None):
                rect = QRect(int(canvas.names), top, canvas.width, LANE_HEIGHT - 1)
                paint_veil(painter, canvas, rect)
            if is_hot:
                self._paint_target(painter, canvas, row.route_id, chip, top)
            elif chip is not None and chip.index is not None and chip.rank is not None:
                x = layout.gap_x(self._other_bars(row.route_id), chip.index, canvas.names)
                paint_caret(painter, canvas, x, top, is_strong=False)
            if chip is not None:
                paint_chip(painter, canvas, chip, top, is_hot=is_hot)
        self._paint_hints(painter, canvas)

    def _paint_target(
        self, painter: QPainter, canvas: Canvas, route_id: str, chip: CostChip | None, top: int
    ) -> None:
        found = self._other_bars(route_id)
        paint_slots(painter, canvas, [x for _, x in layout.slots(found, canvas.names)], top)
        index = self._over_index
        if index is None and chip is not None:
            index = chip.index
        if index is not None:
            paint_caret(
                painter, canvas, layout.gap_x(found, index, canvas.names), top, is_strong=True
            )

    def _paint_hints(self, painter: QPainter, canvas: Canvas) -> None:
        """The best lanes that are scrolled away, named at the edge where they are."""
        bottom = self.viewport().height()
        hot = self.explained()
        if hot is not None:
            lane = self._lanes[str(self._over_route)]
            named = f"{lane.name} {lane.driver}"
            bottom -= paint_explanation(painter, canvas, named, hot, bottom)
        above: list[str] = []
        below: list[str] = []
        for id_, chip in sorted(self._costs.items(), key=lambda item: item[1].rank or 9):
            rect = self.lane_rect(id_)
            if chip.rank is None or rect is None:
                continue
            words = f"{chip.rank}: {self._lanes[id_].name} {chip.words.split(' · ')[0]}"
            if rect.center().y() < AXIS_HEIGHT:
                above.append(words)
            elif rect.center().y() > bottom:
                below.append(words)
        if above:
            paint_edge_hint(painter, canvas, AXIS_HEIGHT + 3, "▲ " + "   ".join(above))
        if below:
            paint_edge_hint(painter, canvas, bottom - 24, "▼ " + "   ".join(below))

    def explained(self) -> CostChip | None:
        """What the lane under the pointer has to say. A cost is that of its best place: for a
        stop of this very lane that is where it is, wherever the hand means to put it."""
        chip = self._costs.get(str(self._over_route))
        index = self._over_index
        if chip is None or index is None or index == chip.index:
            return chip
        if not self._is_own(str(self._over_route)):
            return chip
        return CostChip(tr("becomes stop {number}", number=index + 1), Tone.ACCENT, index)

    def _is_own(self, route_id: str) -> bool:
        """Whether the dragged stop comes from this lane."""
        return any(bar.stop.id == self._dragged_stop for bar in self.bars_of(route_id))

    def _other_bars(self, route_id: str) -> list[Bar]:
        dragged = StopId(self._dragged_stop) if self._dragged_stop else None
        return layout.without(self.bars_of(route_id), dragged)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if start is not None and is_held and self._panned_from is None:
            far = (event.position().toPoint() - start).manhattanLength()
            stop = self._movable_stop(start)
            if stop is not None and far >= QApplication.startDragDistance():
                self._drag_stop(stop)
            return
        super().mouseMoveEvent(event)

    def _movable_stop(self, at: QPoint) -> StopBar | None:
        bar = self.bar_under(at.toPointF())
        return bar.stop if bar is not None and bar.stop.is_movable else None

    def _drag_stop(self, stop: StopBar) -> None:
        self._pressed_at = None
        self._hover(None)
        drag = QDrag(self)
        carried = QMimeData()
        carried.setData(STOP_MIME, stop.id.encode())
        drag.setMimeData(carried)
        ratio = self.devicePixelRatioF()
        icon = STOP_ICONS[stop.order_kind]
        drag.setPixmap(
            drag_chip(
                self._theme,
                icon,
                stop.label,
                tr("stop {stop_number}", stop_number=stop.number),
                ratio,
            )
        )
        drag.setHotSpot(HOT_SPOT)
        self.stop_drag_started.emit(stop.id)
        drag.exec(Qt.DropAction.CopyAction)
        self.stop_drag_ended.emit(stop.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = event.mimeData()
        if not (carried.hasFormat(ORDER_MIME) or carried.hasFormat(STOP_MIME)):
            event.ignore()
            return
        if carried.hasFormat(STOP_MIME):
            self._dragged_stop = _payload(event, STOP_MIME)
        self._is_over = True
        self._scroller.start()
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        at = event.position()
        self._pointer_y = int(at.y())
        row = self.row_under(at.y())
        if row is None or row.route_id is None:
            self._point_at(event, None, None)
            event.ignore()
            return
        index = self._index_under(event, row.route_id)
        self._point_at(event, row.route_id, index)
        self._accept(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._leave()

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.row_under(event.position().y())
        if row is None or row.route_id is None:
            event.ignore()
            self._leave()
            return
        index = self._index_under(event, row.route_id)
        self._accept(event)
        is_order = event.mimeData().hasFormat(ORDER_MIME)
        carried = _payload(event, ORDER_MIME if is_order else STOP_MIME)
        self._leave()
        dropped = self.order_dropped if is_order else self.stop_dropped
        dropped.emit(carried, row.route_id, index, event.modifiers())

    def _index_under(self, event: QDropEvent, route_id: str) -> int | None:
        if event.position().x() < self._axis.x0:
            return None
        is_exact = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_exact = is_exact or self._is_own(route_id)
        found = self._other_bars(route_id)
        return layout.slot_under(found, event.position().x(), is_exact=is_exact, x0=self._axis.x0)

    def _point_at(self, event: QDropEvent, route_id: str | None, index: int | None) -> None:
        if (route_id, index) == (self._over_route, self._over_index):
            return
        for id_ in {self._over_route, route_id} - {None}:
            self._update_lane(str(id_))
        self._over_route, self._over_index = route_id, index
        lowest = self.viewport().height() - MOST_OF_EDGE
        self.viewport().update(0, lowest, self.viewport().width(), MOST_OF_EDGE)
        if route_id is None:
            self.hover_ended.emit()
        elif event.mimeData().hasFormat(ORDER_MIME):
            self.order_hovered.emit(_payload(event, ORDER_MIME), route_id, index)
        else:
            self.stop_hovered.emit(_payload(event, STOP_MIME), route_id, index)

    def _leave(self) -> None:
        self._scroller.stop()
        self._is_over = False
        self._over_route = self._over_index = None
        self._dragged_stop = None
        self.viewport().update()
        self.hover_ended.emit()

    def _accept(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _scroll_on(self) -> None:
        """Scroll while the pointer rests at the upper or lower edge."""
        bar = self.verticalScrollBar()
        if self._pointer_y > self.viewport().height() - SCROLL_EDGE:
            bar.setValue(bar.value() + SCROLL_STEP)
        elif AXIS_HEIGHT <= self._pointer_y < AXIS_HEIGHT + SCROLL_EDGE:
            bar.setValue(bar.value() - SCROLL_STEP)


def _payload(event: QDropEvent, mime: str) -> str:
    return bytes(event.mimeData().data(mime).data()).decode()
