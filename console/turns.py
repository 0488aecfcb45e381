"""Parts of the window that are shown one after the other, each once those before are painted."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

PAINTED_MS = 12
"""Until what was shown is painted, before more is shown."""


class Turns(QObject):
    """Signal: `took` (seconds) after each turn. All in one go stopped the window for 90 ms."""

    took = Signal(float)

    def __init__(self, shows: Sequence[Callable[[], None]], parent: QObject) -> None:
        super().__init__(parent)
        self._shows = tuple(shows)
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAINTED_MS)
        self._timer.timeout.connect(self._next)
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._painted.setInterval(0)
        self._painted.timeout.connect(self._timer.start)
        """Runs out once what was shown is painted: a busy machine is late for the pause, and would
        paint one part and show the next in one go."""

    def begin(self) -> None:
        """Show all soon. Those that still wait keep their turn, which calls in quick succession
        would never let come."""
        self._waiting += [show for show in self._shows if show not in self._waiting]
        if not self._timer.isActive() and not self._painted.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Show nothing more."""
        self._timer.stop()
        self._painted.stop()
        self._waiting.clear()

    def _next(self) -> None:
        began_s = time.monotonic()
        show = self._waiting.pop(0)
        if self._waiting:
            self._painted.start()
        show()
        self.took.emit(time.monotonic() - began_s)
