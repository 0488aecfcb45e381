"""A better sequence is offered; who asked for one is answered also when there is none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.planner import Better, Planner
from console.sequences import Sequences
from console.view import ProposalView
from core import commands as c
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import RouteId, StopId
from tests.builders import ANA, R1, R2, Board, running_day
from tests.one_road import one_road


class Solver(QObject):
    """Answers when the test wants it to."""

    proposed = Signal(object)
    unanswered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[RouteId] = []

    def improve(self, live: Live, now: datetime, *route_ids: RouteId) -> None:
        self.asked += route_ids


class Office(QObject):
    """A board, what was offered and what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.board: Board = running_day()
        self.solver = Solver()
        self.said: list[str] = []
        self.offered: list[object] = []
        self.gestures = Gestures(lambda: self.board.state, self._send, self)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        solver: Any = self.solver
        geometry: Any = None
        self.sequences = Sequences(
            solver, self.gestures, geometry, self.live, is_taken_at_once=False, parent=self
        )
        self.sequences.offer_changed.connect(self.offered.append)

    def live(self) -> Live:
        return Live(state=self.board.state, clock=ClockReading(self.board.now, 0, 0.0))

    def answer(self, *, is_better: bool) -> None:
        route = self.board.route(R1)
        better = Better(R1, route.version, is_better, "saves 3 min", route.stop_ids, (), 180)
        self.solver.proposed.emit(better)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.ask(command)
        answered(None)


@pytest.fixture
def office(qtbot: QtBot) -> Office:
    return Office()


def test_who_asked_hears_that_there_is_no_better_one_and_nobody_else_does(office: Office) -> None:
    office.sequences.ask(R1)
    assert office.solver.asked == [R1]
    office.answer(is_better=False)
    assert office.said == ["Route 1 has the best sequence already."]
    office.sequences.improve(R1)
    office.answer(is_better=False)
    assert len(office.said) == 1
    assert office.offered == []


def test_a_better_one_is_offered(office: Office) -> None:
    office.sequences.ask(R1)
    office.answer(is_better=True)
    assert office.said == []
    assert len(office.offered) == 1


def test_a_route_that_is_nearly_over_has_no_other_sequence(office: Office) -> None:
    for stop_id in ("a1.1", "a2.1"):
        office.board.complete(stop_id)
    office.sequences.ask(R1)
    assert office.solver.asked == []
    assert office.said == ["Route 1 has no two stops ahead: no other sequence."]


def test_of_several_a_locked_one_is_said_to_be_locked_and_not_to_be_best(office: Office) -> None:
    office.board.ask(c.LockRoute(R2), ANA)
    office.sequences.ask(R1, R2)
    assert office.solver.asked == [R1]
    assert office.said == ["Route 2 is locked by ana. Unlock it first."]


def offer_of(office: Office, route_id: RouteId) -> None:
    route = office.board.route(route_id)
    *first, last, but_one = route.stop_ids
    better = Better(route_id, route.version, True, "saves 3 min", (*first, but_one, last), (), 180)
    office.solver.proposed.emit(better)


def shown(office: Office) -> tuple[str, str]:
    """The route that is offered, and what comes after it."""
    view = office.offered[-1]
    assert isinstance(view, ProposalView)
    return view.route, view.detail


def test_of_several_that_were_asked_for_one_is_taken_and_the_others_left(office: Office) -> None:
    before = {id_: office.board.route(id_).version for id_ in (R1, R2)}
    office.sequences.ask(R1, R2)
    assert office.solver.asked == [R1, R2]
    offer_of(office, R1)
    offer_of(office, R2)
    assert shown(office) == ("Route 1", "Then: Route 2")
    office.sequences.drop()
    assert shown(office) == ("Route 2", "")
    office.sequences.take()
    assert office.offered[-1] is None
    assert office.board.route(R1).version == before[R1]
    assert office.board.route(R2).version > before[R2]


def test_of_several_those_that_are_best_already_are_named_together(office: Office) -> None:
    office.sequences.ask(R1, R2)
    for route_id in (R1, R2):
        assert office.said == []
        route = office.board.route(route_id)
        office.solver.proposed.emit(
            Better(route_id, route.version, False, "", route.stop_ids, (), 0)
        )
    assert office.said == ["Route 1, Route 2 have the best sequence already."]


def test_of_several_one_that_gets_no_answer_keeps_none_waiting(office: Office) -> None:
    office.sequences.ask(R1, R2)
    office.answer(is_better=False)
    office.solver.unanswered.emit(R2)
    assert office.said == ["Route 1 has the best sequence already."]
    office.sequences.ask(R1)
    office.answer(is_better=False)
    assert len(office.said) == 2


def test_of_several_the_planner_answers_each(office: Office, qtbot: QtBot) -> None:
    planner = Planner(shipped(), 60, office)
    answered: set[RouteId] = set()
    planner.proposed.connect(lambda better: answered.add(better.route_id))
    unanswered: list[str] = []
    planner.unanswered.connect(unanswered.append)
    live = replace(office.live(), travel=one_road())
    planner.improve(live, office.board.now, R1, RouteId("nobody"), R2)
    planner.improve(live, office.board.now, R2)
    qtbot.waitUntil(lambda: answered == {R1, R2}, timeout=20_000)
    assert unanswered == ["nobody"]
    planner.close()


def test_a_newer_offer_takes_the_place_of_the_older_one_of_its_route(office: Office) -> None:
    office.sequences.ask(R1, R2)
    for route_id in (R1, R2):
        offer_of(office, route_id)
    office.sequences.ask(R1)
    offer_of(office, R1)
    assert shown(office) == ("Route 2", "Then: Route 1")


def test_the_rest_of_an_offer_that_is_overtaken_stays(office: Office) -> None:
    office.sequences.ask(R1, R2)
    offer_of(office, R1)
    offer_of(office, R2)
    office.board.ask(c.WithdrawOrder(office.board.state.stops[StopId("a3.1")].order_id))
    screen: Any = Seen()
    office.sequences.watch(screen, is_dark=True)
    assert shown(office) == ("Route 2", "")


def test_one_that_nobody_asked_for_makes_way_for_the_newest(office: Office) -> None:
    office.sequences.improve(R1)
    offer_of(office, R1)
    office.sequences.improve(R2)
    offer_of(office, R2)
    assert shown(office) == ("Route 2", "")
    office.sequences.drop()
    assert office.offered[-1] is None


class Seen:
    """A screen without lanes."""

    lanes = ()
