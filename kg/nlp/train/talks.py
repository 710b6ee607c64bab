"""What there is to learn from of who speaks: transcripts with keys, and interviews whose labels are taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from kg import readers
from kg.nlp.diarize.sentences import Described, described, first_names, numbers, sentences
from kg.nlp.extract import viewed
from kg.nlp.train.standoff import words
from kg.nlp.view import view
from kg.types import Document

# How much an interview whose labels were taken away counts beside one that never had any.
BARED = 0.5
WINDOW = 110
# An interview teaches little where it is short, or where one side hardly speaks.
FEWEST, LEAST, MOST = 60, 0.05, 0.8


@dataclass
class Talk:
    """One document to learn from: its sentences in numbers, and which of them are the host's."""

    name: str
    numbers: Described
    host: list[bool]
    sizes: list[int]
    weight: float = 1.0

    def part(self, start: int, end: int) -> Talk:
        """Some sentences of it."""
        n = self.numbers
        some = Described(n.vectors[start:end], n.cues[start:end], n.grams[start:end])
        return replace(self, numbers=some, host=self.host[start:end])


def keyed(folder: Path, data: Path, nlp: Language) -> Iterator[Talk]:
    """The transcripts with a key of who speaks: ``turns`` are [offset, "host", "guest" or null], in order."""
    for path in sorted(folder.glob("*.json")):
        key = srsly.read_json(path)
        document = readers.read_text(words(key["text"], data, path), name=path.stem)
        views = viewed(document)
        docs = [read(nlp, v.text) for v in views]
        said = sentences(docs)
        who = [at(key["turns"], views[s.block].offsets[docs[s.block][(s.start + s.end - 1) // 2].idx]) for s in said]
        whole = described(document, views, docs, said)
        rows = [i for i, role in enumerate(who) if role is not None]
        some = Described(whole.vectors[rows], whole.cues[rows], [whole.grams[i] for i in rows])
        sizes = [said[i].end - said[i].start for i in rows]
        yield Talk(path.stem, some, [who[i] == "host" for i in rows], sizes)


def at(turns: Sequence[tuple[int, str | None]], offset: int) -> str | None:
    """Who speaks at an offset."""
    return next((role for start, role in reversed(turns) if start <= offset), None)


def bared(files: Sequence[Path], nlp: Language) -> Iterator[Talk]:
    """Interviews whose host and guest are known by labels, run together as a recogniser would."""
    for file in files:
        document = readers.read(file)
        docs, roles = run_together(document, nlp)
        said = sentences(docs)
        host = [roles[s.block][docs[s.block][(s.start + s.end - 1) // 2].idx] for s in said]
        if len(said) > FEWEST and LEAST < sum(host) / len(host) < MOST:
            texts = [docs[s.block][s.start : s.end].text for s in said]
            names = [first_names(document, role) for role in ("host", "guest")]
            row = numbers(docs, said, texts, [None] * len(said), *names)
            yield Talk(file.stem, row, host, [s.end - s.start for s in said], BARED)


def run_together(document: Document, nlp: Language) -> tuple[list[Doc], list[list[bool]]]:
    """A document's turns in windows of some hundred words, and of each character whether it is the host's."""
    docs: list[Doc] = []
    hosts: list[list[bool]] = []
    text, host = "", list[bool]()
    spoken = [(view(document, b).text, document.turns[b.turn].role) for b in document.blocks if b.turn is not None]
    for words_, role in [*((w, r) for w, r in spoken if w and r in ("host", "guest")), ("", None)]:
        if text and (role is None or len(text.split()) >= WINDOW):
            docs.append(read(nlp, text))
            hosts.append(host)
            text, host = "", []
        text += words_ + " "
        host += [role == "host"] * (len(words_) + 1)
    return docs, hosts


def read(nlp: Language, text: str) -> Doc:
    """A text through the encoder alone."""
    return next(iter(nlp.get_pipe("kg_encoder").pipe([nlp.make_doc(text)])))
