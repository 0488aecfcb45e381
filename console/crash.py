"""When the program ends badly: a readable report in a file, and a word at the next start.

A report names versions, the machine's kind and what ran where; no customer, order or password.
Called by `start.run`.
"""

import faulthandler
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

import PySide6

from console.tongue import tr

FOLDER = "crashes"
RUNNING = "running-{pid}.txt"
MOST_KEPT = 10
UNKNOWN = tr("Nothing more is known: it was ended from outside, or the power went.")


class CrashWatch:
    """From start to a good end. Invariant: while it watches, a file says that this process runs;
    a crash of the interpreter writes its stacks there."""

    def __init__(
        self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._folder = folder
        self._now = now
        self._file: TextIO | None = None
        self._before = (sys.excepthook, threading.excepthook)

    def begin(self) -> str:
        """Watch from now on; what to say of an earlier run that ended badly."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            left = self._left_behind()
            own = self._folder / RUNNING.format(pid=os.getpid())
            self._file = own.open("w", encoding="utf-8")
            self._file.write(_head(self._now()))
            self._file.flush()
            faulthandler.enable(self._file)
        except OSError:
            return ""
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread
        return (
            tr("The program ended badly last time. A report is in {left}.", left=left)
            if left
            else ""
        )

    def end(self) -> None:
        """A good end: there is nothing to report."""
        sys.excepthook, threading.excepthook = self._before
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None

    def _left_behind(self) -> Path | None:
        """Reports of processes that are no more become files with a date; the newest."""
        newest = None
        for path in sorted(self._folder.glob("running-*.txt")):
            if not _runs(path.stem.removeprefix("running-")):
                text = path.read_text(encoding="utf-8", errors="replace")
                newest = self._write(text if "File " in text else f"{text}{UNKNOWN}\n")
                path.unlink()
        return newest

    def _write(self, text: str) -> Path:
        stamp = self._now().strftime("%Y%m%d-%H%M%S-%f")
        report = self._folder / f"crash-{stamp}.txt"
        report.write_text(text, encoding="utf-8")
        for old in sorted(self._folder.glob("crash-*.txt"))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
        return report

    def _raised(
        self,
        kind: type[BaseException],
        error: BaseException,
        where: TracebackType | None,
    ) -> None:
        """An error nobody caught: the window goes on, the report says what happened."""
        self._before[0](kind, error, where)
        if not issubclass(kind, KeyboardInterrupt):
            self._report(kind, where, "")

    def _raised_in_thread(self, about: threading.ExceptHookArgs) -> None:
        self._before[1](about)
        thread = about.thread.name if about.thread is not None else "?"
        self._report(about.exc_type, about.exc_traceback, f" in the thread {thread}")

    def _report(self, kind: type[BaseException], where: TracebackType | None, place: str) -> None:
        # Not the error's own words: they may hold what a customer wrote.
        stacks = "".join(traceback.format_tb(where))
        try:
            self._write(f"{_head(self._now())}{kind.__name__}{place}\n{stacks}")
        except OSError:
            return


def _head(now: datetime) -> str:
    return (
        f"Backhaul, {now.isoformat(timespec='seconds')}\n"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"{platform.system()} {platform.release()} {platform.machine()}\n"
    )


def _runs(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
