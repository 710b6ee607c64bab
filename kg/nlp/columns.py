"""The words of a doc as plain lists: spaCy makes an object of each token looked at, which costs more than most questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from spacy.attrs import DEP, HEAD, IS_SPACE, LEMMA, LOWER, ORTH, POS, SENT_START, SPACY, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class Columns:
    """What the pipeline says of each token of a doc, and the ``text`` of them all.

    ``starts`` are the first tokens of its sentences; ``at`` is where a token begins in the text, ``blank`` whether a blank
    follows, ``head`` the index of its head, ``children`` those of its dependents.
    """

    text: str
    starts: list[int]
    at: list[int]
    word: list[str]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    is_space: list[bool]
    blank: list[bool]
    children: list[list[int]]

    def between(self, start: int, end: int) -> str:
        """The text of the tokens from ``start`` to ``end``, without the blank after the last; empty where there are none."""
        return self.text[self.at[start] : self.end(end - 1)] if start < end else ""

    def child(self, token: int, dep: str) -> int | None:
        """The first dependent of a token with a label."""
        return next((c for c in self.children[token] if self.dep[c] == dep), None)

    def subtree(self, token: int) -> Iterator[int]:
        """A token and all that hang on it, near or far, in no order."""
        yield token
        for child in self.children[token]:
            yield from self.subtree(child)

    def end(self, token: int) -> int:
        """Where a token ends in the text."""
        return self.at[token] + len(self.word[token])

    def cut(self, start: int, end: int) -> Columns:
        """The columns of the tokens from ``start`` to ``end``, none of which hangs on one outside."""
        first = self.at[start]
        return Columns(
            self.text[first : self.at[end] if end < len(self.at) else None],
            [0, *(s - start for s in self.starts if start < s < end)],
            [at - first for at in self.at[start:end]],
            self.word[start:end],
            self.lower[start:end],
            self.lemma[start:end],
            self.pos[start:end],
            self.tag[start:end],
            self.dep[start:end],
            [head - start for head in self.head[start:end]],
            self.is_space[start:end],
            self.blank[start:end],
            [[c - start for c in children if start <= c < end] for children in self.children[start:end]],
        )


# Strings by the numbers that spaCy gives them, which are the same in every vocabulary; and how many are kept at most.
STRINGS: dict[int, str] = {}
MANY = 1 << 18


def columns(doc: Doc) -> Columns:
    """Give the columns of a doc that is parsed; they are kept with it."""
    known: Columns | None = doc.user_data.get("kg_columns")
    if known is None:
        known = doc.user_data["kg_columns"] = read(doc)
    return known


def text_of(span: Span) -> str:
    """The text of a span."""
    return columns(span.doc).between(span.start, span.end)


def sentences(doc: Doc) -> list[Span]:
    """The sentences of a doc that is parsed."""
    return [doc[a:b] for a, b in pairwise([*columns(doc).starts, len(doc)])]


def read(doc: Doc) -> Columns:
    """Make the columns of a doc."""
    values = doc.to_array([HEAD, SENT_START, IS_SPACE, SPACY, ORTH, LOWER, LEMMA, POS, TAG, DEP])
    heads = (values[:, 0].astype(np.int64) + np.arange(len(doc))).tolist()
    # A parse says where sentences begin by heads alone, but for the first.
    starts = sorted({0, *np.flatnonzero(values[:, 1] == 1).tolist()}) if len(doc) else []
    space, blank = values[:, 2:4].T.astype(bool).tolist()
    word, lower, lemma, pos, tag, dep = (strings(c, doc.vocab.strings) for c in values[:, 4:].T.tolist())
    ends = [w + " " if followed else w for w, followed in zip(word, blank, strict=True)]
    at = list(accumulate(map(len, ends), initial=0))[:-1]
    children: list[list[int]] = [[] for _ in heads]
    for i, head in enumerate(heads):
        if head != i:
            children[head].append(i)
    return Columns("".join(ends), starts, at, word, lower, lemma, pos, tag, dep, heads, space, blank, children)


def strings(numbers: list[int], store: StringStore) -> list[str]:
    """The strings of some numbers; those not met before are asked of ``store``."""
    try:
        return [STRINGS[n] for n in numbers]
    except KeyError:
        if len(STRINGS) > MANY:
            STRINGS.clear()
        STRINGS.update((n, store[n]) for n in {*numbers})
        return [STRINGS[n] for n in numbers]
