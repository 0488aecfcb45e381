"""A new address for an order: street and number are looked up while somebody types.

Signals: `typed(words)`, `chosen(Found)`, `pin_wanted(words)`: no address fits, a pin is dropped.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.tongue import tr
from core.address_book import Found

LONGEST = 200


class AddressDialog(QDialog):
    """Enter takes what is chosen; the pin can always be put by hand instead."""

    typed = Signal(str)
    chosen = Signal(object)
    pin_wanted = Signal(str)

    def __init__(self, title: str, known: str, parent: QWidget) -> None:
        """`known` is said above the field, in a sentence."""
        super().__init__(parent)
        self._found: tuple[Found, ...] = ()
        self._known: tuple[Found, ...] = ()
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 420)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Street and number"))
        self.field.setMaxLength(LONGEST)
        self.field.setAccessibleName(tr("The new address"))
        self.field.setClearButtonEnabled(True)
        self.rows = QListWidget()
        self.rows.setAccessibleName(tr("Addresses that fit"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.source = QLabel()
        self.source.setWordWrap(True)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setProperty("role", "muted")
        self.source.hide()
        self.on_map = QPushButton(tr("Put a pin on the map… (Alt+M)"))
        self.take = QPushButton(tr("Take this address"))
        self.take.setDefault(True)
        self.take.setProperty("role", "primary")
        now = QLabel(known)
        now.setTextFormat(Qt.TextFormat.PlainText)
        now.setProperty("role", "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self.on_map)
        buttons.addStretch(1)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        for part in (now, self.field, self.rows, self.words, self.source):
            column.addWidget(part)
        column.addLayout(buttons)
        self.field.textChanged.connect(self._on_typed)
        self.rows.itemActivated.connect(lambda _: self._take())
        self.take.clicked.connect(self._take)
        self.on_map.clicked.connect(self._ask_for_pin)
        QShortcut(QKeySequence("Alt+M"), self, self._ask_for_pin)
        QShortcut(QKeySequence("Down"), self.field, self.rows.setFocus)
        for number in range(1, 10):
            # Alone they are part of an address that is being typed.
            key = QKeySequence(f"Alt+{number}")
            QShortcut(key, self, partial(self._take_number, number))
        self._on_typed("")

    def show_found(self, found: Sequence[Found]) -> None:
        """What fits; the first is chosen at once."""
        self._known = tuple(found)
        self._show(self._known)

    def show_served(self, found: Sequence[Found], source: str) -> None:
        """What a server found goes before what is known here; `source` says who was asked, and what
        came of it. A row that somebody has gone to stays chosen."""
        at = self.rows.currentRow()
        chosen = self._found[at] if 0 < at < len(self._found) else None
        addresses = {each.address for each in found}
        served = (*found, *(each for each in self._known if each.address not in addresses))
        self._show(served)
        if chosen is not None and chosen in served:
            self.rows.setCurrentRow(served.index(chosen))
        self.say_source(source)

    def say_source(self, words: str) -> None:
        """Where what is shown comes from, where that is not always the same."""
        self.source.setText(words)
        self.source.setVisible(bool(words))

    def _show(self, found: tuple[Found, ...]) -> None:
        self._found = found
        self.rows.clear()
        for number, each in enumerate(self._found, start=1):
            key = f"{number}  " if number < 10 else "    "
            note = f"    {in_words(each.note)}" if each.note else ""
            self.rows.addItem(QListWidgetItem(f"{key}{each.address}{note}"))
        self.rows.setToolTip(tr("Alt and the number take an address"))
        if self._found:
            self.rows.setCurrentRow(0)
        self.take.setEnabled(bool(self._found))
        typed = self.field.text().strip()
        nothing = tr(
            "No street here is called “{typed}”. Put a pin on the map instead.", typed=typed
        )
        self.words.setText(nothing if typed and not self._found else "")

    def _on_typed(self, words: str) -> None:
        self.on_map.setEnabled(bool(words.strip()))
        self.on_map.setToolTip("" if words.strip() else tr("Type the address first"))
        self.show_found(())
        self.typed.emit(words)

    def _take(self) -> None:
        at = self.rows.currentRow()
        if 0 <= at < len(self._found):
            self.accept()
            self.chosen.emit(self._found[at])

    def _take_number(self, number: int) -> None:
        if number <= len(self._found):
            self.rows.setCurrentRow(number - 1)
            self._take()

    def _ask_for_pin(self) -> None:
        words = " ".join(self.field.text().split())
        if words:
            self.accept()
            self.pin_wanted.emit(words)
