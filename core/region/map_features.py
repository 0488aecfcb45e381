"""Reads what the base map draws from an extract: roads, rail, water, parks, buildings, places.

Layer names and attributes are those of the Protomaps base map, where it has them
(https://docs.protomaps.com/basemaps/layers). Geometry is in web mercator, 0 to 1 from the north
west corner of the world.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium
import shapely
from shapely import Geometry

from core.region.road_classes import BACKWARD, FORWARD, directions
from core.region.road_network import RegionFileError

Tags = Mapping[str, str]
Floats = npt.NDArray[np.float64]

ROAD_KINDS: dict[str, tuple[str, int]] = {
    "motorway": ("highway", 8),
    "trunk": ("highway", 8),
    "primary": ("major_road", 8),
    "secondary": ("major_road", 9),
    "tertiary": ("medium_road", 10),
    "unclassified": ("minor_road", 11),
    "residential": ("minor_road", 11),
    "living_street": ("minor_road", 11),
    "road": ("minor_road", 12),
    "service": ("other", 13),
    "track": ("other", 13),
    "pedestrian": ("path", 13),
    "footway": ("path", 14),
    "cycleway": ("path", 14),
    "path": ("path", 14),
    "steps": ("path", 14),
}
"""By highway class: the layer's `kind` and the first zoom on which it is stored."""

GREEN = {
    "leisure": {"park", "garden", "golf_course", "nature_reserve", "playground", "pitch"},
    "landuse": {"grass", "forest", "cemetery", "recreation_ground", "village_green", "meadow"},
    "natural": {"wood", "scrub", "beach", "grassland"},
}
PLACE_ZOOMS = {"city": 8, "town": 9, "suburb": 11, "village": 11, "quarter": 12, "hamlet": 12}
PLACE_ZOOMS |= {"neighbourhood": 13, "locality": 13}
WATERWAYS = {"river": 10, "canal": 12, "stream": 13}
TELL_EVERY = 1_000
RAILWAYS = {"rail", "light_rail", "narrow_gauge"}


@dataclass(frozen=True, slots=True)
class MapFeature:
    """A shape of one layer, stored from `min_zoom` on, and up to `max_zoom` if there is one."""

    layer: str
    min_zoom: int
    properties: tuple[tuple[str, str | int], ...]
    geometry: Geometry
    max_zoom: int | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The same as it is read."""

    layer: str
    min_zoom: int
    properties: dict[str, str | int]
    shape: object
    """As WKB, in degrees; its bytes, or their hexadecimal digits."""


Rule = Callable[[Tags], tuple[str, int, dict[str, str | int]] | None]
"""From tags to layer, first zoom and attributes; None when the thing is not drawn."""


def read_map_features(
    pbf: Path, tell: Callable[[int], None] = lambda features: None
) -> list[MapFeature]:
    """Everything drawable, in file order; `tell` hears how much was read so far. Raises
    `RegionFileError` for an unreadable file."""
    found: list[_Drawn] = []
    shape_of = osmium.geom.WKBFactory()
    try:
        for thing in osmium.FileProcessor(str(pbf)).with_areas():
            drawn = _drawn(thing, shape_of)
            if drawn is not None:
                found.append(drawn)
                if len(found) % TELL_EVERY == 0:
                    tell(len(found))
    except (RuntimeError, OSError) as error:
        raise RegionFileError(
            f"{pbf} cannot be read as an OpenStreetMap extract ({error}). Download it again."
        ) from error
    return _features(found)


def _features(found: list[_Drawn]) -> list[MapFeature]:
    """All shapes at once: one by one they take a hundred times as long."""
    shapes = shapely.transform(shapely.from_wkb([drawn.shape for drawn in found]), in_mercator)
    features = []
    for drawn, shape in zip(found, shapes, strict=True):
        if shape.is_empty:
            continue
        properties = drawn.properties
        if drawn.layer == "roads" and properties.get("oneway") == -1:
            shape, properties = shapely.reverse(shape), properties | {"oneway": 1}
        features.append(MapFeature(drawn.layer, drawn.min_zoom, tuple(properties.items()), shape))
    return features


def _drawn(thing: object, shape_of: osmium.geom.WKBFactory) -> _Drawn | None:
    if isinstance(thing, osmium.osm.Node):
        return _made(_point, thing, shape_of.create_point)
    if isinstance(thing, osmium.osm.Way):
        return _made(_line, thing, _located_line)
    if isinstance(thing, osmium.osm.Area):
        return _made(_area, thing, shape_of.create_multipolygon)
    return None


def _made(
    rule: Rule,
    thing: "osmium.osm.Node | osmium.osm.Way | osmium.osm.Area",
    shape: Callable[..., object],
) -> _Drawn | None:
    if not thing.tags:
        return None
    drawn = rule(dict(thing.tags))
    return None if drawn is None else _Drawn(*drawn, shape(thing))


def _located_line(way: osmium.osm.Way) -> bytes:
    """The nodes that a clipped extract still has; a line needs two of them."""
    points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    line = shapely.LineString(points) if len(points) > 1 else shapely.LineString()
    return bytes(shapely.to_wkb(line))


def in_mercator(lonlat: Floats) -> Floats:
    """Degrees as web mercator, 0 to 1."""
    sine = np.sin(np.radians(lonlat[:, 1]))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    return np.stack([lonlat[:, 0] / 360 + 0.5, y], axis=1)


def _point(tags: Tags) -> tuple[str, int, dict[str, str | int]] | None:
    place, name = tags.get("place", ""), tags.get("name", "")
    if place in PLACE_ZOOMS and name:
        return "places", PLACE_ZOOMS[place], {"kind": place, "name": name}
    if "addr:housenumber" in tags:
        number = tags["addr:housenumber"]
        return "buildings", 15, {"kind": "address", "addr_housenumber": number}
    return None


def _line(tags: Tags) -> tuple[str, int, dict[str, str | int]] | None:
    highway = tags.get("highway", "")
    kind = ROAD_KINDS.get(highway.removesuffix("_link"))
    if kind is not None and tags.get("area") != "yes":
        return "roads", kind[1], _road_properties(tags, highway, kind[0])
    if tags.get("railway") in RAILWAYS and "service" not in tags:
        return "rail", 11, {"kind": "rail"}
    waterway = tags.get("waterway", "")
    if waterway in WATERWAYS:
        return "water", WATERWAYS[waterway], _named({"kind": waterway}, tags)
    return None


def _road_properties(tags: Tags, highway: str, kind: str) -> dict[str, str | int]:
    properties = _named({"kind": kind, "kind_detail": highway.removesuffix("_link")}, tags)
    way = directions(tags)
    if way != FORWARD | BACKWARD:
        properties["oneway"] = 1 if way == FORWARD else -1
    if tags.get("tunnel") == "yes":
        properties["is_tunnel"] = 1
    return properties


def _area(tags: Tags) -> tuple[str, int, dict[str, str | int]] | None:
    if tags.get("building", "no") != "no":
        return "buildings", 13, {"kind": "building"}
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return "water", 9, _named({"kind": "water"}, tags)
    for key, kinds in GREEN.items():
        if tags.get(key) in kinds:
            return "landuse", 11, {"kind": tags[key]}
    return None


def _named(properties: dict[str, str | int], tags: Tags) -> dict[str, str | int]:
    return properties | {"name": tags["name"]} if tags.get("name") else properties
