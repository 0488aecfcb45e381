"""What a test may not leave behind: threads, running timers, top-level windows.

Looks only; the fixtures in conftest.py decide. Qt is looked at where a test has loaded it; this
module never loads it.
"""

import gc
import sys
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget

PATIENCE_S = 5.0
"""How long an ending thread may take; only a leak waits this long."""


def running_threads() -> set[threading.Thread]:
    """Python's own threads. Those that Qt or a library made show as dummies and are theirs."""
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


def leaked_threads(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that began since and do not end."""
    deadline = time.monotonic() + PATIENCE_S
    leaked = []
    for thread in running_threads() - before:
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            leaked.append(thread.name)
    return sorted(leaked)


@contextmanager
def watched_timers() -> Iterator["weakref.WeakSet[QTimer]"]:
    """Collects the QTimers that are started from Python within the block."""
    started: weakref.WeakSet[QTimer] = weakref.WeakSet()
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        yield started
        return
    start = core.QTimer.start

    def start_and_note(timer: "QTimer", *interval: Any) -> None:
        started.add(timer)
        start(timer, *interval)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.QTimer, "start", start_and_note)
        yield started


def leaked_timers(started: "Iterable[QTimer]") -> list[str]:
    """Names of the timers that still run."""
    return [_name(timer) for timer in started if _is_alive(timer) and timer.isActive()]


def top_level_windows() -> "set[QWidget]":
    """Every window that exists, shown or not."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return set(widgets.QApplication.topLevelWidgets())


def leaked_windows(before: "set[QWidget]") -> list[str]:
    """Names of the windows that were made since and live on after everything was let go."""
    if not top_level_windows() - before:
        return []
    core = sys.modules["PySide6.QtCore"]
    gc.collect()
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    return sorted(_name(window) for window in top_level_windows() - before)


def _is_alive(qt_object: object) -> bool:
    return bool(sys.modules["shiboken6"].isValid(qt_object))


def _name(qt_object: Any) -> str:
    return f"{type(qt_object).__name__}({qt_object.objectName()!r})"
