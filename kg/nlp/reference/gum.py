"""GUM's gold trees and coreference as readings: for learning the weights and for measuring."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kg.nlp.reading import Reading
from kg.nlp.view import View
from kg.types import Block, Document, MentionKind, Participant, Turn

TYPES = {"person": "Person", "organization": "Institution", "place": "Place", "event": "Event", "animal": "Person"}
PART = re.compile(r"\(([^()]+)(\)?)|(\d+)\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One token of a CoNLL-U file; ``head`` counts in the sentence from 0, and is the token itself for a root."""

    form: str
    lemma: str
    pos: str
    tag: str
    head: int
    dep: str
    entity: str
    space: bool


@dataclass(slots=True)
class Part:
    """A paragraph of one speaker."""

    speaker: str | None
    heading: bool
    sentences: list[list[Row]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold mention: tokens ``start`` to ``end`` of the doc of a block; ``core`` is its name without description."""

    block: int
    start: int
    end: int
    core: tuple[int, int]
    head: int
    entity: int
    kind: str


def parts(path: Path) -> list[Part]:
    """The paragraphs of a file, parted where the speaker changes."""
    found: list[Part] = []
    speaker: str | None = None
    new, heading = True, False
    rows: list[Row] = []
    # "it's" stands as a range "1-2" before its two words: they touch, and the space after is that of the range.
    last, touching = "", False
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("# newpar"):
            new = True
            heading = line.startswith("# newpar_block = head")
        elif line.startswith("# sent_id"):
            speaker = None
        elif line.startswith("# speaker = "):
            speaker = line.removeprefix("# speaker = ").strip()
        elif not line and rows:
            if new or not found or found[-1].speaker != speaker:
                found.append(Part(speaker, heading))
            found[-1].sentences.append(rows)
            rows, new = [], False
        elif line and line[0].isdigit():
            cells = line.split("\t")
            if "-" in cells[0]:
                last, touching = cells[0].partition("-")[2], "SpaceAfter=No" in cells[9]
            elif cells[0].isdigit():
                inside = last and int(cells[0]) < int(last)
                rows.append(row(cells, touches=bool(inside) or (cells[0] == last and touching)))
                last = "" if cells[0] == last else last
    return found


def row(cells: list[str], *, touches: bool) -> Row:
    """One token from its columns; ``touches`` says that no space follows although the token does not tell."""
    number, head = int(cells[0]) - 1, int(cells[6]) - 1
    misc = dict(item.split("=", 1) for item in cells[9].split("|") if "=" in item)
    entity, space = misc.get("Entity", ""), misc.get("SpaceAfter") != "No" and not touches
    return Row(cells[1], cells[2], cells[3], cells[4], number if head < 0 else head, cells[7], entity, space)


def doc_of(vocab: Vocab, part: Part) -> Doc:
    """A paragraph as a spaCy doc with its gold tree."""
    rows = [r for sentence in part.sentences for r in sentence]
    heads: list[int] = []
    starts: list[bool | int | None] = []
    base = 0
    for sentence in part.sentences:
        heads += [base + r.head for r in sentence]
        starts += [n == 0 for n in range(len(sentence))]
        base += len(sentence)
    return Doc(
        vocab,
        words=[r.form for r in rows],
        spaces=[r.space for r in rows],
        tags=[r.tag for r in rows],
        pos=[r.pos for r in rows],
        lemmas=[r.lemma for r in rows],
        heads=heads,
        deps=[r.dep for r in rows],
        sent_starts=starts,
    )


def golds(block: int, part: Part, doc: Doc) -> list[Gold]:
    """The gold mentions of a paragraph."""
    opened: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
    found = []
    for n, r in enumerate(r for sentence in part.sentences for r in sentence):
        for match in PART.finditer(r.entity):
            if match.group(1):
                cells = match.group(1).split("-")
                if not cells[0].isdigit():
                    continue
                opened[int(cells[0])].append((n, cells))
                closed = int(cells[0]) if match.group(2) else None
            else:
                closed = int(match.group(3))
            if closed is not None and opened[closed]:
                start, cells = opened[closed].pop()
                found.append(gold(block, doc, start, n + 1, cells))
    return found


def gold(block: int, doc: Doc, start: int, end: int, cells: list[str]) -> Gold:
    """One gold mention from its place and annotation."""
    own = [int(x) for x in cells[5].split(",") if x.isdigit()] if len(cells) > 5 else []
    core = (start + min(own) - 1, start + max(own)) if own else (start, end)
    return Gold(block, start, end, core, doc[start:end].root.i, int(cells[0]), cells[1])


def is_name(doc: Doc, mention: Gold) -> bool:
    """Whether a gold mention is a proper name."""
    return doc[mention.head].tag_.startswith("NNP") and mention.core[0] <= mention.head < mention.core[1]


def reading_of(path: Path, vocab: Vocab) -> tuple[Reading, list[Gold]]:
    """A file as a reading with the gold trees, whose found mentions are the gold names."""
    found = parts(path)
    docs = [doc_of(vocab, part) for part in found]
    blocks: list[Block] = []
    turns: list[Turn] = []
    views: list[View] = []
    at = 0
    for part, doc in zip(found, docs, strict=True):
        if part.speaker is not None and (not turns or turns[-1].speaker != part.speaker):
            turns.append(Turn(at, at, part.speaker))
        kind = "heading" if part.heading else "paragraph"
        turn = len(turns) - 1 if part.speaker is not None else None
        blocks.append(Block(kind, ((at, at + len(doc.text)),), turn))  # type: ignore[arg-type]
        views.append(View(blocks[-1], doc.text, tuple(range(at, at + len(doc.text)))))
        at += len(doc.text) + 2
    text = "\n\n".join(doc.text for doc in docs)
    people = tuple(Participant(s, "guest") for s in sorted({p.speaker for p in found if p.speaker}))
    title = docs[0].text if found and found[0].heading else ""
    cast = {"turns": tuple(turns), "blocks": tuple(blocks), "participants": people}
    document = Document(path.stem, text, title, str(path), "text/plain", "", **cast)  # type: ignore[arg-type]
    reading = Reading(document, views, docs)
    mentions = [g for block, (part, doc) in enumerate(zip(found, docs, strict=True)) for g in golds(block, part, doc)]
    add_names(reading, docs, mentions)
    return reading, mentions


def add_names(reading: Reading, docs: list[Doc], mentions: list[Gold]) -> None:
    """Append the gold names to a reading."""
    taken: set[tuple[int, int]] = set()
    for g in sorted(mentions, key=lambda g: (g.block, g.core[0], -g.core[1])):
        if is_name(docs[g.block], g) and not any((g.block, i) in taken for i in range(*g.core)):
            taken |= {(g.block, i) for i in range(*g.core)}
            kind: MentionKind = "name"
            reading.add(g.block, Span(docs[g.block], *g.core), TYPES.get(g.kind, "Tool"), kind)


def split(folder: Path, name: str) -> list[Path]:
    """The files of a split ("train", "dev", "test") that are there."""
    section = (folder / "splits.md").read_text(encoding="utf-8").split(f"## {name}\n")[1].split("## ")[0]
    paths = [folder / f"{line.strip(' *')}.conllu" for line in section.splitlines() if line.strip().startswith("*")]
    return [p for p in paths if p.exists()]
