"""The exchange with a driver: who on the left, what was said and the answer on the right.

It stays open beside the board. Ready answers have the keys Alt+1 to Alt+6; Enter sends own words.

Signals: `chosen(driver_id)`, `ready_sent(driver_id, code)`, `words_sent(driver_id, words)`,
`phone_copied(number)`.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.panels.dialog_size import open_at
from console.panels.empty_state import paint_empty_state
from console.panels.phone_rows import ASIDE, PhoneRowDelegate
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr
from console.view import ReadyMessage, TalkLine, TalkRow

LONGEST = 300


class MessagesDialog(QDialog):
    """Nothing is sent to anybody but the driver whose name stands above."""

    chosen = Signal(str)
    ready_sent = Signal(str, str)
    words_sent = Signal(str, str)
    phone_copied = Signal(str)

    def __init__(self, theme: Theme, ready: Sequence[ReadyMessage], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[TalkRow, ...] = ()
        self._driver_id = ""
        self._shown: tuple[TalkLine, ...] | None = None
        self.drivers = QListWidget()
        self.lines = _Exchange(theme)
        self.words = QLineEdit()
        self.send = QPushButton(tr("Send (Enter)"))
        self._name = QLabel()
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._phone = QPushButton()
        self._ready = [self._ready_button(n, each) for n, each in enumerate(ready, start=1)]
        self.setWindowTitle(tr("Messages with drivers"))
        open_at(self, parent, 860, 560)
        self._build()
        self.drivers.currentItemChanged.connect(self._choose)
        self.words.returnPressed.connect(self._send_words)
        self.send.clicked.connect(self._send_words)
        self._phone.clicked.connect(self._copy)
        theme.changed.connect(self._repaint_lists)

    @property
    def driver_id(self) -> str:
        """Whose exchange is shown; empty for none."""
        return self._driver_id

    def show_rows(self, rows: Sequence[TalkRow], driver_id: str = "") -> None:
        """Show everybody, and that driver's exchange; without one whoever was shown before."""
        self._rows = tuple(rows)
        wanted = driver_id or self._driver_id
        known = [str(row.driver_id) for row in rows]
        if wanted not in known:
            wanted = known[0] if known else ""
        self._fill_drivers(wanted)
        is_other = wanted != self._driver_id
        self._driver_id = wanted
        if is_other:
            self.words.clear()
        self._draw()

    def _fill_drivers(self, wanted: str) -> None:
        self.drivers.blockSignals(True)
        self.drivers.clear()
        for row in self._rows:
            news = tr(" · {news} new", news=row.news) if row.news else ""
            item = QListWidgetItem(f"{row.name}{news}")
            item.setData(ASIDE, " · ".join(part for part in (row.route, row.last) if part))
            item.setData(Qt.ItemDataRole.UserRole, str(row.driver_id))
            item.setToolTip(tooltip((row.name, row.last)))
            self.drivers.addItem(item)
            if str(row.driver_id) == wanted:
                self.drivers.setCurrentItem(item)
        self.drivers.blockSignals(False)

    def _draw(self) -> None:
        row = self._row()
        self._name.setText(f"{row.name} · {row.route}".rstrip(" ·") if row else tr("No driver"))
        self._phone.setText(row.phone if row else "")
        self._phone.setVisible(bool(row and row.phone))
        can_answer = bool(row and row.can_answer)
        for part in (self.words, self.send, *self._ready):
            part.setEnabled(can_answer)
        lines = row.lines if row else ()
        if lines == self._shown:
            return
        self._shown = lines
        self.lines.clear()
        for line in lines:
            item = QListWidgetItem(
                line.words if line.is_from_driver else tr("You: {words}", words=line.words)
            )
            item.setData(ASIDE, line.detail)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.words}. {line.detail}")
            item.setToolTip(tooltip((line.words, line.detail)))
            self.lines.addItem(item)
        self.lines.scrollToBottom()

    def _row(self) -> TalkRow | None:
        return next((row for row in self._rows if str(row.driver_id) == self._driver_id), None)

    def _build(self) -> None:
        for rows, name in ((self.drivers, tr("Drivers")), (self.lines, tr("What was said"))):
            rows.setItemDelegate(PhoneRowDelegate(self._theme, rows, is_tall=True))
            rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            rows.setMouseTracking(True)
            rows.setAccessibleName(name)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setFont(self._theme.font(15, 600))
        self._phone.setProperty("role", "quiet")
        self._phone.setToolTip(tr("Copy the number"))
        self.words.setPlaceholderText(tr("Own words"))
        self.words.setAccessibleName(tr("Own words to the driver"))
        self.words.setMaxLength(LONGEST)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._phone)
        ready = QGridLayout()
        ready.setSpacing(6)
        for at, button in enumerate(self._ready):
            ready.addWidget(button, at // 2, at % 2)
        own = QHBoxLayout()
        own.addWidget(self.words, 1)
        own.addWidget(self.send)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(head)
        right.addWidget(self.lines, 1)
        right.addLayout(ready)
        right.addLayout(own)
        columns = QHBoxLayout(self)
        columns.setSpacing(14)
        columns.addWidget(self.drivers, 3)
        columns.addLayout(right, 5)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _ready_button(self, number: int, ready: ReadyMessage) -> QPushButton:
        button = QPushButton(f"{ready.words} (Alt+{number})")
        button.setProperty("role", "narrow")
        send = partial(self._send_ready, ready.code)
        button.clicked.connect(send)
        QShortcut(QKeySequence(f"Alt+{number}"), self, send)
        return button

    def _repaint_lists(self) -> None:
        for rows in (self.drivers, self.lines):
            rows.viewport().update()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _send_ready(self, code: str) -> None:
        row = self._row()
        if row is not None and row.can_answer:
            self.ready_sent.emit(self._driver_id, code)

    def _send_words(self) -> None:
        words, row = self.words.text().strip(), self._row()
        if words and row is not None and row.can_answer:
            self.words.clear()
            self.words_sent.emit(self._driver_id, words)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._phone.text())
        self.phone_copied.emit(self._phone.text())


class _Exchange(QListWidget):
    """What was said; before anything was, that and what to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            title, advice = tr("Nothing was written yet"), tr("One touch below is enough.")
            paint_empty_state(painter, self.viewport().rect(), self._theme, "send", title, advice)
            painter.end()
