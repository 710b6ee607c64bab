"""Builds what linking takes, by hand: invented documents whose text is the names themselves, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kg.types import Document, Evidence, Extraction, Mention, Participant, Relation
from kg.vocabulary import Entry

LEX = "https://example.org/lexicon/"


def entry(name: str, type: str, *aliases: str, iri: str = "", **more: Any) -> Entry:
    """A lexicon entry; its IRI ends in the lower-case name with hyphens."""
    return Entry(LEX + (iri or name.lower().replace(" ", "-")), type, name, tuple(sorted(aliases)), **more)


def document(
    name: str,
    mentions: Iterable[str | tuple[str, str] | tuple[str, str, str]],
    participants: Sequence[tuple[str, str]] = (),
    relations: Sequence[tuple[int, str, int]] = (),
    speaker: str | None = None,
    joined_by: str = "\n",
) -> Extraction:
    """One document.

    A mention is (text, type) or (text, type, local part of the lexicon's IRI), or a plain string that only stands in
    the text; ("it", "Tool", "->0") is a pronoun that refers to mention 0.
    """
    text, found = "", []
    for m in mentions:
        words = m if isinstance(m, str) else m[0]
        if not isinstance(m, str):
            third = m[2] if len(m) > 2 else ""
            to = int(third[2:]) if third.startswith("->") else None
            kind = (
                "speaker"
                if third == "speaker"
                else "pronoun"
                if to is not None
                else "term"
                if m[1] == "Concept"
                else "name"
            )
            lexicon = LEX + third if third and kind not in ("speaker", "pronoun") else None
            evidence = Evidence(name, len(text), len(text) + len(words), speaker)
            found.append(Mention(evidence, m[1], words, kind, 1.0, to, lexicon))  # type: ignore[arg-type]
        text += words + joined_by
    people = tuple(Participant(n, role) for n, role in participants)  # type: ignore[arg-type]
    made = Document(name, text, name, f"{name}.txt", "text/plain", "0" * 64, participants=people)
    stated = tuple(Relation(s, p, o, Evidence(name, 0, len(text), speaker), confidence=0.9) for s, p, o in relations)
    return Extraction(made, tuple(found), stated)
