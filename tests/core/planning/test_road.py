from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.planning.road import PASS_CLOSED_S, Point, RoadEngine, no_road_words
from core.planning.street_index import Snap
from core.planning.travel import GREAT_CIRCLE, ROAD
from core.region.road_import import import_roads
from core.region.road_network import RegionFileError
from tests.core.region.tiny_map import STREET, TOWN, TinyMap, grid

DEMO = Path(__file__).parents[3] / "resources" / "demo" / "roads.npz"
STREET_MS = 21 / 3.6
"""Speed of a residential street."""


@pytest.fixture(scope="module")
def city() -> RoadEngine:
    return RoadEngine.open(DEMO)


@pytest.fixture
def town(tmp_path: Path) -> RoadEngine:
    return RoadEngine(import_roads(TOWN.write(tmp_path / "town.osm.pbf")), "town")


def on_road(engine: RoadEngine, column: float, row: float) -> Snap:
    """The snap of a point of the town, counted in blocks of 100 m."""
    snap = engine.snap(*grid(column, row))
    assert snap is not None
    return snap


def city_points(engine: RoadEngine, count: int, seed: int) -> list[Snap]:
    random = np.random.default_rng(seed)
    lats, lons = random.uniform(-29.97, -29.88, 4 * count), random.uniform(-71.3, -71.22, 4 * count)
    snaps = [engine.snap(lat, lon) for lat, lon in zip(lats, lons, strict=True)]
    return [snap for snap in snaps if snap is not None][:count]


def test_driving_straight_takes_length_over_speed(town: RoadEngine) -> None:
    seconds, metres = town.matrix([on_road(town, 0.2, 0)], [on_road(town, 0.8, 0)])
    assert metres[0, 0] == pytest.approx(60, abs=0.5)
    assert seconds[0, 0] == pytest.approx(60 / STREET_MS, rel=0.01)


def test_a_stop_may_be_left_and_entered_in_both_directions(town: RoadEngine) -> None:
    there, back = on_road(town, 2.8, 0), on_road(town, 2.2, 0)
    _, metres = town.matrix([there, back], [there, back])
    assert metres == pytest.approx(np.array([[0, 60], [60, 0]]), abs=0.5)


def test_a_one_way_street_is_driven_in_its_direction_only(town: RoadEngine) -> None:
    south, north = on_road(town, 1, 0.2), on_road(town, 1, 0.8)
    _, metres = town.matrix([south, north], [south, north])
    assert metres[0, 1] == pytest.approx(60, abs=0.5)
    assert metres[1, 0] == pytest.approx(340, abs=1), "round the block"


def test_the_way_round_the_block_is_drawn_as_it_is_timed(town: RoadEngine) -> None:
    south, north = on_road(town, 1, 0.2), on_road(town, 1, 0.8)
    seconds, _ = town.matrix([north], [south])
    way = town.path(north, south)
    assert way.metres == pytest.approx(340, abs=1)
    assert way.seconds[-1] == pytest.approx(seconds[0, 0], abs=0.01)


def test_a_turn_restriction_is_obeyed(tmp_path: Path) -> None:
    rule = {"type": "restriction", "restriction": "no_right_turn"}
    ways = {**TOWN.ways, 2: ((4, 5), STREET), 8: ((5, 6), STREET)}
    members = (("w", 3, "from"), ("n", 5, "via"), ("w", 8, "to"))
    lengths = []
    for relations in ({}, {1: (members, rule)}):
        source = TinyMap(TOWN.nodes, ways, {}, relations)
        engine = RoadEngine(import_roads(source.write(tmp_path / "map.osm.pbf")), "town")
        ends = [on_road(engine, 1, 0.5)], [on_road(engine, 1.5, 1)]
        lengths.append(float(engine.matrix(*ends)[1][0, 0]))
    # Left instead of right, round both blocks: 50 + 100 + 100 + 200 + 100 + 50.
    assert lengths == pytest.approx([100, 600], abs=2)


def test_a_path_passes_its_junctions_and_its_clock_never_runs_back(town: RoadEngine) -> None:
    way = town.path(grid(0.5, 0), grid(1, 0.5))
    assert way.source == ROAD
    assert way.metres == pytest.approx(100, abs=0.5)
    assert (way.lats[0], way.lons[0]) == pytest.approx(grid(0.5, 0), abs=1e-6)
    assert (way.lats[-1], way.lons[-1]) == pytest.approx(grid(1, 0.5), abs=1e-6)
    assert (np.diff(way.seconds) >= 0).all()
    assert way.seconds[0] == 0
    corner = grid(1, 0)
    at_corner = np.isclose(way.lats, corner[0]) & np.isclose(way.lons, corner[1], atol=1e-7)
    assert at_corner.sum() == 2, "the turn takes time at the corner"


def test_a_path_to_where_one_stands_is_a_point_in_time(town: RoadEngine) -> None:
    way = town.path(grid(0.5, 0), grid(0.5, 0))
    assert way.metres == 0
    assert way.seconds[-1] == 0
    assert len(way.lats) >= 1


def test_a_point_without_a_road_within_200_m_is_not_snapped(town: RoadEngine) -> None:
    assert town.snap(*grid(1.5, 2.9)) is not None
    assert town.snap(*grid(1.5, 3.1)) is None
    assert town.snap(45.0, 90.0) is None
    assert "Move the place" in no_road_words(45.0, 90.0)


def test_a_point_beside_an_unconnected_street_is_snapped_to_the_network(town: RoadEngine) -> None:
    assert town.snap(*grid(10.5, 0)) is None, "only the lost street is near"


def test_a_path_to_nowhere_is_a_straight_line_that_says_so(town: RoadEngine) -> None:
    way = town.path(grid(0, 0), (45.0, 90.0))
    assert way.source == GREAT_CIRCLE
    assert way.lats.tolist() == [0.0, 45.0]
    assert way.seconds[-1] == pytest.approx(way.metres / (30 / 3.6), rel=1e-4)
    assert town.path(on_road(town, 0, 0), (45.0, 90.0)).source == GREAT_CIRCLE


def test_snapping_is_remembered_and_forgotten_in_bounds(
    town: RoadEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.planning.road.SNAPS_KEPT", 2)
    first = town.snap(*grid(0.1, 0))
    assert town.snap(*grid(0.1, 0)) is first
    for column in (0.2, 0.3, 0.4):
        town.snap(*grid(column, 0))
    assert town.snap(*grid(0.1, 0)) == first


@pytest.fixture(scope="module", params=["routingkit-cch", "dijkstra"])
def other(request: pytest.FixtureRequest, city: RoadEngine) -> RoadEngine:
    if request.param == "routingkit-cch":
        pytest.importorskip("routingkit_cch")
    if request.param == city.engine_name:
        pytest.skip(f"{request.param} is the engine that others are compared with here")
    return RoadEngine.open(DEMO, [request.param])


def test_all_engines_agree_on_the_demo_city(city: RoadEngine, other: RoadEngine) -> None:
    points = city_points(city, 25, seed=4)
    for mine, theirs in zip(city.matrix(points, points), other.matrix(points, points), strict=True):
        assert np.array_equal(mine, theirs)
    assert other.engine_name != city.engine_name
    assert other.fingerprint == city.fingerprint


def test_paths_take_the_time_that_the_matrix_says(city: RoadEngine) -> None:
    points = city_points(city, 30, seed=5)
    seconds, metres = city.matrix(points, points)
    for row in range(29):
        way = city.path(points[row], points[row + 1])
        assert way.seconds[-1] == pytest.approx(seconds[row, row + 1], abs=0.01)
        assert way.metres == pytest.approx(metres[row, row + 1], rel=0.01, abs=10)


def test_speeds_in_the_city_are_believable(city: RoadEngine) -> None:
    points = city_points(city, 60, seed=6)
    seconds, metres = city.matrix(points, points)
    apart = metres > 2_000
    assert 22 < float(np.median(metres[apart] / seconds[apart])) * 3.6 < 42


def test_no_way_is_shorter_than_the_straight_line_nor_faster_than_a_motorway(
    city: RoadEngine,
) -> None:
    points = city_points(city, 40, seed=7)
    seconds, metres = city.matrix(points, points)
    straight = np.array([_straight_metres(point, points) for point in points])
    assert (metres >= straight - 3).all()
    assert (seconds * (80 / 3.6) >= straight - 3).all()


def test_a_matrix_in_parts_is_the_matrix(city: RoadEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    points = city_points(city, 20, seed=8)
    whole = city.matrix(points, points)
    monkeypatch.setattr("core.planning.road.ROWS_AT_ONCE", 7)
    for one, other_part in zip(whole, city.matrix(points, points), strict=True):
        assert np.array_equal(one, other_part)
    assert city.matrix([], points)[0].shape == (0, 20)
    assert city.matrix(points, [])[0].shape == (20, 0)


def test_threads_get_the_same_answers(city: RoadEngine) -> None:
    points = city_points(city, 12, seed=9)
    expected, _ = city.matrix(points, points)

    def one_row(row: int) -> bool:
        seconds, _ = city.matrix([points[row]], points)
        way = city.path(points[row], points[row - 1])
        return np.array_equal(seconds[0], expected[row]) and way.source == ROAD

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(one_row, [*range(12)] * 3))


def test_the_fingerprint_names_the_network(tmp_path: Path) -> None:
    prints: set[str] = set()
    for number, extra in enumerate(({}, {7: ((6, 7), STREET)})):
        source = TinyMap(TOWN.nodes, {**TOWN.ways, **extra})
        import_roads(source.write(tmp_path / "map.osm.pbf")).save(tmp_path / f"{number}.npz")
        prints |= {RoadEngine.open(tmp_path / f"{number}.npz").fingerprint for _ in range(2)}
    assert len(prints) == 2


def test_a_missing_network_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RegionFileError, match="does not exist"):
        RoadEngine.open(tmp_path / "roads.npz")


def _straight_metres(origin: Snap, points: list[Snap]) -> list[float]:
    here: Point = (origin.lat, origin.lon)
    scale = 6_371_008.8 * np.pi / 180
    return [
        float(
            np.hypot(
                (point.lat - here[0]) * scale,
                (point.lon - here[1]) * scale * np.cos(np.radians(here[0])),
            )
        )
        for point in points
    ]


def south_street(town: RoadEngine, column: float) -> list[Point]:
    found = town.stretch([grid(column, 0)])
    assert found is not None
    return list(found.line)


def test_one_point_means_its_street_from_junction_to_junction(town: RoadEngine) -> None:
    found = town.stretch([grid(1.4, 0.02)])
    assert found is not None
    assert (found.name, found.others) == ("South Street", ())
    assert found.metres == pytest.approx(100, abs=0.5)
    assert {(round(lat, 6), round(lon, 6)) for lat, lon in found.line} == {
        (round(lat, 6), round(lon, 6)) for lat, lon in (grid(1, 0), grid(2, 0))
    }


def test_a_drawn_line_means_the_streets_from_its_begin_to_its_end(town: RoadEngine) -> None:
    found = town.stretch([grid(0.5, 0), grid(1, 0.9)])
    assert found is not None
    assert (found.name, found.others) == ("South Street", ("Middle Street",))
    assert found.metres == pytest.approx(200, abs=1)
    assert town.stretch([grid(0.5, 0), grid(0.5, 3.5)]) is None


def test_a_line_may_be_drawn_against_a_one_way_street(town: RoadEngine) -> None:
    for ends in ([grid(1, 0.9), grid(0.9, 0)], [grid(0.9, 0), grid(1, 0.9)]):
        found = town.stretch(ends)
        assert found is not None
        assert found.metres == pytest.approx(200, abs=1)


def test_nobody_drives_through_a_closed_street(town: RoadEngine) -> None:
    closed = town.closed([south_street(town, 1.5)])
    there, back = on_road(closed, 0.5, 0), on_road(closed, 2.5, 0)
    _, metres = closed.matrix([there, back], [there, back])
    assert metres[0, 1] == pytest.approx(50 + 100 + 200 + 50, abs=1), "round by North Street"
    assert town.matrix([there], [back])[1][0, 0] == pytest.approx(200, abs=1)
    way = closed.path(there, back)
    assert way.metres == pytest.approx(metres[0, 1], abs=1)
    assert float(way.lats.max()) == pytest.approx(grid(0, 1)[0], abs=1e-6)


def test_what_lies_on_a_closed_street_is_reached_from_the_nearest_open_one(
    town: RoadEngine,
) -> None:
    closed = town.closed([south_street(town, 1.5)])
    snap = on_road(closed, 1.2, 0)
    assert (snap.lat, snap.lon) == pytest.approx(grid(1, 0), abs=1e-6)
    assert on_road(town, 1.2, 0).lon == pytest.approx(grid(1.2, 0)[1], abs=1e-6)


def test_where_nothing_else_leads_the_closed_street_counts_ten_minutes(town: RoadEngine) -> None:
    closed = town.closed([south_street(town, 2.2)])
    end = closed.snap(*grid(3, 0))
    assert end is not None
    start = [on_road(town, 0.5, 0)]
    usual_s, usual_m = town.matrix(start, [on_road(town, 3, 0)])
    far_end = [on_road(town, 3, 0)]
    seconds, metres = closed.matrix(start, far_end)
    assert seconds[0, 0] == pytest.approx(usual_s[0, 0] + PASS_CLOSED_S, abs=0.1)
    assert metres[0, 0] == pytest.approx(usual_m[0, 0], abs=1)


def test_a_stretch_of_several_blocks_counts_once(town: RoadEngine) -> None:
    outward = [south_street(town, 1.5), south_street(town, 2.2)]
    closed = town.closed([*outward, [grid(1, 1), grid(1, 0)], [grid(2, 1), grid(2, 0)]])
    start, end = [on_road(town, 0.5, 0)], [on_road(town, 3, 0)]
    seconds = closed.matrix(start, end)[0][0, 0]
    assert seconds == pytest.approx(town.matrix(start, end)[0][0, 0] + PASS_CLOSED_S, abs=0.1)


@pytest.mark.parametrize("engine", ["pyroutingkit", "routingkit-cch", "dijkstra"])
def test_every_search_knows_what_is_closed(tmp_path: Path, engine: str) -> None:
    roads = RoadEngine(import_roads(TOWN.write(tmp_path / "t.osm.pbf")), "town", [engine])
    closed = roads.closed([south_street(roads, 1.5)])
    ends = [on_road(closed, 0.5, 0)], [on_road(closed, 2.5, 0)]
    assert closed.matrix(*ends)[1][0, 0] == pytest.approx(400, abs=1)
    assert roads.matrix(*ends)[1][0, 0] == pytest.approx(200, abs=1), "the open roads stay"


def test_a_line_that_is_on_no_street_closes_nothing(town: RoadEngine) -> None:
    assert town.closed([[grid(0.5, 0.5), grid(0.6, 0.5)]]) is town
    assert town.closed([]) is town


def test_streets_are_closed_one_after_the_other(town: RoadEngine) -> None:
    first = town.closed([south_street(town, 1.5)])
    both = first.closed([south_street(town, 1.5), south_street(town, 0.5)])
    snap = both.snap(*grid(1.4, 0))
    assert snap is not None
    assert snap.lon == pytest.approx(grid(1, 0)[1], abs=1e-6), "Middle Street's corner"


def one_road(path: Path, blocks: int, engine: str = "dijkstra") -> RoadEngine:
    """A single street of so many blocks of 100 m, and nothing else."""
    nodes = {number: grid(number - 1, 0) for number in range(1, blocks + 2)}
    ways = {number: ((number, number + 1), STREET) for number in range(1, blocks + 1)}
    return RoadEngine(import_roads(TinyMap(nodes, ways).write(path / "r.osm.pbf")), "r", [engine])


@pytest.mark.parametrize("engine", ["pyroutingkit", "routingkit-cch", "dijkstra"])
@pytest.mark.parametrize("count", [4, 5, 50])
def test_every_closed_stretch_of_the_only_road_counts(
    tmp_path: Path, engine: str, count: int
) -> None:
    roads = one_road(tmp_path, 2 * count + 1, engine)
    closed = roads.closed([south_street(roads, 2 * n + 1.5) for n in range(count)])
    ends = [on_road(closed, 0.5, 0), on_road(closed, 2 * count + 0.5, 0)]
    usual_s, usual_m = roads.matrix(ends, ends)
    seconds, metres = closed.matrix(ends, ends)
    asked_s = count * PASS_CLOSED_S * (1 - np.eye(2))
    assert seconds == pytest.approx(usual_s + asked_s, abs=0.1)
    assert metres == pytest.approx(usual_m, abs=1)
    assert closed.path(*ends).metres == pytest.approx(200 * count, abs=1)
    assert closed.path(ends[0], on_road(closed, 0.9, 0)).metres == pytest.approx(40, abs=1)


def test_more_than_half_a_day_on_open_roads_is_what_it_is(tmp_path: Path) -> None:
    nodes = {1: grid(0, 0), 2: grid(3_000, 0)}
    source = TinyMap(nodes, {1: ((1, 2), STREET)})
    roads = RoadEngine(import_roads(source.write(tmp_path / "r.osm.pbf")), "r")
    seconds, metres = roads.matrix([on_road(roads, 0, 0)], [on_road(roads, 3_000, 0)])
    assert metres[0, 0] == pytest.approx(300_000, rel=0.01)
    assert seconds[0, 0] == pytest.approx(300_000 / STREET_MS, rel=0.01)


def test_half_a_day_of_driving_is_told_from_closed_streets(tmp_path: Path) -> None:
    nodes = {1: grid(0, 0), 2: grid(3_000, 0), 3: grid(3_001, 0), 4: grid(3_002, 0)}
    ways = {n: ((n, n + 1), STREET) for n in (1, 2, 3)}
    source = TinyMap(nodes, ways)
    roads = RoadEngine(import_roads(source.write(tmp_path / "r.osm.pbf")), "r")
    closed = roads.closed([[grid(3_000, 0), grid(3_001, 0)]])
    start, end = [on_road(roads, 0, 0)], [on_road(roads, 3_002, 0)]
    usual_s, usual_m = roads.matrix(start, end)
    assert usual_s[0, 0] > 43_200
    seconds, metres = closed.matrix([on_road(closed, 0, 0)], [on_road(closed, 3_002, 0)])
    assert seconds[0, 0] == pytest.approx(usual_s[0, 0] + PASS_CLOSED_S, abs=1)
    assert metres[0, 0] == pytest.approx(usual_m[0, 0], abs=10)


@pytest.mark.parametrize("count", [1, 6])
def test_a_path_takes_the_ten_minutes_of_each_closed_stretch_in_it(
    tmp_path: Path, count: int
) -> None:
    roads = one_road(tmp_path, 2 * count + 1)
    closed = roads.closed([south_street(roads, 2 * n + 1.5) for n in range(count)])
    ends = on_road(closed, 0.5, 0), on_road(closed, 2 * count + 0.5, 0)
    way = closed.path(*ends)
    seconds, _ = closed.matrix([ends[0]], [ends[1]])
    assert float(way.seconds[-1]) == pytest.approx(seconds[0, 0], abs=0.1)
    assert float(np.diff(way.seconds).max()) >= PASS_CLOSED_S


def for_visitors(path: Path, engine: str = "pyroutingkit") -> RoadEngine:
    """The town with South Street's block between b and c for its own visitors."""
    mine = {"name": "Mine", "motor_vehicle": "destination"}
    parts = {
        1: ((1, 2), STREET),
        8: ((2, 3), STREET | mine),
        9: ((3, 7), STREET),
        10: ((10, 11), STREET | {"name": "Yard"}),
        11: ((2, 10), STREET | mine),
    }
    nodes = {**TOWN.nodes, 10: grid(1, -1), 11: grid(1, -2)}
    source = TinyMap(nodes, {**TOWN.ways, **parts})
    return RoadEngine(import_roads(source.write(path / "v.osm.pbf")), "v", [engine])


@pytest.mark.parametrize("engine", ["pyroutingkit", "routingkit-cch", "dijkstra"])
def test_who_is_on_the_way_to_somewhere_else_goes_round_streets_for_visitors(
    tmp_path: Path, engine: str
) -> None:
    roads = for_visitors(tmp_path, engine)
    there, back = on_road(roads, 0.5, 0), on_road(roads, 2.5, 0)
    seconds, metres = roads.matrix([there], [back])
    assert metres[0, 0] == pytest.approx(50 + 100 + 100 + 100 + 50, abs=1), "round by the north"
    assert roads.path(there, back).metres == pytest.approx(metres[0, 0], abs=1)
    assert seconds[0, 0] < 200


def test_visitors_drive_in_and_out_again_in_the_time_that_it_takes(tmp_path: Path) -> None:
    roads = for_visitors(tmp_path)
    there, visited, yard = on_road(roads, 0.5, 0), on_road(roads, 1.5, 0), on_road(roads, 1, -1.9)
    seconds, metres = roads.matrix([there, visited, yard], [there, visited, yard])
    expected = np.array([[0, 100, 240], [100, 0, 240], [240, 240, 0]])
    assert metres == pytest.approx(expected, abs=1), "the yard lies behind such a street"
    assert seconds.max() < 240 / STREET_MS + 30
    assert float(roads.path(there, yard).seconds[-1]) == pytest.approx(seconds[0, 2], abs=0.1)


def test_streets_for_visitors_and_closed_ones_are_counted_each_for_itself(tmp_path: Path) -> None:
    roads = for_visitors(tmp_path)
    closed = roads.closed([[grid(1, -1), grid(1, -2)]])
    there, yard = on_road(closed, 0.5, 0), Snap(on_road(roads, 1, -1.9).arcs, 0.9, 0, 0, 0)
    seconds, metres = closed.matrix([there], [yard])
    usual_s, usual_m = roads.matrix([there], [yard])
    assert seconds[0, 0] == pytest.approx(usual_s[0, 0] + PASS_CLOSED_S, abs=0.1)
    assert metres[0, 0] == pytest.approx(usual_m[0, 0], abs=1)


def test_whoever_stands_in_a_closed_stretch_goes_round_in_it_without_entering_it(
    town: RoadEngine,
) -> None:
    corners = [grid(*at) for at in ((0, 0), (1, 0), (2, 0), (3, 0))]
    ring = [grid(0, 0), grid(0, 1), grid(1, 1), grid(2, 1), grid(2, 0)]
    closed = town.closed([corners, ring, [grid(1, 0), grid(1, 1)]])
    south, north = on_road(closed, 1, 0.2), on_road(closed, 1, 0.8)
    seconds, metres = closed.matrix([north], [south])
    assert metres[0, 0] == pytest.approx(340, abs=1)
    assert seconds[0, 0] == pytest.approx(town.matrix([north], [south])[0][0, 0], abs=0.1)


ONWARD = {8: ((5, 10), STREET | {"name": "Straight On"})}


def over_a_way(rule: str) -> TinyMap:
    """From the South Street by the Middle Street: into the North Street, or straight on."""
    to = 8 if rule.startswith("only_") else 2
    members = (("w", 1, "from"), ("w", 3, "via"), ("w", to, "to"))
    tags = {"type": "restriction", "restriction": rule}
    nodes = {**TOWN.nodes, 10: grid(1, 2)}
    return TinyMap(nodes, {**TOWN.ways, **ONWARD}, {}, {1: (members, tags)})


@pytest.mark.parametrize("search", ["pyroutingkit", "dijkstra"])
def test_a_restriction_over_a_way_is_driven_round(tmp_path: Path, search: str) -> None:
    bound = over_a_way("no_left_turn").write(tmp_path / "bound.osm.pbf")
    engine = RoadEngine(import_roads(bound), "bound", (search,))
    west, north, middle = (on_road(engine, *at) for at in ((0.5, 0), (1.5, 1), (1, 0.5)))
    _, metres = engine.matrix([west, middle], [north, middle])
    assert metres[0, 0] == pytest.approx(300, abs=1), "by the street in the east"
    assert metres[0, 1] == pytest.approx(100, abs=1), "to a door in the Middle Street as before"
    assert metres[1, 0] == pytest.approx(100, abs=1), "whoever stops there may turn"
    assert engine.path(west, north).metres == pytest.approx(300, abs=1)
    assert engine.path(west, middle).metres == pytest.approx(100, abs=1)
    shut = engine.closed([[grid(1, 0.2), grid(1, 0.8)]])
    seconds, _ = shut.matrix([west], [on_road(shut, 1, 0.97)])
    assert seconds[0, 0] > 0
    assert shut.path(west, north).metres == pytest.approx(300, abs=1)


def test_an_only_restriction_over_a_way_leaves_one_turn(tmp_path: Path) -> None:
    free = TinyMap({**TOWN.nodes, 10: grid(1, 2)}, {**TOWN.ways, **ONWARD})
    for made, name, expected in (
        (free, "free", 200),
        (over_a_way("only_straight_on"), "bound", 300),
    ):
        engine = RoadEngine(import_roads(made.write(tmp_path / f"{name}.osm.pbf")), name)
        west, north, ahead = (on_road(engine, *at) for at in ((0.5, 0), (1.5, 1), (1, 1.5)))
        _, metres = engine.matrix([west], [north, ahead])
        assert metres[0] == pytest.approx([expected, 200], abs=1)


def test_large_matrices_are_the_same_in_one_block_and_in_several(
    city: RoadEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    snaps = city_points(city, 40, 3)
    whole = city.matrix(snaps, snaps)
    monkeypatch.setattr("core.planning.road.ROWS_AT_ONCE", 7)
    monkeypatch.setattr("core.planning.road.CELLS_AT_ONCE", 1)
    parts = city.matrix(snaps, snaps)
    assert all(np.array_equal(a, b) for a, b in zip(whole, parts, strict=True))
