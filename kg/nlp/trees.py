"""From scores of arcs to a tree: the best head of each word, with cycles broken (Chu and Liu 1965, Edmonds 1967)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def best_tree(scores: Array) -> list[int]:
    """Choose each word's head in one sentence so that the arcs form a tree with a single root.

    ``scores``: words x words, a dependent's score of each head; the diagonal is its score as the root.
    The result is as long as the sentence; the root is its own head.

    >>> best_tree(np.array([[0.0, 9.0, 0.0], [1.0, 5.0, 2.0], [0.0, 1.0, 0.0]]))
    [1, 1, 1]
    """
    n = len(scores)
    greedy = scores.argmax(1)
    roots = np.flatnonzero(greedy == np.arange(n))
    if len(roots) == 1 and not cycle(greedy.tolist(), int(roots[0])):
        return [int(h) for h in greedy]
    root = int(scores.diagonal().argmax())
    weights = scores.astype(np.float64).copy()
    np.fill_diagonal(weights, -np.inf)
    weights[root] = -np.inf
    heads = edmonds(weights, root)
    heads[root] = root
    return heads


def cycle(heads: list[int], root: int) -> list[int]:
    """Find the words of one cycle, or none."""
    state = [0] * len(heads)
    state[root] = 2
    for word in range(len(heads)):
        path = []
        while state[word] == 0:
            state[word] = 1
            path.append(word)
            word = heads[word]
        if state[word] == 1:
            return path[path.index(word) :]
        for seen in path:
            state[seen] = 2
    return []


def edmonds(weights: Array, root: int) -> list[int]:
    """Chu-Liu-Edmonds: contract a cycle, solve the smaller problem, open the cycle again.

    ``weights``: dependents x heads, -inf where there is no arc; no arc enters ``root``.
    """
    heads = [int(h) for h in weights.argmax(1)]
    heads[root] = root
    loop = cycle(heads, root)
    if not loop:
        return heads
    rest = [i for i in range(len(weights)) if i not in set(loop)]
    inside = np.array([weights[i, heads[i]] for i in loop])
    # The contracted cycle is the last node of the smaller problem.
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = weights[np.ix_(rest, rest)]
    leaving = weights[np.ix_(rest, loop)]
    entering = weights[np.ix_(loop, rest)] - inside[:, None]
    small[:-1, -1] = leaving.max(1)
    small[-1, :-1] = entering.max(0)
    np.fill_diagonal(small, -np.inf)
    solved = edmonds(small, rest.index(root))
    out = list(heads)
    for i, word in enumerate(rest):
        if word != root:
            out[word] = loop[int(leaving[i].argmax())] if solved[i] == len(rest) else rest[solved[i]]
    opened = solved[-1]
    out[loop[int(entering[:, opened].argmax())]] = rest[opened]
    out[root] = root
    return out
