"""The list of what was drawn on the map, as closed streets or geofences.

Signals: `take_asked` (id) to have one no more, `draw_asked`, `show_asked` (id).
"""

from collections.abc import Callable, Mapping

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from console.panels.plain_table import set_up, set_words, show_or_say
from console.panels.wrapping_label import WrappingLabel
from console.tongue import tr

ROW_PX = 40
WIDE_PX, HIGH_PX = 720, 340


class DrawnWords(Struct, frozen=True):
    """What the dialog says of one kind of thing."""

    title: str
    heads: tuple[str, ...]
    draw: str
    take: str
    """On the button of each row."""
    take_named: Callable[[str], str]
    """The same to who only hears it, with the name of what it is."""
    some: str
    none: str


class DrawnDialog(QDialog):
    """One row for each; the second column takes what the others leave."""

    take_asked = Signal(str)
    draw_asked = Signal()
    show_asked = Signal(str)

    def __init__(self, said: DrawnWords, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._said, self._may_edit = said, may_edit
        self._rows: dict[str, tuple[str, ...]] | None = None
        self.setWindowTitle(said.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(WIDE_PX, parent.width() - 60), HIGH_PX)
        self.table = QTableWidget(0, len(said.heads) + 1)
        set_up(self.table, (*said.heads, ""), said.title, ROW_PX)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellDoubleClicked.connect(self._show)
        self.words = WrappingLabel()
        self.words.setProperty("role", "muted")
        self.draw = QPushButton(said.draw)
        self.draw.setEnabled(may_edit)
        self.draw.clicked.connect(self._draw)
        self.done_button = QPushButton(tr("Done", "a button"))
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.draw)
        foot.addStretch(1)
        foot.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(self.words)
        column.addLayout(foot)

    def show_rows(self, rows: Mapping[str, tuple[str, ...]]) -> None:
        """What is there by now: the words of each by its id, its name first. The same again
        changes nothing under the pointer."""
        if rows == self._rows:
            return
        is_same_list = list(rows) == list(self._rows or ())
        self._rows = dict(rows)
        self.table.setRowCount(len(rows))
        for n, (id_, words) in enumerate(rows.items()):
            set_words(self.table, n, words)
            if not is_same_list:
                self.table.setCellWidget(n, len(words), self._take_button(id_, words[0]))
        self.words.setText(self._said.some if rows else self._said.none)
        show_or_say(self.table, self.words, is_empty=not rows)

    def _take_button(self, id_: str, name: str) -> QPushButton:
        button = QPushButton(self._said.take)
        button.setAccessibleName(self._said.take_named(name))
        button.setEnabled(self._may_edit)
        button.clicked.connect(lambda: self.take_asked.emit(id_))
        return button

    def _show(self, row: int, _: int) -> None:
        self.show_asked.emit(list(self._rows or ())[row])

    def _draw(self) -> None:
        self.accept()
        self.draw_asked.emit()
