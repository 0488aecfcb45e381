"""Naming a geofence, and the list of those that are watched.

`FenceDialog`: signal `watch_asked`; what was typed is `name`. `FencesDialog`: signals
`remove_asked` (fence id), `draw_asked`, `show_asked` (fence id).
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.fences import FenceRow

LONGEST = 60


class FenceDialog(QDialog):
    """Names the outline that was drawn."""

    watch_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Draw a geofence"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(400, 130)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST)
        self.name.setPlaceholderText(tr("What it is around"))
        self.name.setAccessibleName(tr("Name"))
        self.words = WrappingLabel(
            tr("A van that comes in or leaves is told on every desk. Ctrl+Z takes it back.")
        )
        self.words.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.watch = buttons.addButton(tr("Watch it"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.watch.setDefault(True)
        buttons.accepted.connect(self._ask)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addStretch(1)
        column.addWidget(buttons)
        self.name.setFocus()

    def refuse(self, words: str) -> None:
        """It is not watched; the name stays as it was typed."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(Tone.BAD).name()};")
        self.watch.setEnabled(True)
        self.name.setFocus()

    def _ask(self) -> None:
        if not self.name.text().strip():
            self.refuse(tr("What is the geofence around? Give it a name."))
            return
        self.watch.setEnabled(False)
        self.watch_asked.emit()


class FencesDialog(QDialog):
    """One row per geofence, the first drawn first."""

    remove_asked = Signal(str)
    draw_asked = Signal()
    show_asked = Signal(str)

    def __init__(self, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._may_edit = may_edit
        self._rows: tuple[FenceRow, ...] | None = None
        self.setWindowTitle(tr("Geofences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(680, parent.width() - 60), 320)
        heads = (tr("Name"), tr("Inside now"), tr("Drawn"), "")
        self.table = QTableWidget(0, len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setAccessibleName(tr("Geofences"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(40)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(heads)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellDoubleClicked.connect(self._show)
        self.words = WrappingLabel("")
        self.words.setProperty("role", "muted")
        self.draw = QPushButton(tr("Draw a geofence on the map"))
        self.draw.setEnabled(may_edit)
        self.draw.setAutoDefault(False)
        self.draw.clicked.connect(self._draw)
        self.done_button = QPushButton(tr("Done"))
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.draw)
        foot.addStretch(1)
        foot.addWidget(self.done_button)
        rows = QVBoxLayout(self)
        rows.addWidget(self.table)
        rows.addWidget(self.words)
        rows.addLayout(foot)

    def show_rows(self, rows: tuple[FenceRow, ...]) -> None:
        """Those that are watched by now; the same again changes nothing under the pointer."""
        if rows == self._rows:
            return
        is_same_list = self._ids == [row.id for row in rows]
        self._rows = rows
        self.table.setRowCount(len(rows))
        for n, row in enumerate(rows):
            for column, words in enumerate((row.name, row.inside, row.drawn)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(n, column, item)
            if not is_same_list:
                self.table.setCellWidget(n, 3, self._remove_button(row))
        self.words.setText(
            tr("A double click shows one on the map. Who came in or left stands under Alerts.")
            if rows
            else tr("No geofence is drawn. Draw one around a place: vans that come in are told.")
        )

    @property
    def _ids(self) -> Sequence[str]:
        return [row.id for row in self._rows or ()]

    def _remove_button(self, row: FenceRow) -> QPushButton:
        button = QPushButton(tr("Remove"))
        button.setAccessibleName(tr("Remove {name}", name=row.name))
        button.setAutoDefault(False)
        button.setEnabled(self._may_edit)
        button.clicked.connect(lambda: self.remove_asked.emit(row.id))
        return button

    def _show(self, row: int, _: int) -> None:
        self.show_asked.emit(self._ids[row])

    def _draw(self) -> None:
        self.accept()
        self.draw_asked.emit()
