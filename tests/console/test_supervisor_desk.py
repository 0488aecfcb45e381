"""The desk at work: reasons are asked for, refusals stay in words, take-overs can be undone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console import supervisor_desk
from console.desk_view import DeskList
from console.gestures import Gestures
from console.hub_link import Live
from console.main_window import MainWindow
from console.panels.desk_panel import DeskAct
from console.panels.reason_dialog import ReasonDialog
from console.screen import Automatic, Chosen, Screen, look_at
from console.supervisor_desk import NOT_YOURS, SupervisorDesk
from console.theme import Theme
from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.case_history import about
from core.hub.protocol import CaseHistory, EventRecord
from core.model import ActorId, ApprovalStatus, CaseStatus, DayClosing, OrderId
from core.state import apply
from tests.builders import ANA, NOON, R1, TODAY, W1, W3, Board, running_day
from tests.console.views.test_case_history import moment_of
from tests.second_looks import SAM, SARA, asked, declined, ruled


class Office(QObject):
    """A supervisor's window on a board; the hub answers at once, and tells histories when asked."""

    def __init__(self, window: MainWindow, me: Actor = SARA) -> None:
        super().__init__(window)
        self.window = window
        self.me = me
        self.board: Board = ruled(running_day(), refund_over_minor=1, deputy="bea")
        for order_id in (W3, W1):
            self.board.ask(c.RefundOrder(self.board.case(order_id).id))
        self.said: list[str] = []
        self.read: list[str] = []
        self.list: DeskList | None = None
        self.texts: dict[str, str] = {}
        self.opened: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self.ask, self)
        link: Any = self
        self.desk = SupervisorDesk(window, self.gestures, link, self.live, self.screen, self)
        self.desk.list_wanted.connect(self._want)
        self.desk.order_wanted.connect(self.opened.append)
        self.desk.route_wanted.connect(self.opened.append)
        window.say = lambda words, is_bad=False: self.said.append(words)  # type: ignore[method-assign, misc]

    def _want(self, wanted: DeskList | None) -> None:
        self.list = wanted
        self.desk.show(self.screen())

    def live(self) -> Live:
        return Live(state=self.board.state, actor_id=self.me.id, role=self.me.role)

    def screen(self) -> Screen:
        moment = replace(moment_of(self.board, self.texts), me=self.me.id, role=self.me.role)
        chosen = Chosen(day=TODAY, desk=self.list)
        return look_at(moment, chosen, history=(), automatic=Automatic())

    def ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered, self.me)
        self.desk.show(self.screen())

    def call(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        """What the hub would tell of an order."""
        self.read.append(f"{method} {path}")
        order_id = OrderId(path.rpartition("/")[2])
        if order_id == W1:
            answered(0, b"The hub cannot be reached.")
            return
        records = tuple(
            EventRecord(n, e.VERSION, NOON, "c", ANA.id, Raw(e.encode(event)))
            for n, event in enumerate(self.board.events, 1)
            if about(event, self.board.state, order_id)
        )
        answered(200, msgspec.json.encode(CaseHistory(order_id, records)))

    def dialog(self) -> ReasonDialog:
        (found,) = [d for d in self.window.findChildren(ReasonDialog) if d.isVisible()]
        return found

    def give(self, reason: str, person: str = "") -> None:
        dialog = self.dialog()
        dialog.reason.setPlainText(reason)
        dialog.person.setEditText(person)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Iterator[Office]:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    made = Office(window)
    yield made
    window.close()


def press(office: Office, act: DeskAct) -> None:
    QTest.mouseClick(office.window.desk.acts[act], Qt.MouseButton.LeftButton)


def test_it_opens_in_the_place_of_the_board_and_reads_the_history(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.desk.toggle()
    assert office.window.desk.isVisible()
    assert not office.window.kpis.isVisible()
    assert office.read == ["GET /history/coquimbo/w3"]
    assert "asked for a refund" in office.window.desk.history.toPlainText()
    QTest.keyClick(office.window.desk.table, Qt.Key.Key_Down)
    assert office.window.desk.history.toPlainText() == "The hub cannot be reached."
    monkeypatch.setattr(supervisor_desk, "in_words", lambda said: f"«{said}»")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(office.window.desk.table, key)
    assert office.window.desk.history.toPlainText() == "«The hub cannot be reached.»"
    office.desk.toggle()
    assert office.window.desk.isHidden()
    assert office.list is None


def test_it_is_not_for_who_has_nothing_to_do_there(office: Office) -> None:
    office.me = ANA
    office.desk.toggle()
    assert not office.desk.is_open
    assert office.said == [NOT_YOURS]


def test_an_answer_with_its_reason_is_asked_and_read_again(office: Office) -> None:
    office.desk.toggle()
    press(office, DeskAct.APPROVE)
    office.give("the photo shows it")
    assert office.said == ["Approved: the refund of order w3"]
    (first, second) = office.board.state.approvals.values()
    assert (first.status, second.is_open) == (ApprovalStatus.APPROVED, True)
    press(office, DeskAct.SEND_BACK)
    office.give("no proof")
    assert office.said[-1] == "Sent back: the refund of order w1"


def test_ones_own_request_is_named_as_such_before_it_is_approved(office: Office) -> None:
    office.desk.toggle()
    press(office, DeskAct.APPROVE)
    assert "yourself" not in office.dialog().question.text()
    office.dialog().reject()
    office.me = ANA
    press(office, DeskAct.APPROVE)
    assert "You asked for this yourself" in office.dialog().question.text()
    office.dialog().reject()
    press(office, DeskAct.SEND_BACK)
    assert "yourself" not in office.dialog().question.text()
    office.dialog().reject()


def test_many_get_one_reason(office: Office) -> None:
    office.desk.toggle()
    office.window.desk.table.selectAll()
    press(office, DeskAct.APPROVE)
    office.give("seen both")
    assert office.said == ["Approved: 2 requests"]
    assert not any(each.is_open for each in office.board.state.approvals.values())


def test_what_somebody_else_was_faster_with_stays_in_the_dialog(office: Office) -> None:
    office.desk.toggle()
    press(office, DeskAct.APPROVE)
    office.board.ask(c.Approve((next(iter(office.board.state.approvals)),), "seen"), SAM)
    office.give("seen too")
    words = office.dialog()._wrong.text()
    assert words == "sam approved the refund of order w3 at 12:00. Nothing was changed."
    office.dialog().reject()


def test_a_request_is_handed_to_somebody_by_name(office: Office) -> None:
    office.desk.toggle()
    press(office, DeskAct.HAND_ON)
    assert office.dialog().person.itemText(0) == "bea"
    office.give("she knows him", "Bea from the yard")
    assert "without spaces" in office.dialog()._wrong.text()
    office.give("she knows him", "bea")
    assert office.said == ["bea is asked to look at the refund of order w3"]
    assert next(iter(office.board.state.approvals.values())).assigned == "bea"


def test_routes_and_cases_are_taken_over_and_given_back_by_undo(office: Office) -> None:
    office.board.ask(c.HandRoute(R1, ActorId("bea")))
    case_id = office.board.case(OrderId("w2")).id
    office.board.ask(c.AcknowledgeCase(case_id))
    office.desk.toggle()
    office.window.desk.list_chosen.emit(DeskList.ROUTES)
    press(office, DeskAct.TAKE_OVER)
    assert office.board.route(R1).owner == SARA.id
    assert office.said[-1] == "You have Route 1 · Ctrl+Z undoes it"
    office.gestures.history.undo()
    assert office.board.route(R1).owner == "bea"
    office.board.ask(c.HandRoute(R1, None, was=ActorId("bea")))
    press(office, DeskAct.TAKE_OVER)
    office.gestures.history.undo()
    assert office.board.route(R1).owner is None
    office.board.now += timedelta(days=1)
    office.window.desk.list_chosen.emit(DeskList.EARLIER)
    press(office, DeskAct.TAKE_OVER)
    assert office.board.case(OrderId("w2")).owner == SARA.id
    office.gestures.history.undo()
    assert office.board.case(OrderId("w2")).owner == ANA.id


def test_a_case_that_was_nobodys_is_given_back_by_undo_unless_somebody_took_it(
    office: Office,
) -> None:
    w2 = OrderId("w2")
    office.board.now += timedelta(days=1)
    office.desk.toggle()
    office.window.desk.list_chosen.emit(DeskList.EARLIER)
    at = office.window.desk.model.find(office.board.case(w2).id)
    assert at is not None
    office.window.desk.table.selectRow(at)
    press(office, DeskAct.TAKE_OVER)
    assert office.board.case(w2).owner == SARA.id
    assert office.said[-1] == "You have order w2 · Ctrl+Z undoes it"
    office.gestures.history.undo()
    assert (office.board.case(w2).status, office.board.case(w2).owner) == (CaseStatus.OPEN, None)
    office.gestures.history.redo()
    office.board.ask(c.HandCase(office.board.case(w2).id, SAM.id), SAM)
    office.gestures.history.undo()
    assert office.board.case(w2).owner == SAM.id


def test_only_what_is_not_ones_own_yet_is_taken_over(office: Office) -> None:
    office.board.ask(c.HandRoute(R1, SARA.id))
    office.desk.toggle()
    office.window.desk.list_chosen.emit(DeskList.ROUTES)
    office.window.desk.table.selectAll()
    press(office, DeskAct.TAKE_OVER)
    assert office.said == ["You have Route 2 · Ctrl+Z undoes it"]


def test_what_is_chosen_opens_on_the_board(office: Office) -> None:
    office.desk.toggle()
    press(office, DeskAct.OPEN)
    assert not office.desk.is_open
    office.desk.toggle()
    office.window.desk.list_chosen.emit(DeskList.ROUTES)
    press(office, DeskAct.OPEN)
    assert office.opened == [W3, R1]


def test_a_day_is_signed_off_when_everybody_is_back(office: Office) -> None:
    office.desk.toggle()
    QTest.mouseClick(office.window.desk.sign_off, Qt.MouseButton.LeftButton)
    assert "still on the road" in office.said[-1]
    routes = {id_: replace(r, ended_at=NOON) for id_, r in office.board.state.routes.items()}
    office.board.state = replace(office.board.state, routes=routes)
    office.desk.show(office.screen())
    QTest.mouseClick(office.window.desk.sign_off, Qt.MouseButton.LeftButton)
    assert office.said[-1].startswith("Mon 23 Nov is not closed yet.")
    day = office.board.state.days[TODAY]
    closed = replace(day, closing=DayClosing(ActorId("bea"), NOON, (), (), (), 0, 0, 0))
    office.board.state = replace(office.board.state, days={TODAY: closed})
    office.desk.show(office.screen())
    QTest.mouseClick(office.window.desk.sign_off, Qt.MouseButton.LeftButton)
    office.give("crate 4 is in the yard")
    assert office.board.state.days[TODAY].sign_off is not None
    assert office.said[-1] == "Mon 23 Nov is signed off · Ctrl+Z undoes it"
    asked: list[Callable[[], None]] = []
    office.gestures.confirm_wanted.connect(lambda _, __, go_on: asked.append(go_on))
    QTest.mouseClick(office.window.desk.sign_off, Qt.MouseButton.LeftButton)
    asked[0]()
    assert office.board.state.days[TODAY].sign_off is None


def test_what_was_approved_alone_is_looked_at_the_day_after(office: Office) -> None:
    ana = replace(ANA, is_alone=True)
    office.board.ask(c.Approve((next(iter(office.board.state.approvals)),), "urgent"), ana)
    office.board.now += timedelta(days=1)
    office.desk.toggle()
    office.window.desk.list_chosen.emit(DeskList.AGAIN)
    press(office, DeskAct.LOOKED)
    office.give("it was right")
    assert office.said == ["Looked at again: the refund of order w3"]


def test_who_asked_hears_what_became_of_it(office: Office) -> None:
    office.me = Actor(ANA.id, Role.DISPATCHER, ANA.depots)
    office.desk.watch(office.board.state)
    first, second = office.board.state.approvals
    office.board.ask(c.SendBack((first,), "no proof"), SARA)
    office.desk.watch(office.board.state)
    office.board.ask(c.Approve((second,), "seen"), SARA)
    office.desk.watch(office.board.state)
    office.desk.watch(office.board.state)
    assert [words.strip() for words in office.said] == [
        "sara sent back: the refund of order w3.",
        "sara approved: the refund of order w1.",
    ]


def test_who_asked_hears_that_a_driver_made_the_question_needless(office: Office) -> None:
    office.me = Actor(ANA.id, Role.DISPATCHER, ANA.depots)
    after = declined()
    (ended,) = [each for each in after.events if isinstance(each, e.ApprovalEnded)]
    office.board, office.texts = after, {"driver-1": "Dora"}
    was = replace(asked(after), status=ApprovalStatus.OPEN, ended_by=None, ended_at=None)
    office.desk.watch(replace(after.state, seq=1, approvals={was.id: was}))
    office.desk.watch(after.state)
    office.board.state = replace(after.state, seq=2, approvals={was.id: was})
    office.desk.watch(office.board.state)
    office.desk.watch(apply(office.board.state, replace(ended, by=ActorId("bea"))))
    assert office.said == [
        "No second look is needed any more after what Dora reported: what the plan of order w1 "
        "breaks. ",
        "bea took it back, so no second look is needed: what the plan of order w1 breaks. ",
    ]
