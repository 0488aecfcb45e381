"""Which turns exist between arcs and what they cost; which arcs are connected both ways.

Angles and costs follow OSRM's car profile (`profiles/car.lua`, `process_turn`): a sigmoid of the
angle, cheaper towards the side that traffic drives on. Used when a region is built.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from core.planning.shortest_paths import elimination_order
from core.region.road_network import in_degrees
from core.region.way_bans import WayBan, copied

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

TURN_PENALTY_S = 7.5
TURN_BIAS = 1.075
"""How much dearer a turn across the oncoming traffic is than one along the kerb."""
U_TURN_S = 20.0
GATE_S = 60.0
"""What a gate on the road takes, as in OSRM's profile."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A turn restriction over a node: `no_*`, or `only_*` when `is_only`."""

    from_way: int
    via_node: int
    to_way: int
    is_only: bool


@dataclass(frozen=True, eq=False, slots=True)
class Turns:
    """The turn graph, as `RoadNetwork` stores it."""

    origin: Ints
    destination: Ints
    cost_ds: npt.NDArray[np.uint16]
    arc_is_connected: npt.NDArray[np.bool_]
    arc_order: npt.NDArray[np.uint32]
    copies: Ints
    """Arcs of which a copy is added, see `way_bans.py`: each is one more segment, which is driven
    as that arc is. None of the copies counts as connected: nothing lies there twice."""


def make_turns(
    *,
    segment_from: Ints,
    segment_to: Ints,
    may_drive: npt.NDArray[np.bool_],
    vertices: Ints,
    shape_start: Ints,
    segment_way: npt.NDArray[np.int64],
    bans: Sequence[tuple[Ban, int]],
    way_bans: Sequence[WayBan] = (),
    gates: Sequence[int] = (),
    drives_on_left: bool,
) -> Turns:
    """All allowed turns. `may_drive` is (segments, 2); a ban comes with its junction, and `gates`
    are the junctions at which one has to be opened.

    U-turns exist at dead ends only: everywhere else a van that must face the other way is served
    by leaving its stop in the other direction.
    """
    tail = np.stack([segment_from, segment_to], 1).ravel()
    head = np.stack([segment_to, segment_from], 1).ravel()
    drivable = may_drive.ravel()
    degree = np.bincount(np.concatenate([segment_from, segment_to]))
    origin, destination = _meeting_arcs(tail, head, drivable)
    is_back = destination == (origin ^ 1)
    keep = (~is_back | (degree[head[origin]] == 1)) & (origin != destination)
    keep &= ~_banned(origin, destination, head, segment_way, bans)
    origin, destination, is_back = origin[keep], destination[keep], is_back[keep]
    leaving, arriving = _bearings(vertices, shape_start)
    seconds = _angle_cost(leaving[destination] - arriving[origin], drives_on_left)
    seconds[degree[head[origin]] <= 2] = 0.0
    seconds[np.isin(head[origin], gates)] += GATE_S
    seconds[is_back] = U_TURN_S
    starts = in_degrees(vertices[np.stack([shape_start[:-1], shape_start[1:] - 1], 1).ravel()])
    cost_ds = np.rint(seconds * 10).astype(np.uint16)
    copies = np.zeros(0, np.int32)
    if way_bans:
        origin, destination, number, copies = _with_copies(
            origin, destination, segment_way, way_bans
        )
        cost_ds = cost_ds[number]
        added = np.zeros((2 * len(copies)), np.bool_)
        added[2 * np.arange(len(copies)) + copies % 2] = True
        drivable = np.concatenate([drivable, added])
        both = np.stack([copies // 2 * 2, copies // 2 * 2 + 1], 1).ravel()
        starts = np.concatenate([starts, starts[both]])
    connected = _largest_connected(origin, destination, drivable)
    if len(copies):
        own = len(connected) - 2 * len(copies)
        # Who only ever comes by a copy comes, and whoever starts there may do what copies may.
        reached = connected[own + 2 * np.arange(len(copies)) + copies % 2]
        connected[copies[reached]] = True
        connected[own:] = False
    return Turns(
        origin=origin.astype(np.int32),
        destination=destination.astype(np.int32),
        cost_ds=cost_ds,
        arc_is_connected=connected,
        arc_order=elimination_order(origin, destination, starts[:, 0], starts[:, 1]),
        copies=copies,
    )


def _with_copies(
    origin: npt.NDArray[np.int64],
    destination: npt.NDArray[np.int64],
    segment_way: npt.NDArray[np.int64],
    way_bans: Sequence[WayBan],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], Ints]:
    """Turns, which of the turns before each is one of, and the arcs that have copies."""
    named = np.array(
        sorted({way for ban in way_bans for way in (ban.from_way, *ban.via_ways, ban.to_way)})
    )
    arcs = 2 * len(segment_way)
    # Few turns of a city have to do with such restrictions, and only those are walked.
    near = np.isin(segment_way[origin // 2], named)
    pairs = list(zip(origin[near].tolist(), destination[near].tolist(), strict=True))
    way_of = {arc: int(segment_way[arc // 2]) for pair in pairs for arc in pair}
    made = copied(pairs, way_of, way_bans, arcs)
    if made is None:
        return origin, destination, np.arange(len(origin)), np.zeros(0, np.int32)
    copies = np.array(made.arcs, np.int32)
    there, onto, number = (np.array(column, np.int64) for column in zip(*made.turns, strict=True))
    ends = np.stack([there, onto])
    # The first copy is not an arc but a segment of its own, of which it is one direction.
    of_copy = ends >= arcs
    at = ends[of_copy] - arcs
    ends[of_copy] = arcs + 2 * at + copies[at] % 2
    return (
        np.concatenate([origin[~near], ends[0]]),
        np.concatenate([destination[~near], ends[1]]),
        np.concatenate([np.flatnonzero(~near), np.flatnonzero(near)[number]]),
        copies,
    )


def _meeting_arcs(
    tail: Ints, head: Ints, drivable: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each pair (a, b) of drivable arcs where b begins at the junction at which a ends."""
    arcs = np.flatnonzero(drivable)
    leaving = arcs[np.argsort(tail[arcs], kind="stable")]
    first = np.searchsorted(tail[leaving], head[arcs], side="left")
    count = np.searchsorted(tail[leaving], head[arcs], side="right") - first
    origin = np.repeat(arcs, count)
    within = np.arange(len(origin)) - np.repeat(np.cumsum(count) - count, count)
    return origin, leaving[np.repeat(first, count) + within]


def _banned(
    origin: npt.NDArray[np.int64],
    destination: npt.NDArray[np.int64],
    head: Ints,
    segment_way: npt.NDArray[np.int64],
    bans: Iterable[tuple[Ban, int]],
) -> npt.NDArray[np.bool_]:
    banned = np.zeros(len(origin), np.bool_)
    from_way, to_way = segment_way[origin // 2], segment_way[destination // 2]
    only: dict[tuple[int, int], set[int]] = defaultdict(set)
    for ban, junction in bans:
        if ban.is_only:
            only[ban.from_way, junction].add(ban.to_way)
            continue
        here = (from_way == ban.from_way) & (head[origin] == junction) & (to_way == ban.to_way)
        # A way that passes straight through its via node is banned only from turning back.
        if ban.from_way == ban.to_way:
            here &= destination == (origin ^ 1)
        banned |= here
    for (way, junction), allowed in only.items():
        here = (from_way == way) & (head[origin] == junction)
        banned |= here & ~np.isin(to_way, list(allowed))
    return banned


def _bearings(vertices: Ints, shape_start: Ints) -> tuple[Floats, Floats]:
    """Degrees clockwise from north of each arc's first piece (leaving) and last (arriving)."""
    first, last = shape_start[:-1], shape_start[1:] - 1
    out = np.stack(
        [_bearing(vertices, first, first + 1), _bearing(vertices, last, last - 1)], 1
    ).ravel()
    arriving = out.reshape(-1, 2)[:, ::-1].ravel() + 180.0
    return out, arriving


def _bearing(vertices: Ints, start: Ints, end: Ints) -> Floats:
    step = in_degrees(vertices[end] - vertices[start])
    east = step[:, 1] * np.cos(np.radians(in_degrees(vertices[start, 0])))
    return np.asarray(np.degrees(np.arctan2(east, step[:, 0])))


def _angle_cost(degrees: Floats, drives_on_left: bool) -> Floats:
    angle = (degrees + 180.0) % 360.0 - 180.0
    bias = 1 / TURN_BIAS if drives_on_left else TURN_BIAS
    right = TURN_PENALTY_S / (1 + np.exp(-(13 / bias * angle / 180 - 6.5 * bias)))
    left = TURN_PENALTY_S / (1 + np.exp(-(13 * bias * -angle / 180 - 6.5 / bias)))
    return np.asarray(np.where(angle >= 0, right, left))


def _largest_connected(
    origin: npt.NDArray[np.int64],
    destination: npt.NDArray[np.int64],
    drivable: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    size = len(drivable)
    graph = coo_matrix((np.ones(len(origin), np.int8), (origin, destination)), (size, size))
    _, label = connected_components(graph.tocsr(), directed=True, connection="strong")
    largest = np.bincount(label[drivable]).argmax()
    return np.asarray((label == largest) & drivable)
