"""Buttons for what can be done now; a disabled one says why.

Each has a key that works in the whole window while the button is seen and no text is typed.

Signal: `asked(action)`.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.view import ActionView

WIDE_WORDS = 15
"""Longer labels do not fit into half of a narrow panel."""


class ActionBar(QWidget):
    """The first button over the whole width, the others in two columns; the first enabled one is
    the primary. Where none is, and all for the same reason, that stands above them."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._actions: tuple[ActionView, ...] = ()
        self._buttons: list[QPushButton] = []
        self.why_none = WrappingLabel()
        self.why_none.setProperty("role", "muted")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 8, 10, 10)
        self._grid.setSpacing(6)
        self._grid.addWidget(self.why_none, 0, 0, 1, 2)

    def show_actions(self, actions: Sequence[ActionView]) -> None:
        """Offer these in this order."""
        if tuple(actions) == self._actions:
            return
        self._actions = tuple(actions)
        while len(self._buttons) < len(actions):
            self._add_button(len(self._buttons))
        reasons = {action.why_not for action in actions if not action.is_enabled}
        is_none = len(actions) > 1 and not any(action.is_enabled for action in actions)
        self.why_none.setText(reasons.pop() if is_none and len(reasons) == 1 else "")
        self.why_none.setVisible(bool(self.why_none.text()))
        self._place(actions)
        primary = next((at for at, action in enumerate(actions) if action.is_enabled), -1)
        for at, button in enumerate(self._buttons):
            button.setVisible(at < len(actions))
            if at < len(actions):
                self._fill(button, actions[at], is_primary=at == primary)
        self.setVisible(bool(actions))

    def button(self, action: object) -> QPushButton | None:
        """The button of an action that is offered."""
        at = next((i for i, each in enumerate(self._actions) if each.action == action), None)
        return None if at is None else self._buttons[at]

    def _place(self, actions: Sequence[ActionView]) -> None:
        """Long words take a whole line, short ones share it."""
        row, column = 1, 0
        for at, (button, action) in enumerate(zip(self._buttons, actions, strict=False)):
            is_wide = at == 0 or len(action.label) > WIDE_WORDS
            if is_wide and column:
                row, column = row + 1, 0
            self._grid.addWidget(button, row, column, 1, 2 if is_wide else 1)
            row, column = (row + 1, 0) if is_wide or column else (row, 1)

    def _add_button(self, at: int) -> None:
        button = QPushButton()
        button.clicked.connect(lambda: self.asked.emit(self._actions[at].action))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._buttons.append(button)

    def _fill(self, button: QPushButton, action: ActionView, *, is_primary: bool) -> None:
        keys = ", ".join(filter(None, (action.also_key, action.key)))
        key = f" ({keys})" if keys else ""
        button.setText(action.label.replace("&", "&&") + key)
        button.setShortcut(QKeySequence(action.key if action.is_everywhere else ""))
        button.setEnabled(action.is_enabled)
        button.setToolTip(as_letters(action.why_not))
        button.setAccessibleName(action.label)
        button.setAccessibleDescription(action.why_not)
        role = "primary" if is_primary else "narrow"
        if button.property("role") != role:
            button.setProperty("role", role)
            button.style().unpolish(button)
            button.style().polish(button)
