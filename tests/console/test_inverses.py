"""Undo: one's own change is taken back whole, nobody else's is touched."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.inverses import Overtaken, withdraw_exception
from core import commands as c
from core.model import ActorId, Option, OrderId, OrderStatus, RouteId, StopId, StopKind
from core.planning.ways import Way
from core.rules.lookups import pending_stops
from tests.builders import (
    A1,
    A3,
    ANA,
    KIOSK,
    R1,
    R2,
    SYSTEM,
    T1,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    handing_over,
    running_day,
)
from tests.counters import failed
from tests.senders import FROM, S1, with_sent

BEN = replace(ANA, id=ActorId("ben"))


class Desk:
    """Ana's console without a window; answers are held back on demand."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.held: list[Callable[[], None]] = []
        self.is_slow = False
        self.said: list[str] = []
        self._owner = QObject()
        self.gestures = Gestures(lambda: self.board.state, self._send, self._owner)
        self.gestures.said.connect(lambda words, _: self.said.append(words))

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        def go() -> None:
            self.board.answer(command, answered)

        if self.is_slow:
            self.held.append(go)
        else:
            go()

    def answer(self) -> None:
        while self.held:
            self.held.pop(0)()

    def undo(self) -> None:
        self.gestures.history.undo()

    def place(self, order_id: OrderId, route_id: RouteId, index: int) -> None:
        option = Option(route_id, 0, 0, 0, is_feasible=True)
        way = Way(option, index, self.board.route(route_id).version)
        self.gestures.place(order_id, way, ())

    def stack(self) -> list[str]:
        stack = self.gestures.history.stack
        return [stack.text(at) for at in range(stack.count())]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(running_day())


def pending(desk: Desk, order_id: OrderId) -> list[tuple[StopKind, RouteId]]:
    return [(stop.kind, stop.route_id) for stop in pending_stops(desk.board.state, order_id)]


def test_a_placement_that_a_colleague_has_moved_is_his(desk: Desk) -> None:
    desk.place(W1, R1, 3)
    version = desk.board.route(R2).version
    desk.board.ask(c.MoveStop(StopId("w1.1"), R2, 3, version), BEN)
    desk.undo()
    assert desk.said[-1] == "Not undone: w1 was moved to Route 2 since."
    assert pending(desk, W1) == [(StopKind.COLLECT, R2)]


def test_a_placement_on_another_day_goes_back_to_its_day(desk: Desk) -> None:
    desk.place(W1, T1, 0)
    assert desk.board.order(W1).day == TOMORROW
    desk.undo()
    assert (desk.board.order(W1).day, desk.board.order(W1).status) == (TODAY, OrderStatus.WAITING)


def test_a_move_is_taken_back_unless_it_was_moved_again(desk: Desk) -> None:
    way = Way(Option(R2, 0, 0, 0, is_feasible=True), 0, desk.board.route(R2).version)
    desk.gestures.move_stop(StopId("a3.1"), way, ())
    desk.undo()
    assert desk.board.route(R1).stop_ids == ("a1.1", "a2.1", "a3.1")
    desk.gestures.history.redo()
    back = c.MoveStop(StopId("a3.1"), R1, 0, desk.board.route(R1).version)
    desk.board.ask(back, BEN)
    desk.undo()
    assert desk.said[-1] == "Not undone: a3.1 was moved again since."


def test_what_was_taken_off_twice_can_still_be_taken_off(desk: Desk) -> None:
    desk.gestures.withdraw(A3)
    desk.place(A3, R2, 3)
    desk.gestures.withdraw(A3)
    assert pending(desk, A3) == []
    desk.undo()
    assert pending(desk, A3) == [(StopKind.COLLECT, R2)]
    desk.gestures.withdraw(OrderId("w3"))
    assert desk.said[-1] == "w3 is on no route."


def test_a_hand_over_comes_back_with_both_its_halves(desk: Desk) -> None:
    desk.board.fail("a1.1")
    desk.board.ask(handing_over(desk.board, A1, R1, R2, give=1, take=0, visit=1))
    before = pending(desk, A1)
    desk.gestures.withdraw(A1)
    desk.undo()
    assert pending(desk, A1) == before
    take = next(s for s in pending_stops(desk.board.state, A1) if s.kind is StopKind.TAKE)
    assert take.place_id == "p-b3"


def test_what_a_sender_gives_comes_back_with_both_its_halves() -> None:
    desk = Desk(with_sent())
    meeting = c.HandOver(FROM, None, 0, 0, 1)
    version = desk.board.route(R1).version
    desk.board.ask(c.PlaceOrder(S1, R1, 3, version, hand_over=meeting))
    before = desk.board.route(R1).stop_ids
    desk.gestures.withdraw(S1)
    desk.undo()
    at = [desk.board.route(R1).stop_ids.index(s.id) for s in pending_stops(desk.board.state, S1)]
    assert at == [before.index(StopId("s1.1")), before.index(StopId("s1.2"))] == [1, 3]


def test_an_order_moved_to_tomorrow_comes_back_to_its_place(desk: Desk) -> None:
    desk.gestures.reschedule(A3, TOMORROW)
    desk.undo()
    assert desk.board.order(A3).day == TODAY
    assert desk.board.route(R1).stop_ids == ("a1.1", "a2.1", "a3.1")
    desk.gestures.reschedule(W1, TOMORROW)
    desk.undo()
    assert desk.board.order(W1).day == TODAY
    desk.gestures.history.redo()
    desk.board.ask(c.PlaceOrder(W1, T1, 0, desk.board.route(T1).version), BEN)
    desk.undo()
    assert desk.said[-1] == "Not undone: w1 was planned anew since."


def test_what_is_on_a_route_again_is_not_put_back(desk: Desk) -> None:
    desk.gestures.withdraw(A3)
    desk.board.ask(c.PlaceOrder(A3, R2, 0, desk.board.route(R2).version), BEN)
    desk.undo()
    assert desk.said[-1] == "Not undone: a3 is on a route again."


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_change_that_arrives_during_an_undo_keeps_its_place(
    desk: Desk, *, is_refused: bool
) -> None:
    desk.place(W1, R1, 3)
    desk.is_slow = True
    desk.undo()
    desk.place(W2, R2, 3)
    desk.held.reverse()
    desk.undo()
    assert desk.said[-1] == "Not undone: the change before is still on its way."
    desk.gestures.history.redo()
    if is_refused:
        desk.board.ask(c.LockRoute(R1))
    desk.answer()
    assert desk.stack()[-1] == "w2 onto Route 2"
    assert len(desk.stack()) == (2 if is_refused else 1)
    desk.is_slow = False
    desk.undo()
    assert pending(desk, W2) == []


@pytest.mark.parametrize("is_refused", [False, True])
def test_what_is_still_on_its_way_is_undone_and_not_the_change_before(
    desk: Desk, *, is_refused: bool
) -> None:
    desk.place(W1, R1, 3)
    desk.is_slow = True
    desk.place(W2, R2, 3)
    desk.undo()
    assert desk.said[-1] == "The change is still on its way: it is undone once it is there."
    assert len(desk.held) == 1
    desk.gestures.history.redo()
    assert desk.said[-1] == "Not undone: the change before is still on its way."
    if is_refused:
        desk.board.ask(c.LockRoute(R2))
    desk.answer()
    assert pending(desk, W2) == []
    assert pending(desk, W1) != []
    desk.undo()
    desk.answer()
    assert pending(desk, W1) == []


def test_what_is_sent_after_an_undo_stands(desk: Desk) -> None:
    desk.is_slow = True
    desk.place(W1, R1, 3)
    desk.undo()
    desk.place(W2, R2, 3)
    desk.answer()
    assert pending(desk, W1) == []
    assert pending(desk, W2) != []


def test_a_replacement_is_taken_back_until_something_has_happened() -> None:
    desk = Desk(running_day())
    desk.gestures.confirm_wanted.connect(lambda _question, _broken, go_on: go_on())
    desk.board.ask(c.SetStock({"BOOK": 5}), SYSTEM)
    desk.gestures.replace(desk.board.case(W3).id)
    assert desk.board.order(W3).replaced_by == "w3-r1"
    desk.undo()
    assert desk.board.order(W3).replaced_by is None
    desk.gestures.history.redo()
    assert desk.board.order(W3).replaced_by == "w3-r2"
    desk.board.place(OrderId("w3-r2"), T1, 0)
    refused: list[str] = []
    desk.gestures.history.refused.connect(refused.append)
    desk.is_slow = True
    desk.undo()
    desk.answer()
    assert refused == ["Order w3-r2 is on a route. Take it off the route first."]
    desk.board.ask(c.WithdrawOrder(OrderId("w3-r2")))
    desk.board.ask(c.UndoReplacement(W3), BEN)
    desk.undo()
    assert refused[-1] == "w3 is not replaced any more."


def test_an_exception_that_somebody_else_withdrew_is_not_withdrawn_again() -> None:
    board = running_day()
    with pytest.raises(Overtaken, match="the exception for w1 was withdrawn since"):
        withdraw_exception(W1)(board.state)


def test_a_way_to_a_collection_point_is_taken_back_and_done_again() -> None:
    board = failed()
    desk = Desk(board)
    home = board.order(A1).place_id
    option = Option(R1, 60, 100, 90, is_feasible=True)
    way = Way(option, 1, board.route(R1).version, point_id=KIOSK.place.id)
    desk.gestures.place(A1, way, [way])
    assert desk.said[-1].startswith("a1 with Route 1 to Kiosk Aldunate")
    assert board.order(A1).place_id == KIOSK.place.id
    desk.gestures.history.undo()
    assert (board.order(A1).place_id, board.order(A1).status) == (home, OrderStatus.FAILED)
    desk.gestures.history.redo()
    assert board.order(A1).place_id == KIOSK.place.id
    desk.gestures.withdraw(A1)
    assert board.order(A1).place_id == home
    desk.gestures.history.undo()
    assert board.order(A1).place_id == KIOSK.place.id, "back to where it was"


def test_what_waits_at_the_counter_and_what_was_fetched_there_is_undone() -> None:
    board = failed()
    desk = Desk(board)
    desk.gestures.keep_at_counter(W3)
    assert board.order(W3).waits_at_counter
    desk.gestures.record_pickup(W3)
    assert board.order(W3).status is OrderStatus.DONE
    desk.gestures.history.undo()
    assert board.order(W3).waits_at_counter
    desk.gestures.history.undo()
    assert board.order(W3).counter is None


def test_several_are_taken_off_and_all_come_back_to_their_places(desk: Desk) -> None:
    desk.place(W1, R1, 1)
    before = desk.board.route().stop_ids
    stops = [desk.board.state.stops[id_].order_id for id_ in before]
    desk.gestures.withdraw_all([A3, W1])
    assert pending(desk, W1) == pending(desk, A3) == []
    assert desk.said[-1] == "2 orders back in the queue · Ctrl+Z undoes it"
    desk.undo()
    after = [desk.board.state.stops[id_].order_id for id_ in desk.board.route().stop_ids]
    assert after == stops
    desk.gestures.history.redo()
    assert pending(desk, W1) == pending(desk, A3) == []


def test_what_is_refused_of_several_is_said_and_the_rest_is_done(desk: Desk) -> None:
    desk.place(W1, R1, 1)
    desk.gestures.withdraw_all([W3, W1])
    assert pending(desk, W1) == []
    assert desk.said[-1].startswith("1 refused. ")
    desk.undo()
    assert pending(desk, W1) != []


def test_several_stops_are_locked_by_one_gesture(desk: Desk) -> None:
    stops = [desk.board.state.stops[id_] for id_ in desk.board.route().stop_ids[-2:]]

    def locked() -> list[bool]:
        return [desk.board.state.stops[stop.id].is_locked for stop in stops]

    desk.gestures.lock_stops(stops, is_locked=True)
    assert locked() == [True, True]
    desk.gestures.lock_stops([desk.board.state.stops[s.id] for s in stops], is_locked=True)
    assert desk.said[-1] == "All of them are so already: locked in place."
    desk.undo()
    assert locked() == [False, False]


def test_the_list_of_changes_goes_back_and_forth_step_by_step(desk: Desk, qtbot: QtBot) -> None:
    history = desk.gestures.history
    desk.gestures.withdraw(A3)
    desk.gestures.lock_route(R1, is_locked=True)
    desk.gestures.lock_route(R2, is_locked=True)
    words, done = history.changes()
    assert (len(words), done) == (3, 3)
    history.go_to(0)
    qtbot.waitUntil(lambda: history.changes()[1] == 0)
    assert pending(desk, A3) != []
    assert not desk.board.route(R1).is_locked
    history.go_to(2)
    qtbot.waitUntil(lambda: history.changes()[1] == 2)
    assert pending(desk, A3) == []
    assert desk.board.route(R1).is_locked
    assert not desk.board.route(R2).is_locked
    history.go_to(99)
    qtbot.waitUntil(lambda: desk.board.route(R2).is_locked)


def test_a_refusal_ends_the_way_back(desk: Desk, qtbot: QtBot) -> None:
    history = desk.gestures.history
    desk.gestures.lock_route(R1, is_locked=True)
    desk.place(W1, R2, 0)
    desk.board.ask(c.WithdrawOrder(order_id=W1), BEN)
    history.go_to(0)
    qtbot.waitUntil(lambda: desk.said[-1].startswith("Not undone"))
    assert desk.board.route(R1).is_locked
    assert history.changes()[1] == 2
    desk.gestures.lock_route(R2, is_locked=True)
    qtbot.wait(0)
    assert history.changes()[1] == 3
