"""The shops' return policies: one entry per shop and period of purchase, a form, and what changed.

Signal: `save_asked(was, policies)`; the dialog stays until it is told that they are kept.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.panels.change_list import ChangeList
from console.panels.dialog_size import open_at
from console.panels.settings_dialog import READ_ONLY
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.depot_settings import HistoryRow
from console.views.policies import INSTEAD_WORDS, WHEN_WORDS
from console.views.policy_table import (
    CHECK_WORDS,
    NEW,
    PolicyDraft,
    PolicyTyped,
    draft,
    title,
    typed,
)
from console.views.wording import Wording, begun, date_words
from core.policy import Policy, RefundWhen
from core.rules.policy import REASON_NAMES


class PoliciesDialog(QDialog):
    """`was` is the table it was opened with; what is wrong is said while somebody types."""

    save_asked = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        was: Sequence[Policy],
        history: Sequence[HistoryRow],
        wording: Wording,
        *,
        today: date,
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._was = tuple(was)
        self._wording = wording
        self._today = today
        self._may_edit = may_edit
        self._rows = [typed(policy, wording) for policy in was]
        self._at = -1
        self.list = QListWidget()
        self.shop, self.days, self.fee = QLineEdit(), QLineEdit(), QLineEdit()
        self.excluded, self.first, self.last = QLineEdit(), QLineEdit(), QLineEdit()
        self.refund = QComboBox()
        self.reasons = {each: QCheckBox(begun(words)) for each, words in REASON_NAMES.items()}
        self.pays = {each: QCheckBox(tr("the shop pays")) for each in REASON_NAMES}
        self.checks = {each: QCheckBox(words) for each, words in CHECK_WORDS.items()}
        self.instead = {each: QCheckBox(words) for each, words in INSTEAD_WORDS.items()}
        self.add, self.more = QPushButton(tr("New shop")), QPushButton(tr("Another period"))
        self.take_off = QPushButton(tr("Take off"))
        self.save = QPushButton(tr("Save"))
        self._words = QLabel()
        self._form = QWidget()
        self.setWindowTitle(tr("Return policies of the shops"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 900, 640)
        self._build(history)
        self._list()
        self.list.setCurrentRow(0 if self._rows else -1)
        self._check()

    def drafted(self) -> PolicyDraft:
        """What would be saved now."""
        return draft(self._was, self._rows, self._wording)

    def refuse(self, words: str) -> None:
        """The hub said no; what was typed stays."""
        self._say(words, Tone.BAD)

    # Entries.

    def _list(self) -> None:
        self.list.blockSignals(True)
        at = self.list.currentRow()
        self.list.clear()
        for row in self._rows:
            self.list.addItem(QListWidgetItem(title(row)))
        self.list.setCurrentRow(min(at, len(self._rows) - 1))
        self.list.blockSignals(False)

    def _choose(self, at: int) -> None:
        self._at = at
        self._form.setVisible(at >= 0)
        self.more.setEnabled(self._may_edit and at >= 0)
        self.take_off.setEnabled(self._may_edit and at >= 0)
        if at < 0:
            return
        row, fields = self._rows[at], self._fields()
        for field in fields:
            field.blockSignals(True)
        self.shop.setText(row.shop)
        self.days.setText(row.window_days)
        self.fee.setText(row.fee)
        self.excluded.setText(row.excluded)
        self.first.setText(row.valid_from)
        self.last.setText(row.valid_until)
        self.refund.setCurrentIndex(self.refund.findData(row.refund.value))
        for reason, box in self.reasons.items():
            box.setChecked(reason in row.reasons)
            self.pays[reason].setChecked(reason in row.shop_pays_for)
        for check, box in self.checks.items():
            box.setChecked(check in row.demands)
        for instead, box in self.instead.items():
            box.setChecked(instead in row.instead)
        for field in fields:
            field.blockSignals(False)
        self._allow_pays()

    def _edited(self) -> None:
        if self._at < 0:
            return
        self._allow_pays()
        reasons = frozenset(each for each, box in self.reasons.items() if box.isChecked())
        self._rows[self._at] = PolicyTyped(
            shop=self.shop.text(),
            window_days=self.days.text(),
            fee=self.fee.text(),
            refund=RefundWhen(self.refund.currentData()),
            reasons=reasons,
            shop_pays_for=frozenset(e for e, box in self.pays.items() if box.isChecked()) & reasons,
            demands=frozenset(each for each, box in self.checks.items() if box.isChecked()),
            instead=frozenset(each for each, box in self.instead.items() if box.isChecked()),
            excluded=self.excluded.text(),
            valid_from=self.first.text(),
            valid_until=self.last.text(),
        )
        self._check()

    def _allow_pays(self) -> None:
        """Nobody pays for goods that are not taken back."""
        for reason, box in self.pays.items():
            box.setEnabled(self._may_edit and self.reasons[reason].isChecked())

    def _add(self) -> None:
        self._put(len(self._rows), NEW)
        self.shop.setFocus()

    def _add_period(self) -> None:
        """From the first of next month on; the one before ends the day before."""
        row = self._rows[self._at]
        begins = (self._today.replace(day=1) + timedelta(days=32)).replace(day=1)
        self._rows[self._at] = replace(row, valid_until=date_words(begins - timedelta(days=1)))
        self._put(self._at + 1, replace(row, valid_from=date_words(begins), valid_until=""))
        self.first.setFocus()

    def _put(self, at: int, row: PolicyTyped) -> None:
        self._rows.insert(at, row)
        self._list()
        self.list.setCurrentRow(at)
        self._choose(at)
        self._check()

    def _remove(self) -> None:
        self._rows.pop(self._at)
        self._list()
        self._choose(self.list.currentRow())
        self._check()

    # Saving.

    def _check(self) -> None:
        found = self.drafted()
        bad, plain = self._theme.tone(Tone.BAD), self._theme.tone(Tone.NEUTRAL)
        for at, row in enumerate(self._rows):
            item = self.list.item(at)
            item.setText(title(row))
            item.setForeground(QColor(bad if found.words_for(at) else plain))
        is_changed = bool(found.faults) or found.policies != self._was
        self.save.setEnabled(is_changed and not found.faults)
        if not self._may_edit:
            self._say(READ_ONLY, Tone.MUTED)
        elif found.faults:
            at, words = found.faults[0]
            self._say(f"{title(self._rows[at])}: {words}", Tone.BAD)
        elif is_changed:
            self._say(tr("Changed, not saved yet"), Tone.MUTED)
        else:
            words = tr("{n} policy", "{n} policies", len(self._rows))
            self._say(tr("{words}. What is saved counts at once.", words=words), Tone.MUTED)

    def _save(self) -> None:
        found = self.drafted()
        if found.faults:
            self.list.setCurrentRow(found.faults[0][0])
        elif self._may_edit and found.policies != self._was:
            self.save_asked.emit(self._was, found.policies)

    def _say(self, words: str, tone: Tone) -> None:
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-size: 12px;")

    # How it looks.

    def _fields(self) -> list[QWidget]:
        boxes = (self.reasons, self.pays, self.checks, self.instead)
        lines = (self.shop, self.days, self.fee, self.excluded, self.first, self.last)
        return [*lines, self.refund, *(box for of in boxes for box in of.values())]

    def _build(self, history: Sequence[HistoryRow]) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._policies(), tr("Policies"))
        tabs.addTab(_scrolled(ChangeList(self._theme, history)), tr("Changes"))
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        answers.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        answers.rejected.connect(self.reject)
        self.save.setProperty("role", "primary")
        self.save.setVisible(self._may_edit)
        self.save.clicked.connect(self._save)
        QShortcut(QKeySequence.StandardKey.Save, self, self._save)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(answers)
        box = QVBoxLayout(self)
        box.setSpacing(12)
        box.addWidget(tabs, 1)
        box.addLayout(foot)

    def _policies(self) -> QWidget:
        self.list.setAccessibleName(tr("Policies"))
        self.list.setMinimumWidth(250)
        chosen, text = (self._theme.colour(name).name() for name in ("select", "text"))
        self.list.setStyleSheet(
            "QListWidget { background: transparent; border: none; outline: none; }"
            "QListWidget::item { padding: 7px 10px; border-radius: 6px; }"
            f"QListWidget::item:selected {{ background: {chosen}; color: {text}; }}"
        )
        self.list.currentRowChanged.connect(self._choose)
        buttons = QHBoxLayout()
        for button, action in (
            (self.add, self._add),
            (self.more, self._add_period),
            (self.take_off, self._remove),
        ):
            button.setAutoDefault(False)
            button.setProperty("role", "narrow")
            button.clicked.connect(action)
            buttons.addWidget(button)
        self.add.setEnabled(self._may_edit)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        self._lay_form()
        page = QWidget()
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 8, 0, 0)
        halves.setSpacing(16)
        halves.addLayout(left, 2)
        halves.addWidget(_scrolled(self._form), 3)
        return page

    def _lay_form(self) -> None:
        for when, words in WHEN_WORDS.items():
            self.refund.addItem(begun(words), when.value)
        self.first.setPlaceholderText(tr("since ever"))
        self.last.setPlaceholderText(tr("until further notice"))
        self.excluded.setPlaceholderText(tr("SKUs, separated by commas"))
        form = QFormLayout(self._form)
        form.setVerticalSpacing(8)
        named: tuple[tuple[str, QWidget], ...] = (
            (tr("Shop"), self.shop),
            (tr("Bought from"), self.first),
            (tr("Bought until"), self.last),
            (tr("Taken back within days"), self.days),
            (tr("Fee for the customer"), self.fee),
            (tr("Money is asked for"), self.refund),
            (tr("Never taken back"), self.excluded),
        )
        for words, field in named:
            field.setAccessibleName(words)
            form.addRow(words, field)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(1, 1)
        for at, (reason, box) in enumerate(self.reasons.items()):
            self.pays[reason].setAccessibleName(
                tr("The shop pays where {reason_names}", reason_names=REASON_NAMES[reason])
            )
            grid.addWidget(box, at, 0)
            grid.addWidget(self.pays[reason], at, 1)
        form.addRow(tr("Reasons"), grid)
        for words, boxes in (
            (tr("Goods must be"), self.checks),
            (tr("Instead of money"), self.instead),
        ):
            column = QVBoxLayout()
            for box in boxes.values():
                column.addWidget(box)
            form.addRow(words, column)
        for field in self._fields():
            field.setEnabled(self._may_edit)
            if isinstance(field, QLineEdit):
                field.setMaxLength(400 if field is self.excluded else 80)
                field.textEdited.connect(self._edited)
            elif isinstance(field, QComboBox):
                field.activated.connect(self._edited)
            elif isinstance(field, QCheckBox):
                field.toggled.connect(self._edited)


def _scrolled(inside: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    return scroll
