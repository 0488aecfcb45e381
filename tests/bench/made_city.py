"""A made-up city as an extract, as large as is wanted: quarters of named streets with houses,
joined by a few streets each, and rivers with bridges. Figures from it are said to be synthetic:
real streets are harder to draw and easier to tell apart.

One grid from end to end would be larger than any city: whatever divides it crosses each of its
streets, and a search in a contraction hierarchy visits what lies on such cuts.
"""

from pathlib import Path
from random import Random

import osmium
from osmium.osm.mutable import Node, Way

SYLLABLES = "ka lo mi nor pel ra sund tor vik gen hau ber dal fjel gru os lind".split()  # noqa: SIM905
KINDS = ("gatan", "vägen", " Street", "straße", " Allé")
STEP = 0.0011
SOUTH, WEST = 59.0, 18.0
HOUSES = 2
"""Doors on each side of a block."""
QUARTER = 16
"""Junctions along the side of a quarter; two of its streets lead on to the next one."""
THROUGH = (4, 11)
RIVER, BRIDGES = 8, 4
"""After so many quarters comes a river, over which each so many-eth of those streets leads."""


def write_city(path: Path, blocks: int, seed: int = 1) -> int:
    """Write a city of `blocks` × `blocks` junctions; returns its directed edges."""
    random = Random(seed)
    names = [_name(random, n) for n in range(2 * blocks)]
    side = range(blocks)
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for row in side:
            for column in side:
                where = (WEST + 2 * column * STEP, SOUTH + row * STEP)
                writer.add_node(Node(id=1 + row * blocks + column, location=where, tags={}))
        number = blocks * blocks
        for row in side:
            for door in range(blocks * HOUSES):
                number += 1
                where = (WEST + 2 * door * STEP / HOUSES, SOUTH + row * STEP + 0.0001)
                tags = {"addr:street": names[row], "addr:housenumber": str(door + 1)}
                writer.add_node(Node(id=number, location=where, tags=tags))
        ways = edges = 0
        for street in side:
            for run in _runs(street, blocks):
                across = [1 + street * blocks + at for at in run]
                along = [1 + at * blocks + street for at in run]
                for nodes, name in ((across, names[street]), (along, names[blocks + street])):
                    ways += 1
                    edges += 2 * (len(nodes) - 1)
                    writer.add_way(Way(id=ways, nodes=nodes, tags=_tags(name, street)))
    return edges


def _runs(street: int, blocks: int) -> list[list[int]]:
    """The stretches of a street from one end of the city to the other, as places along it."""
    runs = [[0]]
    for at in range(1, blocks):
        if not _leads_on(street, at):
            runs.append([])
        runs[-1].append(at)
    return [run for run in runs if len(run) > 1]


def _leads_on(street: int, at: int) -> bool:
    """Whether it leads from the place before to this one."""
    if at % QUARTER:
        return True
    if street % QUARTER not in THROUGH:
        return False
    passed = street // QUARTER * len(THROUGH) + THROUGH.index(street % QUARTER)
    return at % (QUARTER * RIVER) != 0 or passed % BRIDGES == 0


def _tags(name: str, number: int) -> dict[str, str]:
    kind = "secondary" if number % QUARTER in THROUGH else "residential"
    return {"highway": kind, "name": name}


def _name(random: Random, number: int) -> str:
    stem = "".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 4)))
    return f"{stem.title()}{KINDS[number % len(KINDS)]}"
