"""Travel times and paths over a region's road network, for the hub's worker, console and simulator.

A point is snapped to the nearest street of the connected network and may be left and entered in
both directions. Safe to use from several threads; searches release the GIL.
"""

import hashlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as FilePath

import numpy as np
import numpy.typing as npt

from core.planning.long_ways import FAR, LongWays
from core.planning.shortest_paths import Graph, open_shortest_paths
from core.planning.street_index import Snap, StreetIndex
from core.planning.travel import GREAT_CIRCLE, ROAD, great_circle_legs
from core.region.road_classes import BACKWARD
from core.region.road_network import RoadNetwork, in_degrees

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Point = tuple[float, float]
"""Latitude and longitude in degrees."""

UNITS_PER_S = 10_240
"""Times are searched in tenths of milliseconds, nearly."""
GRAIN = 64
"""Times are multiples of this, so that the rest tells what else is in a sum: see `_Sum`."""
UNITS_PER_M = 2
"""What a metre costs extra in the second weighting: 0.2 ms, some 0.2 % of the time."""
FASTEST, FASTEST_AND_SHORT = 0, 1
ROWS_AT_ONCE = 512
CELLS_AT_ONCE = 1_200_000
"""A block has more rows while it stays that small: each block prepares all targets anew."""
SNAPS_KEPT = 50_000
CLOSED_S = 43_200
"""What driving into a closed stretch costs in the search: any way round is shorter."""
LOCAL_S = 3_600
"""What driving into streets for their own visitors costs in the search, and in it alone: whoever is
on the way to somewhere else goes round."""
PASS_CLOSED_S = 600.0
"""What it counts where no way round leads there: somebody has to be asked, or walks the rest."""
CLOSED_UNITS, LOCAL_UNITS = CLOSED_S * UNITS_PER_S, LOCAL_S * UNITS_PER_S
CLOSED_MARK, LOCAL_MARK = 1, 4
ON_LINE_M = 15.0
"""A closed line is on the street that is so near, or on none: roads were drawn anew since."""
VERSION = 2
"""Rises when the same network file would give other times."""


@dataclass(frozen=True, eq=False, slots=True)
class Path:
    """A way to drive, vertex by vertex. A junction where a turn takes time stands there twice."""

    lats: Floats
    lons: Floats
    seconds: Floats
    """Since the start, never falling."""
    metres: float
    source: str
    """`travel.ROAD`, or `travel.GREAT_CIRCLE` when no road leads there."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Streets from junction to junction, as somebody pointed at them."""

    line: tuple[Point, ...]
    name: str
    """The street, or the longest of several; empty when none of them has a name."""
    others: tuple[str, ...]
    metres: float


class RoadEngine:
    """A road network ready to be asked. Immutable but for a cache of snapped points."""

    source = ROAD

    def __init__(self, network: RoadNetwork, fingerprint: str, engines: Sequence[str] = ()) -> None:
        """`engines` names what to search with, see `open_shortest_paths`; tests compare them."""
        self.fingerprint = fingerprint
        self._network = network
        self._along_m = network.shape_metres()
        segment_m = self._along_m[network.shape_start[1:] - 1]
        segment_s = segment_m / (network.segment_kmh / 3.6)
        self._arc_m = np.repeat(segment_m, 2)
        arc_units = GRAIN * np.rint(np.repeat(segment_s, 2) * (UNITS_PER_S / GRAIN))
        arc_units = np.stack([arc_units, arc_units + np.rint(self._arc_m * UNITS_PER_M)])
        self._arc_units = arc_units.astype(np.int64)
        self._turns = _TurnCosts(network)
        self._is_local = np.repeat(network.segment_is_local, 2)
        self._is_closed = np.zeros(2 * network.segment_count, np.bool_)
        self._copies = _Copies(network)
        self._ways = LongWays(open_shortest_paths(self._graph(), engines), self._gates())
        self._streets = StreetIndex(network, self._along_m)
        self._all_streets: StreetIndex | None = None
        """Closed ones, too, where some are."""
        self._snaps: dict[Point, Snap | None] = {}

    @classmethod
    def open(cls, path: FilePath, engines: Sequence[str] = ()) -> "RoadEngine":
        """Load a network file; raises `RegionFileError` when it is missing or unusable."""
        network = RoadNetwork.load(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(network, f"road{VERSION}-{digest[:16]}", engines)

    @property
    def engine_name(self) -> str:
        """Which search is at work."""
        return self._ways.name

    def snap(self, lat: float, lon: float) -> Snap | None:
        """The nearest point of the connected network, or None when it is over 200 m away."""
        point = (lat, lon)
        snaps = self._snaps
        if point in snaps:
            return snaps[point]
        if len(snaps) >= SNAPS_KEPT:
            snaps = self._snaps = {}
        found = self._streets.nearest(lat, lon)
        if found is None and self._all_streets is not None:
            found = self._all_streets.nearest(lat, lon)
        snaps[point] = found
        return found

    def closed(self, lines: Sequence[Sequence[Point]]) -> "RoadEngine":
        """The same roads without the stretches along these lines, both directions.

        What lies on one is reached from the nearest open street. Where nothing else leads, a way
        goes through all the same and counts `PASS_CLOSED_S` for each stretch.
        """
        segments = self._segments_along(lines)
        if not len(segments):
            return self
        other = copy(self)
        other._is_closed = self._is_closed.copy()
        for closed in (segments, self._copies.of_segments(segments)):
            other._is_closed[2 * closed] = other._is_closed[2 * closed + 1] = True
        other._ways = self._ways.reweighted(other._weights(), other._gates())
        other._all_streets = self._all_streets or self._streets
        other._streets = self._streets.without(segments)
        other._snaps = {}
        return other

    def stretch(self, points: Sequence[Point]) -> Stretch | None:
        """The streets from point to point, or the one at a single point, from junction to junction;
        None when a point has no street within 200 m."""
        snaps = [self.snap(*point) for point in points]
        arcs: list[int] = []
        for start, end in pairwise([*snaps, snaps[-1]]):
            if start is None or end is None:
                return None
            for arc in self._along(start, end):
                if not arcs or arc // 2 != arcs[-1] // 2:
                    arcs.append(arc)
        line: list[Point] = []
        metres_of: dict[str, float] = {}
        for arc in arcs:
            lats, lons, _ = self._arc_shape(arc, 0.0, 1.0)
            shape = list(zip(lats.tolist(), lons.tolist(), strict=True))
            line += shape[1:] if line and line[-1] == shape[0] else shape
            name = str(self._network.names[self._network.segment_name[arc // 2]])
            metres_of[name] = metres_of.get(name, 0.0) + float(self._arc_m[arc])
        named = sorted(filter(None, metres_of), key=lambda name: -metres_of[name])
        return Stretch(
            tuple(line), named[0] if named else "", tuple(named[1:]), sum(metres_of.values())
        )

    def _along(self, start: Snap, end: Snap) -> list[int]:
        """Arcs from one to the other; against a one-way street as well, if that is shorter."""
        if start.arcs[0] // 2 == end.arcs[0] // 2:
            return [start.arcs[0]]
        there = self._best_arcs(start, end)
        back = [arc ^ 1 for arc in reversed(self._best_arcs(end, start))]
        return min(there, back, key=lambda arcs: float(self._arc_m[arcs].sum()))

    def _segments_along(self, lines: Sequence[Sequence[Point]]) -> npt.NDArray[np.int64]:
        """Those on which the middle of some piece of a line lies."""
        found = set()
        streets = self._all_streets or self._streets
        for line in lines:
            for (lat, lon), (to_lat, to_lon) in pairwise(line):
                if (lat, lon) == (to_lat, to_lon):
                    continue  # A junction where a turn takes time.
                snap = streets.nearest((lat + to_lat) / 2, (lon + to_lon) / 2)
                if snap is not None and snap.offset_m <= ON_LINE_M:
                    found.add(snap.arcs[0] // 2)
        return np.array(sorted(found), np.int64)

    def matrix(self, sources: Sequence[Snap], targets: Sequence[Snap]) -> tuple[Matrix, Matrix]:
        """Seconds and metres of the fastest ways, each of shape (sources, targets).

        Metres lie between the length of the fastest way and that of the way that is fastest when
        a metre costs 0.2 ms more; the two are nearly always the same way.
        """
        seconds = np.empty((len(sources), len(targets)), np.float32)
        metres = np.empty_like(seconds)
        rows = max(ROWS_AT_ONCE, CELLS_AT_ONCE // max(1, len(targets)))
        for start in range(0, len(sources), rows):
            part = slice(start, start + rows)
            fastest = self._units(FASTEST, sources[part], targets)
            with_length = self._units(FASTEST_AND_SHORT, sources[part], targets)
            times = _Sum(fastest)
            seconds[part] = times.units / UNITS_PER_S
            metres[part] = (with_length - times.searched) / UNITS_PER_M
        return seconds, metres

    def path(self, start: Snap | Point, end: Snap | Point) -> Path:
        """The fastest way. Points without a road within 200 m are joined by a straight line."""
        origin = self.snap(*start) if isinstance(start, tuple) else start
        target = self.snap(*end) if isinstance(end, tuple) else end
        if origin is None or target is None:
            return _straight(_point(start), _point(end))
        arcs = self._best_arcs(origin, target)
        return self._drive(arcs, origin.along(arcs[0]), target.along(arcs[-1]))

    def _units(
        self, weighting: int, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> npt.NDArray[np.int64]:
        """Cheapest cost between points, whichever way each is left and entered."""
        leave, leave_units = self._ends(weighting, sources)
        enter, enter_units = self._ends(weighting, targets)
        units = self._arc_to_arc(weighting, leave, enter)
        units += enter_units[None, None] - leave_units[:, :, None, None]
        units[units < 0] = FAR
        best = units.min(axis=(1, 3))
        for row, column in np.argwhere(best >= FAR // 2):
            best[row, column] = self._around(weighting, sources[row], targets[column])
        return np.asarray(best)

    def _arc_to_arc(
        self, weighting: int, leave: npt.NDArray[np.uint32], enter: npt.NDArray[np.uint32]
    ) -> npt.NDArray[np.int64]:
        """Search costs from beginning to beginning, shape (sources, 2, targets, 2)."""
        # A target must not repeat in a search, and a one-way street has the same arc twice.
        rows, row_of = np.unique(leave, return_inverse=True)
        columns, column_of = np.unique(enter, return_inverse=True)
        found = self._costs_to(weighting, rows, columns)
        return found[row_of.reshape(-1, 2, 1, 1), column_of.reshape(-1, 2)]

    def _costs_to(
        self, weighting: int, sources: npt.NDArray[np.uint32], targets: npt.NDArray[np.uint32]
    ) -> npt.NDArray[np.int64]:
        """Shape (sources, targets), whether a van comes to a target itself or to a copy of it."""
        copies, column_of = self._copies.of_arcs(targets)
        if not len(copies):
            return self._ways.costs(weighting, sources, targets)
        both = self._ways.costs(weighting, sources, np.concatenate([targets, copies]))
        found = both[:, : len(targets)]
        for column, copy_costs in zip(column_of, both.T[len(targets) :], strict=True):
            np.minimum(found[:, column], copy_costs, out=found[:, column])
        return found

    def _nodes_to(self, weighting: int, source: int, target: int) -> list[int]:
        """Arcs of a cheapest way, which may end with a copy of the target."""
        copies, _ = self._copies.of_arcs(np.array([target], np.uint32))
        ends = np.concatenate([np.array([target], np.uint32), copies])
        if len(ends) > 1:
            costs = self._ways.costs(weighting, np.array([source], np.uint32), ends)
            target = int(ends[costs[0].argmin()])
        return self._ways.nodes(weighting, source, target)

    def _ends(
        self, weighting: int, snaps: Sequence[Snap]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Both arcs of each point, and the cost of each from its beginning to the point."""
        arcs = np.array([snap.arcs for snap in snaps], np.uint32).reshape(-1, 2)
        along = np.array([[snap.along(a) for a in snap.arcs] for snap in snaps]).reshape(-1, 2)
        return arcs, self._part(weighting, arcs, along)

    def _part(
        self, weighting: int, arcs: "npt.NDArray[np.uint32] | int", along: "Floats | float"
    ) -> npt.NDArray[np.int64]:
        """What the first part of arcs costs."""
        units = GRAIN * np.rint(along * self._arc_units[FASTEST, arcs] / GRAIN)
        if weighting != FASTEST:
            units += np.rint(along * self._arc_m[arcs] * UNITS_PER_M)
        return np.asarray(units, np.int64)

    def _around(self, weighting: int, source: Snap, target: Snap) -> int:
        """Cost to a point that lies behind on the same one-way street: out, and round again."""
        arc = source.arcs[0]
        loop, _ = self._loop(arc, weighting)
        there = self._part(weighting, arc, target.along(arc))
        return loop + int(there - self._part(weighting, arc, source.along(arc)))

    def _best_arcs(self, origin: Snap, target: Snap) -> list[int]:
        """Arcs to drive, from the one that `origin` lies on to the one that `target` lies on."""
        leave, leave_units = self._ends(FASTEST, [origin])
        enter, enter_units = self._ends(FASTEST, [target])
        found = self._arc_to_arc(FASTEST, leave, enter)[0, :, 0]
        units = found + enter_units[0] - leave_units[0][:, None]
        units[(found == FAR) | (units < 0)] = FAR
        row, column = divmod(int(units.argmin()), 2)
        if units[row, column] == FAR:
            return self._loop(origin.arcs[0])[1]
        return self._nodes_to(FASTEST, int(leave[0, row]), int(enter[0, column]))

    def _loop(self, arc: int, weighting: int = FASTEST) -> tuple[int, list[int]]:
        """Cheapest way from the beginning of an arc back to it: its cost and its arcs."""
        onward, costs = self._turns.out_of(arc)
        back = self._costs_to(weighting, onward.astype(np.uint32), np.array([arc], np.uint32))
        totals = back[:, 0] + costs * (UNITS_PER_S // 10)
        totals += self._entry_units(weighting, np.full(len(onward), arc), onward)
        best = int(totals.argmin())
        arcs = [arc, *self._nodes_to(weighting, int(onward[best]), arc)]
        return int(totals[best] + self._arc_units[weighting, arc]), arcs

    def _drive(self, arcs: list[int], start: float, end: float) -> Path:
        """Geometry and times along arcs, from part `start` of the first to `end` of the last."""
        pieces: list[tuple[Floats, Floats, Floats]] = []
        clock = metres = 0.0
        for position, arc in enumerate(arcs):
            begin = start if position == 0 else 0.0
            finish = end if position == len(arcs) - 1 else 1.0
            lats, lons, part = self._arc_shape(arc, begin, finish)
            if position:
                clock += self._turns.seconds(arcs[position - 1], arc)
                if self._is_closed[arc] and not self._is_closed[arcs[position - 1]]:
                    clock += PASS_CLOSED_S
            arc_s = self._arc_units[FASTEST, arc] / UNITS_PER_S
            pieces.append((lats, lons, clock + (part - begin) * arc_s))
            clock += (finish - begin) * arc_s
            metres += (finish - begin) * self._arc_m[arc]
        lats, lons, seconds = (np.concatenate(column) for column in zip(*pieces, strict=True))
        keep = np.ones(len(lats), np.bool_)
        keep[1:] = (np.diff(lats) != 0) | (np.diff(lons) != 0) | (np.diff(seconds) > 0)
        keep[-1] = True
        return Path(lats[keep], lons[keep], seconds[keep], float(metres), ROAD)

    def _arc_shape(self, arc: int, begin: float, finish: float) -> tuple[Floats, Floats, Floats]:
        """Vertices of a part of an arc and how far along it (0 to 1) each lies."""
        network, segment = self._network, arc // 2
        span = slice(network.shape_start[segment], network.shape_start[segment + 1])
        lats, lons = in_degrees(network.shape_lat[span]), in_degrees(network.shape_lon[span])
        along = self._along_m[span] / max(self._arc_m[arc], 1e-9)
        if arc % 2:
            lats, lons, along = lats[::-1], lons[::-1], 1.0 - along[::-1]
        inside = along[(along > begin) & (along < finish)]
        part = np.concatenate([[begin], inside, [finish]])
        return np.interp(part, along, lats), np.interp(part, along, lons), part

    def _graph(self) -> Graph:
        network = self._network
        return Graph(
            node_count=2 * network.segment_count,
            tail=network.turn_from.astype(np.uint32),
            head=network.turn_to.astype(np.uint32),
            order=network.arc_order,
            weights=self._weights(),
        )

    def _weights(self) -> npt.NDArray[np.uint32]:
        """What it costs to drive an arc and turn into the next, by weighting."""
        network = self._network
        turn_units = network.turn_ds.astype(np.int64) * (UNITS_PER_S // 10)
        weights = np.maximum(self._arc_units[:, network.turn_from] + turn_units, GRAIN)
        for weighting in (FASTEST, FASTEST_AND_SHORT):
            weights[weighting] += self._entry_units(weighting, network.turn_from, network.turn_to)
        return np.asarray(weights, np.uint32)

    def _entry_units(
        self, weighting: int, before: npt.NDArray[np.integer], after: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.int64]:
        """What turns cost extra that lead into streets where a van is not to be, see `_Sum`."""
        is_marked = weighting == FASTEST
        closed = self._is_closed[after] & ~self._is_closed[before]
        local = self._is_local[after] & ~self._is_local[before]
        return np.asarray(
            closed * (CLOSED_UNITS + is_marked * CLOSED_MARK)
            + local * (LOCAL_UNITS + is_marked * LOCAL_MARK),
            np.int64,
        )

    def _gates(self) -> npt.NDArray[np.uint32]:
        """The arcs with which closed stretches begin."""
        network = self._network
        enters = self._is_closed[network.turn_to] & ~self._is_closed[network.turn_from]
        return np.unique(network.turn_to[enters]).astype(np.uint32)


class _Copies:
    """Finds the copies of arcs: see `core/region/way_bans.py`."""

    def __init__(self, network: RoadNetwork) -> None:
        first = network.segment_count - len(network.copied_segments)
        numbers = np.arange(first, network.segment_count)
        backward = network.segment_directions[first:] == BACKWARD
        arcs = 2 * network.copied_segments.astype(np.int64) + backward
        order = np.argsort(arcs, kind="stable")
        self._arcs = arcs[order]
        self._copies = (2 * numbers + backward)[order]

    def of_arcs(
        self, arcs: npt.NDArray[np.uint32]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Copies of any of them, and of which; the arcs are sorted and none is there twice."""
        if not len(self._arcs):
            return np.zeros(0, np.uint32), np.zeros(0, np.int64)
        at = np.searchsorted(arcs, self._arcs)
        found = at < len(arcs)
        found[found] = arcs[at[found]] == self._arcs[found]
        return self._copies[found].astype(np.uint32), at[found]

    def of_segments(self, segments: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Segments that are copies of any of these."""
        return np.asarray(self._copies[np.isin(self._arcs // 2, segments)] // 2)


class _Sum:
    """What the cost of a way is made of: time in whole grains, and for each time that it leads into
    a closed stretch or into streets for visitors a large sum and a mark below the grain.

    Costs are large to be avoided; marks tell how many there are. Those of closed stretches count to
    four and begin anew, which together with the sum is enough below 48 hours of pure driving.
    """

    def __init__(self, costs: npt.NDArray[np.int64]) -> None:
        marks = costs % GRAIN
        self.searched = costs - marks
        """Without marks, as the other weighting has it."""
        closed = costs // CLOSED_UNITS
        # Driving may be longer than what a closed stretch costs: the marks say how many there are.
        closed -= (closed - marks) % LOCAL_MARK
        # From four closed stretches on, their marks reach into those of the streets for visitors.
        local = (marks - closed) % GRAIN // LOCAL_MARK
        self.units = (
            costs
            - closed * (CLOSED_UNITS + CLOSED_MARK - round(PASS_CLOSED_S * UNITS_PER_S))
            - local * (LOCAL_UNITS + LOCAL_MARK)
        )
        """The time of the way, ten minutes for each closed stretch in it."""


class _TurnCosts:
    """Looks up the turns that leave an arc."""

    def __init__(self, network: RoadNetwork) -> None:
        by_origin = np.argsort(network.turn_from, kind="stable")
        self._to = network.turn_to[by_origin]
        self._ds = network.turn_ds[by_origin].astype(np.int64)
        arcs = np.arange(2 * network.segment_count + 1)
        self._first = np.searchsorted(network.turn_from[by_origin], arcs)

    def out_of(self, arc: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Arcs that may follow, and tenths of a second that each turn costs."""
        span = slice(self._first[arc], self._first[arc + 1])
        return self._to[span], self._ds[span]

    def seconds(self, arc: int, following: int) -> float:
        """Cost of one turn."""
        onward, costs = self.out_of(arc)
        return float(costs[np.flatnonzero(onward == following)[0]]) / 10


def no_road_words(lat: float, lon: float) -> str:
    """What to tell a person about a point that `snap` refused."""
    return (
        f"{off_road_words(lat, lon)}: times there are straight-line estimates. "
        "Move the place to its street."
    )


def off_road_words(lat: float, lon: float) -> str:
    """The same without what follows from it, for whoever needs a road there; a sentence's begin."""
    return f"No road within 200 m of {lat:.5f}, {lon:.5f}"


def _point(end: Snap | Point) -> Point:
    return end if isinstance(end, tuple) else (end.lat, end.lon)


def _straight(start: Point, end: Point) -> Path:
    seconds, metres = great_circle_legs(*start, [end[0]], [end[1]])
    return Path(
        np.array([start[0], end[0]]),
        np.array([start[1], end[1]]),
        np.array([0.0, float(seconds[0])]),
        float(metres[0]),
        GREAT_CIRCLE,
    )
