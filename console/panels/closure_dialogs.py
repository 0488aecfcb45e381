"""Closing a street, and the list of those that are closed.

`CloseStreetDialog`: signal `close_asked`; what was typed are its properties. `ClosuresDialog`:
signals `open_asked` (closure id), `draw_asked`, `show_asked` (closure id).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
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
from console.views.closures import ClosureRow

REASONS = (
    tr("Roadworks"),
    tr("Accident"),
    tr("Market or event"),
    tr("Flood or snow"),
    tr("Police"),
)
LONGEST = 120
NOW, LATER = tr("Now"), tr("At a time…")
FOR_GOOD, AT = tr("Until it is opened again"), tr("Until a time…")
SPANS = {tr("For 1 hour"): 1, tr("For 2 hours"): 2, tr("For 4 hours"): 4}
END_OF_DAY = tr("Until midnight")
CLOCK = "ddd d MMM HH:mm"
HEADS = (tr("Street"), tr("Why"), tr("Closed", "a street"), tr("By"), "")


class CloseStreetDialog(QDialog):
    """Names the stretch that was pointed at; times are the depot's."""

    close_asked = Signal()

    def __init__(
        self, street: str, stretch: str, now: datetime, zone: str, theme: Theme, parent: QWidget
    ) -> None:
        """`stretch` says how much of it; `now` is the depot's clock."""
        super().__init__(parent)
        self._theme, self._zone = theme, ZoneInfo(zone)
        self._now = now.astimezone(self._zone)
        self.setWindowTitle(tr("Close a street"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(440, 250)
        self.name = QLineEdit(street)
        self.name.setMaxLength(LONGEST)
        self.name.setPlaceholderText(tr("What people call it"))
        self.why = QComboBox()
        self.why.setEditable(True)
        self.why.addItems(REASONS)
        self.why.setCurrentText("")
        typed = self.why.lineEdit()
        assert typed is not None
        typed.setPlaceholderText(tr("Roadworks, a parade…"))
        typed.setMaxLength(LONGEST)
        self.why.setCurrentText("")
        self.begin, self.begin_at = self._moment((NOW, LATER), LATER, timedelta(hours=1))
        self.end, self.end_at = self._moment(
            (FOR_GOOD, *SPANS, END_OF_DAY, AT), AT, timedelta(hours=2)
        )
        self.words = WrappingLabel(
            tr(
                "Plans, times and ways on the map lead around it, in both directions. "
                "Ctrl+Z takes it back."
            )
        )
        self.words.setProperty("role", "muted")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.close_it = self.buttons.addButton(
            tr("Close the street"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.close_it.setDefault(True)
        self.buttons.accepted.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        self._build(stretch)
        (self.why if street else self.name).setFocus()

    @property
    def begins(self) -> datetime | None:
        """None: at once."""
        return self._read(self.begin_at) if self.begin.currentText() == LATER else None

    @property
    def until(self) -> datetime | None:
        """None: until it is opened again."""
        chosen = self.end.currentText()
        start = self.begins or self._now
        if chosen in SPANS:
            return start + timedelta(hours=SPANS[chosen])
        if chosen == END_OF_DAY:
            return start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return self._read(self.end_at) if chosen == AT else None

    def refuse(self, words: str) -> None:
        """It was not closed; everything stays as it was typed."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(Tone.BAD).name()};")
        self.close_it.setEnabled(True)

    def _ask(self) -> None:
        if not self.name.text().strip():
            self.refuse(tr("Which street is it? Give its name."))
            self.name.setFocus()
            return
        self.close_it.setEnabled(False)
        self.close_asked.emit()

    def _moment(
        self, choices: Sequence[str], free: str, ahead: timedelta
    ) -> tuple[QComboBox, QDateTimeEdit]:
        """A few usual answers, and a clock for the others."""
        box, at = QComboBox(), QDateTimeEdit()
        box.addItems(list(choices))
        at.setDisplayFormat(CLOCK)
        at.setCalendarPopup(True)
        local = (self._now + ahead).replace(minute=0, second=0, microsecond=0, tzinfo=None)
        at.setDateTime(QDateTime(local.date(), local.time()))  # type: ignore[call-overload]
        at.hide()
        box.currentTextChanged.connect(lambda chosen: at.setVisible(chosen == free))
        return box, at

    def _read(self, field: QDateTimeEdit) -> datetime:
        found = field.dateTime().toPython()
        assert isinstance(found, datetime)
        return found.replace(tzinfo=self._zone)

    def _build(self, stretch: str) -> None:
        title = QLabel(stretch)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setFont(self._theme.font(13, 600))
        form = QFormLayout()
        form.addRow(tr("Street"), self.name)
        form.addRow(tr("Why"), self.why)
        for label, box, at in (
            (tr("From"), self.begin, self.begin_at),
            (tr("Until"), self.end, self.end_at),
        ):
            row = QHBoxLayout()
            row.addWidget(box, 1)
            row.addWidget(at, 1)
            box.setAccessibleName(label)
            at.setAccessibleName(tr("{label}: day and time", label=label))
            form.addRow(label, row)
        self.name.setAccessibleName(tr("Street"))
        self.why.setAccessibleName(tr("Why"))
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(self.words)
        column.addStretch(1)
        column.addWidget(self.buttons)


class ClosuresDialog(QDialog):
    """One row per closed street, the first closed first."""

    open_asked = Signal(str)
    draw_asked = Signal()
    show_asked = Signal(str)

    def __init__(self, *, may_edit: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._may_edit = may_edit
        self.setWindowTitle(tr("Closed streets"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(720, parent.width() - 60), 340)
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setAccessibleName(tr("Closed streets"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(40)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(HEADS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.cellDoubleClicked.connect(lambda row, _: self.show_asked.emit(self._ids[row]))
        self.words = WrappingLabel("")
        self.words.setProperty("role", "muted")
        self.draw = QPushButton(tr("Close a street on the map"))
        self.draw.setEnabled(may_edit)
        self.draw.setAutoDefault(False)
        self.draw.clicked.connect(self._draw)
        self.done_button = QPushButton(tr("Done", "a button"))
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        self._ids: list[str] = []
        foot = QHBoxLayout()
        foot.addWidget(self.draw)
        foot.addStretch(1)
        foot.addWidget(self.done_button)
        rows = QVBoxLayout(self)
        rows.addWidget(self.table)
        rows.addWidget(self.words)
        rows.addLayout(foot)

    def show_rows(self, rows: Sequence[ClosureRow]) -> None:
        """Those that are closed by now."""
        self._ids = [row.id for row in rows]
        self.table.setRowCount(len(rows))
        for n, row in enumerate(rows):
            for column, words in enumerate((row.street, row.because, row.when, row.by)):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(n, column, item)
            again = QPushButton(tr("Open again"))
            again.setAccessibleName(tr("Open {street} again", street=row.street))
            again.setAutoDefault(False)
            again.setEnabled(self._may_edit)
            again.clicked.connect(lambda _=False, id_=row.id: self.open_asked.emit(id_))
            self.table.setCellWidget(n, len(HEADS) - 1, again)
        self.words.setText(
            tr(
                "No plan, time or way leads through these streets. A double click shows "
                "one on the map."
            )
            if rows
            else tr(
                "No street is closed. Draw one on the map, right-click a street there, or "
                "type “close” and an address on the command line (Ctrl+K)."
            )
        )

    def _draw(self) -> None:
        self.accept()
        self.draw_asked.emit()
