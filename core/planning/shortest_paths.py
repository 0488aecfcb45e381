"""Shortest paths on a fixed graph with several integer weightings, by the fastest library present.

Three engines give equal answers: RoutingKit's customizable contraction hierarchy through
`pyroutingkit`, the same through `routingkit-cch`, and SciPy's Dijkstra when neither imports.
All release the GIL while they search. Called by `road.py`; weights are tenths of milliseconds.
"""

import importlib
import logging
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

Indices = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.uint32]
"""Shape (weightings, edges); every weight is at least 1."""
UNREACHED = 2_147_483_647
"""The distance that means: no path (RoutingKit's infinite weight)."""
DIJKSTRA_ROWS = 64
"""Sources searched at once, so that memory stays small."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, slots=True)
class Graph:
    """Directed edges, an elimination order of the nodes (or none) and one row per weighting."""

    node_count: int
    tail: Indices
    head: Indices
    order: Indices
    weights: Weights


class ShortestPaths(Protocol):
    """Searches over one graph. Not safe for two threads at once; the caller locks."""

    name: str

    def distances(self, weighting: int, sources: Indices, targets: Indices) -> Indices:
        """Shape (sources, targets); `UNREACHED` where there is no path."""

    def nodes(self, weighting: int, source: int, target: int) -> list[int]:
        """Nodes of a shortest path, both ends included; empty when there is none."""

    def reweighted(self, weights: Weights) -> "ShortestPaths":
        """The same graph with other weights; may be searched beside this one."""


class PyRoutingKit:
    """Contraction hierarchy of the package `pyroutingkit`."""

    name = "pyroutingkit"

    def __init__(self, graph: Graph, library: ModuleType) -> None:
        topology = library.CCHTopology()
        # Its only way to take a known order is a folder of five raw files.
        with TemporaryDirectory(prefix="backhaul-roads-") as folder:
            _write_topology(graph, Path(folder))
            topology.load(folder)
        self._library = library
        self._weigh(topology, graph.weights)

    def _weigh(self, topology: Any, weights: Weights) -> None:
        self._metrics = [self._library.CCHMetric(topology) for _ in weights]
        # The library keeps pointers to what it was given and does not keep it alive.
        self._kept = (topology, [row.copy() for row in weights])
        for metric, row in zip(self._metrics, self._kept[1], strict=True):
            metric.customize(row)

    def reweighted(self, weights: Weights) -> "PyRoutingKit":
        """See `ShortestPaths`."""
        other = copy(self)
        other._weigh(self._kept[0], weights)
        return other

    def distances(self, weighting: int, sources: Indices, targets: Indices) -> Indices:
        """See `ShortestPaths`."""
        found: Indices = self._metrics[weighting].distances_many_to_many(sources, targets)
        return found

    def nodes(self, weighting: int, source: int, target: int) -> list[int]:
        """See `ShortestPaths`."""
        distance, nodes, _ = self._metrics[weighting].query(source, target)
        return [] if distance >= UNREACHED else [int(node) for node in nodes]


def _write_topology(graph: Graph, folder: Path) -> None:
    rank = np.empty_like(graph.order)
    rank[graph.order] = np.arange(len(graph.order), dtype=np.uint32)
    vectors = {"tail": graph.tail, "head": graph.head, "order": graph.order, "rank": rank}
    vectors["node_count"] = np.array([graph.node_count], np.uint32)
    for name, values in vectors.items():
        (folder / name).write_bytes(values.astype("<u4").tobytes())


class RoutingKitCch:
    """Contraction hierarchy of the package `routingkit-cch`."""

    name = "routingkit-cch"

    def __init__(self, graph: Graph, library: ModuleType) -> None:
        self._library = library
        order, tail, head = graph.order.tolist(), graph.tail.tolist(), graph.head.tolist()
        self._cch = library.CCH(order, tail, head, False)
        self._metrics = [library.CCHMetric(self._cch, row.tolist()) for row in graph.weights]

    def reweighted(self, weights: Weights) -> "RoutingKitCch":
        """See `ShortestPaths`."""
        other = copy(self)
        other._metrics = [self._library.CCHMetric(self._cch, row.tolist()) for row in weights]
        return other

    def distances(self, weighting: int, sources: Indices, targets: Indices) -> Indices:
        """See `ShortestPaths`."""
        rows = np.empty((len(sources), len(targets)), np.uint32)
        if not rows.size:
            return rows  # The library panics when it is given no target.
        search = self._library.CCHOneToMany(self._metrics[weighting], targets.tolist())
        for row, source in zip(rows, sources.tolist(), strict=True):
            found = search.distances_from(source)
            row[:] = [UNREACHED if d is None else d for d in found]
        return rows

    def nodes(self, weighting: int, source: int, target: int) -> list[int]:
        """See `ShortestPaths`."""
        found = self._library.CCHQuery(self._metrics[weighting]).run(source, target)
        return [] if found.distance is None else [int(node) for node in found.node_path]


class Dijkstra:
    """SciPy's Dijkstra: no compiled package of ours needed, some hundred times slower."""

    name = "dijkstra"

    def __init__(self, graph: Graph) -> None:
        shape = (graph.node_count, graph.node_count)
        self._edges = (graph.tail, graph.head), shape
        self._weigh(graph.weights)

    def _weigh(self, weights: Weights) -> None:
        ends, shape = self._edges
        self._graphs = [csr_matrix((row.astype(np.float64), ends), shape) for row in weights]

    def reweighted(self, weights: Weights) -> "Dijkstra":
        """See `ShortestPaths`."""
        other = copy(self)
        other._weigh(weights)
        return other

    def distances(self, weighting: int, sources: Indices, targets: Indices) -> Indices:
        """See `ShortestPaths`."""
        rows = np.empty((len(sources), len(targets)), np.uint32)
        for start in range(0, len(sources), DIJKSTRA_ROWS):
            part = slice(start, start + DIJKSTRA_ROWS)
            found = dijkstra(self._graphs[weighting], indices=sources[part].astype(np.int64))
            rows[part] = np.minimum(found[:, targets.astype(np.int64)], UNREACHED)
        return rows

    def nodes(self, weighting: int, source: int, target: int) -> list[int]:
        """See `ShortestPaths`."""
        found, before = dijkstra(self._graphs[weighting], indices=source, return_predecessors=True)
        if not np.isfinite(found[target]):
            return []
        nodes = [target]
        while nodes[-1] != source:
            nodes.append(int(before[nodes[-1]]))
        return nodes[::-1]


def open_shortest_paths(graph: Graph, wanted: Sequence[str] = ()) -> ShortestPaths:
    """The first engine that is installed, in the order of `wanted` or of speed."""
    for name in wanted or ("pyroutingkit", "routingkit-cch"):
        if name == Dijkstra.name or not len(graph.order):
            break
        library = _imported(name.replace("-", "_"))
        if library is not None:
            return _ENGINES[name](graph, library)
    if not wanted:
        log.warning(
            "Neither pyroutingkit nor routingkit-cch is installed: road times are computed by a "
            "slower search. Install one: pip install pyroutingkit"
        )
    return Dijkstra(graph)


_ENGINES: dict[str, Callable[[Graph, ModuleType], ShortestPaths]] = {
    "pyroutingkit": PyRoutingKit,
    "routingkit-cch": RoutingKitCch,
}


def elimination_order(
    tail: npt.NDArray[np.int64],
    head: npt.NDArray[np.int64],
    lat: npt.NDArray[np.float64],
    lon: npt.NDArray[np.float64],
) -> Indices:
    """Order of the nodes for a contraction hierarchy; empty when no engine can compute one."""
    library = _imported("pyroutingkit")
    if library is None:
        return np.zeros(0, np.uint32)
    topology = library.CCHTopology()
    topology.build(
        tail.astype(np.uint32),
        head.astype(np.uint32),
        lat.astype(np.float32),
        lon.astype(np.float32),
        len(lat),
    )
    with TemporaryDirectory(prefix="backhaul-roads-") as folder:
        topology.save(folder)
        return np.fromfile(Path(folder) / "order", "<u4").astype(np.uint32)


def _imported(module: str) -> ModuleType | None:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None
