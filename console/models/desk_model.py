"""A list of the supervisor's desk as a Qt table: sorted here, rows by key."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.desk_view import DeskRow
from console.plain_words import natural, tooltip
from console.theme import Theme

Index = QModelIndex | QPersistentModelIndex
WHAT, ABOUT, VALUE, AGE, ASKED_BY, WHOSE = range(6)
NUMBERS = (VALUE, AGE)


class DeskModel(QAbstractTableModel):
    """Rows as given until a column is sorted; rows that stay keep their place in the table."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._titles: tuple[str, ...] = ("",) * 6
        self._given: tuple[DeskRow, ...] = ()
        self._rows: list[DeskRow] = []
        self._by: tuple[int, Qt.SortOrder] | None = None

    def show(self, titles: tuple[str, ...], rows: tuple[DeskRow, ...]) -> bool:
        """Whether the rows are others than before, so that a selection must be made anew."""
        if titles != self._titles:
            self._titles = titles
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(titles) - 1)
        self._given = rows
        ordered = self._ordered()
        if [row.key for row in ordered] == [row.key for row in self._rows]:
            changed = [at for at, row in enumerate(ordered) if row != self._rows[at]]
            self._rows = ordered
            for at in changed:
                self.dataChanged.emit(self.index(at, 0), self.index(at, WHOSE))
            return False
        self.beginResetModel()
        self._rows = ordered
        self.endResetModel()
        return True

    def row(self, at: int) -> DeskRow:
        return self._rows[at]

    def find(self, key: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A column of -1 brings the order back that was given."""
        self._by = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        before = [row.key for row in self._rows]
        self._rows = self._ordered()
        places = {row.key: at for at, row in enumerate(self._rows)}
        old = self.persistentIndexList()
        moved = [self.index(places[before[index.row()]], index.column()) for index in old]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _ordered(self) -> list[DeskRow]:
        if self._by is None:
            return list(self._given)
        column, order = self._by
        is_descending = order is Qt.SortOrder.DescendingOrder
        if column in NUMBERS:
            at = column - VALUE
            return sorted(self._given, key=lambda row: row.sorts[at], reverse=is_descending)
        by_words = sorted(self._given, key=lambda row: natural(_words(row, column)))
        return by_words[::-1] if is_descending else by_words

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.tooltip) if row.tooltip else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._titles[column]}: {_words(row, column)}"
        if role == Qt.ItemDataRole.DecorationRole and column == WHAT:
            return self._theme.pixmap(row.icon, self._theme.tone(row.tone), 15)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole and column in (WHAT, VALUE):
            return self._theme.font(13, 600)
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == AGE:
                return self._theme.tone(row.age_tone)
            return self._theme.colour("muted" if column in (ASKED_BY, WHOSE) else "text")
        return None


def _alignment(column: int) -> Any:
    sides = {VALUE: Qt.AlignmentFlag.AlignRight, AGE: Qt.AlignmentFlag.AlignHCenter}
    side = sides.get(column, Qt.AlignmentFlag.AlignLeft)
    return side | Qt.AlignmentFlag.AlignVCenter


def _words(row: DeskRow, column: int) -> str:
    return (row.what, row.about, row.value, row.age, row.asked_by, row.whose)[column]
