"""The documents with answer keys, each read by a model that was not trained on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import srsly

from kg.nlp import load
from kg.nlp.extract import annotate
from kg.nlp.reading import Reading
from kg.nlp.survey import Vote
from kg.nlp.train.keys import HELD_OUT, first_part, given_documents
from kg.nlp.train.standoff import standoff
from kg.types import Document

# How much a document counts: those given were annotated as the documents to come will be; our own are written denser
# than people talk.
GIVEN, PUBLIC, OWN = 3.0, 1.0, 0.3
# In how many parts the documents fall: what judges one part has learnt from the others.
FOLDS = 4


@dataclass
class Judged:
    """A document with its key, read by a model that does not know it, and the votes on its relations."""

    reading: Reading
    key: dict[str, Any]
    weight: float
    fold: int
    votes: list[Vote] = field(default_factory=list)


def documents(annotations: Path, data: Path, keys: Sequence[Path], models: Sequence[Path]) -> list[Judged]:
    """Read all documents that no training holds out, each with the first model that was not trained on it."""
    known = {path: frozenset(srsly.read_json(path / "meta.json")["keys"]) for path in models}
    out = []
    for name, document, key, weight, fold in sources(annotations, data, keys):
        model = next((path for path in models if name not in known[path]), None)
        if model is not None:
            out.append(Judged(annotate(document, load(weights=model)), key, weight, fold))
    return out


def sources(
    annotations: Path, data: Path, keys: Sequence[Path]
) -> Iterator[tuple[str, Document, dict[str, Any], float, int]]:
    """The documents by name with keys, weights and folds; the parts of one transcript are in one fold."""
    for found, weight in (
        (given_documents(keys), GIVEN),
        (given_documents([annotations / "documents"]), OWN),
        (standoff(annotations / "standoff", data), PUBLIC),
    ):
        folds: dict[str, int] = {}
        for name, document, key in found:
            if name not in HELD_OUT:
                yield name, document, key, weight, folds.setdefault(first_part(name), len(folds)) % FOLDS
