"""Calibrating on documents with answer keys: logistic regression of what held on what was seen.

    python -m kg.calibrate DOCUMENTS KEYS     # writes kg/nlp/confidence.json and kg/nlp/concepts.json

Use documents that the classifier was not trained on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray

from kg.build import Options, build
from kg.evaluate import align, canonical, normal
from kg.graph import Graph
from kg.nlp import load
from kg.nlp.concepts import FILE as TOPICS
from kg.nlp.concepts import described, members, weights
from kg.nlp.confidence import FILE, features
from kg.nlp.extract import annotate
from kg.nlp.relate import relate
from kg.readers import read
from kg.types import Document
from kg.vocabulary import predicates

Array = NDArray[Any]

NAMES = ("classifier", "no_classifier", "pattern", "no_pattern")
VOTE = {"classifier": re.compile(r"classifier ([\d.]+)"), "pattern": re.compile(r"pattern [\w:-]+ ([\d.]+)")}


def examples(graph: Graph, key: dict[str, Any]) -> Iterable[tuple[list[float], str, bool]]:
    """The votes on each assertion of one document's graph, its predicate, and whether the key has it."""
    gold = align(graph, key["entities"])
    stated = {
        canonical(r["subject"], r["predicate"], r["object"], r.get("polarity", "affirmed")) for r in key["relations"]
    }
    for s, o, d in graph.edges(data=True):
        best = max(d["evidence"], key=lambda e: e["confidence"])
        found = {name: pattern.search(best["rule"]) for name, pattern in VOTE.items()}
        if any(found.values()):
            votes = {name: float(m[1]) if m else None for name, m in found.items()}
            values = features(votes["classifier"], votes["pattern"])
            fact = canonical(gold.get(s, f"?{s}"), d["predicate"], gold.get(o, f"?{o}"), d["polarity"])
            yield [values[name] for name in NAMES], d["predicate"], fact in stated


def weigh(x: Array, y: Array, penalty: Array, steps: int = 4000) -> Array:
    """Logistic regression by gradient descent; ``penalty`` draws each weight to zero."""
    w: Array = np.zeros(x.shape[1])
    rate = 4.0 / max(1e-9, float(np.linalg.norm(x, 2) ** 2 + 4 * penalty.max()))
    for _ in range(steps):
        w -= rate * (x.T @ (1.0 / (1.0 + np.exp(-x @ w)) - y) + penalty * w)
    return w


def confidence(rows: list[tuple[list[float], str, bool]]) -> dict[str, float]:
    """The weights of the votes, with a bias a predicate that few examples hardly move."""
    order = list(predicates())
    x = np.array([[1.0, *values, *(float(p == name) for name in order)] for values, p, _ in rows])
    y = np.array([float(held) for _, _, held in rows])
    w = weigh(x, y, np.array([0.0, 0.05, 0.05, 20.0, 0.05] + [2.0] * len(order)))
    return {name: round(float(v), 4) for name, v in zip(["bias", *NAMES, *order], w, strict=True)}


def concepts(document: Document, key: dict[str, Any]) -> Iterable[tuple[dict[str, float], bool]]:
    """The features of each concept of a document, and whether the key has it as a core one (others do not count)."""
    reading = annotate(document, load())
    features_ = described(reading, relate(reading, load()))
    names: dict[str, str] = {}
    for e in key["entities"]:
        if e["type"] == "Concept":
            for name in {e["name"], *e["aliases"]}:
                names[normal(name)] = "core" if e.get("core", True) else "spare"
    mentions = [f.mention for f in reading.found]
    for group, numbers in members(mentions).items():
        found = {names.get(normal(mentions[n].text), "wrong") for n in numbers}
        if found != {"spare"}:
            yield features_[group], "core" in found


def topic_weights(rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """The weights of the features that make a concept a topic."""
    names = list(rows[0][0])
    x = np.array([[values[name] for name in names] for values, _ in rows])
    y = np.array([float(core) for _, core in rows])
    w = weigh(x, y, np.array([0.01] + [0.5] * (len(names) - 1)))
    return {name: round(float(v), 4) for name, v in zip(names, w, strict=True)}


def main() -> int:
    """Fit the topics first, then the votes on what is left; write both."""
    folder, keys = Path(sys.argv[1]), Path(sys.argv[2])
    pairs = [
        (text, srsly.read_json(path))
        for path in sorted(keys.glob("*.json"))
        for end in (".txt", ".md")
        if (text := folder / f"{path.stem}{end}").exists()
    ]
    seen = [row for text, key in pairs for row in concepts(read(text), key)]
    srsly.write_json(TOPICS, topic_weights(seen))
    weights.cache_clear()
    print(f"{len(seen)} concepts, {sum(core for _, core in seen)} core; wrote {TOPICS}")
    options = Options(min_confidence=0.0, any_language=True)
    rows = [row for text, key in pairs for row in examples(build(text, options), key)]
    srsly.write_json(FILE, confidence(rows))
    print(f"{len(rows)} assertions, {sum(held for _, _, held in rows)} held; wrote {FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
