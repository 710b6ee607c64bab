"""The relation classifier at work: the trained head over pairs of mentions, in numpy."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray

Array = NDArray[Any]

GELU = math.sqrt(2.0 / math.pi)


@dataclass(frozen=True, slots=True)
class Argument:
    """One side of a pair: its words in the block (none for a speaker without a pronoun) and its type.

    ``role`` is "speaker" or "addressee" for these two, else "mention".
    """

    words: tuple[int, ...]
    type: str
    role: str = "mention"


# An argument as subject and one as object.
Pair = tuple[Argument, Argument]


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

    def number(self, side: Argument) -> int:
        """A type's number; speaker and addressee come after the types."""
        return {"speaker": len(self.types), "addressee": len(self.types) + 1}.get(side.role) or self.types.index(
            side.type
        )

    def linear(self, x: Array, name: str) -> Array:
        """One linear layer by its name in the weights."""
        result: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result


class Judgements:
    """What the classifier says of many pairs; few of them are likely to hold anything, and only those are spelled out.

    ``scores``: pairs x predicates, ``negated``: pairs, ``modality``: pairs x modalities, all of them chances.
    """

    def __init__(self, head: Classifier, scores: Array, negated: Array, modality: Array) -> None:
        self.head, self.scores, self.negated, self.modality = head, scores, negated, modality
        self.told: dict[int, Judgement] = {}

    def likely(self, least: float) -> list[tuple[int, str]]:
        """The pairs, by number, with the predicates that are at least so likely to hold."""
        pairs, predicates = np.nonzero(self.scores >= least)
        return [(n, self.head.predicates[p]) for n, p in zip(pairs.tolist(), predicates.tolist(), strict=True)]

    def __getitem__(self, pair: int) -> Judgement:
        """The judgement of one pair, by number."""
        if pair not in self.told:
            self.told[pair] = Judgement(
                dict(zip(self.head.predicates, self.scores[pair].tolist(), strict=True)),
                float(self.negated[pair]),
                dict(zip(self.head.modalities, self.modality[pair].tolist(), strict=True)),
            )
        return self.told[pair]


class Projected:
    """The words and arguments of one block as the head takes them, each reckoned once however many pairs it is in.

    ``vectors``: tokens x 480 (``doc.tensor``).
    """

    def __init__(self, head: Classifier, vectors: Array) -> None:
        self.head = head
        self.vectors = vectors
        self.sides: dict[tuple[Argument, str], Array] = {}

    def judge(self, window: Sequence[int], pairs: Sequence[Pair]) -> Judgements:
        """Score pairs; ``window``: the tokens of the sentences around, spaces left out."""
        if not pairs:
            return Judgements(self.head, np.zeros((0, len(self.head.predicates))), np.zeros(0), np.zeros((0, 0)))
        joint = self.joint(list(window), pairs)
        scores = sigmoid(self.head.linear(joint, "predicate"))
        negated = sigmoid(self.head.linear(joint, "negated"))[:, 0]
        modality = np.exp(self.head.linear(joint, "modality"))
        return Judgements(self.head, scores, negated, modality / modality.sum(1, keepdims=True))

    def joint(self, window: list[int], pairs: Sequence[Pair]) -> Array:
        """The hidden layer that the three outputs share; pairs x 256. What pairs have in common is reckoned once."""
        around = self.vectors[window].mean(0)
        sides = {side: n for n, side in enumerate(dict.fromkeys(chain.from_iterable(pairs)))}
        s = np.stack([self.side(a, around, "left") for a in sides])[[sides[a] for a, _ in pairs]]
        o = np.stack([self.side(b, around, "right") for b in sides])[[sides[b] for _, b in pairs]]
        pair = np.concatenate([s + o, s * o], 1)
        both = [(min(a.words, b.words), max(a.words, b.words)) for a, b in pairs]
        places = {words: n for n, words in enumerate(dict.fromkeys(both))}
        rows = [places[words] for words in both]
        between = self.head.linear(np.stack([self.between(gap(*words, window)) for words in places]), "between")[rows]
        where = np.array([regions(*words, window) for words in places])[rows]
        near = self.head.weights["distance.weight"][[distance(a.words, b.words) for a, b in pairs]]
        looked = self.look(pair, *self.read(window), where)
        return gelu(self.head.linear(gelu(np.concatenate([pair, between, looked, near], 1)), "joint.2"))

    def look(self, pair: Array, key: Array, value: Array, where: Array) -> Array:
        """What each pair reads in the window: a weighted mean of its words, several ways; pairs x 160.

        ``key``, ``value``: words x ways x width; ``where``: pairs x words, the region of each word.
        """
        bias = self.head.weights["region"]
        query = self.head.linear(pair, "query").reshape(len(pair), len(bias), -1)
        scores = np.einsum("nld,wld->nlw", query, key) / math.sqrt(query.shape[-1]) + bias[:, where].transpose(1, 0, 2)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        result: Array = np.einsum("nlw,wld->nld", weights, value).reshape(len(pair), -1)
        return result

    def side(self, argument: Argument, around: Array, end: str) -> Array:
        """An argument at the left or right end of a pair; ``around`` is the mean of the window."""
        if not argument.words:
            return self.projected(argument, around, end)
        if (argument, end) not in self.sides:
            self.sides[argument, end] = self.projected(argument, around, end)
        return self.sides[argument, end]

    def projected(self, argument: Argument, around: Array, end: str) -> Array:
        """The mean of an argument's words; a speaker or addressee without words is the window's mean and its own vector."""
        mean: Array = self.vectors[list(argument.words)].mean(0) if argument.words else around
        if argument.role != "mention":
            mean = mean + self.head.weights["absent"][int(argument.role == "addressee")]
        kind = self.head.weights["kind.weight"][self.head.number(argument)]
        return self.head.linear(np.concatenate([mean, kind]), end)

    def between(self, words: list[int]) -> Array:
        """The greatest of each column over the words of a gap."""
        result: Array = self.vectors[words].max(0)
        return result

    def read(self, window: list[int]) -> tuple[Array, Array]:
        """The keys and the values of a window's words; words x ways x width."""
        key, value = self.all
        return key[window], value[window]

    @functools.cached_property
    def all(self) -> tuple[Array, Array]:
        """The keys and the values of all words."""
        ways = len(self.head.weights["region"])
        key, value = (self.head.linear(self.vectors, n).reshape(len(self.vectors), ways, -1) for n in ("key", "value"))
        return key, value


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
    """GELU in its tanh form, as in training; the factor is a Python float, which keeps float32 what it is."""
    result: Array = 0.5 * x * (1.0 + np.tanh(GELU * (x + 0.044715 * x * x * x)))
    return result
