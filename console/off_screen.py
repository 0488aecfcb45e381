"""Pictures of the running window: for `--screenshot`, and for machines without a display.

Without a display the demo day runs off-screen for a minute and leaves pictures in both themes and
a summary, so that a person on a server, or a test, sees that it works.
"""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from console.theme import Scheme

if TYPE_CHECKING:
    from console.app import Console

MINUTE_MS = 60_000
LOOK_MS = 5_000
"""Before the first picture."""
LONGEST_WAIT_MS = 3 * MINUTE_MS
"""For each picture, on a machine that has much to do; then it shows what there is."""
ASK_MS = 250
QUIET = 6
"""How often in a row nothing was missing: what was found last is drawn meanwhile."""
PAINT_MS = 500
FOLDER = Path("screenshots")


def announce(options: argparse.Namespace) -> None:
    """Say what will happen without a display, before Qt says anything of its own."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen" and options.screenshot is None:
        sys.stdout.write(
            "No display was found, so the day runs off-screen for a minute. Pictures and a "
            f"summary will be in {FOLDER.absolute()}.\n"
        )
        sys.stdout.flush()


def is_for_pictures(options: argparse.Namespace) -> bool:
    """Whether the window is opened for its picture, not for somebody who works with it."""
    return options.screenshot is not None or QGuiApplication.platformName() == "offscreen"


class OffScreen(QObject):
    """Takes the pictures that the command line or the missing display asks for.

    Invariant: each waits for the streets, the ways and the theme of the map, though not for ever.
    """

    def __init__(self, console: "Console", options: argparse.Namespace) -> None:
        super().__init__()
        self._console = console
        self._options = options
        self.code = 0
        self._waited_ms = 0
        self._quiet = 0
        self._then: Callable[[], None] | None = None

    def begin(self) -> None:
        """Plan the pictures; nothing happens on a desktop without `--screenshot`."""
        if not is_for_pictures(self._options):
            return
        self._console.panels.keeps_last = False
        if self._options.screenshot is not None:
            after_ms = round(self._options.after * 1000)
            QTimer.singleShot(after_ms, self, partial(self._when_painted, self._one_picture))
        else:
            look = partial(self._when_there, self._look_at_a_case)
            QTimer.singleShot(MINUTE_MS // 2 - LOOK_MS, self, look)

    def _when_painted(self, then: Callable[[], None]) -> None:
        self._when_there(partial(self._ask_map, then))

    def _when_there(self, then: Callable[[], None]) -> None:
        self._waited_ms = self._quiet = 0
        self._then = then
        self._look()

    def _look(self) -> None:
        self._quiet = self._quiet + 1 if self._console.is_all_there() else 0
        if self._quiet < QUIET and self._waited_ms < LONGEST_WAIT_MS:
            self._waited_ms += ASK_MS
            QTimer.singleShot(ASK_MS, self, self._look)
            return
        self._go_on()

    def _ask_map(self, then: Callable[[], None]) -> None:
        view = self._console.map
        if view is None or not view.is_ready:
            then()
            return
        self._then = then
        view.settled.connect(self._map_painted, Qt.ConnectionType.SingleShotConnection)
        view.settle()
        left_ms = max(0, LONGEST_WAIT_MS - self._waited_ms)
        QTimer.singleShot(left_ms, self, partial(self._give_up, then))

    @Slot()
    def _map_painted(self) -> None:
        # What the page has painted reaches the window a frame or two later.
        QTimer.singleShot(PAINT_MS, self, self._go_on)

    def _give_up(self, then: Callable[[], None]) -> None:
        if self._then is then:
            self._go_on()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _look_at_a_case(self) -> None:
        """As somebody would who begins with the top of the queue."""
        screen = self._console.screen
        if screen is not None and screen.queue:
            first = max(screen.queue, key=lambda row: row.rank)
            self._console.window.queue.select(first.order_id)
        QTimer.singleShot(LOOK_MS, self, partial(self._when_painted, self._first_half))

    def _one_picture(self) -> None:
        self._save(self._options.screenshot)
        self._console.window.close()

    def _first_half(self) -> None:
        self._save(FOLDER / "console_dark.png")
        self._console.set_scheme(Scheme.LIGHT)
        second = partial(self._when_painted, self._second_half)
        QTimer.singleShot(MINUTE_MS // 2, self, second)

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
