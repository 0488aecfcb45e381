"""A catalogue as a table: words, time or share, next step, and whether an entry is offered.

Codes are not written here: they stand in the log and in reports. An entry of the depot's own is
added as a kind of a shipped one, and is offered or not from then on. Signal: `edited` after every
change by hand.
"""

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.panels.field_table import add_muted, clear, set_spacing
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.views.depot_settings import EntryTyped, kinds, with_own
from core.catalogue_edits import is_own
from core.depot_settings import Unit
from core.model import kind_of

REASON_HEADS = (tr("Offered"), tr("Words"), tr("Decide within (min)"), tr("Usual next step"))
WAY_HEADS = (tr("Offered"), tr("Words"), tr("Brings (%)"), "")


class CatalogueEditor(QWidget):
    """`entries()` is what stands in the table now."""

    edited = Signal()

    def __init__(self, theme: Theme, unit: Unit) -> None:
        super().__init__()
        self._theme = theme
        self._kinds = kinds(unit)
        self._is_reasons = unit is Unit.REASONS
        self._shown: tuple[EntryTyped, ...] = ()
        self._rows: list[tuple[QCheckBox, QLineEdit, QLineEdit | None, QLineEdit | None]] = []
        self.kind = QComboBox()
        self.add = QPushButton(tr("Add a reason") if self._is_reasons else tr("Add a disposition"))
        self._adding = self._adder()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 4)
        self._grid = QGridLayout()
        outer.addLayout(self._grid)
        outer.addWidget(self._adding)
        set_spacing(self._grid)

    def entries(self) -> tuple[EntryTyped, ...]:
        """As they are written; where nothing is written, what the release says counts."""
        return tuple(
            replace(
                known,
                words=words.text().strip(),
                number=number.text().strip() if number is not None else None,
                next_step=step.text().strip() if step is not None else None,
                is_offered=offered.isChecked(),
            )
            for known, (offered, words, number, step) in zip(self._shown, self._rows, strict=True)
        )

    def show_entries(self, entries: tuple[EntryTyped, ...]) -> None:
        """These, and no others."""
        self._shown = entries
        self._rows = []
        clear(self._grid)
        for column, words in enumerate(REASON_HEADS if self._is_reasons else WAY_HEADS):
            add_muted(self._grid, words, column)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1 if self._is_reasons else 0)
        for at, entry in enumerate(entries, start=1):
            self._add_row(at, entry)

    def add_own(self, kind: str) -> None:
        """A row for an entry of the depot's own, ready to be written in."""
        entries, at = with_own(self.entries(), kind)
        self.show_entries(entries)
        field = self._rows[at][1]
        field.setFocus()
        self.edited.emit()
        # Where it stands is known once the rows are laid out.
        QTimer.singleShot(0, field, lambda: self._bring_into_sight(field))

    def _bring_into_sight(self, field: QLineEdit) -> None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(field)

    def _adder(self) -> QWidget:
        """The kind first, because rules, customers and standards go by it."""
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 4, 0, 4)
        self.kind.setAccessibleName(tr("What the new one is a kind of"))
        for code, words in self._kinds.items():
            self.kind.addItem(words, code)
        self.add.clicked.connect(lambda: self.add_own(str(self.kind.currentData())))
        for widget in (QLabel(tr("Another kind of")), self.kind, self.add):
            row.addWidget(widget)
        row.addStretch()
        return box

    def _add_row(self, at: int, entry: EntryTyped) -> None:
        offered = QCheckBox()
        offered.setChecked(entry.is_offered)
        offered.setAccessibleName(tr("{words} is offered", words=entry.words))
        offered.toggled.connect(self.edited)
        words = self._field(entry.words, tr("Words of {code}", code=entry.code))
        if is_own(entry.code):
            kind = self._kinds[kind_of(entry.code)]
            words.setPlaceholderText(tr("Which kind of “{kind}”?", kind=kind))
            words.setToolTip(as_letters(tr("A kind of “{kind}”", kind=kind)))
        self._grid.addWidget(offered, at, 0, Qt.AlignmentFlag.AlignCenter)
        self._grid.addWidget(words, at, 1)
        number = step = None
        if entry.number is not None:
            number = self._field(entry.number, tr("Number of {words}", words=entry.words))
            number.setFixedWidth(70)
            number.setMaxLength(6)
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            if is_own(entry.code) and not self._is_reasons:
                number.setPlaceholderText(tr("its kind’s"))
                number.setToolTip(tr("Empty: what the rate of its kind says"))
            self._grid.addWidget(number, at, 2, Qt.AlignmentFlag.AlignRight)
        else:
            rate = QLabel(tr("a rate of the depot"))
            rate.setProperty("role", "muted")
            self._grid.addWidget(rate, at, 2, Qt.AlignmentFlag.AlignRight)
        if entry.next_step is not None:
            step = self._field(entry.next_step, tr("Next step of {words}", words=entry.words))
            self._grid.addWidget(step, at, 3)
        self._rows.append((offered, words, number, step))

    def _field(self, text: str, called: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setMaxLength(80)
        field.setAccessibleName(called)
        field.setCursorPosition(0)
        field.textEdited.connect(self.edited)
        return field
