"""Rows of any table as text, with tabs for spreadsheets, or as CSV."""

import csv
import re
from collections.abc import Sequence
from io import StringIO

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from console.tongue import tr
from core.exchange.report_tables import defused

_ROOT = QModelIndex()


def table_of(widget: QWidget | None) -> QAbstractItemView | None:
    """The table that has the keyboard, or whose part has it."""
    while widget is not None and not isinstance(widget, QAbstractItemView):
        widget = widget.parentWidget()
    if isinstance(widget, QHeaderView):
        parent = widget.parentWidget()
        return parent if isinstance(parent, QAbstractItemView) else None
    return widget


def rows_of(view: QAbstractItemView) -> list[list[str]]:
    """The chosen rows, or all when fewer than two are chosen; titles first where there are any."""
    model = view.model()
    columns = _columns(view, model)
    chosen = sorted({index.row() for index in view.selectionModel().selectedIndexes()})
    rows = chosen if len(chosen) > 1 else [
        row for row in range(model.rowCount(_ROOT)) if not _is_hidden(view, row)
    ]  # fmt: skip
    across = Qt.Orientation.Horizontal
    titles = [str(model.headerData(column, across) or "") for column in columns]
    found = [[_cell(model, row, column) for column in columns] for row in rows]
    has_titles = isinstance(view, QTableView) and any(titles)
    return [titles, *found] if has_titles else found


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Tabs between cells, a line per row; a tab or a line's end inside a cell becomes a space."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """As RFC 4180 has it. What a spreadsheet would take for a formula is marked as text."""
    out = StringIO()
    csv.writer(out).writerows(
        [cell if _is_number(cell) else defused(cell) for cell in row] for row in rows
    )
    return out.getvalue()


def copy_table(*, is_csv: bool) -> str:
    """Copy the table that has the keyboard; what to say about it."""
    view = table_of(QApplication.focusWidget())
    if view is None or view.model() is None:
        return tr("Click into a table or list first: its rows are copied.")
    rows = rows_of(view)
    QApplication.clipboard().setText(as_csv(rows) if is_csv else as_text(rows))
    count = len(rows) - (isinstance(view, QTableView) and bool(rows))
    return tr(
        "{count} {words} copied{words_2}",
        count=count,
        words=tr("row") if count == 1 else tr("rows"),
        words_2=tr(" as CSV") if is_csv else "",
    )


def _columns(view: QAbstractItemView, model: QAbstractItemModel) -> list[int]:
    columns = range(model.columnCount(_ROOT))
    if not isinstance(view, QTableView):
        return list(columns)
    header = view.horizontalHeader()
    in_order = sorted(columns, key=header.visualIndex)
    return [column for column in in_order if not view.isColumnHidden(column)]


def _is_hidden(view: QAbstractItemView, row: int) -> bool:
    return isinstance(view, QTableView) and view.isRowHidden(row)


def _cell(model: QAbstractItemModel, row: int, column: int) -> str:
    words = model.index(row, column, _ROOT).data(Qt.ItemDataRole.DisplayRole)
    return "" if words is None else str(words)


def _is_number(cell: str) -> bool:
    try:
        float(re.sub(r"[,.]", "", cell).replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return False
    return True
