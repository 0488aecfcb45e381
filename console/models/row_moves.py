"""The fewest steps that turn one list of ids into another: removals, moves and insertions.

Pure; item models replay the steps as Qt notifications, so that selection and scroll position
survive every update.
"""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct


class Remove(Struct, frozen=True):
    """Take the row at `index` away."""

    index: int


class Move(Struct, frozen=True):
    """Take the row at `source` out and put it back so that it ends at `target`."""

    source: int
    target: int


class Insert(Struct, frozen=True):
    """A new row `id` at `index`."""

    index: int
    id: str


Step = Remove | Move | Insert


def steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Steps to be applied one after the other; each index counts in the list as it then is."""
    wanted = {id_: place for place, id_ in enumerate(new)}
    found: list[Step] = [
        Remove(index) for index in reversed(range(len(old))) if old[index] not in wanted
    ]
    current = [id_ for id_ in old if id_ in wanted]
    present = set(current)
    steady = _longest_rising(current, wanted)
    for place, id_ in enumerate(new):
        if id_ in steady:
            continue
        after = current.index(new[place - 1]) + 1 if place else 0
        if id_ not in present:
            current.insert(after, id_)
            found.append(Insert(after, id_))
            continue
        source = current.index(id_)
        target = after - 1 if source < after else after
        # Never its own place: a row already behind its predecessor would have been steady.
        current.insert(target, current.pop(source))
        found.append(Move(source, target))
    return found


def _longest_rising(ids: Sequence[str], place: dict[str, int]) -> set[str]:
    """The most ids that already stand in the wanted order (patience sorting)."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for index, id_ in enumerate(ids):
        pile = bisect_left(tails, place[id_])
        before.append(tail_at[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(place[id_])
            tail_at.append(index)
        else:
            tails[pile] = place[id_]
            tail_at[pile] = index
    steady: set[str] = set()
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        steady.add(ids[index])
        index = before[index]
    return steady
