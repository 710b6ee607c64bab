"""A document as the pipeline has read it: its blocks as spaCy docs, and the mentions found in them, in order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from kg.nlp.columns import columns, text_of
from kg.nlp.view import View
from kg.types import Document, Evidence, Mention, MentionKind, Participant, Turn

FIRST_PERSON = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
# What is judged by its surroundings is judged by so many words around it at most: the length of a written interview, as
# the documents were by which the judging was learnt.
SECTION = 3000
SECOND_PERSON = frozenset(["you", "your", "yours", "yourself", "yourselves"])
# Arguments of relations that are no mentions, in the place of a mention's number.
SPEAKER, ADDRESSEE = -1, -2


@dataclass(frozen=True, slots=True)
class Found:
    """A mention and its place: tokens ``start`` to ``end`` of the doc of block ``block``."""

    mention: Mention
    block: int
    start: int
    end: int


@dataclass
class Reading:
    """One document in the making; ``found`` grows, and a mention's number in it never changes."""

    document: Document
    views: list[View]
    docs: list[Doc]
    found: list[Found] = field(default_factory=list)

    def add(
        self,
        block: int,
        span: Span,
        type: str,
        kind: MentionKind,
        *,
        text: str | None = None,
        score: float = 1.0,
        antecedent: int | None = None,
        lexicon: str | None = None,
    ) -> int:
        """Append a mention; gives its number."""
        evidence = self.evidence(block, span)
        words = " ".join((text or text_of(span)).split())
        mention = Mention(evidence, type, words, kind, round(score, 4), antecedent, lexicon)
        self.found.append(Found(mention, block, span.start, span.end))
        return len(self.found) - 1

    def evidence(self, block: int, span: Span) -> Evidence:
        """The place of a span in the document, with who speaks there."""
        start, end = self.views[block].place(span.start_char, span.end_char)
        return Evidence(self.document.id, start, end, self.speaker(block))

    def meant(self, mention: Mention) -> Mention:
        """The mention that one refers to, or itself."""
        return mention if mention.antecedent is None else self.found[mention.antecedent].mention

    def form(self, number: int) -> str:
        """The form under which a mention, by number, is counted: of what it means."""
        return form(self.meant(self.found[number].mention))

    def turn(self, block: int) -> Turn | None:
        """The turn that a block belongs to."""
        number = self.views[block].block.turn
        return None if number is None else self.document.turns[number]

    def speaker(self, block: int) -> str | None:
        """Who speaks a block, by name."""
        turn = self.turn(block)
        return turn.speaker if turn else None

    def addressee(self, block: int) -> str | None:
        """Whom a host addresses: the guest, where the document has just one."""
        turn = self.turn(block)
        guests = self.participants("guest")
        if turn is None or turn.role != "host" or len(guests) != 1:
            return None
        return guests[0].name

    def sections(self) -> list[int]:
        """The section that each block belongs to: equal parts of a long document, none over ``SECTION`` words."""
        words = [len(doc) for doc in self.docs]
        parts = max(1, -(-sum(words) // SECTION))
        size = max(1, sum(words)) / parts
        ends = itertools.accumulate(words)
        return [min(parts - 1, int((end - 1) / size)) for end in ends]

    def participants(self, role: str) -> list[Participant]:
        """Those who take part in a role."""
        return [p for p in self.document.participants if p.role == role]


def pronouns(span: Span, words: frozenset[str]) -> list[int]:
    """The tokens of a span that are among ``words``."""
    lower = columns(span.doc).lower
    return [i for i in range(span.start, span.end) if lower[i] in words]


def form(mention: Mention) -> str:
    """The form under which a document's mentions of one thing are counted together."""
    text = mention.lexicon or mention.text.casefold()
    return text[:-1] if len(text) > 3 and text.endswith("s") and not text.endswith("ss") else text
