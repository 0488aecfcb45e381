"""What the system sends a program that is to end: the window closes as by hand, at once.

Called by `start.run`; a handler of Python alone would wait for the event loop to run Python.
"""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""By name: not every system has all."""


class EndSignals(QObject):
    """Between `begin` and `end` these signals end nothing by themselves. Signal: `asked`, once for
    each, from the event loop."""

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._tell)
        self._before: dict[int, object] = {}
        self._fd_before = -1

    def begin(self) -> None:
        """Listen; only on the main thread."""
        self._fd_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, _nothing)

    def end(self) -> None:
        """As it was before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        signal.set_wakeup_fd(self._fd_before)
        self._before = {}
        self._notifier.setEnabled(False)
        self._near.close()
        self._far.close()

    def _tell(self) -> None:
        for _ in self._near.recv(16):
            self.asked.emit()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The wake-up by the socket tells it where windows can be closed."""
