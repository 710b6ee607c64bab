"""What the page shows first: the most salient entities with their strongest links, or the surroundings of one."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

START_NODES = 48
LINES_PER_NODE = 1.8


class Pair(NamedTuple):
    """Two entities that statements join, by index, and how strongly."""

    first: int
    second: int
    weight: float


def strongest(pairs: list[Pair], salience: list[float], focus: int | None = None) -> tuple[list[int], list[Pair]]:
    """Choose the nodes and the links of the first view, both in a fixed order.

    A focus brings its own neighbours, strongest first, then theirs.
    """
    nodes = _around(pairs, salience, focus) if focus is not None else _salient(pairs, salience)
    inside = set(nodes)
    ranked = sorted(
        (pair for pair in pairs if pair.first in inside and pair.second in inside and pair.first != pair.second),
        key=lambda pair: (-pair.weight * (salience[pair.first] + salience[pair.second] + 0.1), pair),
    )
    return nodes, _backbone(ranked, int(len(nodes) * LINES_PER_NODE), focus)


def _salient(pairs: list[Pair], salience: list[float]) -> list[int]:
    """Take the most salient entities that are linked to others of them; where nothing is linked, just the first."""
    beside = neighbours(pairs)
    order = sorted(range(len(salience)), key=lambda node: (-salience[node], node))
    chosen: set[int] = set()
    for node in order:
        if len(chosen) >= START_NODES:
            break
        if node not in chosen and beside[node]:
            friend = min(beside[node], key=lambda other: (-salience[other] * beside[node][other], other))
            chosen |= {node} if chosen & beside[node].keys() else {node, friend}
    together = _hanging_together(chosen, beside)
    return [node for node in order if node in together] or order[:START_NODES]


def _hanging_together(chosen: set[int], beside: dict[int, dict[int, float]]) -> set[int]:
    """Leave out the islands of two or three where the rest of the picture is one large piece."""
    pieces: list[set[int]] = []
    left = set(chosen)
    while left:
        piece, front = set(), {min(left)}
        while front:
            piece |= front
            front = {other for node in front for other in beside[node] if other in left} - piece
        pieces.append(piece)
        left -= piece
    largest = max(map(len, pieces), default=0)
    return set().union(*(piece for piece in pieces if len(piece) >= min(4, largest / 2)))


def _around(pairs: list[Pair], salience: list[float], focus: int) -> list[int]:
    beside = neighbours(pairs)
    chosen = [focus]
    edge = [focus]
    for room in (START_NODES * 2 // 3, START_NODES):
        found: dict[int, float] = defaultdict(float)
        for node in edge:
            for other, weight in beside[node].items():
                if other not in chosen:
                    found[other] += weight * (0.2 + salience[other])
        edge = sorted(found, key=lambda node: (-found[node], node))[: room - len(chosen)]
        chosen += edge
    return chosen


def neighbours(pairs: list[Pair]) -> dict[int, dict[int, float]]:
    """Give for each node its neighbours and the weight of the link."""
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for first, second, weight in pairs:
        if first != second:
            beside[first][second] = beside[first].get(second, 0.0) + weight
            beside[second][first] = beside[second].get(first, 0.0) + weight
    return beside


def _backbone(ranked: list[Pair], limit: int, focus: int | None) -> list[Pair]:
    """Keep the links that hold the picture together (a spanning forest of the strongest), then the next strongest."""
    root: dict[int, int] = {}

    def find(node: int) -> int:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    kept: list[Pair] = []
    rest: list[Pair] = []
    for pair in ranked:
        first, second = find(pair.first), find(pair.second)
        if first != second or focus in (pair.first, pair.second):
            root[first] = second
            kept.append(pair)
        else:
            rest.append(pair)
    return sorted(kept + rest[: max(0, limit - len(kept))])
