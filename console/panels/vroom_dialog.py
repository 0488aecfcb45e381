"""A day from a VROOM file: what it would bring, and everything that is wrong with it by its path.

Signals: `file_chosen` (path), `read_wanted` after day or prefix changed, `import_wanted`.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from console.file_places import ask_which
from console.hub_words import in_words
from console.panels.plain_table import set_up, set_words, show_or_say
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.exchange.vroom_reader import Mistake

ROW_PX = 26
MOST_SHOWN = 1000
CHOOSE = tr("Choose a problem in VROOM's JSON, with its plan as steps or with a solution's routes.")


class VroomDialog(QDialog):
    """Nothing is written while something is wrong."""

    file_chosen = Signal(object)
    read_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, theme: Theme, day: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.choose = QPushButton(tr("Choose a file…"))
        self.name = QLabel()
        self.day_field = QDateEdit(QDate(day.year, day.month, day.day))
        self.prefix_field = QLineEdit()
        self.table = QTableWidget(0, 2)
        self.words = WrappingLabel(CHOOSE)
        self.leave = QPushButton(tr("Cancel"))
        self.start = QPushButton(tr("Import"))
        self.setWindowTitle(tr("Import a plan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(760, parent.width() - 60), min(520, parent.height() - 80))
        self._build()
        self._connect()

    @property
    def day(self) -> date:
        """Of a file that counts from midnight."""
        found = self.day_field.date()
        return date(found.year(), found.month(), found.day())

    @property
    def prefix(self) -> str:
        """In front of order numbers."""
        return self.prefix_field.text().strip()

    def show_file(self, name: str) -> None:
        """It is being read."""
        self.name.setText(name)
        self._say(tr("Reading…"), Tone.MUTED)
        self.start.setEnabled(False)

    def show_found(
        self, words: str, wrong: Sequence[Mistake], notices: Sequence[Mistake], tone: Tone
    ) -> None:
        """What the file would bring; with something wrong it cannot be imported."""
        rows = [(each, Tone.BAD) for each in wrong] + [(each, Tone.MUTED) for each in notices]
        self.table.setRowCount(min(len(rows), MOST_SHOWN))
        for at, (mistake, own) in enumerate(rows[:MOST_SHOWN]):
            set_words(self.table, at, (mistake.path, in_words(mistake.words)))
            for column, each in enumerate((Tone.NEUTRAL, own)):
                item = self.table.item(at, column)
                assert item is not None
                item.setForeground(self._theme.tone(each))
        show_or_say(self.table, self.words, is_empty=not rows)
        self._say(in_words(words), tone)
        self._hold(is_held=False)
        self.start.setEnabled(not wrong and tone is not Tone.BAD)

    def show_progress(self, words: str) -> None:
        """It is being written."""
        self._say(words, Tone.MUTED)
        self.start.setEnabled(False)
        self._hold(is_held=True)

    def _hold(self, *, is_held: bool) -> None:
        """While it is written, another file or day would be another plan."""
        for widget in (self.choose, self.day_field, self.prefix_field):
            widget.setEnabled(not is_held)

    def _say(self, words: str, tone: Tone) -> None:
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")

    def _build(self) -> None:
        self.day_field.setCalendarPopup(True)
        self.day_field.setDisplayFormat("ddd d MMM yyyy")
        self.day_field.setToolTip(tr("Of a file that counts from midnight; moments say their day."))
        self.prefix_field.setPlaceholderText(tr("none"))
        self.prefix_field.setFixedWidth(90)
        self.start.setProperty("role", "primary")
        self.start.setEnabled(False)
        for button in (self.choose, self.leave):
            button.setAutoDefault(False)
        table = self.table
        heads = (tr("Where"), tr("What"))
        set_up(table, heads, tr("What is wrong with the file"), ROW_PX)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setWordWrap(False)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(0, 250)
        show_or_say(table, self.words, is_empty=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.choose)
        head.addWidget(self.name, 1)
        for words, field in ((tr("&Day"), self.day_field), (tr("&Prefix"), self.prefix_field)):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.start)
        foot.addWidget(self.leave)
        column_ = QVBoxLayout(self)
        column_.setSpacing(10)
        column_.addLayout(head)
        column_.addWidget(table, 1)
        column_.addWidget(self.words)
        column_.addLayout(foot)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._ask_file)
        self.day_field.dateChanged.connect(self.read_wanted)
        self.prefix_field.editingFinished.connect(self.read_wanted)
        self.start.clicked.connect(self.import_wanted)
        self.leave.clicked.connect(self.reject)

    def _ask_file(self) -> None:
        kinds = ["VROOM JSON (*.json)", tr("Any file (*)")]
        ask_which(self, tr("Import a plan"), kinds, self.file_chosen.emit)
