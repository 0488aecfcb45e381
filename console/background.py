"""One thread beside the Qt thread for work that must not be seen: newest job per key, in order.

A job that is still waiting is replaced by a newer one of the same key, so a busy worker falls
behind in nothing but what nobody wants any more.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from threading import Condition, Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)

Job = Callable[[], Any]
Deliver = Callable[[Any], None]


class Background(QObject):
    """Runs jobs on a thread of its own and delivers their results on the Qt thread.

    Signals: `failed` (a sentence) when a job raised; `busy_changed` (bool).
    """

    failed = Signal(str)
    busy_changed = Signal(bool)
    _finished = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: OrderedDict[str, tuple[Job, Deliver]] = OrderedDict()
        self._wake = Condition()
        self._is_closing = False
        self._finished.connect(self._deliver)
        self._thread = Thread(target=self._work, name=name)
        self._thread.start()

    def post(self, key: str, job: Job, deliver: Deliver, *, is_urgent: bool = False) -> None:
        """Run `job` soon, an urgent one next; `deliver` gets its result on the Qt thread."""
        with self._wake:
            self._jobs.pop(key, None)
            self._jobs[key] = (job, deliver)
            if is_urgent:
                self._jobs.move_to_end(key, last=False)
            self._wake.notify()

    def close(self) -> None:
        """Finish the job at hand, drop the rest and end the thread. Results no longer arrive."""
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._is_closing:
                    self._wake.wait()
                if self._is_closing:
                    return
                _, (job, deliver) = self._jobs.popitem(last=False)
            self.busy_changed.emit(True)
            self._run(job, deliver)
            self.busy_changed.emit(bool(self._jobs))

    def _run(self, job: Job, deliver: Deliver) -> None:
        try:
            result = job()
        except Exception as error:
            _log.exception("A job in the background failed")
            self.failed.emit(f"{type(error).__name__}: {error}")
            return
        self._finished.emit(deliver, result)

    def _deliver(self, deliver: Deliver, result: Any) -> None:
        if not self._is_closing:
            deliver(result)
