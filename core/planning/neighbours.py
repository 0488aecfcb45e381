"""Which requests lie near which, by what the way costs; after a change only what is affected.

Pure: numpy on the matrices of a problem, and on how they read turned round.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.planning.fleet import Matrix, Van

Records: TypeAlias = npt.NDArray[np.int32]
Costs: TypeAlias = npt.NDArray[np.float64]

TILE = 256
"""Rows and columns of a matrix that are turned at once: both sides stay in the cache."""
ROWS = 512
"""So many requests are compared with all others at once."""
FEW = 8
"""Neighbours are worked out anew if more than one in so many requests would be in any case."""


class Ways(Struct, frozen=True, eq=False):
    """Matrices, [layer, from, to] and turned [layer, to, from], and the van that they cost."""

    seconds: Matrix
    seconds_to: Matrix
    second: Matrix
    """One zero where a problem has no second matrix."""
    second_to: Matrix
    van: Van

    def cost_like(self, van: Van) -> bool:
        """Whether a way costs that van the same."""
        ours = self.van
        rates = ours.layer, ours.per_second + ours.per_second_out, ours.per_unit
        return rates == (van.layer, van.per_second + van.per_second_out, van.per_unit)

    def costs(self, from_: Records, to: Records) -> Costs:
        """[from, to] cost of driving between all of these places, the cheaper direction."""
        cost = _ways(self.seconds, self.seconds_to, self.van.layer, from_, to) * self._per_second
        if self._counts_second:
            cost += self.van.per_unit * _ways(
                self.second, self.second_to, self.van.layer, from_, to
            )
        return cost

    def pairs(self, from_: Records, to: Records) -> Costs:
        """The same from each to the one beside it."""
        layer = self.van.layer
        least = np.minimum(self.seconds[layer, from_, to], self.seconds_to[layer, from_, to])
        cost: Costs = least.astype(np.float64) * self._per_second
        if self._counts_second:
            least = np.minimum(self.second[layer, from_, to], self.second_to[layer, from_, to])
            cost += self.van.per_unit * least.astype(np.float64)
        return cost

    @property
    def _per_second(self) -> int:
        return max(self.van.per_second + self.van.per_second_out, 0)

    @property
    def _counts_second(self) -> bool:
        return self.van.per_unit > 0 and self.second.shape == self.seconds.shape


def near_of(ways: Ways, places: Records, width: int) -> Records:
    """[request, k] the nearest other requests."""
    near = np.full((len(places), _width(places, width)), -1, np.int32)
    _fill(near, np.arange(len(places)), ways, places)
    return near


def near_as_before(
    ways: Ways, places: Records, width: int, before: Records, near_before: Records
) -> Records | None:
    """The same, taken from neighbours of requests at the places `before`; None if most are new.

    Whoever lost a neighbour, got a nearer one or is new is looked at again.
    """
    width = _width(places, width)
    if near_before.shape[1] != width or len(places) < 2:
        return None
    old, new = _matched(before, places)
    fresh = np.setdiff1d(np.arange(len(places)), new)
    if FEW * len(fresh) > len(places):
        return None
    number = np.full(len(before), -1, np.int32)
    number[old] = new
    near = np.full((len(places), width), -1, np.int32)
    near[new] = number[near_before[old]]
    is_stale: npt.NDArray[np.bool_] = np.any(near < 0, axis=1)
    whole = np.flatnonzero(~is_stale)
    farthest = ways.pairs(places[whole], places[near[whole, -1]])
    is_stale[whole] = (ways.costs(places[fresh], places[whole]) < farthest).any(axis=0)
    stale = np.flatnonzero(is_stale)
    if FEW * len(stale) > len(places) * 4:
        return None
    _fill(near, stale, ways, places)
    return near


def are_the_same(*matrices: Matrix) -> bool:
    """Whether each two beside each other are the same memory."""
    return all(
        ours.shape == theirs.shape and ours.ctypes.data == theirs.ctypes.data
        for ours, theirs in zip(matrices[::2], matrices[1::2], strict=True)
    )


def turned(matrix: Matrix) -> Matrix:
    """[layer, to, from]; the same array where both directions are alike."""
    size = matrix.shape[1]
    parts = [slice(first, min(size, first + TILE)) for first in range(0, size, TILE)]
    if all(
        np.array_equal(layer[rows, columns], layer[columns, rows].T)
        for layer in matrix
        for at, rows in enumerate(parts)
        for columns in parts[at:]
    ):
        return matrix
    found = np.empty_like(matrix)
    for layer, other in zip(matrix, found, strict=True):
        for rows in parts:
            for columns in parts:
                other[columns, rows] = layer[rows, columns].T
    return found


def _width(places: Records, width: int) -> int:
    return max(1, min(width, len(places) - 1))


def _fill(near: Records, rows: npt.NDArray[np.int64], ways: Ways, places: Records) -> None:
    """Find the neighbours of these."""
    if len(places) < 2:
        return
    width = near.shape[1]
    for first in range(0, len(rows), ROWS):
        some = rows[first : first + ROWS]
        cost = ways.costs(places[some], places)
        cost[np.arange(len(some)), some] = np.inf
        found = np.argpartition(cost, width - 1, axis=1)[:, :width]
        ranks = np.argsort(np.take_along_axis(cost, found, 1), axis=1, kind="stable")
        near[some] = np.take_along_axis(found, ranks, 1)


def _matched(
    before: Records, places: Records
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Numbers of before and of now that stand for the same place, each once."""
    _, old, new = np.intersect1d(_names(before), _names(places), return_indices=True)
    return old, new


def _names(places: Records) -> npt.NDArray[np.int64]:
    """The place of each, and how many of them had it before."""
    order = np.argsort(places, kind="stable")
    ranked = places[order].astype(np.int64)
    names = np.empty(len(places), np.int64)
    names[order] = (ranked << 32) + np.arange(len(places)) - np.searchsorted(ranked, ranked)
    return names


def _ways(matrix: Matrix, turned_: Matrix, layer: int, from_: Records, to: Records) -> Costs:
    """The shorter direction; whole rows first, because a row lies together in memory."""
    found: Matrix = matrix[layer, from_].take(to, axis=1)
    if turned_ is not matrix:
        np.minimum(found, turned_[layer, from_].take(to, axis=1), out=found)
    ways: Costs = found.astype(np.float64)
    return ways
