"""A graph too large to draw at once, as clusters: each grows around one of the entities most spoken of."""

from __future__ import annotations

from collections import deque

from kg.explorer.start import Pair, neighbours

CLUSTERS = 60


def clusters(pairs: list[Pair], salience: list[float]) -> list[int]:
    """Give for each entity the one whose cluster it belongs to.

    The clusters grow in turn, one entity each, along their strongest links, so that none swallows the rest;
    an entity that nothing links to a cluster goes to the last one.
    """
    beside = neighbours(pairs)
    order = sorted(range(len(salience)), key=lambda node: (-salience[node], node))
    seeds = [node for node in order if beside[node]][:CLUSTERS] or order[:1]
    owner = {seed: seed for seed in seeds}
    fronts = {seed: deque(_by_strength(beside[seed])) for seed in seeds}
    growing = deque(seeds)
    while growing:
        seed = growing.popleft()
        front = fronts[seed]
        while front:
            node = front.popleft()
            if node not in owner:
                owner[node] = seed
                front.extend(_by_strength(beside[node]))
                growing.append(seed)
                break
    return [owner.get(node, seeds[-1]) for node in range(len(salience))]


def _by_strength(links: dict[int, float]) -> list[int]:
    return sorted(links, key=lambda node: (-links[node], node))
