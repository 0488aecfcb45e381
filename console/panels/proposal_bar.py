"""A better sequence, offered beside the plan: taken or left with one key or click.

Signals: `taken(route_id)`, `declined(route_id)`. Hidden while nothing is offered.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from console.panels.elided_label import ElidedLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.view import ProposalView


class ProposalBar(QFrame):
    """One proposal at a time; the newest replaces the one before."""

    taken = Signal(str)
    declined = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: ProposalView | None = None
        self._icon = QLabel()
        self._words = ElidedLabel()
        self._detail = QLabel()
        self._take = QPushButton("Take (T)")
        self._keep = QPushButton("Keep (Esc)")
        self.setProperty("card", True)
        self._build()
        self._take.clicked.connect(self.take)
        self._keep.clicked.connect(self.keep)
        theme.changed.connect(self._decorate)
        self._decorate()
        self.setVisible(False)

    def show_view(self, view: ProposalView | None) -> None:
        """Offer it, or nothing."""
        self._view = view
        self.setVisible(view is not None)
        if view is None:
            return
        self._words.setText(f"{view.route}: {view.words}")
        self._words.setToolTip(as_letters(self._words.text()))
        self._detail.setText(view.detail)
        self._detail.setVisible(bool(view.detail))
        self.setAccessibleName(f"Proposal for {view.route}: {view.words}")

    def take(self) -> None:
        """For the key T; nothing happens while nothing is offered."""
        if self._view is not None:
            self.taken.emit(self._view.route_id)

    def keep(self) -> None:
        """For Esc."""
        if self._view is not None:
            self.declined.emit(self._view.route_id)

    def is_offering(self) -> bool:
        return self._view is not None

    def _build(self) -> None:
        for label in (self._words, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(self._theme.font(13, 600))
        self._detail.setProperty("role", "muted")
        self._take.setProperty("role", "primary")
        self._take.setAccessibleName("Take the proposal")
        self._keep.setAccessibleName("Keep my sequence")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._words)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 8, 7)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._keep)
        row.addWidget(self._take)

    def _decorate(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(
            self._theme.pixmap("sparkles", self._theme.colour("accent"), 18, ratio)
        )
