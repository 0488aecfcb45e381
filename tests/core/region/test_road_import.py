from pathlib import Path

import numpy as np
import pytest

from core.region.road_import import import_roads
from core.region.road_network import RegionFileError, RoadNetwork
from tests.core.region.tiny_map import STREET, TOWN, TinyMap, grid, town


def names(network: RoadNetwork) -> list[str]:
    return [str(network.names[name]) for name in network.segment_name]


def turns(network: RoadNetwork) -> set[tuple[str, str]]:
    """Turns between named streets, as pairs of names."""
    name = names(network)
    pairs = zip(network.turn_from.tolist(), network.turn_to.tolist(), strict=True)
    return {(name[a // 2], name[b // 2]) for a, b in pairs}


def test_ways_are_cut_at_junctions(tmp_path: Path) -> None:
    network = import_roads(TOWN.write(tmp_path / "town.osm.pbf"))
    assert sorted(names(network)) == [
        "",
        "",
        "Lost Street",
        "Middle Street",
        "North Street",
        "North Street",
        "South Street",
        "South Street",
        "South Street",
    ]
    lengths = network.shape_metres()[network.shape_start[1:] - 1]
    assert np.allclose(lengths, 100, atol=0.1)


def test_bends_stay_inside_a_segment(tmp_path: Path) -> None:
    bent = TinyMap({1: grid(0, 0), 2: grid(1, 1), 3: grid(2, 0)}, {1: ((1, 2, 3), STREET)})
    network = import_roads(bent.write(tmp_path / "bent.osm.pbf"))
    assert network.segment_count == 1
    assert np.diff(network.shape_start).tolist() == [3]


def test_only_the_largest_connected_part_is_used(tmp_path: Path) -> None:
    network = import_roads(TOWN.write(tmp_path / "town.osm.pbf"))
    connected = network.arc_is_connected.reshape(-1, 2)
    by_name = dict(zip(names(network), connected.tolist(), strict=True))
    assert by_name["Lost Street"] == [False, False]
    assert by_name["Middle Street"] == [True, False]
    assert by_name["South Street"] == [True, True]


def test_a_street_that_leads_in_but_never_out_is_left_aside(tmp_path: Path) -> None:
    trap = town({7: ((7, 8), STREET | {"oneway": "yes", "name": "Trap"})})
    network = import_roads(trap.write(tmp_path / "trap.osm.pbf"))
    connected = dict(zip(names(network), network.arc_is_connected[::2].tolist(), strict=True))
    assert not connected["Trap"]


def test_a_no_turn_restriction_removes_that_turn_alone(tmp_path: Path) -> None:
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))
    rule = {1: ((("w", 1, "from"), ("n", 2, "via"), ("w", 3, "to")), no("no_left_turn"))}
    banned = import_roads(town(relations=rule).write(tmp_path / "banned.osm.pbf"))
    assert turns(free) - turns(banned) == {("South Street", "Middle Street")}


def test_an_only_restriction_removes_the_other_turns(tmp_path: Path) -> None:
    rule = {1: ((("w", 3, "from"), ("n", 5, "via"), ("w", 2, "to")), no("only_right_turn"))}
    extra = {8: ((5, 10), STREET | {"name": "Straight On"})}
    with_road = TinyMap({**TOWN.nodes, 10: grid(1, 2)}, {**TOWN.ways, **extra}, {}, rule)
    network = import_roads(with_road.write(tmp_path / "only.osm.pbf"))
    assert ("Middle Street", "North Street") in turns(network)
    assert ("Middle Street", "Straight On") not in turns(network)
    assert ("North Street", "Straight On") in turns(network)


def test_a_no_u_turn_restriction_forbids_turning_back_and_nothing_else(tmp_path: Path) -> None:
    members = (("w", 1, "from"), ("n", 7, "via"), ("w", 1, "to"))
    middle = (("w", 1, "from"), ("n", 2, "via"), ("w", 1, "to"))
    rules = {1: (members, no("no_u_turn")), 2: (middle, no("no_u_turn"))}
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))
    banned = import_roads(town(relations=rules).write(tmp_path / "banned.osm.pbf"))
    assert len(free.turn_from) - len(banned.turn_from) == 1, "the dead end at g"


def over_a_way(rule: str, via: tuple[int, ...] = (3,)) -> TinyMap:
    """From the South Street by the Middle Street into the North Street."""
    members = (("w", 1, "from"), *(("w", way, "via") for way in via), ("w", 2, "to"))
    return town(relations={1: (members, no(rule))})


def test_a_restriction_over_a_way_binds_those_who_come_by_its_first_way(tmp_path: Path) -> None:
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))
    bound = import_roads(over_a_way("no_u_turn").write(tmp_path / "bound.osm.pbf"))
    assert free.copied_segments.tolist() == []
    assert len(bound.copied_segments) == 2, "one for each way into the Middle Street"
    assert set(bound.copied_segments.tolist()) == {names(bound).index("Middle Street")}
    assert turns(bound) == turns(free), "whoever starts in the Middle Street may go anywhere"
    copies = np.arange(len(free.segment_from), bound.segment_count)
    out = np.isin(bound.turn_from // 2, copies)
    assert not out.any(), "nothing else leads out of the Middle Street"
    assert not bound.arc_is_connected[2 * copies[0] :].any()


def test_a_restriction_over_ways_that_do_not_meet_is_none(tmp_path: Path) -> None:
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))
    for via in ((6,), (3, 6), (99,)):
        same = import_roads(over_a_way("no_u_turn", via).write(tmp_path / f"{via[0]}.osm.pbf"))
        assert same.copied_segments.tolist() == []
        assert turns(same) == turns(free)


@pytest.mark.parametrize(
    "tags",
    [
        {"type": "restriction", "restriction": "no_left_turn", "except": "motorcar;bus"},
        {"type": "restriction", "restriction": "give_way"},
        {"type": "multipolygon", "restriction": "no_left_turn"},
    ],
)
def test_what_does_not_bind_cars_is_no_restriction(tags: dict[str, str], tmp_path: Path) -> None:
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))
    rule = {1: ((("w", 1, "from"), ("n", 2, "via"), ("w", 3, "to")), tags)}
    same = import_roads(town(relations=rule).write(tmp_path / "same.osm.pbf"))
    assert turns(same) == turns(free)


def test_u_turns_exist_at_dead_ends_only(tmp_path: Path) -> None:
    network = import_roads(TOWN.write(tmp_path / "town.osm.pbf"))
    is_back = network.turn_to == (network.turn_from ^ 1)
    heads = np.stack([network.segment_to, network.segment_from], 1).ravel()
    ends = {int(heads[arc]) for arc in network.turn_from[is_back]}
    degree = np.bincount(np.concatenate([network.segment_from, network.segment_to]))
    assert {int(degree[end]) for end in ends} == {1}
    assert len(ends) == 3


def test_a_bollard_parts_a_street_and_a_gate_takes_a_minute(tmp_path: Path) -> None:
    free = import_roads(TOWN.write(tmp_path / "free.osm.pbf"))

    def with_barrier(kind: str) -> RoadNetwork:
        tags = {10: {"barrier": kind}}
        ways = {**TOWN.ways, 1: ((1, 10, 2, 3, 7), TOWN.ways[1][1])}
        source = TinyMap({**TOWN.nodes, 10: grid(0.5, 0)}, ways, tags)
        return import_roads(source.write(tmp_path / f"{kind}.osm.pbf"))

    gate, bollard = with_barrier("gate"), with_barrier("bollard")
    south = ("South Street", "South Street")
    there = list(zip(gate.turn_from.tolist(), gate.turn_to.tolist(), strict=True)).index((0, 2))
    assert gate.turn_ds[there] == 600
    assert bollard.segment_count == gate.segment_count == free.segment_count + 1
    assert south in turns(bollard), "back at the bollard, and over the corner of Middle Street"
    assert (0, 2) not in zip(bollard.turn_from.tolist(), bollard.turn_to.tolist(), strict=True)
    assert (0, 1) in zip(bollard.turn_from.tolist(), bollard.turn_to.tolist(), strict=True)


def test_a_way_that_no_car_may_drive_in_either_direction_is_no_road(tmp_path: Path) -> None:
    tram = {**STREET, "name": "Tram Street", "motor_vehicle:forward": "no", "oneway": "yes"}
    network = import_roads(town({7: ((1, 5), tram)}).write(tmp_path / "tram.osm.pbf"))
    assert "Tram Street" not in names(network)


def test_turning_across_the_traffic_costs_more_than_turning_with_it(tmp_path: Path) -> None:
    path = TOWN.write(tmp_path / "town.osm.pbf")
    right = import_roads(path)
    left = import_roads(path, drives_on_left=True)

    def cost(network: RoadNetwork, origin: int, destination: int) -> int:
        found = (network.turn_from == origin) & (network.turn_to == destination)
        return int(network.turn_ds[found][0])

    middle = 2 * names(right).index("Middle Street")
    onward = [int(b) for a, b in zip(right.turn_from, right.turn_to, strict=True) if a == middle]
    to_west = next(arc for arc in onward if arc % 2)
    to_east = next(arc for arc in onward if not arc % 2)
    assert cost(right, middle, to_west) > cost(right, middle, to_east)
    assert cost(left, middle, to_west) < cost(left, middle, to_east)


def test_a_way_that_leaves_the_extract_is_kept_as_far_as_it_is_known(tmp_path: Path) -> None:
    clipped = town({7: ((3, 77, 6, 78, 79, 7), STREET | {"name": "Clipped"})})
    network = import_roads(clipped.write(tmp_path / "clipped.osm.pbf"))
    assert "Clipped" not in names(network)
    clipped = town({7: ((77, 7, 8, 8, 78, 3), STREET | {"name": "Clipped"})})
    network = import_roads(clipped.write(tmp_path / "clipped.osm.pbf"))
    assert names(network).count("Clipped") == 1


def test_an_extract_without_roads_is_refused_in_words(tmp_path: Path) -> None:
    path = TinyMap({1: (0.0, 0.0)}, {}).write(tmp_path / "empty.osm.pbf")
    with pytest.raises(RegionFileError, match="no road that cars may use"):
        import_roads(path)


def test_a_damaged_extract_is_refused_in_words(tmp_path: Path) -> None:
    path = TOWN.write(tmp_path / "town.osm.pbf")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(RegionFileError, match="cannot be read as an OpenStreetMap extract"):
        import_roads(path)


def no(rule: str) -> dict[str, str]:
    return {"type": "restriction", "restriction": rule}
