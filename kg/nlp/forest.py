"""Boosted trees at work, in numpy: small arrays in, a probability a row out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Forest:
    """A sum of regression trees on the log odds; ``kg.calibrate`` grows it with scikit-learn.

    ``arrays``: ``names`` (the features, in order), ``base`` (log odds before any tree), ``roots`` (trees), and a row a
    node in ``feature`` (-1 in a leaf), ``threshold``, ``left``, ``right``, ``value``.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self.names: list[str] = arrays["names"].tolist()
            self.base = float(arrays["base"])
            self.roots, self.value = arrays["roots"], arrays["value"]
            leaf = arrays["feature"] < 0
            # A leaf leads to itself, so that all rows may walk on until the last has come to one.
            here = np.arange(len(leaf))
            self.feature = np.where(leaf, 0, arrays["feature"]).astype(np.intp)
            self.threshold = np.where(leaf, np.inf, arrays["threshold"]).astype(np.float32)
            sides = [np.where(leaf, here, arrays[side]) for side in ("left", "right")]
            self.children = np.stack(sides, 1).astype(np.intp).ravel()
        self.depths = [self.depth(root) for root in self.roots]

    def depth(self, root: int) -> int:
        """How many steps it is from a root to the farthest leaf."""
        steps, level = 0, np.array([root])
        while True:
            below = np.unique(self.children.reshape(-1, 2)[level])
            if np.array_equal(below, level):
                return steps
            steps, level = steps + 1, below

    def probability(self, rows: Array) -> Array:
        """Give the probability of each row; ``rows``: n x features, float32 in the order of ``names``."""
        total = np.full(len(rows), self.base)
        values = np.ascontiguousarray(rows).ravel()
        first = np.arange(len(rows)) * rows.shape[1]
        for root, depth in zip(self.roots, self.depths, strict=True):
            node = np.full(len(rows), root, dtype=np.intp)
            for _ in range(depth):
                right = values.take(first + self.feature.take(node)) > self.threshold.take(node)
                node = self.children.take(2 * node + right)
            total += self.value.take(node)
        result: Array = 1.0 / (1.0 + np.exp(-total))
        return result
