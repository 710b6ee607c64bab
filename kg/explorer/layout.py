"""Where the nodes stand: a force layout that gives the same picture for the same graph.

Each component starts from its distances to a few landmarks, and is then relaxed: connected nodes attract each other,
all nodes repel each other; of many, the repulsion is computed on a mesh, so that 5,000 nodes take seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from kg.explorer.discs import Discs
from kg.explorer.mesh import Mesh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SPACING = 100.0  # wished length of an edge, in the units of the picture
STRETCH = (1.15, 0.95)
GRAVITY = 0.8  # pulls to the middle, so that no arm of the graph reaches far out
LANDMARKS = 40
GOLDEN = 2.399963  # the angle that spreads the points of a spiral evenly
EXACT = 160  # up to so many nodes every pair repels directly


def layout(
    count: int, edges: Sequence[tuple[int, int, float]], sizes: list[float] | None = None, steps: int = 0
) -> Floats:
    """Give a position to each of ``count`` nodes; ``edges`` are (node, node, weight), ``sizes`` the nodes' radii.

    ``steps`` is the number of relaxation steps, by default as many as the size of the graph calls for.
    """
    places = np.zeros((count, 2))
    if count == 0:
        return places
    radii = np.array(sizes if sizes is not None else [10.0] * count, dtype=float)
    matrix = _matrix(count, edges)
    parts = _parts(matrix)
    for part in parts:
        if len(part) > 1:
            places[part] = _component(_cut(matrix, part), radii[part], steps)
    _pack(places, parts, radii)
    return places


def _parts(matrix: csr_matrix) -> list[Ints]:
    """The nodes of each component, in their order; the largest first."""
    _, component = connected_components(matrix, directed=False)
    together = np.argsort(component, kind="stable")
    parts = np.split(together, np.flatnonzero(np.diff(component[together])) + 1)
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _cut(matrix: csr_matrix, part: Ints) -> coo_matrix:
    """The links of one component, by the places of its nodes in it; cutting out columns would go through all nodes."""
    rows = matrix[part]
    return csr_matrix((rows.data, np.searchsorted(part, rows.indices), rows.indptr), (len(part), len(part))).tocoo()


def _matrix(count: int, edges: Sequence[tuple[int, int, float]]) -> csr_matrix:
    """The undirected graph; the weight of an edge grows slowly, or one loud pair would collapse into a point."""
    if not edges:
        return csr_matrix((count, count))
    first, second, weight = (np.array(column) for column in zip(*edges, strict=True))
    keep = first != second
    low, high = np.minimum(first, second)[keep], np.maximum(first, second)[keep]
    matrix = coo_matrix((weight[keep].astype(float), (low, high)), shape=(count, count)).tocsr()
    matrix.sum_duplicates()
    matrix.data = 1.0 + np.log1p(matrix.data) / 4
    return (matrix + matrix.T).tocsr()


def _component(matrix: coo_matrix, radii: Floats, steps: int) -> Floats:
    count = matrix.shape[0]
    places = _landmarks(matrix.tocsr())
    upper = matrix.row < matrix.col
    links = (matrix.row[upper].astype(np.int64), matrix.col[upper].astype(np.int64), matrix.data[upper])
    # A few nodes come to rest soon, and a large archive has hundreds of such components.
    steps = steps or (min(400, 60 + 10 * count) if count <= EXACT else 260)
    if count > 2:  # two are turned level and set apart all the same
        places = _relax(places, links, steps)
    return _part(_spread(places), radii)


def _landmarks(matrix: csr_matrix) -> Floats:
    """Start positions from the hop distances to landmarks, each chosen as far as can be from the earlier ones."""
    count = matrix.shape[0]
    here = int(np.argmax(np.diff(matrix.indptr)))
    nearest = np.full(count, np.inf)
    columns = []
    for _ in range(min(LANDMARKS, count)):
        hops = dijkstra(matrix, directed=False, indices=here, unweighted=True)
        columns.append(hops)
        nearest = np.minimum(nearest, hops)
        here = int(np.argmax(nearest))
    squared = np.stack(columns, axis=1) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    places = np.asarray(centred @ axes[:, -2:] if axes.shape[1] > 1 else np.repeat(centred, 2, axis=1), dtype=float)
    # The sign of an eigenvector is arbitrary: fix it, and part nodes that fell on one point.
    for axis in (0, 1):
        if places[np.argmax(np.abs(places[:, axis])), axis] < 0:
            places[:, axis] *= -1
    spread = places.std(axis=0)
    spread[spread == 0] = 1
    jitter = np.random.default_rng(7).normal(size=places.shape) * 0.15
    return np.asarray((places / spread + jitter) * SPACING * math.sqrt(count) / 3)


def _relax(places: Floats, links: tuple[Ints, Ints, Floats], steps: int) -> Floats:
    first, second, weight = links
    count = len(places)
    degree = np.bincount(first, minlength=count) + np.bincount(second, minlength=count)
    charge = np.sqrt(1.0 + degree)
    heat = SPACING * math.sqrt(count) / 4
    mesh = None if count <= EXACT else Mesh(128 if count <= 4000 else 192)
    for step in range(steps):
        force = mesh.repel(places, charge) if mesh else _repel_exactly(places, charge)
        force *= SPACING * SPACING / 4
        pull = (places[second] - places[first]) * weight[:, None]
        # Attraction grows with the distance, so that long edges shorten first.
        pull *= (np.hypot(pull[:, 0], pull[:, 1]) / SPACING / weight + 0.15)[:, None] ** 0.5
        for axis in (0, 1):
            force[:, axis] += np.bincount(first, pull[:, axis], count) - np.bincount(second, pull[:, axis], count)
        force -= (places - places.mean(axis=0)) * GRAVITY
        length = np.hypot(force[:, 0], force[:, 1]) + 1e-9
        warmth = heat * (1 - step / steps) ** 1.6 + 0.5
        reach = np.minimum(length / (2.0 + 0.3 * degree), warmth)
        places = places + force * (reach / length)[:, None]
    return places


def _repel_exactly(places: Floats, charge: Floats) -> Floats:
    away = places[:, None, :] - places[None, :, :]
    squared = (away**2).sum(axis=2) + 25.0
    strength = charge[:, None] * charge[None, :] / squared
    np.fill_diagonal(strength, 0)
    return np.asarray((away * strength[:, :, None]).sum(axis=1))


def _spread(places: Floats) -> Floats:
    """Turn the longer side level and scale to an even density: names are wide, and so are screens."""
    places = places - places.mean(axis=0)
    _, axes = np.linalg.eigh(places.T @ places)
    turned = np.asarray(places @ axes[:, ::-1], dtype=float)
    for axis in (0, 1):
        if turned[np.argmax(np.abs(turned[:, axis])), axis] < 0:
            turned[:, axis] *= -1
    spread = turned.std(axis=0)
    # Two nodes, or a few in a row, have no width: without a floor they would be scaled out of sight.
    spread = np.maximum(spread, 0.4 * spread.max()) + 1e-9
    room = SPACING * math.sqrt(len(places)) * 0.42
    return np.asarray(turned * room / math.sqrt(float(spread[0] * spread[1])) * np.array(STRETCH))


def _part(places: Floats, radii: Floats, rounds: int = 40) -> Floats:
    """Push nodes that touch apart."""
    gap = 36.0 if len(places) <= EXACT else 14.0  # a small picture leaves room for the names
    reach = 2 * float(radii.max()) + gap
    for _ in range(rounds):
        pairs = cKDTree(places).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs[:, 0], pairs[:, 1]
        away = places[second] - places[first]
        distance = np.hypot(away[:, 0], away[:, 1])
        same = distance < 1e-6
        angle = (first[same] * 2.4 + second[same]) % (2 * math.pi)
        away[same] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        distance[same] = 1.0
        lack = radii[first] + radii[second] + gap - np.where(same, 0, distance)
        close = lack > 0
        if not close.any():
            break
        move = away[close] / distance[close, None] * lack[close, None] * 0.35
        places = places.copy()
        np.subtract.at(places, first[close], move)
        np.add.at(places, second[close], move)
    return places


def _pack(places: Floats, parts: list[Ints], radii: Floats) -> None:
    """Stand the components beside one another: the largest in the middle, the others around it in a spiral."""
    discs = Discs()
    first = 0.0  # the radius of the one in the middle
    turn = 0
    for part in parts:
        radius = _centre(places, part, radii)
        x, y = 0.0, 0.0
        while discs.taken(x, y, radius):
            turn += 1
            away = math.sqrt((first + radius) ** 2 + 0.12 * SPACING * SPACING * turn)
            x, y = away * math.cos(turn * GOLDEN), away * math.sin(turn * GOLDEN)
        first = first or radius
        discs.add(x, y, radius)
        places[part] += (x, y)


def _centre(places: Floats, part: Ints, radii: Floats) -> float:
    """Move a component to the middle; gives the radius of the disc that it needs there."""
    if len(part) == 1:  # it is there: most components are, and arrays take long for one
        return float(radii[part[0]]) + SPACING * 0.12
    own = places[part]
    own -= (own.max(axis=0) + own.min(axis=0)) / 2
    places[part] = own
    return float(np.hypot(own[:, 0], own[:, 1]).max() + radii[part].max()) + SPACING * 0.35
