"""Right, said and wanted of patterns and stance, by predicate and by rule: python tests/benchmarks/patterns.py --help.

The sentences of corpus/annotations come with their mentions, so that only the relation stage is measured. Folders of
documents with answer keys (``--keys``) are scored document by document: their keys list what matters, not all that is
said, so precision there is a lower bound.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc

import kg.nlp  # noqa: F401  (registers the components)
from kg.nlp.matching import Sentences
from kg.nlp.patterns import Patterns
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON
from kg.nlp.stance import Stance
from kg.nlp.train.corpora import Example, annotations
from kg.nlp.train.keys import examples, given_documents
from kg.vocabulary import predicates

ROOT = Path(__file__).parents[2]
PERSONAL = {"he", "she", "him", "his", "her"}
Triple = tuple[int | str, str, int | str]


@dataclass
class Score:
    right: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    rules: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


def marked(doc: Doc, example: Example) -> list[tuple[int, int, int, str, str]]:
    """The gold mentions, the pronouns of speaker and addressee, and "it" and "she" for the nearest fitting mention."""
    spans = example.spans or []
    out = [
        (n, s.start, s.end, s.type, "nominal" if not s.name else "term" if s.type == "Concept" else "name")
        for n, s in enumerate(spans)
    ]
    inside = {i for s in spans for i in range(s.start, s.end)}
    for t in doc:
        if t.i in inside:
            continue
        if t.lower_ in FIRST_PERSON:
            out.append((-1, t.i, t.i + 1, "Person", "pronoun"))
        elif t.lower_ in SECOND_PERSON:
            out.append((-2, t.i, t.i + 1, "Person", "pronoun"))
        kinds = (
            {"Person"} if t.lower_ in PERSONAL else {"Tool", "Work", "Event"} if t.lower_ in ("it", "its") else set()
        )
        before = [(n, s) for n, s in enumerate(spans) if s.end <= t.i and s.type in kinds]
        if before:
            n, span = max(before, key=lambda b: (doc[b[1].start : b[1].end].root.dep_.startswith("nsubj"), b[1].start))
            out.append((n, t.i, t.i + 1, span.type, "pronoun"))
    return out


def named(example: Example, number: int) -> int | str:
    """An argument by its words, so that a name said twice is one."""
    span = (example.spans or [])[number] if number >= 0 else None
    return " ".join(example.words[span.start : span.end]).lower() if span else number


def score(groups: Iterable[list[tuple[Doc, Example]]], finders: tuple[Patterns, Stance]) -> Score:
    """Compare what is found with what is wanted, group by group."""
    out = Score()
    for group in groups:
        gold: dict[Triple, str] = {}
        for _, e in group:
            for link in e.links or []:
                gold[named(e, link.subject), link.predicate, named(e, link.object)] = link.polarity
        seen: set[Triple] = set()
        found = [(p, e) for d, e in group for f in finders for p in f.find(Sentences(d, marked(d, e)))]
        for p, e in sorted(found, key=lambda pair: -pair[0].confidence):
            key: Triple = (named(e, p.subject), p.predicate, named(e, p.object))
            mirrored: Triple = (key[2], key[1], key[0])
            if predicates()[p.predicate].symmetric and (mirrored in gold or mirrored in seen):
                key = mirrored
            if key in seen:
                continue
            seen.add(key)
            right = gold.get(key) == p.polarity
            out.said[p.predicate] += 1
            out.right[p.predicate] += right
            out.rules[p.rule][0] += right
            out.rules[p.rule][1] += 1
        out.wanted.update(predicate for _, predicate, _ in gold)
    return out


def show(title: str, s: Score, rules: bool) -> None:
    """Print one table."""
    print(f"\n{title:18}  right   said wanted  precision  recall")
    rows = [(p, s.right[p], s.said[p], s.wanted[p]) for p in sorted(s.wanted, key=lambda p: -s.wanted[p])]
    for name, right, said, wanted in [*rows, ("all", s.right.total(), s.said.total(), s.wanted.total())]:
        print(f"{name:18} {right:6} {said:6} {wanted:6} {right / max(1, said):10.2f} {right / max(1, wanted):7.2f}")
    if rules:
        for rule, (right, said) in sorted(s.rules.items(), key=lambda item: (item[1][0] / item[1][1], item[0])):
            print(f"  {rule:36} {right:4} of {said:4}")


def main() -> None:
    """Parse the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--keys", type=Path, action="append", default=[], help="folder of NAME.txt or NAME.md with NAME.json"
    )
    parser.add_argument("--rules", action="store_true", help="by rule too")
    parser.add_argument("--every", type=int, default=1, help="take every n-th example only")
    args = parser.parse_args()
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_encoder")
    finders = Patterns(), Stance()
    keys = [e for _, document, key in given_documents(args.keys) for e in examples(document, key)]
    for title, found in (("annotations", annotations(ROOT / "corpus/annotations")), ("keys", keys)):
        chosen = [e for e in found if e.links is not None and e.words][:: args.every]
        if not chosen:
            continue
        read = list(zip(nlp.pipe([Doc(nlp.vocab, words=e.words) for e in chosen]), chosen, strict=True))
        groups: dict[str, list[tuple[Doc, Example]]] = defaultdict(list)
        for d, e in read:
            groups[e.source].append((d, e))
        began = time.process_time()
        result = score(groups.values(), finders)
        spent, words = time.process_time() - began, sum(len(d) for d, _ in read)
        show(title, result, args.rules)
        print(f"{words / spent:,.0f} words a second")


if __name__ == "__main__":
    main()
