"""The bottom line as a view of its own: a period, its charts, and the cases behind what is clicked.

Signals: `period_moved(days)` by whole periods, `kind_chosen(kind)`, `range_wanted`,
`part_chosen(key, at)`, `whole_chosen(key)`, `case_chosen(order_id)`, `map_wanted`,
`export_wanted(kind)`, `closed`.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.panels.chart_card import HEIGHT as CARD_HEIGHT
from console.panels.chart_card import ChartCard
from console.panels.shy_label import ShyLabel
from console.plain_words import as_letters
from console.report_view import CASE_COLUMNS, CaseCells, CasesTable, ChartView
from console.theme import Theme
from console.tongue import tr

CARD_WIDTH, HIGHEST = 390, 400
GAP = 10
ROW_HEIGHT = 26
NUMBERS = frozenset({5, 6, 7, 8})
"""Columns that are read from the right."""


class SpanKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    """From one day to another, as somebody chose them."""


KEYS = {
    SpanKind.DAY: "D",
    SpanKind.WEEK: "W",
    SpanKind.MONTH: "M",
    SpanKind.YEAR: "Y",
    SpanKind.RANGE: "R",
}
EXPORTS = ((tr("PDF to print"), "pdf"), (tr("Excel workbook"), "xlsx"), ("CSV", "csv"))


class ReportsPanel(QWidget):
    """Charts in as many columns as fit; below them the cases, once something was clicked."""

    period_moved = Signal(int)
    kind_chosen = Signal(str)
    range_wanted = Signal()
    map_wanted = Signal()
    part_chosen = Signal(str, int)
    whole_chosen = Signal(str)
    case_chosen = Signal(str)
    export_wanted = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._period, self._said = QLabel(), ShyLabel()
        self._kinds = {kind: QPushButton(in_words(kind.value.capitalize())) for kind in SpanKind}
        self._kinds[SpanKind.RANGE].setText(tr("Range…"))
        self._earlier, self._later = QPushButton(), QPushButton()
        self.on_map = QPushButton(tr("On the map"))
        self._export, self._close = QPushButton(tr("Export")), QPushButton(tr("Close (Esc)"))
        self.cards: dict[str, ChartCard] = {}
        self._grid = QGridLayout()
        self._scroll = QScrollArea()
        self.cases = QFrame()
        self._cases_title = QLabel()
        self.table = QTableWidget(0, len(CASE_COLUMNS))
        self._columns = 0
        self._kind = SpanKind.DAY
        self._rows: tuple[CaseCells, ...] = ()
        self.setAccessibleName(tr("Reports"))
        self._build()
        theme.changed.connect(self._decorate)
        self._decorate()

    def show_period(self, words: str, kind: SpanKind, *, has_later: bool) -> None:
        """Name the period that is being looked at."""
        self._period.setText(words)
        self._kind = kind
        for each, button in self._kinds.items():
            button.setChecked(each is kind)
        self._later.setEnabled(has_later)

    def show_charts(self, charts: Sequence[ChartView]) -> None:
        """Show the reports of the period; cards stay the same from period to period."""
        for chart in charts:
            card = self.cards.get(chart.key)
            if card is None:
                card = self.cards[chart.key] = ChartCard(self._theme)
                card.part_chosen.connect(self.part_chosen)
                card.whole_chosen.connect(self.whole_chosen)
                self._columns = 0
            card.show_chart(chart)
        self._arrange()

    def say(self, words: str) -> None:
        """What is going on: loading, or why nothing is shown."""
        self._said.setText(words)

    def show_cases(self, found: CasesTable) -> None:
        """List the cases behind what was clicked."""
        more = (
            tr(", the newest {rows} shown", rows=len(found.rows))
            if found.total > len(found.rows)
            else ""
        )
        number = tr("{n} case", "{n} cases", found.total) if found.total else tr("no case to list")
        self._cases_title.setText(f"{found.title} · {number}{more}")
        self._rows = found.rows
        self.table.setVisible(bool(found.rows))
        self.table.setRowCount(len(found.rows))
        for at, row in enumerate(found.rows):
            for column, words in enumerate(row.cells):
                item = QTableWidgetItem(words)
                if column in NUMBERS:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                item.setToolTip(tr("Enter or double-click opens the case") if column == 0 else "")
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        self.cases.show()
        if found.rows:
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close the list of cases; without one, the whole view."""
        if self.cases.isVisible():
            self.cases.hide()
        else:
            self.closed.emit()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self._head())
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(GAP)
        self._grid.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        outer.addWidget(self._scroll, 3)
        self._build_cases()
        outer.addWidget(self.cases, 2)
        self._connect()

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("card", True)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(6)
        title = QLabel(tr("Reports"))
        title.setProperty("role", "title")
        self._period.setFont(self._theme.font(13, 600))
        self._said.setProperty("role", "muted")
        row.addWidget(title)
        row.addSpacing(10)
        for kind, button in self._kinds.items():
            button.setProperty("role", "chip")
            button.setCheckable(True)
            is_range = kind is SpanKind.RANGE
            words = tr("From one day to another") if is_range else f"A {kind.value}"
            button.setToolTip(as_letters(f"{words} ({KEYS[kind]})"))
            row.addWidget(button)
        row.addSpacing(10)
        for button, words in ((self._earlier, tr("Earlier (,)")), (self._later, tr("Later (.)"))):
            button.setProperty("role", "quiet")
            button.setFixedWidth(28)
            button.setToolTip(as_letters(words))
            button.setAccessibleName(words)
        row.addWidget(self._earlier)
        row.addWidget(self._period)
        row.addWidget(self._later)
        row.addWidget(self._said, 1)
        self.on_map.setToolTip(tr("Where visits failed, on the map (Shift+F7)"))
        self.on_map.setCheckable(True)
        for button in (self.on_map, self._export, self._close):
            button.setProperty("role", "chip")
            row.addWidget(button)
        return head

    def _build_cases(self) -> None:
        self.cases.setProperty("card", True)
        column = QVBoxLayout(self.cases)
        column.setContentsMargins(12, 8, 8, 8)
        self._cases_title.setProperty("role", "title")
        self._cases_title.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self._cases_title)
        table = self.table
        table.setHorizontalHeaderLabels(list(CASE_COLUMNS))
        for number in NUMBERS:
            heading = table.horizontalHeaderItem(number)
            assert heading is not None
            heading.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAccessibleName(tr("Cases behind the chart"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(table)
        self.cases.hide()

    def _connect(self) -> None:
        for kind, button in self._kinds.items():
            choose: Callable[[], object] = partial(self.kind_chosen.emit, kind)
            if kind is SpanKind.RANGE:
                choose = self._ask_range
            button.clicked.connect(lambda _=False, chosen=choose: chosen())
            self._key(KEYS[kind], choose)
        self.on_map.clicked.connect(self.map_wanted)
        self._earlier.clicked.connect(lambda: self.period_moved.emit(-1))
        self._later.clicked.connect(lambda: self.period_moved.emit(1))
        self._key(",", lambda: self.period_moved.emit(-1))
        self._key(".", self._later.click)
        self._export.clicked.connect(self._choose_export)
        self._close.clicked.connect(self.closed)
        self.table.itemActivated.connect(lambda item: self._activate(item.row()))
        self.table.itemDoubleClicked.connect(lambda item: self._activate(item.row()))

    def _key(self, key: str, action: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    def _ask_range(self) -> None:
        """The chip says what is shown, not what is asked for."""
        for kind, button in self._kinds.items():
            button.setChecked(kind is self._kind)
        self.range_wanted.emit()

    def _activate(self, row: int) -> None:
        self.case_chosen.emit(self._rows[row].order_id)

    def _choose_export(self) -> None:
        menu = QMenu(self)
        for words, kind in EXPORTS:
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, chosen=kind: self.export_wanted.emit(chosen))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._export.mapToGlobal(self._export.rect().bottomLeft()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self._arrange()
        return False

    def _arrange(self) -> None:
        """As many columns as fit; nothing moves while their number stays."""
        room = self._scroll.viewport().width()
        columns = max(1, (room + GAP) // (CARD_WIDTH + GAP))
        self._share_height(columns)
        if columns == self._columns:
            return
        self._columns = columns
        for at in range(self._grid.columnCount()):
            self._grid.setColumnStretch(at, 0)
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // columns, at % columns)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)

    def _share_height(self, columns: int) -> None:
        """On a large screen cards grow, up to where a chart gets no clearer."""
        rows = -(-len(self.cards) // columns)
        free = self._scroll.viewport().height() - GAP * (rows + 1)
        height = min(max(CARD_HEIGHT, free // max(1, rows)), HIGHEST)
        for card in self.cards.values():
            if card.height() != height:
                card.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    def _decorate(self) -> None:
        self._earlier.setIcon(self._theme.icon("chevron-left", "muted"))
        self._later.setIcon(self._theme.icon("chevron-right", "muted"))
        self._export.setIcon(self._theme.icon("arrow-down-to-line", "muted", 14))
