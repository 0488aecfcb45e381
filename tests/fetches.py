"""The small day after a1 was delivered to a wrong door, as several test files need it."""

from core import commands as c
from core.model import PlaceId, StopId
from tests.builders import A1, R1, Board, running_day

NEXT_DOOR = c.LocateGoods(A1, "Balmaceda 99", -29.91, -71.25)


def misdelivered() -> Board:
    """Nobody knows where the goods are."""
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportOrder(A1, "misdelivered"))
    return board


def located(place_id: str = "") -> Board:
    """They lie next door, or at a known place."""
    board = misdelivered()
    known = board.state.places.get(PlaceId(place_id))
    command = NEXT_DOOR
    if known is not None:
        command = c.LocateGoods(A1, known.address, known.lat, known.lon)
    board.ask(command)
    return board


def agree(board: Board) -> None:
    """The first driver hears of what was planned, and agrees."""
    board.send(R1)
    board.accept(R1)


def fetch(board: Board) -> StopId:
    """The van that delivered it is to fetch it next, and its driver knows."""
    board.place(A1, R1, 1)
    agree(board)
    return StopId("a1.2")
