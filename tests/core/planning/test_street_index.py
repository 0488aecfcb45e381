from pathlib import Path

import numpy as np
import pytest

from core.planning.street_index import SNAP_LIMIT_M, StreetIndex
from core.region.great_circle import great_circle_m
from core.region.road_import import import_roads
from core.region.road_network import RoadNetwork, in_degrees
from tests.core.region.tiny_map import TOWN, grid

DEMO = Path(__file__).parents[3] / "resources" / "demo" / "roads.npz"


def index(network: RoadNetwork) -> StreetIndex:
    return StreetIndex(network, network.shape_metres())


@pytest.fixture
def town(tmp_path: Path) -> StreetIndex:
    return index(import_roads(TOWN.write(tmp_path / "town.osm.pbf")))


def test_the_foot_of_the_perpendicular_is_found(town: StreetIndex) -> None:
    snap = town.nearest(*grid(0.3, -0.5))
    assert snap is not None
    assert (snap.lat, snap.lon) == pytest.approx(grid(0.3, 0), abs=1e-7)
    assert snap.offset_m == pytest.approx(50, abs=0.1)
    assert snap.fraction == pytest.approx(0.3, abs=0.001)
    assert snap.along(snap.arcs[0]) + snap.along(snap.arcs[1]) == pytest.approx(1)


def test_a_one_way_street_has_one_direction_only(town: StreetIndex) -> None:
    snap = town.nearest(*grid(1.02, 0.5))
    assert snap is not None
    assert snap.arcs[0] == snap.arcs[1]


def test_no_shape_vertex_is_nearer_than_the_point_that_was_found() -> None:
    network = RoadNetwork.load(DEMO)
    streets = index(network)
    connected = network.arc_is_connected.reshape(-1, 2).any(axis=1)
    used = np.repeat(connected, np.diff(network.shape_start))
    lats, lons = in_degrees(network.shape_lat)[used], in_degrees(network.shape_lon)[used]
    random = np.random.default_rng(2)
    for lat, lon in random.uniform((-29.99, -71.34), (-29.86, -71.2), (60, 2)):
        nearest = float(great_circle_m(lat, lon, lats, lons).min())
        snap = streets.nearest(lat, lon)
        if snap is not None:
            assert snap.offset_m <= nearest + 0.5
            off = great_circle_m(lat, lon, snap.lat, snap.lon)
            assert snap.offset_m == pytest.approx(off, abs=0.5)
        else:
            assert nearest > SNAP_LIMIT_M - 0.5
