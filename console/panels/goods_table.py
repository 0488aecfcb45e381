"""A table of finished words with a sentence for when it is empty. Signals: `chosen(key)`,
`entered(key)` (Enter or a double click), `ticked(key, is_on)`, `typed(text)` for what a scanner or
a hand types while the table has the focus."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.goods_view import TableRow
from console.models.table_rows import TableRows
from console.panels.empty_state import paint_empty_state
from console.panels.room import squeezed
from console.panels.row_table import PlainRows, RowTable
from console.theme import Theme
from console.tongue import tr

WIDE_AT_LEAST = 96
"""Of the column that takes what the others leave."""
BESIDE_TITLE = 17
MEASURED_ROWS = 64
NOTHING = "–"
WORDS_KEEP = 0.87
"""Of their width: numbers are short and give first."""


class _TickedRows(PlainRows):
    """Ticks in the console's colours."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(table)
        self._theme = theme
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        if index.data(Qt.ItemDataRole.CheckStateRole) is not Qt.CheckState.Checked:
            return
        self.initStyleOption(option, index)
        element = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = self._table.style().subElementRect(element, option, self._table)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent_fill"))
        painter.drawRoundedRect(box, 3, 3)
        ratio = painter.device().devicePixelRatioF()
        mark = theme.pixmap("check", theme.colour("on_accent"), 11, ratio)
        painter.drawPixmap(box.center().x() - 5, box.center().y() - 5, mark)
        painter.restore()


class GoodsTable(RowTable):
    """Shows rows and tells which is chosen; never changes what it shows."""

    chosen = Signal(str)
    entered = Signal(str)
    ticked = Signal(str, bool)
    typed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        columns: Sequence[tuple[str, int]],
        *,
        numbers: Sequence[int] = (),
        stretched: int = 1,
        empty: tuple[str, str, str] = ("circle-check", tr("Nothing here"), ""),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._theme = theme
        self._empty = empty
        self._is_showing = False
        self._left_out: tuple[int, ...] = ()
        self.rows = TableRows(theme, [title for title, _ in columns], numbers, self)
        self.rows.ticked.connect(self.ticked)
        self.setModel(self.rows)
        self.setItemDelegate(_TickedRows(theme, self))
        titles = self.horizontalHeader()
        titles.setMinimumSectionSize(30)
        titles.setStyleSheet("QHeaderView::section { padding-left: 8px; padding-right: 8px; }")
        self._stretched = stretched
        self._widths = [width for _, width in columns]
        self._numbers = frozenset(numbers)
        for column, (_, width) in enumerate(columns):
            is_wide = column == stretched
            mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.Fixed
            titles.setSectionResizeMode(column, mode)
            if not is_wide:
                self.setColumnWidth(column, width)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self.entered.emit(self.rows.row(index.row()).key))
        theme.changed.connect(self._decorate)
        self._decorate()

    def show_rows(self, rows: tuple[TableRow, ...], key: str = "") -> None:
        """With `key` as the chosen one; it is not told of that."""
        self._is_showing = True
        self.rows.show(rows)
        at = self.rows.find(key) if key else None
        if at is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        elif self.current() != key:
            self.selectRow(at)
        self._is_showing = False
        self.horizontalHeader().setVisible(bool(rows))
        self._squeeze()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._squeeze()

    def _squeeze(self) -> None:
        """In little room columns give some of their own, none its title; in even less, those that
        say nothing are left out."""
        for column in self._left_out:
            self.setColumnHidden(column, False)
        self._left_out = ()
        if not self._fits() and self.rows.rowCount():
            self._left_out = tuple(filter(self._says_nothing, range(len(self._widths))))
            for column in self._left_out:
                self.setColumnHidden(column, True)
            self._fits()

    def _says_nothing(self, column: int) -> bool:
        words = self._words_of(column, self.rows.rowCount())
        return column != self._stretched and not words - {"", NOTHING}

    def _words_of(self, column: int, rows: int) -> set[str]:
        return {str(self.rows.index(row, column).data() or "") for row in range(rows)}

    def _fits(self) -> bool:
        """Whether every column that is shown has enough by now."""
        shown = [
            column
            for column in range(len(self._widths))
            if column != self._stretched and not self.isColumnHidden(column)
        ]
        widths = [self._widths[column] for column in shown]
        room = self.viewport().width() - WIDE_AT_LEAST
        narrower = squeezed(widths, [self._least(column) for column in shown], room)
        for column, width in zip(shown, narrower, strict=True):
            self.setColumnWidth(column, width)
        return sum(narrower) <= room

    def _least(self, column: int) -> int:
        """What its title needs; words keep most of their width, numbers what they need."""
        titles = self.horizontalHeader().fontMetrics()
        title = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
        kept = round(self._widths[column] * WORDS_KEEP)
        if column in self._numbers:
            cells = self._words_of(column, min(self.rows.rowCount(), MEASURED_ROWS))
            widest = max((self.fontMetrics().horizontalAdvance(each) for each in cells), default=0)
            kept = min(self._widths[column], widest + BESIDE_TITLE)
        return max(kept, titles.horizontalAdvance(title) + BESIDE_TITLE)

    def current(self) -> str:
        """The key of the chosen row; empty without one."""
        index = self.currentIndex()
        return self.rows.row(index.row()).key if index.isValid() else ""

    def keys(self) -> tuple[str, ...]:
        """Of the rows as they stand."""
        return tuple(self.rows.row(at).key for at in range(self.rows.rowCount()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        plain = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        is_held = bool(event.modifiers() & ~plain)
        if index.isValid() and not is_held:
            row = self.rows.row(index.row())
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.entered.emit(row.key)
                return
            if event.key() == Qt.Key.Key_Space and row.is_ticked is not None:
                self.ticked.emit(row.key, not row.is_ticked)
                return
        if not is_held and event.text().strip().isprintable() and event.text().strip():
            self.typed.emit(event.text())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.rowCount():
            painter = QPainter(self.viewport())
            paint_empty_state(painter, self.viewport().rect(), self._theme, *self._empty)
            painter.end()

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._is_showing:
            self.chosen.emit(self.rows.row(index.row()).key)

    def _decorate(self) -> None:
        frame = self._theme.colour("faint").name()
        self.setStyleSheet(
            "QTableView::item { padding: 0 5px; }"
            f"QTableView::indicator {{ border: 1px solid {frame}; border-radius: 3px;"
            " width: 11px; height: 11px; }"
        )
        self.viewport().update()
