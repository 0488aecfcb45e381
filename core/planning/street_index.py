"""Finds the nearest drivable street to a point; used by `road.py` and when demo addresses are made.

Brute force over the straight pieces in a band of latitude: about 0.1 ms in a city.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.region.great_circle import EARTH_RADIUS_M
from core.region.road_network import RoadNetwork, in_degrees

Floats = npt.NDArray[np.float64]

SNAP_LIMIT_M = 200.0
METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180


@dataclass(frozen=True, slots=True)
class Snap:
    """A point on a segment, reachable from the rest of the network and leading back to it."""

    arcs: tuple[int, int]
    """Arcs of the segment that are drivable and connected; the same twice on a one-way street."""
    fraction: float
    """How far along the segment's shape, 0 to 1."""
    lat: float
    lon: float
    offset_m: float
    """How far the road is from the point that was asked for."""

    def along(self, arc: int) -> float:
        """How far along one of its arcs the point lies."""
        return 1.0 - self.fraction if arc % 2 else self.fraction


class StreetIndex:
    """The straight pieces of all connected segments, in order of latitude."""

    def __init__(self, network: RoadNetwork, along_m: Floats) -> None:
        connected = network.arc_is_connected.reshape(-1, 2)
        counts = np.diff(network.shape_start)
        segment = np.repeat(np.arange(network.segment_count), counts)
        is_start = np.ones(len(segment), np.bool_)
        is_start[network.shape_start[1:] - 1] = False
        start = np.flatnonzero(is_start & (connected[:, 0] | connected[:, 1])[segment])
        lat, lon = in_degrees(network.shape_lat), in_degrees(network.shape_lon)
        start = start[np.argsort(lat[start] + lat[start + 1], kind="stable")]
        self._connected = connected
        self._segment = segment[start]
        self._lat, self._lon = lat[start], lon[start]
        self._lat_step, self._lon_step = lat[start + 1] - lat[start], lon[start + 1] - lon[start]
        self._middle = self._lat + self._lat_step / 2
        self._half_height = float(np.abs(self._lat_step).max(initial=0.0)) / 2
        self._from_m, self._to_m = along_m[start], along_m[start + 1]
        self._segment_m = along_m[network.shape_start[1:] - 1]

    def without(self, segments: npt.NDArray[np.int64]) -> "StreetIndex":
        """The same streets but for some segments."""
        other = copy(self)
        kept = ~np.isin(self._segment, segments)
        for name in (
            "_segment",
            "_lat",
            "_lon",
            "_lat_step",
            "_lon_step",
            "_middle",
            "_from_m",
            "_to_m",
        ):
            setattr(other, name, getattr(self, name)[kept])
        return other

    def nearest(self, lat: float, lon: float) -> Snap | None:
        """The nearest point of any piece, or None when that is over 200 m away."""
        reach = SNAP_LIMIT_M / METRES_PER_DEGREE + self._half_height
        band = slice(*np.searchsorted(self._middle, [lat - reach, lat + reach]))
        if band.start == band.stop:
            return None
        per_lon = METRES_PER_DEGREE * np.cos(np.radians(lat))
        north, east = self._lat_step[band] * METRES_PER_DEGREE, self._lon_step[band] * per_lon
        to_north = (lat - self._lat[band]) * METRES_PER_DEGREE
        to_east = (lon - self._lon[band]) * per_lon
        square = np.maximum(north**2 + east**2, 1e-9)
        part = np.clip((to_north * north + to_east * east) / square, 0.0, 1.0)
        metres = np.hypot(to_north - part * north, to_east - part * east)
        best = int(metres.argmin())
        if metres[best] > SNAP_LIMIT_M:
            return None
        return self._snap(band.start + best, float(part[best]), float(metres[best]))

    def _snap(self, piece: int, part: float, offset_m: float) -> Snap:
        segment = int(self._segment[piece])
        along_m = self._from_m[piece] + part * (self._to_m[piece] - self._from_m[piece])
        forward, backward = self._connected[segment]
        first = 2 * segment if forward else 2 * segment + 1
        return Snap(
            arcs=(first, 2 * segment + 1 if backward else first),
            fraction=float(along_m / max(self._segment_m[segment], 1e-9)),
            lat=float(self._lat[piece] + part * self._lat_step[piece]),
            lon=float(self._lon[piece] + part * self._lon_step[piece]),
            offset_m=offset_m,
        )
