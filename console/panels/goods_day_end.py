"""Containers by customer, and the end of the day: vans with their sums, and the hand-over note.

Signals: `day_chosen(day)`, `close_asked(day, note)`, `reopen_asked(day)`, `paper_asked(day)`,
`van_entered(route_id)`.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.goods_view import ContainersView, DayEndView
from console.panels.goods_lots import card_of
from console.panels.goods_table import GoodsTable
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

CUSTOMERS = (
    (tr("Customer"), 180),
    (tr("Address"), 200),
    (tr("Holds"), 60),
    (tr("Asked for"), 76),
    (tr("Collected"), 76),
    (tr("Deposit"), 92),
    (tr("Since"), 100),
)
APART = (
    (tr("Van"), 90),
    (tr("Driver"), 130),
    (tr("Said"), 56),
    (tr("Counted"), 64),
    (tr("Apart"), 56),
)
VANS = (
    (tr("Van"), 84),
    (tr("Driver"), 110),
    (tr("Loaded"), 58),
    (tr("Delivered"), 68),
    (tr("Collected"), 68),
    (tr("Expected"), 66),
    (tr("Counted"), 62),
    (tr("Short"), 46),
    (tr("Over"), 44),
    (tr("Containers"), 74),
    (tr("State"), 168),
)


class GoodsContainers(QWidget):
    """Who holds containers, and where they did not add up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.customers = GoodsTable(
            theme,
            tr("Containers by customer"),
            CUSTOMERS,
            numbers=(2, 3, 4, 5),
            empty=(
                "container",
                tr("Nobody holds containers"),
                tr("Deliveries in containers are counted."),
            ),
        )
        self.differences = GoodsTable(
            theme,
            tr("Differences"),
            APART,
            numbers=(2, 3, 4),
            empty=(
                "circle-check",
                tr("No differences"),
                tr("Counted vans brought what drivers said."),
            ),
        )
        self._summary = QLabel()
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(card_of(tr("Containers"), self.customers, self._summary))
        halves.addWidget(card_of(tr("Vans that differ"), self.differences))
        halves.setStretchFactor(0, 13)
        halves.setStretchFactor(1, 7)
        halves.setSizes([820, 440])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def show_view(self, view: ContainersView) -> None:
        self.customers.show_rows(view.customers, self.customers.current())
        self.differences.show_rows(view.differences, self.differences.current())
        self._summary.setText(view.summary)

    def focus(self) -> None:
        self.customers.setFocus()


class GoodsDayEnd(QWidget):
    """What stands in the way is said before anybody tries."""

    day_chosen = Signal(str)
    close_asked = Signal(str, str)
    reopen_asked = Signal(str)
    paper_asked = Signal(str)
    van_entered = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = DayEndView()
        self.days = QComboBox()
        self.vans = GoodsTable(
            theme, tr("Vans of the day"), VANS, numbers=(2, 3, 4, 5, 6, 7, 8, 9), stretched=10,
            empty=("truck", tr("No routes on this day"), ""),
        )  # fmt: skip
        self.note = QLineEdit()
        self.close_it = QPushButton(tr("Close the day"))
        self.reopen = QPushButton(tr("Reopen the day"))
        self.paper = QPushButton(tr("Hand-over note (PDF)…"))
        self._open = QLabel()
        self._before = _heading(tr("Before it can be closed"))
        self._words = QLabel()
        self._earlier = QLabel()
        self._build()

    def show_view(self, view: DayEndView) -> None:
        """Show the day; the note that is being typed stays."""
        was, self._view = self._view, view
        if view.days != was.days or view.day != was.day:
            self.days.blockSignals(True)
            self.days.clear()
            for day, words in view.days:
                self.days.addItem(words, str(day))
            self.days.setCurrentIndex(self.days.findData(str(view.day)))
            self.days.blockSignals(False)
            self.note.clear()
        self.vans.show_rows(view.vans, self.vans.current())
        self._open.setText("\n".join(view.open))
        is_closed = bool(view.signed)
        self._before.setText(tr("Closed") if is_closed else tr("Before it can be closed"))
        self.note.setVisible(not is_closed)
        self.close_it.setVisible(not is_closed)
        self.reopen.setVisible(is_closed)
        self.paper.setVisible(is_closed)
        self.close_it.setEnabled(not view.obstacles and view.day is not None)
        words, tone = tr("Every van is counted. The day can be closed."), Tone.GOOD
        if is_closed:
            words = f"{view.signed}. {view.note}".strip()
        elif view.obstacles:
            shown = view.obstacles[:6]
            more = len(view.obstacles) - len(shown)
            words = "\n".join((*shown, *([tr("And {more} more.", more=more)] if more else [])))
            tone = Tone.WARN
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self._earlier.setText("\n\n".join(view.earlier) or tr("No day before has been closed yet."))

    def finish(self) -> None:
        """As its main button does."""
        self._close()

    def focus(self) -> None:
        (self.note if self.note.isVisibleTo(self) else self.vans).setFocus()

    def _build(self) -> None:
        self.days.setAccessibleName(tr("Day"))
        self.days.activated.connect(lambda _: self.day_chosen.emit(str(self.days.currentData())))
        self.note.setPlaceholderText(tr("What must the next day know?"))
        self.note.setAccessibleName(tr("Note for the next day"))
        self.note.setMaxLength(1000)
        self.note.returnPressed.connect(self._close)
        self.close_it.setProperty("role", "primary")
        self.close_it.clicked.connect(self._close)
        self.reopen.clicked.connect(lambda: self.reopen_asked.emit(str(self._view.day)))
        self.paper.clicked.connect(lambda: self.paper_asked.emit(str(self._view.day)))
        self.vans.entered.connect(self.van_entered)
        for label in (self._open, self._words, self._earlier):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._earlier.setProperty("role", "muted")
        right = QFrame()
        right.setProperty("card", True)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(8)
        inside.addWidget(_heading(tr("Left open")))
        inside.addWidget(self._open)
        inside.addWidget(self._before)
        inside.addWidget(self._words)
        inside.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.paper, self.reopen, self.close_it):
            foot.addWidget(button)
        inside.addLayout(foot)
        inside.addWidget(_heading(tr("Days before")))
        scroll = QScrollArea()
        scroll.setWidget(self._earlier)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._earlier.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.addWidget(scroll, 1)
        left = QFrame()
        left.setProperty("card", True)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 8, 6)
        top.addWidget(_heading(tr("Vans")), 1)
        top.addWidget(self.days)
        column = QVBoxLayout(left)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.vans, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(right)
        # Eleven columns need every pixel of a small window; sentences break.
        right.setMinimumWidth(250)
        halves.setStretchFactor(0, 14)
        halves.setStretchFactor(1, 6)
        halves.setSizes([930, 330])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def _close(self) -> None:
        if self._view.day is not None and self.close_it.isEnabled() and not self._view.signed:
            self.close_asked.emit(str(self._view.day), self.note.text().strip())


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "title")
    return label
