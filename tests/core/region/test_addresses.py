from pathlib import Path

import pytest

from core.planning.road import RoadEngine
from core.region.addresses import make_demo_addresses
from core.region.road_import import import_roads
from core.region.road_network import RoadNetwork
from tests.core.region.tiny_map import STREET, TOWN, TinyMap, grid


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    return import_roads(TOWN.write(tmp_path / "town.osm.pbf"))


def test_addresses_stand_on_named_streets_of_the_connected_network(network: RoadNetwork) -> None:
    addresses = make_demo_addresses(network, 1_000, seed=1)
    engine = RoadEngine(network, "town")
    assert {address.street for address in addresses} == {
        "South Street",
        "North Street",
        "Middle Street",
    }
    for address in addresses:
        snap = engine.snap(address.lat, address.lon)
        assert snap is not None
        assert snap.offset_m == pytest.approx(9, abs=0.5)
        name = network.names[network.segment_name[snap.arcs[0] // 2]]
        assert name == address.street


def test_numbers_grow_along_the_street_and_odd_faces_even(network: RoadNetwork) -> None:
    every = make_demo_addresses(network, 1_000, seed=1)
    south = [address for address in every if address.street == "South Street"]
    lons = [address.lon for address in south if address.number % 2]
    assert lons in (sorted(lons), sorted(lons, reverse=True))
    assert len({address.lat > 0 for address in south if address.number % 2}) == 1
    assert len({address.lat > 0 for address in south}) == 2
    # The street is 300 m long and its numbers are metres.
    assert 250 < south[-1].number - south[0].number < 300


def test_the_same_seed_gives_the_same_addresses(network: RoadNetwork) -> None:
    assert make_demo_addresses(network, 20, seed=7) == make_demo_addresses(network, 20, seed=7)
    assert make_demo_addresses(network, 20, seed=7) != make_demo_addresses(network, 20, seed=8)
    assert len(make_demo_addresses(network, 20, seed=7)) == 20


def test_no_two_addresses_read_the_same(tmp_path: Path) -> None:
    far_twin = TinyMap(
        {**TOWN.nodes, 10: grid(3, 9), 11: grid(5, 9)},
        {
            **TOWN.ways,
            7: ((7, 10), STREET),
            8: ((10, 11), STREET | {"name": "South Street"}),
        },
    )
    network = import_roads(far_twin.write(tmp_path / "twin.osm.pbf"))
    texts = [address.text for address in make_demo_addresses(network, 1_000, seed=1)]
    assert len(texts) == len(set(texts))
    assert sum(text.startswith("South Street") for text in texts) > 60


def test_a_network_without_street_names_has_no_addresses(tmp_path: Path) -> None:
    nameless = TinyMap({1: grid(0, 0), 2: grid(1, 0)}, {1: ((1, 2), STREET)})
    network = import_roads(nameless.write(tmp_path / "nameless.osm.pbf"))
    assert make_demo_addresses(network, 10, seed=1) == []
