"""Who has the case and what colleagues wrote on it, with the buttons that move it between them.

Signals: `asked(CaseAction)`, `note_written(words)`, `note_begun` (the field should be in sight).
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.panels.chip_row import ChipRow
from console.panels.restyle import restyle
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import ActionView, CaseView, NoteLine

LONGEST_NOTE = 2000
MOST_BUTTONS = 16


class CaseHandling(QWidget):
    """A line for the waiting, quiet buttons, the thread of notes and a field for the next one."""

    asked = Signal(object)
    note_written = Signal(str)
    note_begun = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._case_id = ""
        self._actions: tuple[ActionView, ...] = ()
        self._waits = WrappingLabel()
        self._waits.setFont(theme.font(12, 600))
        self._thread = WrappingLabel()
        self._thread.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._field = QLineEdit()
        self._field.setPlaceholderText(tr("Write a note (N)"))
        self._field.setMaxLength(LONGEST_NOTE)
        self._field.setAccessibleName(tr("Write a note on this case"))
        self._field.setToolTip(tr("Enter keeps the note for your colleagues; N jumps here"))
        self._field.returnPressed.connect(self._write)
        self._buttons = [self._make_button(at) for at in range(MOST_BUTTONS)]
        row = ChipRow()
        for button in self._buttons:
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 0)
        box.setSpacing(5)
        box.addWidget(self._waits)
        box.addLayout(row)
        box.addWidget(self._thread)
        box.addWidget(self._field)
        QShortcut(QKeySequence("N"), self, self.begin_note)

    def show_view(self, view: CaseView) -> None:
        """What is typed stays, as long as the case is the same."""
        if view.case_id != self._case_id:
            self._case_id = view.case_id
            self._field.clear()
        self._waits.setText(view.waits)
        self._waits.setVisible(bool(view.waits))
        restyle(self._waits, f"color: {self._theme.tone(view.waits_tone).name()}")
        self._thread.setText("\n".join(_note_words(note) for note in view.notes))
        self._thread.setVisible(bool(view.notes))
        if view.handling != self._actions:
            self._actions = view.handling
            for at, button in enumerate(self._buttons):
                self._fill(button, self._actions[at] if at < len(self._actions) else None)

    def begin_note(self) -> None:
        """For the key N."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note_begun.emit()

    def button(self, action: object) -> QPushButton | None:
        """The button of an action that is offered."""
        at = next((i for i, each in enumerate(self._actions) if each.action == action), None)
        return None if at is None else self._buttons[at]

    def _make_button(self, at: int) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "narrow")
        button.clicked.connect(lambda: self.asked.emit(self._actions[at].action))
        return button

    def _fill(self, button: QPushButton, action: ActionView | None) -> None:
        button.setVisible(action is not None)
        if action is None:
            button.setShortcut(QKeySequence())
            return
        button.setText(f"{action.label} ({action.key})")
        button.setShortcut(QKeySequence(action.key))
        button.setEnabled(action.is_enabled)
        button.setToolTip(as_letters(action.why_not or f"{action.label} ({action.key})"))
        button.setAccessibleName(action.label)

    def _write(self) -> None:
        words = self._field.text().strip()
        if words:
            self._field.clear()
            self._field.clearFocus()
            self.note_written.emit(words)


def _note_words(note: NoteLine) -> str:
    return f"{note.when} · {note.who}\n   {note.words}"
