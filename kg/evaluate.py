"""Scores against answer keys: entities, relations, speakers, and how far confidence can be trusted.

An answer key is a JSON file beside the document (see kg.answer_key). What in it is not core or not explicit is neither
missed nor wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import answer_key
from kg.build import Options, build
from kg.graph import Graph
from kg.types import KgError
from kg.vocabulary import predicates, types

Fact = tuple[str, str, str, str]
BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass
class Count:
    """Right, said and wanted of one kind."""

    right: int = 0
    said: int = 0
    wanted: int = 0

    def add(self, right: int, said: int, wanted: int) -> None:
        """Add another document's counts."""
        self.right += right
        self.said += said
        self.wanted += wanted

    def scores(self) -> dict[str, float]:
        """Precision, recall and F1 with the counts."""
        p = self.right / self.said if self.said else 0.0
        r = self.right / self.wanted if self.wanted else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        return {
            "precision": round(p, 4), "recall": round(r, 4), "f1": round(f, 4),
            "right": self.right, "said": self.said, "wanted": self.wanted,
        }  # fmt: skip


@dataclass
class Scores:
    """The counts over all documents."""

    entities: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relations: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    pairs: Count = field(default_factory=Count)
    speakers: Count = field(default_factory=Count)
    bands: dict[float, Count] = field(default_factory=lambda: defaultdict(Count))


def evaluate(folder: Path, keys: Path, *, model: str | None = None, min_confidence: float = 0.3) -> dict[str, Any]:
    """Build each document of ``folder`` that has a key in ``keys`` and score it.

    Gives entities by type, relations by predicate, ends linked whatever the predicate, speakers, and precision by band
    of confidence. Raises KgError where no document has a key, and for a key that is malformed.
    """
    documents = [
        p
        for p in sorted(folder.iterdir())
        if p.suffix in (".txt", ".md", ".html") and (keys / f"{p.stem}.json").exists()
    ]
    if not documents:
        raise KgError(f"{folder}: no document here has an answer key in {keys}; put NAME.json beside NAME.txt")
    answers = [answer_key.read(keys / f"{document.stem}.json") for document in documents]
    scores = Scores()
    for document, key in zip(documents, answers, strict=True):
        # Everything is built, for the reliability table; the scores count what the threshold lets through.
        graph = build(document, Options(model=model, min_confidence=0.0, any_language=True))
        count(scores, graph, key, min_confidence)
    return {
        "documents": [d.name for d in documents],
        "entities": {name: scores.entities[name].scores() for name in ["all", *types()] if name in scores.entities},
        "relations": {
            name: scores.relations[name].scores() for name in ["all", *predicates()] if name in scores.relations
        },
        "linked": scores.pairs.scores(),
        "speakers": scores.speakers.scores(),
        "reliability": [
            {"from": low, "assertions": c.said, "precision": round(c.right / c.said, 4) if c.said else None}
            for low, c in sorted(scores.bands.items())
        ],
    }


def count(scores: Scores, graph: Graph, key: Mapping[str, Any], min_confidence: float) -> None:
    """Add one document's counts."""
    gold_of = align(graph, key["entities"])
    core = {e["id"] for e in key["entities"] if e.get("core", True)}
    for kind in ["all", *types()]:
        said = [n for n, d in graph.nodes(data=True) if kind in ("all", d["type"])]
        hit = {gold_of[n] for n in said if n in gold_of}
        wanted = [e for e in key["entities"] if kind in ("all", e["type"]) and e["id"] in core]
        scores.entities[kind].add(len(hit & core), len(said) - len(hit - core), len(wanted))
    stated: dict[Fact, set[str]] = defaultdict(set)
    explicit: set[Fact] = set()
    for r in key["relations"]:
        fact = canonical(r["subject"], r["predicate"], r["object"], r.get("polarity", "affirmed"))
        stated[fact] |= {r.get("stated_by")} - {None}
        if r.get("explicit", True) and {r["subject"], r["object"]} <= core:
            explicit.add(fact)
    said_facts: dict[Fact, tuple[float, str | None]] = {}
    for s, o, d in sorted(graph.edges(data=True), key=lambda e: (-e[2]["confidence"], e[2]["id"])):
        fact = canonical(gold_of.get(s, f"?{s}"), d["predicate"], gold_of.get(o, f"?{o}"), d["polarity"])
        said_facts.setdefault(fact, (d["confidence"], gold_of.get(d["speaker"] or "")))
    for fact, (confidence, speaker) in said_facts.items():
        band = scores.bands[max(b for b in BANDS if b <= confidence)]
        band.add(fact in stated, 1, 0)
        if confidence >= min_confidence and stated.get(fact):
            scores.speakers.add(speaker in stated[fact], 1, 1)
    shown = {f for f, (c, _) in said_facts.items() if c >= min_confidence}
    for name in ["all", *predicates()]:
        said_ = {f for f in shown if name in ("all", f[1])}
        wanted_ = {f for f in explicit if name in ("all", f[1])}
        spare = {f for f in said_ if f in stated and f not in explicit}
        scores.relations[name].add(len(said_ & wanted_), len(said_) - len(spare), len(wanted_))
    all_pairs, wanted_pairs, said_pairs = pairs(stated), pairs(explicit), pairs(shown)
    spare_pairs = (said_pairs & all_pairs) - wanted_pairs
    scores.pairs.add(len(said_pairs & wanted_pairs), len(said_pairs) - len(spare_pairs), len(wanted_pairs))


def align(graph: Graph, gold: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Match nodes with the key's entities one to one: same type, a name in common; the best matches first."""
    found = []
    for n, d in graph.nodes(data=True):
        names = {normal(x) for x in (d["name"], *d["aliases"])} - {""}
        for e in gold:
            shared = names & {normal(x) for x in (e["name"], *e.get("aliases", ()))}
            if shared and e["type"] == d["type"]:
                found.append(
                    (normal(d["name"]) != normal(e["name"]), -len(shared), not e.get("core", True), n, e["id"])
                )
    out: dict[str, str] = {}
    for _, _, _, n, e in sorted(found):
        if n not in out and e not in out.values():
            out[n] = e
    return out


def normal(name: str) -> str:
    """A name without case, accents, a leading article and the plural's s."""
    # Not kg.link.names.key, though near it: linking shall not be scored by its own notion of what is one name.
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    text = " ".join(re.findall(r"[a-z0-9+#.]+", text)).strip(".")
    text = re.sub(r"^(?:the|an?) ", "", text)
    return text[:-1] if len(text) > 2 and text.endswith("s") else text


def canonical(subject: str, predicate: str, object_: str, polarity: str) -> Fact:
    """A fact with the ends of a symmetric predicate in order."""
    known = predicates().get(predicate)
    if known is not None and known.symmetric and object_ < subject:
        subject, object_ = object_, subject
    return subject, predicate, object_, polarity


def pairs(facts: Iterable[Fact]) -> set[frozenset[str]]:
    """The ends of facts, whatever holds between them."""
    return {frozenset((f[0], f[2])) for f in facts}


def text(scores: Mapping[str, Any]) -> str:
    """The scores as a table for the terminal."""
    lines = [f"{len(scores['documents'])} documents: {', '.join(scores['documents'])}"]
    head = f"{'':18}{'precision':>10}{'recall':>10}{'F1':>10}{'right':>8}{'said':>8}{'wanted':>8}"
    for part in ("entities", "relations"):
        lines += ["", f"{part:18}{head[18:]}"]
        lines += [row(name, s) for name, s in scores[part].items()]
    lines += [
        "",
        row("linked", scores["linked"]),
        row("speakers", scores["speakers"]),
        "",
        "confidence   assertions  precision",
    ]
    lines += [
        f"from {x['from']:.1f}{x['assertions']:>15}{'-' if x['precision'] is None else format(x['precision'], '.2f'):>11}"
        for x in scores["reliability"]
    ]
    return "\n".join(lines)


def row(name: str, s: Mapping[str, Any]) -> str:
    """One line of the table."""
    rates = "".join(f"{s[k]:>10.3f}" for k in ("precision", "recall", "f1"))
    return f"{name:18}{rates}{s['right']:>8}{s['said']:>8}{s['wanted']:>8}"
