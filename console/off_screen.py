"""Pictures of the running window: for `--screenshot`, and for machines without a display.

Without a display the demo day runs off-screen for a minute and leaves pictures in both themes and
a summary, so that a person on a server, or a test, sees that it works.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from console.theme import Scheme

if TYPE_CHECKING:
    from console.app import Console

MINUTE_MS = 60_000
LOOK_MS = 5_000
"""Before the first picture."""
LONGEST_WAIT_MS = 3 * MINUTE_MS
"""For the day, on a machine that has much to do; then the pictures show what there is."""
ASK_MS = 250
FOLDER = Path("screenshots")


def announce(options: argparse.Namespace) -> None:
    """Say what will happen without a display, before Qt says anything of its own."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen" and options.screenshot is None:
        sys.stdout.write(
            "No display was found, so the day runs off-screen for a minute. Pictures and a "
            f"summary will be in {FOLDER.absolute()}.\n"
        )
        sys.stdout.flush()


class OffScreen:
    """Takes the pictures that the command line or the missing display asks for."""

    def __init__(self, console: "Console", options: argparse.Namespace) -> None:
        self._console = console
        self._options = options
        self.code = 0
        self._waited_ms = 0

    def begin(self) -> None:
        """Plan the pictures; nothing happens on a desktop without `--screenshot`."""
        if self._options.screenshot is not None:
            QTimer.singleShot(round(self._options.after * 1000), self._one_picture)
        elif QGuiApplication.platformName() == "offscreen":
            QTimer.singleShot(MINUTE_MS // 2 - LOOK_MS, self._await_day)

    def _await_day(self) -> None:
        if self._console.screen is None and self._waited_ms < LONGEST_WAIT_MS:
            self._waited_ms += ASK_MS
            QTimer.singleShot(ASK_MS, self._await_day)
            return
        self._look_at_a_case()
        QTimer.singleShot(LOOK_MS, self._first_half)
        QTimer.singleShot(LOOK_MS + MINUTE_MS // 2, self._second_half)

    def _look_at_a_case(self) -> None:
        """As somebody would who begins with the top of the queue."""
        screen = self._console.screen
        if screen is not None and screen.queue:
            first = max(screen.queue, key=lambda row: row.rank)
            self._console.window.queue.select(first.order_id)

    def _one_picture(self) -> None:
        self._save(self._options.screenshot)
        self._console.window.close()

    def _first_half(self) -> None:
        self._save(FOLDER / "console_dark.png")
        self._console.set_scheme(Scheme.LIGHT)

    def _second_half(self) -> None:
        self._save(FOLDER / "console_light.png")
        summary = FOLDER / "summary.txt"
        summary.write_text(self._console.summary() + "\n", encoding="utf-8")
        sys.stdout.write(f"{self._console.summary()}\n")
        if self._console.screen is None:
            self.code = 1
        self._console.window.close()

    def _save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not self._console.window.grab().save(str(file)):
            sys.stderr.write(f"The picture {file} could not be written. Check the folder.\n")
            self.code = 1
