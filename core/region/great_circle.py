"""Distances on a sphere. Pure; used by travel times, road import and snapping."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, WGS 84."""
ROWS_AT_ONCE = 32
"""Of a table: what is worked on stays in the processor's cache."""


def great_circle_m(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Floats:
    """Haversine metres between points in degrees; broadcasts."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half_lat = (phi2 - phi1) / 2
    half_lon = (np.radians(lon2) - np.radians(lon1)) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))


def great_circle_table_m(lats: npt.ArrayLike, lons: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Metres from every point to every other, (n, n), a tenth of the time that n rows of
    `great_circle_m` take: by the chord between points on the unit sphere, and one way only."""
    phi, lam = np.radians(lats), np.radians(lons)
    at = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    count = at.shape[1]
    table = np.zeros((count, count), np.float32)
    for first in range(0, count, ROWS_AT_ONCE):
        last = min(count, first + ROWS_AT_ONCE)
        square = np.zeros((last - first, count - first))
        for axis in at:
            square += (axis[first:last, None] - axis[None, first:]) ** 2
        half = np.minimum(np.sqrt(square) / 2, 1.0)
        table[first:last, first:] = 2 * EARTH_RADIUS_M * np.arcsin(half)
        table[first:, first:last] = table[first:last, first:].T
    return table
