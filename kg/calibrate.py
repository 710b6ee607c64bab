"""Calibrating confidence on documents with answer keys: logistic regression of what held on what was voted.

    python -m kg.calibrate DOCUMENTS KEYS     # writes kg/nlp/confidence.json

Use documents that the classifier was not trained on.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray

from kg.build import Options, build
from kg.evaluate import align, canonical
from kg.graph import Graph
from kg.nlp.confidence import FILE, features
from kg.vocabulary import predicates

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


def fit(rows: list[tuple[list[float], str, bool]], steps: int = 3000, decay: float = 1.0) -> dict[str, float]:
    """Logistic regression by gradient descent; the biases of the predicates are drawn to zero by ``decay``."""
    order = list(predicates())
    x = np.array([[1.0, *values, *(float(p == name) for name in order)] for values, p, _ in rows])
    y = np.array([float(held) for _, _, held in rows])
    penalty = np.array([0.0] + [0.05] * len(NAMES) + [decay] * len(order))
    w: NDArray[np.float64] = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-x @ w))
        w -= 0.5 * (x.T @ (p - y) + penalty * w) / len(y) / max(1.0, math.sqrt(len(NAMES)))
    names = ["bias", *NAMES, *order]
    return {name: round(float(v), 4) for name, v in zip(names, w, strict=True)}


def main() -> int:
    """Build each document with everything voted for, fit, write."""
    documents, keys = Path(sys.argv[1]), Path(sys.argv[2])
    rows: list[tuple[list[float], str, bool]] = []
    for path in sorted(keys.glob("*.json")):
        text = next((t for end in (".txt", ".md") if (t := documents / f"{path.stem}{end}").exists()), None)
        if text is not None:
            rows += examples(build(text, Options(min_confidence=0.0, any_language=True)), srsly.read_json(path))
    found = fit(rows)
    srsly.write_json(FILE, found)
    print(f"{len(rows)} assertions, {sum(held for _, _, held in rows)} held; wrote {FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
