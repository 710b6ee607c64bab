"""Who speaks, where a transcript does not say: each sentence is the host's or a guest's by what is said in and around it.

This is diarization from the text alone. What is told so carries its confidence (``Turn.confidence``), and where it is
not sure enough nobody is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from kg.nlp.diarize.network import shipped
from kg.nlp.diarize.sentences import described, sentences
from kg.nlp.diarize.turns import cut, stretches
from kg.nlp.view import View
from kg.types import Document, Role

__all__ = ["diarized"]

# A shorter text shows too little of how its two sides speak.
FEWEST = 20


def diarized(document: Document, views: list[View], docs: list[Doc]) -> tuple[Document, list[View], list[Doc]]:
    """Give the document with the turns told, and its views and docs cut where the speaker changes.

    ``docs`` are those of ``views``, read by kg's own network. What has speakers already comes back as it is.
    """
    if not unlabelled(document, views):
        return document, views, docs
    said = sentences(docs)
    if len(said) < FEWEST:
        return document, views, docs
    known = roles(document, views)
    chances = shipped().chances(described(document, views, docs, said), [known[s.block] for s in said])
    return cut(document, views, docs, stretches(said, chances))


def unlabelled(document: Document, views: Sequence[View]) -> bool:
    """Whether most of what is said bears no name, in a document that names its host, and each view is one block."""
    spoken = sum(len(v.text) for v in views if v.block.turn is not None)
    known = roles(document, views)
    nameless = sum(len(v.text) for v, r in zip(views, known, strict=True) if v.block.turn is not None and r is None)
    return (
        sum(p.role == "host" for p in document.participants) == 1
        and 2 * nameless > spoken
        and {id(v.block) for v in views} <= {id(b) for b in document.blocks}
    )


def roles(document: Document, views: Sequence[View]) -> list[Role | None]:
    """What the reader already knows of who speaks each view."""
    return [None if (n := v.block.turn) is None else document.turns[n].role for v in views]
