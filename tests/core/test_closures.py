"""A closed street counts for the days that it touches."""

from datetime import timedelta

from core import commands as c
from core.closures import closed_on, closed_sets, in_force
from core.model import ClosureId, Position
from core.state import State
from tests.builders import MORNING, TODAY, TOMORROW, Board, running_day

LINE = (Position(-29.9, -71.25), Position(-29.901, -71.25))


def close(board: Board, name: str, begins_h: float = 0, ends_h: float | None = None) -> None:
    begins = board.now + timedelta(hours=begins_h)
    until = board.now + timedelta(hours=ends_h) if ends_h is not None else None
    board.ask(c.CloseStreet(ClosureId(name), name, LINE, "", begins, until))


def named(board: Board, day: str) -> list[str]:
    return [each.id for each in closed_on(board.state, day, board.now)]  # type: ignore[arg-type]


def test_without_closed_streets_nothing_counts() -> None:
    assert closed_on(State(), TODAY, MORNING) == ()
    assert closed_sets(running_day().state, MORNING) == frozenset()


def test_a_closure_counts_on_the_days_that_it_touches() -> None:
    board = running_day()
    close(board, "afternoon", 4, 6)
    close(board, "for good")
    close(board, "from tomorrow", 24)
    assert named(board, TODAY) == ["afternoon", "for good"]
    assert named(board, TOMORROW) == ["for good", "from tomorrow"]
    assert closed_sets(board.state, board.now) == {
        frozenset({"afternoon", "for good"}),
        frozenset({"for good", "from tomorrow"}),
    }


def test_what_is_over_is_driven_again() -> None:
    board = running_day()
    close(board, "short", 0, 1)
    board.now += timedelta(hours=2)
    assert named(board, TODAY) == []
    assert in_force(board.state.closures.values(), board.now) == ()
