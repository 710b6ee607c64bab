"""The layout: the same picture every time, no node on another, few crossings, quick."""

import math
import random
import time
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from kg.explorer import discs
from kg.explorer.discs import Discs
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


# -- Many parts --------------------------------------------------------------------------------------------------------


def test_discs_are_told_to_overlap_as_by_comparing_each_with_each() -> None:
    chance = random.Random(4)
    placed, known = Discs(), []
    answers = []
    for _ in range(1500):
        reach = chance.choice([60, 600, 3000])
        x, y, radius = chance.uniform(-reach, reach), chance.uniform(-reach, reach), 2 ** chance.uniform(1, 8)
        expected = any(math.hypot(a - x, b - y) < other + radius - 1e-9 for a, b, other in known)
        assert placed.taken(x, y, radius) == expected
        answers.append(expected)
        if not expected:
            placed.add(x, y, radius)
            known.append((x, y, radius))
    assert 100 < sum(answers) < 1400  # both answers were tried


def test_eight_times_the_lonely_entities_are_compared_about_eight_times_as_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def counted(x: float, y: float) -> float:
        nonlocal compared
        compared += 1
        return math.hypot(x, y)

    def comparisons(count: int) -> int:
        nonlocal compared
        compared = 0
        layout(count, [(0, number, 1.0) for number in range(1, count // 10)], [7.0 + n % 12 for n in range(count)])
        return compared

    monkeypatch.setattr(discs, "hypot", counted)
    few, many = comparisons(1000), comparisons(8000)
    assert many > few > 0
    assert many < 1.5 * 8 * few


def quickest(work: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(2))


def test_eight_times_the_lonely_entities_take_about_eight_times_as_long() -> None:
    few, many = (quickest(lambda count=count: layout(count, [])) for count in (1000, 8000))
    assert many < 2.5 * 8 * few
