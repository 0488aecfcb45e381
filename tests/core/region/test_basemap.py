import gzip
from pathlib import Path
from typing import Any, BinaryIO

import mapbox_vector_tile
import pytest
from pmtiles.reader import MmapSource, Reader

from core.region.basemap import MAX_ZOOM, MIN_ZOOM, build_base_map
from core.region.map_features import read_map_features
from core.region.road_network import RegionFileError
from tests.core.region.tiny_map import STREET, TOWN, TinyMap, grid

# The town lies at the corner of four tiles; this one holds what is north east of it.
MIDDLE = {zoom: 2**zoom // 2 for zoom in range(MIN_ZOOM, MAX_ZOOM + 1)}

LAKE = (
    (11, 12, 13, 14, 11),
    {"natural": "water", "name": "Lake"},
)
RICH = TinyMap(
    {
        **TOWN.nodes,
        11: grid(4, 1),
        12: grid(6, 1),
        13: grid(6, 3),
        14: grid(4, 3),
        15: grid(1, 3),
        16: grid(2, 3),
    },
    {
        **TOWN.ways,
        7: ((4, 15), {"highway": "motorway", "name": "Highway"}),
        8: ((15, 16), {"highway": "secondary", "oneway": "-1"}),
        9: LAKE,
        10: ((15, 11), {"railway": "rail"}),
        11: ((16, 12), {"waterway": "stream"}),
        12: ((4, 5, 15, 4), {"building": "yes"}),
        13: ((5, 6, 16, 5), {"leisure": "park"}),
    },
    {
        15: {"place": "suburb", "name": "Old Quarter"},
        16: {"addr:housenumber": "12"},
        14: {"place": "suburb"},
    },
)


def opened(file: BinaryIO) -> Any:
    return Reader(MmapSource(file))  # type: ignore[no-untyped-call]


def tile(path: Path, zoom: int) -> dict[str, list[dict[str, Any]]]:
    """Features of the tile north east of the town's corner, by layer."""
    with path.open("rb") as file:
        body = opened(file).get(zoom, MIDDLE[zoom], MIDDLE[zoom] - 1)
    if body is None:
        return {}
    layers = mapbox_vector_tile.decode(
        gzip.decompress(body), default_options={"y_coord_down": True}
    )
    return {name: layer["features"] for name, layer in layers.items()}


def built(source: TinyMap, folder: Path) -> Path:
    features = read_map_features(source.write(folder / "map.osm.pbf"))
    build_base_map(features, folder / "base.pmtiles")
    return folder / "base.pmtiles"


def test_every_kind_of_thing_has_its_layer(tmp_path: Path) -> None:
    layers = tile(built(RICH, tmp_path), MAX_ZOOM)
    assert set(layers) == {"roads", "water", "rail", "buildings", "landuse", "places"}
    assert [place["properties"]["name"] for place in layers["places"]] == ["Old Quarter"]
    assert {f["properties"]["kind"] for f in layers["water"]} == {"water", "stream"}
    kinds = {f["properties"]["kind"] for f in layers["buildings"]}
    assert kinds == {"building", "address"}


def test_pieces_of_one_street_become_one_line_with_its_name(tmp_path: Path) -> None:
    roads = tile(built(TOWN, tmp_path), MAX_ZOOM)["roads"]
    south = [f for f in roads if f["properties"].get("name") == "South Street"]
    assert len(south) == 1
    assert south[0]["properties"] == {
        "kind": "minor_road",
        "kind_detail": "residential",
        "name": "South Street",
    }


def test_a_one_way_street_is_drawn_in_the_direction_of_travel(tmp_path: Path) -> None:
    roads = tile(built(RICH, tmp_path), MAX_ZOOM)["roads"]
    (middle,) = (f for f in roads if f["properties"].get("name") == "Middle Street")
    start, *_, end = middle["geometry"]["coordinates"]
    assert middle["properties"]["oneway"] == 1
    assert end[1] < start[1], "north is up"
    (reversed_way,) = (f for f in roads if f["properties"]["kind"] == "major_road")
    start, *_, end = reversed_way["geometry"]["coordinates"]
    assert reversed_way["properties"]["oneway"] == 1
    assert end[0] < start[0], "the way runs west"


def test_small_streets_wait_for_near_zooms(tmp_path: Path) -> None:
    path = built(RICH, tmp_path)
    assert {f["properties"]["kind"] for f in tile(path, 9)["roads"]} == {"highway", "major_road"}
    assert "minor_road" in {f["properties"]["kind"] for f in tile(path, 12)["roads"]}
    assert all("name" not in f["properties"] for f in tile(path, 9)["roads"])


def test_the_file_says_where_it_is_and_whose_data_it_holds(tmp_path: Path) -> None:
    with built(TOWN, tmp_path).open("rb") as file:
        reader = opened(file)
        header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (11, MAX_ZOOM)
    assert header["min_lon_e7"] == 0
    assert header["max_lat_e7"] == pytest.approx(8993, abs=2)
    assert "OpenStreetMap contributors" in metadata["attribution"]
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["roads"]


def test_progress_names_each_zoom_and_nothing_else_is_left_behind(tmp_path: Path) -> None:
    said: list[str] = []
    features = read_map_features(TOWN.write(tmp_path / "map.osm.pbf"))
    assert build_base_map(features, tmp_path / "base.pmtiles", said.append) > 0
    assert len(said) == MAX_ZOOM - MIN_ZOOM + 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.pmtiles", "map.osm.pbf"]


def test_a_line_that_leaves_the_extract_is_drawn_as_far_as_it_is_known(tmp_path: Path) -> None:
    clipped = TinyMap(TOWN.nodes, {1: ((1, 77, 3), STREET), 2: ((77, 2), STREET)})
    features = read_map_features(clipped.write(tmp_path / "map.osm.pbf"))
    assert [len(feature.geometry.coords) for feature in features] == [2]


def test_what_a_map_need_not_show_is_left_out(tmp_path: Path) -> None:
    plain = TinyMap(
        TOWN.nodes,
        {
            1: ((1, 2), {"railway": "rail", "service": "yard"}),
            2: ((2, 3), {"barrier": "fence"}),
            3: ((1, 2, 5, 1), {"landuse": "residential"}),
            4: ((4, 5), {"highway": "service", "tunnel": "yes"}),
        },
        {1: {"amenity": "bench"}},
    )
    (tunnel,) = read_map_features(plain.write(tmp_path / "map.osm.pbf"))
    assert dict(tunnel.properties) == {"kind": "other", "kind_detail": "service", "is_tunnel": 1}


def test_an_extract_with_nothing_to_draw_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RegionFileError, match="Nothing to draw"):
        build_base_map([], tmp_path / "base.pmtiles")


def test_a_damaged_extract_is_refused_in_words(tmp_path: Path) -> None:
    path = TOWN.write(tmp_path / "town.osm.pbf")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(RegionFileError, match="Download it again"):
        read_map_features(path)
