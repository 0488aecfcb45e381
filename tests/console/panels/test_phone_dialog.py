"""The telephone tells what the person at it does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.phone_dialog import PhoneDialog
from console.theme import Theme
from console.view import Tone
from console.views.phone_card import PhoneCard, PhoneRow, SlotRow
from core.model import CallOutcome, OrderId
from tests.builders import A1, A2, TODAY, make_window

ROWS = (PhoneRow(A1, "a1 · Rosa", "Delivery"), PhoneRow(A2, "a2 · Inés", "Return"))
SLOTS = (
    SlotRow(TODAY, make_window(0, 60), "Today, 9–13", "$1,200"),
    SlotRow(TODAY, make_window(60, 120), "Today, 13–18", "", why_not="No route can keep it."),
)


def card(order_id: OrderId = A1, **changes: object) -> PhoneCard:
    values: dict[str, object] = {
        "order_id": order_id,
        "title": "Delivery · a1",
        "customer": "Rosa",
        "phone": "+56 9 5555 6470",
        "address": "Serrano 416",
        "where": "On Route 1",
        "tone": Tone.ACCENT,
        "promise": "You can promise 12:00–12:30",
        "promise_tone": Tone.MUTED,
        "happened": ("11:02 · No access",),
        "has_case": True,
        "may_move": True,
    }
    return PhoneCard(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget, theme: Theme) -> PhoneDialog:
    made = PhoneDialog(theme, window)
    made.show()
    return made


def test_the_first_match_is_chosen_at_once(dialog: PhoneDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.typed) as typed:
        QTest.keyClicks(dialog.search, "r")
    assert typed.args == ["r"]
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.show_found(ROWS)
    assert chosen.args == [A1]
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.found.setCurrentRow(1)
    assert chosen.args == [A2]


def test_a_call_is_logged_with_what_was_said(dialog: PhoneDialog, qtbot: QtBot) -> None:
    dialog.show_card(card())
    QTest.keyClicks(dialog.note, "She is back at five")
    with qtbot.waitSignal(dialog.call_logged) as logged:
        QTest.keyClick(dialog, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert logged.args == [A1, CallOutcome.REACHED, "She is back at five"]
    assert dialog.note.text() == ""


def test_a_slot_is_booked_unless_no_route_can_keep_it(dialog: PhoneDialog, qtbot: QtBot) -> None:
    dialog.show_card(card())
    dialog.show_slots(SLOTS)
    dialog.slots.setCurrentRow(0)
    with qtbot.waitSignal(dialog.slot_chosen) as chosen:
        QTest.keyClick(dialog.slots, Qt.Key.Key_Return)
    assert chosen.args == [A1, SLOTS[0]]
    dialog.slots.setCurrentRow(1)
    with qtbot.assertNotEmitted(dialog.slot_chosen):
        dialog._book()


def test_a_slot_is_held_as_soon_as_it_is_chosen(dialog: PhoneDialog, qtbot: QtBot) -> None:
    dialog.show_card(card())
    dialog.show_slots(SLOTS)
    with qtbot.waitSignal(dialog.slot_held) as held:
        dialog.slots.setCurrentRow(0)
    assert held.args == [A1, SLOTS[0]]
    with qtbot.assertNotEmitted(dialog.slot_held):
        dialog.show_slots(())


def test_what_was_written_stays_while_the_same_order_moves_on(
    dialog: PhoneDialog, qtbot: QtBot
) -> None:
    dialog.show_card(card())
    dialog.show_slots(SLOTS)
    QTest.keyClicks(dialog.note, "He")
    dialog.show_card(card(where="At the door"))
    assert dialog.note.text() == "He"
    assert dialog.slots.count() == 2
    dialog.show_card(card(A2))
    assert dialog.note.text() == ""
    assert dialog.slots.count() == 0


def test_a_case_is_opened_and_a_number_copied(dialog: PhoneDialog, qtbot: QtBot) -> None:
    dialog.show_card(card())
    with qtbot.waitSignal(dialog.case_wanted) as wanted:
        dialog.open_case.click()
    assert wanted.args == [A1]
    with qtbot.waitSignal(dialog.wish_wanted) as wish:
        dialog.enter_wish.click()
    assert wish.args == [A1]
    with qtbot.waitSignal(dialog.phone_copied) as copied:
        dialog._phone.click()
    assert copied.args == ["+56 9 5555 6470"]
    dialog.show_card(card(has_case=False, phone="", may_move=False))
    assert not dialog.open_case.isVisible()
    with qtbot.assertNotEmitted(dialog.case_wanted):
        dialog._open()
    with qtbot.assertNotEmitted(dialog.wish_wanted):
        dialog._enter_wish()


def test_nobody_found_is_said_in_words(dialog: PhoneDialog, qtbot: QtBot) -> None:
    dialog.search.setText("Nobody")
    dialog.show_found(())
    assert "Nobody is known by “Nobody”" in dialog._labels["title"].text()
    for act in (dialog._copy, dialog._open, dialog._book):
        act()
    dialog._log(CallOutcome.REACHED)


def test_enter_in_the_search_goes_to_what_was_found_and_presses_nothing(
    dialog: PhoneDialog, qtbot: QtBot
) -> None:
    dialog.show_found(ROWS)
    dialog.show_card(card())
    dialog.search.setFocus()
    with qtbot.assertNotEmitted(dialog.phone_copied):
        QTest.keyClick(dialog.search, Qt.Key.Key_Return)


def test_a_long_reason_leaves_the_slot_readable(dialog: PhoneDialog) -> None:
    dialog.show_card(card())
    long = SlotRow(TODAY, make_window(0, 60), "Today, 9–13", "", why_not="No route can " * 20)
    dialog.show_slots((long,))
    dialog.grab()
    assert not dialog.slots.horizontalScrollBar().isVisible()
    assert "No route can" in dialog.slots.item(0).toolTip()


def test_arrows_in_the_search_go_through_what_was_found(dialog: PhoneDialog) -> None:
    chosen: list[str] = []
    dialog.chosen.connect(chosen.append)
    dialog.show_found(ROWS)
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    QTest.keyClick(dialog.search, Qt.Key.Key_Up)
    assert chosen == [A1, A2, A1]
    QTest.keyClicks(dialog.search, "ro")
    assert dialog.search.text() == "ro"
