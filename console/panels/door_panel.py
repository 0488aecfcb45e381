"""Drivers at a door with a problem: answered with one key while they wait.

Signals: `wait_asked(stop_id, minutes)`, `try_asked(stop_id, advice)`, `advice_kept(stop_id,
advice)`: for the next driver too, `fail_asked(stop_id)`,
`route_chosen(route_id)`, `phone_copied(number)`. Hidden while nobody waits.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.panels.elided_label import ElidedLabel
from console.panels.late_clicks import LateClicks
from console.panels.restyle import restyle
from console.panels.route_tag import RouteTag
from console.panels.row_column import RowColumn
from console.panels.try_dialog import TryDialog
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import DoorRow

SHORT_MIN, LONG_MIN = 5, 10
ROW_HEIGHT = 106
MOST_SHOWN = 2


class DoorPanel(QFrame):
    """Problems as given; the keys answer the first one that has no answer."""

    wait_asked = Signal(str, int)
    try_asked = Signal(str, str)
    advice_kept = Signal(str, str)
    fail_asked = Signal(str)
    route_chosen = Signal(str)
    phone_copied = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, DoorRow] = {}
        self._most = MOST_SHOWN
        self._late_clicks = LateClicks(self)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._column = RowColumn(self._make_row, tr("Drivers at a door"))
        title = QLabel(tr("At the door"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self._count, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._column, 1)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Drivers at a door"))
        theme.changed.connect(self._draw_again)
        self.show_rows(())

    def _draw_again(self) -> None:
        # A method, not a lambda: Qt forgets it together with the panel.
        self.show_rows(tuple(self._rows.values()))

    def show_rows(self, rows: Sequence[DoorRow]) -> None:
        """Show these problems in this order."""
        self._rows = {row.stop_id: row for row in rows}
        open_ones = sum(row.needs_answer for row in rows)
        self._count.setText(
            tr("{open_ones} to answer", open_ones=open_ones) if open_ones else tr("all answered")
        )
        for widget, row in zip(self._column.show_keys(list(self._rows)), rows, strict=True):
            widget.show_row(row)
        self.setFixedHeight(38 + ROW_HEIGHT * max(1, min(len(rows), self._most)))
        self.setVisible(bool(rows))

    def set_most(self, most: int) -> None:
        """How many are in sight at once; others are scrolled to."""
        if most != self._most:
            self._most = most
            self._draw_again()

    def wait(self, minutes: int = SHORT_MIN) -> None:
        """For the key W."""
        stop_id = self._first_open()
        if stop_id is not None:
            self.wait_asked.emit(stop_id, minutes)

    def try_this(self) -> None:
        """For the key Y."""
        stop_id = self._first_open()
        if stop_id is not None:
            self._ask_advice(stop_id)

    def fail(self) -> None:
        """For the key F."""
        stop_id = self._first_open()
        if stop_id is not None:
            self.fail_asked.emit(stop_id)

    def _first_open(self) -> str | None:
        return next((id_ for id_, row in self._rows.items() if row.needs_answer), None)

    def _make_row(self, key: str) -> "_DoorWidget":
        widget = _DoorWidget(self._theme)
        self._late_clicks.mind(widget)
        widget.wait_asked.connect(lambda minutes: self.wait_asked.emit(key, minutes))
        widget.try_asked.connect(lambda: self._ask_advice(key))
        widget.fail_asked.connect(lambda: self.fail_asked.emit(key))
        widget.chosen.connect(lambda: self._choose(key))
        widget.called.connect(self._copy_phone)
        return widget

    def _ask_advice(self, stop_id: str) -> None:
        row = self._rows[stop_id]
        question = tr(
            "{words}\nWhat should the driver of {route} try?", words=row.words, route=row.route
        )
        dialog = TryDialog(question, row.known, self)
        dialog.sent.connect(lambda advice, is_kept: self._advise(stop_id, advice, is_kept))
        dialog.open()

    def _advise(self, stop_id: str, advice: str, is_kept: bool) -> None:
        self.try_asked.emit(stop_id, advice)
        if is_kept:
            self.advice_kept.emit(stop_id, advice)

    def _choose(self, stop_id: str) -> None:
        row = self._rows.get(stop_id)
        if row is not None:
            self.route_chosen.emit(row.route_id)

    def _copy_phone(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.phone_copied.emit(number)


class _DoorWidget(QWidget):
    """One problem: where, who, how long; below, the answers."""

    wait_asked = Signal(int)
    try_asked = Signal()
    fail_asked = Signal()
    chosen = Signal()
    called = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._number = ""
        self._tag = RouteTag(theme)
        self._words = ElidedLabel()
        self._words.setFont(theme.font(13, 600))
        self._detail = ElidedLabel()
        self._detail.setProperty("role", "muted")
        self._state = ElidedLabel()
        self._state.setFont(theme.font(12, 600))
        for label in (self._words, self._detail, self._state):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(1)
        self._phone = self._button(
            "", lambda: self.called.emit(self._number), tr("Copy the customer's number")
        )
        self._phone.setIconSize(QSize(13, 13))
        answers = (
            self._button(
                tr("Wait {SHORT_MIN}", SHORT_MIN=SHORT_MIN),
                lambda: self.wait_asked.emit(SHORT_MIN),
                tr("Ask the driver to wait {SHORT_MIN} minutes (W)", SHORT_MIN=SHORT_MIN),
            ),
            self._button(
                tr("Wait {LONG_MIN}", LONG_MIN=LONG_MIN),
                lambda: self.wait_asked.emit(LONG_MIN),
                tr("Ask the driver to wait {LONG_MIN} minutes (Shift+W)", LONG_MIN=LONG_MIN),
            ),
            self._button(tr("Try…"), self.try_asked.emit, tr("Tell the driver what may help (Y)")),
            self._button(tr("Fail it"), self.fail_asked.emit, tr("End the attempt now (F)")),
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._state, 1)
        head.addWidget(self._phone)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in answers:
            row.addWidget(button, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 3, 12, 5)
        box.setSpacing(3)
        box.addLayout(head)
        box.addWidget(self._words)
        box.addWidget(self._detail)
        box.addLayout(row)
        self.setFixedHeight(ROW_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_row(self, row: DoorRow) -> None:
        self._tag.show_tag(row.route, row.colour)
        self._words.setText(row.words)
        self._words.setToolTip(as_letters(row.words))
        self._detail.setText(row.detail)
        self._detail.setToolTip(as_letters(row.detail))
        self._state.setText(row.state_words)
        self._state.setToolTip(as_letters(row.state_words))
        restyle(self._state, f"color: {self._theme.tone(row.tone).name()}")
        self._number = row.phone
        self._phone.setIcon(self._theme.icon("phone", "accent", 13))
        self._phone.setToolTip(as_letters(tr("Copy {phone}", phone=row.phone)))
        self._phone.setVisible(bool(row.phone))
        self.setAccessibleName(f"{row.route}: {row.words}. {row.detail}. {row.state_words}")

    def _button(self, words: str, action: object, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(as_letters(tip))
        button.setAccessibleName(tip)
        button.setProperty("role", "quiet" if not words else "narrow")
        button.clicked.connect(action)
        return button

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()
