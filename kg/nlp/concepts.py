"""Which of the ideas that a document mentions it takes as topics; the others are left out of the graph."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import srsly

from kg.nlp.reading import Reading
from kg.nlp.terms import rarity
from kg.types import Mention, Relation

FILE = Path(__file__).parent / "concepts.json"
THRESHOLD = 0.5


@functools.cache
def weights() -> dict[str, float]:
    """What each feature adds to the log odds, made by ``kg.calibrate``."""
    return dict(srsly.read_json(FILE))


def topics(reading: Reading, relations: Sequence[Relation]) -> tuple[list[Mention], list[Relation]]:
    """Leave out the concepts that are no topics, with what is said of them.

    Gives the mentions that stay, and the relations between them renumbered.
    """
    mentions = [f.mention for f in reading.found]
    dropped = {
        n
        for group, values in described(reading, relations).items()
        if likelihood(values) < THRESHOLD
        for n in members(mentions)[group]
    }
    dropped |= {n for n, m in enumerate(mentions) if m.antecedent in dropped}
    number = {n: i for i, n in enumerate(n for n in range(len(mentions)) if n not in dropped)}
    kept = [
        replace(mentions[n], antecedent=None if (a := mentions[n].antecedent) is None else number[a]) for n in number
    ]
    stated = [
        replace(r, subject=number[r.subject], object=number[r.object])
        for r in relations
        if r.subject in number and r.object in number
    ]
    return kept, stated


def members(mentions: Sequence[Mention]) -> dict[str, list[int]]:
    """The numbers of a document's concept mentions by what they are called."""
    out: dict[str, list[int]] = defaultdict(list)
    for n, m in enumerate(mentions):
        if m.type == "Concept" and m.antecedent is None:
            out[form(m)].append(n)
    return out


def form(mention: Mention) -> str:
    """The form under which mentions of a concept are counted together."""
    text = mention.lexicon or mention.text.casefold()
    return text[:-1] if len(text) > 3 and text.endswith("s") and not text.endswith("ss") else text


def described(reading: Reading, relations: Sequence[Relation]) -> dict[str, dict[str, float]]:
    """The features of each concept of a document."""
    mentions = [f.mention for f in reading.found]
    strength: dict[int, float] = defaultdict(float)
    for r in relations:
        for n in (r.subject, r.object):
            strength[n] = max(strength[n], r.confidence)
    out = {}
    for name, numbers in members(mentions).items():
        kinds = {reading.views[f.block].block.kind for n in numbers if (f := reading.found[n]).block >= 0}
        referred = sum(m.antecedent in set(numbers) for m in mentions)
        first = mentions[numbers[0]]
        count = len(first.text.replace("-", " ").split())
        out[name] = {
            "bias": 1.0,
            "count": math.log(len(numbers)),
            "referred": float(referred > 0),
            "score": max(mentions[n].score for n in numbers),
            "lexicon": float(first.lexicon is not None),
            "one word": float(count == 1),
            "long": float(count > 3),
            "rarity": rarity(first.text) / 8.0,
            "related": max(strength[n] for n in numbers),
            "heading": float(bool(kinds & {"title", "heading"})),
        }
    return out


def likelihood(values: dict[str, float]) -> float:
    """The chance that a concept is a topic."""
    w = weights()
    return 1.0 / (1.0 + math.exp(-sum(w[name] * value for name, value in values.items())))
