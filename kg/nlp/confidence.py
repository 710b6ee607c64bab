"""How the votes of pattern and classifier become one confidence, calibrated on documents with answer keys."""

from __future__ import annotations

import functools
import math
from pathlib import Path

import srsly

FILE = Path(__file__).parent / "confidence.json"


@functools.cache
def weights() -> dict[str, float]:
    """The calibration, made by ``kg.nlp.train.calibrate``: log odds that each vote adds, and a bias a predicate."""
    return dict(srsly.read_json(FILE))


def combine(predicate: str, classifier: float | None, pattern: float | None) -> float:
    """Give the chance that a triple holds as stated.

    ``classifier`` is its probability (None where it cannot judge), ``pattern`` the confidence of the pattern that
    fired (None without one).
    """
    w = weights()
    total = w["bias"] + w.get(predicate, 0.0)
    total += sum(w[name] * value for name, value in features(classifier, pattern).items())
    return round(1.0 / (1.0 + math.exp(-total)), 4)


def features(classifier: float | None, pattern: float | None) -> dict[str, float]:
    """The two votes as numbers."""
    return {
        "classifier": 0.0 if classifier is None else logit(classifier),
        "no_classifier": float(classifier is None),
        "pattern": 0.0 if pattern is None else logit(pattern),
        "no_pattern": float(pattern is None),
    }


def logit(p: float) -> float:
    """The log odds, kept within reason."""
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1.0 - p))
