"""Pins are put right for every order of a place, within reason."""

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import CustomerChoice, PinSource, PlaceId, Position
from tests.builders import A1, ANA, DEPOT, KIOSK, R1, W3, Board, running_day

PLACE = PlaceId("p-a1")


def moving(board: Board, lat: float, lon: float, place_id: PlaceId = PLACE) -> c.MovePlace:
    place = board.state.places[place_id]
    return c.MovePlace(place_id, lat, lon, Position(place.lat, place.lon))


def where(board: Board) -> tuple[float, float]:
    place = board.state.places[PLACE]
    return place.lat, place.lon


def test_a_pin_is_moved_and_moved_back() -> None:
    board = running_day()
    assert board.order(A1).place_id == PLACE
    there = moving(board, -29.9005, -71.2007)
    (moved,) = board.ask(there)
    was = Position(-29.9, -71.2)
    to = Position(-29.9005, -71.2007)
    assert moved == e.PlaceMoved(PLACE, to, was, PinSource.BY_HAND, ANA.id, board.now)
    assert where(board) == (-29.9005, -71.2007)
    board.ask(c.MovePlace(PLACE, was.lat, was.lon, to))
    assert where(board) == (-29.9, -71.2)


def test_a_pin_that_stays_where_it_is_changes_nothing() -> None:
    board = running_day()
    assert board.ask(moving(board, -29.9, -71.2)) == ()


def test_a_pin_that_a_colleague_has_moved_is_looked_at_again() -> None:
    board = running_day()
    stale = moving(board, -29.9005, -71.2)
    board.ask(moving(board, -29.901, -71.2))
    assert "was moved since you looked" in board.refusal(stale)


def test_a_place_that_nobody_knows_is_refused() -> None:
    asked = c.MovePlace(PlaceId("nowhere"), 0, 0, Position(0, 0))
    assert "There is no place nowhere" in running_day().refusal(asked)


def test_before_there_is_a_depot_no_place_is_its_own() -> None:
    board = running_day()
    board.state = replace(board.state, depot=None)
    assert board.ask(moving(board, -29.9005, -71.2))


def test_a_pin_far_away_is_another_address() -> None:
    board = running_day()
    assert "Enter a new address" in board.refusal(moving(board, -30.1, -71.2))


def test_places_of_the_depot_are_not_moved_as_doors() -> None:
    board = running_day()
    words = "Change it in the depot's settings"
    assert words in board.refusal(moving(board, -29.9501, -71.3, DEPOT.place_id))
    board.ask(c.AnswerOrder(W3, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id))
    assert words in board.refusal(moving(board, -29.95, -71.341, KIOSK.place.id))


def test_a_stranded_van_is_where_it_was_reported() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1, position=Position(-29.91, -71.21)))
    stranded = board.route(R1).stranded
    assert stranded is not None
    asked = moving(board, -29.911, -71.21, stranded.place_id)
    assert "Report where it is instead" in board.refusal(asked)
