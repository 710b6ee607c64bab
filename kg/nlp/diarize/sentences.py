"""What the network is told of each sentence: the encoder's vectors of its words, its word n-grams, and some cues."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from kg.nlp.columns import columns
from kg.nlp.view import View
from kg.types import Document

Array = NDArray[Any]

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!]")
END = re.compile(r"[.?!…]+$")
CLOSING = frozenset("\"'”’)]")
PRONOUNS = (
    frozenset({"you", "your", "you're", "you've", "you'd", "yours"}),
    frozenset({"i", "i'm", "i've", "i'd", "i'll", "my", "me"}),
    frozenset({"we", "we're", "we've", "our", "us"}),
)
OPENERS = (
    frozenset({"yeah", "yes", "yep", "sure", "no"}),
    frozenset({"so", "and", "but", "because"}),
    frozenset({"right", "okay", "ok", "oh", "wow", "cool", "nice", "awesome", "great", "exactly"}),
    frozenset({"what", "how", "why", "do", "did", "is", "are", "tell", "where", "when"}),
)
SHORT = 4
CUES = 21


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``start`` to ``end`` of the doc of block ``block``."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Described:
    """A document's sentences in numbers: vectors n x 2400, cues n x CUES, and the n-grams of each, hashed to 32 bits."""

    vectors: Array
    cues: Array
    grams: list[Array]


def sentences(docs: Iterable[Doc]) -> list[Sentence]:
    """Cut docs at every full stop, question and exclamation mark: a speaker may change after any of them."""
    out = []
    for number, doc in enumerate(docs):
        words, start, last = columns(doc), 0, len(doc) - 1
        closing = {w for w in {*words.word} if w in CLOSING or END.match(w)}
        for i in [i for i, w in enumerate(words.word) if w in closing or i == last]:
            over = END.match(words.word[i]) or (i and END.match(words.word[i - 1]))
            if i >= start and (i == last or (over and words.blank[i])):
                out.append(Sentence(number, start, i + 1))
                start = i + 1
    return out


def described(document: Document, views: Sequence[View], docs: Sequence[Doc], said: Sequence[Sentence]) -> Described:
    """Describe the sentences of a document in the order in which they are said."""
    texts = [columns(docs[s.block]).between(s.start, s.end) for s in said]
    breaks = [0, *(line_break(document, views, docs, a, b) for a, b in pairwise(said))]
    return numbers(docs, said, texts, breaks, *(first_names(document, role) for role in ("host", "guest")))


def numbers(
    docs: Sequence[Doc],
    said: Sequence[Sentence],
    texts: Sequence[str],
    breaks: Sequence[int | None],
    hosts: frozenset[str],
    guests: frozenset[str],
) -> Described:
    """The numbers of sentences; ``breaks`` as ``line_break`` gives them, None where lines say nothing."""
    spoken = [words(t) for t in texts]
    cues = np.array(
        [
            [*cue(w, hosts, guests), *(float(b == n) for n in range(3)), *places(i, len(said))]
            for i, (w, b) in enumerate(zip(spoken, breaks, strict=True))
        ],
        dtype=np.float32,
    )
    return Described(vectors(docs, said), cues, [grams(w) for w in spoken])


def words(text: str) -> list[str]:
    """The words of a sentence in lower case, digits as 0, with its question and exclamation marks."""
    return ["0" if w.isdigit() else w for w in WORD.findall(text.lower().replace("’", "'"))]


def vectors(docs: Sequence[Doc], said: Sequence[Sentence]) -> Array:
    """The mean, the maximum, the first, the last and the second of the vectors of each sentence's words; n x (5 x 480)."""
    out = np.empty((len(said), 5, docs[said[0].block].tensor.shape[1]), dtype=np.float32)
    counts = np.empty((len(said), 1), dtype=np.float32)
    for n, s in enumerate(said):
        rows, is_space = docs[s.block].tensor[s.start : s.end], columns(docs[s.block]).is_space[s.start : s.end]
        if any(is_space):
            rows = rows[:1] if all(is_space) else rows[~np.array(is_space)]
        np.add.reduce(rows, 0, out=out[n, 0])
        np.maximum.reduce(rows, 0, out=out[n, 1])
        out[n, 2:] = rows[[0, -1, min(1, len(rows) - 1)]]
        counts[n] = len(rows)
    out[:, 0] /= counts
    return out.reshape(len(said), -1)


def cue(w: Sequence[str], hosts: frozenset[str], guests: frozenset[str]) -> list[float]:
    """What marks a question, an aside, an address, an answer."""
    persons = [min(3, sum(map(kind.__contains__, w))) / 2 for kind in PRONOUNS]
    opens = [float(bool(w) and w[0] in kind) for kind in OPENERS]
    size = [math.log1p(len(w)) / 3, float(len(w) <= 1), float(len(w) < SHORT), float(len(w) > 20)]
    asks = [float(w[-1:] == ["?"]), float("?" in w)]
    return [*asks, *size, *persons, *(float(not names.isdisjoint(w)) for names in (hosts, guests)), *opens]


def places(i: int, n: int) -> list[float]:
    """How near the beginning and the end a sentence is."""
    return [math.exp(-i / 10), math.exp(-i / 40), math.exp((i + 1 - n) / 10)]


def grams(w: Sequence[str]) -> Array:
    """A sentence's words, pairs of words, beginnings and endings, hashed; short ones count whole too."""
    found = {f"u {x}" for x in w} | {f"b {a} {b}" for a, b in pairwise(w)}
    found |= {f"f {' '.join(w[:k])}" for k in (1, 2, 3)} | {f"l {' '.join(w[-k:])}" for k in (1, 2)}
    if len(w) <= SHORT:
        found.add(f"s {' '.join(w)}")
    # A checksum is the same number on every machine.
    return np.array(sorted([zlib.crc32(gram.encode()) for gram in found]), dtype=np.uint32)


def line_break(document: Document, views: Sequence[View], docs: Sequence[Doc], a: Sentence, b: Sentence) -> int:
    """What lies between two sentences: 0 nothing, 1 a line's end, 2 a paragraph's."""
    if a.block != b.block:
        return 2
    doc, offsets = columns(docs[a.block]), views[a.block].offsets
    return int("\n" in document.text[offsets[doc.end(a.end - 1) - 1] : offsets[doc.at[b.start]]])


def first_names(document: Document, role: str) -> frozenset[str]:
    """The first names of those who take part in a role, in lower case."""
    return frozenset(p.name.split()[0].lower() for p in document.participants if p.role == role and p.name.strip())
