"""What is asked before a pin is moved, and what is asked of the hub then."""

import time
from collections.abc import Callable
from typing import cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.map.map_view import MapView
from console.pin_desk import PinDesk
from core import commands as c
from core.hub.replica import ClockReading
from core.model import OrderId, Position
from tests.builders import A1, A2, ANA, LUIS, Board, first_stop, running_day
from tests.core.test_pins import north


class FakeMap(QObject):
    """Remembers what was asked of it."""

    pin_put = Signal(float, float)
    pin_left = Signal()
    crashed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.is_ready = True
        self.pin: tuple[float, float] | None = None
        self.ended = 0

    def begin_pin(self, words: str, place: tuple[float, float] | None) -> None:
        self.pin = place

    def end_pin(self) -> None:
        self.ended += 1


class Desk(QObject):
    """A running day, a map, and somebody who agrees to everything that is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.board: Board = running_day()
        self.map: FakeMap | None = FakeMap()
        self.said: list[tuple[str, bool]] = []
        self.asked: list[tuple[str, object]] = []
        self.agrees = True
        self.texts: dict[str, str] = {}
        self.gestures = Gestures(lambda: self.board.state, self._send, self)
        self.gestures.said.connect(lambda words, is_bad: self.said.append((words, is_bad)))
        self.gestures.confirm_wanted.connect(self._confirm)
        self.pins = PinDesk(self.gestures, self._live, lambda: cast(MapView | None, self.map), self)
        self.pins.watch(cast(MapView, self.map))

    def where(self) -> Position:
        place = self.board.state.places[self.board.order(A1).place_id]
        return Position(place.lat, place.lon)

    def _live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, texts=self.texts, clock=clock, actor_id=ANA.id)

    def _confirm(self, question: str, lines: object, go_on: Callable[[], None]) -> None:
        self.asked.append((question, lines))
        if self.agrees:
            go_on()

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def drop(desk: Desk, lat: float, lon: float) -> None:
    assert desk.map is not None
    desk.map.pin_put.emit(lat, lon)


def test_a_pin_is_dragged_confirmed_once_and_taken_back(desk: Desk) -> None:
    desk.pins.begin(A1)
    assert desk.map is not None
    assert desk.map.pin == (-29.9, -71.2)
    drop(desk, *(-29.9, -71.1995))
    question, lines = desk.asked.pop()
    assert question == "Move the pin of Calle a1 48 m east? It applies to 1 open order there."
    assert lines == ("a1 (delivery), Route 1",)
    assert desk.where() == Position(-29.9, -71.1995)
    assert not desk.pins.is_busy
    assert desk.said[-1] == ("Pin of Calle a1 moved 48 m · Ctrl+Z undoes it", False)
    desk.gestures.history.undo()
    assert desk.where() == Position(-29.9, -71.2)


def test_who_says_no_may_drag_again_or_leave(desk: Desk) -> None:
    desk.agrees = False
    desk.pins.begin(A1)
    drop(desk, -29.9, -71.1995)
    assert desk.pins.is_busy
    assert desk.where() == Position(-29.9, -71.2)
    assert desk.map is not None
    desk.map.pin_left.emit()
    assert desk.map.ended == 1
    drop(desk, -29.9, -71.1995)
    assert len(desk.asked) == 1


def test_a_map_that_stopped_has_no_pin_any_more(desk: Desk) -> None:
    desk.pins.begin(A1)
    assert desk.map is not None
    desk.map.crashed.emit("The map stopped")
    assert not desk.pins.is_busy


def test_what_a_colleague_moves_meanwhile_is_looked_at_again(desk: Desk) -> None:
    desk.pins.begin(A1)
    place_id = desk.board.order(A1).place_id
    desk.board.ask(c.MovePlace(place_id, -29.901, -71.2, desk.where()))
    drop(desk, -29.9, -71.1995)
    assert "was moved since you looked. Look again." in desk.said[-1][0]
    assert desk.where() == Position(-29.901, -71.2)


def test_a_pin_that_did_not_move_asks_nothing(desk: Desk) -> None:
    desk.pins.begin(A1)
    drop(desk, -29.9, -71.2)
    assert (desk.asked, desk.pins.is_busy) == ([], False)


def test_a_pin_goes_to_where_drivers_delivered_with_one_key(desk: Desk) -> None:
    desk.pins.take_proofs(A1)
    assert desk.said == [("No visits speak for another pin there.", True)]
    place_id = desk.board.order(A1).place_id
    stops = dict(desk.board.state.stops)
    stop_id = first_stop(A2)
    stops[stop_id] = replace(stops[stop_id], place_id=place_id)
    desk.board.state = replace(desk.board.state, stops=stops)
    for order_id, metres in ((A1, 80), (A2, 90)):
        done = c.CompleteStop(first_stop(order_id), desk.board.now, north(metres))
        desk.board.ask(done, LUIS)
    desk.pins.take_proofs(A1)
    (asked,) = desk.asked
    assert asked[0] == ("Move the pin of Calle a1 85 m north? It applies to the next order there.")
    assert desk.where().lat == pytest.approx(north(85).lat, abs=1e-6)


def test_what_is_gone_or_not_open_yet_is_said(desk: Desk) -> None:
    desk.pins.begin(OrderId("gone"))
    assert desk.said == []
    assert desk.map is not None
    desk.map.is_ready = False
    desk.pins.begin(A1)
    assert desk.said == [("The map is not open yet. Try again in a moment.", True)]
    desk.map = None
    desk.pins.leave()
    assert not desk.pins.is_busy


def test_whoever_waits_for_a_pin_hears_that_it_has_ended(desk: Desk) -> None:
    ended: list[int] = []
    assert desk.map is not None
    desk.pins.ask("Where?", None, lambda lat, lon: None, lambda: ended.append(1))
    desk.pins.begin(A1)
    assert ended == [1]
    desk.pins.leave()
    desk.pins.leave()
    desk.map.is_ready = False
    desk.pins.ask("Where?", None, lambda lat, lon: None, lambda: ended.append(2))
    assert ended == [1, 2]
