"""What the desk asks of the hub: one gesture for many cases, one way back, refusals said."""

import time
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.case_desk import CaseDesk
from console.gestures import Gestures
from console.hub_link import Live
from console.placing import Placing
from console.view import CaseAction
from core import commands as c
from core.hub.replica import ClockReading
from core.model import ActorId, CaseId, CaseStatus, CustodyKind, OrderStatus, WaitingFor
from core.rules.lookups import Refused
from tests.builders import A1, A2, ANA, R1, TODAY, TOMORROW, Board, after, running_day

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
        try:
            self.board.ask(command, ANA)
        except Refused as refused:
            answered(str(refused))
        else:
            answered(None)


@pytest.fixture
def office(qtbot: QtBot) -> Desk:
    window = QWidget()
    qtbot.addWidget(window)
    made = Desk(window)
    made.setProperty("window", window)
    return made


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


@pytest.mark.parametrize(
    ("action", "status"),
    [(CaseAction.CANCEL, OrderStatus.CLOSED), (CaseAction.REPORT_LOST, OrderStatus.FAILED)],
)
def test_several_are_cancelled_or_reported_at_once(
    office: Desk, action: CaseAction, status: OrderStatus
) -> None:
    before = office.board.state.orders
    office.desk.on_many(action, BOTH)
    assert {office.board.order(order).status for order in (A1, A2)} == {status}
    office.gestures.history.undo()
    assert office.board.state.orders == before


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


def test_a_case_is_handed_on_and_comes_back_by_undo(office: Desk) -> None:
    office.desk.hand([office.board.case(A1)], ActorId("bea"))
    assert office.board.case(A1).owner == "bea"
    office.gestures.history.undo()
    assert office.board.case(A1).owner == ANA.id
    office.desk.hand([office.board.case(A1)], ActorId("bea"))
    assert office.desk.act(CaseAction.TAKE_OVER, ONE)
    assert office.board.case(A1).owner == ANA.id


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
    assert not office.desk.act(CaseAction.CANCEL, ONE)
    assert not office.desk.act(CaseAction.WAIT, CaseId("case-nobody"))


def test_taking_back_what_is_on_a_route_takes_it_off_and_undo_puts_it_back(office: Desk) -> None:
    office.board.place(A1, R1, 2)
    office.gestures.case_action(CaseAction.REOPEN, ONE)
    assert office.board.order(A1).status is OrderStatus.FAILED
    office.gestures.history.undo()
    assert office.board.order(A1).status is OrderStatus.PLANNED
