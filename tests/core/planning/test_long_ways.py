"""Ways that cost more than a search can count, put together from shorter ones."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from core.planning.long_ways import FAR, LongWays
from core.planning.shortest_paths import UNREACHED, Dijkstra, Graph, Indices

GATE = 1_200_000_000
"""More than half of what a search can count."""
NONE = np.zeros(0, np.uint32)
ALL = np.arange(40, dtype=np.uint32)


def tangle(seed: int) -> tuple[Graph, Indices]:
    """Forty nodes, the last two led to by nobody; into every third one it costs a gate."""
    random = np.random.default_rng(seed)
    ends = np.unique(random.integers(0, (40, 38), (90, 2)), axis=0)
    ends = ends[ends[:, 0] != ends[:, 1]].astype(np.uint32)
    weights = random.integers(1, 1000, len(ends))
    weights[ends[:, 1] % 3 == 0] += GATE
    graph = Graph(40, ends[:, 0], ends[:, 1], NONE, weights.astype(np.uint32)[None])
    return graph, ALL[::3]


def in_full(graph: Graph) -> np.ndarray:
    edges = csr_matrix((graph.weights[0].astype(float), (graph.tail, graph.head)), (40, 40))
    found = dijkstra(edges)
    return np.where(np.isfinite(found), found, FAR).astype(np.int64)


@pytest.mark.parametrize("seed", range(5))
def test_costs_beyond_what_a_search_counts_are_exact(seed: int) -> None:
    graph, gates = tangle(seed)
    expected = in_full(graph)
    assert ((expected > UNREACHED) & (expected < FAR)).any()
    assert (expected == FAR).any()
    ways = LongWays(Dijkstra(graph), gates)
    for _ in range(2):
        assert np.array_equal(ways.costs(0, ALL, ALL), expected)
    assert ways.costs(0, ALL, NONE).shape == (40, 0)


@pytest.mark.parametrize("seed", range(3))
def test_a_way_costs_what_is_said(seed: int) -> None:
    graph, gates = tangle(seed)
    ways = LongWays(Dijkstra(graph), gates)
    costs = ways.costs(0, ALL, ALL)
    edges = zip(graph.tail.tolist(), graph.head.tolist(), strict=True)
    weight = dict(zip(edges, graph.weights[0].tolist(), strict=True))
    for source in range(0, 40, 4):
        for target in range(40):
            nodes = ways.nodes(0, source, target)
            if costs[source, target] == FAR:
                assert nodes == []
                continue
            assert (nodes[0], nodes[-1]) == (source, target)
            assert sum(weight[step] for step in pairwise(nodes)) == costs[source, target]


def test_where_all_is_open_the_search_has_the_word() -> None:
    ways = LongWays(Dijkstra(tangle(1)[0]), NONE)
    assert ways.costs(0, ALL, ALL)[0, 39] == FAR
    assert ways.nodes(0, 0, 39) == []
