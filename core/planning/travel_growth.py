"""Adds places to a travel matrix: by road where a street is near, by great circle where none is.

The hub's worker calls this for every new place; a console whose line is down calls it on its own
copy of the road network.
"""

from collections.abc import Sequence

import numpy as np

from core.model import ClosureId
from core.planning.road import RoadEngine
from core.planning.route_server import ServedRoads
from core.planning.street_index import Snap
from core.planning.travel import (
    BY_ROAD,
    GREAT_CIRCLE,
    ClosedLegs,
    Floats,
    TravelMatrix,
    TravelPlace,
    great_circle_legs,
)

Roads = RoadEngine | ServedRoads
LEAST_S = 0.5
"""A leg that changes by less is driven as usual."""


def grow_by_places(
    matrix: TravelMatrix, places: Sequence[TravelPlace], engine: Roads | None
) -> TravelMatrix:
    """The matrix with the places it does not know yet, or knows elsewhere; `engine` None means
    great circle for all.

    The `source` of the given places is ignored: it is found out here.
    """
    new: dict[str, TravelPlace] = {}
    for place in places:
        if place.id not in new and not _is_known(matrix, place):
            near = engine is not None and engine.snap(place.lat, place.lon) is not None
            source = engine.source if engine is not None and near else GREAT_CIRCLE
            new[place.id] = TravelPlace(place.id, place.lat, place.lon, source)
    if not new:
        return matrix
    known, added = list(matrix.places), list(new.values())
    rows = _legs(added, known + added, engine)
    columns = _legs(known, added, engine)
    return matrix.extend(added, rows, columns)


def closed_legs(
    matrix: TravelMatrix,
    closures: Sequence[ClosureId],
    lines: Sequence[Sequence[tuple[float, float]]],
    engine: Roads | None,
) -> ClosedLegs:
    """The legs that are other than in the matrix while nobody drives along these lines.

    A server's legs take as much longer as they do on the embedded roads. Without roads no leg is
    other than usual.
    """
    places = list(matrix.places)
    if engine is None or not places:
        return ClosedLegs(tuple(closures), b"", b"", b"")
    own = engine.own if isinstance(engine, ServedRoads) else engine
    usual = np.stack([matrix.seconds_array, matrix.metres_array])
    without = _legs(places, places, own.closed(lines))
    if own is not engine:
        without = np.maximum(usual + without - _legs(places, places, own), 0.0)
    rows, columns = np.nonzero(np.abs(without[0] - usual[0]) > LEAST_S)
    return ClosedLegs(
        tuple(closures),
        rows.astype("<i4").tobytes(),
        columns.astype("<i4").tobytes(),
        without[:, rows, columns].astype("<f4").tobytes(),
    )


def _is_known(matrix: TravelMatrix, place: TravelPlace) -> bool:
    """Whether its times are there, and of where it is by now."""
    if place.id not in matrix:
        return False
    known = matrix.place(place.id)
    return (known.lat, known.lon) == (place.lat, place.lon)


def empty_matrix(engine: Roads | None) -> TravelMatrix:
    """A matrix without places, marked with what will fill it."""
    return TravelMatrix(GREAT_CIRCLE if engine is None else engine.fingerprint)


def _legs(
    origins: Sequence[TravelPlace],
    destinations: Sequence[TravelPlace],
    engine: Roads | None,
) -> Floats:
    """Seconds and metres, shape (2, origins, destinations)."""
    legs = np.empty((2, len(origins), len(destinations)), np.float32)
    from_road = np.array([place.source in BY_ROAD for place in origins], np.bool_)
    to_road = np.array([place.source in BY_ROAD for place in destinations], np.bool_)
    if engine is not None and from_road.any() and to_road.any():
        by_road = engine.matrix(_snaps(engine, origins), _snaps(engine, destinations))
        for layer, found in zip(legs, by_road, strict=True):
            layer[np.ix_(from_road, to_road)] = found
    lats = np.array([place.lat for place in destinations])
    lons = np.array([place.lon for place in destinations])
    for row, place in enumerate(origins):
        straight = ~(to_road & (engine is not None and place.source in BY_ROAD))
        if straight.any():
            estimate = great_circle_legs(place.lat, place.lon, lats[straight], lons[straight])
            legs[:, row, straight] = estimate
    return legs


def _snaps(engine: Roads, places: Sequence[TravelPlace]) -> list[Snap]:
    found = [engine.snap(place.lat, place.lon) for place in places if place.source in BY_ROAD]
    return [snap for snap in found if snap is not None]
