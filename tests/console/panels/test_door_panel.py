"""The panel of drivers at a door."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.panels.door_panel import LONG_MIN, SHORT_MIN, DoorPanel
from console.panels.try_dialog import TryDialog
from console.theme import Theme
from console.view import DoorRow, Tone
from core.model import RouteId, StopId

LEFT = Qt.MouseButton.LeftButton


def row(stop_id: str, *, needs_answer: bool = True, phone: str = "+1 222") -> DoorRow:
    return DoorRow(
        stop_id=StopId(stop_id),
        route_id=RouteId("r1"),
        route="Route 1",
        colour=0,
        words="Nobody there · 7, Elm 1",
        detail="Dora at Ines Diaz’s",
        state_words="answer within 2 min",
        tone=Tone.WARN,
        needs_answer=needs_answer,
        phone=phone,
    )


@pytest.fixture
def panel(theme: Theme, shown: Callable[[QWidget, int, int], None]) -> DoorPanel:
    made = DoorPanel(theme)
    made.show_rows((row("done", needs_answer=False), row("s1"), row("s2", phone="")))
    shown(made, 420, 300)
    return made


def buttons(panel: DoorPanel, words: str) -> list[QPushButton]:
    return [b for b in panel.findChildren(QPushButton) if b.text() == words]


def test_it_is_gone_while_nobody_waits(panel: DoorPanel) -> None:
    panel.show_rows(())
    assert not panel.isVisible()
    panel.wait()
    panel.try_this()
    panel.fail()


def test_keys_answer_the_first_that_has_no_answer(panel: DoorPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.wait_asked) as asked:
        panel.wait()
    assert asked.args == ["s1", SHORT_MIN]
    with qtbot.waitSignal(panel.fail_asked) as failed:
        panel.fail()
    assert failed.args == ["s1"]


def test_buttons_answer_their_own_row(panel: DoorPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.wait_asked) as asked:
        QTest.mouseClick(buttons(panel, f"Wait {LONG_MIN}")[2], LEFT)
    assert asked.args == ["s2", LONG_MIN]
    with qtbot.waitSignal(panel.fail_asked) as failed:
        QTest.mouseClick(buttons(panel, "Fail it")[0], LEFT)
    assert failed.args == ["done"]


def test_advice_is_asked_for_and_an_empty_one_is_not_sent(panel: DoorPanel, qtbot: QtBot) -> None:
    panel.try_this()
    dialog = panel.findChild(TryDialog)
    assert dialog is not None
    dialog.field.setText("  Gate code 4711 ")
    with qtbot.assertNotEmitted(panel.advice_kept), qtbot.waitSignal(panel.try_asked) as tried:
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert tried.args == ["s1", "Gate code 4711"]
    with qtbot.assertNotEmitted(panel.try_asked):
        QTest.mouseClick(buttons(panel, "Try…")[1], LEFT)
        empty = panel.findChildren(TryDialog)[-1]
        empty.field.setText("  ")
        QTest.keyClick(empty.field, Qt.Key.Key_Return)


def test_advice_is_kept_for_the_next_driver_when_it_is_wished(
    panel: DoorPanel, qtbot: QtBot
) -> None:
    panel.show_rows((replace(row("s1"), known="Gate code 17"),))
    panel.try_this()
    dialog = panel.findChildren(TryDialog)[-1]
    assert dialog.field.text() == "Gate code 17"
    dialog.field.setText("Side door")
    dialog.keep.click()
    with qtbot.waitSignals([panel.try_asked, panel.advice_kept]):
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)


def test_a_click_chooses_the_route_and_the_number_is_copied(panel: DoorPanel, qtbot: QtBot) -> None:
    number = next(b for b in panel.findChildren(QPushButton) if "+1 222" in b.toolTip())
    with qtbot.waitSignal(panel.phone_copied) as copied:
        QTest.mouseClick(number, LEFT)
    assert copied.args == ["+1 222"]
    around = number.parentWidget()
    assert around is not None
    with qtbot.waitSignal(panel.route_chosen) as chosen:
        QTest.mouseClick(around, LEFT)
    assert chosen.args == ["r1"]


def test_a_press_meant_for_what_was_there_before_fails_nothing(
    theme: Theme, shown: Callable[[QWidget, int, int], None], qtbot: QtBot
) -> None:
    """The panel comes by itself, under a pointer that was about to press another button."""
    window = QWidget()
    made = DoorPanel(theme)
    box = QVBoxLayout(window)
    box.addWidget(made)
    shown(window, 420, 500)
    made.show_rows((row("s1"),))
    with qtbot.assertNotEmitted(made.fail_asked):
        QTest.mouseClick(buttons(made, "Fail it")[0], LEFT)
    qtbot.waitUntil(lambda: made._late_clicks.is_settled)
    with qtbot.waitSignal(made.fail_asked):
        QTest.mouseClick(buttons(made, "Fail it")[0], LEFT)
    made.show_rows((row("s0"), row("s1")))
    QApplication.sendPostedEvents()
    with qtbot.assertNotEmitted(made.fail_asked):
        QTest.mouseClick(buttons(made, "Fail it")[0], LEFT)
    qtbot.waitUntil(lambda: made._late_clicks.is_settled)
    made.show_rows((row("s1"), row("s0")))
    QApplication.sendPostedEvents()
    with qtbot.assertNotEmitted(made.fail_asked):
        QTest.mouseClick(buttons(made, "Fail it")[0], LEFT)
