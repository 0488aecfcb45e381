"""Reads the addresses of an extract: `addr:*` of nodes, buildings and areas, and names of streets.

A street is what bears one name without a gap of a kilometre: two villages' "Hauptstraße" are two.
Its town is what most of its doors say, else the nearest town that the map knows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium

from core.region.address_index import AddressIndex, DoorAt, Street, make_index
from core.region.address_words import folded, number_in_file
from core.region.road_network import RegionFileError

Where = tuple[float, float]
NUMBER_FIRST = frozenset(("AU", "CA", "FR", "GB", "IE", "IN", "LU", "MC", "NZ", "US", "ZA"))
"""Countries in whose addresses the number stands before the street."""
NUMBER_FIRST_WORDS = ("rue ", "avenue ", "boulevard ", "chemin ", " street", " road", " avenue")
TOWNS = frozenset({"city", "town", "village"})
OTHER_NAMES = ("alt_name", "old_name", "short_name", "official_name", "int_name", "loc_name")
GAP = 0.005
"""Pieces of a name in neighbouring squares of this side, in degrees, are one street."""
STEP = 0.0004
"""A point is kept at least every so many degrees along a street: some 40 m."""
LONGEST_NUMBER = 16
TELL_EVERY = 2_000


@dataclass(slots=True)
class _Read:
    doors: list[tuple[str, str, Where, str, str]] = field(default_factory=list)
    """Street, number, place, town, postcode."""
    pieces: dict[str, list[Where]] = field(default_factory=lambda: defaultdict(list))
    aliases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    towns: list[tuple[str, Where]] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    things: int = 0


def import_addresses(pbf: Path, tell: Callable[[int], None] = lambda things: None) -> AddressIndex:
    """The address index of an extract; `tell` hears how many things were read. An extract without
    house numbers gives one of streets only. Raises `RegionFileError` for an unreadable file."""
    read = _Read()
    wanted = osmium.filter.KeyFilter("addr:housenumber", "highway", "place")
    relations = osmium.filter.KeyFilter("addr:housenumber")
    try:
        for thing in osmium.FileProcessor(str(pbf)).with_areas(relations).with_filter(wanted):
            _note(thing, read)
            read.things += 1
            if read.things % TELL_EVERY == 0:
                tell(read.things)
    except (RuntimeError, OSError) as error:
        raise RegionFileError(
            f"{pbf} cannot be read as an OpenStreetMap extract ({error}). Download it again."
        ) from error
    return _indexed(read)


def _note(thing: object, read: _Read) -> None:
    if isinstance(thing, osmium.osm.Node):
        tags = dict(thing.tags)
        where = (thing.lat, thing.lon)
        if tags.get("place") in TOWNS and tags.get("name"):
            read.towns.append((tags["name"], where))
        _note_door(tags, [where], read)
    elif isinstance(thing, osmium.osm.Way):
        tags = dict(thing.tags)
        points = [(n.lat, n.lon) for n in thing.nodes if n.location.valid()]
        _note_door(tags, points, read)
        if "highway" in tags and tags.get("name"):
            _note_street(tags, points, read)
    elif isinstance(thing, osmium.osm.Area) and not thing.from_way():
        rings = thing.outer_rings()
        points = [(n.lat, n.lon) for ring in rings for n in ring if n.location.valid()]
        _note_door(dict(thing.tags), points, read)


def _note_door(tags: Mapping[str, str], points: Sequence[Where], read: _Read) -> None:
    street = tags.get("addr:street") or tags.get("addr:place") or ""
    number = tags.get("addr:housenumber", "").strip()
    if not street or not points or number_in_file(number) is None or "addr:interpolation" in tags:
        return
    lats, lons = zip(*points, strict=True)
    # The middle of the box around it: near enough to a building's door, whatever its shape.
    middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    read.countries[tags.get("addr:country", "")] += 1
    town, postcode = tags.get("addr:city", ""), tags.get("addr:postcode", "")
    for one in number.replace(";", ",").split(","):
        if number_in_file(one.strip()) and len(one.strip().encode()) <= LONGEST_NUMBER:
            read.doors.append((street, one.strip(), middle, town, postcode))


def _note_street(tags: Mapping[str, str], points: Sequence[Where], read: _Read) -> None:
    name = tags["name"]
    read.pieces[name].extend(_along(points))
    others = {tags[key] for key in OTHER_NAMES if key in tags}
    others |= {text for key, text in tags.items() if key.startswith("name:")}
    read.aliases[name] |= {other for text in others for other in text.split(";")} - {name}


def _along(points: Sequence[Where]) -> Iterable[Where]:
    """The points of a line, and more of them where it is straight for long."""
    for start, end in pairwise(points):
        steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) / STEP))
        for step in range(steps):
            part = step / steps
            yield start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])
    yield from points[-1:]


def _indexed(read: _Read) -> AddressIndex:
    streets: list[Street] = []
    doors: list[DoorAt] = []
    by_name: dict[str, list[int]] = defaultdict(list)
    spelling: dict[str, str] = {}
    alike: dict[str, list[str]] = defaultdict(list)
    for name in read.pieces:
        spelling.setdefault(folded(name), name)
        alike[folded(name)].append(name)
    for at, (street, *_) in enumerate(read.doors):
        key = folded(_known_part(street, alike))
        spelling.setdefault(key, street)
        by_name[key].append(at)
    for key, name in sorted(spelling.items()):
        same = alike[key]
        pieces = [point for other in same for point in read.pieces[other]]
        for points, members in _clusters(pieces, {at: read.doors[at][2] for at in by_name[key]}):
            number = len(streets)
            town = _town([read.doors[at][3] for at in members], points[0], read.towns)
            aliases = tuple(sorted({alias for other in same for alias in read.aliases[other]}))
            streets.append(Street(name, aliases, town, tuple(points)))
            doors.extend(_doors(number, [read.doors[at] for at in members]))
    return make_index(streets, doors, is_number_first=_is_number_first(read))


def _known_part(street: str, names: Mapping[str, object]) -> str:
    """Of "Station hall, Station Road" the part that is a street."""
    if folded(street) in names:
        return street
    parts = [part.strip() for part in street.split(",")]
    return next((part for part in parts if folded(part) in names), street)


def _doors(street: int, said: Sequence[tuple[str, str, Where, str, str]]) -> Iterable[DoorAt]:
    """One door per number: a building and the shops in it all say the same one."""
    alike: dict[str, list[tuple[str, Where, str]]] = defaultdict(list)
    for _, number, where, _, postcode in said:
        alike[folded(number).replace(" ", "")].append((number, where, postcode))
    for same in alike.values():
        number, (lat, lon), _ = same[0]
        codes = Counter(postcode for *_, postcode in same if postcode)
        yield DoorAt(street, number, lat, lon, codes.most_common(1)[0][0] if codes else "")


def _clusters(
    pieces: Sequence[Where], doors: Mapping[int, Where]
) -> list[tuple[list[Where], list[int]]]:
    """Streets of one name: points along each, and its doors. Doors alone make a street, too."""
    squares: dict[tuple[int, int], list[Where]] = defaultdict(list)
    inside: dict[tuple[int, int], list[int]] = defaultdict(list)
    for point in pieces:
        squares[_square(point)].append(point)
    for at, where in doors.items():
        inside[_square(where)].append(at)
        if not pieces:
            squares[_square(where)].append(where)
    found = []
    left = {*squares, *inside}
    while left:
        group, front = [], [min(left)]
        left.discard(front[0])
        while front:
            here = front.pop()
            group.append(here)
            near = {(here[0] + x, here[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)} & left
            left -= near
            front.extend(sorted(near))
        members = [at for square in group for at in inside[square]]
        points = [point for square in group for point in squares[square]]
        found.append((points or [doors[at] for at in members], members))
    return found


def _square(where: Where) -> tuple[int, int]:
    return int(where[0] // GAP), int(where[1] // GAP)


def _town(said: Sequence[str], where: Where, towns: Sequence[tuple[str, Where]]) -> str:
    named = Counter(town for town in said if town and not town.isdecimal())
    if named:
        return named.most_common(1)[0][0]
    if not towns:
        return ""
    narrow = float(np.cos(np.radians(where[0])))
    return min(
        towns,
        key=lambda t: (t[1][0] - where[0]) ** 2 + ((t[1][1] - where[1]) * narrow) ** 2,
    )[0]


def _is_number_first(read: _Read) -> bool:
    """By the country that doors name, else by how its streets are called."""
    known = Counter({code: n for code, n in read.countries.items() if code})
    if known:
        return known.most_common(1)[0][0].upper() in NUMBER_FIRST
    names = [folded(name) for name in read.pieces]
    hits = sum(n.startswith(NUMBER_FIRST_WORDS) or n.endswith(NUMBER_FIRST_WORDS) for n in names)
    return 2 * hits > len(names)
