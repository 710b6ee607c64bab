"""Untyped pairs on CrossRE's AI dev set with its gold entities, beside two floors.

    PYTHONPATH=. python tests/benchmarks/crossre.py /work/data/crossre/ai-dev.json

CrossRE (Bassignana and Plank, 2022; GPL-3) is read for evaluation only. A pair counts once a sentence, whatever its
relation and direction. The floors: all pairs of a sentence; each entity with the next one.
"""

from __future__ import annotations

import sys
from itertools import combinations, pairwise
from pathlib import Path

import srsly
from spacy.tokens import Doc

from kg.nlp import load
from kg.nlp.reading import Reading
from kg.nlp.train.corpora import TYPE_OF
from kg.nlp.view import View
from kg.nlp.voting import candidates
from kg.nlp.weighing import weigh
from kg.types import Block, Document

Pair = tuple[str, int, int]


def main() -> int:
    """Print F1 of the pairs at several thresholds, and of the floors."""
    lines = list(srsly.read_jsonl(Path(sys.argv[1])))
    gold: set[Pair] = set()
    every: set[Pair] = set()
    nearest: set[Pair] = set()
    ours: dict[Pair, float] = {}
    for line in lines:
        key, spans = line["doc_key"], sorted((a, b + 1, t) for a, b, t in line["ner"])
        at = {(a, b): n for n, (a, b, _) in enumerate(spans)}
        for a, b, c, d, *_ in line["relations"]:
            gold.add((key, *sorted((at[a, b + 1], at[c, d + 1]))))  # type: ignore[arg-type]
        every |= {(key, i, j) for i, j in combinations(range(len(spans)), 2)}
        nearest |= {(key, i, j) for i, j in pairwise(range(len(spans)))}
        for (i, j), chance in related(line["sentence"], spans).items():
            ours[key, i, j] = max(chance, ours.get((key, i, j), 0.0))
    print(f"{len(lines)} sentences, {len(gold)} pairs")
    show("all pairs", every, gold)
    show("next entity", nearest, gold)
    for threshold in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4):
        show(f"kg >= {threshold}", {p for p, chance in ours.items() if chance >= threshold}, gold)
    return 0


def related(words: list[str], spans: list[tuple[int, int, str]]) -> dict[tuple[int, int], float]:
    """The chance of any relation between two entities of a sentence."""
    nlp = load()
    doc = nlp.get_pipe("kg_encoder")(Doc(nlp.vocab, words=words))
    block = Block("paragraph", ((0, len(doc.text)),))
    document = Document("sentence", doc.text, "", "", "text/plain", "", blocks=(block,))
    reading = Reading(document, [View(block, doc.text, tuple(range(len(doc.text))))], [doc])
    number: dict[int, int] = {}
    for n, (a, b, fine) in enumerate(spans):
        kind = TYPE_OF.get(fine, "Concept")
        number[reading.add(0, doc[a:b], "Concept" if kind == "Misc" else kind, "name")] = n
    out: dict[tuple[int, int], float] = {}
    votes = candidates(reading, nlp)
    for v, chance in zip(votes, weigh(reading, votes), strict=True):
        if min(v.subject, v.object) < 0:  # praise by the speaker, whom these sentences do not have
            continue
        pair = tuple(sorted((number[v.subject], number[v.object])))
        out[pair] = max(chance, out.get(pair, 0.0))  # type: ignore[index]
    return out


def show(name: str, said: set[Pair], gold: set[Pair]) -> None:
    """Print one line."""
    right = len(said & gold)
    p, r = right / max(1, len(said)), right / len(gold)
    print(f"{name:14} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}")


if __name__ == "__main__":
    sys.exit(main())
