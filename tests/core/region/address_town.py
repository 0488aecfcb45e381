"""A small extract with addresses: two streets of houses, one without, a building, a second town."""

from pathlib import Path

from tests.core.region.tiny_map import TinyMap, grid

MILL, OAK, QUIET, FAR = 1, 2, 3, 4


def door(street: str, number: str, **more: str) -> dict[str, str]:
    """Tags of an address."""
    extra = {f"addr:{key}": value for key, value in more.items()}
    return {"addr:street": street, "addr:housenumber": number, **extra}


TOWN = TinyMap(
    nodes={
        1: grid(0, 0),
        2: grid(5, 0),
        3: grid(0, 2),
        4: grid(5, 2),
        5: grid(9, 0),
        **{10 + n: grid(n, 0.2) for n in range(1, 5)},
        **{20 + n: grid(n, 2.2) for n in range(1, 4)},
        31: grid(2, 1.0),
        32: grid(2.4, 1.0),
        33: grid(2.4, 1.2),
        34: grid(2, 1.2),
        41: grid(100, 0),
        42: grid(105, 0),
        43: grid(101, 0.2),
        51: grid(100, 1),
        52: grid(1, 1),
    },
    node_tags={
        11: door("Mühlenweg", "2", city="Alt", postcode="100"),
        12: door("Mühlenweg", "4", city="Alt"),
        13: door("Mühlenweg", "10-14", city="Alt"),
        14: door("Mühlenweg", "15 a", city="Alt"),
        21: door("Eichenallee", "1;3", city="Alt"),
        22: door("Eichenallee", "5", city="Alt"),
        23: door("Eichenallee", "5", city="Alt"),
        43: door("Mühlenweg", "7"),
        51: {"place": "village", "name": "Neu"},
        52: {"place": "town", "name": "Alt"},
    },
    ways={
        MILL: ([1, 2], {"highway": "residential", "name": "Mühlenweg", "name:sv": "Kvarnvägen"}),
        OAK: ([3, 4], {"highway": "residential", "name": "Eichenallee"}),
        QUIET: ([2, 5, 4], {"highway": "residential", "name": "Stille Gasse"}),
        FAR: ([41, 42], {"highway": "residential", "name": "Mühlenweg"}),
        9: ([1, 3], {"highway": "residential"}),
        30: ([31, 32, 33, 34, 31], {"building": "yes", **door("Eichenallee", "8")}),
        40: ([11, 14], {"addr:interpolation": "even", **door("Mühlenweg", "2")}),
    },
)


def write(folder: Path) -> Path:
    """The extract as a file."""
    return TOWN.write(folder / "town.osm.pbf")
