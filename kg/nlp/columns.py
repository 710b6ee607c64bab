"""The words of a doc as plain lists: spaCy makes an object of each token looked at, which costs more than most questions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from spacy.attrs import DEP, HEAD, IS_SPACE, LEMMA, LOWER, POS, TAG
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Columns:
    """What the pipeline says of each token of a doc; ``head`` is the index of its head."""

    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    is_space: list[bool]


def columns(doc: Doc) -> Columns:
    """Give the columns of a doc that is parsed; they are kept with it."""
    known: Columns | None = doc.user_data.get("kg_columns")
    if known is None:
        known = doc.user_data["kg_columns"] = read(doc)
    return known


def read(doc: Doc) -> Columns:
    """Make the columns of a doc."""
    values = doc.to_array([HEAD, IS_SPACE, LOWER, LEMMA, POS, TAG, DEP])
    heads = values[:, 0].astype(np.int64) + np.arange(len(doc))
    names = {n: doc.vocab.strings[n] for n in np.unique(values[:, 2:]).tolist()}
    lower, lemma, pos, tag, dep = ([names[n] for n in column] for column in values[:, 2:].T.tolist())
    return Columns(lower, lemma, pos, tag, dep, heads.tolist(), values[:, 1].astype(bool).tolist())
