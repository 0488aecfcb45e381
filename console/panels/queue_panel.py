"""The queue: what needs a decision, most money and age first, with search and filters.

It shows rows and tells what the person did; it decides nothing and changes no row.
Signals: `order_selected(order_id or "")`, `orders_selected(order_ids)` for several or a group,
`order_activated(order_id)` (Enter), `hand_over_asked`, `telephone_asked`,
`menu_wanted(order_ids, global_position)`, `drag_started(order_id)`, `drag_ended(order_id)`,
`stop_dropped(stop_id)` (a stop dragged back from the board), `row_pointed(order_id or "")`,
`asked_changed` (group, search or sorting), `filters_asked(global_position)`,
`search_elsewhere(text)` (Enter on a search that no row answers), `letter_typed(letter)` that no
button of the window has taken.
"""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QCursor, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from console.models.queue_filter import (
    RESTING,
    QueueColumn,
    QueueFilter,
    counts,
    filtered,
    hidden_note,
    total_of,
)
from console.models.queue_groups import folded
from console.models.queue_model import QueueModel
from console.panels.chip_row import ChipRow
from console.panels.elided_label import ElidedLabel
from console.panels.queue_table import QueueTable
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import QueueGroup, QueueRow

CHIPS = {
    QueueGroup.ALL: tr("To decide"),
    QueueGroup.OPEN: tr("New"),
    QueueGroup.FAILED: tr("Failed"),
    QueueGroup.RETURNS: tr("Returns"),
    QueueGroup.CONTAINERS: tr("Containers"),
    QueueGroup.UNPLANNED: tr("Unplanned"),
    QueueGroup.MINE: tr("Mine"),
    QueueGroup.DECIDED: tr("Decided"),
    QueueGroup.WAITING: tr("Waiting"),
    QueueGroup.CLOSED: tr("Settled"),
}
CHIP_TIPS = {
    QueueGroup.ALL: tr("Everything that needs a decision now"),
    QueueGroup.OPEN: tr("Of these, what nobody has taken yet"),
    QueueGroup.FAILED: tr("Of these, deliveries and collections that failed"),
    QueueGroup.RETURNS: tr("Of these, returns to collect"),
    QueueGroup.CONTAINERS: tr("Of these, containers to collect"),
    QueueGroup.UNPLANNED: tr("Of these, deliveries without a route"),
    QueueGroup.MINE: tr("What you have in hand, also what waits"),
    QueueGroup.DECIDED: tr("Decided, not yet agreed by the driver, the shop or a partner"),
    QueueGroup.WAITING: tr("Put aside until somebody answers or a time comes"),
    QueueGroup.CLOSED: tr("Agreed, or closed within a day; here it can be taken back"),
}

HEAD_HEIGHT = 30
LINGERS_MS = 1500
"""So long after the pointer has left nothing moves yet: it may be on its way back to a row."""
NARROWEST = 280
OPENING = (tr("Opening the day…"), "")

STILL_WRITING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class QueuePanel(QFrame):
    """The left-hand list of cases."""

    order_selected = Signal(str)
    orders_selected = Signal(object)
    order_activated = Signal(str)
    hand_over_asked = Signal()
    telephone_asked = Signal()
    menu_wanted = Signal(object, QPoint)
    drag_started = Signal(str)
    drag_ended = Signal(str)
    stop_dropped = Signal(str)
    row_pointed = Signal(str)
    asked_changed = Signal()
    filters_asked = Signal(QPoint)
    search_elsewhere = Signal(str)
    letter_typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[QueueRow, ...] = ()
        self._asked = QueueFilter()
        self._opened: set[str] = set()
        self._returning = ""
        """The order whose selected row has left the list; selected again when it comes back."""
        self._is_dragging = False
        self._is_pointed_at = False
        self._lingering = QTimer(self)
        """Runs while the list is still held for a pointer that has just left it."""
        self._lingering.setSingleShot(True)
        self._lingering.setInterval(LINGERS_MS)
        self._is_writing = False
        """Whether the search was changed by hand since it has the keyboard."""
        self._opening_words: tuple[str, str] | None = OPENING
        self.model = QueueModel(self)
        self.table = QueueTable(theme, self.model, self)
        self.table.set_empty_words(*OPENING)
        self._search = QLineEdit()
        self._chips: dict[QueueGroup, QPushButton] = {}
        self._waiting = QPushButton()
        self._filters = QPushButton()
        self._hand_over = QPushButton()
        self._telephone = QPushButton()
        self._hidden = QLabel()
        self._show_all = QPushButton(tr("Show all"))
        self.setProperty("card", True)
        self._build()
        self._connect()
        self._decorate()

    def show_rows(self, rows: Sequence[QueueRow]) -> None:
        """Take the whole queue; only what differs is repainted."""
        self._opening_words = None
        self._rows = tuple(rows)
        self._refresh()

    def say_opening(self, title: str, advice: str) -> None:
        """What to say before the first rows have come."""
        if self._opening_words is not None:
            self._opening_words = (title, advice)
            self.table.set_empty_words(title, advice)

    def selected_orders(self) -> tuple[str, ...]:
        """Orders of the selected rows, from top to bottom; the head of a group stands for all."""
        chosen = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        rows = [self.model.row(at) for at in chosen]
        orders = [id_ for row in rows for id_ in (row.members or (row.order_id,))]
        return tuple(dict.fromkeys(orders))

    def select(self, order_id: str) -> bool:
        """Select an order's row and scroll to it; False when no row is shown for it."""
        group = next((row.group for row in self._rows if row.order_id == order_id), "")
        if group and group not in self._opened:
            self._opened.add(group)
            self._show_anew()
        at = self.model.find(order_id)
        if at is None:
            return False
        if self.selected_orders() != (order_id,):
            # `selectRow` would follow whatever key is held down.
            self.table.selectionModel().setCurrentIndex(
                self.model.index(at, 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
        self.table.scrollTo(self.model.index(at, 0))
        return True

    def select_many(self, order_ids: Sequence[str]) -> int:
        """Select the rows of these orders as far as they are shown; how many are."""
        rows = [at for at in map(self.model.find, order_ids) if at is not None]
        chosen = QItemSelection()
        for at in rows:
            chosen.select(self.model.index(at, 0), self.model.index(at, 0))
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        if rows:
            self.table.scrollTo(self.model.index(min(rows), 0))
        return len(rows)

    def point_at(self, order_id: str) -> None:
        """Mark the row of what is pointed at elsewhere; "" for none."""
        at = self.model.find(order_id) if order_id else None
        self.table.mark_row(-1 if at is None else at)

    def clear_selection(self) -> None:
        self._returning = ""
        self.table.setCurrentIndex(QModelIndex())
        self.table.clearSelection()

    def focus_search(self) -> None:
        """For Ctrl+F and `/`."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def focus_list(self) -> None:
        """For letters that decide, and Ctrl+Z."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def asked(self) -> QueueFilter:
        """What the person asked to see."""
        return self._asked

    def ask(self, asked: QueueFilter) -> None:
        """As if the person had chosen group, search and sorting."""
        self._asked = asked
        self._search.setText(" ".join(asked.words))
        self._chips[asked.group].setChecked(True)
        self._show_sorting()
        self._show_anew()

    def effect_of(self, asked: QueueFilter) -> tuple[int, int]:
        """How many rows a filter would show, and of how many."""
        return len(filtered(self._rows, asked)), total_of(self._rows, asked)

    def choose_group(self, group: QueueGroup) -> None:
        """Show one filter chip's rows."""
        self._asked = replace(self._asked, group=group)
        self._chips[group].setChecked(True)
        self._show_anew()

    def _build(self) -> None:
        # Gives way to the button for updates: a head that is wider than the panel would have the
        # chips below it measured for that width, and they would lie over the list.
        title = ElidedLabel()
        title.setText(tr("Needs a decision"))
        title.short = tr("To decide")
        title.setProperty("role", "title")
        self._waiting.setProperty("role", "primary")
        self._waiting.setVisible(False)
        self._waiting.setAccessibleName(tr("Show waiting updates"))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._waiting)
        head.addWidget(self._filters)
        head.addWidget(self._telephone)
        head.addWidget(self._hand_over)
        head.setSpacing(2)
        # As high as its highest button, so that nothing moves when that one comes.
        head.addStrut(HEAD_HEIGHT)
        self._search.setPlaceholderText(tr("Search number, name, street, reason"))
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(tr("Search the queue"))
        chips = ChipRow()
        for group, words in CHIPS.items():
            chips.addWidget(self._make_chip(group, words))
        self._hidden.setProperty("role", "muted")
        self._show_all.setProperty("role", "quiet")
        self._show_all.setVisible(False)
        foot = QHBoxLayout()
        foot.addWidget(self._hidden, 1)
        foot.addWidget(self._show_all)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 4)
        top.setSpacing(8)
        top.addLayout(head)
        top.addWidget(self._search)
        top.addLayout(chips)
        foot.setContentsMargins(12, 2, 8, 4)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        self.setMinimumWidth(NARROWEST)

    def _make_chip(self, group: QueueGroup, words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setProperty("role", "chip")
        chip.setProperty("rest", group in RESTING)
        chip.setToolTip(as_letters(CHIP_TIPS[group]))
        chip.setCheckable(True)
        chip.setAutoExclusive(True)
        chip.setChecked(group is QueueGroup.ALL)
        chip.setVisible(group is QueueGroup.ALL)
        chip.clicked.connect(lambda: self.choose_group(group))
        self._chips[group] = chip
        return chip

    def _connect(self) -> None:
        pause = QTimer(self)
        pause.setSingleShot(True)
        pause.setInterval(120)
        pause.timeout.connect(self._search_words)
        self._search.textChanged.connect(lambda: pause.start())
        self._search.returnPressed.connect(self._enter_list)
        self._search.textEdited.connect(self._note_writing)
        self._search.installEventFilter(self)
        self._hand_over.setProperty("role", "quiet")
        self._hand_over.setAccessibleName(tr("Shift hand-over"))
        self._hand_over.setToolTip(tr("What the next shift must know, as text (Ctrl+H)"))
        self._filters.setProperty("role", "quiet")
        self._filters.setToolTip(tr("Filters that are kept"))
        self._filters.setAccessibleName(tr("Filters that are kept"))
        self._filters.clicked.connect(
            lambda: self.filters_asked.emit(
                self._filters.mapToGlobal(self._filters.rect().bottomLeft())
            )
        )
        self._hand_over.clicked.connect(self.hand_over_asked)
        self._telephone.setProperty("role", "quiet")
        self._telephone.setToolTip(tr("Who is calling? (F3)"))
        self._telephone.setAccessibleName(tr("On the telephone"))
        self._telephone.clicked.connect(self.telephone_asked)
        self._waiting.clicked.connect(self.model.release)
        self._waiting.clicked.connect(self.model.forget_moves)
        self._waiting.clicked.connect(self._hold_or_release)
        self._show_all.clicked.connect(self._clear_filter)
        table = self.table
        table.selectionModel().selectionChanged.connect(self._tell_selected)
        table.entered_by_key.connect(self._activate)
        table.letter_typed.connect(self.letter_typed)
        table.fold_clicked.connect(self._fold)
        table.customContextMenuRequested.connect(self._want_menu)
        table.drag_started.connect(self._begin_drag)
        table.drag_ended.connect(self._end_drag)
        table.stop_dropped.connect(self.stop_dropped)
        table.row_pointed.connect(self._tell_pointed)
        table.pointer_entered.connect(lambda: self._point(True))
        table.pointer_left.connect(lambda: self._point(False))
        self._lingering.timeout.connect(self._hold_or_release)
        table.horizontalHeader().sectionClicked.connect(self._sort)
        self._theme.changed.connect(self._decorate)

    def _decorate(self) -> None:
        for action in self._search.actions():
            self._search.removeAction(action)
        icon = self._theme.icon("search", "muted")
        action = QAction(icon, "", self._search)
        self._search.addAction(action, QLineEdit.ActionPosition.LeadingPosition)
        self._filters.setIcon(self._theme.icon("funnel", "muted"))
        self._telephone.setIcon(self._theme.icon("phone", "muted"))
        self._hand_over.setIcon(self._theme.icon("arrow-left-right", "muted"))
        self.table.viewport().update()

    def _refresh(self) -> None:
        passing = filtered(self._rows, self._asked)
        shown = folded(passing, self._opened, self._asked)
        if self.model.rowCount() == 0:
            self.model.release()
        self.model.show(shown)
        self._select_returning()
        for group, count in counts(self._rows).items():
            chip = self._chips[group]
            chip.setText(f"{CHIPS[group]} {count}")
            chip.setVisible(count > 0 or group is QueueGroup.ALL or group is self._asked.group)
        note = hidden_note(total_of(self._rows, self._asked), len(passing), self._asked)
        self._hidden.setText(note)
        self._hidden.setVisible(bool(note))
        self._show_all.setVisible(bool(note))
        if self._opening_words is not None:
            self.table.set_empty_words(*self._opening_words)
        elif self._rows and not passing and self._is_narrowed():
            self.table.set_empty_words(
                tr("Nothing matches"),
                tr("Enter looks for it on the routes too.")
                if self._asked.words
                else tr("Clear the search or choose To decide."),
            )
        else:
            self.table.set_empty_words(
                tr("Nothing waits for a decision"), tr("New failures and returns appear here.")
            )
        self._show_waiting()

    def _is_narrowed(self) -> bool:
        """Whether something was asked for beyond what waits for a decision."""
        return bool(self._asked.words) or self._asked.group is not QueueGroup.ALL

    def _show_waiting(self) -> None:
        held = self.model.held
        self._waiting.setText(tr("1 update") if held == 1 else tr("{held} updates", held=held))
        self._waiting.setVisible(held > 0)

    def _search_words(self) -> None:
        words = tuple(self._search.text().casefold().split())
        if words != self._asked.words:
            self._asked = replace(self._asked, words=words)
            self._show_anew()

    def _clear_filter(self) -> None:
        self._search.clear()
        self._asked = replace(self._asked, words=())
        self.choose_group(QueueGroup.ALL)

    def _enter_list(self) -> None:
        # Enter may come before the pause after the last letter, as from a scanner.
        self._search_words()
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.selectRow(0)
        elif self._search.text().strip():
            self.search_elsewhere.emit(self._search.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc empties the search before it leaves anything else; Ctrl+Z is the window's, unless
        words are just being written."""
        if watched is self._search and isinstance(event, QFocusEvent) and event.gotFocus():
            # Back from its own menu, or from another window, it is being written as before.
            self._is_writing &= event.reason() in STILL_WRITING
        if watched is self._search and self._is_for_window(event):
            event.ignore()
            return True
        if (
            watched is self._search
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._search.text()
        ):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() is QEvent.Type.KeyPress:
                self._search.clear()
            return True
        return super().eventFilter(watched, event)

    def _is_for_window(self, event: QEvent) -> bool:
        """Whether it would take back a search of a while ago, or one that was given up."""
        is_key = isinstance(event, QKeyEvent) and (
            event.matches(QKeySequence.StandardKey.Undo)
            or event.matches(QKeySequence.StandardKey.Redo)
        )
        return is_key and not (self._is_writing and self._search.text())

    def _note_writing(self) -> None:
        self._is_writing = True

    def _sort(self, section: int) -> None:
        column = QueueColumn(section)
        first_down = column is QueueColumn.VALUE
        if self._asked.column is not column:
            asked = replace(self._asked, column=column, is_descending=first_down)
        elif self._asked.is_descending is first_down:
            asked = replace(self._asked, is_descending=not first_down)
        else:
            asked = replace(self._asked, column=None)
        self._asked = asked
        self._show_sorting()
        self._show_anew()

    def _show_sorting(self) -> None:
        asked, header = self._asked, self.table.horizontalHeader()
        self.model.mark_sorting(asked.column, is_descending=asked.is_descending)
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        section = QueueColumn.CASE if asked.column is None else asked.column
        header.setSortIndicator(section, down if asked.is_descending else up)

    def _show_anew(self) -> None:
        """The person asked for other rows: nothing waits, wherever the pointer is."""
        self.asked_changed.emit()
        self.model.release()
        self._refresh()
        self.model.forget_moves()
        self._hold_or_release()

    def _select_returning(self) -> None:
        """What is undone is back where it was, with the inspector still on it."""
        order_id = self._returning
        if order_id and not self.selected_orders() and self.model.find(order_id) is not None:
            self.select(order_id)

    def _tell_pointed(self, at: int) -> None:
        self.row_pointed.emit(self.model.row(at).order_id if at >= 0 else "")

    def _tell_selected(self) -> None:
        chosen = self.selected_orders()
        if chosen:
            self._returning = chosen[0] if len(chosen) == 1 else ""
        self.order_selected.emit(chosen[0] if len(chosen) == 1 else "")
        if len(chosen) > 1:
            self.orders_selected.emit(chosen)

    def _activate(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        row = self.model.row(index.row())
        if row.members:
            self._fold(row.group)
        else:
            self.order_activated.emit(row.order_id)

    def _fold(self, group: str) -> None:
        """Unfold a group, or fold it again."""
        self._opened ^= {group}
        self._show_anew()

    def _want_menu(self, at: QPoint) -> None:
        index = self.table.indexAt(at)
        under_pointer = (
            self.table.viewport()
            .rect()
            .contains(self.table.viewport().mapFromGlobal(QCursor.pos()))
        )
        if index.isValid() and not self.table.selectionModel().isRowSelected(index.row()):
            self.table.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
        chosen = self.selected_orders()
        if not chosen:
            return
        position = self.table.viewport().mapToGlobal(at)
        if not under_pointer:
            position = self.table.row_position(self.table.currentIndex().row())
        self.menu_wanted.emit(chosen, position)

    def _begin_drag(self, order_id: str) -> None:
        self._is_dragging = True
        self._hold_or_release()
        self.drag_started.emit(order_id)

    def _end_drag(self, order_id: str) -> None:
        self._is_dragging = False
        self._hold_or_release()
        self.drag_ended.emit(order_id)

    def _point(self, is_inside: bool) -> None:
        self._is_pointed_at = is_inside
        if is_inside:
            self._lingering.stop()
        else:
            self._lingering.start()
        self._hold_or_release()

    def _hold_or_release(self) -> None:
        # An empty list has nothing that could move under the pointer.
        is_held = self._is_dragging or self._is_pointed_at or self._lingering.isActive()
        if is_held and self.model.rowCount() > 0:
            self.model.hold()
        else:
            self.model.release()
            self._select_returning()
        self._show_waiting()
