"""The test of whether phones reach the hub: a code that signs nobody in, and what the phone found.

Signals: `wanted` (a fresh link), `copied(text)`.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.panels.finding_label import FindingLabel
from console.panels.overline import overline
from console.panels.qr_code import QrCode
from console.panels.wrapping_column import WrappingColumn
from console.panels.wrapping_label import WrappingLabel
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.phone_reach import Finding

MOST_FINDINGS = 3
_ABOUT = tr(
    "Only a device outside can tell whether mobile data reach the hub. Switch the "
    "phone’s wireless network off and scan the code: its page tries what the driver’s "
    "page needs and tells the hub. It signs nobody in."
)
WAITING = tr("Waiting for the phone. Nobody has reached the hub by this link yet.")


class ReachTestPage(QWidget):
    """Tells nothing that a phone has not found."""

    wanted = Signal()
    copied = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._url = ""
        self.code = QrCode(tr("Code of the test for the phone’s camera"))
        self.copy = QPushButton(tr("Copy the test link"))
        self.anew = QPushButton(tr("New test"))
        self.state = WrappingLabel()
        self.found = [FindingLabel(theme) for _ in range(MOST_FINDINGS)]
        self.hints = [WrappingLabel() for _ in range(MOST_FINDINGS)]
        self._hints_title = overline(tr("Does the phone show something else?"))
        self._build()
        self.copy.clicked.connect(self._copy)
        self.anew.clicked.connect(self.wanted)

    @property
    def is_begun(self) -> bool:
        """Whether there is a link to open."""
        return bool(self._url)

    def show_test(self, url: str, hints: Sequence[Finding]) -> None:
        """Wait for a phone; `hints` say what is missing if none comes."""
        self._url = url
        self.code.show_text(url)
        self.copy.setEnabled(bool(url))
        self._say_state(WAITING, Tone.MUTED)
        for label in self.found:
            label.say(None)
        self._show_hints(hints)

    def show_found(self, findings: Sequence[Finding]) -> None:
        """What the phone has found by now."""
        self.state.setVisible(False)
        for label, finding in zip(self.found, [*findings, *[None] * MOST_FINDINGS], strict=False):
            label.say(finding)
        self._show_hints(())

    def show_ended(self, words: str) -> None:
        """There is no link, or none any more."""
        self._url = ""
        self.code.show_text("")
        self.copy.setEnabled(False)
        self._say_state(words, Tone.BAD)
        self._show_hints(())

    def _say_state(self, words: str, tone: Tone) -> None:
        self.state.setVisible(True)
        self.state.setText(words)
        self.state.setStyleSheet(f"color: {self._theme.tone(tone).name()}")

    def _show_hints(self, hints: Sequence[Finding]) -> None:
        self._hints_title.setVisible(bool(hints))
        for label, hint in zip(self.hints, [*hints, *[None] * MOST_FINDINGS], strict=False):
            label.setVisible(hint is not None)
            label.setText(hint.words if hint is not None else "")

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.code)
        left.addWidget(QLabel(tr("As often as you like, within ten minutes")))
        left.addWidget(self.copy)
        left.addWidget(self.anew)
        left.addStretch(1)
        words = WrappingColumn()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        about = WrappingLabel()
        about.setText(_ABOUT)
        column.addWidget(about)
        column.addWidget(overline(tr("What the phone found")))
        column.addWidget(self.state)
        for label in self.found:
            column.addWidget(label)
        column.addWidget(self._hints_title)
        for hint in self.hints:
            column.addWidget(hint)
        column.addStretch(1)
        self.state.setFont(self._theme.font(13, 600))
        row = QHBoxLayout(self)
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(words, 1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url)
        self.copied.emit(self._url)
