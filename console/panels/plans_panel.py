"""Plans for the whole day beside each other: choose one, see its ghost, take it or keep what is.

Signals: `chosen(key)`, `taken`, `taken_with_rest`, `left`, `stopped`, `again`,
`order_chosen(order_id)`. The keys 1 to 3 choose; T, Shift+T and Esc belong to the window.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.panels.restyle import restyle
from console.panels.row_column import RowColumn
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.plan_view import LeftLine, PlacedLine, PlanCard, PlansView
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

NARROWEST = 250


class PlansPanel(QFrame):
    """Shows what `show_view` is given."""

    chosen = Signal(str)
    taken = Signal()
    taken_with_rest = Signal()
    left = Signal()
    stopped = Signal()
    again = Signal()
    order_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = PlansView("", "")
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._note = WrappingLabel()
        self._stop = QPushButton(tr("Stop"))
        self._again = QPushButton(tr("Again (F5)"))
        self._take = QPushButton(tr("Take (T)"))
        self._leave = QPushButton(tr("Keep mine (Esc)"))
        self._take_all = QPushButton()
        self._settles = WrappingLabel()
        self._settles.setProperty("role", "muted")
        self._cards: list[_Card] = []
        self._column = QVBoxLayout()
        self._left_title = QLabel()
        self._left_title.setProperty("role", "overline")
        above = QVBoxLayout()
        above.setSpacing(6)
        above.addLayout(self._column)
        above.addWidget(self._left_title)
        self._left = RowColumn(self._make_line, tr("Plans, and what becomes of each order"), above)
        self.setProperty("card", True)
        self.setAccessibleName(tr("Plans for the day"))
        self.setMinimumWidth(NARROWEST)
        self._build()
        theme.changed.connect(self._draw)

    def show_view(self, view: PlansView) -> None:
        """Show these."""
        if view != self._view:
            self._view = view
            self._draw()

    def choose(self, number: int) -> None:
        """The plan of that number, if it was found."""
        if number <= len(self._view.cards) and self._view.cards[number - 1].is_there:
            self.chosen.emit(self._view.cards[number - 1].key)

    def _build(self) -> None:
        for button, role in ((self._stop, "narrow"), (self._again, "narrow")):
            button.setProperty("role", role)
        self._take.setProperty("role", "primary")
        self._stop.setToolTip(tr("End the search and keep what was found"))
        self._again.setToolTip(tr("Look again for the day as it is now"))
        self._stop.clicked.connect(self.stopped)
        self._again.clicked.connect(self.again)
        self._take.clicked.connect(self.taken)
        self._leave.clicked.connect(self.left)
        self._take_all.clicked.connect(self.taken_with_rest)
        self._take_all.setToolTip(
            tr("Each order that the plan leaves in the queue gets its next best; one undo for all")
        )
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._stop)
        head.addWidget(self._again)
        self._column.setSpacing(6)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._leave)
        foot.addWidget(self._take, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 10)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self._note)
        box.addWidget(self._left, 1)
        # Words of changing height stand above, so that no button moves under the mouse.
        box.addWidget(self._settles)
        box.addWidget(self._take_all)
        box.addLayout(foot)
        for number in range(1, 4):
            QShortcut(QKeySequence(str(number)), self, partial(self.choose, number))

    def _draw(self) -> None:
        view = self._view
        self._title.setText(view.title)
        self._note.setText(view.note)
        self._note.setVisible(bool(view.note))
        self._note.setStyleSheet(f"color: {self._theme.tone(view.note_tone).name()}")
        self._stop.setVisible(view.is_searching)
        self._again.setVisible(not view.is_searching)
        self._take.setEnabled(view.can_take)
        self._take_all.setEnabled(view.can_take)
        self._take_all.setText(
            tr("Take, and settle {n} (Shift+T)", n=view.to_settle) if view.to_settle else ""
        )
        self._settles.setText(tr("The rest: {words}", words=view.settles) if view.settles else "")
        for rest in (self._take_all, self._settles):
            rest.setVisible(bool(view.to_settle))
        while len(self._cards) < len(view.cards):
            card = _Card(self._theme, len(self._cards) + 1)
            card.pressed.connect(self.choose)
            self._cards.append(card)
            self._column.addWidget(card)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(view.cards))
            if place < len(view.cards):
                card.show_card(view.cards[place])
        self._left_title.setText(
            tr("Left in the queue: {left}", left=len(view.left)) if view.left else ""
        )
        self._left_title.setVisible(bool(view.left))
        left, placed = ([line.order_id for line in lines] for lines in (view.left, view.placed))
        rows = self._left.show_keys([*left, *placed])
        for row, line in zip(rows, view.left, strict=False):
            row.show_line(line)
        for row, there in zip(rows[len(left) :], view.placed, strict=True):
            row.show_placed(there)

    def _make_line(self, key: str) -> "_Line":
        line = _Line(self._theme)
        line.pressed.connect(lambda: self.order_chosen.emit(key))
        return line


class _Card(QFrame):
    """One plan; a click chooses it."""

    pressed = Signal(int)

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme, self._number = theme, number
        self.setObjectName("plan")
        self._name, self._money = WrappingLabel(), QLabel()
        self._gains, self._changes = WrappingLabel(), WrappingLabel()
        self._name.setFont(theme.font(13, 600))
        self._money.setFont(theme.font(14, 600))
        self._changes.setProperty("role", "muted")
        self._money.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._money, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 10, 7)
        box.setSpacing(1)
        box.addLayout(head)
        box.addWidget(self._gains)
        box.addWidget(self._changes)

    def show_card(self, card: PlanCard) -> None:
        """Fill it; a plan that is not there cannot be chosen."""
        self._name.setText(f"{self._number}  {card.name}")
        self._money.setText(f"{card.money} {card.money_is}".strip())
        restyle(self._money, f"color: {self._theme.tone(card.tone).name()}")
        self._gains.setText(card.gains)
        self._changes.setText(card.changes)
        # Last of the words: what comes into sight lays the card out at once, as it is by then.
        self._gains.setVisible(bool(card.gains))
        line = "accent" if card.is_chosen else "line"
        ground = "select" if card.is_chosen else "raised"
        restyle(
            self,
            f"QFrame#plan {{ border: 1px solid {self._theme.hex(line)}; border-radius: 8px;"
            f" background: {self._theme.hex(ground)}; }}",
        )
        self.setToolTip(as_letters(card.meaning))
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if card.is_there else Qt.CursorShape.ArrowCursor
        )
        chosen = tr(", chosen") if card.is_chosen else ""
        self.setAccessibleName(
            f"{card.name}{chosen}: {card.money} {card.money_is} {card.gains} {card.changes}"
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self._number)


class _Line(QWidget):
    """What becomes of an order; a click selects it in the queue."""

    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words, self._reason, self._next = (WrappingLabel() for _ in range(3))
        self._words.setFont(theme.font(12, 600))
        self._next.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 3, 6, 5)
        box.setSpacing(0)
        for label in (self._words, self._reason, self._next):
            box.addWidget(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_line(self, line: LeftLine) -> None:
        """Fill it: the order stays in the queue."""
        self._show(line.words, line.reason, Tone.WARN, line.otherwise)

    def show_placed(self, line: PlacedLine) -> None:
        """Fill it: a route takes the order."""
        self._show(line.words, line.outcome, Tone.GOOD)

    def _show(self, words: str, told: str, tone: Tone, otherwise: str = "") -> None:
        self._words.setText(words)
        self._reason.setText(told)
        self._reason.setStyleSheet(f"font-size: 12px; color: {self._theme.tone(tone).name()}")
        self._next.setText(otherwise)
        self._next.setVisible(bool(otherwise))
        self.setAccessibleName(f"{words}: {told}. {otherwise}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
