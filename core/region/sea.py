"""The sea beside a region whose extract has none: one shape in a file, `sea.geojson`.

Called by `build.py`. Drawn as far as one sees: wide at far zooms, near the region at close ones,
where thousands of blue tiles would be in the file for nobody.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from core.region.map_features import MapFeature, in_mercator
from core.region.road_network import RegionFileError

FILE = "sea.geojson"
REACH = ((0, 11, None), (12, 13, 1.6), (14, None, 0.35))
"""First and last zoom, and how far beyond the region the sea is drawn, in lengths of the region."""


def read_sea(file: Path, features: Sequence[MapFeature]) -> list[MapFeature]:
    """The sea beside these features; nothing without a file. Raises `RegionFileError`."""
    if not file.is_file():
        return []
    try:
        shape = shapely.from_geojson(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, shapely.GEOSException) as error:
        raise RegionFileError(
            f"{file} is no GeoJSON ({error}). Take it away, or mend it."
        ) from error
    wide = shapely.transform(shapely.make_valid(shape), in_mercator)
    known = np.array([feature.geometry for feature in features], dtype=object)
    west, north, east, south = shapely.total_bounds(known)
    size = max(east - west, south - north)
    found = []
    for first, last, reach in REACH:
        more = size * (reach or 0.0)
        near = shapely.clip_by_rect(wide, west - more, north - more, east + more, south + more)
        drawn = wide if reach is None else near
        if not drawn.is_empty:
            found.append(MapFeature("water", first, (("kind", "ocean"),), drawn, last))
    return found
