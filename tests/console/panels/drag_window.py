"""The gallery for a test that moves a real mouse; run as a module.

Prints where to press and where to let go for each drag, then what each panel told, line by line.
"""

import sys

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from console.panels import board_layout as layout
from console.theme import Scheme, Theme
from console.views.lanes import lanes
from core.model import RouteId
from tests.console.panels.gallery import Gallery
from tests.console.sample_day import TODAY, SampleDay

LANE = RouteId(f"{TODAY}-02")


def main() -> None:
    """Show everything, say the places, repeat what is told."""
    application = QApplication(sys.argv[:1])
    window = Gallery(Theme(application, Scheme.DARK), SampleDay(routes=6, stops=12))
    window.fill()
    window.proposal.show_view(None)
    window.setGeometry(20, 20, 1700, 950)
    window.queue.drag_started.connect(lambda order_id: window.show_drag())
    window.queue.drag_ended.connect(lambda order_id: window.board.clear_costs())
    board = window.board
    board.order_dropped.connect(lambda order, route, index, _: say("order", order, route, index))
    board.stop_dropped.connect(lambda stop, route, index, _: say("stop", stop, route, index))
    board.order_dropped_on_day.connect(lambda order, day: say("day", order, day))
    window.queue.stop_dropped.connect(lambda stop: say("back", stop))
    window.show()
    QTimer.singleShot(700, window, lambda: say_places(window))
    application.exec()


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def say_places(window: Gallery) -> None:
    """Four drags: an order into a gap, an order onto tomorrow, a stop over, a stop back."""
    table, canvas = window.queue.table, window.board.canvas
    row = table.viewport().mapToGlobal(table.visualRect(window.queue.model.index(0, 0)).center())
    first = window.queue.model.row(0).order_id
    lane = next(lane for lane in lanes(window.moment) if lane.route_id == LANE)
    rect = canvas.lane_rect(LANE)
    stop = next(stop for stop in reversed(lane.stops) if stop.is_movable)
    at = canvas.stop_rect(stop.id)
    assert rect is not None
    assert at is not None
    gap = QPoint(round(layout.gap_x(canvas.bars_of(LANE), len(lane.stops))), rect.center().y())
    other = canvas.lane_rect(f"{TODAY}-04")
    assert other is not None
    tomorrow = next(
        b for b in window.board.findChildren(QPushButton) if b.text().startswith("Tomorrow")
    )
    name = canvas.viewport().mapToGlobal(QPoint(70, other.center().y()))
    from_stop = canvas.viewport().mapToGlobal(at.center())
    _say_drag(row, canvas.viewport().mapToGlobal(gap), f"order {first} {LANE} {len(lane.stops)}")
    _say_drag(row, _middle(tomorrow), f"day {first} 2026-11-24")
    _say_drag(from_stop, name, f"stop {stop.id} {TODAY}-04 None")
    _say_drag(from_stop, row, f"back {stop.id}")
    say("ready")


def _middle(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().center())


def _say_drag(start: QPoint, end: QPoint, expected: str) -> None:
    say("drag", start.x(), start.y(), end.x(), end.y(), expected)


if __name__ == "__main__":
    main()
