"""Writes small hand-made OpenStreetMap extracts, and a town whose distances can be checked by hand.

north   d ── e ── f        100 m between neighbours; `d–e–f` and `a–b–c` are two-way streets,
        │    ▲    │        `b→e` is one-way north, `a–d` and `c–f` are two-way.
        a ── b ── c ── g   `c–g` is a dead end.        x ── y lies apart, connected to nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way

from core.region.great_circle import EARTH_RADIUS_M

STEP = 100 / (EARTH_RADIUS_M * 3.141592653589793 / 180)
"""100 m of latitude in degrees; at the equator also of longitude."""

Tags = Mapping[str, str]


@dataclass(frozen=True)
class TinyMap:
    """Nodes by number, ways and relations by number; all in degrees."""

    nodes: Mapping[int, tuple[float, float]]
    ways: Mapping[int, tuple[Sequence[int], Tags]]
    node_tags: Mapping[int, Tags] = field(default_factory=dict)
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] = field(
        default_factory=dict
    )

    def write(self, path: Path) -> Path:
        """Write an `.osm.pbf`, nodes first, as extracts are ordered."""
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for number, (lat, lon) in sorted(self.nodes.items()):
                tags = dict(self.node_tags.get(number, {}))
                writer.add_node(Node(id=number, location=(lon, lat), tags=tags))
            for number, (nodes, way_tags) in sorted(self.ways.items()):
                writer.add_way(Way(id=number, nodes=list(nodes), tags=dict(way_tags)))
            for number, (members, rule) in sorted(self.relations.items()):
                writer.add_relation(Relation(id=number, members=list(members), tags=dict(rule)))
        return path


A, B, C, D, E, F, G, X, Y = range(1, 10)
STREET = {"highway": "residential"}


def grid(column: float, row: float) -> tuple[float, float]:
    """Latitude and longitude of a corner of the town."""
    return row * STEP, column * STEP


TOWN = TinyMap(
    nodes={
        A: grid(0, 0),
        B: grid(1, 0),
        C: grid(2, 0),
        D: grid(0, 1),
        E: grid(1, 1),
        F: grid(2, 1),
        G: grid(3, 0),
        X: grid(10, 0),
        Y: grid(11, 0),
    },
    ways={
        1: ((A, B, C, G), STREET | {"name": "South Street"}),
        2: ((D, E, F), STREET | {"name": "North Street"}),
        3: ((B, E), STREET | {"oneway": "yes", "name": "Middle Street"}),
        4: ((A, D), STREET),
        5: ((C, F), STREET),
        6: ((X, Y), STREET | {"name": "Lost Street"}),
    },
)


def town(
    ways: Mapping[int, tuple[Sequence[int], Tags]] | None = None,
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
) -> TinyMap:
    """The town with some ways replaced or added, and relations."""
    return TinyMap(TOWN.nodes, {**TOWN.ways, **(ways or {})}, {}, relations or {})
