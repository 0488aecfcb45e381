"""A breakdown from the office: reported, split over the neighbours in one go, and taken back."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.breakdown_desk import BreakdownDesk
from core import commands as c
from core.model import OrderStatus
from tests.builders import A2, A3, R1, R2, running_day
from tests.console.test_placing import Office
from tests.one_road import one_road


class Workshop(Office):
    """Van 1 has served its first stop when it breaks down."""

    def __init__(self) -> None:
        board = running_day()
        board.complete("a1.1")
        super().__init__(board, one_road())
        self.desk = BreakdownDesk(self.planner, self.gestures, self.live, self)
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.questions: list[str] = []
        self.desk.confirm_wanted.connect(self._agree)

    def _agree(self, question: str, lines: tuple[str, ...], go_on: object) -> None:
        self.questions.append(question)
        self._confirm(question, lines, go_on)  # type: ignore[arg-type]


@pytest.fixture
def office() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.planner.close()


def broken(office: Workshop, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.planner.split_found):
        office.desk.report(R1, "vehicle_breakdown")
    qtbot.waitUntil(lambda: len(office.asked) == 2)


def test_the_work_goes_to_the_neighbours_in_one_go(office: Workshop, qtbot: QtBot) -> None:
    broken(office, qtbot)
    assert [type(command) for command in office.asked] == [c.ReportBreakdown, c.PlaceAll]
    assert office.questions[0] == "The van of Route 1 cannot go on? 2 stops will wait for others."
    assert office.questions[1].startswith("Split 2 orders of Route 1 over 1 route, +")
    assert any("fetched from Route 1" in line for line in office.confirmed[1])
    assert office.board.order(A2).status is OrderStatus.PLANNED
    assert office.board.route(R1).stranded is not None


def test_one_undo_takes_the_whole_split_back_and_a_redo_does_it_again(
    office: Workshop, qtbot: QtBot
) -> None:
    broken(office, qtbot)
    office.gestures.history.undo()
    assert office.board.order(A2).status is OrderStatus.WAITING
    assert office.board.order(A3).status is OrderStatus.WAITING
    office.gestures.history.redo()
    assert office.board.order(A2).status is OrderStatus.PLANNED
    assert {office.board.stop(s).order_id for s in office.board.route(R2).stop_ids} >= {A2, A3}


def test_a_van_that_goes_on_has_nothing_to_split(office: Workshop, qtbot: QtBot) -> None:
    broken(office, qtbot)
    office.gestures.history.undo()
    office.desk.resume(R1)
    assert office.board.route(R1).stranded is None
    office.desk.propose(R1)
    assert office.said[-1] == "Route 1 goes on. There is nothing to split."


def test_what_nobody_can_take_is_said(office: Workshop, qtbot: QtBot) -> None:
    office.board.ask(c.LockRoute(R2))
    office.board.ask(c.ReportBreakdown(R1))
    with qtbot.waitSignal(office.planner.split_found):
        office.desk.propose(R1)
    assert office.said[-1].endswith("stays in the queue: Route 2 is locked")
