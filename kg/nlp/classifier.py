"""The relation classifier at work: the trained head over pairs of mentions, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """One side of a pair: its words in the block (none for a speaker without a pronoun) and its type.

    ``role`` is "speaker" or "addressee" for these two, else "mention".
    """

    words: tuple[int, ...]
    type: str
    role: str = "mention"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of one pair: a probability a predicate, the chance of negation, and of each modality."""

    predicates: dict[str, float]
    negated: float
    modality: dict[str, float]


class Classifier:
    """Scores ordered pairs of arguments; the weights are those of ``kg.nlp.train.network.Relations``."""

    def __init__(self, path: Path) -> None:
        with np.load(path / "relations.npz") as arrays:
            self.weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        labels = srsly.read_json(path / "labels.json")
        self.types: list[str] = labels["type"]
        self.predicates: list[str] = labels["predicate"]
        self.modalities: list[str] = labels["modality"]

    def judge(
        self, vectors: Array, window: Sequence[int], pairs: Sequence[tuple[Argument, Argument]]
    ) -> list[Judgement]:
        """Score pairs of one block.

        ``vectors``: tokens x 480 (``doc.tensor``); ``window``: the tokens of the sentences around, spaces left out.
        """
        if not pairs:
            return []
        around = vectors[list(window)].mean(0)
        sides = [[self.vector(vectors, around, side) for side in pair] for pair in pairs]
        types = np.array([[self.number(side) for side in pair] for pair in pairs])
        between = np.stack([vectors[gap(a.words, b.words, window)].max(0) for a, b in pairs])
        apart = np.array([distance(a.words, b.words) for a, b in pairs])
        subject, object_ = np.stack([s for s, _ in sides]), np.stack([o for _, o in sides])
        where = np.array([regions(a.words, b.words, window) for a, b in pairs])
        joint = self.joint(subject, object_, types, between, vectors[list(window)], where, apart)
        scores = sigmoid(self.linear(joint, "predicate"))
        negated = sigmoid(self.linear(joint, "negated"))[:, 0]
        modality = np.exp(self.linear(joint, "modality"))
        modality /= modality.sum(1, keepdims=True)
        return [
            Judgement(
                dict(zip(self.predicates, map(float, row), strict=True)),
                float(no),
                dict(zip(self.modalities, map(float, how), strict=True)),
            )
            for row, no, how in zip(scores, negated, modality, strict=True)
        ]

    def vector(self, vectors: Array, around: Array, side: Argument) -> Array:
        """The mean of an argument's words; a speaker or addressee without words is the window's mean and its own vector."""
        mean: Array = vectors[list(side.words)].mean(0) if side.words else around
        if side.role == "mention":
            return mean
        result: Array = mean + self.weights["absent"][int(side.role == "addressee")]
        return result

    def number(self, side: Argument) -> int:
        """A type's number; speaker and addressee come after the types."""
        return {"speaker": len(self.types), "addressee": len(self.types) + 1}.get(side.role) or self.types.index(
            side.type
        )

    def joint(
        self, subject: Array, object_: Array, types: Array, between: Array, words: Array, where: Array, apart: Array
    ) -> Array:
        """The hidden layer that the three outputs share."""
        kinds = self.weights["kind.weight"][types]
        s = self.linear(np.concatenate([subject, kinds[:, 0]], 1), "left")
        o = self.linear(np.concatenate([object_, kinds[:, 1]], 1), "right")
        pair = np.concatenate([s + o, s * o], 1)
        near = self.weights["distance.weight"][apart]
        features = np.concatenate([pair, self.linear(between, "between"), self.look(pair, words, where), near], 1)
        return gelu(self.linear(gelu(features), "joint.2"))

    def look(self, pair: Array, words: Array, where: Array) -> Array:
        """What each pair reads in the window: a weighted mean of its words, several ways; pairs x 160."""
        bias = self.weights["region"]
        looks = len(bias)
        query, key, value = (
            self.linear(x, name).reshape(len(x), looks, -1)
            for x, name in ((pair, "query"), (words, "key"), (words, "value"))
        )
        scores = np.einsum("nld,wld->nlw", query, key) / query.shape[-1] ** 0.5 + bias[:, where].transpose(1, 0, 2)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        result: Array = np.einsum("nlw,wld->nld", weights, value).reshape(len(pair), -1)
        return result

    def linear(self, x: Array, name: str) -> Array:
        """One linear layer by its name in the weights."""
        result: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result


def gap(left: Sequence[int], right: Sequence[int], window: Sequence[int]) -> list[int]:
    """The words between two arguments; all of the window where one has no words, both and all between where they touch."""
    if not left or not right:
        return list(window)
    a, b = (left, right) if left[0] <= right[0] else (right, left)
    between = list(range(a[-1] + 1, b[0]))
    return between or list(range(min(a[0], b[0]), max(a[-1], b[-1]) + 1))


def regions(left: Sequence[int], right: Sequence[int], window: Sequence[int]) -> list[int]:
    """Where each word of the window stands: 0 before both arguments, 1 in one, 2 between, 3 after; 4 where one has no words."""
    inside = {*left, *right}
    if not left or not right:
        return [1 if w in inside else 4 for w in window]
    low, high = min(inside), max(inside)
    return [1 if w in inside else 0 if w < low else 3 if w > high else 2 for w in window]


def distance(left: Sequence[int], right: Sequence[int]) -> int:
    """A signed bucket of the distance in words: 0..4 subject first, 5..9 object first, 10 and 11 without words."""
    if not left or not right:
        return 10 + (not left)
    apart = right[0] - left[-1] if left[0] <= right[0] else left[0] - right[-1]
    return sum(apart > limit for limit in (2, 5, 10, 20)) + (5 if left[0] > right[0] else 0)


def sigmoid(x: Array) -> Array:
    """The logistic function."""
    result: Array = 1.0 / (1.0 + np.exp(-x))
    return result


def gelu(x: Array) -> Array:
    """GELU in its tanh form, as in training."""
    result: Array = 0.5 * x * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)))
    return result
