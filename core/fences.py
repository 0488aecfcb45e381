"""Who comes into an outline on the map and who leaves it, from positions alone. Pure.

A position is a few metres off, so a van at an edge would come and go all the time: only a second
position on the same side counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import cos, radians
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from core.model import DriverId, Fence, FenceId, Position

METRES_PER_DEGREE = 111_320.0


class Fix(Protocol):
    """A position as it was heard."""

    @property
    def driver_id(self) -> DriverId: ...
    @property
    def at(self) -> datetime: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


class Crossing(Struct, frozen=True):
    """A van came in, or left."""

    fence_id: FenceId
    driver_id: DriverId
    is_inside: bool
    at: datetime
    """when it was first heard of there"""


class _Side(Struct, frozen=True):
    is_inside: bool
    heard_at: datetime
    turned_at: datetime | None = None
    """when the other side was heard of once"""


Sides = dict[tuple[FenceId, DriverId], _Side]


def crossings(
    sides: Sides, fences: Mapping[FenceId, Fence], fixes: Iterable[Fix]
) -> tuple[Crossing, ...]:
    """What is new; `sides` is the caller's memory and changed here. Where a van was first heard of,
    and a fence around vans that are inside already, is no news."""
    for key in [key for key in sides if key[0] not in fences]:
        del sides[key]
    boxes = [(fence, _box(fence.corners)) for fence in fences.values()]
    found = []
    for fix in fixes:
        for fence, (south, west, north, east) in boxes:
            is_near = south <= fix.lat <= north and west <= fix.lon <= east
            is_inside = is_near and contains(fence.corners, fix.lat, fix.lon)
            key = (fence.id, fix.driver_id)
            known = sides.get(key)
            if known is None:
                sides[key] = _Side(is_inside, fix.at)
            elif fix.at <= known.heard_at:
                continue
            elif is_inside == known.is_inside:
                if known.turned_at is not None or is_inside:
                    sides[key] = replace(known, heard_at=fix.at, turned_at=None)
            elif known.turned_at is None:
                sides[key] = replace(known, heard_at=fix.at, turned_at=fix.at)
            else:
                sides[key] = _Side(is_inside, fix.at)
                found.append(Crossing(fence.id, fix.driver_id, is_inside, known.turned_at))
    return tuple(found)


def inside(sides: Sides, fence_id: FenceId) -> tuple[DriverId, ...]:
    """Who is in it now."""
    return tuple(
        driver for (id_, driver), side in sides.items() if id_ == fence_id and side.is_inside
    )


def contains(corners: Sequence[Position], lat: float, lon: float) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    is_in = False
    last = corners[-1]
    for corner in corners:
        if (corner.lat > lat) != (last.lat > lat):
            crosses_at = (last.lon - corner.lon) * (lat - corner.lat) / (last.lat - corner.lat)
            is_in ^= lon < corner.lon + crosses_at
        last = corner
    return is_in


def area_m2(corners: Sequence[Position]) -> float:
    """Of a small outline, as if the earth were flat there."""
    wide = METRES_PER_DEGREE * cos(radians(corners[0].lat))
    total, last = 0.0, corners[-1]
    for corner in corners:
        total += (last.lon * corner.lat - corner.lon * last.lat) * wide * METRES_PER_DEGREE
        last = corner
    return abs(total) / 2


def _box(corners: Sequence[Position]) -> tuple[float, float, float, float]:
    lats = [corner.lat for corner in corners]
    lons = [corner.lon for corner in corners]
    return min(lats), min(lons), max(lats), max(lons)
