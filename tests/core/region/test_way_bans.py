"""Turn restrictions over ways, held against whoever remembers every arc that was driven."""

from collections.abc import Iterator
from random import Random

import pytest

from core.region.way_bans import Way, WayBan, copied

ARCS, LONGEST = 9, 6
Turn = tuple[int, int]


def remembered(turns: list[Turn], bans: list[WayBan]) -> set[Way]:
    """Every way to drive up to that length; each arc is a way of its own."""

    def is_allowed(driven: Way) -> bool:
        for ban in bans:
            over = (ban.from_way, *ban.via_ways)
            before, last = driven[:-1][-len(over) :], driven[-1]
            can = all(pair in turns for pair in zip(over, (*over[1:], ban.to_way), strict=True))
            if before == over and can and (last != ban.to_way) == ban.is_only:
                return False
        return True

    def longer(driven: Way) -> Iterator[Way]:
        yield driven
        if len(driven) < LONGEST:
            for start, end in turns:
                if start == driven[-1] and is_allowed((*driven, end)):
                    yield from longer((*driven, end))

    return {driven for arc in range(ARCS) for driven in longer((arc,))}


def found(turns: list[Turn], bans: list[WayBan]) -> set[Way]:
    """The same by the turns with copies."""
    made = copied(turns, {arc: arc for arc in range(ARCS)}, bans, ARCS)
    edges = turns if made is None else [(start, end) for start, end, _ in made.turns]
    if made is not None:
        plain = [*range(ARCS), *made.arcs]
        assert all((plain[a], plain[b]) == turns[number] for a, b, number in made.turns)
        assert len(set(edges)) == len(edges)
    else:
        plain = list(range(ARCS))

    def longer(at: int, driven: Way) -> Iterator[Way]:
        yield driven
        if len(driven) < LONGEST:
            for start, end in edges:
                if start == at:
                    yield from longer(end, (*driven, plain[end]))

    return {driven for arc in range(ARCS) for driven in longer(arc, (arc,))}


def walked(turns: list[Turn], random: Random, length: int) -> list[int]:
    """Arcs that follow each other, none of them twice; sometimes any arcs."""
    ways = [random.randrange(ARCS)]
    while len(ways) < length:
        after = [end for start, end in turns if start == ways[-1] and end not in ways]
        ways.append(random.choice(after or sorted(set(range(ARCS)) - set(ways))))
    return ways


@pytest.mark.parametrize("seed", range(60))
def test_random_restrictions_forbid_what_they_say_and_nothing_else(seed: int) -> None:
    random = Random(seed)
    # No arc turns back into another's reverse: pairs of one street are 2 * n and 2 * n + 1.
    every = [(a, b) for a in range(ARCS) for b in range(ARCS) if a not in (b, b ^ 1)]
    turns = sorted(random.sample(every, 22))
    bans = []
    for _ in range(random.randint(1, 5)):
        ways = walked(turns, random, random.choice((3, 3, 4)))
        bans.append(WayBan(ways[0], tuple(ways[1:-1]), ways[-1], random.random() < 0.3))
    assert found(turns, bans) == remembered(turns, bans)


def test_a_restriction_whose_ways_go_on_too_long_or_in_a_ring_is_none() -> None:
    line = [(arc, arc + 2) for arc in range(0, 80, 2)]
    way_of = {arc: 1 if 0 < arc < 80 else arc for arc in range(0, 82, 2)}
    assert copied(line, way_of, [WayBan(0, (1,), 80, False)], 82) is None
    assert copied(line[:9], way_of, [WayBan(0, (1,), 99, False)], 82) is None
