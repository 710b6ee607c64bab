"""The training corpora: each reader gives Examples, windows of words with whatever layers the corpus annotates."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc

from kg.nlp.reading import ADDRESSEE, SPEAKER
from kg.types import KgError

# CrossNER's fine labels in the seven types; what has no type of ours becomes Misc, which is learnt and never said.
CROSSNER_TYPES = {
    "Person": "researcher person writer musicalartist politician scientist",
    "Tool": "product programlang",
    "Institution": "organisation university politicalparty band",
    "Concept": "field task algorithm metrics discipline theory literarygenre musicgenre",
    "Work": "book poem song album magazine academicjournal",
    "Event": "conference event election",
    "Place": "country location",
    "Misc": "misc award astronomicalobject chemicalcompound chemicalelement enzyme protein musicalinstrument",
}
TYPE_OF = {fine: coarse for coarse, fines in CROSSNER_TYPES.items() for fine in fines.split()}

MARK = re.compile(r"\[([^\[\]{}|]+)\|(\w+)\]|\{([^\[\]{}|]+)\|(\w+)\}")


@dataclass
class Syntax:
    """Gold syntax of a window: lists as long as its words; a head is a word's index in the window, its own for a root."""

    xpos: list[str]
    upos: list[str]
    lemma: list[str]
    head: list[int]
    dep: list[str]
    start: list[bool]


@dataclass
class Span:
    """A mention: words[start:end], its type, and whether it is a name (a target of entity recognition)."""

    start: int
    end: int
    type: str
    name: bool = True


@dataclass
class Link:
    """A relation between two spans of the window by index, or SPEAKER or ADDRESSEE."""

    subject: int
    predicate: str
    object: int
    polarity: str = "affirmed"
    modality: str = "asserted"


@dataclass
class Example:
    """One window; a layer that is None is not annotated and not learnt from."""

    words: list[str]
    source: str
    syntax: Syntax | None = None
    spans: list[Span] | None = None
    links: list[Link] | None = None
    pairs: list[tuple[int, int]] | None = field(default=None)
    # What the document states of these pairs elsewhere: here it is neither right nor wrong.
    elsewhere: list[Link] = field(default_factory=list)


def need(path: Path, cure: str) -> Path:
    """Give ``path`` back, or raise KgError with the cure where it does not exist."""
    if not path.exists():
        raise KgError(f"{path} is missing: {cure}")
    return path


# -- CoNLL-U -----------------------------------------------------------------------------------------------------------


def gum(folder: Path, part: str) -> list[Example]:
    """Read the packed genres of GUM; ``part`` is train, dev or test as splits.md says."""
    listed = {"dev": set[str](), "test": set[str]()}
    now = ""
    for line in (
        need(folder / "splits.md", "unpack GUM there (github.com/amir-zeldes/gum)").read_text("utf-8").splitlines()
    ):
        now = line[3:].strip() if line.startswith("## ") else now
        if line.strip().startswith("* ") and now in listed:
            listed[now].add(line.strip()[2:].strip())
    held = listed["dev"] | listed["test"]
    files = [
        f
        for f in sorted(folder.glob("*.conllu"))
        if (f.stem not in held if part == "train" else f.stem in listed[part])
    ]
    return [e for f in files for e in windows(conllu(f), f"gum/{f.stem}")]


def ewt(folder: Path, part: str) -> list[Example]:
    """Read UD English EWT: its train part from the 540 source files, dev and test from theirs."""
    if part != "train":
        return windows(conllu(need(folder / f"en_ewt-ud-{part}.conllu", "unpack UD English EWT there")), f"ewt/{part}")
    listing = need(folder / "not-to-release/file-lists/files.train", "unpack UD English EWT there")
    out: list[Example] = []
    for name in sorted(listing.read_text("utf-8").split()):
        path = folder / "not-to-release/sources" / name
        if path.exists():
            out += windows(conllu(path), f"ewt/{path.stem}")
    return out


def conllu(path: Path) -> Iterator[list[list[str]]]:
    """Yield the sentences of a CoNLL-U file as rows of ten columns, syntactic words only."""
    rows: list[list[str]] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            rows.append(columns)
        elif not line.strip() and rows:
            yield rows
            rows = []


def windows(sentences: Iterable[list[list[str]]], source: str, words: int = 70) -> list[Example]:
    """Join consecutive sentences to windows of about ``words`` words, so that sentence borders can be learnt."""
    out: list[Example] = []
    for rows in sentences:
        last = out[-1] if out else None
        # Every fifth window is one sentence alone, as a heading or a short turn is.
        room = words if len(out) % 5 else 0
        if last is None or len(last.words) + len(rows) > room:
            out.append(Example([], source, Syntax([], [], [], [], [], [])))
        append_sentence(out[-1], rows)
    return out


def append_sentence(example: Example, rows: list[list[str]]) -> None:
    """Add one CoNLL-U sentence to the end of ``example``."""
    offset, syntax = len(example.words), example.syntax
    assert syntax is not None
    for i, row in enumerate(rows):
        example.words.append(row[1])
        syntax.lemma.append(row[2])
        syntax.upos.append(row[3])
        syntax.xpos.append(row[4])
        syntax.head.append(offset + (int(row[6]) - 1 if row[6] != "0" else i))
        syntax.dep.append(row[7])
        syntax.start.append(i == 0)


# -- Entities and relations --------------------------------------------------------------------------------------------


def crossner(folder: Path, domain: str, part: str) -> list[Example]:
    """Read one BIO file of CrossNER in the seven types."""
    path = need(folder / domain / f"{part}.txt", "unpack CrossNER there (github.com/zliucr/CrossNER)")
    out: list[Example] = []
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if line.strip():
            word, tag = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            out.append(Example(words, f"crossner/{domain}/{part}", spans=bio_spans(tags)))
            words, tags = [], []
    return out


def bio_spans(tags: list[str]) -> list[Span]:
    """Turn BIO tags of fine labels into spans of the seven types and Misc."""
    out: list[Span] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        label = TYPE_OF.get(tag[2:], "Misc")
        if tag.startswith("I-") and i and tags[i - 1] != "O" and tags[i - 1][2:] == tag[2:] and out:
            out[-1].end = i + 1
        else:
            out.append(Span(i, i + 1, label))
    return out


def annotations(folder: Path) -> list[Example]:
    """Read the project's own training sentences, ``*.txt`` in the inline format of corpus/annotations/README.md."""
    return [e for path in sorted(folder.glob("*.txt")) for e in annotation_file(path)]


def annotation_file(path: Path) -> Iterator[Example]:
    """Yield the examples of one file of training sentences; raises KgError with file and line for a wrong one."""
    example: Example | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            if example is None or example.links is None or example.spans is None:
                raise KgError(f"{path}:{number}: a relation without a sentence before it")
            example.links.append(link(line, len(example.spans), f"{path}:{number}"))
            continue
        if example is not None:
            yield example
        text, marks = unmark(line)
        example = Example([], f"annotations/{path.stem}:{number}", links=[])
        example.words, example.spans = align(text, marks)
        if len(example.spans) != len(marks) or any(
            text[a - 1 : a].isalnum() or text[b : b + 1].isalnum() for a, b, _, _ in marks
        ):
            raise KgError(f"{path}:{number}: a mark does not begin and end at word borders")
    if example is not None:
        yield example


def link(line: str, spans: int, place: str) -> Link:
    """Parse a relation line: SUBJECT PREDICATE OBJECT and modifiers."""
    subject, predicate, object_, *modifiers = line.split()

    def argument(word: str) -> int:
        if word in ("S", "A"):
            return SPEAKER if word == "S" else ADDRESSEE
        if not word.isdigit() or not 1 <= int(word) <= spans:
            raise KgError(f"{place}: {word} is no mention of the sentence above")
        return int(word) - 1

    modality = next((m for m in modifiers if m != "negated"), "asserted")
    polarity = "negated" if "negated" in modifiers else "affirmed"
    return Link(argument(subject), predicate, argument(object_), polarity, modality)


def unmark(line: str) -> tuple[str, list[tuple[int, int, str, bool]]]:
    """Take the marks out of a line: its plain text and (start, end, type, is a name) of each mark."""
    text, marks, last = "", [], 0
    for mark in MARK.finditer(line):
        text += line[last : mark.start()]
        words, kind = (mark[1], mark[2]) if mark[1] else (mark[3], mark[4])
        marks.append((len(text), len(text) + len(words), kind, bool(mark[1])))
        text += words
        last = mark.end()
    return text + line[last:], marks


def align(text: str, marks: Iterable[tuple[int, int, str, bool]]) -> tuple[list[str], list[Span]]:
    """Tokenise ``text`` and turn character marks into word spans; marks that no words fill are dropped."""
    doc: Doc = tokenizer()(text)
    keep = [t for t in doc if not t.is_space]
    number = {t.i: n for n, t in enumerate(keep)}
    spans = []
    for start, end, kind, name in marks:
        span = doc.char_span(start, end, alignment_mode="contract") or doc.char_span(
            start, end, alignment_mode="expand"
        )
        inside = [number[t.i] for t in span if t.i in number] if span is not None else []
        if inside:
            spans.append(Span(inside[0], inside[-1] + 1, kind, name))
    return [t.text for t in keep], spans


@functools.cache
def tokenizer() -> spacy.language.Language:
    """The blank English pipeline whose tokeniser the product uses."""
    return spacy.blank("en")
