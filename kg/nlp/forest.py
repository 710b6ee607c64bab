"""Boosted trees at work, in numpy: small arrays in, a probability a row out."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# How many rows are looked at together: more take more memory.
TOGETHER = 1024
MODEL = Path(__file__).parent / "model"


def file_of(what: str, folder: Path = MODEL) -> Path:
    """The file of the trees that weigh relations, entities or denials."""
    return folder / f"{what}.trees.npz"


@functools.cache
def shipped(what: str) -> Forest:
    """The calibrated trees of one kind, read once."""
    return Forest(file_of(what))


class Forest:
    """A sum of regression trees on the log odds; ``kg.calibrate`` grows it with scikit-learn.

    ``arrays``: ``names`` (the features, in order), ``base`` (log odds before any tree), ``roots`` (trees), and a row a
    node in ``feature`` (-1 in a leaf), ``threshold``, ``left``, ``right``, ``value``.

    Trees ask much the same: each different question (``feature`` > ``threshold``) is put to a row once. They are kept as
    full trees of one depth: of ``levels``, trees x nodes, the number of the question; of the leaves, the ``value``.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path) as arrays:
            self.names: list[str] = arrays["names"].tolist()
            self.base = float(arrays["base"])
            leaf = arrays["feature"] < 0
            # A leaf leads to itself, so that all trees are as deep as the deepest.
            here = np.arange(len(leaf))
            children = np.stack([np.where(leaf, here, arrays[side]) for side in ("left", "right")], 1)
            asked = np.stack([arrays["feature"], arrays["threshold"].astype(np.float32)], 1)
            asked[leaf] = 0.0
            questions, numbers = np.unique(asked, axis=0, return_inverse=True)
            nodes = arrays["roots"][:, None]
            self.levels: list[Array] = []
            while not leaf[nodes].all():
                self.levels.append(numbers.reshape(-1)[nodes])
                nodes = children[nodes].reshape(len(nodes), -1)
            self.value: Array = arrays["value"][nodes]
        self.feature, self.threshold = questions[:, 0].astype(np.intp), questions[:, 1].astype(np.float32)

    def probability(self, rows: Array) -> Array:
        """Give the probability of each row; ``rows``: n x features, float32 in the order of ``names``."""
        total = [self.total(rows[at : at + TOGETHER]) for at in range(0, max(1, len(rows)), TOGETHER)]
        result: Array = 1.0 / (1.0 + np.exp(-np.concatenate(total)))
        return result

    def total(self, rows: Array) -> Array:
        """The sum of all trees for some rows; what is asked is answered in bits, eight rows in a byte."""
        answers = np.packbits(rows.T[self.feature] > self.threshold[:, None], axis=1)
        path: list[Array] = []
        for level in self.levels:
            here = answers[level]
            # Each step before leaves half of the nodes of a level, those to the left or to the right.
            for right in path:
                left, other = np.split(here, 2, axis=1)
                here = left ^ ((left ^ other) & right)
            path.append(here)
        leaf = np.zeros((len(self.value), len(rows)), dtype=np.min_scalar_type(self.value.shape[1]))
        for right in path:
            leaf *= 2
            leaf += np.unpackbits(right[:, 0], axis=1, count=len(rows))
        total = np.full(len(rows), self.base)
        for value in np.take_along_axis(self.value, leaf, 1):
            total += value
        return total
