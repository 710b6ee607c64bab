"""Dialogues read as the pipeline reads a document, up to what its pronouns mean."""

from __future__ import annotations

import dataclasses
import functools

import kg.nlp
from kg.nlp.extract import labels, names
from kg.nlp.reading import Reading
from kg.nlp.reference import resolve
from kg.nlp.view import view
from kg.readers import read_text
from kg.types import Document, Participant, Role

# Speaker, role, words.
Line = tuple[str, Role, str]


@functools.cache
def reading_of(*lines: Line) -> Reading:
    """Read lines as turns, each of its speaker; the roles are those given, whatever the reader would tell."""
    document = document_of(lines)
    views = [v for v in (view(document, b) for b in document.blocks) if v.text]
    reading = Reading(document, views, list(kg.nlp.load().pipe(v.text for v in views)))
    labels(reading)
    names(reading)
    resolve(reading)
    return reading


def document_of(lines: tuple[Line, ...]) -> Document:
    """The document of a dialogue; a turn that the reader gives to somebody else has no role."""
    document = read_text("".join(f"{speaker}: {words}\n\n" for speaker, _, words in lines))
    roles = {speaker: role for speaker, role, _ in lines}
    return dataclasses.replace(
        document,
        turns=tuple(dataclasses.replace(t, role=roles.get(t.speaker or "")) for t in document.turns),
        participants=tuple(Participant(name, role) for name, role in sorted(roles.items())),
    )
