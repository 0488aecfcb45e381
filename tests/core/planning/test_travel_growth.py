from pathlib import Path

import numpy as np
import pytest

from core.model import ClosureId, PlaceId
from core.planning.road import RoadEngine
from core.planning.travel import GREAT_CIRCLE, ROAD, TravelMatrix, TravelPlace
from core.planning.travel_growth import closed_legs, empty_matrix, grow_by_places
from core.region.road_import import import_roads
from tests.core.region.tiny_map import TOWN, grid

NAMES = ("west", "middle", "east", "lost")
WHERE = {
    "west": grid(0.4, 0),
    "middle": grid(1, 0.5),
    "east": grid(2.7, 0.1),
    "lost": grid(1, 40),
}


@pytest.fixture
def engine(tmp_path: Path) -> RoadEngine:
    return RoadEngine(import_roads(TOWN.write(tmp_path / "town.osm.pbf")), "town")


def places(*names: str) -> list[TravelPlace]:
    return [TravelPlace(PlaceId(name), *WHERE[name]) for name in names]


def same(one: TravelMatrix, other: TravelMatrix) -> bool:
    return (
        list(one.places) == list(other.places)
        and np.array_equal(one.seconds_array, other.seconds_array)
        and np.array_equal(one.metres_array, other.metres_array)
    )


def test_a_matrix_that_grew_is_the_matrix_that_was_computed_at_once(engine: RoadEngine) -> None:
    at_once = grow_by_places(empty_matrix(engine), places(*NAMES), engine)
    grown = empty_matrix(engine)
    for name in NAMES:
        grown = grow_by_places(grown, places(name), engine)
    assert same(grown, at_once)
    assert grown.fingerprint == "town"
    assert not grown.seconds_array.diagonal().any()


def test_a_place_that_no_road_reaches_is_estimated_and_says_so(engine: RoadEngine) -> None:
    matrix = grow_by_places(empty_matrix(engine), places(*NAMES), engine)
    assert [matrix.source(PlaceId(name)) for name in NAMES] == [ROAD, ROAD, ROAD, GREAT_CIRCLE]
    there = matrix.metres(PlaceId("west"), PlaceId("lost"))
    assert there == pytest.approx(1.35 * 4_000, rel=0.01)
    assert matrix.metres(PlaceId("lost"), PlaceId("west")) == pytest.approx(there)
    assert matrix.metres(PlaceId("west"), PlaceId("middle")) == pytest.approx(110, abs=1)


def test_a_place_that_moved_gets_new_times_once(engine: RoadEngine) -> None:
    matrix = grow_by_places(empty_matrix(engine), places(*NAMES), engine)
    moved = TravelPlace(PlaceId("east"), *grid(0.4, 0))
    grown = grow_by_places(matrix, [*places("west", "middle", "lost"), moved], engine)
    assert len(grown) == len(NAMES) + 1
    assert grown.seconds(PlaceId("west"), PlaceId("east")) == 0
    assert matrix.seconds(PlaceId("west"), PlaceId("east")) > 0
    assert grow_by_places(grown, [moved], engine) is grown


def test_without_a_network_everything_is_estimated() -> None:
    matrix = grow_by_places(empty_matrix(None), places("west", "east"), None)
    assert matrix.fingerprint == GREAT_CIRCLE
    assert matrix.source(PlaceId("west")) == GREAT_CIRCLE
    assert matrix.seconds(PlaceId("west"), PlaceId("east")) > 0


def test_known_and_repeated_places_are_not_added_again(engine: RoadEngine) -> None:
    matrix = grow_by_places(empty_matrix(engine), places("west", "east", "west"), engine)
    assert [place.id for place in matrix.places] == ["west", "east"]
    assert grow_by_places(matrix, places("east"), engine) is matrix


def test_closed_legs_are_those_that_lead_another_way(engine: RoadEngine) -> None:
    matrix = grow_by_places(empty_matrix(engine), places("west", "middle", "east"), engine)
    z1 = ClosureId("z1")
    stretch = engine.stretch([grid(1.5, 0)])
    assert stretch is not None
    legs = closed_legs(matrix, [z1], [stretch.line], engine)
    assert legs.closures == (z1,)
    usual, (seconds, metres) = matrix.arrays(), matrix.with_closed([legs]).arrays(frozenset({z1}))
    west, middle, east = range(3)
    assert seconds[west, east] > usual[0][west, east]
    assert metres[west, east] > usual[1][west, east]
    assert seconds[west, middle] == usual[0][west, middle]
    assert legs.count == int((np.abs(seconds - usual[0]) > 0.5).sum())


def test_without_roads_no_street_can_be_closed() -> None:
    matrix = grow_by_places(empty_matrix(None), places("west", "east"), None)
    legs = closed_legs(matrix, [ClosureId("z1")], [[grid(1, 0), grid(2, 0)]], None)
    assert legs.count == 0
