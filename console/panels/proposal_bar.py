"""A better sequence, offered beside the plan: taken or left with one key or click; and what the
whole day would gain.

Signals: `taken(route_id)`, `declined(route_id)`, `day_wanted`. Hidden while nothing is offered.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from console.panels.elided_label import ElidedLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import ProposalView

SPACING = 10


class ProposalBar(QFrame):
    """One proposal at a time; the newest replaces the one before."""

    taken = Signal(str)
    declined = Signal(str)
    day_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: ProposalView | None = None
        self._hint = ""
        self._icon = QLabel()
        self._words = ElidedLabel()
        self._detail = QLabel()
        self._take = QPushButton(tr("Take (T)"))
        self._keep = QPushButton(tr("Keep (Esc)"))
        self._day = ElidedLabel()
        self._show_day = QPushButton(tr("Plans (F5)"))
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.setProperty("card", True)
        self._build()
        self._take.clicked.connect(self.take)
        self._keep.clicked.connect(self.keep)
        self._show_day.clicked.connect(self.day_wanted)
        theme.changed.connect(self._decorate)
        self._decorate()
        self.setVisible(False)

    def show_view(self, view: ProposalView | None) -> None:
        """Offer it, or nothing."""
        self._view = view
        self._draw()

    def show_hint(self, words: str) -> None:
        """What the whole day would gain, beside what is offered; empty: nothing."""
        self._hint = words
        self._draw()

    def stand_on(self, left: int, bottom: int, width: int) -> None:
        """Take so much width; in little, buttons stand below what is said."""
        direction = QBoxLayout.Direction
        is_narrow = width < self._beside_px()
        self._halves.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        height = self.sizeHint().height()
        self.setGeometry(left, bottom - height, width, height)
        if not self.rect().contains(self._halves.geometry()):
            # Laid out while it was hidden, for the size that it had then.
            self._halves.invalidate()
            self._halves.activate()

    def _beside_px(self) -> int:
        """The width in which all that is said has its buttons beside it.

        Asked of the parts: while the bar is hidden its layout is not told of other words.
        """
        labels = [each for each in (self._words, self._detail, self._day) if not each.isHidden()]
        buttons = [e for e in (self._keep, self._show_day, self._take) if not e.isHidden()]
        said = max((each.sizeHint().width() for each in labels), default=0)
        pressed = sum(each.sizeHint().width() for each in buttons)
        edges = self._halves.contentsMargins()
        gaps = SPACING * (len(buttons) + 2)
        return edges.left() + self._icon.sizeHint().width() + said + pressed + gaps + edges.right()

    def _draw(self) -> None:
        view = self._view
        for widget in (self._words, self._take):
            widget.setVisible(view is not None)
        self._detail.setVisible(view is not None and bool(view.detail))
        for each in (self._day, self._show_day):
            each.setVisible(bool(self._hint))
        self._day.setText(tr("All routes: {hint}", hint=self._hint))
        self._day.setToolTip(as_letters(self._day.text()))
        names = []
        if view is not None:
            self._words.setText(f"{view.route}: {view.words}")
            self._words.setToolTip(as_letters(self._words.text()))
            self._detail.setText(view.detail)
            names.append(tr("Proposal for {route}: {words}", route=view.route, words=view.words))
        if self._hint:
            names.append(self._day.text())
        self.setAccessibleName(". ".join(names))
        self.setVisible(view is not None or bool(self._hint))

    def take(self) -> None:
        """For the key T; nothing happens while nothing is offered."""
        if self._view is not None:
            self.taken.emit(self._view.route_id)

    def keep(self) -> None:
        """For Esc."""
        if self.is_offering():
            self.declined.emit(self._view.route_id if self._view is not None else "")

    def is_offering(self) -> bool:
        return self._view is not None or bool(self._hint)

    def _build(self) -> None:
        for label in (self._words, self._detail, self._day):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(self._theme.font(13, 600))
        self._detail.setProperty("role", "muted")
        self._day.setProperty("role", "muted")
        self._take.setProperty("role", "primary")
        self._take.setAccessibleName(tr("Take the proposal"))
        self._keep.setAccessibleName(tr("Keep my sequence"))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._words)
        words.addWidget(self._detail)
        words.addWidget(self._day)
        said = QHBoxLayout()
        said.setSpacing(SPACING)
        said.addWidget(self._icon)
        said.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addStretch(1)
        for button in (self._keep, self._show_day, self._take):
            buttons.addWidget(button)
        self._halves.setContentsMargins(12, 7, 8, 7)
        self._halves.setSpacing(SPACING)
        self._halves.addLayout(said, 1)
        self._halves.addLayout(buttons)

    def _decorate(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(
            self._theme.pixmap("sparkles", self._theme.colour("accent"), 18, ratio)
        )
