"""Collect now: returns and containers that a van passes anyway, accepted with one key.

Signals: `taken(order_id, route_id)`, `all_taken`, `order_chosen(order_id)`. Hidden while nothing
lies on the way.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.panels.elided_label import ElidedLabel
from console.panels.late_clicks import LateClicks
from console.panels.restyle import restyle
from console.panels.route_tag import RouteTag
from console.panels.row_column import RowColumn
from console.pickup_view import PickupRow, PickupsView
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr

ROW_HEIGHT = 46
MOST_SHOWN = 2


class PickupsPanel(QFrame):
    """Pickups as given; the key takes the first one."""

    taken = Signal(str, str)
    all_taken = Signal()
    order_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = PickupsView()
        self._most = MOST_SHOWN
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._all = QPushButton(tr("All (Shift+G)"))
        self._all.setProperty("role", "narrow")
        self._all.setToolTip(tr("Put all of them onto the routes that pass them"))
        self._all.clicked.connect(self.take_all)
        self._column = RowColumn(self._make_row, tr("On the way"))
        title = QLabel(tr("On the way"))
        title.setProperty("role", "title")
        self._head = head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self._note, 1)
        head.addWidget(self._all)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 4)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._column, 1)
        self._late_clicks = LateClicks(self)
        self.setProperty("card", True)
        self.setAccessibleName(tr("On the way"))
        theme.changed.connect(self._draw)
        self._draw()

    def show_view(self, view: PickupsView) -> None:
        """Show these in this order."""
        if view != self._view:
            self._view = view
            self._draw()

    def set_most(self, most: int) -> None:
        """How many rows are in sight at once, 0: the heading alone; the queue above takes what is
        left."""
        if most != self._most:
            self._most = most
            self._draw()

    def take_first(self) -> None:
        """For the key I."""
        if self._view.rows:
            row = self._view.rows[0]
            self.taken.emit(row.order_id, row.route_id)

    def take_all(self) -> None:
        """For Shift+G."""
        if self._view.rows:
            self.all_taken.emit()

    def _draw(self) -> None:
        rows = self._view.rows
        self._note.setText(f"{len(rows)}, {self._view.total}" if rows else "")
        widgets = self._column.show_keys([row.order_id for row in rows])
        for place, (widget, row) in enumerate(zip(widgets, rows, strict=True)):
            widget.show_row(row, is_first=place == 0)
        # In line with the rows' buttons, beside which a scroll bar may stand.
        self._head.setContentsMargins(12, 7, 20 if len(rows) > self._most else 10, 3)
        self._column.setVisible(self._most > 0)
        self.setFixedHeight(40 + ROW_HEIGHT * min(len(rows), self._most))
        self.setVisible(bool(rows))

    def _make_row(self, key: str) -> "_PickupWidget":
        widget = _PickupWidget(self._theme)
        self._late_clicks.mind(widget)
        widget.taken.connect(lambda: self._take(key))
        widget.chosen.connect(lambda: self.order_chosen.emit(key))
        return widget

    def _take(self, key: str) -> None:
        row = next((row for row in self._view.rows if row.order_id == key), None)
        if row is not None:
            self.taken.emit(row.order_id, row.route_id)


class _PickupWidget(QWidget):
    """One order: who passes it, what it gains, and the button."""

    taken = Signal()
    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[PickupRow, bool, bool] | None = None
        self._tag = RouteTag(theme)
        self._words = ElidedLabel()
        self._words.setFont(theme.font(13, 500))
        self._gain = QLabel()
        self._gain.setFont(theme.font(12, 600))
        for label in (self._words, self._gain):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(1)
        self._take = QPushButton(tr("Collect"))
        self._take.setProperty("role", "narrow")
        self._take.clicked.connect(self.taken)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._words)
        lines.addWidget(self._gain)
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 2, 10, 2)
        box.setSpacing(8)
        box.addWidget(self._tag)
        box.addLayout(lines, 1)
        box.addWidget(self._take)
        self.setFixedHeight(ROW_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_row(self, row: PickupRow, *, is_first: bool) -> None:
        if (row, is_first, self._theme.is_dark) == self._shown:
            return
        self._shown = (row, is_first, self._theme.is_dark)
        self._tag.show_tag(row.route, row.colour)
        self._words.setText(row.words)
        self._gain.setText(row.gain)
        restyle(self._gain, f"color: {self._theme.hex('good')}")
        self._take.setText(tr("Collect (G)") if is_first else tr("Collect"))
        self._take.setAccessibleName(
            tr("{words}: {gain}, by {route}", words=row.words, gain=row.gain, route=row.route)
        )
        self.setToolTip(tooltip(row.tooltip))
        self.setAccessibleName(
            tr("{words}: {gain}, by {route}", words=row.words, gain=row.gain, route=row.route)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()
