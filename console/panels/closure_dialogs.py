"""Closing a street, and what the list of those that are closed says.

`CloseStreetDialog`: signal `close_asked`; what was typed are its properties.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.panels.drawn_dialog import DrawnWords
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

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
CLOSED_STREETS = DrawnWords(
    tr("Closed streets"),
    (tr("Street"), tr("Why"), tr("Closed", "a street"), tr("By")),
    draw=tr("Close a street on the map"),
    take=tr("Open again"),
    take_named=lambda name: tr("Open {street} again", street=name),
    some=tr(
        "No plan, time or way leads through these streets. A double click shows one on the map."
    ),
    none=tr(
        "No street is closed. Draw one on the map, right-click a street there, or type “close” "
        "and an address on the command line (Ctrl+K)."
    ),
)


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
        self.close_it.setProperty("role", "primary")
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
