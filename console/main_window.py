"""The window: figures on top, queue, map over route board, inspector with trays and alerts.

It arranges panels and nothing else; `app.py` connects them. The map comes in after the first
paint, because the web engine takes a moment to start; views that stand in its place are built when
something first asks for them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.day_view import BOARD, INSPECTOR, QUEUE, SIDE, Column, DayView
from console.hub_words import in_words
from console.panels.alerts_panel import AlertsPanel
from console.panels.command_bar import CommandBar
from console.panels.counting_tabs import CountingTabs
from console.panels.door_panel import MOST_SHOWN as DOORS
from console.panels.door_panel import DoorPanel
from console.panels.inspector_panel import InspectorPanel
from console.panels.kpi_strip import KpiStrip
from console.panels.messages_panel import MessagesPanel
from console.panels.pickups_panel import MOST_SHOWN, PickupsPanel
from console.panels.plans_panel import PlansPanel
from console.panels.proposal_bar import ProposalBar
from console.panels.queue_panel import QueuePanel
from console.panels.resources_panel import ResourcesPanel
from console.panels.rewind_bar import RewindBar
from console.panels.route_board import RouteBoard
from console.panels.status_strip import StatusStrip
from console.panels.tray_panel import TrayPanel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr

if TYPE_CHECKING:
    from console.panels.desk_panel import DeskPanel
    from console.panels.goods_panel import GoodsPanel

TOAST_MS = 7000
ROOMY_HEIGHT = 860
"""A lower window gives the queue the room of all but one pickup."""


class MainWindow(QMainWindow):
    """All panels. Signals: `first_shown` once after the first paint, `closed`, `file_dropped`
    (path) for a table that was dropped anywhere."""

    first_shown = Signal()
    file_dropped = Signal(Path)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle("Backhaul")
        self.setAcceptDrops(True)
        self.queue = QueuePanel(theme)
        self.doors = DoorPanel(theme)
        self.pickups = PickupsPanel(theme)
        self.board = RouteBoard(theme)
        self.resources = ResourcesPanel(theme)
        self.inspector = InspectorPanel(theme)
        self.plans = PlansPanel(theme)
        self.kpis = KpiStrip(theme)
        self.tray = TrayPanel(theme)
        self.alerts = AlertsPanel(theme)
        self.messages = MessagesPanel(theme)
        self.proposal = ProposalBar(theme)
        self.status = StatusStrip(theme)
        self.rewind = RewindBar(theme)
        self._theme = theme
        self._goods: GoodsPanel | None = None
        self._desk: DeskPanel | None = None
        self._map_frame = QFrame()
        self._map_frame.setProperty("card", True)
        self._map_waits = QLabel(tr("Opening the map…"))
        self._toast = Toast(self._map_frame)
        self._desk_toast: Toast | None = None
        self.was_shown = False
        self._side = CountingTabs(theme)
        self._lower = QStackedWidget()
        self._beside = QStackedWidget()
        self.day = self._make_day(theme)
        """What shows the day; keys that are its own sleep while something else is shown."""
        self.places = QStackedWidget()
        self.commands = CommandBar(theme, self._arrange())

    @property
    def goods(self) -> "GoodsPanel":
        """The Goods view. With the desk it took a third of what came before the first paint."""
        if self._goods is None:
            from console.panels.goods_panel import GoodsPanel

            self._goods = GoodsPanel(self._theme)
            self.places.addWidget(self._goods)
        return self._goods

    @property
    def desk(self) -> "DeskPanel":
        """The supervisor's desk."""
        if self._desk is None:
            from console.panels.desk_panel import DeskPanel

            self._desk = DeskPanel(self._theme)
            self._desk_toast = Toast(self._desk)
            self.places.addWidget(self._desk)
        return self._desk

    def put_map(self, view: QWidget) -> None:
        """Show the map in its place."""
        layout = self._map_frame.layout()
        assert layout is not None
        self._map_waits.hide()
        layout.addWidget(view)
        self.proposal.raise_()
        self._toast.raise_()

    def say(self, words: str, *, is_bad: bool = False) -> None:
        """A sentence over the map, or where else one works; refusals stay longer."""
        words = in_words(words)
        if self._goods is not None and self._goods.isVisible():
            self._goods.say(words, is_bad=is_bad)
        elif self._desk_toast is not None and self.desk.isVisible():
            self._desk_toast.show_words(words, is_bad=is_bad)
        else:
            self._toast.show_words(words, is_bad=is_bad)

    def show_counts(self, *, to_send: int, alerts: int, messages: int) -> None:
        """Numbers on the tabs, so that a hidden tab is not forgotten."""
        self._side.setTabText(
            0, tr("To send · {to_send}", to_send=to_send) if to_send else tr("To send")
        )
        self._side.setTabText(1, tr("Alerts · {alerts}", alerts=alerts) if alerts else tr("Alerts"))
        self._side.setTabText(
            2, tr("Messages · {messages}", messages=messages) if messages else tr("Messages")
        )

    def show_resources(self, is_wanted: bool) -> None:
        """The table of resources in the place of the board, or the board again."""
        self._lower.setCurrentWidget(self.resources if is_wanted else self.board)

    def show_plans(self, is_wanted: bool) -> None:
        """Plans for the day in the place of the inspector, or the inspector again."""
        self._beside.setCurrentWidget(self.plans if is_wanted else self.inspector)

    def show_goods(self, is_wanted: bool) -> None:
        """The Goods view in the place of the day, or the day again."""
        self.places.setCurrentWidget(self.goods if is_wanted else self.day)

    def tables(self) -> dict[str, QTableView]:
        """Tables whose columns may be chosen, by the names under which that is kept."""
        from console.panels.goods_table import GoodsTable

        goods = {table.accessibleName(): table for table in self.goods.findChildren(GoodsTable)}
        return {"resources": self.resources.table, "desk": self.desk.table, **goods}

    def show_view(self, view: QWidget | None) -> None:
        """A view of its own in the place of queue, map and inspector; None: those again."""
        if view is not None and self.places.indexOf(view) < 0:
            self.places.addWidget(view)
        self.places.setCurrentWidget(view if view is not None else self.day)

    def show_welcome(self, page: QWidget | None) -> None:
        """A first page instead of everything that belongs to a day; None: the day."""
        self.show_view(page)
        for strip in (self.kpis, self.status):
            strip.setVisible(page is None)

    def _make_day(self, theme: Theme) -> DayView:
        self._side.addTab(self.tray, tr("To send"))
        self._side.addTab(self.alerts, tr("Alerts"))
        self._side.addTab(self.messages, tr("Messages"))
        self._lower.addWidget(self.board)
        self._lower.addWidget(self.resources)
        self._beside.addWidget(self.inspector)
        self._beside.addWidget(self.plans)
        # Doors stand below the queue, so that no row of it moves when a problem comes in.
        left = Column(self.queue, self.pickups, self.doors)
        panels = {QUEUE: left, BOARD: self._lower, INSPECTOR: self._beside, SIDE: self._side}
        return DayView(theme, self._map_frame, panels)

    def _arrange(self) -> QWidget:
        self.proposal.setParent(self._map_frame)
        self._map_frame.installEventFilter(self)
        self.proposal.installEventFilter(self)
        self.doors.installEventFilter(self)
        holder = QVBoxLayout(self._map_frame)
        holder.setContentsMargins(1, 1, 1, 1)
        self._map_waits.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._map_waits.setProperty("role", "muted")
        holder.addWidget(self._map_waits)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 6)
        column.setSpacing(8)
        column.addWidget(self.kpis)
        self.places.addWidget(self.day)
        self.places.currentChanged.connect(self._place_changed)
        column.addWidget(self.places, 1)
        column.addWidget(self.rewind)
        column.addWidget(self.status)
        self.setCentralWidget(body)
        return body

    def _place_changed(self) -> None:
        """The desk has figures of its own."""
        self.kpis.setVisible(self._desk is None or self.places.currentWidget() is not self._desk)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.doors:
            if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
                self._share_column()
            return super().eventFilter(watched, event)
        # What is offered may get longer while it is in sight.
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place_over_map()
        return super().eventFilter(watched, event)

    def _place_over_map(self) -> None:
        """The proposal floats over the lower edge of the map, so that nothing else moves."""
        frame = self._map_frame
        width = min(680, frame.width() - 24)
        self.proposal.stand_on((frame.width() - width) // 2, frame.height() - 30, width)
        self.proposal.raise_()
        self._toast.place()

    def hold(self, words: str) -> None:
        """Nothing can be changed, and why; without words it can again."""
        for panel in (self.pickups, self.doors, self.tray):
            panel.setEnabled(not words)
            panel.setToolTip(as_letters(words))

    def size_columns(self) -> None:
        """First sizes, by the width of the window."""
        self.day.size_panels(self.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_column()

    def _share_column(self) -> None:
        """In a low window the queue keeps its rows: who stands at a door comes before pickups."""
        is_roomy = self.height() >= ROOMY_HEIGHT
        self.doors.set_most(DOORS if is_roomy else 1)
        few = 0 if self.doors.isVisibleTo(self) else 1
        self.pickups.set_most(MOST_SHOWN if is_roomy else few)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.was_shown:
            self.was_shown = True
            QTimer.singleShot(0, self, self.first_shown.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only a table; what panels take, they take themselves."""
        if _table_in(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _table_in(event)
        if path is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def _table_in(event: QDropEvent) -> Path | None:
    """The one file that can be imported; None for anything else."""
    # What reads lists is a quarter of all the window would import, and comes with the console.
    from console.panels.import_dialog import importable

    return importable([url.toLocalFile() for url in event.mimeData().urls()])


class Toast(QLabel):
    """A sentence that floats over the map for some seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(12)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_words(self, words: str, *, is_bad: bool) -> None:
        """Replace what is shown; a refusal stays twice as long."""
        self.setText(words)
        self.setProperty("tone", "bad" if is_bad else "good")
        self.style().unpolish(self)
        self.style().polish(self)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(TOAST_MS * (2 if is_bad else 1))

    def place(self) -> None:
        """In the middle of the map's upper edge."""
        parent = self.parentWidget()
        assert parent is not None
        width = min(520, parent.width() - 120)
        self.setFixedWidth(max(120, width))
        self.adjustSize()
        self.move((parent.width() - width) // 2, 12)
