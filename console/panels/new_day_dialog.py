"""Who drives on a day that is planned from scratch, with which van, from when to when, and what is
put into it beside its own orders.

Signals: `open_wanted`, `changed`; `crews`, `shift` and `day` are what is chosen, and what is ticked
in `filling`. Whoever opens it says what waits.
"""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from console.panels.filling_tree import FillingTree
from console.panels.plain_table import set_up
from console.panels.restyle import inset
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.model import VehicleId
from core.new_day import Crew, Shift

ROW_PX = 36


class NewDayDialog(QDialog):
    """One row for each driver."""

    open_wanted = Signal()
    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        day: date,
        crews: Sequence[Crew],
        names: Sequence[str],
        vans: Sequence[tuple[VehicleId, str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._crews = tuple(crews)
        self.day_field = QDateEdit(QDate(day.year, day.month, day.day))
        self.from_field, self.until_field = QTimeEdit(), QTimeEdit()
        for field in (self.from_field, self.until_field):
            inset(field)
        self.table = QTableWidget(len(crews), 3)
        self.ticks = [QCheckBox() for _ in crews]
        self.vans = [QComboBox() for _ in crews]
        self.all = QPushButton(tr("All", "drivers"))
        self.none = QPushButton(tr("None", "drivers"))
        self.filling = FillingTree()
        self.words = WrappingLabel()
        self.start = QPushButton(tr("Open the day and plan it"))
        self.leave = QPushButton(tr("Cancel"))
        self.setWindowTitle(tr("Plan a day"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(700, min(760, parent.height() - 60))
        self._fill(names, vans)
        self._build()
        self._connect()

    @property
    def day(self) -> date:
        """The day that is opened."""
        found = self.day_field.date()
        return date(found.year(), found.month(), found.day())

    @property
    def shift(self) -> Shift:
        """When vans leave and are back."""
        first, last = self.from_field.time(), self.until_field.time()
        return Shift(first.hour() * 60 + first.minute(), last.hour() * 60 + last.minute())

    @property
    def crews(self) -> tuple[Crew, ...]:
        """Those who are ticked, with the van that is chosen."""
        found = []
        for row, crew in enumerate(self._crews):
            van = self.vans[row]
            if self.ticks[row].isChecked():
                found.append(Crew(crew.driver_id, VehicleId(van.currentData()), crew.name))
        return tuple(found)

    def show_words(self, words: str, tone: Tone, *, may_open: bool) -> None:
        """What waits on the day, or why it cannot be opened."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self.start.setEnabled(may_open)

    def tick(self, is_ticked: bool) -> None:
        """All drivers, or none."""
        for box in self.ticks:
            box.blockSignals(True)
            box.setChecked(is_ticked)
            box.blockSignals(False)
        self.changed.emit()

    def _fill(self, names: Sequence[str], vans: Sequence[tuple[VehicleId, str]]) -> None:
        usual = Shift()
        for field, minutes in (
            (self.from_field, usual.from_min),
            (self.until_field, usual.until_min),
        ):
            field.setDisplayFormat("HH:mm")
            field.setTime(QTime(minutes // 60, minutes % 60))
        for row, (crew, name) in enumerate(zip(self._crews, names, strict=True)):
            box, van = self.ticks[row], self.vans[row]
            box.setText(name)
            box.setChecked(True)
            box.toggled.connect(self.changed)
            route = QTableWidgetItem(crew.name)
            route.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for vehicle_id, words in vans:
                van.addItem(words, vehicle_id)
            van.setCurrentIndex(max(0, van.findData(crew.vehicle_id)))
            van.setAccessibleName(tr("Van of {name}", name=name))
            van.currentIndexChanged.connect(self.changed)
            self.table.setCellWidget(row, 0, box)
            self.table.setItem(row, 1, route)
            self.table.setCellWidget(row, 2, van)

    def _build(self) -> None:
        self.day_field.setCalendarPopup(True)
        self.day_field.setDisplayFormat("ddd d MMM yyyy")
        self.start.setProperty("role", "primary")
        self.start.setDefault(True)
        for button in (self.all, self.none, self.leave):
            button.setAutoDefault(False)
        for button in (self.all, self.none):
            button.setProperty("role", "narrow")
        table = self.table
        heads = (tr("Driver"), tr("Route"), tr("Van"))
        set_up(table, heads, tr("Drivers and their vans"), ROW_PX)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(1, 120)
        table.setColumnWidth(2, 210)
        head = QHBoxLayout()
        head.setSpacing(8)
        for words, field in (
            (tr("&Day"), self.day_field),
            (tr("&From"), self.from_field),
            (tr("&Until"), self.until_field),
        ):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field)
        head.addStretch(1)
        head.addWidget(self.all)
        head.addWidget(self.none)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.start)
        foot.addWidget(self.leave)
        box = QVBoxLayout(self)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(table, 3)
        box.addWidget(self.filling, 4)
        box.addWidget(self.words)
        box.addLayout(foot)

    def _connect(self) -> None:
        self.day_field.dateChanged.connect(self.changed)
        self.from_field.timeChanged.connect(self.changed)
        self.until_field.timeChanged.connect(self.changed)
        self.all.clicked.connect(lambda: self.tick(True))
        self.none.clicked.connect(lambda: self.tick(False))
        self.filling.changed.connect(self.changed)
        self.start.clicked.connect(self.open_wanted)
        self.leave.clicked.connect(self.reject)
