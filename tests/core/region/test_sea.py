"""The sea beside a region that has none in its extract."""

import gzip
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader

from core.region.build import build_region
from core.region.map_features import read_map_features
from core.region.road_network import RegionFileError
from core.region.sea import FILE, read_sea
from tests.core.region.tiny_map import TOWN

SEA = shapely.box(-3, -3, 0.5, 3)
"""All around the town's western end."""


def town(folder: Path, sea: str = "") -> Path:
    extract = TOWN.write(folder / "town.osm.pbf")
    if sea:
        (folder / FILE).write_text(sea, encoding="utf-8")
    return extract


def layers_at(file: Path, zoom: int, x: int, y: int) -> set[str]:
    with file.open("rb") as opened:
        reader: Any = Reader(MmapSource(opened))  # type: ignore[no-untyped-call]
        body = reader.get(zoom, x, y)
    return set(mapbox_vector_tile.decode(gzip.decompress(body))) if body is not None else set()


def test_without_a_file_there_is_no_sea(tmp_path: Path) -> None:
    features = read_map_features(town(tmp_path))
    assert read_sea(tmp_path / FILE, features) == []


def test_it_is_wide_at_far_zooms_and_near_the_region_at_close_ones(tmp_path: Path) -> None:
    features = read_map_features(town(tmp_path, shapely.to_geojson(SEA)))
    found = read_sea(tmp_path / FILE, features)
    assert [(sea.min_zoom, sea.max_zoom) for sea in found] == [(0, 11), (12, 13), (14, None)]
    wide, near, close = (sea.geometry.area for sea in found)
    assert wide > 10 * near > 20 * close > 0
    far_away = shapely.to_geojson(shapely.box(20, 20, 21, 21))
    (tmp_path / FILE).write_text(far_away, encoding="utf-8")
    assert len(read_sea(tmp_path / FILE, features)) == 1


def test_it_is_drawn_and_the_map_is_told_to_be_the_regions(tmp_path: Path) -> None:
    dry = build_region(town(tmp_path), tmp_path / "dry")
    wet = build_region(town(tmp_path, shapely.to_geojson(SEA)), tmp_path / "wet")
    heads = []
    for file in (dry.base_map, wet.base_map):
        with file.open("rb") as opened:
            heads.append(Reader(MmapSource(opened)).header())  # type: ignore[no-untyped-call]
    assert heads[0]["max_lon_e7"] == heads[1]["max_lon_e7"]
    zoom = 8
    middle = 2**zoom // 2
    assert "water" in layers_at(wet.base_map, zoom, middle - 1, middle)
    assert layers_at(dry.base_map, zoom, middle - 1, middle) == set()


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    features = read_map_features(town(tmp_path, "no sea"))
    with pytest.raises(RegionFileError, match=r"sea\.geojson is no GeoJSON"):
        read_sea(tmp_path / FILE, features)
