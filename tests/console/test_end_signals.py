"""What the system sends a program that is to end closes the window as by hand."""

import signal
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.end_signals import EndSignals


@pytest.fixture
def listening(qapp: QApplication) -> Iterator[EndSignals]:
    signals = EndSignals(qapp)
    signals.begin()
    yield signals
    signals.end()
    signals.deleteLater()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_is_told_by_the_event_loop_and_ends_nothing_by_itself(
    listening: EndSignals, qtbot: QtBot, number: signal.Signals
) -> None:
    with qtbot.waitSignal(listening.asked):
        signal.raise_signal(number)


def test_afterwards_everything_is_as_it_was_before(qapp: QApplication) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    signals = EndSignals(qapp)
    signals.begin()
    signals.end()
    signals.deleteLater()
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before
    assert signal.set_wakeup_fd(-1) == -1
