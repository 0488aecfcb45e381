"""Cheapest ways of a search for several threads at once, of any length.

A search ends at `UNREACHED`, which a few closed stretches on one way exceed. A longer way is put
together from ways between the arcs with which closed stretches begin, its gates: between two of
them lies none that is cheaper. Called by `road.py`.
"""

from threading import Lock

import numpy as np
import numpy.typing as npt

from core.planning.shortest_paths import UNREACHED, Indices, ShortestPaths, Weights

Costs = npt.NDArray[np.int64]
FAR = 1 << 50
"""The cost that means: no way."""


class LongWays:
    """A search, and the gates of what is closed in it; none where all is open."""

    def __init__(self, search: ShortestPaths, gates: Indices) -> None:
        self._search, self._gates = search, gates
        self._lock = Lock()
        self._between: dict[int, Costs] = {}
        """From gate to gate by weighting, once somebody needed them."""

    @property
    def name(self) -> str:
        """Which search is at work."""
        return self._search.name

    def reweighted(self, weights: Weights, gates: Indices) -> "LongWays":
        """The same roads with other weights and gates; these ways stay as they are."""
        return LongWays(self._search.reweighted(weights), gates)

    def costs(self, weighting: int, sources: Indices, targets: Indices) -> Costs:
        """Shape (sources, targets), `FAR` where there is no way. No target may repeat."""
        found = self._searched(weighting, sources, targets)
        if len(self._gates):
            rows, columns = (np.unique(each) for each in np.nonzero(found == FAR))
            if len(rows):
                there = self._searched(weighting, sources[rows], self._gates)
                onward = self._from_gates(weighting, targets[columns])
                found[np.ix_(rows, columns)] = np.minimum(
                    found[np.ix_(rows, columns)], _least_sums(there, onward)
                )
        return found

    def nodes(self, weighting: int, source: int, target: int) -> list[int]:
        """Nodes of a cheapest way, both ends included; empty when there is none."""
        nodes = [source]
        onward: Costs | None = None
        while not (last := self._leg(weighting, nodes[-1], target)):
            if onward is None:
                onward = self._from_gates(weighting, _one(target))[:, 0]
            there = self._searched(weighting, _one(nodes[-1]), self._gates)[0]
            there[self._gates == nodes[-1]] = FAR
            sums = there + onward
            if sums.min(initial=FAR) >= FAR:
                return []
            gate = int(self._gates[sums.argmin()])
            nodes += self._leg(weighting, nodes[-1], gate)[1:]
        return nodes + last[1:]

    def _from_gates(self, weighting: int, targets: Indices) -> Costs:
        """Shape (gates, targets), through as many other gates as it takes."""
        between = self._between.get(weighting)
        if between is None:
            between = self._searched(weighting, self._gates, self._gates)
            for gate in range(len(between)):
                np.minimum(between, between[:, gate, None] + between[gate], out=between)
            self._between[weighting] = between
        return _least_sums(between, self._searched(weighting, self._gates, targets))

    def _searched(self, weighting: int, sources: Indices, targets: Indices) -> Costs:
        with self._lock:
            found = self._search.distances(weighting, sources, targets).astype(np.int64)
        found[found == UNREACHED] = FAR
        return found

    def _leg(self, weighting: int, source: int, target: int) -> list[int]:
        with self._lock:
            return self._search.nodes(weighting, source, target)


def _one(node: int) -> Indices:
    return np.array([node], np.uint32)


def _least_sums(there: Costs, onward: Costs) -> Costs:
    """The least of what leads there and onward, whichever row of `onward` lies between."""
    least = np.full((len(there), onward.shape[1]), FAR)
    for column, row in zip(there.T, onward, strict=True):
        np.minimum(least, column[:, None] + row, out=least)
    return least
