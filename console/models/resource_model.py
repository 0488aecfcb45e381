"""The table of resources as a Qt model: sorted here, rows by key."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.plain_words import natural, tooltip
from console.resource_view import ResourceRow
from console.theme import Theme
from console.tongue import tr

Index = QModelIndex | QPersistentModelIndex


class ResourceColumn(IntEnum):
    """The columns from left to right."""

    WHO = 0
    COST = 1
    PLACE = 2
    SHIFT = 3
    ROOM = 4
    EMPTIEST = 5
    EQUIPMENT = 6
    WORDS = 7


_TITLES = (
    tr("Who"),
    tr("Cost"),
    tr("There in"),
    tr("Time left"),
    tr("Room now"),
    tr("Room at most"),
    tr("Has"),
    tr("How"),
)
_ABOUT = (
    tr("Vans of the day, drivers on standby, partners."),
    tr("What taking the chosen order would cost."),
    tr("How soon it could be at the chosen order's place."),
    tr("Until the end of the shift, or the partner's cut-off."),
    tr("What still fits in now: kilograms, cubic metres, container slots."),
    tr("What fits in when the van is emptiest on its way."),
    tr("Equipment."),
    tr("What would break, or how the goods come there."),
)


class ResourceModel(QAbstractTableModel):
    """Rows in the order asked for; a new table is taken whole unless the keys are the same."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._given: tuple[ResourceRow, ...] = ()
        self._rows: list[ResourceRow] = []
        self._by: tuple[int, Qt.SortOrder] | None = None
        self.hot_row = -1
        self.is_held = False
        """While something is dragged over the table no row changes its place."""

    def show(self, rows: tuple[ResourceRow, ...]) -> None:
        """Keep rows that stay where they are, so that a selection survives."""
        self._given = rows
        ordered = self._in_place(rows) if self.is_held else self._ordered()
        if [row.key for row in ordered] == [row.key for row in self._rows]:
            changed = [at for at, row in enumerate(ordered) if row != self._rows[at]]
            self._rows = ordered
            for at in changed:
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(_TITLES) - 1))
            return
        self.beginResetModel()
        self._rows = ordered
        self.endResetModel()

    def row(self, at: int) -> ResourceRow:
        return self._rows[at]

    def find(self, key: str) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A column of -1 brings the order back that was given."""
        self._by = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        self._rows = self._ordered()
        self.layoutChanged.emit()

    def _in_place(self, rows: tuple[ResourceRow, ...]) -> list[ResourceRow]:
        new = {row.key: row for row in rows}
        return [new.get(row.key, row) for row in self._rows]

    def _ordered(self) -> list[ResourceRow]:
        if self._by is None:
            return list(self._given)
        column, order = self._by
        is_descending = order is Qt.SortOrder.DescendingOrder
        words = {
            ResourceColumn.WHO: lambda row: natural(row.name),
            ResourceColumn.WORDS: lambda row: row.words,
            ResourceColumn.EQUIPMENT: lambda row: (not row.equipment, row.equipment),
        }.get(ResourceColumn(column))
        if words is not None:
            return sorted(self._given, key=words, reverse=is_descending)
        by_name = sorted(self._given, key=lambda row: natural(row.name))
        return sorted(by_name, key=lambda row: row.sorts[column], reverse=is_descending)

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return _ABOUT[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        column = ResourceColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(row.tooltip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_TITLES[column]}: {_words(row, column)}"
        if role == Qt.ItemDataRole.DecorationRole and column is ResourceColumn.WHO:
            colour = (
                self._theme.colour("muted") if row.colour is None else self._theme.route(row.colour)
            )
            return self._theme.pixmap(row.icon, colour, 15)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == self.hot_row:
            return self._theme.colour("select")
        if role == Qt.ItemDataRole.FontRole and column is ResourceColumn.COST:
            return self._theme.font(13, 600)
        return None

    def _ink(self, row: ResourceRow, column: ResourceColumn) -> Any:
        if column is ResourceColumn.COST:
            return self._theme.tone(row.cost_tone)
        if column is ResourceColumn.SHIFT:
            return self._theme.tone(row.left_tone)
        if column in (ResourceColumn.WORDS, ResourceColumn.EQUIPMENT):
            return self._theme.colour("muted")
        return self._theme.colour("text")


def _words(row: ResourceRow, column: ResourceColumn) -> str:
    match column:
        case ResourceColumn.WHO:
            return f"{row.name} · {row.who}" if row.who else row.name
        case ResourceColumn.COST:
            return row.cost
        case ResourceColumn.PLACE:
            return row.near
        case ResourceColumn.SHIFT:
            return row.left
        case ResourceColumn.ROOM:
            return row.free
        case ResourceColumn.EMPTIEST:
            return row.free_most
        case ResourceColumn.EQUIPMENT:
            return row.equipment
        case ResourceColumn.WORDS:
            return row.words
