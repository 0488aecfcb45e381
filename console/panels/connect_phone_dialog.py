"""Connects a driver's phone, step by step: what was checked, the code to scan, and whether it came.

Signals: `code_wanted`, `tracker_wanted`, `revoke_wanted`, `reach_wanted` (a test of the line),
`copied(text)`, `reach_copied`, `opened_here(url)`.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.hub_words import in_words
from console.panels.dialog_size import open_at
from console.panels.finding_label import SIGNS, TONES, FindingLabel
from console.panels.overline import overline
from console.panels.qr_code import QrCode
from console.panels.reach_test_page import ReachTestPage
from console.panels.wrapping_column import WrappingColumn
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.wording import fingerprint_lines
from core.hub.enrolled_phone import EnrolledPhone
from core.phone_reach import Finding

_TRACKER = tr(
    "A page cannot send positions while the screen is locked; these programs can. "
    "Both belong to the same driver: the van follows one source until that one falls "
    "silent, and its tooltip says which. Positions count during a shift only. The "
    "page changes its key by itself every week; these programs cannot, so the office "
    "revokes a phone that is lost or handed on."
)
_FIELDS = (
    ("traccar_url", tr("Traccar Client: server address")),
    ("token", tr("Traccar Client: device id; OwnTracks: password")),
    ("owntracks_url", tr("OwnTracks: mode HTTP, address")),
    ("osmand_url", tr("OsmAnd: online tracking address")),
)


class ConnectPhoneDialog(QDialog):
    """For one driver. Tells nothing that was not checked."""

    code_wanted = Signal()
    tracker_wanted = Signal()
    revoke_wanted = Signal()
    reach_wanted = Signal()
    reach_copied = Signal()
    copied = Signal(str)
    opened_here = Signal(str)

    def __init__(self, theme: Theme, driver: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._url = ""
        self.code = QrCode(tr("Code for the phone's camera"))
        self.authority_code = QrCode(tr("Code for the hub's authority"))
        self.reach = ReachTestPage(theme)
        self.found = [FindingLabel(theme) for _ in range(3)]
        self.state = WrappingLabel()
        self.copy = QPushButton(tr("Copy the link"))
        self.anew = QPushButton(tr("New code"))
        self.here = QPushButton(tr("Open on this computer"))
        self.revoke = QPushButton(tr("Sign the page out …"))
        self.make_tracker = QPushButton(tr("Make a token for this phone"))
        self.fields = {name: QLineEdit() for name, _ in _FIELDS}
        self._authority = WrappingLabel()
        self.fingerprint = WrappingLabel()
        self.fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._authority_part = QWidget()
        self.setWindowTitle(tr("Connect a phone: {driver}", driver=driver))
        open_at(self, parent, 760, 520)
        self._build()
        self._connect()

    def show_offer(
        self, url: str, findings: Sequence[Finding], authority_url: str, fingerprint: str = ""
    ) -> None:
        """The link for this driver, what was checked, and where the hub's own authority lies."""
        self._url = url
        self.code.show_text(url)
        for label, finding in zip(self.found, [*findings, *[None] * 3], strict=False):
            label.say(finding)
        self._authority_part.setVisible(bool(authority_url))
        self.authority_code.show_text(authority_url)
        self._authority.setText(
            tr(
                "First, once for each phone: scan this and install the certificate. "
                "Android: Settings, Security, Install a certificate, CA. iPhone: install "
                "the profile, then Settings, General, About, Certificate Trust. Before you "
                "trust it, compare its SHA-256 fingerprint with this one:"
            )
        )
        self.fingerprint.setText(fingerprint_lines(fingerprint))
        self.say_state(tr("Waiting for the phone: scan the code with its camera."), Tone.MUTED)
        for button in (self.copy, self.here):
            button.setEnabled(bool(url))

    def say_state(self, words: str, tone: Tone) -> None:
        """How far it is."""
        self.state.setText(words)
        self.state.setStyleSheet(f"color: {self._theme.tone(tone).name()}")

    def show_met(self, finding: Finding) -> None:
        """The phone has come; its code is used up."""
        self.say_state(
            f"{SIGNS[finding.verdict]}  {in_words(finding.words)}", TONES[finding.verdict]
        )
        self._url = ""
        self.code.show_text("")
        for button in (self.copy, self.here):
            button.setEnabled(False)

    def show_refused(self, words: str) -> None:
        """The hub gave no code."""
        self.show_offer("", (), "")
        self.say_state(words, Tone.BAD)

    def show_tracker(self, phone: EnrolledPhone) -> None:
        """What is typed into a tracking program; shown this once."""
        for name, field in self.fields.items():
            field.setText(getattr(phone, name))
            field.setCursorPosition(0)
        self.make_tracker.setEnabled(False)
        self.make_tracker.setText(tr("Type this in now: it is not shown again"))

    def _build(self) -> None:
        self.tabs = tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._page(), tr("Driver’s page"))
        tabs.addTab(self.reach, tr("Test over mobile data"))
        tabs.addTab(self._tracker(), tr("Traccar, OwnTracks, OsmAnd"))
        box = QVBoxLayout(self)
        box.addWidget(tabs)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _page(self) -> QWidget:
        words = WrappingColumn()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(overline(tr("1 · What was checked")))
        for label in self.found:
            column.addWidget(label)
        inside = QVBoxLayout(self._authority_part)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(overline(tr("2 · Trust the hub’s authority")))
        inside.addWidget(self._authority)
        inside.addWidget(self.fingerprint)
        inside.addWidget(self.authority_code, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._authority_part)
        column.addWidget(overline(tr("Then · Scan the code")))
        column.addWidget(self.state)
        column.addStretch(1)
        self.state.setFont(self._theme.font(13, 600))
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.code)
        left.addWidget(QLabel(tr("For one phone, once, within ten minutes")))
        for button in (self.copy, self.anew, self.here):
            left.addWidget(button)
        left.addStretch(1)
        self.revoke.setToolTip(tr("For a phone that is lost or handed on"))
        left.addWidget(self.revoke)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(words, 1)
        return page

    def _tracker(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        why = WrappingLabel()
        why.setText(_TRACKER)
        column.addWidget(why)
        column.addWidget(self.make_tracker, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        for row, (name, words) in enumerate(_FIELDS):
            field = self.fields[name]
            field.setReadOnly(True)
            field.setAccessibleName(words)
            label = QLabel(words)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self.copy.clicked.connect(self._copy)
        self.anew.clicked.connect(self.code_wanted)
        self.here.clicked.connect(lambda: self.opened_here.emit(self._url))
        self.make_tracker.clicked.connect(self.tracker_wanted)
        self.revoke.clicked.connect(self.revoke_wanted)
        self.reach.wanted.connect(self.reach_wanted)
        self.reach.copied.connect(self.reach_copied)
        self.tabs.currentChanged.connect(self._turned)

    def _turned(self) -> None:
        if self.tabs.currentWidget() is self.reach and not self.reach.is_begun:
            self.reach_wanted.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url)
        self.copied.emit(self._url)
