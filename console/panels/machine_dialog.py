"""Settings of this computer: a field and a sentence for each, as they stand in the file.

Signal: `kept(changes)`, the fields that differ, by their names.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.languages import NAMES
from console.panels.restyle import inset
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.views.wording import begun
from core.settings import Settings, sentences

WINDOW = (
    *(
        "theme",
        "language",
        "scale_percent",
        "sounds",
        "notices",
        "send_after_s",
        "take_better_sequence",
    ),
    *("base_map", "base_map_attribution", "solver_ms"),
)
"""Of the window, in the order in which they are looked for; the others are of a hub here."""
AT_ONCE = {"theme", "sounds", "notices", "send_after_s", "take_better_sequence"}
EVENTS = {
    "message": tr("when a driver writes"),
    "case": tr("when something new needs a decision"),
    "door": tr("when a driver waits at a door"),
    "back": tr("when a case that waited is due or answered"),
}
"""What sounds and notices tell of."""
LABELS = {
    "send_after_s": tr("Send after (s)"),
    "scale_percent": tr("Size (%)"),
    "solver_ms": tr("Solver (ms)"),
    "public_url": tr("Public address"),
    "smtp_url": tr("Mail server"),
    "message_url": tr("Text message service"),
    "require_totp": tr("Require app codes"),
}
SECRET = {"smtp_url", "message_secret"}
FIELD_WIDTH = 210


class MachineDialog(QDialog):
    """Every setting there is; nothing is changed until it is kept."""

    kept = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, file: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._before: Mapping[str, Any] = msgspec.json.decode(msgspec.json.encode(settings))
        self._fields: dict[str, _Field] = {}
        self._words = WrappingLabel()
        self.setWindowTitle(tr("Settings of this computer"))
        self.resize(640, min(640, parent.height() - 40))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        where = WrappingLabel()
        where.setText(tr("Kept in {file}; the environment (BACKHAUL_NAME) counts more.", file=file))
        where.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.addWidget(where)
        box.addWidget(self._scrolled(), 1)
        box.addWidget(self._words)
        self._words.hide()
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        keep = answers.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("role", "primary")
        keep.setDefault(True)
        answers.accepted.connect(self._keep)
        answers.rejected.connect(self.reject)
        box.addWidget(answers)

    def field(self, name: str) -> QWidget:
        """What a setting is entered in."""
        return self._fields[name].widget

    def changes(self) -> dict[str, Any]:
        """What differs from before."""
        values = {name: field.value() for name, field in self._fields.items()}
        return {name: value for name, value in values.items() if value != self._before[name]}

    def refuse(self, words: str) -> None:
        """Why it cannot be kept; what was typed stays."""
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {self._theme.hex('bad')}")
        self._words.show()

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(14)
        texts = sentences()
        hints = get_type_hints(Settings, include_extras=True)
        of_hub = [name for name in Settings.__struct_fields__ if name not in WINDOW]
        for title, names in ((tr("This window"), WINDOW), (tr("A hub on this computer"), of_hub)):
            heading = QLabel(title)
            heading.setProperty("role", "title")
            column.addWidget(heading)
            for name in names:
                field = _Field(name, hints[name], self._before[name])
                self._fields[name] = field
                column.addLayout(self._row(name, field, in_words(texts[name])))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _row(self, name: str, field: "_Field", sentence: str) -> QHBoxLayout:
        label = QLabel(label_of(name))
        field.widget.setAccessibleName(label.text())
        field.widget.setAccessibleDescription(sentence)
        text = WrappingLabel()
        text.setText(
            sentence
            if name in AT_ONCE
            else tr("{sentence} From the next start on.", sentence=sentence)
        )
        text.setProperty("role", "muted")
        left = QVBoxLayout()
        left.setSpacing(3)
        left.addWidget(label)
        left.addWidget(text)
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 1)
        field.widget.setFixedWidth(FIELD_WIDTH)
        row.addWidget(field.widget, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _keep(self) -> None:
        changes = self.changes()
        if changes:
            self.kept.emit(changes)
        else:
            self.accept()


class _Field:
    """One setting's widget, by its type."""

    def __init__(self, name: str, hint: Any, value: Any) -> None:
        meta = [each for each in get_args(hint)[1:] if isinstance(each, Meta)]
        kind = get_args(hint)[0] if meta else hint
        self.widget: QWidget
        if kind is bool:
            self.widget = QCheckBox(tr("Yes"))
            self.widget.setChecked(value)
        elif kind is int:
            self.widget = QSpinBox()
            inset(self.widget)
            self.widget.setRange(int(meta[0].ge or 0), int(meta[0].le or 1_000_000))
            self.widget.setValue(value)
        elif get_origin(kind) is Literal:
            self.widget = QComboBox()
            for each in get_args(kind):
                self.widget.addItem(NAMES.get(each) or begun(in_words(each)), each)
            self.widget.setCurrentIndex(self.widget.findData(value))
        elif get_origin(kind) is tuple:
            self.widget = _Ticks([str(each) for each in get_args(get_args(kind)[0])], value)
        else:
            self.widget = QLineEdit(value)
            if name in SECRET:
                self.widget.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)

    def value(self) -> Any:
        match self.widget:
            case QCheckBox():
                return self.widget.isChecked()
            case QSpinBox():
                return self.widget.value()
            case QComboBox():
                return self.widget.currentData()
            case _Ticks():
                return self.widget.value()
            case QLineEdit():
                return self.widget.text().strip()
        raise AssertionError(self.widget)


class _Ticks(QWidget):
    """Some of a few words."""

    def __init__(self, words: list[str], chosen: list[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.boxes = {word: QCheckBox(in_words(word.capitalize())) for word in words}
        for row, (word, box) in enumerate(self.boxes.items()):
            box.setChecked(word in chosen)
            when = QLabel(EVENTS.get(word, ""))
            when.setProperty("role", "muted")
            when.setWordWrap(True)
            box.setAccessibleDescription(when.text())
            grid.addWidget(box, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(when, row, 1, Qt.AlignmentFlag.AlignTop)

    def value(self) -> list[str]:
        return [word for word, box in self.boxes.items() if box.isChecked()]


def label_of(name: str) -> str:
    """`take_better_sequence` as people read it."""
    return LABELS.get(name) or in_words(name.replace("_", " ").capitalize())
