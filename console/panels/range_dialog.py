"""Which days a report is about: the first and the last, typed or taken from a calendar.

Signal: `chosen(first, last)` as dates, the earlier one first.
"""

from datetime import date
from typing import cast

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from console.tongue import tr


class RangeDialog(QDialog):
    """Enter shows the report; no day after `latest` can be chosen."""

    chosen = Signal(object, object)

    def __init__(self, first: date, last: date, latest: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.first, self.last = QDateEdit(), QDateEdit()
        self._words = QLabel()
        self.setWindowTitle(tr("Days of the report"))
        form = QFormLayout(self)
        form.setVerticalSpacing(10)
        named = ((tr("From"), self.first, first), (tr("To"), self.last, last))
        for words, field, day in named:
            field.setDisplayFormat("d MMM yyyy")
            field.setCalendarPopup(True)
            field.setMaximumDate(QDate(latest.year, latest.month, latest.day))
            field.setDate(QDate(day.year, day.month, day.day))
            field.setAccessibleName(tr("{words} which day", words=words))
            field.setMinimumWidth(150)
            field.dateChanged.connect(self._count)
            form.addRow(words, field)
        self._words.setProperty("role", "muted")
        form.addRow("", self._words)
        answers = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        show = answers.addButton(tr("Show"), QDialogButtonBox.ButtonRole.AcceptRole)
        show.setProperty("role", "primary")
        show.setDefault(True)
        answers.accepted.connect(self.accept)
        answers.rejected.connect(self.reject)
        form.addRow(answers)
        self.accepted.connect(lambda: self.chosen.emit(*self.days()))
        self._count()
        self.first.setFocus()

    def days(self) -> tuple[date, date]:
        """The first and the last, whichever was typed where."""
        one, other = (cast(date, field.date().toPython()) for field in (self.first, self.last))
        return min(one, other), max(one, other)

    def _count(self) -> None:
        first, last = self.days()
        number = (last - first).days + 1
        self._words.setText(tr("One day") if number == 1 else tr("{number} days", number=number))
