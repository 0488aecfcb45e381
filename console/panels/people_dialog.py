"""People of the office: who may sign in, as what, where, and who is signed in just now.

Signals: `saved(name, shown_name, role, depots)` for a new (`is_adding`) or changed person, and
`wanted(What, name)` for everything else that is done to one.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.panels.dialog_size import open_at
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.wording import short_date
from core.access import EVERY_DEPOT, Role
from core.hub.people import Shown

ROLE_WORDS = {
    Role.DISPATCHER: tr("Dispatcher"),
    Role.CUSTOMER_SERVICE: tr("Customer service"),
    Role.SUPERVISOR: tr("Supervisor"),
    Role.ADMIN: tr("Administrator"),
    Role.AUDITOR: tr("Auditor"),
}
EVERY = tr("Every depot")
ROW_PX = 32
WIDTHS = (120, 138, 120)
"""Of the columns but the last, in pixels."""


class What(StrEnum):
    """What is done to a person."""

    RESET = "reset"
    LOCK = "lock"
    UNLOCK = "unlock"
    SIGN_OUT = "sign_out"
    DROP_APP = "drop_app"
    REMOVE = "remove"
    ERASE = "erase"


class PeopleDialog(QDialog):
    """The list on the left, one person on the right."""

    saved = Signal(str, str, str, object)
    wanted = Signal(object, str)

    def __init__(self, theme: Theme, depots: Sequence[str], zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = ZoneInfo(zone)
        self._people: dict[str, Shown] = {}
        self.is_adding = False
        self.people = QTreeWidget()
        self.add = QPushButton(tr("Add somebody"))
        self.name = QLineEdit()
        self.shown_name = QLineEdit()
        self.role = QComboBox()
        self.depots: dict[str, QCheckBox] = {}
        self._depot_rows = QWidget()
        self._depot_column = QVBoxLayout(self._depot_rows)
        self.sessions = WrappingLabel()
        self.save = QPushButton(tr("Save"))
        self.reset = QPushButton(tr("New first password"))
        self.lock = QPushButton(tr("Lock"))
        self.sign_out = QPushButton(tr("Sign out everywhere"))
        self.drop_app = QPushButton(tr("Remove the app"))
        self.remove = QPushButton(tr("Remove…"))
        self.erase = QPushButton(tr("Erase…"))
        self.words = WrappingLabel()
        self.first_password = QLineEdit()
        self.copy = QPushButton(tr("Copy"))
        self._title = QLabel()
        self._told = QFrame()
        self._tone = Tone.MUTED
        self.setWindowTitle(tr("People"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_at(self, parent, 940, 560)
        self._build()
        self._offer_depots([EVERY_DEPOT, *depots])
        self._connect()
        self.choose("")

    def show_people(self, people: Sequence[Shown]) -> None:
        """The list as it is now; who was chosen stays chosen."""
        chosen = self.chosen
        self._people = {person.name: person for person in people}
        self.people.clear()
        for person in people:
            row = QTreeWidgetItem(
                [
                    person.name,
                    ROLE_WORDS.get(person.role, person.role),
                    depot_words(person.depots),
                    state_words(person),
                ]
            )
            row.setData(0, Qt.ItemDataRole.UserRole, person.name)
            row.setSizeHint(0, QSize(0, ROW_PX))
            row.setToolTip(0, as_letters(person.shown_name or person.name))
            if person.is_locked:
                for column in range(4):
                    row.setForeground(column, self._theme.colour("faint"))
            self.people.addTopLevelItem(row)
        if not self.is_adding:
            self.choose(chosen if chosen in self._people else "")

    def show_words(self, words: str, tone: Tone = Tone.GOOD, first_password: str = "") -> None:
        """What was done or refused; a first password is shown here and nowhere else."""
        self._tone = tone
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self._told.setVisible(bool(words))
        self.first_password.setText(first_password)
        for widget in (self.first_password, self.copy):
            widget.setVisible(bool(first_password))

    @property
    def chosen(self) -> str:
        """The name of the person on the right; empty while one is added or nobody is chosen."""
        row = self.people.currentItem()
        return "" if row is None or self.is_adding else str(row.data(0, Qt.ItemDataRole.UserRole))

    def choose(self, name: str) -> None:
        """Show one person on the right, or the first of the list."""
        self.is_adding = False
        rows = [self.people.topLevelItem(n) for n in range(self.people.topLevelItemCount())]
        named = [row for row in rows if row and row.data(0, Qt.ItemDataRole.UserRole) == name]
        first = (named or rows or [None])[0]
        if first is not None:
            self.people.setCurrentItem(first)
        self._show_chosen()

    def begin_adding(self) -> None:
        """An empty form on the right."""
        self.is_adding = True
        self.people.clearSelection()
        self.show_words("")
        self._show_chosen()
        self.name.setFocus()

    def _show_chosen(self) -> None:
        person = self._people.get(self.chosen)
        can_edit = self.is_adding or person is not None
        self._title.setText(
            tr("Somebody new")
            if self.is_adding
            else person.name
            if person
            else tr("Nobody signs in yet")
        )
        self.name.setText(person.name if person else "")
        self.name.setReadOnly(not self.is_adding)
        self.shown_name.setText(person.shown_name if person else "")
        role = person.role if person else Role.DISPATCHER
        self.role.setCurrentIndex(self.role.findData(str(role)))
        self._check_depots(person.depots if person else ())
        self.sessions.setText(self._session_words(person))
        self.save.setText(tr("Add") if self.is_adding else tr("Save"))
        for field in (self.name, self.shown_name, self.role, self._depot_rows, self.save):
            field.setEnabled(can_edit)
        has_person = person is not None
        self.reset.setEnabled(has_person)
        self.lock.setEnabled(has_person)
        self.lock.setText(tr("Unlock") if person and person.is_locked else tr("Lock"))
        self.sign_out.setEnabled(bool(person and person.sessions))
        self.drop_app.setEnabled(bool(person and person.has_totp))
        self.remove.setEnabled(has_person)
        self.erase.setEnabled(has_person)

    def _session_words(self, person: Shown | None) -> str:
        if person is None or not person.sessions:
            return "" if person is None else tr("Not signed in anywhere.")
        lines = [
            tr(
                "{where}, {address} · since {when}",
                where=session.where or tr("A console"),
                address=session.address,
                when=self._when(session.made_at),
            )
            for session in person.sessions
        ]
        return "\n".join(lines)

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{short_date(local.date().isoformat())} {local:%H:%M}"

    def _offer_depots(self, depots: Sequence[str]) -> None:
        for depot in depots:
            if depot not in self.depots:
                box = QCheckBox((EVERY if depot == EVERY_DEPOT else depot).replace("&", "&&"))
                self.depots[depot] = box
                self._depot_column.addWidget(box)

    def _check_depots(self, depots: Sequence[str]) -> None:
        self._offer_depots([str(depot) for depot in depots])
        for depot, box in self.depots.items():
            box.setChecked(depot in depots)

    def _checked_depots(self) -> tuple[str, ...]:
        return tuple(depot for depot, box in self.depots.items() if box.isChecked())

    def _build(self) -> None:
        self.people.setHeaderLabels([tr("Name"), tr("Role"), tr("Depots"), ""])
        self.people.setRootIsDecorated(False)
        self.people.setUniformRowHeights(True)
        self.people.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.people.setAccessibleName(tr("People of the office"))
        header = self.people.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate(WIDTHS):
            header.resizeSection(column, width)
        for role, words in ROLE_WORDS.items():
            self.role.addItem(words, str(role))
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setMaxLength(39)
        self.name.setPlaceholderText("ana.rojas")
        self.shown_name.setMaxLength(80)
        self.shown_name.setPlaceholderText(tr("As colleagues say it"))
        self._depot_column.setContentsMargins(0, 3, 0, 3)
        self._depot_rows.setAccessibleName(tr("Depots"))
        self.sessions.setProperty("role", "muted")
        self.save.setProperty("role", "primary")
        self.add.setIcon(self._theme.icon("plus", "text"))
        self.first_password.setReadOnly(True)
        self.first_password.setFont(self._theme.font(16, 600))
        self.first_password.setAccessibleName(tr("First password"))
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        for words, widget in (
            (tr("&Name"), self.name),
            (tr("&Whole name"), self.shown_name),
            (tr("&Role"), self.role),
            (tr("Depots"), self._depot_rows),
            (tr("Signed in"), self.sessions),
        ):
            form.addRow(words, widget)
        actions = QGridLayout()
        actions.setSpacing(8)
        for at, button in enumerate(
            (self.reset, self.sign_out, self.lock, self.drop_app, self.remove, self.erase)
        ):
            button.setProperty("role", "narrow")
            button.setAutoDefault(False)
            actions.addWidget(button, at // 3, at % 3)
        told = QVBoxLayout(self._told)
        told.setContentsMargins(12, 10, 12, 10)
        told.addWidget(self.words)
        shown = QHBoxLayout()
        shown.addWidget(self.first_password, 1)
        shown.addWidget(self.copy)
        told.addLayout(shown)
        self._told.setProperty("card", True)
        saving = QHBoxLayout()
        saving.addStretch(1)
        saving.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._title)
        right.addLayout(form)
        right.addLayout(saving)
        right.addLayout(actions)
        right.addWidget(self._told)
        right.addStretch(1)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        closing = QHBoxLayout()
        closing.addStretch(1)
        closing.addWidget(close)
        right.addLayout(closing)
        self.add.setAutoDefault(False)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.people, 1)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addStretch(1)
        left.addLayout(below)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 16)
        box.setSpacing(18)
        box.addLayout(left, 5)
        box.addLayout(right, 4)
        self._told.hide()

    def _connect(self) -> None:
        self.people.itemClicked.connect(lambda row, _: self._clicked(row))
        self.people.currentItemChanged.connect(
            lambda row, _: self._clicked(row) if row is not None and not self.is_adding else None
        )
        self.add.clicked.connect(self.begin_adding)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.first_password.text())
        )
        for button, what in (
            (self.reset, What.RESET),
            (self.sign_out, What.SIGN_OUT),
            (self.drop_app, What.DROP_APP),
            (self.remove, What.REMOVE),
            (self.erase, What.ERASE),
        ):
            button.clicked.connect(lambda _=False, what=what: self.wanted.emit(what, self.chosen))
        self.lock.clicked.connect(self._lock)

    def _clicked(self, row: QTreeWidgetItem) -> None:
        self.is_adding = False
        if self.people.currentItem() is not row:
            self.people.setCurrentItem(row)
        self._show_chosen()

    def _lock(self) -> None:
        person = self._people.get(self.chosen)
        if person is not None:
            self.wanted.emit(What.UNLOCK if person.is_locked else What.LOCK, person.name)

    def _save(self) -> None:
        name, depots = self.name.text().strip(), self._checked_depots()
        if not name or not depots:
            self.show_words(tr("A name and at least one depot are needed."), Tone.WARN)
            return
        self.saved.emit(name, self.shown_name.text().strip(), self.role.currentData(), depots)


def depot_words(depots: Sequence[str]) -> str:
    """Where somebody works."""
    return ", ".join(EVERY if depot == EVERY_DEPOT else depot for depot in depots)


def state_words(person: Shown) -> str:
    """What is to be known of somebody at a glance."""
    if person.is_locked:
        return tr("locked", "a person")
    places = len(person.sessions)
    marks = (
        tr("signed in{words}", words=tr(" at {places} places", places=places) if places > 1 else "")
        if places
        else "",
        tr("first password") if person.must_change else "",
        tr("code") if person.has_totp else "",
    )
    return " · ".join(mark for mark in marks if mark)
