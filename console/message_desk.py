"""Reads and answers what drivers write: opens the exchange, sends, and tells what was read."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from console.gestures import Gestures, Send
from console.hub_words import in_words
from console.panels.messages_dialog import MessagesDialog
from console.panels.messages_panel import MessagesPanel
from console.screen import Screen
from console.theme import Theme
from console.tongue import tr
from console.view import ReadyMessage, TalkRow
from core import commands as c
from core.catalogue import Catalogue
from core.model import DriverId, StopId

USUAL = "seen"
"""The ready message that answers by one key."""


class MessageDesk(QObject):
    """`has_sound`: whether a new message is heard. Signals: `phone_copied(number)`."""

    phone_copied = Signal(str)

    def __init__(
        self,
        window: QWidget,
        panel: MessagesPanel,
        theme: Theme,
        gestures: Gestures,
        send: Send,
        catalogue: Catalogue,
        screen: Callable[[], Screen | None],
        parent: QObject,
        *,
        has_sound: bool = False,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._panel = panel
        self._theme = theme
        self._gestures = gestures
        self._send = send
        self._ready = tuple(
            ReadyMessage(code, in_words(ready.words))
            for code, ready in catalogue.short_messages.items()
            if ready.by == "office"
        )
        self._screen = screen
        self.has_sound = has_sound
        self._dialog: MessagesDialog | None = None
        self._news: int | None = None
        self._told: dict[str, int] = {}
        panel.opened.connect(self.open)
        panel.answered.connect(lambda driver_id: self._answer_ready(driver_id, USUAL))

    def open(self, driver_id: str = "") -> None:
        """Show that driver's exchange; without one whoever has waited longest for a reader."""
        if self._dialog is None:
            self._dialog = MessagesDialog(self._theme, self._ready, self._window)
            self._dialog.chosen.connect(self._show)
            self._dialog.ready_sent.connect(self._answer_ready)
            self._dialog.words_sent.connect(self._answer_words)
            self._dialog.phone_copied.connect(self.phone_copied)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._dialog.words.setFocus()
        self._show(driver_id or self._panel.first_unread() or "")

    def answer_first(self) -> None:
        """The usual word to whoever has waited longest; for a key."""
        driver_id = self._panel.first_unread()
        if driver_id is not None:
            self._answer_ready(driver_id, USUAL)

    def refresh(self, screen: Screen) -> None:
        """Show what is new; a sound once for each time that something came."""
        self._panel.show_rows(screen.talks)
        news = sum(row.news for row in screen.talks)
        if self.has_sound and self._news is not None and news > self._news:
            QApplication.beep()
        self._news = news
        if self._dialog is not None and self._dialog.isVisible():
            self._show("")

    def _show(self, driver_id: str) -> None:
        screen, dialog = self._screen(), self._dialog
        if screen is None or dialog is None:
            return
        dialog.show_rows(screen.talks, driver_id)
        row = self._row(dialog.driver_id)
        # What is on a screen that nobody looks at is not read.
        if row is not None and dialog.isActiveWindow():
            self._mark_read(row)

    def _mark_read(self, row: TalkRow) -> None:
        newest = max((line.number for line in row.lines if line.is_from_driver), default=0)
        key = str(row.driver_id)
        if row.news and row.can_answer and self._told.get(key, 0) < newest:
            self._told[key] = newest
            self._send(c.ReadShortMessages(row.driver_id, newest), self._complain)

    def _complain(self, refused: str | None) -> None:
        if refused is not None:
            self._gestures.said.emit(refused, True)

    def _row(self, driver_id: str) -> TalkRow | None:
        screen = self._screen()
        rows = screen.talks if screen is not None else ()
        return next((row for row in rows if str(row.driver_id) == driver_id), None)

    def _answer_ready(self, driver_id: str, code: str) -> None:
        self._answer(driver_id, preset=code)

    def _answer_words(self, driver_id: str, words: str) -> None:
        self._answer(driver_id, note=words)

    def _answer(self, driver_id: str, preset: str = "", note: str = "") -> None:
        """An answer is about what was asked, and whoever answers has read it."""
        row = self._row(driver_id)
        if row is None:
            return
        stop_id: StopId | None = row.stop_id if row.news else None
        command = c.SendShortMessage(DriverId(driver_id), preset, note, stop_id)
        self._gestures.do_plainly(command, tr("Sent to {row_name}", row_name=row.name))
        self._mark_read(row)
