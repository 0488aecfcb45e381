"""How much of what is owed: an amount that is read as it is typed, and what follows from it.

Signal: `given(amount_minor)`; nothing is emitted for what is no amount.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.tongue import tr

LONGEST = 20


class PartDialog(QDialog):
    """`read` gives the amount in minor units, None while there is none, and what to say of it."""

    given = Signal(object)

    def __init__(
        self, question: str, read: Callable[[str], tuple[int | None, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Refund part"))
        self._read = read
        words = QLabel(question)
        words.setWordWrap(True)
        self.amount = QLineEdit()
        self.amount.setMaxLength(LONGEST)
        self.amount.setAccessibleName(tr("Amount"))
        self.amount.setPlaceholderText(tr("Amount"))
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = buttons.addButton(tr("Ask the shop"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("role", "primary")
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        self.amount.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for each in (words, self.amount, self.about, buttons):
            column.addWidget(each)
        self.go.setDefault(True)
        self._check()
        # Room for a sentence that breaks: what is typed does not move the buttons.
        self.about.setMinimumHeight(3 * self.about.fontMetrics().lineSpacing())
        self.resize(420, self.sizeHint().height())
        self.amount.setFocus()

    def _check(self) -> None:
        amount, words = self._read(self.amount.text())
        self.about.setText(words)
        self.go.setEnabled(amount is not None)

    def _give(self) -> None:
        amount, _ = self._read(self.amount.text())
        if amount is not None:
            self.given.emit(amount)
            self.accept()
