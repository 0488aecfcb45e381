"""Short messages with drivers: who wrote, what, and how long ago.

Signals: `opened(driver_id)`, `answered(driver_id)`: with the usual word, "understood".
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.panels.elided_label import ElidedLabel
from console.panels.restyle import restyle
from console.panels.route_tag import RouteTag
from console.panels.row_column import RowColumn
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr
from console.view import TalkRow, Tone


class MessagesPanel(QFrame):
    """Drivers who wrote, as given; a click opens the whole exchange."""

    opened = Signal(str)
    answered = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, TalkRow] = {}
        self._empty = QLabel(tr("Nothing was written. What drivers write appears here; F4 writes."))
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(12, 10, 12, 12)
        self._column = RowColumn(self._make_row, tr("Drivers who wrote"))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 4)
        box.setSpacing(0)
        box.addWidget(self._empty)
        box.addWidget(self._column, 1)
        box.addStretch(0)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Messages with drivers"))
        theme.changed.connect(self._draw_again)
        self.show_rows(())

    def _draw_again(self) -> None:
        # A method, not a lambda: Qt forgets it together with the panel.
        self.show_rows(tuple(self._rows.values()))

    def show_rows(self, rows: Sequence[TalkRow]) -> None:
        """Show those with messages, in this order."""
        written = [row for row in rows if row.lines]
        self._rows = {str(row.driver_id): row for row in written}
        self._empty.setVisible(not written)
        self._column.setVisible(bool(written))
        for widget, row in zip(self._column.show_keys(list(self._rows)), written, strict=True):
            widget.show_row(row)

    def first_unread(self) -> str | None:
        """The driver who has waited longest for a reader."""
        return next((id_ for id_, row in self._rows.items() if row.news), None)

    def _make_row(self, key: str) -> "_TalkWidget":
        widget = _TalkWidget(self._theme)
        widget.opened.connect(lambda: self.opened.emit(key))
        widget.answered.connect(lambda: self.answered.emit(key))
        return widget


class _TalkWidget(QWidget):
    """One driver: route, name, age; below, the last words and the usual answer."""

    opened = Signal()
    answered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tag = RouteTag(theme)
        self._name = ElidedLabel()
        self._age = QLabel()
        self._last = ElidedLabel()
        self._answer = QPushButton(tr("Understood"))
        self._answer.setProperty("role", "narrow")
        self._answer.setToolTip(tr("Answer “Understood” (Shift+N)"))
        self._answer.clicked.connect(self.answered)
        for label in (self._name, self._age, self._last):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(1)
        self._name.setFont(theme.font(13, 600))
        self._age.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._name, 1)
        head.addWidget(self._age)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._last, 1)
        below.addWidget(self._answer)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 6, 12, 6)
        box.setSpacing(3)
        box.addLayout(head)
        box.addLayout(below)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_row(self, row: TalkRow) -> None:
        self._tag.setVisible(bool(row.route))
        self._tag.show_tag(row.route, row.colour)
        self._name.setText(
            tr("{row_name} · {news} new", row_name=row.name, news=row.news)
            if row.news
            else row.name
        )
        self._age.setText(row.age)
        self._last.setText(row.last)
        self._last.setToolTip(tooltip((row.name, row.last)))
        self._last.setFont(self._theme.font(13, 600 if row.news else 400))
        tone = self._theme.tone(Tone.WARN if row.news else Tone.MUTED).name()
        restyle(self._last, f"color: {tone}")
        self._answer.setVisible(bool(row.news) and row.can_answer)
        self._answer.setAccessibleName(tr("Answer {row_name}: understood", row_name=row.name))
        self.setAccessibleName(f"{row.name}, {row.route}: {row.last}. {row.age}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            event.ignore()
