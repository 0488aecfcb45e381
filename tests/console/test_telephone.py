"""From the name that a caller says to the slot that is booked for him."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from console.panels.phone_dialog import PhoneDialog
from console.panels.return_dialog import ReturnDialog
from console.telephone import Telephone
from console.theme import Theme
from core import commands as c
from core.model import CallOutcome, ItemId, OrderId, OrderStatus
from core.rules.lookups import pending_stops
from tests.builders import A1, SYSTEM, W1, W3, running_day
from tests.console.test_placing import Office
from tests.one_road import one_road
from tests.second_looks import SARA


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office(running_day(), one_road())
    yield made
    made.planner.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def telephone(office: Office, window: QWidget, theme: Theme) -> Telephone:
    made = Telephone(
        window, theme, office.gestures, office.planner, office.live, office.screen, office
    )
    made.open()
    return made


@pytest.fixture
def dialog(telephone: Telephone, window: QWidget) -> PhoneDialog:
    (found,) = window.findChildren(PhoneDialog)
    return found


def find(dialog: PhoneDialog, qtbot: QtBot, words: str) -> None:
    """Type it, and wait for the slots of what was found."""
    dialog.search.clear()
    QTest.keyClicks(dialog.search, words)
    qtbot.waitUntil(lambda: dialog.slots.count() > 0)


def asked(office: Office, kind: type[c.Command]) -> list[c.Command]:
    return [command for command in office.asked if isinstance(command, kind)]


def test_an_order_is_found_while_its_number_is_said(dialog: PhoneDialog, qtbot: QtBot) -> None:
    find(dialog, qtbot, "w1")
    assert dialog.found.count() == 1
    assert dialog.found.item(0).text().startswith("w1 · ")
    QTest.keyClicks(dialog.search, "x")
    assert dialog.found.count() == 0
    assert dialog.slots.count() == 0


def test_a_call_is_kept_with_what_was_said(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    dialog.call_logged.emit(W1, CallOutcome.NO_ANSWER, "note:1")
    (call,) = office.board.order(W1).calls
    assert call.outcome is CallOutcome.NO_ANSWER
    assert office.said[-1] == "The call is kept"


def test_a_slot_is_held_while_the_caller_thinks_and_booked_when_he_says_yes(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    dialog.slot_held.emit(W1, free)
    assert office.board.order(W1).hold is not None
    dialog.slot_chosen.emit(W1, free)
    order = office.board.order(W1)
    assert (order.day, order.window, order.hold) == (free.day, free.window, None)
    (stop,) = pending_stops(office.board.state, W1)
    assert stop.route_id == free.route_id
    office.gestures.history.undo()
    assert office.board.order(W1).window != free.window
    assert pending_stops(office.board.state, W1) == ()
    office.gestures.history.redo()
    (stop,) = pending_stops(office.board.state, W1)
    assert (stop.route_id, office.board.order(W1).window) == (free.route_id, free.window)


def test_the_card_says_at_once_until_when_a_slot_is_held(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    label = dialog._labels["held"]
    assert not label.isVisible()
    free = next(row for row in dialog._slots if not row.why_not)
    dialog.slot_held.emit(W1, free)
    assert label.isVisible()
    assert label.text().startswith("Held until ")
    dialog.slot_chosen.emit(W1, free)
    find(dialog, qtbot, "w3")
    assert not label.isVisible()


def test_a_slot_that_ran_out_is_said_and_can_be_chosen_again(
    office: Office, telephone: Telephone, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    at = next(n for n, row in enumerate(dialog._slots) if not row.why_not)
    dialog.slots.setCurrentRow(at)
    office.board.now += timedelta(minutes=11)
    telephone.refresh()
    assert dialog._labels["held"].text().startswith("Held no more since ")
    assert not dialog.slots.selectedItems()
    row = dialog.slots.visualItemRect(dialog.slots.item(at)).center()
    QTest.mouseClick(dialog.slots.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert dialog._labels["held"].text().startswith("Held until ")


def test_who_comes_second_reads_beside_the_slots_who_has_it(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    assert free.route_id is not None
    office.board.ask(c.HoldSlot(W3, free.day, free.window, free.route_id))
    dialog.slot_held.emit(W1, free)
    label = dialog._labels["held"]
    assert label.isVisible()
    assert "is held for another caller by ana until" in label.text()
    assert not dialog.slots.selectedItems()
    find(dialog, qtbot, "a1")
    assert not label.isVisible()


def test_a_slot_that_another_desk_holds_is_priced_without_its_route(
    office: Office, telephone: Telephone, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    assert free.route_id is not None
    held = c.HoldSlot(W3, free.day, free.window, free.route_id)
    office.board.ask(held)
    telephone.refresh()

    def priced_elsewhere() -> bool:
        again = next(row for row in dialog._slots if row.window == free.window)
        return again.route_id != free.route_id

    # An answer asked for before the hold may still be on its way.
    qtbot.waitUntil(priced_elsewhere)


def test_who_hangs_up_leaves_a_colleague_her_slot(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    assert free.route_id is not None
    office.board.ask(c.HoldSlot(W1, free.day, free.window, free.route_id), SARA)
    dialog.slot_held.emit(W1, free)
    assert "sara holds a slot for order w1 until" in dialog._labels["held"].text()
    dialog.reject()
    assert not asked(office, c.ReleaseSlot)
    assert office.board.order(W1).hold is not None


def test_who_hangs_up_lets_the_slot_go(office: Office, dialog: PhoneDialog, qtbot: QtBot) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    dialog.slot_held.emit(W1, free)
    dialog.reject()
    assert office.board.order(W1).hold is None
    assert len(asked(office, c.ReleaseSlot)) == 1


def test_another_caller_lets_the_slot_go_too(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    free = next(row for row in dialog._slots if not row.why_not)
    dialog.slot_held.emit(W1, free)
    find(dialog, qtbot, "a1")
    assert office.board.order(W1).hold is None
    assert dialog.found.item(0).text().startswith(f"{A1} · ")


def test_it_is_opened_once_and_comes_to_the_front_again(
    telephone: Telephone, dialog: PhoneDialog, window: QWidget
) -> None:
    dialog.search.setText("w1")
    telephone.open()
    assert window.findChildren(PhoneDialog) == [dialog]
    assert dialog.search.selectedText() == "w1"


def test_a_return_is_entered_with_the_shops_word_and_shown_with_its_slots(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    office.board.complete("a1.1")
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "a1")
    assert dialog.take_back.isVisible()
    dialog.take_back.click()
    (asks,) = dialog.findChildren(ReturnDialog)
    assert not asks.enter.isEnabled()
    asks.reason.setCurrentIndex(asks.reason.findData("does_not_fit"))
    assert asks.enter.isEnabled()
    asks.note.clear()
    asks.enter.click()
    (command,) = asked(office, c.EnterReturn)
    assert isinstance(command, c.EnterReturn)
    assert command.lines == (c.ReturnedLine(ItemId("a1-out"), 2),)
    assert not asks.isVisible()
    assert dialog.search.text() == "a1-b1"
    qtbot.waitUntil(lambda: dialog.slots.count() > 0)
    office.gestures.history.undo()
    assert office.board.order(OrderId("a1-b1")).status is OrderStatus.CLOSED
    office.gestures.history.undo()
    office.gestures.history.redo()
    assert office.board.order(OrderId("a1-b2")).status is OrderStatus.WAITING


def test_nothing_is_taken_back_of_what_was_not_delivered(
    dialog: PhoneDialog, telephone: Telephone, office: Office, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    assert not dialog.take_back.isVisible()
    dialog.return_wanted.emit(W1)
    dialog._take_back()
    assert dialog.findChildren(ReturnDialog) == []


def test_a_caller_who_has_moved_is_asked_where_to(
    telephone: Telephone, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    with qtbot.waitSignal(telephone.address_wanted) as wanted:
        dialog.new_address.click()
    assert wanted.args == [W1, dialog]
    dialog.show_card(None)
    with qtbot.assertNotEmitted(telephone.address_wanted):
        QTest.keyClick(dialog, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)


def test_slots_are_priced_anew_when_the_order_goes_elsewhere(
    office: Office, telephone: Telephone, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    find(dialog, qtbot, "w1")
    with qtbot.assertNotEmitted(office.planner.slots_found, wait=50):
        telephone.refresh()
    office.board.ask(c.ReaddressOrder(W1, "Balmaceda 120", -29.91, -71.25))
    with qtbot.waitSignal(office.planner.slots_found):
        telephone.refresh()


def test_an_exchange_is_entered_in_one_go_and_taken_back_whole(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    office.board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    office.board.complete("a1.1")
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "a1")
    dialog.take_back.click()
    (asks,) = dialog.findChildren(ReturnDialog)
    asks.reason.setCurrentIndex(asks.reason.findData("does_not_fit"))
    asks.exchange.setChecked(True)
    assert asks.enter.text() == "Enter the exchange"
    asks.enter.click()
    assert dialog.search.text() == "a1-b1-r1"
    qtbot.waitUntil(lambda: dialog.slots.count() > 0)
    office.gestures.history.undo()
    statuses = [office.board.order(OrderId(o)).status for o in ("a1-b1", "a1-b1-r1")]
    assert statuses == [OrderStatus.CLOSED] * 2
    assert office.board.state.stock == {"BOOK": 2}


def test_a_caller_who_wants_nothing_any_more_is_taken_off_the_route(
    office: Office, dialog: PhoneDialog, telephone: Telephone
) -> None:
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "a1")
    dialog.cancel.click()
    (asks,) = dialog.findChildren(QInputDialog)
    assert asks.labelText().splitlines()[0] == "It leaves Route 1."
    assert "was paid for and does not arrive" in asks.labelText()
    telephone._cancels.cancel(A1, " ")
    assert asked(office, c.CancelOrder) == []
    asks.setTextValue("note:1")
    asks.accept()
    assert office.board.order(A1).status is OrderStatus.CLOSED
    assert "a1.1" not in office.board.route().stop_ids
    office.gestures.history.undo()
    assert office.board.order(A1).status is OrderStatus.WAITING


def test_what_is_done_cannot_be_cancelled(
    office: Office, dialog: PhoneDialog, qtbot: QtBot
) -> None:
    office.board.complete("a1.1")
    dialog.search.clear()
    QTest.keyClicks(dialog.search, "a1")
    assert not dialog.cancel.isVisible()
    with qtbot.assertNotEmitted(dialog.cancel_wanted):
        dialog._cancel()
