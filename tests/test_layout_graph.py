"""The layout: the same picture every time, no node on another, few crossings, quick."""

import time

import networkx as nx
import numpy as np

from kg.explorer.layout import layout


def edges(graph: nx.Graph) -> list[tuple[int, int, float]]:
    return [(first, second, 1.0) for first, second in graph.edges]


def crossing_rate(places: np.ndarray, links: list[tuple[int, int, float]], samples: int = 50_000) -> float:
    """The share of pairs of edges without a common end that cross, on a sample."""
    chance = np.random.default_rng(1)
    ends = np.array([link[:2] for link in links])
    first, second = (ends[chance.integers(len(ends), size=samples)] for _ in range(2))
    apart = (first[:, :, None] != second[:, None, :]).all(axis=(1, 2))
    (a, b), (c, d) = (places[pair[apart]].transpose(1, 0, 2) for pair in (first, second))

    def side(p, q, r):
        return (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])

    return float(((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)).mean())


def nearest(places: np.ndarray) -> float:
    away = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return float(away.min())


def test_the_same_graph_gives_the_same_picture() -> None:
    links = edges(nx.barabasi_albert_graph(300, 2, seed=3))
    assert np.array_equal(layout(300, links), layout(300, links))


def test_no_node_stands_on_another() -> None:
    uneven = nx.barabasi_albert_graph(400, 2, seed=1)
    for graph in (nx.star_graph(80), nx.path_graph(50), nx.complete_graph(30), uneven):
        places = layout(len(graph), edges(graph), [10.0] * len(graph))
        assert np.isfinite(places).all()
        assert nearest(places) > 20


def test_parts_that_nothing_joins_stand_beside_one_another() -> None:
    graph = nx.disjoint_union_all([nx.cycle_graph(12), nx.cycle_graph(5), nx.path_graph(2), nx.empty_graph(9)])
    places = layout(len(graph), edges(graph))
    assert nearest(places) > 20
    ring = places[:12]
    others = places[12:]
    assert not ((others > ring.min(axis=0)).all(axis=1) & (others < ring.max(axis=0)).all(axis=1)).all(), (
        "small parts stand around the large one"
    )


def test_nothing_one_node_and_a_loop_are_laid_out_too() -> None:
    assert layout(0, []).shape == (0, 2)
    assert layout(1, []).tolist() == [[0, 0]]
    assert np.isfinite(layout(2, [(0, 0, 1.0), (0, 1, 2.0)])).all()


def test_neighbours_stand_closer_than_strangers() -> None:
    graph = nx.planted_partition_graph(4, 25, 0.3, 0.01, seed=2)
    places = layout(100, edges(graph))
    away = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    linked = np.array([away[a, b] for a, b in graph.edges]).mean()
    assert linked < 0.6 * away[np.triu_indices(100, 1)].mean()


def test_a_thousand_nodes_take_seconds_and_few_edges_cross() -> None:
    links = edges(nx.barabasi_albert_graph(1000, 2, seed=1))
    start = time.process_time()
    places = layout(1000, links)
    assert time.process_time() - start < 5
    assert crossing_rate(places, links) < 0.06
    scattered = np.random.default_rng(1).normal(size=(1000, 2))
    assert crossing_rate(places, links) < 0.5 * crossing_rate(scattered, links)


def test_a_pair_apart_from_the_rest_stays_near():
    """Two nodes that only know each other have no width; they must not be scaled out of the picture."""
    ring = [(i, (i + 1) % 12, 1.0) for i in range(12)]
    places = layout(14, [*ring, (12, 13, 1.0)])
    assert np.ptp(places, axis=0).max() < 3000
