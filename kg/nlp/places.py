"""What the classifier is asked: pairs of arguments in a window of words, and where they stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

ROLES = ("mention", "speaker", "addressee")


class Argument(NamedTuple):
    """One side of a pair: its words among those judged together (none for a speaker without a pronoun) and its type.

    ``role`` is "speaker" or "addressee" for these two, else "mention".
    """

    words: tuple[int, ...]
    type: str
    role: str = "mention"


# An argument as subject and one as object.
Pair = tuple[Argument, Argument]


class Question(NamedTuple):
    """The pairs to judge in one place; ``window``: the words of the sentences around, spaces left out."""

    window: list[int]
    pairs: list[Pair]


class Places:
    """Where arguments stand among ``count`` words; ``sides``: the words of each in order, none of a person unsaid."""

    def __init__(self, sides: Sequence[Sequence[int]], count: int) -> None:
        self.absent = np.array([not words for words in sides])
        self.first, self.last = np.array([(words[0], words[-1]) if words else (0, 0) for words in sides]).T
        self.inside = np.zeros((len(sides), count), dtype=bool)
        for row, words in zip(self.inside, sides, strict=True):
            row[list(words)] = True

    def regions(self, subject: Array, object_: Array, window: Array) -> Array:
        """Where each word of a window stands to some pairs, given by the numbers of their arguments; pairs x words.

        0 before both arguments, 1 in one, 2 between, 3 after; 4 where one has no words.
        """
        low = np.minimum(self.first[subject], self.first[object_])[:, None]
        high = np.maximum(self.last[subject], self.last[object_])[:, None]
        result: Array = 2 + (window > high) - 2 * (window < low)
        result[self.absent[subject] | self.absent[object_]] = 4
        result[self.inside[subject[:, None], window] | self.inside[object_[:, None], window]] = 1
        return result

    def distance(self, subject: Array, object_: Array) -> Array:
        """A signed bucket of the distance in words: 0..4 subject first, 5..9 object first, 10 and 11 without words."""
        left, right = self.first[subject], self.first[object_]
        apart = np.where(left <= right, right - self.last[subject], left - self.last[object_])
        near = np.searchsorted([2, 5, 10, 20], apart) + 5 * (left > right)
        absent = self.absent[subject]
        return np.where(absent | self.absent[object_], 10 + absent, near)


def gap(left: Sequence[int], right: Sequence[int]) -> range:
    """The words between two arguments that have words; both and all between where they touch."""
    a, b = (left, right) if left[0] <= right[0] else (right, left)
    return range(a[-1] + 1, b[0]) or range(min(a[0], b[0]), max(a[-1], b[-1]) + 1)
