"""The regions of this computer: what each holds, and building, updating and removing them.

Signals: `file_wanted(name)` to choose an extract (for a new region when the name is empty),
`build_asked(name, left)`, `stop_asked`, `remove_asked(name)`, `depot_asked(name)` to set one up.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.dialog_size import open_at
from console.panels.empty_state import paint_empty_state
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

STEPS = 1000
ROW_PX = 48
WHAT = tr("Roads, map and addresses of a city, for the depots that are set up there.")
ADVICE = tr(
    "Add one from an OpenStreetMap extract (.osm.pbf), as download.geofabrik.de and "
    "extract.bbbike.org offer them. Nothing is sent anywhere."
)


class RegionRow(Struct, frozen=True):
    """A region of the list; `can_change`: it is the user's own. `is_finished`: it can be used."""

    name: str
    words: str
    is_in_use: bool = False
    can_change: bool = True
    is_finished: bool = True


class RegionsDialog(QDialog):
    """The list above; below it what is being added, and how far that is."""

    file_wanted = Signal(str)
    build_asked = Signal(str, bool)
    stop_asked = Signal()
    remove_asked = Signal(str)
    depot_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[RegionRow, ...] = ()
        self._tone = Tone.MUTED
        self.is_building = False
        self.list = _List(theme)
        self.add = QPushButton(tr("Add from a file…"))
        self.update_it = QPushButton(tr("Update…"))
        self.remove = QPushButton(tr("Remove…"))
        self.depot = QPushButton(tr("Set up a depot here…"))
        self.form = QFrame()
        self.file = WrappingLabel()
        self.name = QLineEdit()
        self.left = QCheckBox(tr("Traffic drives on the left"))
        self.build = QPushButton(tr("Build"))
        self.forget = QPushButton(tr("Cancel"))
        self.progress = QFrame()
        self.told = WrappingLabel()
        self.bar = QProgressBar()
        self.stop = QPushButton(tr("Stop"))
        self.words = WrappingLabel()
        self.setWindowTitle(tr("Regions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 660, 480)
        self._build()
        self._choose()

    def show_rows(self, rows: Sequence[RegionRow]) -> None:
        """The list as it is now; what was chosen stays chosen."""
        chosen = self.chosen
        self._rows = tuple(rows)
        self.list.clear()
        for row in self._rows:
            use = tr(", in use") if row.is_in_use else ""
            item = QListWidgetItem(f"{row.name}{use}: {row.words}")
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setToolTip(as_letters(row.words))
            item.setSizeHint(QSize(0, ROW_PX))
            self.list.addItem(item)
        names = [row.name for row in self._rows]
        self.list.setCurrentRow(names.index(chosen) if chosen in names else len(names) - 1)
        self._choose()

    def choose(self, name: str) -> None:
        """The region that the next press is about."""
        names = [row.name for row in self._rows]
        if name in names:
            self.list.setCurrentRow(names.index(name))

    @property
    def chosen(self) -> str:
        """The name of the region that is chosen, or nothing."""
        at = self.list.currentRow()
        return self._rows[at].name if 0 <= at < len(self._rows) else ""

    def ask_name(self, file: Path, name: str) -> None:
        """A new region of this file: what is it called?"""
        self.say("")
        self.file.setText(tr("From {file_name}", file_name=file.name))
        self.name.setText(name)
        self.form.show()
        self._choose()
        self.name.setFocus()
        self.name.selectAll()

    def show_needs(self, words: str) -> None:
        """What is in the file, and what a region of it takes."""
        self.file.setText(words)

    def show_progress(self, words: str, part: float) -> None:
        """A build is on its way."""
        self.is_building = True
        self.form.hide()
        self.progress.show()
        self.told.setText(words)
        self.bar.setValue(round(part * STEPS))
        self._choose()

    def end_progress(self) -> None:
        """It has ended, however."""
        self.is_building = False
        self.progress.hide()
        self._choose()

    def say(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Below everything."""
        self._tone = tone
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self.words.setVisible(bool(words))

    def _paint(self) -> None:
        self.say(self.words.text(), self._tone)

    def reject(self) -> None:
        """Esc leaves the form first; a build goes on when the dialog is closed, and is told."""
        if self.form.isVisible():
            self._forget()
        else:
            super().reject()

    def _build(self) -> None:
        self.list.setAccessibleName(tr("Regions of this computer"))
        self.list.setItemDelegate(_Row(self._theme, self.list))
        what = WrappingLabel(WHAT)
        what.setProperty("role", "muted")
        self.name.setAccessibleName(tr("Name of the region"))
        self.name.setMaxLength(40)
        self.name.setPlaceholderText(tr("small letters, digits and hyphens"))
        self.build.setProperty("role", "primary")
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        for box in (self.form, self.progress):
            box.hide()
        self.words.hide()
        buttons = QHBoxLayout()
        for button in (self.add, self.update_it, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.depot.setAutoDefault(False)
        buttons.addWidget(self.depot)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(what)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        column.addWidget(self.form)
        column.addWidget(self.progress)
        column.addWidget(self.words)
        self._lay_form()
        self._lay_progress()
        self._theme.changed.connect(self._paint)
        self.list.currentRowChanged.connect(lambda _: self._choose())
        self.add.clicked.connect(lambda: self.file_wanted.emit(""))
        self.update_it.clicked.connect(lambda: self.file_wanted.emit(self.chosen))
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self.chosen))
        self.depot.clicked.connect(lambda: self.depot_asked.emit(self.chosen))
        self.build.clicked.connect(self._ask)
        self.name.returnPressed.connect(self._ask)
        self.forget.clicked.connect(self._forget)
        self.stop.clicked.connect(self.stop_asked)

    def _lay_form(self) -> None:
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        name = QLabel(tr("Name"))
        name.setBuddy(self.name)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(name)
        first.addWidget(self.name, 1)
        second.addWidget(self.left)
        second.addStretch(1)
        for button in (self.forget, self.build):
            button.setAutoDefault(False)
            second.addWidget(button)
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.file)
        column.addLayout(first)
        column.addLayout(second)

    def _lay_progress(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        # Enter in the name begins a build; it must not end it with the same press.
        self.stop.setAutoDefault(False)
        row.addWidget(self.stop)
        column = QVBoxLayout(self.progress)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.told)
        column.addLayout(row)

    def _ask(self) -> None:
        self.build_asked.emit(self.name.text().strip(), self.left.isChecked())

    def _forget(self) -> None:
        self.form.hide()
        self.say("")
        self._choose()

    def _choose(self) -> None:
        at = self.list.currentRow()
        row = self._rows[at] if 0 <= at < len(self._rows) else None
        is_free = not self.is_building and self.form.isHidden()
        can_change = is_free and row is not None and row.can_change
        self.add.setEnabled(is_free)
        self.update_it.setEnabled(can_change and row is not None and row.is_finished)
        self.remove.setEnabled(can_change and row is not None and not row.is_in_use)
        self.depot.setEnabled(is_free and row is not None and row.is_finished)
        in_use = row is not None and row.is_in_use
        self.remove.setToolTip(tr("The hub of this window uses it") if in_use else "")


class _Row(QStyledItemDelegate):
    """A region on two lines; on the right whether the hub of this window uses it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(row, RegionRow)
        theme, rect = self._theme, option.rect.adjusted(2, 1, -2, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("select"))
            painter.drawRoundedRect(rect, 7, 7)
        top, bottom = rect.adjusted(10, 6, -10, -24), rect.adjusted(10, 24, -10, -4)
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour("text" if row.is_finished else "faint"))
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, row.name)
        painter.setFont(theme.font(12))
        if row.is_in_use:
            painter.setPen(theme.colour("accent"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(top, right, tr("in use"))
        painter.setPen(theme.colour("muted"))
        words = painter.fontMetrics().elidedText(
            row.words, Qt.TextElideMode.ElideRight, bottom.width()
        )
        painter.drawText(bottom, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class _List(QListWidget):
    """Says what to do while there is no region of one's own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() > SHIPPED_ROWS:
            return
        painter = QPainter(self.viewport())
        rect = self.viewport().rect()
        rect.setTop(self.count() * ROW_PX)
        paint_empty_state(
            painter, rect, self._theme, "route", tr("No region of your own yet"), ADVICE
        )
        painter.end()


SHIPPED_ROWS = 1
"""The demo city is always listed."""
