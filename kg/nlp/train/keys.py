"""Documents with answer keys (the format of ../shared/gold/SCHEMA.md) as training examples, a sentence or two each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import srsly

from kg.nlp.reading import ADDRESSEE, SPEAKER
from kg.nlp.train.corpora import Example, Link, align, need
from kg.nlp.train.standoff import standoff
from kg.nlp.view import View, view
from kg.readers import read
from kg.types import Document
from kg.vocabulary import predicates

Mark = tuple[int, int, str, bool]


# Never trained on, kept for the scores and the calibration: two documents of each source.
HELD_OUT = (
    "talkpython-402-polars",
    "talkpython-470-medicine",
    "datatalks-data-centric-ai",
    "datatalks-from-game-ai-to-modern-ai-agents",
)


def keyed_documents(annotations: Path, data: Path) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """The project's documents with answer keys, by name: our own, and the public transcripts in ``data``.

    Raises KgError for a transcript that is missing.
    """
    yield from given_documents([annotations / "documents"])
    yield from standoff(annotations / "standoff", data)


def given_documents(folders: Sequence[Path]) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """The documents of folders that hold answer keys beside them."""
    for folder in folders:
        for text, key in documents(folder):
            yield key.stem, read(text), srsly.read_json(key)


def left_out(names: Sequence[str], half: str) -> set[str]:
    """Every second document, beginning with the first ("even") or the second ("odd").

    NAME-2 and NAME-3 are later parts of NAME, and go where it goes.
    """
    whole = sorted({first_part(name) for name in names})
    chosen = set(whole[half == "odd" :: 2])
    return {name for name in names if first_part(name) in chosen}


def first_part(name: str) -> str:
    """The name of the part with which a document in several parts begins."""
    return re.sub(r"-[23]$", "", name)


def documents(folder: Path) -> list[tuple[Path, Path]]:
    """The (document, key) pairs of a folder; a key's document may lie in the folder ``interviews`` beside its own."""
    out = []
    for key in sorted(need(folder, "give a folder of answer keys with --keys").glob("*.json")):
        beside = [folder, *(p / "interviews" / folder.name for p in folder.parents)]
        texts = [p / f"{key.stem}{end}" for p in beside for end in (".txt", ".md")]
        found = next((t for t in texts if t.exists()), None)
        if found is not None:
            out.append((found, key))
    return out


def examples(document: Document, key: dict[str, Any]) -> list[Example]:
    """The examples of one document, a sentence or two each: its names and concepts as spans, its relations as links."""
    forms = sorted(
        ((alias, e) for e in key["entities"] for alias in {e["name"], *e["aliases"]} if len(alias) > 1),
        key=lambda pair: (-len(pair[0]), pair[0]),
    )
    return [e for block in document.blocks for e in paragraph(document, view(document, block), forms, key)]


def paragraph(
    document: Document, shown: View, forms: list[tuple[str, dict[str, Any]]], key: dict[str, Any]
) -> Iterator[Example]:
    """One paragraph in windows: its mentions found by their names, its relations by their quotes.

    Windows are short because the pairs that the classifier judges at work are those of a sentence and the one before.
    """
    marks: list[Mark] = []
    who: dict[int, str] = {}
    for form, entity in forms:
        for start, end in occurrences(form, shown.text):
            if not any(start < b and a < end for a, b, _, _ in marks):
                marks.append((start, end, entity["type"], True))
                who[start] = entity["id"]
    marks.sort()
    speaker, addressee = persons(document, shown, key)
    for first, last in windows(shown.text, [(a, b) for a, b, _, _ in marks]):
        inside = [(a - first, b - first, t, n) for a, b, t, n in marks if first <= a and b <= last]
        words, spans = align(shown.text[first:last], inside)
        example = Example(words, f"key/{document.id}", spans=spans)
        if len(spans) == len(inside):
            ids = [who[a + first] for a, _, _, _ in inside]
            example.links = []
            for relation in key["relations"]:
                who_says = speaker or relation.get("stated_by")
                found = locate(relation, shown.text, (first, last), inside, ids, who_says, addressee)
                if found is not None:
                    polarity = relation.get("polarity", "affirmed")
                    example.links.append(Link(found[0], relation["predicate"], found[1], polarity))
            example.elsewhere = list(restated(key["relations"], ids, speaker, addressee))
        yield example


def restated(
    relations: list[dict[str, Any]], ids: list[str], speaker: str | None, addressee: str | None
) -> Iterator[Link]:
    """The relations of a key between any two arguments of a window, whichever place the key quotes for them.

    A key quotes one place for each; a window that says it again is no example of the contrary.
    """
    numbers = [*enumerate(ids), (SPEAKER, speaker), (ADDRESSEE, addressee)]
    for relation, (i, a), (j, b) in product(relations, numbers, numbers):
        ends = (relation["subject"], relation["object"])
        if (a, b) == ends or (predicates()[relation["predicate"]].symmetric and (b, a) == ends):
            yield Link(i, relation["predicate"], j)


def windows(text: str, marks: list[tuple[int, int]], longest: int = 220) -> Iterator[tuple[int, int]]:
    """Ranges of one or more whole sentences of about ``longest`` characters, never cut inside a mark."""
    ends = [m.end() for m in re.finditer(r"[.?!][\"”’)]*\s+", text) if not any(a < m.end() < b for a, b in marks)]
    start = 0
    for end, following in pairwise([*ends, len(text), len(text) + longest]):
        if following - start > longest and end > start:
            yield start, end
            start = end


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
    relation: dict[str, Any],
    text: str,
    window: tuple[int, int],
    marks: list[Mark],
    ids: list[str],
    speaker: str | None,
    addressee: str | None,
) -> tuple[int, int] | None:
    """Find the two arguments of a relation in a window that its quote touches.

    They are mentions in the quote, else the nearest in the window, else speaker or addressee.
    """
    quote = re.sub(r"\s+", " ", relation["quote"]).strip()
    start = text.find(quote)
    end = start + len(quote)
    if start < 0 or end <= window[0] or window[1] <= start:
        return None
    start, end = start - window[0], end - window[0]

    def argument(entity: str) -> int | None:
        near = [(max(start - marks[i][1], marks[i][0] - end, 0), i) for i, found in enumerate(ids) if found == entity]
        if near and (min(near)[0] == 0 or entity not in (speaker, addressee)):
            return min(near)[1]
        return SPEAKER if entity == speaker else ADDRESSEE if entity == addressee else None

    subject, object_ = argument(relation["subject"]), argument(relation["object"])
    if subject is None or object_ is None or subject == object_ or max(subject, object_) < 0:
        return None
    return subject, object_
