"""Everyone who could help now: vans, drivers on standby, partners. Rows take drops.

Signals: `order_dropped(order_id, key)`, `stop_dropped(stop_id, key)`, `row_activated(key)`
(Enter), `row_chosen(key)`, `map_filtered(bool)`, `closed`.
"""

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from console.models.resource_model import ResourceColumn, ResourceModel
from console.panels.row_table import ROW_HEIGHT, RowTable
from console.panels.shy_label import ShyLabel
from console.resource_view import ResourcesView
from console.theme import Theme
from console.tongue import tr
from console.view import ORDER_MIME, STOP_MIME

WIDTHS = {
    ResourceColumn.WHO: 176,
    ResourceColumn.COST: 66,
    ResourceColumn.PLACE: 62,
    ResourceColumn.SHIFT: 66,
    ResourceColumn.ROOM: 140,
    ResourceColumn.EMPTIEST: 140,
    ResourceColumn.EQUIPMENT: 58,
}
TIGHT = {
    ResourceColumn.WHO: 158,
    ResourceColumn.COST: 58,
    ResourceColumn.PLACE: 58,
    ResourceColumn.SHIFT: 58,
    ResourceColumn.ROOM: 134,
    ResourceColumn.EQUIPMENT: 54,
}
ROOMY = {ResourceColumn.WHO: 214, ResourceColumn.ROOM: 160, ResourceColumn.EMPTIEST: 160}
NARROW = 860
"""A narrower table leaves the room at its emptiest to the tooltip and to a wider window."""


class ResourcesPanel(QFrame):
    """The table with its heading."""

    order_dropped = Signal(str, str)
    stop_dropped = Signal(str, str)
    row_activated = Signal(str)
    row_chosen = Signal(str)
    map_filtered = Signal(bool)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.model = ResourceModel(theme, self)
        self.table = ResourceTable(self.model)
        self._note = ShyLabel(tr("Working out who could help…"))
        self._filter = QPushButton(tr("Only these on the map"))
        self._close = QPushButton(tr("Routes (Ctrl+R)"))
        self.setProperty("card", True)
        self.setAccessibleName(tr("Resources"))
        self._build()
        self.table.order_dropped.connect(self.order_dropped)
        self.table.stop_dropped.connect(self.stop_dropped)
        self.table.entered.connect(self._enter)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self._filter.toggled.connect(self.map_filtered)
        self._close.clicked.connect(self.closed)
        theme.changed.connect(self._decorate)
        self._decorate()

    def show_view(self, view: ResourcesView) -> None:
        """Show the table."""
        key = self.chosen()
        self.model.show(view.rows)
        at = self.model.find(key) if key else None
        if at is not None and self.chosen() != key:
            self.table.selectRow(at)
        count = len(view.rows)
        words = (
            tr(
                "{able} of {count} can take {about}",
                able=view.able,
                count=count,
                about=view.about[4:],
            )
            if view.about
            else f"{count}"
        )
        self._note.setText(words)

    def show_nobody(self, words: str) -> None:
        """There is nobody to list; the words say why."""
        self.model.show(())
        self._note.setText(words)

    def chosen(self) -> str:
        """The key of the chosen row; empty without one."""
        index = self.table.currentIndex()
        return self.model.row(index.row()).key if index.isValid() else ""

    def sort_by_cost(self) -> None:
        """The answer to *Who can take this?*: the cheapest first, and the first row chosen."""
        header = self.table.horizontalHeader()
        header.setSortIndicator(ResourceColumn.COST, Qt.SortOrder.AscendingOrder)
        if self.model.rowCount():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        title = QLabel(tr("Resources"))
        title.setProperty("role", "title")
        self._note.setProperty("role", "muted")
        self._filter.setProperty("role", "chip")
        self._filter.setCheckable(True)
        self._filter.setToolTip(
            tr("Show only the routes that can take the chosen order on the map")
        )
        self._close.setProperty("role", "chip")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 6)
        head.setSpacing(6)
        head.addWidget(title)
        head.addWidget(self._note, 1)
        head.addWidget(self._filter)
        head.addWidget(self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        self.setMinimumHeight(150)

    def _decorate(self) -> None:
        self.table.viewport().update()

    def _enter(self, key: str) -> None:
        self.row_activated.emit(key)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(self.model.row(index.row()).key)


class ResourceTable(RowTable):
    """Takes drops on rows; never changes what it shows."""

    order_dropped = Signal(str, str)
    stop_dropped = Signal(str, str)
    entered = Signal(str)

    def __init__(self, model: ResourceModel) -> None:
        super().__init__(tr("Everyone who could help"))
        self._model = model
        self.setModel(model)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        columns = self.horizontalHeader()
        columns.setStretchLastSection(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.viewport().width() < NARROW
        self.setColumnHidden(ResourceColumn.EMPTIEST, is_narrow)
        for column, width in (WIDTHS | (TIGHT if is_narrow else ROOMY)).items():
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_held = bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_held:
            if self.currentIndex().isValid():
                self.entered.emit(self._model.row(self.currentIndex().row()).key)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._model.is_held = True
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._model.is_held = False
        self._mark(-1)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._model.is_held = False
        self._mark(-1)
        if not index.isValid():
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        key = self._model.row(index.row()).key
        for mime, dropped in ((ORDER_MIME, self.order_dropped), (STOP_MIME, self.stop_dropped)):
            if event.mimeData().hasFormat(mime):
                dropped.emit(bytes(event.mimeData().data(mime).data()).decode(), key)
                return

    def _answer(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        carried = event.mimeData()
        is_ours = carried.hasFormat(ORDER_MIME) or carried.hasFormat(STOP_MIME)
        self._mark(index.row() if index.isValid() and is_ours else -1)
        if is_ours and index.isValid():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _mark(self, row: int) -> None:
        if row == self._model.hot_row:
            return
        rows, self._model.hot_row = (self._model.hot_row, row), row
        for each in rows:
            top = self.rowViewportPosition(each) if each >= 0 else -ROW_HEIGHT
            self.viewport().update(QRect(0, top, self.viewport().width(), ROW_HEIGHT))
