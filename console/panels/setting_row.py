"""One setting: what it is, its field with the unit, its default, and what is wrong with it.

Signal: `edited` after every change by hand.
"""

from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from console.hub_words import in_words
from console.panels.catalogue_editor import CatalogueEditor
from console.panels.partners_editor import PartnersEditor
from console.panels.points_editor import PointsEditor
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.depot_settings import (
    Entry,
    EntryTyped,
    PartnerTyped,
    SettingView,
)
from core.depot_settings import Unit
from core.model import CollectionPoint

FIELD_WIDTH = 110
Editor = QCheckBox | QComboBox | QLineEdit | PointsEditor | PartnersEditor | CatalogueEditor
_CATALOGUES = (Unit.REASONS, Unit.DISPOSITIONS)
_WIDE = (Unit.SLOTS, Unit.PLACES, Unit.PARTNERS, *_CATALOGUES)
_Kind = TypeVar("_Kind")


class SettingRow(QWidget):
    """`typed()` is what stands in the field now."""

    edited = Signal()

    def __init__(self, theme: Theme, view: SettingView, *, may_edit: bool) -> None:
        super().__init__()
        self._theme = theme
        self.view = view
        self._editor = self._make_editor()
        self._name = QLabel(in_words(view.setting.label))
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._words = QLabel()
        self.reset = QPushButton()
        self._build()
        self.put(view.typed)
        self._allow(may_edit)
        self.show_words("", is_fault=False, was="")

    def typed(self) -> Entry:
        """Text of the field, state of the switch, or the points of the table."""
        editor = self._editor
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QComboBox):
            return str(editor.currentData())
        if isinstance(editor, PointsEditor):
            return editor.points()
        if isinstance(editor, PartnersEditor):
            return editor.partners()
        if isinstance(editor, CatalogueEditor):
            return editor.entries()
        return editor.text()

    def put(self, value: Entry) -> None:
        """Fill the field without saying so."""
        editor = self._editor
        editor.blockSignals(True)
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, PointsEditor):
            editor.show_points(_only(CollectionPoint, value))
        elif isinstance(editor, PartnersEditor):
            editor.show_partners(_only(PartnerTyped, value))
        elif isinstance(editor, CatalogueEditor):
            editor.show_entries(_only(EntryTyped, value))
        else:
            editor.setText(str(value))
        editor.blockSignals(False)

    def show_words(self, words: str, *, is_fault: bool, was: str) -> None:
        """A fault in red, a remark in amber; what it was before beside its name, where it moves
        nothing that is about to be clicked."""
        tone = Tone.BAD if is_fault else Tone.WARN if words else Tone.MUTED
        label, is_long = in_words(self.view.setting.label), self.view.setting.unit in _WIDE
        self._name.setText(
            tr("{label} · was {was}", label=label, was=was) if was and not is_long else label
        )
        self._words.setText(words or (tr("was {was}", was=was) if was and is_long else ""))
        self._words.setVisible(bool(self._words.text()))
        self._words.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-size: 12px;")
        if isinstance(self._editor, QLineEdit):
            border = f"border-color: {self._theme.tone(Tone.BAD).name()};" if is_fault else ""
            self._editor.setStyleSheet(border)
        is_default = self.view.setting.is_own or self.typed() == self.view.default_typed
        self.reset.setVisible(not is_default and self.reset.isEnabled())

    def focus_field(self) -> None:
        """Ready to be written over."""
        self._editor.setFocus()
        if isinstance(self._editor, QLineEdit):
            self._editor.selectAll()

    def _make_editor(self) -> Editor:
        setting = self.view.setting
        if setting.unit is Unit.SWITCH:
            switch = QCheckBox()
            switch.toggled.connect(self.edited)
            return switch
        if setting.unit in (Unit.LANGUAGE, Unit.DISPOSITION):
            choices = QComboBox()
            for code, words in self.view.choices.items():
                choices.addItem(words, code)
            choices.currentIndexChanged.connect(self.edited)
            return choices
        if setting.unit is Unit.PLACES:
            points = PointsEditor(self._theme)
            points.edited.connect(self.edited)
            return points
        if setting.unit is Unit.PARTNERS:
            partners = PartnersEditor(self._theme)
            partners.edited.connect(self.edited)
            return partners
        if setting.unit in _CATALOGUES:
            catalogue = CatalogueEditor(self._theme, setting.unit)
            catalogue.edited.connect(self.edited)
            return catalogue
        field = QLineEdit()
        field.setMaxLength({Unit.SLOTS: 400, Unit.PERSON: 60, Unit.PHONE: 30}.get(setting.unit, 20))
        if setting.unit is not Unit.SLOTS:
            field.setFixedWidth(FIELD_WIDTH)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.textEdited.connect(self.edited)
        return field

    def _build(self) -> None:
        setting = self.view.setting
        name, why, unit = self._name, QLabel(in_words(setting.why)), QLabel(self.view.unit)
        name.setFont(self._theme.font(13, 600))
        name.setBuddy(self._editor)
        for label in (why, unit, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not unit)
        why.setProperty("role", "muted")
        unit.setProperty("role", "muted")
        self._editor.setAccessibleName(in_words(setting.label))
        self._editor.setAccessibleDescription(f"{in_words(setting.why)} {self.view.unit}")
        self.reset.setText(tr("Reset to {default}", default=self.view.default))
        self.reset.setProperty("role", "quiet")
        self.reset.setAutoDefault(False)
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(kept)
        self.reset.setAccessibleName(
            tr(
                "{label}: back to {default}",
                label=in_words(setting.label),
                default=self.view.default,
            )
        )
        self.reset.clicked.connect(self._reset)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(name, 0, 0)
        if setting.unit in _WIDE:
            grid.addWidget(why, 1, 0, 1, 2)
            grid.addWidget(self._editor, 2, 0, 1, 2)
            grid.addWidget(self._words, 3, 0)
            grid.addWidget(self.reset, 3, 1, Qt.AlignmentFlag.AlignRight)
            return
        field = QHBoxLayout()
        field.setSpacing(6)
        field.addWidget(self._editor)
        if self.view.unit:
            unit.setFixedWidth(84)
            field.addWidget(unit)
        else:
            field.addSpacing(90)
        grid.addLayout(field, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(why, 1, 0)
        grid.addWidget(self.reset, 1, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._words, 2, 0, 1, 2)

    def _allow(self, may_edit: bool) -> None:
        if isinstance(self._editor, QLineEdit):
            self._editor.setReadOnly(not may_edit)
        else:
            self._editor.setEnabled(may_edit)
        self.reset.setEnabled(may_edit)

    def _reset(self) -> None:
        self.put(self.view.default_typed)
        self._editor.setFocus()
        self.edited.emit()


def _only(kind: type[_Kind], value: Entry) -> tuple[_Kind, ...]:
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, kind))
