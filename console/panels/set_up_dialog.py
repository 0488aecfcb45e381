"""A depot of one's own: which city, what it is called, where its vans start, and how many.

Signals: `typed(words)` while an address is looked up, `taken_changed` when another one is chosen,
`region_chosen(name)`, `regions_wanted` to add one, `made_wanted`. `wanted` is what was entered;
whoever opens it says what is wrong with it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.panels.dialog_size import open_at
from console.panels.restyle import inset
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.address_book import Found
from core.own_depot import LONGEST_NAME, MOST_VANS, SetUp

WHAT = tr("Where your vans start and end. It is kept on this computer; nothing is sent anywhere.")
ROWS_PX = 132


class SetUpDialog(QDialog):
    """Enter in the address takes the first match; the button makes the depot."""

    typed = Signal(str)
    region_chosen = Signal(str)
    regions_wanted = Signal()
    stop_wanted = Signal()
    made_wanted = Signal()
    taken_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: tuple[Found, ...] = ()
        self._taken: Found | None = None
        self._is_own_guess = True
        self._is_looking = False
        self.region = QComboBox()
        self.add_region = QPushButton(tr("Add a city…"))
        self.name = QLineEdit()
        self.address = QLineEdit()
        self.rows = QListWidget()
        self.zone = QComboBox()
        self.currency = QLineEdit()
        self.vans = QSpinBox()
        inset(self.vans)
        self.words = WrappingLabel()
        self.bar = QProgressBar()
        self.stop = QPushButton(tr("Stop"))
        self.leave = QPushButton(tr("Cancel"))
        self.make = QPushButton(tr("Set it up"))
        self.setWindowTitle(tr("A depot of your own"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 560, 500)
        self._build()
        self._connect()
        self._judge()

    @property
    def wanted(self) -> SetUp | None:
        """What was entered; None while the address is not chosen."""
        taken = self._taken
        if taken is None:
            return None
        return SetUp(
            name=self.name.text().strip(),
            address=taken.address,
            lat=taken.lat,
            lon=taken.lon,
            zone=self.zone.currentText().strip(),
            currency=self.currency.text().strip().upper(),
            vans=self.vans.value(),
        )

    @property
    def chosen_region(self) -> str:
        """By name; empty where there is none."""
        return str(self.region.currentData() or "")

    def show_regions(self, regions: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Names and what to call them; what was chosen stays, unless another one is named."""
        wanted = chosen or self.chosen_region
        with QSignalBlocker(self.region):
            self.region.clear()
            for name, words in regions:
                self.region.addItem(words, name)
            self.region.setCurrentIndex(max(0, self.region.findData(wanted)))
        self._region_changed()

    def show_zones(self, zones: Sequence[str]) -> None:
        """All that there are, to choose from or to type."""
        with QSignalBlocker(self.zone):
            self.zone.addItems(list(zones))
            self.zone.setEditText("")

    def guess(self, zone: str, currency: str) -> None:
        """What the place suggests, until somebody has chosen otherwise."""
        if self._is_own_guess:
            with QSignalBlocker(self.zone), QSignalBlocker(self.currency):
                self.zone.setCurrentText(zone)
                self.currency.setText(currency)
        self._judge()

    def show_found(self, found: Sequence[Found]) -> None:
        """Addresses that fit; the first is taken until another one is chosen."""
        self._found = tuple(found)
        self.rows.clear()
        for each in self._found:
            self.rows.addItem(
                f"{each.address}    {in_words(each.note)}" if each.note else each.address
            )
        self._is_looking = False
        if self._found:
            self.rows.setCurrentRow(0)
        self._take(0)

    def show_busy(self, is_busy: bool) -> None:
        """It is being made."""
        self.make.setEnabled(not is_busy)
        self.make.setText(tr("Setting up…") if is_busy else tr("Set it up"))

    def show_progress(self, words: str, part: float) -> None:
        """A city is built, of which `part` (0 to 1) is done."""
        self.bar.setValue(round(1000 * part))
        self._set_building(True)
        self.say(words)

    def choose_first_city(self) -> None:
        """One that needs no building."""
        self.region.setCurrentIndex(0)

    def end_progress(self) -> None:
        """It is there, or not wanted any more."""
        if self.bar.isVisibleTo(self):
            self._set_building(False)
            self.say("")
            self._judge()

    def _set_building(self, is_building: bool) -> None:
        self.bar.setVisible(is_building)
        self.stop.setVisible(is_building)

    def say(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Below everything."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")

    @property
    def taken(self) -> Found | None:
        """The address that is chosen."""
        return self._taken

    def _build(self) -> None:
        what = WrappingLabel(WHAT)
        what.setProperty("role", "muted")
        self.region.setAccessibleName(tr("City"))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("What you call it"))
        self.address.setPlaceholderText(tr("Street and number, or 60.1699, 24.9384"))
        self.address.setMaxLength(200)
        self.rows.setAccessibleName(tr("Addresses that fit"))
        self.rows.setFixedHeight(ROWS_PX)
        self.rows.setFrameShape(QFrame.Shape.StyledPanel)
        self.rows.setSpacing(2)
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.currency.setMaxLength(3)
        self.currency.setFixedWidth(70)
        self.vans.setRange(1, MOST_VANS)
        self.vans.setValue(3)
        self.make.setProperty("role", "primary")
        self.make.setDefault(True)
        for button in (self.add_region, self.leave):
            button.setAutoDefault(False)
        city = QHBoxLayout()
        city.setSpacing(8)
        city.addWidget(self.region, 1)
        city.addWidget(self.add_region)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        for label, field in ((tr("&City"), self.region), (tr("&Name"), self.name)):
            words = QLabel(label)
            words.setBuddy(field)
            form.addRow(words, city if field is self.region else field)
        form.addRow(tr("&Address"), self.address)
        form.addRow("", self.rows)
        form.addRow(tr("Time &zone"), self.zone)
        money = QHBoxLayout()
        money.addWidget(self.currency)
        money.addSpacing(18)
        vans = QLabel(tr("&Vans to begin with"))
        vans.setBuddy(self.vans)
        money.addWidget(vans)
        money.addSpacing(8)
        money.addWidget(self.vans)
        money.addStretch(1)
        currency = QLabel(tr("C&urrency"))
        currency.setBuddy(self.currency)
        form.addRow(currency, money)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.make)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(what)
        column.addLayout(form)
        column.addStretch(1)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far it is"))
        self.stop.setAutoDefault(False)
        building = QHBoxLayout()
        building.addWidget(self.bar, 1)
        building.addWidget(self.stop)
        self._set_building(False)
        column.addWidget(self.words)
        column.addLayout(building)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.region.currentIndexChanged.connect(lambda _: self._region_changed())
        self.add_region.clicked.connect(self.regions_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.address.textChanged.connect(self._look_up)
        self.rows.currentRowChanged.connect(self._take)
        QShortcut(QKeySequence("Down"), self.address, self.rows.setFocus)
        self.name.textChanged.connect(lambda _: self._judge())
        self.zone.currentTextChanged.connect(lambda _: self._chosen_by_hand())
        self.currency.textChanged.connect(lambda _: self._chosen_by_hand())
        self.make.clicked.connect(self.made_wanted)
        self.leave.clicked.connect(self.reject)

    def _region_changed(self) -> None:
        """An address of another city is looked up anew."""
        self.end_progress()
        self.show_found(())
        self._is_looking = bool(self.address.text().strip())
        self._judge()
        self.region_chosen.emit(self.chosen_region)

    def _look_up(self, words: str) -> None:
        """What was found for fewer letters counts no more."""
        self.show_found(())
        self._is_looking = bool(words.strip())
        self._judge()
        self.typed.emit(words)

    def _take(self, row: int) -> None:
        taken = self._found[row] if 0 <= row < len(self._found) else None
        if taken != self._taken:
            self._taken = taken
            self.taken_changed.emit()
        self._judge()

    def _chosen_by_hand(self) -> None:
        self._is_own_guess = False
        self._judge()

    def _judge(self) -> None:
        """What is missing yet, one thing at a time."""
        typed = self.address.text().strip()
        missing = (
            tr("Give it a name.")
            if not self.name.text().strip()
            else tr("Type the depot’s address.")
            if not typed
            else tr(
                "Nothing here is called “{typed}”. Coordinates work, too: 60.1699, 24.9384.",
                typed=typed[:60],
            )
            if self._taken is None and not self._is_looking
            else ""
        )
        # A demo city is built when it is first looked into, which takes some seconds.
        self.say(missing or (tr("Looking it up…") if self._is_looking else ""))
        self.make.setEnabled(not missing and self._taken is not None)
