"""The small day at a depot with a counter, as several test files need it."""

from msgspec.structs import replace

from core.model import Rates
from tests.builders import A1, Board, running_day

RATES = Rates(handling_minor=100, let_down_minor=400, point_minor=70)


def with_counter(board: Board, **offers: object) -> Board:
    """Open from nine to six, and goods wait for two days."""
    assert board.state.depot is not None
    hours = {"counter_opens_min": 9 * 60, "counter_closes_min": 18 * 60, "keep_days": 2} | offers
    depot = replace(board.state.depot, offers=replace(board.state.depot.offers, **hours))
    board.state = replace(board.state, depot=replace(depot, rates=RATES))
    return board


def failed() -> Board:
    """Nobody was at the door of a1, whose goods are in the first van."""
    board = with_counter(running_day())
    board.fail("a1.1")
    assert board.case(A1).decision is None
    return board


def bring_home(board: Board) -> None:
    """The first van is back and counted."""
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.end()
    board.receive()
