"""A whole route onto another one: its prices while it is dragged, the drop, the way back."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.map.scene import Kind, RouteCost
from console.placing import NO_PRICES_YET, NO_TRAVEL_TIMES
from console.planner import Transferred
from console.whole_routes import AT_ONCE, WholeRoutes
from core import commands as c
from core.model import OrderStatus, RouteId, StopKind
from tests.builders import A1, A2, A3, R1, R2, T1, W1, Board, running_day, small_day
from tests.console.test_placing import CONTROL, NOTHING, Office
from tests.one_road import one_road
from tests.senders import S1, with_pair


class Whole(Office):
    """An office where whole routes are moved."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, one_road())
        self.moves = WholeRoutes(
            self.planner, self.gestures, self.live, self.screen, self.placing.route_under, self
        )
        self.map_costs: list[list[RouteCost]] = []
        self.questions: list[str] = []
        self.moves.said.connect(lambda words, _: self.said.append(words))
        self.moves.costs_changed.connect(lambda _, costs: self.map_costs.append(costs))
        self.moves.confirm_wanted.connect(self._confirm)
        self.moves.confirm_wanted.connect(lambda words, *_: self.questions.append(words))

    def lists(self) -> list[list[str]]:
        """Orders of both routes in their sequence."""
        state = self.board.state
        return [[state.stops[s].order_id for s in state.routes[r].stop_ids] for r in (R1, R2)]


@pytest.fixture
def office() -> Iterator[Whole]:
    made = Whole(running_day())
    yield made
    made.planner.close()


@pytest.fixture
def morning() -> Iterator[Whole]:
    made = Whole(small_day())
    yield made
    made.planner.close()


@pytest.fixture
def sending() -> Iterator[Whole]:
    made = Whole(with_pair())
    yield made
    made.planner.close()


def test_while_it_is_dragged_every_other_route_of_the_day_has_its_price(
    office: Whole, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(office.moves.costs_changed):
        office.moves.begin_drag(R1)
    (costs,) = office.map_costs
    assert [cost.route_id for cost in costs] == [R2]
    assert costs[0].sentence.startswith("3 stops · ")
    assert "2 handed over" in costs[0].sentence
    with qtbot.waitSignal(office.moves.costs_over):
        office.moves.end_drag()


def test_what_was_priced_for_an_earlier_drag_is_not_shown_beside_the_newer_price(
    office: Whole, qtbot: QtBot
) -> None:
    priced: list[Transferred] = []
    office.planner.transferred.connect(priced.append)
    with qtbot.waitSignal(office.moves.costs_changed):
        office.moves.begin_drag(R1)
    office.planner.transferred.emit(priced[0])
    assert [[cost.route_id for cost in costs] for costs in office.map_costs] == [[R2]]


def test_the_route_under_the_pointer_is_priced_before_the_others(office: Whole) -> None:
    routes = [RouteId(f"r{n}") for n in range(10, 16)]
    made = {id_: replace(office.board.route(R2), id=id_) for id_ in routes}
    state = office.board.state
    office.board.state = replace(state, routes=state.routes | made)
    office.moves.begin_drag(R1)
    office.moves.hover(Kind.ROUTE, routes[-1])
    assert office.moves._waiting[: AT_ONCE + 1] == [R2, routes[0], routes[-1]]
    office.moves.hover(Kind.ROUTE, R2)
    office.moves.hover(Kind.GROUND, "")
    assert office.moves._waiting[: AT_ONCE + 1] == [R2, routes[0], routes[-1]]
    office.moves.end_drag()


def test_before_the_vans_leave_all_of_it_goes_in_one_change_and_comes_back(
    morning: Whole, qtbot: QtBot
) -> None:
    was = morning.lists()
    with qtbot.waitSignal(morning.gestures.placed) as placed:
        morning.moves.drop(R1, Kind.ROUTE, R2, NOTHING)
    assert placed.args == [R2]
    (command,) = morning.asked
    assert isinstance(command, c.Replan)
    assert morning.lists()[0] == []
    assert len(morning.lists()[1]) == 6
    morning.gestures.history.undo()
    assert morning.lists() == was
    assert morning.board.route(R1).stop_ids == morning.board.route(R1).manifest
    with qtbot.waitSignal(morning.gestures.placed):
        morning.gestures.history.redo()
    assert morning.lists()[0] == []


def test_what_passes_from_van_to_van_is_asked_first_and_comes_back(
    office: Whole, qtbot: QtBot
) -> None:
    was = office.lists()
    with qtbot.waitSignal(office.gestures.placed):
        office.moves.drop(R1, Kind.STOP, "b2.1", NOTHING)
    assert office.questions == ["Put 3 stops of Route 1 onto Route 2 all the same?"]
    assert "Handed over from van to van: a1, a2" in office.confirmed[-1]
    state = office.board.state
    kinds = [state.stops[s].kind for s in state.routes[R1].stop_ids]
    assert kinds == [StopKind.GIVE, StopKind.GIVE]
    office.gestures.history.undo()
    assert office.lists() == was
    assert office.board.order(A1).status is OrderStatus.PLANNED


def test_what_is_collected_at_a_senders_goes_along_and_comes_back_to_where_it_was(
    sending: Whole, qtbot: QtBot
) -> None:
    was = sending.lists()
    assert was[0] == [A1, S1, A2, S1, A3]
    with qtbot.waitSignal(sending.gestures.placed):
        sending.moves.move(R1, R2)
    assert not any("Handed over" in words for lines in sending.confirmed for words in lines)
    became = sending.lists()
    assert became[0] == []
    sending.gestures.history.undo()
    assert sending.lists() == was
    with qtbot.waitSignal(sending.gestures.placed):
        sending.gestures.history.redo()
    assert sending.lists() == became


def test_a_no_leaves_everything_as_it_is(office: Whole, qtbot: QtBot) -> None:
    office.agrees = False
    wanted: list[str] = []
    office.moves.better_wanted.connect(wanted.append)
    with qtbot.waitSignal(office.moves.confirm_wanted):
        office.moves.drop(R1, Kind.DRIVER, "d2", CONTROL)
    assert (office.asked, wanted) == ([], [])
    office.go_on()
    assert wanted == [R2]


def test_what_stays_is_named_before_the_rest_goes(morning: Whole, qtbot: QtBot) -> None:
    morning.board.ask(c.LockStop(morning.board.stop("a2.1").id))
    with qtbot.waitSignal(morning.gestures.placed):
        morning.moves.move(R1, R2)
    assert "a2 stays: it is locked" in morning.confirmed[-1]
    assert morning.lists()[0] == ["a2"]


def test_control_takes_the_better_sequence_at_once(morning: Whole, qtbot: QtBot) -> None:
    with qtbot.waitSignals([morning.moves.better_wanted, morning.gestures.placed]):
        morning.moves.drop(R1, Kind.ROUTE, R2, CONTROL)


@pytest.mark.parametrize(("kind", "id_"), [(Kind.GROUND, ""), (Kind.ROUTE, R1)])
def test_a_drop_beside_other_routes_says_where_to(office: Whole, kind: Kind, id_: str) -> None:
    office.moves.drop(R1, kind, id_, Qt.KeyboardModifier.NoModifier)
    assert office.said == ["Drop it on another route, one of its stops or its driver."]
    assert office.asked == []


def test_a_route_that_takes_nothing_says_why(office: Whole, qtbot: QtBot) -> None:
    office.board.ask(c.LockRoute(R2))
    with qtbot.waitSignal(office.moves.said):
        office.moves.move(R1, R2)
    assert office.said == ["Nothing of Route 1 can go on Route 2: Route 2 is locked."]


def test_the_same_route_twice_and_one_of_another_day_are_refused(
    office: Whole, qtbot: QtBot
) -> None:
    office.moves.move(R1, R1)
    with qtbot.waitSignal(office.moves.said):
        office.moves.move(R1, T1)
    assert office.said == [
        "Choose two different routes.",
        "Both routes must be of one day and under way or still to leave.",
    ]


def test_two_drops_at_once_are_both_answered(morning: Whole, qtbot: QtBot) -> None:
    morning.moves.move(R1, R2)
    morning.moves.move(R2, R1)
    qtbot.waitUntil(lambda: len(morning.asked) == 2)
    assert sorted(map(len, morning.lists())) == [0, 6], "priced on what the first one has left"
    assert any("went on meanwhile: this is what it costs by now." in w for w in morning.said)


def test_a_route_that_goes_on_while_the_question_is_read_is_priced_anew(
    office: Whole, qtbot: QtBot
) -> None:
    office.agrees = False
    office.moves.move(R1, R2)
    qtbot.waitUntil(lambda: len(office.questions) == 1)
    office.board.place(W1, R2, 2)
    office.go_on()
    qtbot.waitUntil(lambda: len(office.questions) == 2)
    assert office.asked == []
    assert office.said == ["Route 2 went on meanwhile: this is what it costs by now."]
    office.go_on()
    assert [type(command) for command in office.asked] == [c.Replan]
    assert office.lists()[0] == [A1, A2], "given to the other van"


def test_before_there_are_travel_times_that_is_what_is_said(office: Whole, qtbot: QtBot) -> None:
    office.travel = None
    office.moves.begin_drag(R1)
    with qtbot.waitSignal(office.moves.said):
        office.moves.drop(R1, Kind.ROUTE, R2, NOTHING)
    assert office.said == [NO_PRICES_YET, NO_TRAVEL_TIMES]


def test_what_a_driver_has_begun_since_stays_when_it_is_taken_back(
    morning: Whole, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(morning.gestures.placed):
        morning.moves.move(R1, R2)
    board = morning.board
    board.send(R2)
    board.accept(R2)
    board.start(R2)
    done = next(s for s in board.route(R2).stop_ids if board.stop(s).order_id == A1)
    board.complete(done)
    morning.gestures.history.undo()
    assert A1 not in morning.lists()[0]
    assert A1 in morning.lists()[1]


def test_what_somebody_else_has_moved_since_is_not_taken_back(morning: Whole, qtbot: QtBot) -> None:
    with qtbot.waitSignal(morning.gestures.placed):
        morning.moves.move(R1, R2)
    board = morning.board
    board.ask(c.MoveStop(board.stop("a1.1").id, R1, 0, board.route(R1).version))
    morning.gestures.history.undo()
    assert "a1 was planned anew since" in morning.said[-1]


def test_a_route_that_is_gone_is_not_dragged(office: Whole) -> None:
    office.moves.begin_drag("nowhere")
    state = office.board.state
    gone = replace(office.board.route(R1), ended_at=office.board.now)
    office.board.state = replace(state, routes=state.routes | {R1: gone})
    office.moves.begin_drag(R1)
    assert office.map_costs == []
