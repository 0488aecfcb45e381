"""Collection rounds: a list of them, and the one that is chosen as fields that are written by hand.

Signals: `save_asked`, `import_asked` for a list of them. `rows` and `days_off` are what stands
there now.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.plain_table import set_up, show_or_say
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import language, tr
from console.view import Tone
from console.views.rounds import KINDS, Fault, RoundRow, coming, days_written
from console.views.wording import weekdays_said
from core.exchange.order_columns import Field
from core.opening import DAYS
from core.round_calendar import parse_weekdays

ROW_PX = 32
HEADS = (tr("Customer"), tr("What"), tr("When"), tr("Next"))
NONE_YET = tr("No round is kept yet. Add the first, or import a list of them.")
WHAT_IT_IS = tr("A round comes into each day on which it is due when that day is opened (Ctrl+D).")
HOLIDAYS = days_written((date(2026, 12, 25), date(2027, 1, 1)))
_FIELDS: tuple[tuple[Field, str, str, str, int, int, int], ...] = (
    (Field.CUSTOMER, "customer", tr("Customer"), "Cafe Sol", 0, 0, 4),
    (Field.ROUND, "name", tr("Round"), tr("North"), 0, 4, 2),
    (Field.ADDRESS, "address", tr("Address"), tr("Street and number, town"), 2, 0, 6),
    (Field.GOODS, "goods", tr("What is collected"), tr("Crates"), 4, 0, 4),
    (Field.QUANTITY, "quantity", tr("Pieces"), "", 6, 0, 1),
    (Field.WEIGHT, "weight", tr("All, kg"), "", 6, 1, 1),
    (Field.VOLUME, "volume", tr("All, l"), "", 6, 2, 1),
    (Field.SLOTS, "slots", tr("Places"), "", 6, 3, 1),
    (Field.NEEDS, "needs", tr("Equipment"), tr("lift"), 6, 4, 2),
    (Field.EVERY, "every", tr("Every … weeks"), "1", 10, 0, 1),
    (Field.STARTS, "starts", tr("First day"), tr("today"), 10, 1, 2),
    (Field.ENDS, "ends", tr("Last day"), tr("none"), 10, 3, 2),
    (Field.OPENS, "opens", tr("From"), tr("any time"), 12, 0, 1),
    (Field.CLOSES, "closes", tr("Until"), tr("any time"), 12, 1, 1),
    (Field.SERVICE, "minutes", tr("Minutes"), "5", 12, 2, 1),
    (Field.DAYS_OFF, "days_off", tr("Days left out"), HOLIDAYS, 12, 3, 3),
)
"""Field, attribute, label, example, and where it stands: row of its label, column, columns."""
KIND_AT, WEEK_AT = (4, 4, 2), 8


class RoundsDialog(QDialog):
    """What is typed stays in its row while another one is chosen."""

    save_asked = Signal()
    import_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[RoundRow],
        days_off: str,
        customers: Sequence[tuple[str, str, str]],
        *,
        today: date,
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        """`customers` are id, name and address of who is known."""
        super().__init__(parent)
        self._theme, self._may_edit, self._today = theme, may_edit, today
        self._customers = {name: (id_, address) for id_, name, address in customers}
        self.before, self._rows = tuple(rows), list(rows)
        self._is_filling = False
        self._middle = QWidget()
        self.table = QTableWidget(0, len(HEADS))
        self.fields = {attribute: QLineEdit() for _, attribute, *_ in _FIELDS}
        self.kind = QComboBox()
        self.weekdays = [QPushButton(name) for name in language().weekdays]
        self.is_made = QCheckBox(tr("Made on its days"))
        self.days_off = QLineEdit(days_off)
        self.coming = WrappingLabel("")
        self.add = QPushButton(tr("Add a round"))
        self.remove = QPushButton(tr("Remove"))
        self.bring = QPushButton(tr("Import a list…"))
        self.words = WrappingLabel(WHAT_IT_IS if rows else NONE_YET)
        self.leave = QPushButton(tr("Cancel"))
        self.save = QPushButton(tr("Save"))
        self.setWindowTitle(tr("Collection rounds"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(1060, parent.width() - 40), min(600, parent.height() - 60))
        self._build()
        self._connect()
        for _ in rows:
            self._add_line()
        self._show_lines()
        self.table.setCurrentCell(0, 0)
        self._show_row()

    @property
    def rows(self) -> tuple[RoundRow, ...]:
        """As they are written."""
        return tuple(self._rows)

    def refuse(self, fault: Fault | str) -> None:
        """It was not saved; everything stays as it was typed, and the field at fault is shown."""
        words = fault if isinstance(fault, str) else fault.words
        if isinstance(fault, Fault) and fault.row >= 0:
            self.table.setCurrentCell(fault.row, 0)
            named = {field: (attribute, label) for field, attribute, label, *_ in _FIELDS}
            found = named.get(fault.field) if fault.field is not None else None
            if found is not None:
                self.fields[found[0]].setFocus()
                words = f"{found[1]}: {words}."
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(Tone.BAD).name()};")
        self.save.setEnabled(True)

    def wait(self) -> None:
        """Addresses are looked up and the hub is asked."""
        self.words.setText(tr("Saving…"))
        self.words.setStyleSheet("")
        self.save.setEnabled(False)

    # Layout.

    def _build(self) -> None:
        table = self.table
        set_up(table, HEADS, tr("Collection rounds"), ROW_PX)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        for column in range(3):
            table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(3, 86)
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        self.words.setProperty("role", "muted")
        for button in self.weekdays:
            button.setAutoDefault(False)
        for widget in (self.add, self.bring, self.save, self.days_off):
            widget.setEnabled(self._may_edit)
        middle = QHBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(14)
        middle.addWidget(table, 5)
        middle.addLayout(self._form(), 6)
        out = QLabel(tr("No rounds &on"))
        out.setProperty("role", "muted")
        out.setBuddy(self.days_off)
        self.days_off.setPlaceholderText(tr("Public holidays: {days}", days=HOLIDAYS))
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.bring)
        foot.addSpacing(14)
        foot.addWidget(out)
        foot.addWidget(self.days_off, 1)
        foot.addSpacing(14)
        foot.addWidget(self.save)
        foot.addWidget(self.leave)
        column_ = QVBoxLayout(self)
        column_.setSpacing(10)
        column_.addWidget(self._middle, 1)
        column_.addWidget(self.words)
        column_.addLayout(foot)

    def _form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(3)
        for column in range(6):
            form.setColumnStretch(column, 1)
            form.setColumnMinimumWidth(column, 74)
        for _, attribute, label, example, row, column, columns in _FIELDS:
            field = self.fields[attribute]
            field.setPlaceholderText(example)
            field.setMinimumWidth(40)
            self._put(form, label, field, (row, column, columns))
        self.kind.addItems(list(KINDS.values()))
        self._put(form, tr("Kind"), self.kind, KIND_AT)
        days = QHBoxLayout()
        days.setSpacing(5)
        for button in self.weekdays:
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.setAccessibleName(tr("On {name}", name=button.text()))
            days.addWidget(button)
        days.addStretch(1)
        form.addWidget(_muted(tr("Weekdays")), WEEK_AT, 0, 1, 6)
        form.addLayout(days, WEEK_AT + 1, 0, 1, 6)
        self.coming.setProperty("role", "muted")
        form.addWidget(self.coming, 14, 0, 1, 6)
        form.addWidget(self.is_made, 15, 0, 1, 4)
        form.addWidget(self.remove, 15, 4, 1, 2)
        form.setRowMinimumHeight(15, 34)
        form.setRowStretch(16, 1)
        completer = QCompleter(sorted(self._customers), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.fields["customer"].setCompleter(completer)
        completer.activated.connect(self._known_chosen)
        return form

    def _put(
        self, form: QGridLayout, words: str, field: QWidget, where: tuple[int, int, int]
    ) -> None:
        row, column, columns = where
        label = _muted(words)
        label.setBuddy(field)
        field.setAccessibleName(words)
        form.addWidget(label, row, column, 1, columns)
        form.addWidget(field, row + 1, column, 1, columns)

    def _connect(self) -> None:
        for field in self.fields.values():
            field.textEdited.connect(lambda _: self._typed())
        self.kind.activated.connect(lambda _: self._typed())
        for button in self.weekdays:
            button.clicked.connect(lambda _: self._typed())
        self.is_made.clicked.connect(lambda _: self._typed())
        self.table.currentCellChanged.connect(lambda *_: self._show_row())
        self.days_off.textEdited.connect(lambda _: self._show_coming())
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.bring.clicked.connect(self.import_asked)
        self.save.clicked.connect(self.save_asked)
        self.leave.clicked.connect(self.reject)

    # Rows.

    def _add(self) -> None:
        self._rows.append(RoundRow(when=tr("new"), next="–"))
        self.words.setText(WHAT_IT_IS)
        self.words.setStyleSheet("")
        self._add_line()
        self._show_lines()
        self.table.setCurrentCell(len(self._rows) - 1, 0)
        self.fields["customer"].setFocus()

    def _remove(self) -> None:
        """One that was never saved goes; another one stays among those that are made no more."""
        at = self.table.currentRow()
        if self._rows[at].id:
            self.is_made.setChecked(False)
            self._typed()
            self.words.setText(tr("It will be made no more once you save; it stays in the list."))
            self.words.setStyleSheet("")
            return
        del self._rows[at]
        self.table.removeRow(at)
        self.words.setText(WHAT_IT_IS if self._rows else NONE_YET)
        self.words.setStyleSheet("")
        self._show_lines()
        self._show_row()

    def _add_line(self) -> None:
        at = self.table.rowCount()
        self.table.insertRow(at)
        for column in range(len(HEADS)):
            self.table.setItem(at, column, QTableWidgetItem())

    def _show_lines(self) -> None:
        show_or_say(self._middle, self.words, is_empty=not self._rows)
        for at, row in enumerate(self._rows):
            pieces = f"{row.quantity} × {row.goods}" if row.goods else ""
            title = f"{row.customer} · {row.name}" if row.name else row.customer
            when = row.when
            if row not in self.before and row.weekdays:
                days = weekdays_said(parse_weekdays(row.weekdays))
                when = tr("{weekdays} (not saved)", weekdays=days)
            texts = (title, pieces, when, row.next)
            for column, text in enumerate(texts):
                item = self.table.item(at, column)
                if item is not None:
                    item.setText(text)
                    item.setToolTip(as_letters(text))

    def _show_row(self) -> None:
        """The chosen one in the fields."""
        at = self.table.currentRow()
        row = self._rows[at] if 0 <= at < len(self._rows) else RoundRow()
        is_there = 0 <= at < len(self._rows) and self._may_edit
        self._is_filling = True
        for attribute, field in self.fields.items():
            field.setText(str(getattr(row, attribute)))
            field.setCursorPosition(0)
            field.setEnabled(is_there)
        self.kind.setCurrentText(row.kind)
        days = row.weekdays.split(", ")
        for name, button in zip(DAYS, self.weekdays, strict=True):
            button.setChecked(name in days)
            button.setEnabled(is_there)
        self.is_made.setChecked(row.is_made)
        self.kind.setEnabled(is_there)
        self.is_made.setEnabled(is_there)
        self._is_filling = False
        self._show_coming()

    def _typed(self) -> None:
        at = self.table.currentRow()
        if self._is_filling or not 0 <= at < len(self._rows):
            return
        was = self._rows[at]
        typed = {attribute: field.text() for attribute, field in self.fields.items()}
        days = [name for name, b in zip(DAYS, self.weekdays, strict=True) if b.isChecked()]
        known = self._customers.get(typed["customer"], ("", ""))[0]
        is_same = typed["customer"] == was.customer
        self._rows[at] = replace(
            was,
            **typed,
            customer_id=was.customer_id if is_same else known,
            kind=self.kind.currentText(),
            weekdays=", ".join(days),
            is_made=self.is_made.isChecked(),
        )
        self._show_lines()
        self._show_coming()

    def _show_coming(self) -> None:
        """The days that follow from what is typed."""
        at = self.table.currentRow()
        row = self._rows[at] if 0 <= at < len(self._rows) else None
        self.coming.setText(coming(row, self._today, self.days_off.text()) if row else "")
        self.remove.setEnabled(self._may_edit and row is not None and (not row.id or row.is_made))

    def _known_chosen(self, name: str) -> None:
        """Somebody whom the depot knows is where the depot knows him."""
        self.fields["customer"].setText(name)
        self.fields["address"].setText(self._customers[name][1])
        self._typed()


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    return label
