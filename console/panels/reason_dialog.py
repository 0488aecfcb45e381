"""Why: the reason that every answer needs, and for some of them who is to go on.

Signal: `given(reason, person)`; nothing is emitted without a reason.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.tongue import tr

LONGEST = 2000


class ReasonDialog(QDialog):
    """`people` are proposed where somebody has to be named; any other name may be typed."""

    given = Signal(str, str)

    def __init__(
        self,
        title: str,
        question: str,
        button: str,
        parent: QWidget,
        *,
        people: Sequence[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.question = QLabel(question)
        self.question.setWordWrap(True)
        self.person = QComboBox()
        self.person.setEditable(True)
        self.person.addItems(list(people or ()))
        # Nobody is chosen unseen: the person comes first, then why.
        self.person.setCurrentIndex(-1)
        self.person.setAccessibleName(tr("Who is to look at it"))
        field = self.person.lineEdit()
        assert field is not None
        field.setPlaceholderText(tr("A colleague, by the name that stands at the desk"))
        self.person.setVisible(people is not None)
        self._needs_person = people is not None
        self.reason = QPlainTextEdit()
        self.reason.setProperty("role", "field")
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(tr("Why? It stays with the decision."))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(84)
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        self._wrong.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(
            tr("{button} (Ctrl+Enter)", button=button), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setProperty("role", "primary")
        self.go.setShortcut("Ctrl+Return")
        self.go.setDefault(True)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        self.reason.textChanged.connect(self._check)
        self.person.currentTextChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.question)
        column.addWidget(self.person)
        column.addWidget(self.reason)
        column.addWidget(self._wrong)
        column.addWidget(buttons)
        self.resize(440, self.sizeHint().height())
        (self.reason if people is None else self.person).setFocus()
        self._check()

    def refuse(self, words: str) -> None:
        """The hub said no; what was typed stays."""
        self._wrong.setText(words)
        self.go.setEnabled(True)

    def _check(self) -> None:
        reason = self.reason.toPlainText().strip()
        missing = self._needs_person and not self.person.currentText().strip()
        self.go.setEnabled(bool(reason) and len(reason) <= LONGEST and not missing)
        too_long = (
            tr("Shorten it to {LONGEST} characters.", LONGEST=LONGEST)
            if len(reason) > LONGEST
            else ""
        )
        self._wrong.setText(too_long)

    def _give(self) -> None:
        self.go.setEnabled(False)
        self.given.emit(self.reason.toPlainText().strip(), self.person.currentText().strip())
