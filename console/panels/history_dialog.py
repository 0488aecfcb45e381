"""Everything that was done here and can be undone, as a list; a choice goes there step by step.

Signal: `wanted(index)`: how many changes shall stand.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.theme import Theme
from console.tongue import tr

AT = Qt.ItemDataRole.UserRole
BEGINNING = tr("The beginning")


class HistoryDialog(QDialog):
    """Newest on top; what was undone is grey and can be done again."""

    wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("Changes"))
        self.resize(460, 420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words = QLabel(
            tr(
                "Enter, or a double click, undoes or does again until that change is the "
                "last one. Each step is a new change that everybody sees."
            )
        )
        self._words.setWordWrap(True)
        self._words.setProperty("role", "muted")
        self.rows = QListWidget()
        self.rows.setStyleSheet("QListWidget::item { padding: 5px 6px; border-radius: 6px; }")
        self.rows.setAccessibleName(tr("Changes, newest first"))
        self.rows.itemActivated.connect(lambda item: self.wanted.emit(item.data(AT)))
        box = QVBoxLayout(self)
        box.addWidget(self._words)
        box.addWidget(self.rows, 1)

    def show_changes(self, words: Sequence[str], done: int) -> None:
        """`done` of them stand; the others were undone."""
        self.rows.clear()
        for at in range(len(words), -1, -1):
            text = words[at - 1] if at else BEGINNING
            item = QListWidgetItem(f"→  {text}" if at == done else f"     {text}")
            item.setData(AT, at)
            if at > done:
                item.setForeground(self._theme.colour("faint"))
                item.setToolTip(tr("Undone; choose it to do it again"))
            self.rows.addItem(item)
            if at == done:
                self.rows.setCurrentItem(item)
