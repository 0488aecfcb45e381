import importlib
import logging
from itertools import pairwise
from types import ModuleType

import numpy as np
import pytest

from core.planning.shortest_paths import (
    UNREACHED,
    Graph,
    ShortestPaths,
    elimination_order,
    open_shortest_paths,
)

ENGINES = ("pyroutingkit", "routingkit-cch", "dijkstra")


def grid_graph(side: int, seed: int) -> Graph:
    """A square of nodes with random weights, one corner of which leads nowhere back."""
    random = np.random.default_rng(seed)
    nodes = np.arange(side * side).reshape(side, side)
    right = np.stack([nodes[:, :-1].ravel(), nodes[:, 1:].ravel()])
    down = np.stack([nodes[:-1].ravel(), nodes[1:].ravel()])
    tail, head = np.concatenate([right, right[::-1], down, down[::-1]], axis=1)
    keep = tail != side * side - 1
    order = np.lexsort((head[keep], tail[keep]))
    tail, head = tail[keep][order], head[keep][order]
    lat, lon = (values.ravel() / 100 for values in np.mgrid[0:side, 0:side])
    return Graph(
        node_count=side * side,
        tail=tail.astype(np.uint32),
        head=head.astype(np.uint32),
        order=elimination_order(tail, head, lat, lon),
        weights=random.integers(1, 1_000, (2, len(tail))).astype(np.uint32),
    )


def opened(graph: Graph, engine: str) -> ShortestPaths:
    if engine != "dijkstra":
        pytest.importorskip(engine.replace("-", "_"))
        if not len(graph.order):
            pytest.skip("only pyroutingkit computes the order of nodes that both engines need")
    found = open_shortest_paths(graph, [engine])
    assert found.name == engine
    return found


def cost(graph: Graph, weighting: int, nodes: list[int]) -> int:
    total = 0
    for tail, head in pairwise(nodes):
        edge = np.flatnonzero((graph.tail == tail) & (graph.head == head))
        total += int(graph.weights[weighting, edge].min())
    return total


@pytest.mark.parametrize("engine", ENGINES[:2])
@pytest.mark.parametrize("weighting", [0, 1])
def test_every_engine_finds_what_dijkstra_finds(engine: str, weighting: int) -> None:
    graph = grid_graph(side=12, seed=3)
    nodes = np.arange(0, 144, 5, dtype=np.uint32)
    targets = np.array([143, 0, 77, 12], np.uint32)
    expected = opened(graph, "dijkstra").distances(weighting, nodes, targets)
    assert np.array_equal(opened(graph, engine).distances(weighting, nodes, targets), expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_from_nowhere_or_to_nowhere_there_is_nothing(engine: str) -> None:
    search = opened(grid_graph(side=3, seed=2), engine)
    some, none = np.array([0, 4], np.uint32), np.zeros(0, np.uint32)
    assert search.distances(0, some, none).shape == (2, 0)
    assert search.distances(0, none, some).shape == (0, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_costs_what_the_distance_says(engine: str) -> None:
    graph = grid_graph(side=9, seed=5)
    search = opened(graph, engine)
    for source, target in ((0, 80), (40, 3), (8, 8)):
        nodes = search.nodes(1, source, target)
        assert (nodes[0], nodes[-1]) == (source, target)
        ends = np.array([source], np.uint32), np.array([target], np.uint32)
        assert cost(graph, 1, nodes) == search.distances(1, *ends)[0, 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_cannot_be_reached_is_said_to_be_so(engine: str) -> None:
    search = opened(grid_graph(side=4, seed=1), engine)
    ends = np.array([15], np.uint32), np.array([0], np.uint32)
    assert search.distances(0, *ends)[0, 0] == UNREACHED
    assert search.nodes(0, 15, 0) == []


def test_many_sources_are_searched_in_parts() -> None:
    graph = grid_graph(side=12, seed=2)
    every = np.arange(144, dtype=np.uint32)
    search = opened(graph, "dijkstra")
    assert search.distances(0, every, every).shape == (144, 144)
    assert not search.distances(0, every, every).diagonal().any()


def test_without_a_fast_engine_dijkstra_steps_in_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    graph = grid_graph(side=3, seed=1)

    def none_installed(module: str) -> ModuleType:
        raise ImportError(module)

    monkeypatch.setattr(importlib, "import_module", none_installed)
    with caplog.at_level(logging.WARNING):
        assert open_shortest_paths(graph).name == "dijkstra"
    assert "pip install pyroutingkit" in caplog.text
    assert not len(elimination_order(np.array([0]), np.array([1]), np.zeros(2), np.zeros(2)))


def test_a_network_without_an_order_is_searched_by_dijkstra() -> None:
    graph = grid_graph(side=3, seed=1)
    bare = Graph(9, graph.tail, graph.head, np.zeros(0, np.uint32), graph.weights)
    assert open_shortest_paths(bare, ["pyroutingkit"]).name == "dijkstra"
