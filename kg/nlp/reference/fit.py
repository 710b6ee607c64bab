"""Learn the weights from GUM's train split: ``python -m kg.nlp.reference.fit FOLDER``."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly
from numpy.typing import NDArray

from kg.nlp.reading import Reading
from kg.nlp.reference.features import Features
from kg.nlp.reference.gum import Gold, reading_of, split
from kg.nlp.reference.referent import Referent
from kg.nlp.reference.scene import Choice, Query, Scene
from kg.nlp.reference.weights import WEIGHTS, rows

# A feature seen less often than this says nothing; the weights are held small by the penalty.
SEEN, PENALTY, ROUNDS, STEP = 8, 2.0, 400, 0.05
Example = tuple[list[Features], list[bool]]


class Teacher:
    """Answers every query by the gold coreference, and keeps what it answered as examples."""

    def __init__(self, mentions: list[Gold]) -> None:
        self.heads: dict[tuple[int, int], list[Gold]] = defaultdict(list)
        for mention in mentions:
            self.heads[mention.block, mention.head].append(mention)
        self.examples: dict[str, list[Example]] = defaultdict(list)

    def entity(self, block: int, head: int, last: int | None = None) -> int | None:
        """The gold entity at a head: the narrowest mention, or for a group the widest that reaches ``last``."""
        found = sorted(self.heads[block, head], key=lambda g: g.end - g.start)
        if last is not None:
            found = [g for g in found[::-1] if g.end >= last]
        return found[0].entity if found else None

    def entity_of(self, referent: Referent) -> int | None:
        """The gold entity of a referent by its last mention."""
        place = referent.place
        return self.entity(place.block, place.head, place.end if referent.members else None)

    def choose(self, query: Query) -> Choice:
        """The candidate of the same gold entity."""
        meant = self.entity(query.place.block, query.token)
        right = [meant is not None and self.entity_of(c) == meant for c in query.candidates]
        self.examples[query.kind].append((rows(query), [*right, not any(right)]))
        return next((c for c, good in zip(query.candidates, right, strict=True) if good), None), 1.0


def examples(reading: Reading, mentions: list[Gold]) -> dict[str, list[Example]]:
    """The examples of one file by class of pronoun."""
    teacher = Teacher(mentions)
    scene = Scene(reading, teacher.choose, lambda *_: [])
    for block, doc in enumerate(reading.docs):
        for sentence in doc.sents:
            scene.read(block, sentence)
    return teacher.examples


def fit(found: list[Example]) -> dict[str, float]:
    """The weights under which the right candidates are likeliest (softmax with a quadratic penalty, by Adam)."""
    seen = Counter(name for features, _ in found for f in features for name in f)
    names = sorted(n for n, c in seen.items() if c >= SEEN and not n.startswith("verb "))
    matrix, right, starts = arrays(found, {n: i for i, n in enumerate(names)})
    w, mean, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, ROUNDS + 1):
        chances = softmax(matrix @ w, starts)
        mass = np.add.reduceat(chances * right, starts)
        share = chances * right / np.repeat(mass, np.diff([*starts, len(chances)]))
        slope = (matrix.T @ (chances - share) + PENALTY * w) / len(starts)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        w -= STEP * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if abs(v) >= 0.0005}


def arrays(found: list[Example], index: dict[str, int]) -> tuple[NDArray[Any], NDArray[Any], list[int]]:
    """All candidates as one matrix, which of them are right, and where each example begins."""
    total = sum(len(features) for features, _ in found)
    matrix, right, starts, at = np.zeros((total, len(index))), np.zeros(total), [], 0
    for features, good in found:
        starts.append(at)
        for row, is_right in zip(features, good, strict=True):
            for name, value in row.items():
                if name in index:
                    matrix[at, index[name]] = value
            right[at] = is_right
            at += 1
    return matrix, right, starts


def softmax(scores: NDArray[Any], starts: list[int]) -> NDArray[Any]:
    """Probabilities within each example."""
    sizes = np.diff([*starts, len(scores)])
    parts = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    result: NDArray[Any] = parts / np.repeat(np.add.reduceat(parts, starts), sizes)
    return result


def main(folder: Path) -> None:
    """Learn from the train split and write the weights."""
    vocab = spacy.blank("en").vocab
    gathered: dict[str, list[Example]] = defaultdict(list)
    for path in split(folder, "train"):
        for kind, found in examples(*reading_of(path, vocab)).items():
            gathered[kind] += found
    learned = {kind: fit(found) for kind, found in sorted(gathered.items())}
    srsly.write_json(WEIGHTS, learned, indent=1)
    for kind, found in sorted(gathered.items()):
        print(f"{kind}: {len(found)} examples, {len(learned[kind])} weights")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
