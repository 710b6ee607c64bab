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
            self.roots, self.feature = arrays["roots"], arrays["feature"]
            self.threshold, self.value = arrays["threshold"], arrays["value"]
            self.children = np.stack([arrays["left"], arrays["right"]], 1)

    def probability(self, rows: Array) -> Array:
        """Give the probability of each row; ``rows``: n x features, float32 in the order of ``names``."""
        total = np.full(len(rows), self.base)
        numbers = np.arange(len(rows))
        for root in self.roots:
            node = np.full(len(rows), root)
            while True:
                feature = self.feature[node]
                if (feature < 0).all():
                    break
                right = rows[numbers, feature] > self.threshold[node]
                node = np.where(feature < 0, node, self.children[node, right.astype(int)])
            total += self.value[node]
        result: Array = 1.0 / (1.0 + np.exp(-total))
        return result
