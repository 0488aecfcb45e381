"""The rows of a file that is imported, with what becomes of each and every problem in its cell.

Two lines head each column: its own words, and what it is read as.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from console.hub_words import in_words
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.exchange.lists import AnyImport
from core.exchange.order_columns import Field
from core.exchange.order_import import Fate
from core.exchange.tables import Problem, Table, letters

Index = QModelIndex | QPersistentModelIndex
EMPTY = Table("", (), (), ())
FATES = {
    Fate.NEW: (tr("new"), Tone.GOOD),
    Fate.CHANGED: (tr("changed"), Tone.ACCENT),
    Fate.SAME: (tr("same"), Tone.MUTED),
    Fate.REFUSED: (tr("refused"), Tone.BAD),
}
MOST_SHOWN = 200
"""Characters of a cell; the rest is in no one's way."""


class Becomes(Struct, frozen=True):
    """What becomes of each row, and its problems by cell: made beside the Qt thread, where 50,000
    rows would be seen."""

    fates: dict[int, tuple[Fate, str]] = {}
    problems: dict[tuple[int, int], Problem] = {}


def becomes(table: Table, found: AnyImport) -> Becomes:
    """The rows of no record that can be read are refused."""
    problems: dict[tuple[int, int], Problem] = {}
    blocked: dict[int, str] = {}
    for problem in found.problems:
        problems.setdefault((problem.row, problem.column), problem)
        if problem.is_blocking:
            blocked.setdefault(problem.row, problem.words)
    fates = {row: (each.fate, each.words) for each in found.entries for row in each.draft.rows}
    for row in found.refused_rows:
        words = blocked.get(table.numbers[row], tr("another row of it is refused"))
        fates[row] = (Fate.REFUSED, words)
    return Becomes(fates, problems)


class ImportModel(QAbstractTableModel):
    """Column 0 is what becomes of a row, the others are the file's."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table = EMPTY
        self._mapped: Mapping[int, Field] = {}
        self._titles: Mapping[Field, str] = {}
        self._becomes = Becomes()

    def show_table(
        self, table: Table, mapped: Mapping[int, Field], titles: Mapping[Field, str]
    ) -> None:
        """Another file, or the same read otherwise; `titles` say what columns can be read as."""
        self.beginResetModel()
        self._table, self._mapped, self._titles = table, mapped, titles
        self._becomes = Becomes()
        self.endResetModel()

    def show_becomes(self, found: Becomes) -> None:
        """What becomes of the rows."""
        self._becomes = found
        if self._table.rows:
            last = self.index(len(self._table.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row_of(self, number: int) -> int:
        """The row with that number in the file; 0 for one that is not shown."""
        try:
            return self._table.numbers.index(number)
        except ValueError:
            return 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self._table.header else len(self._table.header) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column() - 1
        if column < 0:
            return self._fate(row, role)
        text = self._table.rows[row][column]
        if role == Qt.ItemDataRole.DisplayRole:
            return text[:MOST_SHOWN]
        problem = self._becomes.problems.get((self._table.numbers[row], column))
        if role == Qt.ItemDataRole.ToolTipRole:
            said = in_words(problem.words) if problem is not None else text[:MOST_SHOWN]
            return as_letters(said) or None
        if role == Qt.ItemDataRole.BackgroundRole and problem is not None:
            return QBrush(self._theme.tint(Tone.BAD if problem.is_blocking else Tone.WARN, 0.3))
        if role == Qt.ItemDataRole.ForegroundRole and column not in self._mapped:
            return QBrush(self._theme.colour("faint"))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            is_row = role == Qt.ItemDataRole.DisplayRole and section < len(self._table.numbers)
            return str(self._table.numbers[section]) if is_row else None
        if section == 0:
            return tr("Becomes\n") if role == Qt.ItemDataRole.DisplayRole else None
        column = section - 1
        if column >= len(self._table.header):
            return None
        field = self._mapped.get(column)
        name = self._table.header[column] or tr("Column {letters}", letters=letters(column))
        means = self._titles.get(field, field) if field is not None else tr("not read")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{name}\n{means} ▾"
        if role == Qt.ItemDataRole.ToolTipRole:
            words = tr(
                "{name} is read as: {means}. Click to read it as something else.",
                name=name,
                means=means,
            )
            return as_letters(words)
        return None

    def _fate(self, row: int, role: int) -> Any:
        fate, words = self._becomes.fates.get(row, (None, ""))
        if role == Qt.ItemDataRole.DisplayRole:
            return FATES[fate][0] if fate is not None else "–"
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_letters(", ".join(map(in_words, words.split(", ")))) or None
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = FATES[fate][1] if fate is not None else Tone.MUTED
            return QBrush(self._theme.tone(tone))
        return None
