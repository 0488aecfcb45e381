"""What can be put into a day beside its own orders: a branch for each kind, which one tick takes.

Signals: `changed` when something was ticked or not. A row that was ticked by hand stays as it was
ticked when the same row is shown anew, as for another day.
"""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from console.filling_view import FillingGroup, FillingRow
from console.plain_words import as_letters
from console.tongue import tr

TITLE_PX = 256
KEY = Qt.ItemDataRole.UserRole
_COLUMNS = 0, 1, 2, 3
_VALUE = 2


class FillingTree(QTreeWidget):
    """Hidden while there is nothing to put in."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: tuple[FillingGroup, ...] = ()
        self._by_hand: dict[tuple[str, str], bool] = {}
        self._is_filling = False
        self.setColumnCount(len(_COLUMNS))
        self.setHeaderHidden(True)
        self.setAccessibleName(tr("Also put into the day"))
        self.setAllColumnsShowFocus(True)
        self.setUniformRowHeights(True)
        self.setStyleSheet("QTreeView::item { padding: 4px 5px; }")
        # Qt measures the one height of rows when the first are added, and the theme has its say.
        self.ensurePolished()
        across = self.header()
        across.setStretchLastSection(False)
        across.resizeSection(0, TITLE_PX)
        across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in _COLUMNS[_VALUE:]:
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.itemChanged.connect(self._ticked)
        self.hide()

    def show_groups(self, groups: Sequence[FillingGroup]) -> None:
        """Show these; a branch without rows is left out."""
        shown = tuple(group for group in groups if group.rows)
        if shown == self._groups:
            return
        self._groups = shown
        self._is_filling = True
        self.clear()
        for group in shown:
            branch = QTreeWidgetItem(self, [f"{group.title} ({len(group.rows)})"])
            branch.setData(0, KEY, group.key)
            branch.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsAutoTristate
            )
            for row in group.rows:
                self._add(branch, group.key, row)
            branch.setFirstColumnSpanned(True)
            branch.setExpanded(len(shown) == 1 or len(group.rows) <= 6)
        self._is_filling = False
        self.setVisible(bool(shown))

    def chosen(self, group: str) -> tuple[str, ...]:
        """Keys of what is ticked in a branch."""
        return tuple(
            str(row.data(0, KEY))
            for row in self.rows(group)
            if row.checkState(0) is Qt.CheckState.Checked
        )

    def rows(self, group: str) -> Iterator[QTreeWidgetItem]:
        """Those of a branch."""
        for at in range(self.topLevelItemCount()):
            branch = self.topLevelItem(at)
            if branch is not None and branch.data(0, KEY) == group:
                for row in range(branch.childCount()):
                    item = branch.child(row)
                    assert item is not None
                    yield item

    def _add(self, branch: QTreeWidgetItem, group: str, row: FillingRow) -> None:
        item = QTreeWidgetItem(
            branch, [row.title, row.refusal or row.detail, row.value, row.source]
        )
        item.setTextAlignment(_VALUE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, KEY, row.key)
        for column in _COLUMNS:
            item.setToolTip(
                column, as_letters(" · ".join(filter(None, (row.title, row.detail, row.refusal))))
            )
        is_ticked = self._by_hand.get((group, row.key), row.is_ticked) and not row.refusal
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        item.setCheckState(0, state)
        if row.refusal:
            item.setDisabled(True)

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if self._is_filling or column != 0:
            return
        branch = item.parent()
        if branch is None:
            # Qt ticks the rows after their branch; it says so of each of them, too.
            return
        is_ticked = item.checkState(0) is Qt.CheckState.Checked
        self._by_hand[str(branch.data(0, KEY)), str(item.data(0, KEY))] = is_ticked
        self.changed.emit()
