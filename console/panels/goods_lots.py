"""Lots with what is in them, and the lost-and-found shelf beside what is missing.

Signals: `lot_chosen(lot_id)`, `close_asked(lot_id, destination)`, `reopen_asked(lot_id)`,
`send_asked(lot_id)`, `paper_asked(lot_id)`; `matched(found_id, item_id)`.
"""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.goods_view import LotsView, LotView, ShelfView
from console.panels.goods_table import GoodsTable
from console.theme import Theme
from console.tongue import tr

LOTS = (
    (tr("Lot"), 40),
    (tr("Onward"), 140),
    (tr("For"), 130),
    (tr("Pieces"), 56),
    (tr("Weight"), 76),
    (tr("Brings"), 90),
    (tr("State"), 124),
)
LINES = (
    (tr("Line"), 116),
    (tr("Goods"), 180),
    (tr("Grade"), 50),
    (tr("Weight"), 76),
    (tr("Brings"), 90),
)
FOUND = ((tr("Goods"), 180), ("SKU", 150), (tr("Came with"), 100), (tr("Since"), 92))
MISSING = (
    (tr("Line"), 116),
    (tr("Goods"), 180),
    ("SKU", 130),
    (tr("Last with"), 120),
    (tr("Since"), 92),
    (tr("Worth"), 84),
)


def card_of(title: str, table: QWidget, note: QLabel | None = None) -> QFrame:
    """A table under its heading."""
    card = QFrame()
    card.setProperty("card", True)
    words = QLabel(title)
    words.setProperty("role", "title")
    head = QHBoxLayout()
    head.setContentsMargins(12, 8, 12, 6)
    head.setSpacing(10)
    head.addWidget(words)
    if note is not None:
        note.setProperty("role", "muted")
        note.setTextFormat(Qt.TextFormat.PlainText)
        head.addWidget(note, 1)
    else:
        head.addStretch(1)
    box = QVBoxLayout(card)
    box.setContentsMargins(1, 1, 1, 1)
    box.setSpacing(0)
    box.addLayout(head)
    box.addWidget(table, 1)
    return card


class GoodsLots(QWidget):
    """What is closed can be opened again until it has left."""

    lot_chosen = Signal(str)
    close_asked = Signal(str, str)
    reopen_asked = Signal(str)
    send_asked = Signal(str)
    paper_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._lot: LotView | None = None
        self.lots = GoodsTable(
            theme,
            tr("Lots"),
            LOTS,
            numbers=(3, 4, 5),
            empty=(
                "layers",
                tr("No lots yet"),
                tr("What is inspected gathers here by where it goes."),
            ),
        )
        self.lines = GoodsTable(
            theme,
            tr("In the lot"),
            LINES,
            numbers=(3, 4),
            empty=("box", tr("No lot is chosen"), ""),
        )
        self.destination = QLineEdit()
        self.close_it = QPushButton(tr("Close the lot"))
        self.reopen = QPushButton(tr("Reopen"))
        self.paper = QPushButton()
        self.send = QPushButton()
        self._title = QLabel()
        self._about = QLabel()
        self._build()

    def show_view(self, view: LotsView) -> None:
        """Show the lots and the chosen one."""
        lot, was = view.lot, self._lot
        self._lot = lot
        self.lots.show_rows(view.lots, str(lot.lot_id) if lot is not None else "")
        self.lines.show_rows(lot.lines if lot is not None else (), self.lines.current())
        self._title.setText(lot.title if lot is not None else "")
        self._about.setText(lot.about if lot is not None else "")
        is_open = lot is not None and not lot.is_closed
        is_here = lot is not None and lot.is_closed and not lot.has_left
        self.destination.setVisible(is_open and lot is not None and lot.needs_destination)
        self.close_it.setVisible(is_open)
        self.reopen.setVisible(is_here)
        self.send.setVisible(is_here)
        self.paper.setVisible(lot is not None and lot.is_closed)
        if lot is None:
            return
        self.paper.setText(tr("{paper} (PDF)…", paper=lot.paper))
        self.send.setText(lot.left_words)
        if was is None or was.lot_id != lot.lot_id:
            self.destination.setText(lot.destination)

    def focus(self) -> None:
        self.lots.setFocus()

    def _build(self) -> None:
        self.destination.setPlaceholderText(tr("Who takes it?"))
        self.destination.setAccessibleName(tr("Who takes the lot"))
        self.destination.setMaxLength(120)
        self.destination.returnPressed.connect(self._close)
        self.close_it.setProperty("role", "primary")
        self.send.setProperty("role", "primary")
        self.close_it.clicked.connect(self._close)
        self.reopen.clicked.connect(lambda: self._emit(self.reopen_asked))
        self.send.clicked.connect(lambda: self._emit(self.send_asked))
        self.paper.clicked.connect(lambda: self._emit(self.paper_asked))
        self.lots.chosen.connect(self.lot_chosen)
        self._title.setProperty("role", "title")
        self._about.setProperty("role", "muted")
        for label in (self._title, self._about):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.destination, 1)
        foot.addStretch(0)
        for button in (self.paper, self.reopen, self.close_it, self.send):
            foot.addWidget(button)
        right = QFrame()
        right.setProperty("card", True)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(12, 8, 12, 10)
        inside.setSpacing(6)
        inside.addWidget(self._title)
        inside.addWidget(self._about)
        inside.addWidget(self.lines, 1)
        inside.addLayout(foot)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(card_of(tr("Lots"), self.lots))
        halves.addWidget(right)
        halves.setStretchFactor(0, 11)
        halves.setStretchFactor(1, 9)
        halves.setSizes([720, 540])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def _emit(self, signal: SignalInstance) -> None:
        if self._lot is not None:
            signal.emit(str(self._lot.lot_id))

    def _close(self) -> None:
        if self._lot is not None and not self._lot.is_closed:
            self.close_asked.emit(str(self._lot.lot_id), self.destination.text().strip())


class GoodsShelf(QWidget):
    """Choose a find and a missing line that it could be."""

    matched = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.found = GoodsTable(
            theme,
            tr("Lost and found"),
            FOUND,
            stretched=0,
            empty=(
                "package",
                tr("The shelf is empty"),
                tr("What belongs to nobody known lies here."),
            ),
        )
        self.missing = GoodsTable(
            theme, tr("Missing"), MISSING, numbers=(5,),
            empty=("circle-check", tr("Nothing is missing"), ""),
        )  # fmt: skip
        self.match = QPushButton(tr("This is it"))
        self.match.setToolTip(tr("What is chosen on the shelf is the chosen missing line"))
        self.match.setProperty("role", "primary")
        self.match.setEnabled(False)
        self.match.clicked.connect(self._match)
        for table in (self.found, self.missing):
            table.selectionModel().currentRowChanged.connect(lambda *_: self._check())
            table.entered.connect(lambda _: self._match())
        foot = QHBoxLayout()
        note = QLabel(
            tr("Choose a find and the missing line that it is. Finds nobody claims are inspected.")
        )
        note.setProperty("role", "muted")
        foot.addWidget(note, 1)
        foot.addWidget(self.match)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(card_of(tr("Missing"), self.missing), 1)
        column.addLayout(foot)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(card_of(tr("On the shelf"), self.found))
        halves.addWidget(right)
        halves.setStretchFactor(0, 8)
        halves.setStretchFactor(1, 12)
        halves.setSizes([480, 780])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def show_view(self, view: ShelfView) -> None:
        self.found.show_rows(view.found, self.found.current())
        self.missing.show_rows(view.missing, self.missing.current())
        self._check()

    def focus(self) -> None:
        self.found.setFocus()

    def _check(self) -> None:
        self.match.setEnabled(bool(self.found.current() and self.missing.current()))

    def _match(self) -> None:
        if self.found.current() and self.missing.current():
            self.matched.emit(self.found.current(), self.missing.current())
