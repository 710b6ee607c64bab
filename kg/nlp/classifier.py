"""The relation classifier at work: the trained head over pairs of mentions, in numpy."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import srsly
from numpy.typing import NDArray

from kg.nlp.places import ROLES, Argument, Places, Question, gap

Array = NDArray[Any]

GELU = math.sqrt(2.0 / math.pi)
Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of one pair: a probability a predicate, the chance of negation, and of each modality."""

    predicates: dict[str, float]
    negated: float
    modality: dict[str, float]


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


class Classifier:
    """Scores ordered pairs of arguments; the weights are those of ``kg.nlp.train.network.Relations``."""

    def __init__(self, path: Path) -> None:
        with np.load(path / "relations.npz") as arrays:
            self.weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        labels = srsly.read_json(path / "labels.json")
        self.types: list[str] = labels["type"]
        self.predicates: list[str] = labels["predicate"]
        self.modalities: list[str] = labels["modality"]
        # What is added to the words of an argument by its role: nothing to those of a mention.
        self.roles = np.concatenate([np.zeros_like(self.weights["absent"][:1]), self.weights["absent"]])

    def judge(self, vectors: Array, questions: Sequence[Question]) -> Iterator[Judgements]:
        """Judge the pairs of each question; ``vectors``: words x 480 (see ``doc.tensor``)."""
        joint = self.joint(vectors, questions)
        scores = sigmoid(self.linear(joint, "predicate"))
        negated = sigmoid(self.linear(joint, "negated"))[:, 0]
        modality = np.exp(self.linear(joint, "modality"))
        modality /= modality.sum(1, keepdims=True)
        for rows in slices([len(q.pairs) for q in questions]):
            yield Judgements(self, scores[rows], negated[rows], modality[rows])

    def linear(self, x: Array, name: str) -> Array:
        """One linear layer by its name in the weights."""
        result: Array = x @ self.weights[f"{name}.weight"].T
        result += self.weights[f"{name}.bias"]
        return result

    def joint(self, vectors: Array, questions: Sequence[Question]) -> Array:
        """The hidden layer that the three outputs share; pairs x 256."""
        sides, rows = numbered((x, -1 if x.words else n) for n, q in enumerate(questions) for p in q.pairs for x in p)
        subject, object_ = np.array(rows).reshape(-1, 2).T
        # A speaker or addressee without words has its own vector beside the mean of the window.
        words = [x.words or questions[n].window for x, n in sides]
        places = Places([x.words for x, _ in sides], len(vectors))
        pair = self.ends(vectors, [x for x, _ in sides], words, subject, object_)
        between = self.between(vectors, words, places, subject, object_)
        looked = self.looked(vectors, questions, pair, places, subject, object_)
        near = self.weights["distance.weight"][places.distance(subject, object_)]
        return gelu(self.linear(gelu(np.concatenate([pair, between, looked, near], 1)), "joint.2"))

    def ends(
        self, vectors: Array, sides: Sequence[Argument], words: Sequence[Sequence[int]], subject: Array, object_: Array
    ) -> Array:
        """The two arguments of each pair; pairs x 320. An argument is reckoned once however many pairs it is in."""
        means = summed(vectors, words) / np.array([[len(w)] for w in words], dtype=np.float32)
        means += self.roles[[ROLES.index(x.role) for x in sides]]
        known = np.concatenate([means, self.weights["kind.weight"][[self.number(x) for x in sides]]], 1)
        s, o = self.linear(known, "left")[subject], self.linear(known, "right")[object_]
        return np.concatenate([s + o, s * o], 1)

    def number(self, side: Argument) -> int:
        """A type's number; speaker and addressee come after the types."""
        role = ROLES.index(side.role)
        return len(self.types) + role - 1 if role else self.types.index(side.type)

    def between(
        self, vectors: Array, words: Sequence[Sequence[int]], places: Places, subject: Array, object_: Array
    ) -> Array:
        """The greatest of each column over the words between the two; pairs x 160."""
        gaps, rows = numbered(
            zip(np.minimum(subject, object_).tolist(), np.maximum(subject, object_).tolist(), strict=True)
        )
        greatest = np.empty((len(gaps), vectors.shape[1]), dtype=np.float32)
        for row, (a, b) in zip(greatest, gaps, strict=True):
            here = words[a] if places.absent[a] else words[b] if places.absent[b] else gap(words[a], words[b])
            inside = vectors[here.start : here.stop] if isinstance(here, range) else vectors[here]
            np.maximum.reduce(inside, 0, out=row)
        return self.linear(greatest, "between")[rows]

    def looked(
        self, vectors: Array, questions: Sequence[Question], pair: Array, places: Places, subject: Array, object_: Array
    ) -> Array:
        """What each pair reads in its window: a weighted mean of the words, several ways; pairs x 160."""
        ways = len(self.weights["region"])
        query = self.linear(pair, "query").reshape(len(pair), ways, -1).transpose(1, 0, 2)
        windows = [np.array(q.window) for q in questions]
        tokens, rows = np.unique(np.concatenate(windows), return_inverse=True)
        read = vectors[tokens]
        key, value = (self.linear(read, n).reshape(len(read), ways, -1).transpose(1, 0, 2) for n in ("key", "value"))
        inside = [rows[s] for s in slices(map(len, windows))]
        pairs = slices([len(q.pairs) for q in questions])
        looked = [
            self.look(query[:, p], key[:, w], value[:, w], places.regions(subject[p], object_[p], window))
            for window, p, w in zip(windows, pairs, inside, strict=True)
        ]
        return np.concatenate(looked, 1).transpose(1, 0, 2).reshape(len(pair), -1)

    def look(self, query: Array, key: Array, value: Array, place: Array) -> Array:
        """Read a window in several ways; ways x pairs x width.

        ``query``: ways x pairs x width; ``key``, ``value``: ways x words x width; ``place``: pairs x words, the region
        of each word.
        """
        weights = query @ key.transpose(0, 2, 1)
        weights /= math.sqrt(query.shape[-1])
        weights += self.weights["region"][:, place]
        weights -= weights.max(-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(-1, keepdims=True)
        result: Array = weights @ value
        return result


def slices(lengths: Iterable[int]) -> list[slice]:
    """Stretches of the given lengths, one after the other."""
    return [slice(a, b) for a, b in pairwise(accumulate(lengths, initial=0))]


def numbered(things: Iterable[Thing]) -> tuple[list[Thing], list[int]]:
    """The different ones of some things, and the number of each among them."""
    numbers: dict[Thing, int] = {}
    rows = [numbers.setdefault(thing, len(numbers)) for thing in things]
    return list(numbers), rows


def summed(vectors: Array, words: Sequence[Sequence[int]]) -> Array:
    """The sum of the vectors of each group of words; groups of one size go together."""
    sizes: dict[int, list[int]] = defaultdict(list)
    for n, group in enumerate(words):
        sizes[len(group)].append(n)
    out = np.empty((len(words), vectors.shape[1]), dtype=np.float32)
    for groups in sizes.values():
        out[groups] = np.add.reduce(vectors[[words[n] for n in groups]], axis=1)
    return out


def sigmoid(x: Array) -> Array:
    """The logistic function."""
    result: Array = 1.0 / (1.0 + np.exp(-x))
    return result


def gelu(x: Array) -> Array:
    """GELU in its tanh form, as in training; the factor is a Python float, which keeps float32 what it is."""
    inner = 0.044715 * x
    inner *= x
    inner *= x
    inner += x
    inner *= GELU
    np.tanh(inner, out=inner)
    inner += 1.0
    inner *= 0.5 * x
    return inner
