"""Once for what came together, and only for what is wanted."""

from types import SimpleNamespace
from typing import cast

from console.screen import Screen
from console.sounds import Sounds
from console.views.doors import door_rows
from console.views.moment import Moment
from console.views.queue_rows import queue_rows
from core.state import State
from tests.builders import Board, running_day


def seen(board: Board) -> Screen:
    moment = Moment(board.state, board.now)
    rows = SimpleNamespace(moment=moment, queue=queue_rows(moment), doors=door_rows(moment))
    return cast(Screen, rows)


def test_what_was_there_is_not_heard_and_what_comes_is_heard_once() -> None:
    rung: list[None] = []
    sounds = Sounds(["case"], lambda: rung.append(None))
    sounds.listen(seen(Board(State())))
    board = running_day()
    sounds.listen(seen(board))
    assert rung == []
    board.fail("a1.1", "weather")
    board.fail("a2.1", "weather")
    sounds.listen(seen(board))
    sounds.listen(seen(board))
    assert len(rung) == 1


def test_nothing_is_heard_that_nobody_wants() -> None:
    rung: list[None] = []
    board = running_day()
    for wanted in ([], ["door"]):
        sounds = Sounds(wanted, lambda: rung.append(None))
        sounds.listen(seen(running_day()))
        board.fail("a1.1" if not wanted else "a2.1")
        sounds.listen(seen(board))
    assert rung == []
