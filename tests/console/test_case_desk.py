"""What the desk asks of the hub: one gesture for many cases, one way back, refusals said."""

import time
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from console.case_desk import CaseDesk
from console.gestures import Gestures
from console.hub_link import Live
from console.panels.part_dialog import PartDialog
from console.placing import Placing
from console.view import CaseAction
from core import commands as c
from core.hub.replica import ClockReading
from core.model import ActorId, CaseId, CaseStatus, CustodyKind, OrderStatus, WaitingFor
from tests.builders import (
    A1,
    A2,
    ANA,
    R1,
    SYSTEM,
    TODAY,
    TOMORROW,
    W1,
    Board,
    add_orders,
    after,
    running_day,
)
from tests.returns import LATE, RET, SHOES, request

ONE, TWO = CaseId(f"case-{A1}"), CaseId(f"case-{A2}")
BOTH = (str(ONE), str(TWO))


class Desk(QObject):
    """Two failed deliveries, somebody who decides, and what was said."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.board: Board = running_day()
        self.board.fail("a1.1")
        self.board.fail("a2.1")
        self.said: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self._send, self)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        nowhere = cast(Placing, None)
        self.desk = CaseDesk(window, self.gestures, nowhere, self.live, lambda: None, self)

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, clock=clock, actor_id=ANA.id)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def office(window: QWidget) -> Desk:
    return Desk(window)


def test_one_decision_for_several_cases_has_one_way_back(office: Desk) -> None:
    office.desk.on_many(CaseAction.RESCHEDULE, BOTH)
    assert {office.board.order(order).day for order in (A1, A2)} == {TOMORROW}
    assert office.said == ["2 cases to the next day · Ctrl+Z undoes it"]
    office.gestures.history.undo()
    assert {office.board.order(order).day for order in (A1, A2)} == {TODAY}


def test_what_is_refused_is_said_and_the_rest_goes_through(office: Desk) -> None:
    office.board.ask(c.ReturnToDepot(ONE))
    office.desk.on_many(CaseAction.RETURN_TO_DEPOT, BOTH)
    assert office.board.case(A2).status is CaseStatus.DECIDED
    assert office.said[0] == "2 cases go to the depot: 1 of 2 · Ctrl+Z undoes it"
    assert office.said[1].startswith("1 refused. Order a1 has been decided already.")
    office.gestures.history.undo()
    assert office.board.case(A1).status is CaseStatus.DECIDED, "it was decided before"


def test_several_are_reported_at_once(office: Desk) -> None:
    before = office.board.state.orders
    office.desk.on_many(CaseAction.REPORT_LOST, BOTH)
    assert {office.board.order(order).status for order in (A1, A2)} == {OrderStatus.FAILED}
    office.gestures.history.undo()
    assert office.board.state.orders == before


def test_what_was_paid_is_cancelled_for_one_reason_kept_on_each_case(
    office: Desk, window: QWidget
) -> None:
    office.desk.on_many(CaseAction.CANCEL, BOTH)
    (dialog,) = window.findChildren(QInputDialog)
    assert "paid for and does not arrive" in dialog.labelText()
    assert "1 more like it" in dialog.labelText()
    assert office.board.order(A1).status is OrderStatus.FAILED
    dialog.textValueSelected.emit("  ")
    assert office.board.order(A1).status is OrderStatus.FAILED
    dialog.textValueSelected.emit("the shop pays")
    assert {office.board.order(order).status for order in (A1, A2)} == {OrderStatus.CLOSED}
    assert len(office.board.case(A2).notes) == 1
    office.gestures.history.undo()
    assert office.board.order(A1).status is OrderStatus.FAILED


def test_what_nobody_paid_for_is_cancelled_without_a_question(
    office: Desk, window: QWidget
) -> None:
    assert office.desk.act(CaseAction.CANCEL, CaseId(f"case-{W1}"))
    assert not window.findChildren(QInputDialog)
    assert office.board.order(W1).status is OrderStatus.CLOSED


def test_waiting_is_taken_back_and_done_again_without_a_second_note(office: Desk) -> None:
    case = office.board.case(A1)
    office.desk.let_wait([case], WaitingFor.SHOP, after(60, office.board.now), "note:1")
    assert office.said == ["Order a1 waits for the shop · Ctrl+Z undoes it"]
    history = office.gestures.history
    history.undo()
    assert office.board.case(A1).waiting is None
    history.redo()
    assert office.board.case(A1).waiting is not None
    assert len(office.board.case(A1).notes) == 1


def test_without_a_change_to_undo_or_redo_that_is_said(office: Desk) -> None:
    history = office.gestures.history
    history.undo()
    history.redo()
    assert office.said == [
        "Nothing was changed here since the start that could be undone.",
        "Nothing was undone here since the start that could be redone.",
    ]
    office.desk.hand([office.board.case(A1)], ActorId("bea"))
    history.redo()
    history.undo()
    history.undo()
    assert office.said[-3:] == [office.said[1], office.said[-2], office.said[0]]
    assert office.said[-2].startswith("Undone: ")


def test_a_case_is_handed_on_and_comes_back_by_undo(office: Desk) -> None:
    office.desk.hand([office.board.case(A1)], ActorId("bea"))
    assert office.board.case(A1).owner == "bea"
    office.gestures.history.undo()
    assert office.board.case(A1).owner == ANA.id
    office.desk.hand([office.board.case(A1)], ActorId("bea"))
    assert office.desk.act(CaseAction.TAKE_OVER, ONE)
    assert office.board.case(A1).owner == ANA.id


def test_a_new_case_that_one_takes_is_new_again_by_undo(office: Desk) -> None:
    office.desk.hand([office.board.case(A1)], ANA.id)
    assert office.board.case(A1).owner == ANA.id
    office.gestures.history.undo()
    assert (office.board.case(A1).owner, office.board.case(A1).status) == (None, CaseStatus.OPEN)


def test_lost_goods_are_found_and_the_report_comes_back_by_undo(office: Desk) -> None:
    assert office.desk.act(CaseAction.REPORT_LOST, ONE)
    assert office.board.custody("a1-out").kind is CustodyKind.MISSING
    assert office.desk.act(CaseAction.FOUND_AT_DEPOT, ONE)
    assert office.board.custody("a1-out").kind is CustodyKind.DEPOT
    office.gestures.history.undo()
    assert office.board.custody("a1-out").kind is CustodyKind.MISSING


def test_a_note_is_kept_and_what_is_not_the_desks_is_left_to_others(office: Desk) -> None:
    office.desk.write_note(ONE, "note:2")
    assert office.board.case(A1).notes[-1].text_ref == "note:2"
    assert not office.desk.act(CaseAction.REFUND, ONE)
    assert not office.desk.act(CaseAction.WAIT, CaseId("case-nobody"))


def test_taking_back_what_is_on_a_route_takes_it_off_and_undo_puts_it_back(office: Desk) -> None:
    office.board.place(A1, R1, 2)
    office.gestures.case_action(CaseAction.REOPEN, ONE)
    assert office.board.order(A1).status is OrderStatus.FAILED
    office.gestures.history.undo()
    assert office.board.order(A1).status is OrderStatus.PLANNED


def test_a_part_of_what_is_owed_is_asked_of_the_shop(office: Desk, window: QWidget) -> None:
    assert office.desk.act(CaseAction.REFUND_PART, ONE)
    (dialog,) = window.findChildren(PartDialog)
    assert "is owed" in dialog.about.text()
    for typed in ("abc-5", "-5", "0", "3001"):
        dialog.amount.setText(typed)
        assert not dialog.go.isEnabled(), typed
        QTest.keyClick(dialog.amount, Qt.Key.Key_Return)
        assert office.board.order(A1).refund is None
    dialog.amount.setText("1,200")
    assert "1,200 of" in dialog.about.text()
    QTest.keyClick(dialog.amount, Qt.Key.Key_Return)
    refund = office.board.order(A1).refund
    assert refund is not None
    assert refund.amount_minor == 1_200


def test_an_exception_is_taken_back_by_undo_and_by_a_button(office: Desk) -> None:
    order = request(LATE)
    office.board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    office.board.ask(add_orders(order), SYSTEM)
    case = CaseId(f"case-{RET}")
    office.desk.make_exception(RET, " ")
    assert office.said == []
    office.desk.make_exception(RET, "note:1")
    assert office.board.order(RET).exception is not None
    office.gestures.history.undo()
    assert office.board.order(RET).exception is None
    office.gestures.history.redo()
    assert office.desk.act(CaseAction.NO_EXCEPTION, case)
    assert office.board.order(RET).exception is None


def test_a_replacement_is_taken_back_by_a_button(office: Desk) -> None:
    office.board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    office.board.ask(c.ReplaceOrder(ONE))
    assert office.desk.act(CaseAction.UNREPLACE, ONE)
    assert office.board.order(A1).replaced_by is None
    assert office.said == ["a1 is open again, nothing else is sent"]
