"""Documents with answer keys (the format of ../shared/gold/SCHEMA.md) as training examples, one a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import srsly

from kg.nlp.train.corpora import ADDRESSEE, SPEAKER, Example, Link, align
from kg.nlp.view import View, view
from kg.readers import read
from kg.types import Document

Mark = tuple[int, int, str, bool]


def answer_keys(pairs: Iterable[tuple[Path, Path]]) -> list[Example]:
    """Read (document, key) pairs: names and concepts as spans, the stated relations as links between them."""
    return [e for document, key in pairs for e in keyed(read(document), srsly.read_json(key))]


def keyed(document: Document, key: dict[str, Any]) -> list[Example]:
    """The examples of one document, a paragraph each."""
    forms = sorted(
        ((alias, e) for e in key["entities"] for alias in {e["name"], *e["aliases"]} if len(alias) > 1),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    return [paragraph(document, view(document, block), forms, key) for block in document.blocks]


def paragraph(document: Document, shown: View, forms: list[tuple[str, dict[str, Any]]], key: dict[str, Any]) -> Example:
    """One paragraph: its mentions found by their names, its relations by their quotes."""
    marks: list[Mark] = []
    who: dict[int, str] = {}
    for form, entity in forms:
        for start, end in occurrences(form, shown.text):
            if not any(start < b and a < end for a, b, _, _ in marks):
                marks.append((start, end, entity["type"], True))
                who[start] = entity["id"]
    marks.sort()
    example = Example([], f"key/{document.id}", links=[])
    example.words, example.spans = align(shown.text, marks)
    if len(example.spans) != len(marks):
        return Example(example.words, example.source, spans=example.spans)
    ids = [who[start] for start, _, _, _ in marks]
    speaker, addressee = persons(document, shown, key)
    for relation in key["relations"]:
        found = locate(relation, shown.text, marks, ids, speaker or relation.get("stated_by"), addressee)
        if found is not None and example.links is not None:
            example.links.append(
                Link(*found[:1], relation["predicate"], found[1], relation.get("polarity", "affirmed"))
            )
    return example


def occurrences(form: str, text: str) -> Iterable[tuple[int, int]]:
    """Where a name stands in the text as whole words (white space of any width)."""
    pattern = r"\s+".join(re.escape(part) for part in form.split())
    return [(m.start(), m.end()) for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]


def persons(document: Document, shown: View, key: dict[str, Any]) -> tuple[str | None, str | None]:
    """The key's ids of who speaks a paragraph, and of whom he addresses where a host speaks to a guest."""
    if shown.block.turn is None:
        return None, None
    turn = document.turns[shown.block.turn]
    guest = next((p.name for p in document.participants if p.role == "guest"), None)
    return person(turn.speaker, key), person(guest, key) if turn.role == "host" else None


def person(name: str | None, key: dict[str, Any]) -> str | None:
    """The key's id of a person of that name."""
    for e in key["entities"]:
        if name and e["type"] == "Person" and name in (e["name"], *e["aliases"]):
            return str(e["id"])
    return None


def locate(
    relation: dict[str, Any], text: str, marks: list[Mark], ids: list[str], speaker: str | None, addressee: str | None
) -> tuple[int, int] | None:
    """Find the two arguments of a relation: the mentions in its quote, else nearest to it, else speaker or addressee."""
    quote = re.sub(r"\s+", " ", relation["quote"]).strip()
    start = text.find(quote)
    if start < 0:
        return None
    end = start + len(quote)

    def argument(entity: str) -> int | None:
        near = [
            (max(start - marks[i][1], marks[i][0] - end, 0), i)
            for i, found in enumerate(ids)
            if found == entity and marks[i][1] > start - 150 and marks[i][0] < end + 60
        ]
        if near and (min(near)[0] == 0 or entity not in (speaker, addressee)):
            return min(near)[1]
        return SPEAKER if entity == speaker else ADDRESSEE if entity == addressee else None

    subject, object_ = argument(relation["subject"]), argument(relation["object"])
    return None if subject is None or object_ is None or subject == object_ else (subject, object_)
