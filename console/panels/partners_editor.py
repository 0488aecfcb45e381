"""Partners as a short table: name, what they do, price and cut-off are written; one can be added.

Signal: `edited` after every change by hand.
"""

from itertools import count

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QWidget

from console.panels.field_table import add_muted, clear, set_spacing, take_off_button
from console.theme import Theme
from console.tongue import tr
from console.views.depot_settings import KIND_WORDS, PartnerTyped
from core.model import Partner, PartnerId, PartnerKind

HEADS = (tr("Name"), "", tr("Price of one order"), tr("Until"))


class PartnersEditor(QWidget):
    """`partners()` is what stands in the table now."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[PartnerTyped, ...] = ()
        self._rows: list[tuple[QLineEdit, QComboBox, QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        set_spacing(self._grid)
        self._grid.setColumnStretch(0, 1)

    def partners(self) -> tuple[PartnerTyped, ...]:
        """As they are written."""
        return tuple(
            replace(
                known,
                name=name.text().strip(),
                kind=PartnerKind(kind.currentData()),
                price=price.text().strip(),
                cut_off=cut_off.text().strip(),
            )
            for known, (name, kind, price, cut_off) in zip(self._shown, self._rows, strict=True)
        )

    def show_partners(self, partners: tuple[PartnerTyped, ...]) -> None:
        """These, and no others."""
        self._shown = partners
        self._rows = []
        clear(self._grid)
        for column, words in enumerate(HEADS if partners else ()):
            add_muted(self._grid, words, column)
        for at, partner in enumerate(partners, start=1):
            self._add_row(at, partner)
        add = QPushButton(tr("Add a partner"))
        add.setProperty("role", "narrow")
        add.setAutoDefault(False)
        add.clicked.connect(self._add)
        self._grid.addWidget(add, len(partners) + 1, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_row(self, at: int, row: PartnerTyped) -> None:
        name, price, cut_off = QLineEdit(row.name), QLineEdit(row.price), QLineEdit(row.cut_off)
        kind = QComboBox()
        for each, words in KIND_WORDS.items():
            kind.addItem(words, each.value)
        kind.setCurrentIndex(kind.findData(row.kind.value))
        called = row.name or tr("the new partner")
        for field, words in ((name, tr("Name")), (price, tr("Price")), (cut_off, tr("Cut-off"))):
            field.setAccessibleName(tr("{words} of {called}", words=words, called=called))
            field.setMaxLength(80 if field is name else 20)
            field.textEdited.connect(self.edited)
        kind.setAccessibleName(tr("What {called} does", called=called))
        kind.currentIndexChanged.connect(self.edited)
        for field, width in ((price, 110), (cut_off, 70)):
            field.setFixedWidth(width)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        take_off = take_off_button(self._theme, called, lambda: self._take_off(row.partner.id))
        for column, widget in enumerate((name, kind, price, cut_off, take_off)):
            self._grid.addWidget(widget, at, column)
        self._rows.append((name, kind, price, cut_off))

    def _take_off(self, partner_id: PartnerId) -> None:
        self.show_partners(tuple(p for p in self.partners() if p.partner.id != partner_id))
        self.edited.emit()

    def _add(self) -> None:
        """A new row, ready to be written."""
        taken = {row.partner.id for row in self._shown}
        names = (PartnerId(f"partner-{number}") for number in count(1))
        new = Partner(
            next(name for name in names if name not in taken), "", PartnerKind.SUBCONTRACTOR, 0, 0
        )
        row = PartnerTyped(new, "", new.kind, "", "")
        self.show_partners((*self.partners(), row))
        self._rows[-1][0].setFocus()
        self.edited.emit()
