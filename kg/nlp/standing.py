"""Which of the things found in a document stand in its graph: a name of the wrong type or an idea in passing does not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from kg.nlp.columns import columns
from kg.nlp.forest import shipped
from kg.nlp.reading import Found, Reading, form
from kg.nlp.terms import rarity
from kg.types import Mention, Relation
from kg.vocabulary import types

Array = NDArray[Any]
Thing = tuple[int, str, str]  # section, type and form

# Above what chance of being one that a careful reader would list a thing stays. For names kg.calibrate finds 0.3 best on
# the given keys. Readers differ in which ideas they list: 0.6 is best for the given keys, 0.34 for all (decision 15).
NAMED, IDEA = 0.3, 0.5


def standing(reading: Reading, relations: Sequence[Relation]) -> tuple[list[Mention], list[Relation]]:
    """Leave out what does not stand, with what is said of it; a long document is looked at section by section.

    Gives the mentions that stay, and the relations between them renumbered. Speakers always stay.
    """
    mentions = [f.mention for f in reading.found]
    things = members(reading)
    rows = described(reading, things, relations)
    weak = [t for t, chance in zip(rows, chances(rows), strict=True) if chance < (IDEA if t[1] == "Concept" else NAMED)]
    dropped = {n for thing in weak for n in things[thing]}
    dropped |= {n for n, m in enumerate(mentions) if m.antecedent in dropped}
    number = {n: i for i, n in enumerate(n for n in range(len(mentions)) if n not in dropped)}
    kept = [
        m if (a := m.antecedent) is None else replace(m, antecedent=number[a])
        for m in map(mentions.__getitem__, number)
    ]
    stated = [
        replace(r, subject=number[r.subject], object=number[r.object])
        for r in relations
        if r.subject in number and r.object in number
    ]
    return kept, stated


def chances(rows: dict[Thing, dict[str, float]]) -> list[float]:
    """The chance of each thing by its features."""
    if not rows:
        return []
    found: list[float] = (
        shipped("entities").probability(np.array([list(r.values()) for r in rows.values()], dtype=np.float32)).tolist()
    )
    return found


def members(reading: Reading) -> dict[Thing, list[int]]:
    """The numbers of a document's mentions by section, type and form, but for speakers and what only refers."""
    out: dict[Thing, list[int]] = defaultdict(list)
    section = reading.sections()
    spoken = {form(f.mention) for f in reading.found if f.mention.kind == "speaker"}
    for n, f in enumerate(reading.found):
        m = f.mention
        if m.kind in ("name", "term") and m.antecedent is None and not (m.type == "Person" and form(m) in spoken):
            out[section[f.block], m.type, form(m)].append(n)
    return out


def described(
    reading: Reading, things: dict[Thing, list[int]], relations: Sequence[Relation]
) -> dict[Thing, dict[str, float]]:
    """The features of each thing (see ``members``)."""
    mentions = [f.mention for f in reading.found]
    strength: dict[int, list[float]] = defaultdict(list)
    for r in relations:
        for n in (r.subject, r.object):
            strength[n].append(r.confidence)
    referred = {m.antecedent for m in mentions}
    weights: dict[tuple[int, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (part, kind, name), numbers in things.items():
        weights[part, name][kind] += sum(mentions[n].score for n in numbers)
    blocks: dict[int, list[int]] = defaultdict(list)
    for n, part in enumerate(reading.sections()):
        blocks[part].append(n)
    words = {part: sum(len(reading.docs[n]) for n in inside) for part, inside in blocks.items()}
    longer = {part: sub_forms([name for p, _, name in things if p == part]) for part in blocks}
    out = {}
    for (part, kind, name), numbers in things.items():
        found = [reading.found[n] for n in numbers]
        first = mentions[numbers[0]]
        said = sorted((c for n in numbers for c in strength[n]), reverse=True)
        rest = max((w for k, w in weights[part, name].items() if k != kind), default=0.0)
        out[part, kind, name] = {
            **{t: float(t == kind) for t in types()},
            "count": math.log(len(numbers)),
            # Rounded, as "start" is: a line more or less in a document must not change what stands in it.
            "document": round(math.log1p(words[part]), 1),
            "referred": float(bool(referred & set(numbers))),
            "score": max(m.mention.score for m in found),
            "mean score": sum(m.mention.score for m in found) / len(found),
            "lexicon": float(first.lexicon is not None),
            "other type": rest / (rest + weights[part, name][kind]),
            "inside longer": float(name in longer[part]),
            "related": said[0] if said else 0.0,
            "relations": float(sum(c > 0.3 for c in said)),
            "start": round((found[0].block - blocks[part][0]) / len(blocks[part]), 1),
            **shape(first.text),
            **setting(reading, found),
        }
    return out


def sub_forms(names: Sequence[str]) -> set[str]:
    """The names that are whole words inside another."""
    lines = "\n".join(f" {n} " for n in sorted({*names}))
    # Each stands in its own line.
    return {n for n in names if lines.count(f" {n} ") > 1}


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
    n = len(found)
    turns = [reading.turn(f.block) for f in found]
    heads = [head(reading, f) for f in found]
    return {
        "heading": sum(reading.views[f.block].block.kind != "paragraph" for f in found) / n,
        "host": sum(t is not None and t.role == "host" for t in turns) / n,
        "subject": sum([dep.startswith("nsubj") for dep, *_ in heads]) / n,
        "object": sum([dep in ("obj", "obl") for dep, *_ in heads]) / n,
        "modifies": sum([dep in ("compound", "amod", "nmod") for dep, *_ in heads]) / n,
        "listed": sum([dep in ("conj", "appos") for dep, *_ in heads]) / n,
        "proper": sum([pos == "PROPN" for _, pos, *_ in heads]) / n,
        "verbal": sum([tag.startswith("V") for _, _, tag, _ in heads]) / n,
        "determined": sum(["det" in below for *_, below in heads]) / n,
        "owned": sum(["nmod:poss" in below for *_, below in heads]) / n,
    }


def head(reading: Reading, found: Found) -> tuple[str, str, str, list[str]]:
    """The label, part of speech and tag of the head of a mention, and the labels of what hangs on it."""
    doc = reading.docs[found.block]
    words, root = columns(doc), doc[found.start : found.end].root.i
    return words.dep[root], words.pos[root], words.tag[root], [words.dep[c] for c in words.children[root]]
