"""The queue as a Qt table: rows by id, told to the view as the fewest possible changes."""

import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from console.models.queue_filter import QueueColumn
from console.models.row_moves import Insert, Move, Remove, Step, steps
from console.plain_words import tooltip
from console.tongue import tr
from console.view import ORDER_MIME, QueueRow

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole
"""The whole `QueueRow`, for the delegate."""
GONE = Qt.ItemDataRole.UserRole + 1
"""Whether the row is only still shown because the list is held still."""
MOVES_KEPT = 8
"""More than there are within the time in which somebody aims."""

_TITLES = {
    QueueColumn.CASE: tr("Case"),
    QueueColumn.CUSTOMER: tr("Customer"),
    QueueColumn.DUE: tr("Due"),
    QueueColumn.VALUE: tr("At stake"),
}
_ABOUT = {
    QueueColumn.CASE: tr(
        "What happened, order, customer. Most money at stake and most urgent first; a click sorts "
        "by age."
    ),
    QueueColumn.CUSTOMER: tr("Who waits, and where. A click sorts by name."),
    QueueColumn.DUE: tr("Time left to decide; below, the customer's window. A click sorts by it."),
    QueueColumn.VALUE: tr("Worth of the goods; below, how the case stands. A click sorts by it."),
}


class QueueModel(QAbstractTableModel):
    """Rows in the order given. `held` counts changes of place that wait for `release`.

    While held, cells go on being updated in place; rows neither come, go nor move.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QueueRow] = []
        self._sorting: tuple[QueueColumn | None, str] = (None, "")
        self._waiting: list[QueueRow] | None = None
        self._gone: set[str] = set()
        self._is_held = False
        self._before: deque[tuple[float, list[str]]] = deque(maxlen=MOVES_KEPT)
        """When rows moved, and what stood until then."""

    @property
    def held(self) -> int:
        """How many rows would come, go or move on release."""
        if self._waiting is None:
            return 0
        return len(self._steps_to(self._waiting))

    def row(self, index: int) -> QueueRow:
        return self._rows[index]

    def find(self, order_id: str) -> int | None:
        """The row of an order, if it is shown."""
        found = (i for i, row in enumerate(self._rows) if row.order_id == order_id)
        return next((i for i in found if not self._rows[i].members), None)

    def show(self, rows: Sequence[QueueRow]) -> None:
        """Take the new rows; while held, only what changes inside a row is shown at once."""
        if not self._is_held:
            self._replace(list(rows))
            return
        self._waiting = list(rows)
        self._update_cells(self._waiting)
        self._mark_gone({row.case_id for row in self._waiting})

    def stood_otherwise(self, index: int, within_s: float) -> bool:
        """Whether rows have swapped so short a time ago that another one may be meant than stands
        here: it is elsewhere by now, or this one has come from elsewhere."""
        since, now = time.monotonic() - within_s, str(self._rows[index].case_id)
        return any(at > since and self._swapped(index, now, before) for at, before in self._before)

    def _swapped(self, index: int, now: str, ids: Sequence[str]) -> bool:
        before = ids[index] if index < len(ids) else ""
        if before == now:
            return False
        return now in ids or any(str(row.case_id) == before for row in self._rows)

    def forget_moves(self) -> None:
        """A person has asked for what stands here now."""
        self._before.clear()

    def hold(self) -> None:
        """Keep every row where it is until `release`."""
        self._is_held = True

    def release(self) -> None:
        """Carry out what waited."""
        self._is_held = False
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._replace(waiting)

    def _steps_to(self, rows: Sequence[QueueRow]) -> list[Step]:
        return steps([row.case_id for row in self._rows], [row.case_id for row in rows])

    def _replace(self, rows: list[QueueRow]) -> None:
        self._mark_gone({row.case_id for row in self._rows})
        by_id = {row.case_id: row for row in rows}
        to_do = self._steps_to(rows)
        if to_do and self._rows:
            self._before.append((time.monotonic(), [str(row.case_id) for row in self._rows]))
        for step in to_do:
            self._carry_out(step, by_id)
        self._update_cells(rows)

    def _carry_out(self, step: Step, by_id: dict[Any, QueueRow]) -> None:
        nowhere = QModelIndex()
        match step:
            case Remove(index):
                self.beginRemoveRows(nowhere, index, index)
                del self._rows[index]
                self.endRemoveRows()
            case Move(source, target):
                below = target + 1 if target > source else target
                self.beginMoveRows(nowhere, source, source, nowhere, below)
                self._rows.insert(target, self._rows.pop(source))
                self.endMoveRows()
            case Insert(index, id_):
                self.beginInsertRows(nowhere, index, index)
                self._rows.insert(index, by_id[id_])
                self.endInsertRows()

    def _update_cells(self, rows: Sequence[QueueRow]) -> None:
        by_id = {row.case_id: row for row in rows}
        for at, old in enumerate(self._rows):
            new = by_id.get(old.case_id, old)
            if new != old:
                self._rows[at] = new
                self._tell_changed(at)

    def _mark_gone(self, present: set[Any]) -> None:
        gone = {str(row.case_id) for row in self._rows if row.case_id not in present}
        for at, row in enumerate(self._rows):
            if (row.case_id in gone) != (row.case_id in self._gone):
                self._tell_changed(at)
        self._gone = gone

    def _tell_changed(self, at: int) -> None:
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(QueueColumn) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(QueueColumn)

    def mark_sorting(self, column: QueueColumn | None, *, is_descending: bool) -> None:
        """Say in the title by which column rows stand: a style's own arrow covers the words."""
        self._sorting = (column, " ↓" if is_descending else " ↑")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_TITLES) - 1)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            mark = self._sorting[1] if self._sorting[0] == section else ""
            return f"{_TITLES[QueueColumn(section)]}{mark}"
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _ABOUT[QueueColumn(section)]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == QueueColumn.VALUE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == GONE:
            return row.case_id in self._gone
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell_words(row, QueueColumn(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.explanation)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_cell_words(row, QueueColumn(index.column()))}. {row.state}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._rows[index.row()].is_draggable:
            return flags | Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def mimeTypes(self) -> list[str]:
        return [ORDER_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        if indexes:
            row = self._rows[indexes[0].row()]
            carried.setData(ORDER_MIME, row.order_id.encode())
        return carried

    def supportedDragActions(self) -> Qt.DropAction:
        """Copy only: a move would blank the row that the hub still has to decide about."""
        return Qt.DropAction.CopyAction


def _cell_words(row: QueueRow, column: QueueColumn) -> str:
    match column:
        case QueueColumn.CASE:
            return f"{row.title}, {row.reason}"
        case QueueColumn.CUSTOMER:
            return f"{row.customer}, {row.address}"
        case QueueColumn.DUE:
            return f"{row.due}, {row.window}"
        case QueueColumn.VALUE:
            return f"{row.value}, {row.state}"
