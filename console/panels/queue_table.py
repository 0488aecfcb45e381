"""The list inside the queue panel: hover, drag of an order, drop of a stop, nothing in motion.

Signals: `drag_started(order_id)`, `drag_ended(order_id)`, `stop_dropped(stop_id)`,
`fold_clicked(group)`, `pointer_entered`, `pointer_left`.
"""

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from console.models.queue_filter import QueueColumn
from console.models.queue_model import QueueModel
from console.panels.drag_chip import HOT_SPOT, drag_chip
from console.panels.empty_state import paint_empty_state
from console.panels.queue_delegate import KIND_ICONS, ROW_HEIGHT, QueueDelegate
from console.panels.row_table import RowTable
from console.theme import Theme
from console.tongue import tr
from console.view import STOP_MIME

DUE_WIDTH = 92
VALUE_WIDTH = 80
WIDE_VALUE = 104
"""Where there is room, for the longest words of who has a case."""
CASE_SHARE = 0.54
"""Of what the other two columns leave; the customer takes the rest."""
FOLD_WIDTH = 38
"""A click on the sign of a group's head folds or unfolds it."""
ROOMY = 380
AIMS_S = 0.3
"""So long before a press somebody has looked where the row is."""
NARROW = 450
"""A narrower list tells the customer in the case's second line."""


class QueueTable(RowTable):
    """Rows are picked, dragged out and sorted here; it never changes what it shows."""

    drag_started = Signal(str)
    drag_ended = Signal(str)
    stop_dropped = Signal(str)
    entered_by_key = Signal(QModelIndex)
    """Enter, never a double click: somebody who clicks a row and drags it at once makes two
    presses on it, which must not decide anything."""
    letter_typed = Signal(str)
    fold_clicked = Signal(str)
    pointer_entered = Signal()
    pointer_left = Signal()
    row_pointed = Signal(int)
    """The row under the pointer; -1 when there is none."""

    def __init__(self, theme: Theme, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Queue of cases"), parent)
        self._theme = theme
        self._model = model
        self._delegate = QueueDelegate(theme, self)
        self._is_nobodys = False
        """Whether the press that is held is not taken: Qt would drag the row of the one before."""
        self._empty = (
            tr("Nothing waits for a decision"),
            tr("New failures and returns appear here."),
        )
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setSectionsClickable(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setFixedHeight(28)
        # In line with the words that the delegate writes below.
        columns.setStyleSheet("QHeaderView::section { padding-left: 6px; padding-right: 6px; }")

    @property
    def empty_words(self) -> tuple[str, str]:
        """What is said while no row is shown."""
        return self._empty

    def set_empty_words(self, title: str, advice: str) -> None:
        """What to say when no row is shown."""
        self._empty = (title, advice)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_held = bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_held:
            # Not the current row: Qt moves that on, unselected, when a row leaves the list.
            selected = self.selectionModel().selectedRows()
            self.entered_by_key.emit(selected[0] if len(selected) == 1 else QModelIndex())
            return
        shifted = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.text().isalpha() and not shifted:
            # Letters are what can be done with a case; none looks for a row that begins with it.
            self.letter_typed.emit(event.text().upper())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        is_narrow = width < NARROW
        value = VALUE_WIDTH if width < ROOMY else WIDE_VALUE
        left = width - DUE_WIDTH - value
        case = left if is_narrow else round(left * CASE_SHARE)
        self._delegate.tells_customer = is_narrow
        self.setColumnHidden(QueueColumn.CUSTOMER, is_narrow)
        self.setColumnWidth(QueueColumn.CASE, case)
        self.setColumnWidth(QueueColumn.CUSTOMER, left - case)
        self.setColumnWidth(QueueColumn.DUE, DUE_WIDTH)
        self.setColumnWidth(QueueColumn.VALUE, value)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            paint_empty_state(
                painter,
                self.viewport().rect(),
                self._theme,
                "list-checks",
                *self._empty,
            )
            painter.end()

    def startDrag(self, actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsDragEnabled:
            return
        row = self._model.row(index.row())
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData([index]))
        detail = f"{row.customer}, {row.address}"
        ratio = self.devicePixelRatioF()
        drag.setPixmap(drag_chip(self._theme, KIND_ICONS[row.kind], row.title, detail, ratio))
        drag.setHotSpot(HOT_SPOT)
        self.drag_started.emit(row.order_id)
        drag.exec(Qt.DropAction.CopyAction)
        self.drag_ended.emit(row.order_id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._answer(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._answer(event)

    def _answer(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(STOP_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(STOP_MIME):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.stop_dropped.emit(bytes(event.mimeData().data(STOP_MIME).data()).decode())
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.indexAt(event.position().toPoint())
        # Meant for the row that was here while the pointer was on its way.
        self._is_nobodys = at.isValid() and self._model.stood_otherwise(at.row(), AIMS_S)
        if not self._is_nobodys:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_nobodys:
            super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_nobodys:
            self._is_nobodys = False
            return
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < FOLD_WIDTH:
            row = self._model.row(index.row())
            if row.members and event.button() is Qt.MouseButton.LeftButton:
                self.fold_clicked.emit(row.group)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointer_entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())
        self.pointer_left.emit()

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if self.mark_row(row):
            self.row_pointed.emit(row)

    def mark_row(self, row: int) -> bool:
        """As if the pointer were over it; -1 for none. Nothing is scrolled. Whether another row is
        marked now."""
        if row == self._delegate.hovered_row:
            return False
        for each in (self._delegate.hovered_row, row):
            top = self.rowViewportPosition(each) if each >= 0 else -ROW_HEIGHT
            self.viewport().update(QRect(0, top, self.viewport().width(), ROW_HEIGHT))
        self._delegate.hovered_row = row
        return True

    def row_position(self, row: int) -> QPoint:
        """The middle of a row on the screen, for menus opened by a key."""
        top = self.rowViewportPosition(row)
        return self.viewport().mapToGlobal(QPoint(60, top + ROW_HEIGHT // 2))
