"""The shift hand-over as a list to read, copy and paste."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.panels.dialog_size import open_at
from console.tongue import tr


class HandOverDialog(QDialog):
    """Stays as it was when it was opened; opening it again tells the newest."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Shift hand-over"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 820, 560)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Shift hand-over"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        title = QLabel(tr("What the next shift must know"))
        title.setProperty("role", "title")
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = answers.addButton(tr("Copy as text"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.setProperty("role", "primary")
        self.copy.setDefault(True)
        self.copy.clicked.connect(self._copy)
        answers.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addWidget(title)
        box.addWidget(self.text, 1)
        box.addWidget(answers)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))
