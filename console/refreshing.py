"""When the window is computed anew: the map at once, the panels soon and not too often.

A burst of reports must not paint every panel each time, and a busy machine shows panels less often.
"""

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from console.choosing import Choosing
from console.dispatch import SendTimer
from console.geometry import Geometry
from console.hub_link import Live
from console.planner import Planner
from console.screen import Screen
from core.closures import closed_on

PANELS_SOON_MS = 60
"""How long panels gather the events of one gesture or report before they are prepared."""
PANELS_EVERY_MS = 250
"""And how often at most, so that a burst of reports leaves the processor to the map."""
PANELS_SHARE = 0.25
"""How much of the time they may take; a machine that is busy otherwise shows them less often."""
PANELS_LATEST_MS = 1000
"""But this often all the same."""


class Refreshing(QObject):
    """Asks the planner for pictures and screens of what is live and chosen."""

    def __init__(
        self,
        planner: Planner,
        geometry: Geometry,
        choosing: Choosing,
        send_timer: SendTimer,
        live: Callable[[], Live],
        newest: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._planner = planner
        self._geometry = geometry
        self._choosing = choosing
        self._send_timer = send_timer
        self._live = live
        self._newest = newest
        self._screen = screen
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.panels)
        self._asked_s = 0.0
        self._took_s = 0.0

    def both(self) -> None:
        """The map at once and the panels soon."""
        self.map()
        if self._live().clock is not None and not self._timer.isActive():
            since_ms = (time.monotonic() - self._asked_s) * 1000
            costs_ms = self._took_s * 1000 / PANELS_SHARE
            every_ms = min(max(PANELS_EVERY_MS, costs_ms), PANELS_LATEST_MS)
            self._timer.start(round(max(PANELS_SOON_MS, every_ms - since_ms)))

    def map(self) -> None:
        """The map at once, and nothing else."""
        clock = self._live().clock
        if clock is not None:
            now = clock.at(time.monotonic())
            self._close_streets(now)
            self._planner.draw(self._live(), now, self._choosing.chosen, self._geometry.finder)

    def panels(self) -> None:
        """The panels at once, and not a second time soon."""
        self._timer.stop()
        clock = self._live().clock
        if clock is not None:
            self._asked_s = time.monotonic()
            self._send_timer.watch(self._newest().state)
            now = clock.at(time.monotonic())
            self._planner.refresh(
                self._live(), now, self._choosing.chosen, self._send_timer.words()
            )

    def screen_came(self) -> None:
        """What was asked for is there; what showing it takes is added by `add`."""
        self._took_s = time.monotonic() - self._asked_s

    def add(self, took_s: float) -> None:
        """A part was shown."""
        self._took_s += took_s

    def stop(self) -> None:
        """Ask for nothing more."""
        self._timer.stop()

    def _close_streets(self, now: datetime) -> None:
        """Ways on the map lead around what is closed on the day that is shown."""
        screen = self._screen()
        day = screen.day if screen is not None else None
        closed = closed_on(self._live().state, day, now) if day is not None else ()
        lines = (tuple((at.lat, at.lon) for at in each.line) for each in closed)
        self._geometry.close_streets(tuple(lines))
