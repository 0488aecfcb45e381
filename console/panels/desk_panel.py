"""The supervisor's desk: lists on the left, what is known of the chosen row on the right.

Signals: `list_chosen(DeskList)`, `row_chosen(key)`, `order_opened(order_id)`, `limits_asked`,
`sign_off_asked`, `closed`, and `asked(DeskAct)` for what is to be done with the chosen rows.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from console.desk_view import DeskDetail, DeskList, DeskRow, DeskView, HistoryLine
from console.models.desk_model import ABOUT, AGE, ASKED_BY, VALUE, WHAT, DeskModel
from console.panels.chip_row import ChipRow
from console.panels.empty_state import paint_empty_state
from console.panels.history_text import HistoryText
from console.panels.kpi_strip import KpiStrip
from console.panels.room import squeezed
from console.panels.row_table import RowTable
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr

ROW_HEIGHT = 32
WIDTHS = {WHAT: 158, ABOUT: 190, VALUE: 92, AGE: 74, ASKED_BY: 120}
ROOMY = {WHAT: 210, ABOUT: 290, VALUE: 120, AGE: 90, ASKED_BY: 180}
LEAST = {WHAT: 124, ABOUT: 110, VALUE: 84, AGE: 62, ASKED_BY: 84}
ROOMY_FROM = 900
LAST_AT_LEAST = 120
LISTS_AT_LEAST = 560
NARROW_BELOW = 1100
"""Then buttons beside the lists are signs alone."""
MANY_NAMED = 8
LIMITS = tr("Limits…")
BACK = tr("Dispatch (F6)")
YOURS = tr("What is chosen is yours already.")


class DeskAct(StrEnum):
    """What can be done with rows."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    HAND_ON = "hand_on"
    TAKE_OVER = "take_over"
    LOOKED = "looked"
    OPEN = "open"


_ACTS = {
    DeskAct.APPROVE: (tr("Approve (A)"), "A", "check"),
    DeskAct.SEND_BACK: (tr("Send back (B)"), "B", "undo-2"),
    DeskAct.HAND_ON: (tr("Reassign (R)"), "R", "arrow-left-right"),
    DeskAct.TAKE_OVER: (tr("Take over (O)"), "O", "user-check"),
    DeskAct.LOOKED: (tr("Looked at (L)"), "L", "check"),
    DeskAct.OPEN: (tr("Open (E)"), "E", "chevron-right"),
}
_OF_LIST = {
    DeskList.REVIEW: (DeskAct.APPROVE, DeskAct.SEND_BACK, DeskAct.HAND_ON, DeskAct.OPEN),
    DeskList.EARLIER: (DeskAct.TAKE_OVER, DeskAct.OPEN),
    DeskList.ROUTES: (DeskAct.TAKE_OVER, DeskAct.OPEN),
    DeskList.AGAIN: (DeskAct.LOOKED, DeskAct.OPEN),
    DeskList.ANSWERED: (DeskAct.OPEN,),
}


class DeskPanel(QWidget):
    """Told what to show; tells what was asked."""

    list_chosen = Signal(object)
    row_chosen = Signal(str)
    asked = Signal(object)
    limits_asked = Signal()
    sign_off_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: DeskView | None = None
        self._shown = ""
        self.figures = KpiStrip(theme)
        self.model = DeskModel(theme, self)
        self.table = DeskTable(self.model, theme)
        self.tabs: dict[DeskList, QPushButton] = {}
        self.acts: dict[DeskAct, QPushButton] = {}
        self.limits = QPushButton(LIMITS)
        self.sign_off = QPushButton()
        self.back = QPushButton(BACK)
        self.title = QLabel()
        self.words = QLabel()
        self._facts = Facts()
        self._hint = QLabel()
        self._heading = QLabel(tr("What happened"))
        self.history = HistoryText(theme)
        self.setAccessibleName(tr("Supervisor's desk"))
        self._build()
        self._connect()
        theme.changed.connect(self._decorate)
        self._decorate()

    def show_view(self, view: DeskView) -> None:
        """Show the desk; chosen rows stay chosen where they still are."""
        chosen = self.chosen_keys()
        is_other = self._view is None or self._view.list is not view.list
        self._view = view
        self.figures.show_view(view.figures)
        for tab in view.tabs:
            button = self.tabs[tab.list]
            button.setText(f"{tab.words} · {tab.count}" if tab.count else tab.words)
            button.setChecked(tab.list is view.list)
        if is_other:
            self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        is_anew = self.model.show(view.titles, view.rows)
        if is_anew:
            self._choose_again([] if is_other else chosen)
        self.table.empty = view.empty
        self.table.viewport().update()
        self.sign_off.setText(view.sign_off)
        self.sign_off.setVisible(bool(view.sign_off))
        self.sign_off.setEnabled(view.may_answer)
        self.sign_off.setToolTip(as_letters(view.why_not_signed))
        self._show_detail()

    def chosen_keys(self) -> list[str]:
        """Of the selected rows, from top to bottom."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.row(at).key for at in rows]

    def chosen_rows(self) -> list[DeskRow]:
        """The selected rows themselves."""
        found = (self.model.find(key) for key in self.chosen_keys())
        return [self.model.row(at) for at in found if at is not None]

    def show_history(self, key: str, lines: tuple[HistoryLine, ...], words: str = "") -> None:
        """Of the row, if it is still looked at; `words` say why there are no lines."""
        if key == self._shown:
            self.history.show_lines(lines, words)

    def step_list(self, by: int) -> None:
        """To the list beside this one."""
        order = list(DeskList)
        here = order.index(self._view.list) if self._view is not None else 0
        self.list_chosen.emit(order[(here + by) % len(order)])

    def focus_list(self) -> None:
        """Ready for keys."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW
        self.limits.setText("" if is_narrow else LIMITS)
        self.back.setText("" if is_narrow else BACK)

    # Parts.

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.figures)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(8)
        parts.addWidget(self._lists())
        parts.addWidget(self._detail())
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([760, 500])
        column.addWidget(parts, 1)

    def _lists(self) -> QWidget:
        card = _card()
        # Chips would make the whole window wider than it was; they get shorter instead.
        card.setMinimumWidth(LISTS_AT_LEAST)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 8, 6)
        head.setSpacing(6)
        group = QButtonGroup(self)
        for each in DeskList:
            button = QPushButton()
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, wanted=each: self.list_chosen.emit(wanted))
            group.addButton(button)
            self.tabs[each] = button
            head.addWidget(button)
        head.addStretch(1)
        for button, name in ((self.sign_off, "chip"), (self.limits, "chip"), (self.back, "chip")):
            button.setProperty("role", name)
            button.setAutoDefault(False)
        self.limits.setToolTip(
            tr("What needs a second look, rates and partners, with their history")
        )
        self.limits.setAccessibleName(LIMITS)
        self.back.setToolTip(BACK)
        self.back.setAccessibleName(BACK)
        head.addWidget(self.limits)
        head.addWidget(self.back)
        box = QVBoxLayout(card)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        return card

    def _detail(self) -> QWidget:
        card = _card()
        card.setMinimumWidth(330)
        self.title.setProperty("role", "title")
        for label in (self.title, self.words, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._hint.setProperty("role", "muted")
        buttons = ChipRow()
        for act, (words, _, _) in _ACTS.items():
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.setProperty("role", "primary" if act is DeskAct.APPROVE else "narrow")
            button.clicked.connect(lambda _=False, wanted=act: self._ask(wanted))
            self.acts[act] = button
            buttons.addWidget(button)
        self._heading.setProperty("role", "overline")
        box = QVBoxLayout(card)
        box.setContentsMargins(14, 12, 14, 10)
        box.setSpacing(8)
        box.addWidget(self.title)
        box.addWidget(self.words)
        box.addWidget(self._facts)
        box.addLayout(buttons)
        box.addWidget(self._hint)
        box.addWidget(self._heading)
        box.addWidget(self.history, 1)
        box.addWidget(self.sign_off, 0, Qt.AlignmentFlag.AlignRight)
        return card

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._choose())
        self.table.activated.connect(lambda _: self._ask(DeskAct.OPEN))
        self.limits.clicked.connect(self.limits_asked)
        self.sign_off.clicked.connect(self.sign_off_asked)
        self.back.clicked.connect(self.closed)
        keys: list[tuple[str, Callable[[], object]]] = [
            (key, partial(self._ask, act)) for act, (_, key, _) in _ACTS.items()
        ]
        keys.append(("S", self.sign_off.click))
        keys += [("Ctrl+PgDown", partial(self.step_list, 1))]
        keys += [("Ctrl+PgUp", partial(self.step_list, -1))]
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What is chosen.

    def _choose_again(self, keys: list[str]) -> None:
        rows = [at for key in keys if (at := self.model.find(key)) is not None]
        rows = rows or ([0] if self.model.rowCount() else [])
        selection = self.table.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        for at in rows:
            selection.select(self.model.index(at, 0), flags.Select | flags.Rows)
        if rows:
            selection.setCurrentIndex(self.model.index(rows[0], 0), flags.NoUpdate)
        self._choose()

    def _choose(self) -> None:
        self._show_detail()
        keys = self.chosen_keys()
        key = keys[0] if len(keys) == 1 else ""
        if key != self._shown:
            self._shown = key
            self.history.show_lines((), tr("Reading…") if self._order_of(key) else "")
            self.row_chosen.emit(key)

    def _order_of(self, key: str) -> str:
        detail = self._view.details.get(key) if self._view is not None else None
        return (detail.order_id or "") if detail is not None else ""

    def _show_detail(self) -> None:
        view = self._view
        if view is None:
            return
        rows = self.chosen_rows()
        wanted = _OF_LIST[view.list]
        are_mine = bool(rows) and all(row.is_mine for row in rows)
        can = {
            DeskAct.OPEN: _can_open(rows),
            DeskAct.TAKE_OVER: view.may_answer and not are_mine,
        }
        for act, button in self.acts.items():
            button.setVisible(act in wanted)
            button.setEnabled(bool(rows) and can.get(act, view.may_answer))
        self.acts[DeskAct.TAKE_OVER].setToolTip(YOURS if are_mine else "")
        detail = view.details.get(rows[0].key) if len(rows) == 1 else None
        if detail is not None:
            self._show_one(detail)
        else:
            self._show_many(rows)

    def _show_one(self, detail: DeskDetail) -> None:
        self.title.setText(detail.title)
        self.words.setText(detail.words)
        self.words.setVisible(bool(detail.words))
        self._facts.show_facts(detail.facts)
        self._heading.setVisible(detail.order_id is not None)
        view = self._view
        is_open = view is not None and view.list is DeskList.REVIEW
        self._hint.setText(detail.why_not if is_open else "")
        self._hint.setVisible(bool(self._hint.text()))

    def _show_many(self, rows: list[DeskRow]) -> None:
        self.title.setText(tr("{rows} chosen", rows=len(rows)) if rows else tr("Nothing chosen"))
        self.words.setText(tr("One reason is kept with each of them.") if rows else "")
        self.words.setVisible(bool(rows))
        named = [(r.what, " · ".join(filter(None, (r.about, r.value)))) for r in rows[:MANY_NAMED]]
        if len(rows) > MANY_NAMED:
            named.append(("", tr("and {rows} more", rows=len(rows) - MANY_NAMED)))
        self._facts.show_facts(tuple(named))
        self._heading.setVisible(False)
        self._hint.setVisible(False)

    def _ask(self, act: DeskAct) -> None:
        if self.acts[act].isVisibleTo(self) and self.acts[act].isEnabled():
            self.asked.emit(act)

    def _decorate(self) -> None:
        for act, (_, _, icon) in _ACTS.items():
            colour = "on_accent" if act is DeskAct.APPROVE else "text"
            self.acts[act].setIcon(self._theme.icon(icon, colour))
            self.acts[act].setIconSize(QSize(14, 14))
        self.back.setIcon(self._theme.icon("map", "muted"))
        self.limits.setIcon(self._theme.icon("settings", "muted"))


def _can_open(rows: list[DeskRow]) -> bool:
    return len(rows) == 1 and (rows[0].order_id is not None or rows[0].route_id is not None)


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    return card


class Facts(QWidget):
    """Names and values in two columns; labels are kept and only get other words."""

    def __init__(self) -> None:
        super().__init__()
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """One row for each."""
        while len(self._pairs) < len(facts):
            self._add()
        for at, (name, value) in enumerate(self._pairs):
            is_shown = at < len(facts)
            name.setVisible(is_shown)
            value.setVisible(is_shown)
            if is_shown:
                name.setText(facts[at][0])
                value.setText(facts[at][1])

    def _add(self) -> None:
        name, value = QLabel(), QLabel()
        name.setProperty("role", "muted")
        for label in (name, value):
            label.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        row = len(self._pairs)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        self._pairs.append((name, value))


class DeskTable(RowTable):
    """Several rows may be chosen; without rows it says what to do."""

    def __init__(self, model: DeskModel, theme: Theme) -> None:
        super().__init__(tr("What waits at the desk"))
        self._theme = theme
        self.empty = ("", "")
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(30)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        theme.changed.connect(self._decorate)
        self._decorate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widths = ROOMY if self.viewport().width() >= ROOMY_FROM else WIDTHS
        narrower = squeezed(
            list(widths.values()), list(LEAST.values()), self.viewport().width() - LAST_AT_LEAST
        )
        for column, width in zip(widths, narrower, strict=True):
            self.setColumnWidth(column, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            title, advice = self.empty
            rect = self.viewport().rect()
            paint_empty_state(painter, rect, self._theme, "circle-check", title, advice)
            painter.end()

    def _decorate(self) -> None:
        self.viewport().update()
