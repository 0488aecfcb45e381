"""Receiving: the vans of the day at the left, the one that is counted at the right.

Signals: `van_chosen(route_id)`, `scanned(route_id, code)`, `ticked(route_id, item_id, is_on)`,
`empties_counted(route_id, number)`, `all_there(route_id)`, `close_asked(route_id, note)`,
`reopen_asked(route_id)`, `close_whole_asked`.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.goods_view import ReceiveView, VanView
from console.panels.goods_table import GoodsTable
from console.panels.restyle import inset
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone

VANS = (
    (tr("Van"), 84),
    (tr("Driver"), 104),
    (tr("State"), 156),
    (tr("Expected"), 74),
    (tr("Counted"), 70),
    (tr("Short"), 54),
    (tr("Over"), 50),
)
LINES = (
    (tr("Line"), 96),
    (tr("Goods"), 190),
    (tr("Pieces"), 60),
    (tr("Why"), 104),
    (tr("Customer"), 142),
    (tr("State"), 100),
)


class GoodsReceive(QWidget):
    """The scan field keeps the focus while a van is counted."""

    van_chosen = Signal(str)
    scanned = Signal(str, str)
    ticked = Signal(str, str, bool)
    empties_counted = Signal(str, int)
    all_there = Signal(str)
    close_asked = Signal(str, str)
    reopen_asked = Signal(str)
    close_whole_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._van: VanView | None = None
        self._is_ticking = False
        """lines are gone through by hand: none moves while that lasts"""
        self.vans = GoodsTable(
            theme,
            tr("Vans of the day"),
            VANS,
            numbers=(3, 4, 5, 6),
            stretched=2,
            empty=(
                "truck",
                tr("No van has left yet"),
                tr("Vans are listed here once their routes start."),
            ),
        )
        self.lines = GoodsTable(
            theme,
            tr("What the van brings"),
            LINES,
            numbers=(2,),
            empty=(
                "package",
                tr("Nothing to count"),
                tr("The van brings nothing back, as far as is known."),
            ),
        )
        self.scan = QLineEdit()
        self.note = QLineEdit()
        self.empties = QSpinBox()
        inset(self.empties)
        self.all = QPushButton(tr("All there"))
        self.close_it = QPushButton(tr("Close the count"))
        self.reopen = QPushButton(tr("Count again"))
        self.close_whole = QPushButton(tr("Close all that are whole"))
        self._title = QLabel()
        self._about = QLabel()
        self._reckoning = QLabel()
        self._state = QLabel()
        self._answer = QLabel()
        self._empties_words = QLabel()
        self._bar = QWidget()
        self._foot = QWidget()
        self._build()

    def show_view(self, view: ReceiveView) -> None:
        """Show the vans and the chosen one."""
        van = view.van
        key = str(van.route_id) if van is not None else ""
        self.vans.show_rows(view.vans, key)
        if van is None or self._van is None or van.route_id != self._van.route_id:
            self.say("", is_bad=False)
            self.note.clear()
        elif van.is_closed and not self._van.is_closed:
            self.say("", is_bad=False)
        is_new = van is not None and (self._van is None or van.route_id != self._van.route_id)
        self._is_ticking = self._is_ticking and not is_new
        self._van = van
        self._show_van(van, is_new=is_new)

    def say(self, words: str, *, is_bad: bool) -> None:
        """What came of the last scan, beside the field where the eyes are."""
        self._answer.setText(words)
        tone = Tone.BAD if is_bad else Tone.GOOD
        self._answer.setStyleSheet(
            f"color: {self._theme.tone(tone).name()}; font-size: 13px; font-weight: 600;"
        )

    def finish(self) -> None:
        """As its main button does."""
        self._close()

    def focus(self) -> None:
        """The scanner types into the field."""
        (self.scan if self._bar.isVisibleTo(self) else self.vans).setFocus()

    def _show_van(self, van: VanView | None, *, is_new: bool) -> None:
        self._title.setText(van.title if van is not None else "")
        self._about.setText(van.about if van is not None else "")
        self._reckoning.setText(van.reckoning if van is not None else "")
        self._state.setText(van.state if van is not None else "")
        tone = van.state_tone if van is not None else Tone.MUTED
        self._state.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-weight: 600;")
        lines = van.lines if van is not None else ()
        if self._is_ticking:
            shown = {key: at for at, key in enumerate(self.lines.keys())}
            lines = tuple(sorted(lines, key=lambda row: shown.get(row.key, len(shown))))
        self.lines.show_rows(lines, self.lines.current())
        is_open = van is not None and van.is_open
        self._bar.setVisible(is_open)
        self._foot.setVisible(van is not None and (van.is_open or van.is_closed))
        self.reopen.setVisible(van is not None and van.is_closed)
        for widget in (self.all, self.close_it, self.empties, self._empties_words):
            widget.setVisible(is_open)
        is_apart = van is not None and bool(van.differences)
        self.note.setVisible(is_open and is_apart)
        if van is None:
            return
        self._empties_words.setText(tr("Containers, {empties} expected", empties=van.empties))
        if is_new or not self.empties.hasFocus():
            self.empties.blockSignals(True)
            self.empties.setValue(-1 if van.empties_counted is None else van.empties_counted)
            self.empties.blockSignals(False)
        words = tr("Close the count") if not van.differences else tr("Accept as it is")
        self.close_it.setText(words)
        self._emphasise(is_whole=not van.differences)
        self.close_it.setToolTip(
            as_letters(van.differences or tr("Everything is there (Ctrl+Return)"))
        )
        if van.is_closed and van.note:
            self.say(tr("Accepted: {note}", note=van.note), is_bad=False)

    def _emphasise(self, *, is_whole: bool) -> None:
        """Closing stands out once everything is there; accepting a difference never does."""
        role = "primary" if is_whole else ""
        if self.close_it.property("role") != role:
            self.close_it.setProperty("role", role)
            self.close_it.style().unpolish(self.close_it)
            self.close_it.style().polish(self.close_it)

    def _build(self) -> None:
        self.scan.setPlaceholderText(tr("Scan or type: line, order, or goods such as KETTLE*2"))
        self.scan.setAccessibleName(tr("Scan"))
        self.scan.setClearButtonEnabled(True)
        self.scan.setMaxLength(120)
        self.scan.returnPressed.connect(self._scan)
        self.note.setPlaceholderText(tr("Why is it accepted as it is?"))
        self.note.setAccessibleName(tr("Why it is accepted as it is"))
        self.note.setMaxLength(400)
        self.note.returnPressed.connect(self._close)
        self.empties.setRange(-1, 1000)
        self.empties.setSpecialValueText(tr("not counted"))
        self.empties.setAccessibleName(tr("Containers counted"))
        self.empties.editingFinished.connect(self._count_empties)
        self.all.clicked.connect(self._all)
        self.all.setToolTip(tr("Tick every line of the list (Ctrl+L)"))
        QShortcut(QKeySequence("Ctrl+L"), self, self._all)
        self.close_it.setProperty("role", "primary")
        self.close_it.clicked.connect(self._close)
        self.reopen.clicked.connect(self._reopen)
        self.close_whole.setProperty("role", "chip")
        self.close_whole.setToolTip(
            tr("Close the count of every van of which nothing is short or over")
        )
        self.close_whole.clicked.connect(self.close_whole_asked)
        self.vans.chosen.connect(self.van_chosen)
        self.vans.entered.connect(lambda _: self.focus())
        self.lines.ticked.connect(self._tick)
        for table in (self.vans, self.lines):
            table.typed.connect(self._typed)
        self._title.setProperty("role", "title")
        for label in (self._about, self._reckoning, self._empties_words):
            label.setProperty("role", "muted")
        for label in (
            self._title, self._about, self._reckoning, self._state, self._answer,
        ):  # fmt: skip
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setWordWrap(True)
        self._answer.setMinimumHeight(20)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._left())
        halves.addWidget(self._right())
        halves.setStretchFactor(0, 9)
        halves.setStretchFactor(1, 10)
        halves.setSizes([600, 660])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

    def _left(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", True)
        title = QLabel(tr("Vans"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 6)
        head.addWidget(title, 1)
        head.addWidget(self.close_whole)
        box = QVBoxLayout(card)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.vans, 1)
        return card

    def _right(self) -> QWidget:
        card = QFrame()
        card.setProperty("card", True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._about, 1)
        head.addWidget(self._state)
        bar = QVBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(4)
        bar.addWidget(self.scan)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(self._empties_words)
        foot.addWidget(self.empties)
        foot.addWidget(self.note, 1)
        foot.addStretch(0)
        foot.addWidget(self.all)
        foot.addWidget(self.reopen)
        foot.addWidget(self.close_it)
        box = QVBoxLayout(card)
        box.setContentsMargins(12, 8, 12, 10)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self._reckoning)
        box.addWidget(self._bar)
        box.addWidget(self._answer)
        box.addWidget(self.lines, 1)
        box.addWidget(self._foot)
        return card

    def _typed(self, text: str) -> None:
        """A scanner does not look where the focus is."""
        if self._bar.isVisibleTo(self):
            self.scan.setFocus()
            self.scan.insert(text)

    def _scan(self) -> None:
        code = self.scan.text().strip()
        self.scan.clear()
        self._is_ticking = False
        if code and self._van is not None and self._van.is_open:
            self.scanned.emit(str(self._van.route_id), code)

    def _tick(self, key: str, is_on: bool) -> None:
        if self._van is not None and self._van.is_open and not key.startswith("sku:"):
            self._is_ticking = True
            self.ticked.emit(str(self._van.route_id), key, is_on)

    def _count_empties(self) -> None:
        number = self.empties.value()
        van = self._van
        if van is not None and van.is_open and 0 <= number != van.empties_counted:
            self.empties_counted.emit(str(van.route_id), number)

    def _all(self) -> None:
        if self._van is not None and self._van.is_open:
            self.all_there.emit(str(self._van.route_id))

    def _close(self) -> None:
        if self._van is None or not self._van.is_open:
            return
        note = self.note.text().strip()
        if self._van.differences and not note:
            self.say(
                tr("{differences}. Count on, or say why.", differences=self._van.differences),
                is_bad=True,
            )
            self.note.setFocus()
            return
        self.close_asked.emit(str(self._van.route_id), note)

    def _reopen(self) -> None:
        if self._van is not None:
            self.reopen_asked.emit(str(self._van.route_id))
