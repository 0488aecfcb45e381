"""The settings of the depot, page by page, with what was changed by whom.

Signal: `save_asked(was, settings)`; the dialog stays until it is told that they are kept.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.panels.change_list import ChangeList
from console.panels.dialog_size import open_at
from console.panels.setting_row import SettingRow
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.depot_settings import (
    PAGE_WORDS,
    Draft,
    draft,
    history_rows,
    said,
    setting_views,
)
from console.views.wording import Wording
from core.depot_settings import Page, value_of
from core.model import DepotSettings, SettingsChange

HISTORY_WORDS = tr("Changes")
READ_ONLY = tr("Only a supervisor or an administrator changes these.")


class SettingsDialog(QDialog):
    """`was` are the settings that it was opened with; faults are said while somebody types."""

    save_asked = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        depot: str,
        was: DepotSettings,
        changes: Sequence[SettingsChange],
        wording: Wording,
        *,
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._was = was
        self._wording = wording
        self._may_edit = may_edit
        self._is_leaving = False
        self.rows: dict[str, SettingRow] = {}
        self._page_of: dict[str, int] = {}
        self.pages = QListWidget()
        self._stack = QStackedWidget()
        self._words = QLabel()
        self.save = QPushButton(tr("Save"))
        self.setWindowTitle(tr("Settings of {depot}", depot=depot))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 880, 620)
        self._paint()
        for number, (page, views) in enumerate(setting_views(was, wording)):
            self.pages.addItem(PAGE_WORDS[page])
            made = [SettingRow(theme, view, may_edit=may_edit) for view in views]
            self._stack.addWidget(_scrolled(made))
            for row in made:
                self.rows[row.view.setting.key] = row
                self._page_of[row.view.setting.key] = number
                row.edited.connect(self._check)
        self.pages.addItem(HISTORY_WORDS)
        self._stack.addWidget(_scrolled([ChangeList(theme, history_rows(changes, wording))]))
        self._build()
        theme.changed.connect(self._paint)
        self._check()
        next(iter(self.rows.values())).focus_field()

    def turn_to(self, page: Page) -> None:
        """Show a page, ready to write in its first field."""
        first = next(row for row in self.rows.values() if row.view.setting.page is page)
        self.pages.setCurrentRow(self._page_of[first.view.setting.key])
        first.focus_field()

    def drafted(self) -> Draft:
        """What would be saved now."""
        fields = {key: row.typed() for key, row in self.rows.items()}
        return draft(self._was, fields, self._wording)

    def refuse(self, words: str) -> None:
        """The hub said no; what was typed stays."""
        self._say(words, Tone.BAD)

    def _build(self) -> None:
        self.pages.setFixedWidth(206)
        self.pages.setAccessibleName(tr("Pages"))
        self.pages.setToolTip(tr("Ctrl+PgUp and Ctrl+PgDown turn the pages"))
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.pages)
        body.addWidget(self._stack, 1)
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        answers.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        self.save.setVisible(self._may_edit)
        self.save.clicked.connect(self._save)
        answers.rejected.connect(self.reject)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        QShortcut(QKeySequence("Ctrl+PgDown"), self, lambda: self._turn(1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self, lambda: self._turn(-1))
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(answers)
        box = QVBoxLayout(self)
        box.setSpacing(12)
        box.addLayout(body, 1)
        box.addLayout(foot)

    def _check(self) -> None:
        """Every field, since some go together; the sentence stands below its own field."""
        self._is_leaving = False
        found = self.drafted()
        for key, row in self.rows.items():
            is_changed = key in found.changed
            was = said(row.view.setting, value_of(self._was, key), self._wording)
            is_fault = found.is_faulty(key)
            row.show_words(found.words_for(key), is_fault=is_fault, was=was if is_changed else "")
        self.save.setEnabled(bool(found.changed) and not found.faults)
        if not self._may_edit:
            self._say(READ_ONLY, Tone.MUTED)
        elif found.faults:
            wrong = tr("{n} thing", "{n} things", len(found.faults))
            self._say(
                tr("{wrong} to mend: {words}", wrong=wrong, words=in_words(found.faults[0].words)),
                Tone.BAD,
            )
        elif found.changed:
            self._say(
                tr(
                    "{change}, not saved yet",
                    change=tr("{n} change", "{n} changes", len(found.changed)),
                ),
                Tone.MUTED,
            )
        else:
            self._say(tr("What is saved counts at once, for everybody."), Tone.MUTED)

    def _save(self) -> None:
        """Also by key, so it is checked once more; a fault is shown where it is."""
        found = self.drafted()
        if found.faults:
            key = found.faults[0].keys[0]
            self.pages.setCurrentRow(self._page_of[key])
            self.rows[key].focus_field()
        elif found.changed and self._may_edit:
            self.save_asked.emit(self._was, found.settings)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc by accident drops nothing that was typed: it has to be pressed once more."""
        has_changes = self._may_edit and bool(self.drafted().changed)
        if event.key() == Qt.Key.Key_Escape and has_changes and not self._is_leaving:
            self._is_leaving = True
            self._say(tr("Not saved yet. Esc once more drops it, Ctrl+S saves it."), Tone.WARN)
            return
        super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        """To the next page or the one before; the last is followed by the first."""
        self.pages.setCurrentRow((self.pages.currentRow() + by) % self.pages.count())

    def _say(self, words: str, tone: Tone) -> None:
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-size: 12px;")

    def _paint(self) -> None:
        theme = self._theme
        chosen, text = theme.colour("select").name(), theme.colour("text").name()
        self.pages.setStyleSheet(
            "QListWidget { background: transparent; border: none; outline: none; }"
            f"QListWidget::item {{ padding: 8px 10px; border-radius: 6px; color: {text}; }}"
            f"QListWidget::item:selected {{ background: {chosen}; color: {text}; }}"
        )


def _scrolled(rows: Sequence[QWidget]) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(4, 4, 16, 4)
    column.setSpacing(14)
    for at, row in enumerate(rows):
        if at:
            rule = QFrame()
            rule.setProperty("rule", True)
            column.addWidget(rule)
        column.addWidget(row)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return scroll
