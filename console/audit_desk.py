"""Saves the whole log as a file for an audit: where to, how far, and where its chains end.

For supervisors, administrators and auditors; opens from the name in the status line.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QProgressDialog, QWidget

from console.file_places import ask_where
from console.hub_link import GIVEN_UP, HubLink, Live
from console.panels.message_box import message_box
from console.tongue import tr
from core.hub.audit_words import heads_words

KINDS = ("JSON lines (*.jsonl)", "CSV (*.csv)")
STEPS = 1000
WIDTH = 420
BAR_HEIGHT = 6


class AuditDesk(QObject):
    """For one console; one export at a time."""

    def __init__(
        self, window: QWidget, link: HubLink, live: Callable[[], Live], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._link = link
        self._live = live
        self._progress: QProgressDialog | None = None
        self._name = ""

    def ask(self) -> None:
        """Where to; then save."""
        depot = self._live().state.depot
        if depot is None or self._progress is not None:
            return
        name = f"log of {depot.id}.jsonl"
        ask_where(self._window, tr("Export the log for an audit"), name, KINDS, self.save)

    def save(self, file: Path) -> None:
        """Fetch the log into the file, as CSV if it is called so."""
        depot = self._live().state.depot
        assert depot is not None
        kind = "csv" if file.suffix == ".csv" else "jsonl"
        progress = QProgressDialog("", tr("Give up"), 0, STEPS)
        label, bar = (
            QLabel(tr("The hub gathers the log for {file_name}", file_name=file.name)),
            QProgressBar(),
        )
        bar.setRange(0, STEPS)
        bar.setTextVisible(False)
        bar.setFixedHeight(BAR_HEIGHT)
        progress.setLabel(label)
        progress.setBar(bar)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        progress.setParent(self._window, Qt.WindowType.Dialog)
        progress.setWindowTitle(tr("Export the log for an audit"))
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumWidth(WIDTH)
        progress.setMinimumDuration(0)
        progress.setAutoClose(False)
        progress.setAutoReset(False)
        self._progress, self._name = progress, file.name
        give_up = self._link.save(
            f"/audit/{depot.id}?format={kind}",
            file,
            self._heard,
            lambda heads, wrong: self._ended(file, heads, wrong),
        )
        progress.canceled.connect(give_up)
        progress.show()

    def _heard(self, share: float) -> None:
        # A box that was given up hides itself, and a value would bring it back.
        if self._progress is not None and not self._progress.wasCanceled():
            self._progress.setLabelText(
                tr("Saving {name}: {share}", name=self._name, share=f"{share:.0%}")
            )
            self._progress.setValue(round(share * STEPS))

    def _ended(self, file: Path, heads: str, wrong: str) -> None:
        if self._progress is not None:
            self._progress.deleteLater()
            self._progress.hide()
            self._progress = None
        title = tr("Export the log for an audit")
        if wrong == GIVEN_UP:
            return
        if wrong:
            message_box(self._window, title, tr("The log was not saved."), wrong).open()
            return
        more = tr(
            "{heads_words}\n\nNote these lines elsewhere: with them nobody can "
            "shorten the log unnoticed. main.py verify --export {file_name} checks "
            "the file.",
            heads_words=heads_words(heads),
            file_name=file.name,
        )
        box = message_box(self._window, title, tr("Saved as {file}.", file=file), more)
        box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.open()
