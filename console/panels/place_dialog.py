"""What is known of a door, in one dialog: what the next driver should not find out again.

Signal: `kept(LearnPlace)`; nothing is emitted when the dialog is left.
"""

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core import commands as c
from core.model import OrderId
from core.opening import EXAMPLE, Hours, NoHours, hours_words, parse_hours

LONGEST = 200
LONGEST_NOTE = 300
FIELDS = (
    ("entrance", tr("Entrance"), tr("Green gate, second bell")),
    ("gate_code", tr("Gate code"), "4711"),
    ("parking", tr("Parking"), tr("On the pavement until 10:00")),
    ("neighbour", tr("A neighbour accepts"), tr("Name")),
    ("house", tr("in house"), tr("Number or flat")),
    ("note", tr("Anything else"), ""),
)


class Door(Struct, frozen=True):
    """What is known now, in words, and whom a change concerns."""

    order_id: OrderId
    address: str
    entrance: str = ""
    gate_code: str = ""
    parking: str = ""
    neighbour: str = ""
    house: str = ""
    note: str = ""
    has_dog: bool = False
    hours: Hours = ()


class PlaceDialog(QDialog):
    """Hours are read while they are typed; what cannot be read keeps the dialog open."""

    kept = Signal(object)

    def __init__(self, door: Door, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._theme = theme
        self.setWindowTitle(tr("About this door"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        self.fields: dict[str, QLineEdit] = {}
        self.dog = QPushButton(tr("There is a dog"))
        self.dog.setProperty("role", "chip")
        self.dog.setAutoDefault(False)
        self.dog.setCheckable(True)
        self.dog.setChecked(door.has_dog)
        self.hours = QLineEdit(in_words(hours_words(door.hours)))
        self.hours.setPlaceholderText(tr("Mon-Fri 9:00-13:00, 15:00-18:00; Sat 10-14"))
        self.hours.setAccessibleName(tr("Opening hours"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        title = QLabel(tr("What should the next driver know of {address}?", address=door.address))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setFont(theme.font(13, 600))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = self.buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setDefault(True)
        self.keep.setProperty("role", "primary")
        self.buttons.accepted.connect(self._keep)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(title)
        column.addLayout(self._form())
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.hours.textChanged.connect(lambda _: self._read_hours())
        self._read_hours()
        before: QWidget = self.fields["entrance"]
        for after in (
            self.fields["gate_code"],
            self.dog,
            *(self.fields[name] for name in ("parking", "neighbour", "house")),
            self.hours,
            self.fields["note"],
            self.keep,
        ):
            self.setTabOrder(before, after)
            before = after
        self.fields["entrance"].setFocus()

    def _form(self) -> QFormLayout:
        """The rows; the keys walk them from top to bottom."""
        form = QFormLayout()
        for name, label, example in FIELDS:
            if name == "parking":
                form.addRow("", self.dog)
            elif name == "note":
                form.addRow(tr("Open", "hours"), self.hours)
                form.addRow("", self.words)
            field = self.fields[name] = QLineEdit(getattr(self._door, name))
            field.setMaxLength(LONGEST_NOTE if name == "note" else LONGEST)
            field.setPlaceholderText(example)
            field.setAccessibleName(label)
            form.addRow(label, field)
        form.setAlignment(self.dog, Qt.AlignmentFlag.AlignLeft)
        return form

    def _read_hours(self) -> Hours | None:
        """As they are understood, or None with the reason beside them."""
        try:
            hours = parse_hours(self.hours.text())
        except NoHours as wrong:
            self._say(in_words(str(wrong)), Tone.BAD)
            self.keep.setEnabled(False)
            return None
        self._say(
            in_words(hours_words(hours))
            if hours
            else tr("At any time. {EXAMPLE}.", EXAMPLE=in_words(EXAMPLE)),
            Tone.MUTED,
        )
        self.keep.setEnabled(True)
        return hours

    def _say(self, words: str, tone: Tone) -> None:
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()}")

    def _keep(self) -> None:
        hours = self._read_hours()
        if hours is None:
            return
        said = {name: " ".join(field.text().split()) for name, field in self.fields.items()}
        self.accept()
        learned = c.LearnPlace(
            self._door.order_id, has_dog=self.dog.isChecked(), hours=hours, **said
        )
        self.kept.emit(learned)
