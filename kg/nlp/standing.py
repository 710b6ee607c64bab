"""Which of the things found in a document stand in its graph: a name of the wrong type or an idea in passing does not."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from kg.nlp.forest import Forest
from kg.nlp.reading import Found, Reading, form
from kg.nlp.terms import rarity
from kg.types import Mention, Relation
from kg.vocabulary import types

Array = NDArray[Any]
Thing = tuple[str, str]  # type and form

FILE = Path(__file__).parent / "model" / "entities.trees.npz"
# Above what chance of being one that a careful reader would list a thing stays.
THRESHOLD = 0.4


@functools.cache
def forest() -> Forest:
    """The calibrated trees, read once."""
    return Forest(FILE)


def standing(reading: Reading, relations: Sequence[Relation]) -> tuple[list[Mention], list[Relation]]:
    """Leave out what does not stand, with what is said of it; a long document is looked at section by section.

    Gives the mentions that stay, and the relations between them renumbered. Speakers always stay.
    """
    mentions = [f.mention for f in reading.found]
    dropped: set[int] = set()
    section = reading.sections()
    for part in sorted(set(section)):
        rows = described(reading, relations, part)
        if rows:
            things = members(mentions, within(reading, part))
            chances = forest().probability(np.array([list(r.values()) for r in rows.values()], dtype=np.float32))
            weak = [thing for thing, chance in zip(rows, chances, strict=True) if chance < THRESHOLD]
            dropped |= {n for thing in weak for n in things[thing]}
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


def members(mentions: Sequence[Mention], inside: Sequence[int] | None = None) -> dict[Thing, list[int]]:
    """The numbers of mentions (all, or those given) by type and form, but for speakers and what only refers."""
    out: dict[Thing, list[int]] = defaultdict(list)
    spoken = {form(m) for m in mentions if m.kind == "speaker"}
    for n in range(len(mentions)) if inside is None else inside:
        m = mentions[n]
        if m.kind in ("name", "term") and m.antecedent is None and not (m.type == "Person" and form(m) in spoken):
            out[m.type, form(m)].append(n)
    return out


def within(reading: Reading, part: int | None) -> list[int]:
    """The numbers of the mentions of a section, or of all."""
    section = reading.sections()
    return [n for n, f in enumerate(reading.found) if part is None or f.block < 0 or section[f.block] == part]


def described(
    reading: Reading, relations: Sequence[Relation], part: int | None = None
) -> dict[Thing, dict[str, float]]:
    """The features of each thing of a document, or of one section of it."""
    mentions = [f.mention for f in reading.found]
    things = members(mentions, within(reading, part))
    strength: dict[int, list[float]] = defaultdict(list)
    for r in relations:
        for n in (r.subject, r.object):
            strength[n].append(r.confidence)
    referred = {m.antecedent for m in mentions}
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (kind, name), numbers in things.items():
        weights[name][kind] += sum(mentions[n].score for n in numbers)
    parts = sub_forms([name for _, name in things])
    blocks = [n for n, s in enumerate(reading.sections()) if part in (None, s)]
    words = sum(len(reading.docs[n]) for n in blocks)
    out = {}
    for (kind, name), numbers in things.items():
        found = [reading.found[n] for n in numbers]
        first = mentions[numbers[0]]
        said = sorted((c for n in numbers for c in strength[n]), reverse=True)
        rest = max((w for k, w in weights[name].items() if k != kind), default=0.0)
        out[kind, name] = {
            **{t: float(t == kind) for t in types()},
            "count": math.log(len(numbers)),
            "document": math.log1p(words),
            "referred": float(bool(referred & set(numbers))),
            "score": max(m.mention.score for m in found),
            "mean score": sum(m.mention.score for m in found) / len(found),
            "lexicon": float(first.lexicon is not None),
            "other type": rest / (rest + weights[name][kind]),
            "inside longer": float(name in parts),
            "related": said[0] if said else 0.0,
            "relations": float(sum(c > 0.3 for c in said)),
            "start": (reading.found[numbers[0]].block - blocks[0]) / len(blocks),
            **shape(first.text),
            **setting(reading, found),
        }
    return out


def sub_forms(names: Sequence[str]) -> set[str]:
    """The names that are whole words inside another."""
    padded = [f" {n} " for n in names]
    return {n for n in names if any(f" {n} " in p for p in padded if p != f" {n} ")}


def shape(text: str) -> dict[str, float]:
    """How a name is made."""
    words = text.replace("-", " ").split()
    frequencies = [zipf_frequency(w, "en") for w in words if w.isalpha()] or [0.0]
    return {
        "words": float(len(words)),
        "rarity": rarity(text),
        "last": frequencies[-1],
        "mean": sum(frequencies) / len(frequencies),
        "capitals": sum(w[:1].isupper() for w in words) / max(1, len(words)),
        "digits": float(any(c.isdigit() for c in text)),
        "hyphen": float("-" in text),
        "upper": float(text.isupper()),
        "mixed": float(any(c.isupper() for c in text[1:]) and not text.isupper()),
        "letters": float(len(text)),
        "plural": float(text.endswith("s")),
    }


def setting(reading: Reading, found: Sequence[Found]) -> dict[str, float]:
    """Where a thing is mentioned: in what kind of block, by whom, as what part of a sentence."""
    placed = [f for f in found if f.block >= 0]
    n = max(1, len(placed))
    turns = [reading.turn(f.block) for f in placed]
    roots = [reading.docs[f.block][f.start : f.end].root for f in placed]
    return {
        "heading": sum(reading.views[f.block].block.kind != "paragraph" for f in placed) / n,
        "host": sum(t is not None and t.role == "host" for t in turns) / n,
        "subject": sum(r.dep_.startswith("nsubj") for r in roots) / n,
        "object": sum(r.dep_ in ("obj", "obl") for r in roots) / n,
        "modifies": sum(r.dep_ in ("compound", "amod", "nmod") for r in roots) / n,
        "listed": sum(r.dep_ in ("conj", "appos") for r in roots) / n,
        "proper": sum(r.pos_ == "PROPN" for r in roots) / n,
        "verbal": sum(r.tag_.startswith("V") for r in roots) / n,
        "determined": sum(any(c.dep_ == "det" for c in r.children) for r in roots) / n,
        "owned": sum(any(c.dep_ == "nmod:poss" for c in r.children) for r in roots) / n,
    }
