"""Asks for whom a case waits, until when, and why.

Signal: `chosen(WaitingFor, until, note)`; nothing is emitted when the dialog is left.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from console.panels.restyle import inset
from console.tongue import tr
from core.model import WaitingFor

WHOM = {
    WaitingFor.CUSTOMER: tr("&Customer"),
    WaitingFor.DRIVER: tr("&Driver"),
    WaitingFor.SHOP: tr("&Shop"),
    WaitingFor.PARTNER: tr("&Partner"),
}
LENGTHS = {15: tr("1&5 min"), 30: tr("&30 min"), 60: "&1 h", 120: "&2 h"}
USUAL_MIN = 30
MORNING = QTime(8, 0)


class WaitDialog(QDialog):
    """Times are the depot's; a clock time that has passed today means tomorrow."""

    chosen = Signal(object, object, str)

    def __init__(self, words: str, now: datetime, zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now.astimezone(ZoneInfo(zone))
        self.setWindowTitle(tr("Let it wait"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.whom = QButtonGroup(self)
        self.length = QButtonGroup(self)
        self.clock = QTimeEdit()
        inset(self.clock)
        self.clock.setDisplayFormat("HH:mm")
        self.clock.setAccessibleName(tr("Until this time"))
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note, for example: she calls back"))
        self.note.setMaxLength(2000)
        grid = QGridLayout()
        grid.setSpacing(6)
        self._add_chips(grid, 0, tr("For the"), self.whom, dict(enumerate(WHOM.values())))
        self._add_chips(grid, 1, tr("For", "whom"), self.length, LENGTHS)
        tomorrow = self._chip(tr("&Tomorrow 8:00"), self.length, 0)
        grid.addWidget(tomorrow, 2, 1, 1, 2)
        grid.addWidget(QLabel(tr("Until")), 3, 0)
        grid.addWidget(self.clock, 3, 1)
        self._button(self.whom, 0).setChecked(True)
        self._button(self.length, USUAL_MIN).setChecked(True)
        self._show_clock()
        self.length.idClicked.connect(lambda _: self._show_clock())
        self.clock.timeChanged.connect(lambda _: self._own_time())
        box = QVBoxLayout(self)
        box.setSpacing(10)
        title = QLabel(words)
        title.setProperty("role", "title")
        title.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(title)
        box.addLayout(grid)
        box.addWidget(self.note)
        box.addWidget(self._answers())

    def until(self) -> datetime:
        """In UTC."""
        length = self.length.checkedId()
        if length > 0:
            return (self._now + timedelta(minutes=length)).astimezone(UTC)
        at = self._now.replace(
            hour=self.clock.time().hour(),
            minute=self.clock.time().minute(),
            second=0,
            microsecond=0,
        )
        if length == 0 or at <= self._now:
            at += timedelta(days=1)
        return at.astimezone(UTC)

    def _add_chips(
        self, grid: QGridLayout, row: int, words: str, group: QButtonGroup, chips: dict[int, str]
    ) -> None:
        grid.addWidget(QLabel(words), row, 0)
        for column, (id_, label) in enumerate(chips.items(), start=1):
            grid.addWidget(self._chip(label, group, id_), row, column)

    def _chip(self, label: str, group: QButtonGroup, id_: int) -> QPushButton:
        chip = QPushButton(label)
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        group.addButton(chip, id_)
        return chip

    def _button(self, group: QButtonGroup, id_: int) -> QAbstractButton:
        return group.button(id_)

    def _answers(self) -> QDialogButtonBox:
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        wait = answers.addButton(tr("Let it wait"), QDialogButtonBox.ButtonRole.AcceptRole)
        wait.setDefault(True)
        wait.setProperty("role", "primary")
        answers.accepted.connect(self._choose)
        answers.rejected.connect(self.reject)
        return answers

    def _show_clock(self) -> None:
        length = self.length.checkedId()
        at = self._now + timedelta(minutes=length)
        self.clock.blockSignals(True)
        self.clock.setTime(MORNING if length == 0 else QTime(at.hour, at.minute))
        self.clock.blockSignals(False)

    def _own_time(self) -> None:
        """A time typed by hand is none of the lengths."""
        self.length.setExclusive(False)
        for chip in self.length.buttons():
            chip.setChecked(False)
        self.length.setExclusive(True)

    def _choose(self) -> None:
        whom = tuple(WHOM)[self.whom.checkedId()]
        self.chosen.emit(whom, self.until(), self.note.text().strip())
        self.accept()
