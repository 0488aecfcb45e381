"""The watch itself: it sees a leak, and it is quiet about what ended."""

import socket
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests import leaks


def test_a_thread_that_ends_is_no_leak() -> None:
    before = leaks.running_threads()
    threading.Thread(target=lambda: None, name="short").start()
    assert leaks.leaked_threads(before) == []


def test_a_thread_that_goes_on_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE_S", 0.0)
    before = leaks.running_threads()
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="forgotten")
    thread.start()
    assert leaks.leaked_threads(before) == ["forgotten"]
    release.set()
    thread.join()


def test_a_running_timer_is_named(qtbot: QtBot) -> None:
    timer, stopped = QTimer(), QTimer()
    timer.setObjectName("blink")
    with leaks.watched_timers() as started:
        timer.start(1000)
        stopped.start(1000)
        stopped.stop()
    assert leaks.leaked_timers(started) == ["QTimer('blink')"]
    timer.stop()


def test_a_window_that_nobody_closed_is_named(qtbot: QtBot) -> None:
    before = leaks.top_level_windows()
    window = QWidget()
    window.setObjectName("orphan")
    assert leaks.leaked_windows(before) == ["QWidget('orphan')"]
    window.deleteLater()
    del window
    assert leaks.leaked_windows(before) == []


def test_a_call_out_of_this_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="stay on loopback"):
        outside.connect(("192.0.2.1", 80))
