"""Who changed what and when, as text that can be copied; the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from console.theme import Theme
from console.tongue import tr
from console.views.depot_settings import HistoryRow

NONE = tr("Nothing has been changed since the depot was registered.")


class ChangeList(QWidget):
    """A heading for each change, and its lines below."""

    def __init__(self, theme: Theme, rows: Sequence[HistoryRow]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if not rows:
            none = QLabel(NONE)
            none.setProperty("role", "muted")
            column.addWidget(none)
        for row in rows:
            title, lines = QLabel(row.title), QLabel("\n".join(row.lines))
            title.setFont(theme.font(13, 600))
            for label in (title, lines):
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(label)
