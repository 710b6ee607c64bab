"""Whom and what pronouns and phrases such as "the library" mean.

A reader goes through the document sentence by sentence (``Scene``) and keeps the last ones mentioned in mind; a
pronoun asks that memory (``weights.choose``, learned from GUM), a nominal too (``Nominals``, by rule).
"""

from __future__ import annotations

from kg.nlp.columns import columns, sentences
from kg.nlp.reading import Reading
from kg.nlp.reference.nominals import Nominals
from kg.nlp.reference.persons import person_meant
from kg.nlp.reference.pronouns import class_of
from kg.nlp.reference.referent import Referent
from kg.nlp.reference.scene import Scene
from kg.nlp.reference.weights import choose
from kg.types import MentionKind

# What belongs to a nominal before its noun: "this new framework", "my own lab".
BEFORE = frozenset({"det", "det:predet", "nmod:poss", "amod", "nummod"})

__all__ = ["person_meant", "resolve"]


def resolve(reading: Reading) -> None:
    """Append the pronouns and nominals that mean a mention found before, each with its antecedent and a score.

    One that means several ("they", "these two libraries", "both") is appended once for each of them.
    """
    scene = Scene(reading, choose, Nominals(reading))
    for block, doc in enumerate(reading.docs):
        for sentence in sentences(doc):
            scene.read(block, sentence)
    for block, token, referent, score in scene.answers:
        for one in referent.members or (referent,):
            append(reading, block, token, one, score)


def append(reading: Reading, block: int, token: int, referent: Referent, score: float) -> None:
    """Append one pronoun or nominal with the latest mention of its referent before it."""
    doc = reading.docs[block]
    words = columns(doc)
    pronoun = class_of(words, token) is not None
    start = token if pronoun else min([token, *(c for c in words.children[token] if words.dep[c] in BEFORE)])
    span = doc[start : token + 1]
    place = reading.evidence(block, span).start
    before = [n for n in referent.numbers if reading.found[n].mention.evidence.start < place]
    number = (before or referent.numbers)[-1]
    kind = reading.found[number].mention.type
    how: MentionKind = "pronoun" if pronoun else "nominal"
    reading.add(block, span, kind, how, score=min(1.0, score), antecedent=number)
