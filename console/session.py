"""What somebody looked at, kept while the console runs: after a bad end it comes back.

A good end takes the file away, so that a new shift begins with nothing chosen.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, QTimer

from console.kept import read_kept
from console.screen import Chosen
from core.model import OrderId, RouteId, ServiceDay
from core.private_files import replace_file

PAUSE_MS = 1500
"""After a choice, so that walking through the queue does not write at every step."""
_log = logging.getLogger(__name__)


class Session(Struct, frozen=True):
    """The day, and the case or the route, that the window showed."""

    day: ServiceDay | None = None
    case_of: OrderId | None = None
    route: RouteId | None = None


class SessionKeeper(QObject):
    """Invariant: the file is what was chosen at most a moment ago, or is not there."""

    def __init__(self, file: Path, chosen: Callable[[], Chosen], parent: QObject) -> None:
        super().__init__(parent)
        self._file = file
        self._chosen = chosen
        self._left = read_kept(file, Session)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._soon.timeout.connect(self.keep)

    def take(self) -> Session | None:
        """What an earlier console left behind, once; None after a good end."""
        left, self._left = self._left, None
        return left

    def note(self) -> None:
        """Something else is chosen."""
        if not self._soon.isActive():
            self._soon.start()

    def keep(self) -> None:
        """Write it down."""
        chosen = self._chosen()
        session = Session(chosen.day, chosen.case_of, chosen.route)
        try:
            replace_file(self._file, msgspec.json.encode(session))
        except OSError as error:
            _log.warning("What is looked at cannot be kept: %s", error)

    def end(self) -> None:
        """A good end."""
        self._soon.stop()
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("What was looked at cannot be forgotten: %s", error)
