"""Enters what a caller sends back: which goods, why, and when they are fetched.

Whoever opens it says after every change what the shop's policy makes of it (`show_ruling`).
Signals: `edited(EnterReturn | None)`, `entered(EnterReturn)`.
"""

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.panels.restyle import inset
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.return_entry import ReturnView
from core import commands as c
from core.policy import ReturnReason
from core.rules.policy import REASON_NAMES

UNCHOSEN = tr("Choose a reason")


class ReturnDialog(QDialog):
    """`command()` is what would be entered now; None while something is missing."""

    edited = Signal(object)
    entered = Signal(object)

    def __init__(self, theme: Theme, view: ReturnView, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = view
        self.quantities = [QSpinBox() for _ in view.lines]
        for quantity in self.quantities:
            inset(quantity)
        self.reason = QComboBox()
        self.day = QComboBox()
        self.bought_on = QDateEdit()
        self.note = QLineEdit()
        self.exchange = QCheckBox(tr("&Exchange: the same goods anew, in one visit"))
        self.enter = QPushButton(tr("Enter the return"))
        self._ruling = QLabel()
        self.setWindowTitle(tr("Take back goods of order {order_id}", order_id=view.order_id))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._fill()
        self._build()
        self._connect()

    def command(self) -> c.EnterReturn | None:
        """Nothing without a reason and at least one piece."""
        lines = tuple(
            c.ReturnedLine(line.item_id, field.value())
            for line, field in zip(self._view.lines, self.quantities, strict=True)
            if field.value() > 0
        )
        reason = self.reason.currentData()
        if not lines or reason is None or self.day.currentIndex() < 0:
            return None
        when = self._view.days[self.day.currentIndex()]
        bought = self.bought_on.date().toPython()
        return c.EnterReturn(
            self._view.order_id,
            lines,
            ReturnReason(reason),
            when.day,
            when.window,
            bought,  # type: ignore[arg-type]
            self.note.text().strip(),
            self.exchange.isChecked(),
        )

    def show_ruling(self, words: str, tone: Tone, *, may_enter: bool) -> None:
        """What the policy says, or why it cannot be entered at all."""
        self._ruling.setText(words)
        self._ruling.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        is_refused = may_enter and tone is Tone.BAD
        usual = tr("Enter the exchange") if self.exchange.isChecked() else tr("Enter the return")
        self.enter.setText(tr("Enter it all the same") if is_refused else usual)
        self.enter.setEnabled(may_enter)

    def _fill(self) -> None:
        for line, field in zip(self._view.lines, self.quantities, strict=True):
            field.setRange(0, line.left)
            field.setValue(line.left if len(self._view.lines) == 1 else 0)
            field.setAccessibleName(tr("How many of {words} come back", words=line.words))
        self.reason.addItem(UNCHOSEN, None)
        for reason in ReturnReason:
            words = REASON_NAMES[reason]
            self.reason.addItem(words[0].upper() + words[1:], reason.value)
        for when in self._view.days:
            self.day.addItem(when.words)
        bought, today = self._view.bought_on, self._view.today
        self.bought_on.setCalendarPopup(True)
        self.bought_on.setDisplayFormat("d MMM yyyy")
        self.bought_on.setMaximumDate(QDate(today.year, today.month, today.day))
        self.bought_on.setDate(QDate(bought.year, bought.month, bought.day))
        self.note.setPlaceholderText(tr("What the caller says about it"))
        self.note.setMaxLength(2000)

    def _build(self) -> None:
        title = QLabel(tr("What does {customer} send back?", customer=self._view.customer))
        title.setProperty("role", "title")
        goods = QGridLayout()
        goods.setHorizontalSpacing(12)
        goods.setColumnStretch(0, 1)
        for row, (line, field) in enumerate(zip(self._view.lines, self.quantities, strict=True)):
            name, of = (
                QLabel(line.words),
                QLabel(tr("of {left} · {each} each", left=line.left, each=line.each)),
            )
            of.setProperty("role", "muted")
            for label in (name, of):
                label.setTextFormat(Qt.TextFormat.PlainText)
            name.setWordWrap(True)
            goods.addWidget(name, row, 0)
            goods.addWidget(field, row, 1)
            goods.addWidget(of, row, 2)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        for words, widget in (
            (tr("&Why"), self.reason),
            (tr("&Bought on"), self.bought_on),
            (tr("&Fetched"), self.day),
            (tr("&Note"), self.note),
        ):
            form.addRow(words, widget)
        form.addRow("", self.exchange)
        for label in (title, self._ruling):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._ruling.setAccessibleName(tr("What the shop's policy says"))
        self._ruling.setMinimumHeight(54)
        self._ruling.setAlignment(Qt.AlignmentFlag.AlignTop)
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        answers.addButton(self.enter, QDialogButtonBox.ButtonRole.AcceptRole)
        self.enter.setProperty("role", "primary")
        self.enter.setDefault(True)
        answers.accepted.connect(self._enter)
        answers.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setSpacing(12)
        box.addWidget(title)
        box.addLayout(goods)
        box.addLayout(form)
        box.addWidget(self._ruling)
        box.addWidget(answers)

    def _connect(self) -> None:
        for field in self.quantities:
            field.valueChanged.connect(self.tell)
        self.reason.currentIndexChanged.connect(self.tell)
        self.day.currentIndexChanged.connect(self.tell)
        self.bought_on.dateChanged.connect(self.tell)
        self.exchange.toggled.connect(self.tell)

    def tell(self) -> None:
        """Say what would be entered, so that somebody judges it."""
        self.edited.emit(self.command())

    def _enter(self) -> None:
        command = self.command()
        if command is not None and self.enter.isEnabled():
            self.entered.emit(command)
