"""The telephone: who calls is found while he says his name, and everything to say is on one card.

It stays open beside the board. Signals: `typed(words)`, `chosen(order_id)`,
`call_logged(order_id, CallOutcome, note)`, `case_wanted(order_id)`,
`wish_wanted(order_id)`, `return_wanted(order_id)`, `cancel_wanted(order_id)`,
`slot_held(order_id, SlotRow)`,
`slot_chosen(order_id, SlotRow)`, `phone_copied(number)`, `address_wanted(order_id)`,
`place_wanted(order_id)`, `photo_opened(blob_id)`.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.panels.dialog_size import open_at
from console.panels.phone_rows import ASIDE, PhoneRowDelegate
from console.panels.picture_row import PictureRow
from console.panels.wrapping_column import WrappingColumn
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import tooltip
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.phone_card import OUTCOMES, PhoneCard, PhoneRow, SlotRow
from core.model import CallOutcome

_NOTHING = tr("Type a name, a number, a street or some digits of the telephone number.")
_CALL_KEYS = {CallOutcome.REACHED: "Alt+1", CallOutcome.NO_ANSWER: "Alt+2"}


class PhoneDialog(QDialog):
    """Search on the left, the card on the right."""

    typed = Signal(str)
    chosen = Signal(str)
    call_logged = Signal(str, object, str)
    case_wanted = Signal(str)
    wish_wanted = Signal(str)
    return_wanted = Signal(str)
    cancel_wanted = Signal(str)
    slot_held = Signal(str, object)
    slot_chosen = Signal(str, object)
    phone_copied = Signal(str)
    address_wanted = Signal(str)
    place_wanted = Signal(str)
    photo_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: PhoneCard | None = None
        self._slots: tuple[SlotRow, ...] = ()
        self._refused = ""
        self.search = QLineEdit()
        self.found = QListWidget()
        self.slots = QListWidget()
        self.note = QLineEdit()
        names = (
            "title",
            "customer",
            "address",
            "where",
            "promise",
            "happened",
            "slots",
            "held",
            "proof",
        )
        self._labels = {name: WrappingLabel() for name in (*names, "slots", "held")}
        self._phone = QPushButton()
        self.pictures = PictureRow(theme)
        self._calls = {outcome: QPushButton(words.capitalize()) for outcome, words
                       in OUTCOMES.items()}  # fmt: skip
        self.open_case = QPushButton(tr("Open the case (Alt+C)"))
        self.enter_wish = QPushButton(tr("What the caller wants… (Alt+I)"))
        self.take_back = QPushButton(tr("Take goods back… (Alt+R)"))
        self.cancel = QPushButton(tr("Cancel the order… (Alt+X)"))
        self.new_address = QPushButton(tr("New address… (Alt+A)"))
        self.about_door = QPushButton(tr("About this door… (Alt+D)"))
        self.setWindowTitle(tr("On the telephone"))
        theme.changed.connect(self._repaint_lists)
        open_at(self, parent, 980, 640)
        self._build()
        self._connect()
        self.show_card(None)

    def show_found(self, rows: Sequence[PhoneRow]) -> None:
        """What matches; the first is chosen at once."""
        self.found.clear()
        for row in rows:
            item = QListWidgetItem(row.title)
            item.setData(ASIDE, row.words)
            item.setData(Qt.ItemDataRole.UserRole, row.order_id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.title}. {row.words}")
            item.setToolTip(tooltip((row.title, row.words)))
            self.found.addItem(item)
        if rows:
            self.found.setCurrentRow(0)
        else:
            self.show_card(None)

    def show_card(self, card: PhoneCard | None) -> None:
        """The order, or nothing."""
        is_other = card is None or self._card is None or card.order_id != self._card.order_id
        self._card = card
        if is_other:
            self._refused = ""
        self._say_held()
        if card:
            self._say("title", card.title, self._theme.hex("text"))
        else:
            self._say("title", _nothing_words(self.search.text()), self._theme.hex("muted"))
        self._labels["title"].setFont(self._theme.font(15, 600) if card else self._theme.font(13))
        self._say("customer", card.customer if card else "")
        self._say(
            "address", "\n".join(part for part in (card.address, card.door) if part) if card else ""
        )
        self._say("where", card.where if card else "", self._tone(card.tone) if card else "")
        tone = self._tone(card.promise_tone) if card else ""
        self._say("promise", card.promise if card else "", tone)
        self._say("happened", "\n".join(card.happened) if card else "")
        self._say("proof", card.proof if card else "")
        self.pictures.show_pictures(card.pictures if card else ())
        self._phone.setText(card.phone if card else "")
        self._phone.setVisible(bool(card and card.phone))
        for part in (self.note, *self._calls.values()):
            part.setVisible(card is not None)
        for part in (self.open_case, self.enter_wish):
            part.setVisible(bool(card and card.has_case))
        self.take_back.setVisible(bool(card and card.may_return))
        self.cancel.setVisible(bool(card and card.may_move))
        self.new_address.setVisible(bool(card and card.may_move))
        self.about_door.setVisible(card is not None)
        if is_other:
            self.note.clear()
            may_move = card is not None and card.may_move
            self.show_slots((), tr("What each slot would cost is being worked out…") * may_move)

    def refuse_slot(self, words: str) -> None:
        """Why the slot that was chosen is not held; said until another one is chosen."""
        self._refused = words
        self.slots.clearSelection()
        self._say_held()

    def _say_held(self) -> None:
        held = self._card.held if self._card is not None else ""
        is_over = self._card is not None and self._card.has_run_out
        if is_over:
            self.slots.clearSelection()
        tone = Tone.BAD if self._refused else Tone.WARN if is_over else Tone.ACCENT
        self._say("held", self._refused or held, self._tone(tone))

    def show_slots(self, rows: Sequence[SlotRow], words: str = "") -> None:
        """Slots with their cost, or words instead of them."""
        self._slots = tuple(rows)
        self.slots.clear()
        for row in rows:
            item = QListWidgetItem(row.words)
            aside = row.money or row.why_not
            item.setData(ASIDE, aside)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.words}. {aside}")
            item.setToolTip(tooltip((row.words, aside)))
            if row.why_not:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.slots.addItem(item)
        self.slots.setVisible(bool(rows))
        self._say(
            "slots",
            words
            or (
                tr("Slots · a click holds one for ten minutes, Enter or a double-click books it")
                if rows
                else ""
            ),
        )

    def _build(self) -> None:
        self.search.setPlaceholderText(tr("Name, number, street, telephone"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Who is calling?"))
        self.found.setAccessibleName(tr("Orders that match"))
        self._paint_rows(self.found, is_tall=True)
        self._paint_rows(self.slots, is_tall=False)
        self.slots.setAccessibleName(tr("Slots that can be offered"))
        self.slots.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note.setPlaceholderText(tr("What was said (kept with the call)"))
        self.note.setMaxLength(2000)
        self._phone.setProperty("role", "quiet")
        self._phone.setToolTip(tr("Copy the number"))
        for label in self._labels.values():
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for name in ("customer", "where", "promise", "held"):
            self._labels[name].setFont(self._theme.font(13, 600))
        self._labels["address"].setProperty("role", "muted")
        self._labels["slots"].setProperty("role", "overline")
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.found, 1)
        columns = QHBoxLayout(self)
        columns.setSpacing(14)
        columns.addLayout(left, 4)
        columns.addWidget(self._right(), 5)
        # Enter in the search goes to what was found and presses nothing.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _paint_rows(self, rows: QListWidget, *, is_tall: bool) -> None:
        rows.setItemDelegate(PhoneRowDelegate(self._theme, rows, is_tall=is_tall))
        rows.setMouseTracking(True)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _repaint_lists(self) -> None:
        for rows in (self.found, self.slots):
            rows.viewport().update()

    def _right(self) -> QScrollArea:
        inside = WrappingColumn()
        column = QVBoxLayout(inside)
        column.setSpacing(8)
        for name in ("title", "customer", "address"):
            column.addWidget(self._labels[name])
        line = QHBoxLayout()
        line.addWidget(self._phone)
        for button in (self.new_address, self.about_door):
            button.setProperty("role", "narrow")
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        for name in ("where", "promise"):
            column.addWidget(self._labels[name])
        column.addWidget(self._labels["proof"])
        column.addWidget(self.pictures)
        column.addWidget(self.note)
        calls = QHBoxLayout()
        for outcome, button in self._calls.items():
            key = _CALL_KEYS.get(outcome)
            button.setText(f"{button.text()} ({key})" if key else button.text())
            button.setProperty("role", "narrow")
            calls.addWidget(button)
        column.addLayout(calls)
        case = QHBoxLayout()
        for button in (self.enter_wish, self.take_back, self.cancel, self.open_case):
            button.setProperty("role", "narrow")
            case.addWidget(button)
        column.addLayout(case)
        column.addWidget(self._labels["slots"])
        self.slots.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        column.addWidget(self.slots)
        # Below: a list that moved down would get the second click of a double one on another slot.
        column.addWidget(self._labels["held"])
        column.addWidget(self._labels["happened"])
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(tr("The order on the telephone"))
        return scroll

    def _connect(self) -> None:
        self.search.textChanged.connect(self.typed)
        self.search.installEventFilter(self)
        self.search.returnPressed.connect(lambda: self.found.setFocus())
        self.found.currentItemChanged.connect(self._choose)
        self.slots.itemSelectionChanged.connect(self._hold)
        self.slots.itemActivated.connect(lambda _: self._book())
        self._phone.clicked.connect(self._copy)
        self.pictures.opened.connect(self.photo_opened)
        self.open_case.clicked.connect(self._open)
        self.enter_wish.clicked.connect(self._enter_wish)
        self.take_back.clicked.connect(self._take_back)
        QShortcut(QKeySequence("Alt+R"), self, self._take_back)
        self.cancel.clicked.connect(self._cancel)
        QShortcut(QKeySequence("Alt+X"), self, self._cancel)
        self.about_door.clicked.connect(self._ask_about_door)
        QShortcut(QKeySequence("Alt+D"), self, self._ask_about_door)
        self.new_address.clicked.connect(self._ask_address)
        QShortcut(QKeySequence("Alt+A"), self, self._ask_address)
        QShortcut(QKeySequence("Alt+C"), self, self._open)
        QShortcut(QKeySequence("Alt+I"), self, self._enter_wish)
        for outcome, button in self._calls.items():
            button.clicked.connect(lambda _=False, out=outcome: self._log(out))
            if outcome in _CALL_KEYS:
                QShortcut(QKeySequence(_CALL_KEYS[outcome]), self, button.click)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the search go through what was found, while one types on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
            if watched is self.search and event.key() in keys:
                QCoreApplication.sendEvent(self.found, event)
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _log(self, outcome: CallOutcome) -> None:
        if self._card is not None:
            self.call_logged.emit(self._card.order_id, outcome, self.note.text().strip())
            self.note.clear()

    def _open(self) -> None:
        if self._card is not None and self._card.has_case:
            self.case_wanted.emit(self._card.order_id)

    def _enter_wish(self) -> None:
        if self._card is not None and self._card.has_case:
            self.wish_wanted.emit(self._card.order_id)

    def _take_back(self) -> None:
        if self._card is not None and self._card.may_return:
            self.return_wanted.emit(self._card.order_id)

    def _ask_about_door(self) -> None:
        if self._card is not None:
            self.place_wanted.emit(self._card.order_id)

    def _ask_address(self) -> None:
        if self._card is not None and self._card.may_move:
            self.address_wanted.emit(self._card.order_id)

    def _cancel(self) -> None:
        if self._card is not None and self._card.may_move:
            self.cancel_wanted.emit(self._card.order_id)

    def _book(self) -> None:
        at = self.slots.currentRow()
        if self._card is not None and 0 <= at < len(self._slots) and not self._slots[at].why_not:
            self.slot_chosen.emit(self._card.order_id, self._slots[at])

    def _hold(self) -> None:
        at = self.slots.currentRow()
        is_chosen = bool(self.slots.selectedItems()) and 0 <= at < len(self._slots)
        if self._card is not None and is_chosen and not self._slots[at].why_not:
            self._refused = ""
            self.slot_held.emit(self._card.order_id, self._slots[at])

    def _copy(self) -> None:
        if self._card is not None:
            QGuiApplication.clipboard().setText(self._card.phone)
            self.phone_copied.emit(self._card.phone)

    def _tone(self, tone: object) -> str:
        return self._theme.tone(tone).name()  # type: ignore[arg-type]

    def _say(self, name: str, words: str, colour: str = "") -> None:
        label = self._labels[name]
        label.setText(words)
        label.setVisible(bool(words))
        label.setStyleSheet(f"color: {colour}" if colour else "")


def _nothing_words(typed: str) -> str:
    return tr("Nobody is known by “{typed}”.", typed=typed) if typed.strip() else _NOTHING
