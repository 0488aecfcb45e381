"""The route board: one lane per driver over time, with days, zoom and legend above it.

It shows lanes, costs and ghosts and tells what was clicked, hovered and dropped. Signals are
those of `DragCanvas` and `BoardHands`, and `order_dropped_on_day(order_id, day)`,
`stop_dropped_on_day(stop_id, day)`, `days_chosen(days)`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolTip,
    QVBoxLayout,
)

from console.panels.board_drag import DragCanvas
from console.panels.shy_label import ShyLabel
from console.plain_words import as_letters, tooltip
from console.theme import Theme
from console.tongue import tr
from console.view import ORDER_MIME, STOP_MIME, CostChip, DayTab, GhostLane, LaneView

LEGEND = (
    tr("What the shapes and signs say"),
    tr("D square: delivery · R diamond ends: return · C round: containers"),
    tr("X hexagon: exchange · H bow tie: hand-over to another van"),
    tr("✓ faded: done · × red: failed · ring: under way · dashed: driver has not agreed yet"),
    tr("! red: late, with the window it misses · ? problem at the door · lock: keeps its place"),
    tr("Hatched: break or after the shift · dotted: waiting for a window"),
    tr("Ctrl+click on names chooses several routes, Q finds each a better sequence"),
    tr("Ctrl+wheel zooms, Shift+wheel scrolls in time, arrows walk the stops, Alt+arrows move one"),
)

NO_ROUTES = (
    tr("No routes yet"),
    tr("Drop a file of orders here (Ctrl+I), then plan a day (Ctrl+D)."),
)
ROOMY = 640
"""A narrower board names days by their first word and leaves zooming to keys and wheel."""
LONGEST_HOLD_S = 60.0
"""A drag that nobody ends must not keep the board from showing what is."""
ZOOMING = ("zoom-out", "zoom-in", "calendar")
NARROWEST, LOWEST = 360, 150


class DayButton(QPushButton):
    """A day of the switcher; orders and stops can be dropped on it."""

    order_dropped = Signal(str, str)
    stop_dropped = Signal(str, str)

    def __init__(self, tab: DayTab) -> None:
        super().__init__(tab.label)
        self.day = tab.day
        self._label = tab.label
        self.setProperty("role", "chip")
        self.setCheckable(True)
        self.setAcceptDrops(True)
        self.setToolTip(
            as_letters(
                tr("{routes} routes. Drop an order here to move it to this day.", routes=tab.routes)
            )
        )

    def shorten(self, is_wanted: bool) -> None:
        """`Today` instead of `Today, Mon 30 Nov`."""
        self.setText(self._label.partition(",")[0] if is_wanted else self._label)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(ORDER_MIME) or event.mimeData().hasFormat(STOP_MIME):
            self.setDown(True)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.setDown(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.setDown(False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        for mime, dropped in ((ORDER_MIME, self.order_dropped), (STOP_MIME, self.stop_dropped)):
            if event.mimeData().hasFormat(mime):
                dropped.emit(bytes(event.mimeData().data(mime).data()).decode(), self.day)
                return


class RouteBoard(QFrame):
    """The board with its heading; the canvas does the drawing."""

    order_hovered = Signal(str, str, object)
    stop_hovered = Signal(str, str, object)
    hover_ended = Signal()
    order_dropped = Signal(str, str, object, object)
    stop_dropped = Signal(str, str, object, object)
    stop_drag_started = Signal(str)
    stop_drag_ended = Signal(str)
    stop_stepped = Signal(str, str, int)
    stop_clicked = Signal(str)
    stop_activated = Signal(str)
    route_clicked = Signal(str)
    routes_gathered = Signal(object)
    menu_wanted = Signal(str, str, QPoint)
    order_dropped_on_day = Signal(str, str)
    stop_dropped_on_day = Signal(str, str)
    days_chosen = Signal(object)
    resources_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lanes: tuple[LaneView, ...] = ()
        self._next: tuple[LaneView, ...] | None = None
        """What waits while the board is held."""
        self._held_until = 0.0
        self._tabs: tuple[DayTab, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._was_chosen = False
        self.canvas = DragCanvas(theme, self)
        self._title = QLabel(tr("Routes"))
        self._note = ShyLabel()
        self._note.setProperty("role", "muted")
        self._head = QHBoxLayout()
        self._days = QHBoxLayout()
        self._days.setSpacing(5)
        self._tools: dict[str, QPushButton] = {}
        self.setProperty("card", True)
        self._build()
        self._connect()
        self._decorate()

    def show_lanes(self, lanes: Sequence[LaneView]) -> None:
        """All lanes of all open days; those of the chosen days are drawn, in this order. While
        the board is held they wait, and it is said how many differ."""
        if self._held_until > monotonic():
            self._next = tuple(lanes)
            self._draw_note(self._lanes)
            return
        self._next = None
        self._lanes = tuple(lanes)
        self._draw()

    def hold(self) -> None:
        """Nothing moves under something that is dragged; in any case not for long."""
        self._held_until = monotonic() + LONGEST_HOLD_S

    def release(self) -> None:
        """Show what came in meanwhile."""
        self._held_until = 0.0
        if self._next is not None:
            self.show_lanes(self._next)

    def show_days(self, tabs: Sequence[DayTab], shown: str | None = None) -> None:
        """The open days, earliest first. `shown` is drawn until the person chooses."""
        days = tuple(str(tab.day) for tab in tabs)
        kept = tuple(day for day in self._chosen if day in days) if self._was_chosen else ()
        chosen = kept or ((shown,) if shown in days else days[:1])
        # A hub that has told its days and has no routes has none yet.
        self.canvas.say_empty(*NO_ROUTES)
        if tuple(tabs) == self._tabs and chosen == self._chosen:
            return
        self._tabs, self._chosen = tuple(tabs), chosen
        self._make_day_buttons()
        self._draw()

    def choose_days(self, days: Sequence[str]) -> None:
        """Show the lanes of these days, one below the other."""
        self._chosen, self._was_chosen = tuple(days), True
        for at in range(self._days.count()):
            item = self._days.itemAt(at)
            button = item.widget() if item is not None else None
            if isinstance(button, QPushButton):
                button.setChecked(button.property("days") == list(days))
        self._draw()
        self.days_chosen.emit(self._chosen)

    def follow(self) -> None:
        """Show again the day that the rest of the window shows, whatever tab was chosen before."""
        self._was_chosen = False

    def chosen_days(self) -> tuple[str, ...]:
        return self._chosen

    def set_zone(self, zone: str) -> None:
        self.canvas.set_zone(zone)

    def set_now(self, now: datetime) -> None:
        self.canvas.set_now(now)

    def show_costs(self, costs: Mapping[str, CostChip]) -> None:
        """What the dragged order would cost each route."""
        self.canvas.show_costs(costs)

    def clear_costs(self) -> None:
        self.canvas.clear_costs()

    def show_ghost(self, ghosts: Sequence[GhostLane]) -> None:
        """A proposal over the present plan; none takes it away."""
        self.canvas.show_ghosts(ghosts)

    def select(self, stop_id: str | None, route_id: str | None) -> None:
        """Mark and show a stop (with its route) or a whole route."""
        self.canvas.select(stop_id, route_id)

    def _build(self) -> None:
        self._title.setProperty("role", "title")
        head = self._head
        head.setContentsMargins(12, 8, 8, 6)
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addWidget(self._note, 1)
        head.addLayout(self._days)
        head.addSpacing(8)
        for icon, words, action in self._tool_list():
            button = QPushButton()
            button.setProperty("role", "quiet")
            button.setFixedSize(28, 26)
            button.setToolTip(as_letters(words))
            button.setAccessibleName(words)
            button.clicked.connect(action)
            self._tools[icon] = button
            head.addWidget(button)
        self._tools["info"].setToolTip(tooltip(LEGEND))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 6)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.canvas, 1)

    def minimumSizeHint(self) -> QSize:
        """With short names of days, and without the buttons that have keys."""
        return QSize(NARROWEST, LOWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow = self.width() < ROOMY
        for icon in ZOOMING:
            self._tools[icon].setVisible(not is_narrow)
        for at in range(self._days.count()):
            item = self._days.itemAt(at)
            button = item.widget() if item is not None else None
            if isinstance(button, DayButton):
                button.shorten(is_narrow)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return super().event(event)

    def _make_room(self) -> None:
        """The title gives way before the words of a button would be cut off."""
        title_px = self._title.sizeHint().width() + self._head.spacing()
        others_px = self._head.minimumSize().width()
        if not self._title.isHidden():
            others_px -= title_px
        self._title.setVisible(others_px + title_px <= self.width())

    def _tool_list(self) -> list[tuple[str, str, Callable[[], None]]]:
        return [
            (
                "truck",
                tr("Resources: everyone who could help now (Ctrl+R)"),
                self.resources_wanted.emit,
            ),
            ("clock", tr("Go to now"), self.canvas.go_to_now),
            ("zoom-out", tr("Zoom out (−)"), lambda: self.canvas.zoom(0.8)),
            ("zoom-in", tr("Zoom in (+)"), lambda: self.canvas.zoom(1.25)),
            ("calendar", tr("Show the whole day (Home)"), self.canvas.fit),
            ("info", tr("Legend"), self._show_legend),
        ]

    def _show_legend(self) -> None:
        button = self._tools["info"]
        QToolTip.showText(button.mapToGlobal(QPoint(0, 28)), tooltip(LEGEND), button)

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.order_hovered.connect(self.order_hovered)
        canvas.stop_hovered.connect(self.stop_hovered)
        canvas.hover_ended.connect(self.hover_ended)
        canvas.order_dropped.connect(self.order_dropped)
        canvas.stop_dropped.connect(self.stop_dropped)
        canvas.stop_drag_started.connect(self.stop_drag_started)
        canvas.stop_drag_ended.connect(self.stop_drag_ended)
        canvas.stop_stepped.connect(self.stop_stepped)
        canvas.stop_clicked.connect(self.stop_clicked)
        canvas.stop_activated.connect(self.stop_activated)
        canvas.route_clicked.connect(self.route_clicked)
        canvas.routes_gathered.connect(self.routes_gathered)
        canvas.menu_wanted.connect(self.menu_wanted)
        self._theme.changed.connect(self._decorate)

    def _decorate(self) -> None:
        for icon, button in self._tools.items():
            button.setIcon(self._theme.icon(icon, "muted"))

    def _make_day_buttons(self) -> None:
        while (item := self._days.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if len(self._tabs) < 2:
            return
        for tab in self._tabs:
            button = DayButton(tab)
            button.order_dropped.connect(self.order_dropped_on_day)
            button.stop_dropped.connect(self.stop_dropped_on_day)
            self._add_choice(button, [str(tab.day)])
        both = QPushButton(tr("Both") if len(self._tabs) == 2 else tr("All"))
        both.setProperty("role", "chip")
        both.setCheckable(True)
        self._add_choice(both, [str(tab.day) for tab in self._tabs])
        self._fit()

    def _add_choice(self, button: QPushButton, days: list[str]) -> None:
        button.setProperty("days", days)
        button.setChecked(list(self._chosen) == days)
        button.clicked.connect(lambda: self.choose_days(days))
        self._days.addWidget(button)

    def _draw(self) -> None:
        lanes = [lane for lane in self._lanes if not self._chosen or lane.day in self._chosen]
        several = len({lane.day for lane in lanes}) > 1
        words = {str(tab.day): tab.label for tab in self._tabs} if several else {}
        self.canvas.show_lanes(lanes, words)
        self._draw_note(lanes)

    def _draw_note(self, lanes: Sequence[LaneView]) -> None:
        if self._next is not None:
            known = {lane.route_id: lane for lane in self._lanes}
            waiting = sum(known.get(lane.route_id) != lane for lane in self._next)
            if waiting:
                self._note.setText(
                    tr("1 update waits")
                    if waiting == 1
                    else tr("{waiting} updates wait", waiting=waiting)
                )
                return
        stops = sum(len(lane.stops) for lane in lanes)
        late = sum(lane.late for lane in lanes)
        self._note.setText(
            tr("{stops} stops", stops=stops) + (tr(" · {late} late", late=late) if late else "")
        )
