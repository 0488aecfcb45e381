"""A made-up city as an extract, as large as is wanted: a grid of named streets with houses. Figures
from it are said to be synthetic: real streets are harder to draw and easier to tell apart.
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
        for row in side:
            nodes = [1 + row * blocks + column for column in side]
            writer.add_way(Way(id=1 + row, nodes=nodes, tags=_tags(names[row], row)))
        for column in side:
            nodes = [1 + row * blocks + column for row in side]
            name = names[blocks + column]
            writer.add_way(Way(id=1 + blocks + column, nodes=nodes, tags=_tags(name, column)))
    return 4 * blocks * (blocks - 1)


def _tags(name: str, number: int) -> dict[str, str]:
    kind = "secondary" if number % 10 == 0 else "residential"
    return {"highway": kind, "name": name}


def _name(random: Random, number: int) -> str:
    stem = "".join(random.choice(SYLLABLES) for _ in range(random.randint(2, 4)))
    return f"{stem.title()}{KINDS[number % len(KINDS)]}"
