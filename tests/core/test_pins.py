"""Visits that end away from the pin say where the door is."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import Place, PlaceId, Position, StopKind
from core.pins import better_pin, open_orders_at, wind
from core.state import State
from tests.builders import (
    A1,
    A2,
    A3,
    LUIS,
    Board,
    first_stop,
    running_day,
)

HOME = Position(-29.9, -71.2)
PER_M = 1 / 111_195
"""Degrees of latitude."""


def north(metres: float) -> Position:
    return Position(HOME.lat + metres * PER_M, HOME.lon)


def after_visits(*where: Position | None) -> tuple[State, Place]:
    """Three orders of one place, completed there by van 1."""
    board = at_one_place()
    for order_id, position in zip((A1, A2, A3), where, strict=False):
        board.now += timedelta(minutes=10)
        board.ask(c.CompleteStop(first_stop(order_id), board.now, position), LUIS)
    return board.state, board.state.places[PlaceId("p-a1")]


def at_one_place() -> Board:
    board = running_day()
    orders, stops = dict(board.state.orders), dict(board.state.stops)
    for order_id in (A1, A2, A3):
        orders[order_id] = replace(orders[order_id], place_id=PlaceId("p-a1"))
        stop_id = first_stop(order_id)
        stops[stop_id] = replace(stops[stop_id], place_id=PlaceId("p-a1"))
    board.state = replace(board.state, orders=orders, stops=stops)
    return board


def test_visits_together_away_from_the_pin_propose_another_one() -> None:
    found = better_pin(*after_visits(north(80), north(90), north(85)))
    assert found is not None
    assert (found.visits, found.metres, found.wind) == (3, 85, "north")
    assert found.to.lat == pytest.approx(north(85).lat, abs=1e-6)


@pytest.mark.parametrize(
    "where",
    [
        (),
        (north(80),),
        (None, None),
        (north(10), north(20)),
        (north(80), north(130)),
        (north(80), north(0), north(5)),
    ],
    ids=["none", "one", "unknown", "at the pin", "apart", "most at the pin"],
)
def test_the_pin_is_left_alone(where: tuple[Position, ...]) -> None:
    assert better_pin(*after_visits(*where)) is None


def test_three_in_a_row_are_not_all_together() -> None:
    found = better_pin(*after_visits(north(80), north(115), north(150)))
    assert found is not None
    assert found.visits == 2


def test_goods_handed_over_somewhere_prove_no_door() -> None:
    state, place = after_visits(north(80), north(90))
    stops = {id_: replace(stop, kind=StopKind.TAKE) for id_, stop in state.stops.items()}
    assert better_pin(replace(state, stops=stops), place) is None


def test_open_orders_are_those_that_still_go_there() -> None:
    board = at_one_place()
    board.ask(c.CompleteStop(first_stop(A1), board.now), LUIS)
    assert [order.id for order in open_orders_at(board.state, PlaceId("p-a1"))] == [A2, A3]


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        (0.001, 0, "north"),
        (0.001, 0.001, "north-east"),
        (0, 0.001, "east"),
        (-0.001, 0, "south"),
        (0, -0.001, "west"),
        (0.001, -0.001, "north-west"),
    ],
)
def test_directions_have_names(lat: float, lon: float, words: str) -> None:
    place = Place(PlaceId("p"), "Calle 1", 0, 0)
    assert wind(place, Position(lat, lon)) == words
