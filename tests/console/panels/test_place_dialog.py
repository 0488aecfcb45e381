"""Everything about a door in one dialog; hours are read while they are typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.place_dialog import Door, PlaceDialog
from console.theme import Theme
from core import commands as c
from core.model import OpenHours
from core.opening import parse_hours
from tests.builders import W1

DOOR = Door(W1, "Calle 7", gate_code="4711", has_dog=True, hours=parse_hours("Sat 10-14"))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget, theme: Theme) -> PlaceDialog:
    made = PlaceDialog(DOOR, theme, window)
    made.open()
    return made


def test_what_is_known_is_shown_and_kept_with_what_is_added(
    dialog: PlaceDialog, qtbot: QtBot
) -> None:
    assert dialog.fields["gate_code"].text() == "4711"
    assert dialog.dog.isChecked()
    assert dialog.hours.text() == "Sat 10:00–14:00"
    QTest.keyClicks(dialog.fields["neighbour"], " Rosa  Soto")
    dialog.dog.setChecked(False)
    with qtbot.waitSignal(dialog.kept) as kept:
        QTest.keyClick(dialog.fields["neighbour"], Qt.Key.Key_Return)
    hours = (OpenHours(5, 600, 840),)
    assert kept.args == [c.LearnPlace(W1, gate_code="4711", neighbour="Rosa Soto", hours=hours)]


def test_tab_walks_the_rows_from_top_to_bottom(dialog: PlaceDialog) -> None:
    dialog.fields["entrance"].setFocus()
    walked = [dialog.focusWidget()]
    for _ in range(7):
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
        walked.append(dialog.focusWidget())
    fields = dialog.fields
    assert walked == [
        fields["entrance"],
        fields["gate_code"],
        dialog.dog,
        fields["parking"],
        fields["neighbour"],
        fields["house"],
        dialog.hours,
        fields["note"],
    ]


def test_hours_that_cannot_be_read_are_said_and_not_kept(dialog: PlaceDialog, qtbot: QtBot) -> None:
    dialog.hours.setText("Mon 9-13; Mon 12-15")
    assert dialog.words.text() == "Mon 09:00–13:00 and 12:00–15:00 overlap."
    assert not dialog.keep.isEnabled()
    with qtbot.assertNotEmitted(dialog.kept):
        dialog._keep()
    dialog.hours.setText("Mon-Fri 9-13")
    assert dialog.words.text() == "Mon–Fri 09:00–13:00"
    dialog.hours.clear()
    assert dialog.words.text().startswith("At any time.")
    assert dialog.keep.isEnabled()
