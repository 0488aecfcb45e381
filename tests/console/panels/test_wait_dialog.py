"""Whom and until when: lengths count from now, a clock time that is over means tomorrow."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.panels.wait_dialog import WaitDialog
from console.theme import Theme
from core.model import WaitingFor

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def dialog(theme: Theme) -> Iterator[WaitDialog]:
    parent = QWidget()
    asked = WaitDialog("Order 7 waits", NOW, "America/Santiago", parent)
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    yield asked
    asked.deleteLater()
    parent.deleteLater()


def test_half_an_hour_for_the_customer_is_usual(qtbot: QtBot, dialog: WaitDialog) -> None:
    dialog.note.setText(" calls back ")
    dialog.show()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        next(b for b in dialog.findChildren(QPushButton) if b.isDefault()).click()
    at = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert chosen.args == [WaitingFor.CUSTOMER, at, "calls back"]


def test_tomorrow_morning_is_the_depots(dialog: WaitDialog) -> None:
    dialog.length.button(0).click()
    assert dialog.until() == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hour", "day"), [(15, 23), (9, 24)])
def test_a_clock_time_that_is_over_means_tomorrow(dialog: WaitDialog, hour: int, day: int) -> None:
    dialog.clock.setTime(QTime(hour, 0))
    assert dialog.until() == datetime(2026, 11, day, hour + 3, 0, tzinfo=UTC)


def test_leaving_it_chooses_nothing(qtbot: QtBot, dialog: WaitDialog) -> None:
    cancel = next(b for b in dialog.findChildren(QPushButton) if "Cancel" in b.text())
    with qtbot.assertNotEmitted(dialog.chosen):
        cancel.click()
