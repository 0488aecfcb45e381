"""What a driver at a door should try, and whether the next one should know it too.

Signal: `sent(advice, is_kept)`; nothing is emitted without words.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.tongue import tr

LONGEST = 2000


class TryDialog(QDialog):
    """What is known of the door is filled in."""

    sent = Signal(str, bool)

    def __init__(self, question: str, known: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Try this"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QLabel(question)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self.field = QLineEdit(known)
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(tr("What the driver should try"))
        self.field.selectAll()
        self.keep = QPushButton(tr("Keep it for this door (Alt+K)"))
        self.keep.setProperty("role", "chip")
        self.keep.setShortcut("Alt+K")
        self.keep.setCheckable(True)
        self.keep.setAutoDefault(False)
        self.keep.setToolTip(tr("The next driver reads it, and every open order there"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        send = buttons.addButton(tr("Send"), QDialogButtonBox.ButtonRole.AcceptRole)
        send.setDefault(True)
        send.setProperty("role", "primary")
        buttons.accepted.connect(self._send)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.field)
        column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(buttons)
        self.resize(420, self.sizeHint().height())

    def _send(self) -> None:
        advice = self.field.text().strip()
        self.accept()
        if advice:
            self.sent.emit(advice, self.keep.isChecked())
