"""Sentences with their mentions marked inline, as in corpus/annotations, read by the shipped network alone."""

from __future__ import annotations

import functools

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import kg.nlp  # noqa: F401  (registers the components)
from kg.nlp import denial
from kg.nlp.reading import ADDRESSEE, FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.survey import Vote
from kg.nlp.train.corpora import unmark
from kg.nlp.view import View
from kg.nlp.voting import candidates
from kg.types import Block, Document, Participant, Turn

Mark = tuple[int, int, int, str, str]


@functools.cache
def network() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_encoder")
    return nlp


@functools.cache
def read(text: str) -> tuple[Doc, list[Mark], dict[int, str]]:
    """Read one marked text: its doc, its mentions as the finders take them, and what to call each number.

    Each text is read alone: in a batch the rounding of the network depends on its neighbours.
    """
    plain, marks = unmark(text)
    doc = network()(plain)
    names = {-1: "S", -2: "A"} | {n: plain[a:b] for n, (a, b, _, _) in enumerate(marks)}
    return doc, mentions_of(doc, marks), names


def mentions_of(doc: Doc, marks: list[tuple[int, int, str, bool]]) -> list[Mark]:
    """The marked mentions, and the pronouns of speaker and addressee."""
    out: list[Mark] = []
    for number, (start, end, kind, name) in enumerate(marks):
        span = doc.char_span(start, end, alignment_mode="expand")
        assert span is not None
        how = "nominal" if not name else "term" if kind == "Concept" else "name"
        out.append((number, span.start, span.end, kind, how))
    inside = {i for _, a, b, _, _ in out for i in range(a, b)}
    for number, words in ((-1, FIRST_PERSON), (-2, SECOND_PERSON)):
        out += [(number, t.i, t.i + 1, "Person", "pronoun") for t in doc if t.lower_ in words and t.i not in inside]
    return out


def vote(text: str) -> tuple[Reading, list[Vote], dict[int, str]]:
    """The votes on a marked sentence, said by S: to A, whom S interviews, where "you" is in it."""
    doc, mentions, names = read(text)
    asked = any(number == ADDRESSEE for number, *_ in mentions)
    people = [Participant("S", "host"), Participant("A", "guest")] if asked else [Participant("S", "guest")]
    document = Document(
        "case", doc.text, "", "", "text/plain", "",
        turns=(Turn(0, len(doc.text), "S", people[0].role),),
        blocks=(Block("paragraph", ((0, len(doc.text)),), 0),),
        participants=tuple(people),
    )  # fmt: skip
    reading = Reading(document, [View(document.blocks[0], doc.text, tuple(range(len(doc.text))))], [doc])
    for number, start, end, kind, how in mentions:
        if number >= 0:
            reading.add(0, doc[start:end], kind, how)
    return reading, denial.weighed(reading, candidates(reading, network())), names
