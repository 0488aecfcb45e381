"""The inspector's page for several cases at once: one decision for all, with exceptions.

Signals: `action_asked(CaseAction, case_ids)`, the ids of those that are ticked.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.action_bar import ActionBar
from console.theme import Theme
from console.tongue import tr
from console.view import CaseLine, CasesView

ID = Qt.ItemDataRole.UserRole


class TickList(QListWidget):
    """A click anywhere on a line, or the space bar, ticks it or unticks it.

    Signal: `toggled(item)` for the space bar.
    """

    toggled = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            self.toggled.emit(self.currentItem())
        else:
            super().keyPressEvent(event)


class CasesCard(QWidget):
    """A list with ticks; who is unticked is left out of what the buttons do."""

    action_asked = Signal(object, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: CasesView | None = None
        self._left_out: set[str] = set()
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setFont(theme.font(15, 600))
        self._summary = QLabel()
        self._summary.setProperty("role", "muted")
        self._summary.setWordWrap(True)
        for label in (self._title, self._summary):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.list = TickList()
        self.list.setAccessibleName(tr("Cases the decision is for"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSpacing(2)
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bar = ActionBar()
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(5)
        top.addWidget(self._title)
        top.addWidget(self._summary)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(top)
        middle = QHBoxLayout()
        middle.setContentsMargins(8, 0, 2, 0)
        middle.addWidget(self.list)
        box.addLayout(middle, 1)
        box.addWidget(self.bar)
        theme.changed.connect(self._draw_all)
        self.list.toggled.connect(self._toggle)
        self.list.itemClicked.connect(self._toggle)
        self.bar.asked.connect(self._ask)

    def show_view(self, view: CasesView) -> None:
        """Ticks stay as long as the same cases are shown."""
        if view == self._view:
            return
        self._left_out &= {line.case_id for line in view.lines}
        self._view = view
        self._title.setText(view.title)
        self.bar.show_actions(view.actions)
        self.list.blockSignals(True)
        while self.list.count() > len(view.lines):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(view.lines):
            self.list.addItem(QListWidgetItem())
        for at, line in enumerate(view.lines):
            self._fill(self.list.item(at), line)
        self.list.blockSignals(False)
        self._sum_up()

    def chosen(self) -> tuple[str, ...]:
        """Ids of the cases that are ticked."""
        lines = self._view.lines if self._view is not None else ()
        return tuple(line.case_id for line in lines if line.case_id not in self._left_out)

    def _fill(self, item: QListWidgetItem, line: CaseLine) -> None:
        item.setText(f"{line.title}\n{line.detail}")
        item.setData(ID, line.case_id)
        item.setSizeHint(QSize(60, 40))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._draw(item)

    def _toggle(self, item: QListWidgetItem) -> None:
        self._left_out ^= {str(item.data(ID))}
        self._draw(item)
        self._sum_up()

    def _draw(self, item: QListWidgetItem) -> None:
        """A ticked circle, or an empty one beside words that are struck out."""
        is_left_out = str(item.data(ID)) in self._left_out
        sign, colour = ("circle", "faint") if is_left_out else ("circle-check", "accent")
        item.setIcon(self._theme.icon(sign, colour))
        font = self._theme.font(13)
        if is_left_out:
            font = QFont(font)
            font.setStrikeOut(True)
        item.setFont(font)
        ticked = tr("left out") if is_left_out else tr("ticked")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {ticked}")

    def _draw_all(self) -> None:
        for at in range(self.list.count()):
            self._draw(self.list.item(at))

    def _sum_up(self) -> None:
        if self._view is None:
            return
        words = self._view.summary
        if left_out := len(self._view.lines) - len(self.chosen()):
            words += tr(" · {left_out} left out", left_out=left_out)
        self._summary.setText(words)

    def _ask(self, action: object) -> None:
        if self.chosen():
            self.action_asked.emit(action, self.chosen())
