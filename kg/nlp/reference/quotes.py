"""Stretches between quotation marks."""

from __future__ import annotations

from spacy.tokens import Doc

from kg.nlp.columns import columns

OPEN, CLOSE, EITHER = frozenset("“«„"), frozenset("”»"), frozenset({'"', "``", "''"})


def quotes(doc: Doc) -> list[tuple[int, int]]:
    """The tokens (start, end) from an opening mark through the closing one; an unclosed one reaches to the end."""
    cached = doc.user_data.get("kg_quotes")
    if cached is None:
        cached = doc.user_data["kg_quotes"] = find(doc)
    found: list[tuple[int, int]] = cached
    return found


def find(doc: Doc) -> list[tuple[int, int]]:
    """Search for the stretches."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for i, word in enumerate(columns(doc).word):
        if word in OPEN or (word in EITHER and start is None):
            start = i if start is None else start
        elif start is not None and (word in CLOSE or word in EITHER):
            found.append((start, i + 1))
            start = None
    if start is not None:
        found.append((start, len(doc)))
    return found
