"""The Goods view: receive, inspect, lots, lost and found, containers, close the day; one page each.

Signals: `closed` to go back to the day, `page_changed`.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from console.goods_view import GoodsView
from console.panels.elided_label import ElidedLabel
from console.panels.goods_day_end import GoodsContainers, GoodsDayEnd
from console.panels.goods_inspect import GoodsInspect
from console.panels.goods_lots import GoodsLots, GoodsShelf
from console.panels.goods_receive import GoodsReceive
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

SAID_MS = 9000


class GoodsPanel(QWidget):
    """Pages with their numbers on the tabs; Alt+1 to Alt+6 turn to them."""

    closed = Signal()
    page_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.receive = GoodsReceive(theme)
        self.inspect = GoodsInspect(theme)
        self.lots = GoodsLots(theme)
        self.shelf = GoodsShelf(theme)
        self.containers = GoodsContainers(theme)
        self.day_end = GoodsDayEnd(theme)
        self.tabs = QTabBar()
        self._stack = QStackedWidget()
        self._said = ElidedLabel()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(SAID_MS)
        self._quiet.timeout.connect(lambda: self._said.setText(""))
        self.setAccessibleName(tr("Goods", "the view"))
        self._build()

    def show_view(self, view: GoodsView) -> None:
        """Every page, also those behind: turning to one shows it as it is."""
        self.receive.show_view(view.receive)
        self.inspect.show_view(view.inspect)
        self.lots.show_view(view.lots)
        self.shelf.show_view(view.shelf)
        self.containers.show_view(view.containers)
        self.day_end.show_view(view.day_end)
        numbers = (
            view.receive.waiting,
            len(view.inspect.waiting),
            view.lots.open,
            len(view.shelf.found) + len(view.shelf.missing),
        )
        for at, (title, number) in enumerate(zip(_TITLES, (*numbers, 0, 0), strict=True)):
            self.tabs.setTabText(at, f"{title} · {number}" if number else title)

    def say(self, words: str, *, is_bad: bool = False) -> None:
        """What came of the last change, on the line of the tabs."""
        tone = Tone.BAD if is_bad else Tone.GOOD
        self._said.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-weight: 500;")
        self._said.setText(words)
        self._said.setToolTip(as_letters(words))
        self._quiet.start(SAID_MS * (2 if is_bad else 1))

    def turn_to(self, page: QWidget) -> None:
        """Show one page."""
        self.tabs.setCurrentIndex(self._stack.indexOf(page))

    def focus(self) -> None:
        """To where the page's work begins."""
        page = self._stack.currentWidget()
        focus = getattr(page, "focus", None)
        if focus is not None:
            focus()

    def finish(self) -> None:
        """By key: close the count, record the inspection, close the day."""
        for page in (self.receive, self.inspect, self.day_end):
            if page is self._stack.currentWidget():
                page.finish()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._quiet.stop()
        self._said.setText("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus()

    def _build(self) -> None:
        pages = (self.receive, self.inspect, self.lots, self.shelf, self.containers, self.day_end)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Pages"))
        for number, (words, page) in enumerate(zip(_TITLES, pages, strict=True)):
            self.tabs.addTab(words)
            self.tabs.setTabToolTip(number, f"Alt+{number + 1}")
            self._stack.addWidget(page)
            key = QKeySequence(f"Alt+{number + 1}")
            QShortcut(key, self, lambda at=number: self.tabs.setCurrentIndex(at))
        self.tabs.currentChanged.connect(self._turned)
        back = QPushButton(tr("Back to the day (Esc)"))
        back.setProperty("role", "chip")
        back.clicked.connect(self.closed)
        title = QLabel(tr("Goods", "the view"))
        title.setProperty("role", "title")
        title.setContentsMargins(0, 0, 0, 6)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.tabs)
        self._said.setContentsMargins(0, 0, 0, 8)
        head.addWidget(self._said, 1)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self._stack, 1)

    def _turned(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        self.page_changed.emit()
        self.focus()


_TITLES = (
    tr("Receive"),
    tr("Inspect"),
    tr("Lots"),
    tr("Lost and found"),
    tr("Containers"),
    tr("Close the day"),
)
