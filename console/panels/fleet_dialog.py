"""Drivers and vans of the depot as two tables that are written by hand.

Signals: `save_asked`, `import_asked` for a list of them. `tables` is what stands there now.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.panels.plain_table import set_up
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.fleet import DriverRow, FleetTables, VanRow, new_van
from console.views.wording import Wording

ROW_PX = 32
DRIVER_HEADS = (tr("Name"), tr("Telephone"), tr("Drives"))
VAN_HEADS = (
    tr("Name"),
    "kg",
    tr("Litres"),
    tr("Places"),
    tr("Equipment"),
    tr("A km"),
    tr("An hour"),
    tr("In use"),
)
VAN_WIDTHS = (0, 64, 70, 62, 130, 64, 70, 62)
WHO_STAYS = tr("Nobody is deleted: who drives no more keeps his name on earlier days.")


class FleetDialog(QDialog):
    """A row is added below; a tick taken away lets a driver or a van go."""

    save_asked = Signal()
    import_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        tables: FleetTables,
        wording: Wording,
        *,
        may_edit: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme, self._wording = theme, wording
        self.before = tables
        self.drivers = QTableWidget(0, len(DRIVER_HEADS))
        self.vans = QTableWidget(0, len(VAN_HEADS))
        self.pages = QTabWidget()
        self.add = QPushButton(tr("Add a driver"))
        self.bring = QPushButton(tr("Import a list…"))
        self.words = WrappingLabel(WHO_STAYS)
        self.leave = QPushButton(tr("Cancel"))
        self.save = QPushButton(tr("Save"))
        self.setWindowTitle(tr("Drivers and vans"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(min(760, parent.width() - 60), min(520, parent.height() - 80))
        self._build(may_edit)
        for driver in tables.drivers:
            self._add_driver(driver)
        for van in tables.vans:
            self._add_van(van)
        self._turned()

    @property
    def tables(self) -> FleetTables:
        """As they are written."""
        return FleetTables(
            tuple(self._driver(row) for row in range(self.drivers.rowCount())),
            tuple(self._van(row) for row in range(self.vans.rowCount())),
        )

    def refuse(self, words: str) -> None:
        """It was not saved; everything stays as it was typed."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(Tone.BAD).name()};")
        self.save.setEnabled(True)

    def wait(self) -> None:
        """The hub is asked."""
        self.save.setEnabled(False)

    def _build(self, may_edit: bool) -> None:
        for table, heads, name in (
            (self.drivers, DRIVER_HEADS, tr("Drivers")),
            (self.vans, VAN_HEADS, tr("Vans")),
        ):
            set_up(table, heads, name, ROW_PX)
            table.setTabKeyNavigation(True)
            table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            if not may_edit:
                table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            self.pages.addTab(table, name)
        self.drivers.setColumnWidth(1, 200)
        self.drivers.setColumnWidth(2, 70)
        for column, width in enumerate(VAN_WIDTHS):
            if width:
                self.vans.setColumnWidth(column, width)
        self.pages.setDocumentMode(True)
        self.words.setProperty("role", "muted")
        self.save.setProperty("role", "primary")
        for button in (self.add, self.bring, self.leave):
            button.setAutoDefault(False)
        for button in (self.add, self.bring, self.save):
            button.setEnabled(may_edit)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.bring)
        foot.addStretch(1)
        foot.addWidget(self.save)
        foot.addWidget(self.leave)
        column_ = QVBoxLayout(self)
        column_.setSpacing(10)
        column_.addWidget(self.pages, 1)
        column_.addWidget(self.words)
        column_.addLayout(foot)
        self.pages.currentChanged.connect(lambda _: self._turned())
        self.add.clicked.connect(self._add)
        self.bring.clicked.connect(self.import_asked)
        self.save.clicked.connect(self.save_asked)
        self.leave.clicked.connect(self.reject)

    def _turned(self) -> None:
        self.add.setText(tr("Add a driver") if self.pages.currentIndex() == 0 else tr("Add a van"))

    def _add(self) -> None:
        if self.pages.currentIndex() == 0:
            self._add_driver(DriverRow())
            self._write_in(self.drivers)
        else:
            self._add_van(new_van(self.tables.vans, self._wording))
            self._write_in(self.vans)

    def _write_in(self, table: QTableWidget) -> None:
        index = table.model().index(table.rowCount() - 1, 0)
        table.setCurrentIndex(index)
        table.scrollToBottom()
        table.edit(index)

    def _add_driver(self, row: DriverRow) -> None:
        self._add_row(self.drivers, row.id, (row.name, row.phone), is_on=row.drives)

    def _add_van(self, row: VanRow) -> None:
        texts = (row.name, row.weight, row.volume, row.slots, row.equipment)
        self._add_row(self.vans, row.id, (*texts, row.per_km, row.per_hour), is_on=row.is_driven)

    def _add_row(self, table: QTableWidget, id_: str, texts: Sequence[str], *, is_on: bool) -> None:
        at = table.rowCount()
        table.insertRow(at)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, id_)
            table.setItem(at, column, item)
        box = QTableWidgetItem()
        box.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
        box.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        table.setItem(at, len(texts), box)

    def _driver(self, row: int) -> DriverRow:
        id_, (name, phone), drives = self._read(self.drivers, row)
        return DriverRow(id_, name, phone, drives)

    def _van(self, row: int) -> VanRow:
        id_, (name, weight, volume, slots, equipment, km, hour), is_driven = self._read(
            self.vans, row
        )
        return VanRow(id_, name, weight, volume, slots, equipment, km, hour, is_driven)

    def _read(self, table: QTableWidget, row: int) -> tuple[str, list[str], bool]:
        """The id that a row has, its texts, and whether its box is ticked."""
        last = table.columnCount() - 1
        indices = [table.model().index(row, column) for column in range(last)]
        box = table.item(row, last)
        is_ticked = box is not None and box.checkState() is Qt.CheckState.Checked
        id_ = str(indices[0].data(Qt.ItemDataRole.UserRole))
        return id_, [str(index.data()) for index in indices], is_ticked
