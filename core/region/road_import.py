"""Reads an OpenStreetMap extract into a `RoadNetwork`; used when a region is built, not later.

Ways that leave a clipped extract are kept as far as their nodes are known.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium

from core.region.road_classes import (
    BACKWARD,
    BLOCKED,
    FORWARD,
    FREE,
    GATED,
    barrier,
    directions,
    is_only_to_stop,
    road_class,
    speed_kmh,
)
from core.region.road_network import DEGREE, RegionFileError, RoadNetwork
from core.region.turns import Ban, make_turns
from core.region.way_bans import WayBan

Coordinate = tuple[int, int]
TELL_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class _Way:
    id: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]


@dataclass(slots=True)
class _Extract:
    ways: list[_Way] = field(default_factory=list)
    where: dict[int, Coordinate] = field(default_factory=dict)
    restrictions: list[Ban] = field(default_factory=list)
    way_restrictions: list[WayBan] = field(default_factory=list)
    barriers: dict[int, int] = field(default_factory=dict)
    """Nodes where something stands on the road, and what it does: `GATED` or `BLOCKED`."""


@dataclass(slots=True)
class _Segments:
    nodes: list[tuple[int, ...]] = field(default_factory=list)
    ways: list[_Way] = field(default_factory=list)


def import_roads(
    pbf: Path, drives_on_left: bool = False, tell: Callable[[int], None] = lambda ways: None
) -> RoadNetwork:
    """The drivable network of an `.osm.pbf`; `tell` hears how many ways were kept so far. Raises
    `RegionFileError` when it has none."""
    extract = _read(pbf, tell)
    segments = _cut_at_junctions(extract)
    if not segments.nodes:
        raise RegionFileError(
            f"{pbf} has no road that cars may use. Choose an extract with highway=* ways."
        )
    return _assemble(extract, segments, drives_on_left)


def _read(pbf: Path, tell: Callable[[int], None]) -> _Extract:
    extract = _Extract()
    try:
        # Nodes are of use through ways only, and most of what a city's extract holds is not read.
        wanted = osmium.filter.KeyFilter(
            "highway", "barrier", "restriction", "restriction:motorcar"
        )
        things = osmium.FileProcessor(str(pbf)).with_locations().with_filter(wanted)
        for thing in things:
            if isinstance(thing, osmium.osm.Way):
                _read_way(thing, extract)
                if len(extract.ways) % TELL_EVERY == 0:
                    tell(len(extract.ways))
            elif isinstance(thing, osmium.osm.Relation):
                _read_restriction(thing, extract)
            elif "barrier" in thing.tags and (met := barrier(dict(thing.tags))) != FREE:
                extract.barriers[thing.id] = met
    except (RuntimeError, OSError) as error:
        raise RegionFileError(
            f"{pbf} cannot be read as an OpenStreetMap extract ({error}). Download it again."
        ) from error
    return extract


def _read_way(way: osmium.osm.Way, extract: _Extract) -> None:
    tags = dict(way.tags)
    if road_class(tags) is None or not directions(tags):
        return
    run: list[int] = []
    for node in way.nodes:
        if node.location.valid():
            extract.where[node.ref] = (round(node.lat / DEGREE), round(node.lon / DEGREE))
            if not run or run[-1] != node.ref:
                run.append(node.ref)
        elif run:
            _keep(way.id, run, tags, extract)
            run = []
    _keep(way.id, run, tags, extract)


def _keep(way_id: int, run: list[int], tags: Mapping[str, str], extract: _Extract) -> None:
    if len(run) > 1:
        extract.ways.append(_Way(way_id, tuple(run), tags))


def _read_restriction(relation: osmium.osm.Relation, extract: _Extract) -> None:
    tags = dict(relation.tags)
    rule = tags.get("restriction:motorcar", tags.get("restriction", ""))
    if tags.get("type") != "restriction" or not rule.startswith(("no_", "only_")):
        return
    if "motorcar" in tags.get("except", ""):
        return
    members: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for member in relation.members:
        members[member.role].append((member.type, member.ref))
    vias = tuple(ref for _, ref in members["via"])
    kinds = {kind for kind, _ in members["via"]}
    is_only = rule.startswith("only_")
    for _, start in members["from"]:
        for _, end in members["to"]:
            if kinds == {"n"} and len(vias) == 1:
                extract.restrictions.append(Ban(start, vias[0], end, is_only))
            elif kinds == {"w"}:
                extract.way_restrictions.append(WayBan(start, vias, end, is_only))


def _cut_at_junctions(extract: _Extract) -> _Segments:
    uses: Counter[int] = Counter()
    for way in extract.ways:
        uses.update(way.nodes)
        uses.update((way.nodes[0], way.nodes[-1]))
    uses.update({ban.via_node: 2 for ban in extract.restrictions})
    uses.update({node: 2 for node in extract.barriers})
    segments = _Segments()
    for way in extract.ways:
        start = 0
        for here in range(1, len(way.nodes)):
            if uses[way.nodes[here]] > 1:
                segments.nodes.append(way.nodes[start : here + 1])
                segments.ways.append(way)
                start = here
    return segments


class _Junctions:
    """Numbers for the ends of segments. What ends at a barrier ends there by itself: whatever else
    does is another junction."""

    def __init__(self, extract: _Extract) -> None:
        self._barriers = extract.barriers
        self._count = 0
        self.numbers: dict[int, int] = {}
        """By node, but for those that block the road."""

    def at(self, node: int) -> int:
        number = self.numbers.get(node, self._count)
        if number == self._count:
            self._count += 1
            if self._barriers.get(node) != BLOCKED:
                self.numbers[node] = number
        return number

    def gates(self) -> list[int]:
        return [
            number for node, number in self.numbers.items() if self._barriers.get(node) == GATED
        ]


def _assemble(extract: _Extract, segments: _Segments, drives_on_left: bool) -> RoadNetwork:
    junctions = _Junctions(extract)
    names = {"": 0}
    tags = [way.tags for way in segments.ways]
    vertices = np.array(
        [extract.where[node] for nodes in segments.nodes for node in nodes], np.int32
    )
    lengths = [len(nodes) for nodes in segments.nodes]
    ways = np.array([way.id for way in segments.ways], np.int64)
    ends = [(junctions.at(nodes[0]), junctions.at(nodes[-1])) for nodes in segments.nodes]
    segment_from, segment_to = np.array(ends, np.int32).T.copy()
    segment_directions = np.array([directions(t) for t in tags], np.uint8)
    shape_start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    turns = make_turns(
        segment_from=segment_from,
        segment_to=segment_to,
        may_drive=np.stack([segment_directions & FORWARD, segment_directions & BACKWARD], 1) > 0,
        vertices=vertices,
        shape_start=shape_start,
        segment_way=ways,
        bans=[
            (ban, junctions.numbers[ban.via_node])
            for ban in extract.restrictions
            if ban.via_node in junctions.numbers
        ],
        way_bans=extract.way_restrictions,
        gates=junctions.gates(),
        drives_on_left=drives_on_left,
    )
    # Copies of segments stand behind all others.
    again = [int(arc) // 2 for arc in turns.copies]
    shapes = [vertices[shape_start[at] : shape_start[at + 1]] for at in again]
    vertices = np.concatenate([vertices, *shapes])
    lengths += [len(shape) for shape in shapes]
    shape_start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    tags += [tags[at] for at in again]
    only = [FORWARD if arc % 2 == 0 else BACKWARD for arc in turns.copies]
    segment_directions = np.concatenate([segment_directions, np.array(only, np.uint8)])
    return RoadNetwork(
        shape_lat=vertices[:, 0].copy(),
        shape_lon=vertices[:, 1].copy(),
        shape_start=shape_start,
        segment_from=np.concatenate([segment_from, segment_from[again]]),
        segment_to=np.concatenate([segment_to, segment_to[again]]),
        segment_class=np.array([road_class(t) for t in tags], np.uint8),
        segment_kmh=np.array([speed_kmh(t) for t in tags], np.uint8),
        segment_directions=segment_directions,
        segment_is_local=np.array([is_only_to_stop(t) for t in tags], np.bool_),
        segment_name=np.array(
            [names.setdefault(t.get("name", ""), len(names)) for t in tags], np.int32
        ),
        names=np.array(list(names), np.str_),
        turn_from=turns.origin,
        turn_to=turns.destination,
        turn_ds=turns.cost_ds,
        arc_is_connected=turns.arc_is_connected,
        arc_order=turns.arc_order,
        copied_segments=np.array(again, np.int32),
    )
