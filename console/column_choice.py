"""Lets somebody choose the columns of a table by a menu of its head; the choice lasts."""

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QTableView

from console.view_memory import TableLook, ViewMemory


class ColumnChoice(QObject):
    """Of one table; the first column always stays, so that a row says what it is."""

    def __init__(self, table: QTableView, name: str, memory: ViewMemory) -> None:
        super().__init__(table)
        self._table, self._name, self._memory = table, name, memory
        self._bring_back()
        head = table.horizontalHeader()
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self.show_menu)
        head.sortIndicatorChanged.connect(lambda *_: self._keep())

    def show_menu(self, at: QPoint) -> None:
        """Below the pointer."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, title in enumerate(self._titles()):
            entry = menu.addAction(title or "…", partial(self.toggle, column))
            entry.setCheckable(True)
            entry.setChecked(not self._table.isColumnHidden(column))
            entry.setEnabled(column > 0)
        menu.popup(self._table.horizontalHeader().mapToGlobal(at))

    def toggle(self, column: int) -> None:
        """Hide a column, or show it again."""
        self._table.setColumnHidden(column, not self._table.isColumnHidden(column))
        self._keep()

    def _titles(self) -> list[str]:
        model = self._table.model()
        across = Qt.Orientation.Horizontal
        count = model.columnCount(QModelIndex())
        return [str(model.headerData(column, across) or "") for column in range(count)]

    def _bring_back(self) -> None:
        look = self._memory.looks.tables.get(self._name, TableLook())
        titles = self._titles()
        for column, title in enumerate(titles):
            if column and title in look.hidden:
                self._table.setColumnHidden(column, True)
        if look.sorted_by in titles and self._table.isSortingEnabled():
            down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
            order = down if look.is_descending else up
            self._table.sortByColumn(titles.index(look.sorted_by), order)

    def _keep(self) -> None:
        titles, head = self._titles(), self._table.horizontalHeader()
        hidden = [t for column, t in enumerate(titles) if self._table.isColumnHidden(column)]
        by = head.sortIndicatorSection()
        is_sorted = self._table.isSortingEnabled() and 0 <= by < len(titles)
        is_descending = head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        look = TableLook(
            tuple(hidden), titles[by] if is_sorted else "", is_sorted and is_descending
        )
        self._memory.keep_table(self._name, look)
