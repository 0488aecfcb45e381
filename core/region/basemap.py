"""Builds the base map of a region: one PMTiles file of vector tiles, drawn without a server.

Streets of one name are joined to long lines first, so that labels find room and tiles stay small.
"""

import gzip
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import numpy.typing as npt
import shapely
from mapbox_vector_tile.encoder import on_invalid_geometry_make_valid
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from core.region.map_features import MapFeature
from core.region.road_network import RegionFileError
from core.region.whole_file import whole_file

ATTRIBUTION = '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>'
MIN_ZOOM, MAX_ZOOM = 8, 15
NAMES_FROM_ZOOM = 11
"""Below it lines are stored without names and directions, which lets more of them be joined."""
EXTENT = 4096
MARGIN = 80
"""How far lines reach beyond their tile, in its units, so that joints do not show."""
TOLERANCE = 3.0
"""How far a simplified line may leave the true one, in tile units."""
LAYERS = ("landuse", "water", "buildings", "rail", "roads", "places")

Tile = tuple[int, int, int]
Shapes = npt.NDArray[np.object_]


def build_base_map(
    features: Sequence[MapFeature],
    path: Path,
    progress: Callable[[str], None] = lambda words: None,
    sea: Sequence[MapFeature] = (),
) -> int:
    """Write the file; readers see the old one or the whole new one. Returns the tile count.

    What is told of the file's extent is that of the features, without the `sea` around them.
    """
    if not features:
        raise RegionFileError(f"Nothing to draw for {path}: the extract has no roads or areas.")
    tiles: dict[int, bytes] = {}
    for zoom in range(MIN_ZOOM, MAX_ZOOM + 1):
        for (z, x, y), body in _tiles_of_zoom((*sea, *features), zoom):
            tiles[zxy_to_tileid(z, x, y)] = body
        progress(f"Base map: zoom {zoom} of {MAX_ZOOM}")
    _write(tiles, features, path, sea)
    return len(tiles)


def _tiles_of_zoom(features: Sequence[MapFeature], zoom: int) -> Iterable[tuple[Tile, bytes]]:
    drawn = _joined([feature for feature in features if _is_drawn(feature, zoom)], zoom)
    world = float(EXTENT * 2**zoom)
    shapes = shapely.transform(
        np.array([feature.geometry for feature in drawn], dtype=object), lambda xy: xy * world
    )
    if zoom < MAX_ZOOM:
        shapes = shapely.simplify(shapes, TOLERANCE)
    tree = shapely.STRtree(shapes)
    for x, y in sorted(_touched(shapes)):
        west, north = x * EXTENT - MARGIN, y * EXTENT - MARGIN
        side = EXTENT + 2 * MARGIN
        window = shapely.box(west, north, west + side, north + side)
        layers: dict[str, list[dict[str, object]]] = defaultdict(list)
        for number in np.sort(tree.query(window)):
            feature = drawn[number]
            cut = shapely.clip_by_rect(shapes[number], west, north, west + side, north + side)
            placed = _on_grid(cut, x, y)
            if not placed.is_empty:
                layers[feature.layer].append(
                    {"geometry": placed, "properties": dict(feature.properties)}
                )
        if layers:
            yield (zoom, x, y), _encoded(layers)


def _is_drawn(feature: MapFeature, zoom: int) -> bool:
    return feature.min_zoom <= zoom and (feature.max_zoom is None or zoom <= feature.max_zoom)


def _joined(features: Sequence[MapFeature], zoom: int) -> list[MapFeature]:
    """Lines with equal attributes as few long lines; everything else as it is."""
    rest: list[MapFeature] = []
    alike: dict[MapFeature, list[shapely.Geometry]] = defaultdict(list)
    for feature in features:
        if feature.geometry.geom_type != "LineString":
            rest.append(feature)
            continue
        properties = feature.properties
        if zoom < NAMES_FROM_ZOOM:
            properties = tuple((k, v) for k, v in properties if k not in ("name", "oneway"))
        alike[MapFeature(feature.layer, 0, properties, None)].append(feature.geometry)
    for like, lines in alike.items():
        is_directed = any(key == "oneway" for key, _ in like.properties)
        merged = shapely.line_merge(shapely.MultiLineString(lines), directed=is_directed)
        rest.extend(replace(like, geometry=line) for line in shapely.get_parts(merged))
    return rest


def _touched(shapes: Shapes) -> set[tuple[int, int]]:
    """Tiles that the bounding boxes of shapes touch."""
    tiles: set[tuple[int, int]] = set()
    for west, north, east, south in np.floor(shapely.bounds(shapes) / EXTENT).astype(int):
        tiles.update((x, y) for x in range(west, east + 1) for y in range(north, south + 1))
    return tiles


def _on_grid(shape: shapely.Geometry, x: int, y: int) -> shapely.Geometry:
    """Whole tile units from the tile's corner; what becomes smaller than one vanishes."""
    origin = np.array([x, y]) * EXTENT
    moved = shapely.transform(shape, lambda xy: xy - origin)
    if shapely.get_dimensions(moved) == 2:
        return shapely.set_precision(shapely.make_valid(moved), 1.0)
    return shapely.remove_repeated_points(shapely.transform(moved, np.rint))


def _encoded(layers: dict[str, list[dict[str, object]]]) -> bytes:
    tile = mapbox_vector_tile.encode(
        [{"name": name, "features": layers[name]} for name in LAYERS if name in layers],
        default_options={
            "y_coord_down": True,
            "extents": EXTENT,
            "on_invalid_geometry": on_invalid_geometry_make_valid,
        },
    )
    return gzip.compress(tile, compresslevel=9, mtime=0)


def _write(
    tiles: dict[int, bytes],
    features: Sequence[MapFeature],
    path: Path,
    sea: Sequence[MapFeature],
) -> None:
    header, metadata = _header(features), _metadata((*sea, *features))
    with whole_file(path) as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for tile_id in sorted(tiles):
            writer.write_tile(tile_id, tiles[tile_id])  # type: ignore[no-untyped-call]
        writer.finalize(header, metadata)  # type: ignore[no-untyped-call]


def _header(features: Sequence[MapFeature]) -> dict[str, object]:
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    west, north, east, south = shapely.total_bounds(shapes)
    bounds = [_degrees_e7(west, south), _degrees_e7(east, north)]
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
        "min_lon_e7": bounds[0][0],
        "min_lat_e7": bounds[0][1],
        "max_lon_e7": bounds[1][0],
        "max_lat_e7": bounds[1][1],
        "center_zoom": 12,
        "center_lon_e7": (bounds[0][0] + bounds[1][0]) // 2,
        "center_lat_e7": (bounds[0][1] + bounds[1][1]) // 2,
    }


def _degrees_e7(x: float, y: float) -> tuple[int, int]:
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
    return round((x - 0.5) * 360 * 1e7), round(lat * 1e7)


def _metadata(features: Sequence[MapFeature]) -> dict[str, object]:
    fields: dict[str, dict[str, str]] = {}
    for feature in features:
        layer = fields.setdefault(feature.layer, {})
        for key, value in feature.properties:
            layer[key] = "String" if isinstance(value, str) else "Number"
    return {
        "name": "Backhaul base map",
        "type": "baselayer",
        "attribution": ATTRIBUTION,
        "vector_layers": [
            {"id": name, "fields": fields[name], "minzoom": MIN_ZOOM, "maxzoom": MAX_ZOOM}
            for name in LAYERS
            if name in fields
        ],
    }
