"""Turn restrictions that lead over ways: what is forbidden depends on where a van came from.

An arc that begins or continues such a restriction gets a copy, which is entered by those who came
that way and lacks the turns that are forbidden to them; everybody else drives on the arc itself.
Used by `turns.py` when a region is built.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MOST_SEGMENTS = 30
"""Of a restriction between its first and its last way; a longer one is no turn."""
Way = tuple[int, ...]
"""Arcs that were driven one after the other."""


@dataclass(frozen=True, slots=True)
class WayBan:
    """A turn restriction over ways: `no_*`, or `only_*` when `is_only`."""

    from_way: int
    via_ways: tuple[int, ...]
    to_way: int
    is_only: bool


@dataclass(slots=True)
class Copied:
    """The turns with copies of arcs: each is the last of the arcs driven that it stands for."""

    arcs: list[int] = field(default_factory=list)
    """What each copy is one of; copies are numbered from the count of arcs on."""
    turns: list[tuple[int, int, int]] = field(default_factory=list)
    """Where each turn leads from and to, and which of the turns before it is one of. A number from
    the count of arcs on is a copy's."""


def copied(
    turns: Sequence[tuple[int, int]],
    way_of: Mapping[int, int],
    bans: Sequence[WayBan],
    arc_count: int,
) -> Copied | None:
    """The turns as the bans leave them; None where no ban touches one. `way_of` names the way of
    each arc that has turns."""
    onward: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (origin, destination) in enumerate(turns):
        onward[origin].append((number, destination))
    forbidden: dict[Way, set[int]] = defaultdict(set)
    for ban in bans:
        for driven, last in _driven(ban, turns, onward, way_of):
            banned = {last}
            if ban.is_only:
                banned = {arc for _, arc in onward[driven[-1]]} - banned
            forbidden[driven] |= banned
    if not forbidden:
        return None
    known = sorted(
        {driven[:length] for driven in forbidden for length in range(2, len(driven) + 1)}
    )
    number_of = {driven: arc_count + at for at, driven in enumerate(known)}
    made = Copied(arcs=[driven[-1] for driven in known])

    def leave(start: int, driven: Way) -> Iterator[tuple[int, int, int]]:
        for number, arc in onward[driven[-1]]:
            ends = [driven[at:] for at in range(len(driven) - 1)]
            if any(arc in forbidden.get(end, ()) for end in ends):
                continue
            longer = ((*driven[at:], arc) for at in range(len(driven)))
            goes_on = next((each for each in longer if each in number_of), None)
            yield start, number_of[goes_on] if goes_on else arc, number

    for arc in list(onward):
        made.turns += leave(arc, (arc,))
    for driven, number in number_of.items():
        made.turns += leave(number, driven)
    return made


def _driven(
    ban: WayBan,
    turns: Sequence[tuple[int, int]],
    onward: Mapping[int, Sequence[tuple[int, int]]],
    way_of: Mapping[int, int],
) -> Iterator[tuple[Way, int]]:
    """Each way from the first to the last of a ban's ways: the arcs before the last, and it."""
    for origin, destination in turns:
        if way_of[origin] != ban.from_way or way_of[destination] != ban.via_ways[0]:
            continue
        driven: Way | None = (origin, destination)
        while driven is not None and len(driven) < MOST_SEGMENTS:
            after = [arc for _, arc in onward.get(driven[-1], ()) if arc != driven[-1] ^ 1]
            last = [arc for arc in after if way_of[arc] == ban.to_way and arc not in driven]
            if last and way_of[driven[-1]] == ban.via_ways[-1]:
                yield from ((driven, arc) for arc in last)
                break
            via = [a for a in after if way_of[a] in ban.via_ways and a not in driven]
            driven = (*driven, via[0]) if len(via) == 1 else None
