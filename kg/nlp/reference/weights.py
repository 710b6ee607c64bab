"""The weighing of candidates: a log-linear model whose weights ``fit.py`` learns and ``weights.json`` keeps."""

from __future__ import annotations

import functools
from math import exp
from pathlib import Path

import srsly

from kg.nlp.reference.features import Features, of_candidates, of_none
from kg.nlp.reference.scene import Choice, Query

WEIGHTS = Path(__file__).parent / "weights.json"
# GUM speaks little of software and companies, so what the verb tells is weighed by hand; and in our interviews a
# pronoun stands for something that was named more often than there.
VERB = {"verb fits": 1.2, "verb does not fit": -1.2}
SHIFT = {
    "it": {"none": -1.2, "asked and nothing since": 0.8, "determiner pronoun": -0.7},
    "person": {"none": -0.8, "determiner pronoun": -1.5},
    "they": {"proper group": 1.2, "group": 1.5, "asked and nothing since": 1.5},
}
# Below this a guess is more likely wrong than right, and nothing is said.
FLOOR = {"it": 0.35, "person": 0.35, "they": 0.45}


@functools.cache
def weights() -> dict[str, dict[str, float]]:
    """The weights by class of pronoun and feature."""
    learned: dict[str, dict[str, float]] = srsly.read_json(WEIGHTS)
    for kind, shifts in SHIFT.items():
        for name, shift in shifts.items():
            learned[kind][name] = learned[kind].get(name, 0.0) + shift
    return {kind: VERB | of_kind for kind, of_kind in learned.items()}


def weigh(features: Features, of_kind: dict[str, float]) -> float:
    """The score of one candidate."""
    return sum([value * of_kind.get(name, 0.0) for name, value in features.items()])


def rows(query: Query) -> list[Features]:
    """The features of a query's candidates, and last those of "none of them"."""
    return [*of_candidates(query), of_none(query)]


def likelihoods(query: Query) -> list[float]:
    """The probability of each candidate, and last that of none."""
    of_kind = weights()[query.kind]
    scores = [weigh(features, of_kind) for features in rows(query)]
    top = max(scores)
    parts = [exp(s - top) for s in scores]
    total = sum(parts)
    return [p / total for p in parts]


def choose(query: Query) -> Choice:
    """The likeliest candidate; a named one below the floor counts as none."""
    chances = likelihoods(query)
    best = max(range(len(chances)), key=lambda n: chances[n])
    if best == len(query.candidates):
        return None, chances[best]
    meant = query.candidates[best]
    if meant.named() and chances[best] < FLOOR[query.kind]:
        return None, chances[best]
    return meant, chances[best]
