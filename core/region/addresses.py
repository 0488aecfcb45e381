"""Demo addresses: invented house numbers along a region's real, named streets.

For extracts without house numbers. Numbers are metres from the end of the street that lies nearer
the centre, odd on the left and even on the right; the same network and seed give the same list.
Nobody may take one for a real address: wherever they appear they are labelled as demo data.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from core.region.address_file import StreetAddress
from core.region.great_circle import EARTH_RADIUS_M
from core.region.road_classes import CLASSES
from core.region.road_network import RoadNetwork, in_degrees

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WITH_HOUSES = ("primary", "secondary", "tertiary", "unclassified", "residential", "living_street")
SPACING_M = 10.0
"""How densely doors could stand."""
CORNER_M = 15.0
"""No door is nearer to a junction."""
SETBACK_M = 9.0
"""How far a door is from the middle of the street."""
SAME_STREET_M = 60.0
"""Pieces of one name this near to each other are one street (two carriageways, a gap)."""
DENSITY_M = 350.0
"""Radius in which junctions are counted: many junctions, many addresses."""
FIRST_NUMBER = 100


def make_demo_addresses(network: RoadNetwork, count: int, seed: int) -> list[StreetAddress]:
    """At most `count` addresses, more where streets are dense, by street and number."""
    segments = _segments_with_houses(network)
    if not len(segments):
        return []
    plane = _Plane(network)
    doors = _doors(network, plane, segments)
    weight = _density(network, plane, segments, doors)
    random = np.random.default_rng(seed)
    # Weighted sampling without repetition: Efraimidis and Spirakis, Inf. Proc. Letters 97(5), 2006.
    order = np.argsort(-np.log(random.random(len(weight))) / weight, kind="stable")
    chosen: dict[tuple[str, int], StreetAddress] = {}
    for door in order:
        if len(chosen) == count:
            break
        address = doors.address(network, plane, int(door))
        chosen.setdefault((address.street, address.number), address)
    return [chosen[key] for key in sorted(chosen)]


class _Plane:
    """Local metres, good for a region of a few hundred kilometres."""

    def __init__(self, network: RoadNetwork) -> None:
        self._lat, self._lon = in_degrees(network.shape_lat), in_degrees(network.shape_lon)
        self._origin = float(np.median(self._lat)), float(np.median(self._lon))
        self._per_lat = EARTH_RADIUS_M * np.pi / 180
        self._per_lon = self._per_lat * float(np.cos(np.radians(self._origin[0])))
        self.xy: Floats = np.stack(
            [
                (self._lon - self._origin[1]) * self._per_lon,
                (self._lat - self._origin[0]) * self._per_lat,
            ],
            axis=1,
        )

    def lat_lon(self, x: float, y: float) -> tuple[float, float]:
        """Degrees, rounded to 0.1 m as the file holds them."""
        lat, lon = self._origin[0] + y / self._per_lat, self._origin[1] + x / self._per_lon
        return round(lat, 6), round(lon, 6)


def _segments_with_houses(network: RoadNetwork) -> Ints:
    classes = [CLASSES.index(name) for name in WITH_HOUSES]
    is_connected = network.arc_is_connected.reshape(-1, 2).any(axis=1)
    fits = is_connected & (network.segment_name > 0) & np.isin(network.segment_class, classes)
    return np.flatnonzero(fits)


@dataclass(frozen=True, eq=False, slots=True)
class _Doors:
    """Every place where a door could stand: on which segment, how far along, on which side."""

    segment: Ints
    along_m: Floats
    side: Ints
    """1 left, -1 right, seen along the segment's shape."""
    number: Ints
    segment_along_m: Floats

    def address(self, network: RoadNetwork, plane: _Plane, door: int) -> StreetAddress:
        """The address of one door."""
        segment = self.segment[door]
        span = slice(network.shape_start[segment], network.shape_start[segment + 1])
        xy, along = plane.xy[span], self.segment_along_m[span]
        here = self.along_m[door]
        piece = int(np.clip(np.searchsorted(along, here) - 1, 0, len(along) - 2))
        step = xy[piece + 1] - xy[piece]
        step /= max(float(np.hypot(*step)), 1e-9)
        x, y = xy[piece] + step * (here - along[piece])
        setback = SETBACK_M * self.side[door]
        lat, lon = plane.lat_lon(x - step[1] * setback, y + step[0] * setback)
        name = str(network.names[network.segment_name[segment]])
        return StreetAddress(name, int(self.number[door]), lat, lon)


def _doors(network: RoadNetwork, plane: _Plane, segments: Ints) -> _Doors:
    along = network.shape_metres()
    length = along[network.shape_start[segments + 1] - 1]
    per_side = np.maximum((length - 2 * CORNER_M) // SPACING_M, 0).astype(np.int64)
    row = np.repeat(np.arange(len(segments)), 2 * per_side)
    within = np.arange(len(row)) - np.repeat(np.cumsum(2 * per_side) - 2 * per_side, 2 * per_side)
    at_m = np.asarray(CORNER_M + (within // 2 + 0.5) * SPACING_M, np.float64)
    side = np.where(within % 2 == 0, 1, -1)
    start, end = _numbers_at_ends(network, plane, segments, length)
    metres = start[row] + (end - start)[row] * at_m / length[row]
    is_odd = (side > 0) == (end >= start)[row]
    number = 2 * np.rint(metres / 2).astype(np.int64) + is_odd
    return _Doors(segments[row], at_m, side, number, along)


def _numbers_at_ends(
    network: RoadNetwork, plane: _Plane, segments: Ints, length: Floats
) -> tuple[Floats, Floats]:
    """House number that would stand at the first and the last vertex of each segment."""
    names = network.segment_name[segments].astype(np.int64)
    junctions = int(max(network.segment_from.max(), network.segment_to.max())) + 1
    keys = np.stack([network.segment_from[segments], network.segment_to[segments]], axis=1)
    nodes, flat = np.unique(names[:, None] * junctions + keys, return_inverse=True)
    node_of = flat.reshape(-1, 2)
    where = np.empty((len(nodes), 2))
    where[node_of[:, 0]] = plane.xy[network.shape_start[segments]]
    where[node_of[:, 1]] = plane.xy[network.shape_start[segments + 1] - 1]
    street_graph = _street_graph(node_of, length, nodes // junctions, where)
    _, street = connected_components(street_graph, directed=False)
    first = _starts(street_graph, street, where)
    metres = dijkstra(street_graph, indices=first, directed=False, min_only=True)
    name_of_street = np.zeros(street.max() + 1, np.int64)
    name_of_street[street] = nodes // junctions
    number = metres + _first_numbers(street, name_of_street, metres)[street]
    return number[node_of[:, 0]], number[node_of[:, 1]]


def _street_graph(node_of: Ints, length: Floats, name: Ints, where: Floats) -> csr_matrix:
    """Junctions of each street, joined by its segments and across small gaps."""
    near = cKDTree(where).query_pairs(SAME_STREET_M, output_type="ndarray")
    near = near[name[near[:, 0]] == name[near[:, 1]]]
    gap = np.hypot(*(where[near[:, 0]] - where[near[:, 1]]).T)
    ends = np.concatenate([node_of, near])
    metres = np.maximum(np.concatenate([length, gap]), 0.1)
    # Of several links between two junctions the shortest counts; a sparse matrix would add them up.
    order = np.lexsort((metres, ends.max(axis=1), ends.min(axis=1)))
    low, high, metres = ends.min(axis=1)[order], ends.max(axis=1)[order], metres[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    keep = is_first & (low != high)
    return coo_matrix((metres[keep], (low[keep], high[keep])), (len(where), len(where))).tocsr()


def _starts(street_graph: csr_matrix, street: npt.NDArray[np.int32], where: Floats) -> Ints:
    """The junction of each street at which its numbers begin: the end nearer the centre."""
    _, anywhere = np.unique(street, return_index=True)
    one_end = _farthest(street_graph, street, anywhere)
    other_end = _farthest(street_graph, street, one_end)
    centre = np.median(where, axis=0)
    out = np.hypot(*(where - centre).T)
    return np.where(out[one_end] <= out[other_end], one_end, other_end)


def _farthest(street_graph: csr_matrix, street: npt.NDArray[np.int32], start: Ints) -> Ints:
    metres = dijkstra(street_graph, indices=start, directed=False, min_only=True)
    by_street = np.lexsort((metres, street))
    is_last = np.ones(len(street), np.bool_)
    is_last[:-1] = np.diff(street[by_street]) != 0
    return np.asarray(by_street[is_last])


def _first_numbers(street: npt.NDArray[np.int32], name: Ints, metres: Floats) -> Floats:
    """Where numbering begins: two streets of one name never share a number."""
    longest = np.zeros(len(name))
    np.maximum.at(longest, street, metres)
    first = np.empty(len(name))
    next_free: dict[int, float] = {}
    for number in np.lexsort((-longest, name)):
        begins = next_free.get(int(name[number]), float(FIRST_NUMBER))
        first[number] = begins
        next_free[int(name[number])] = float(np.ceil((begins + longest[number] + 100) / 100) * 100)
    return first


def _density(network: RoadNetwork, plane: _Plane, segments: Ints, doors: _Doors) -> Floats:
    """Junctions near the segment of each door."""
    ends = np.concatenate([network.shape_start[:-1], network.shape_start[1:] - 1])
    _, one_each = np.unique(
        np.concatenate([network.segment_from, network.segment_to]), return_index=True
    )
    junctions = cKDTree(plane.xy[ends[one_each]])
    start = network.shape_start[segments]
    middle = (plane.xy[start] + plane.xy[network.shape_start[segments + 1] - 1]) / 2
    near = junctions.query_ball_point(middle, DENSITY_M, return_length=True)
    by_segment = np.zeros(network.segment_count)
    by_segment[segments] = np.maximum(near, 1)
    return np.asarray(by_segment[doors.segment])
