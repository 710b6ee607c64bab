"""What a document says, section by section, of the arguments and pairs that are voted on."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Span

from kg.nlp.classifier import Judgement
from kg.nlp.matching import Proposal
from kg.nlp.opinion import Shown, shown
from kg.nlp.reading import SPEAKER, Found, Reading, form
from kg.types import Mention, Polarity

# What a sentence has to say of a triple by itself to stand as evidence beside a better one.
QUOTABLE = 0.2
# Two arguments' names, predicate and polarity.
Claim = tuple[str, str, str, Polarity]
# A sentence (block and first token, see ``place``) or ANYWHERE, a predicate, and the name of one of its two arguments.
Said = tuple[tuple[int, int], str, str]
ANYWHERE = (-1, -1)


class Vote(NamedTuple):
    """What both ways say of one triple in one sentence; ``proposal`` is a pattern's, ``judgement`` the classifier's.

    ``subject`` and ``object`` are numbers of mentions, or SPEAKER or ADDRESSEE; ``before`` is the sentence before,
    ``denied`` the chance that the sentence denies it.
    """

    subject: int
    predicate: str
    object: int
    block: int
    sentence: Span
    before: Span | None
    judgement: Judgement | None
    proposal: Proposal | None
    denied: float = 0.0

    @property
    def polarity(self) -> Polarity:
        """A pattern knows what it denies; beyond that, denied is what is likelier so than not."""
        says = self.proposal is not None and self.proposal.polarity == "negated"
        return "negated" if says or self.denied > 0.5 else "affirmed"

    def share(self) -> float:
        """The classifier's probability, or the pattern's confidence where it cannot judge."""
        if self.judgement is not None:
            return self.judgement.predicates[self.predicate]
        return self.proposal.confidence if self.proposal else 0.0


def surveyed(reading: Reading, votes: Sequence[Vote]) -> list[Survey]:
    """The survey of the section that each vote stands in."""
    section = reading.sections()
    said: dict[int, list[Vote]] = defaultdict(list)
    for v in votes:
        said[section[v.block]].append(v)
    found: dict[int, list[Found]] = defaultdict(list)
    for f in reading.found:
        # A label before a turn belongs to no block and counts in all sections.
        for part in said if f.block < 0 else (section[f.block],):
            found[part].append(f)
    words: dict[int, int] = defaultdict(int)
    for part, doc in zip(section, reading.docs, strict=True):
        words[part] += len(doc)
    surveys = {part: Survey(reading, said[part], found[part], words[part]) for part in said}
    return [surveys[section[v.block]] for v in votes]


class Survey:
    """What a section of the document says about the arguments and pairs of its votes."""

    def __init__(self, reading: Reading, votes: Sequence[Vote], found: Sequence[Found], words: int) -> None:
        self.reading = reading
        self.roles = {p.name: p.role for p in reading.document.participants}
        self.words = words
        self.counts = Counter(form(reading.meant(f.mention)) for f in found)
        self.triples: dict[Claim, list[float]] = defaultdict(list)
        joined: dict[frozenset[str], list[float]] = defaultdict(list)
        self.rivals: dict[tuple[int, int, int, int], dict[str, float]] = defaultdict(dict)
        self.listed: dict[tuple[int, int, int, str], int] = defaultdict(int)
        # Of whom else the same is said, and what else of the same one: in one sentence, and anywhere.
        self.subjects: dict[Said, dict[str, float]] = defaultdict(dict)
        self.objects: dict[Said, dict[str, float]] = defaultdict(dict)
        self.seen: dict[tuple[int, int], Shown] = {}
        self.names: dict[int | tuple[int, int], str] = {}
        for v in votes:
            s, o, share = self.name(v, v.subject), self.name(v, v.object), v.share()
            self.triples[self.claim(v)].append(share)
            joined[frozenset((s, o))].append(share)
            block, start = place(v)
            self.rivals[block, start, v.subject, v.object][v.predicate] = share
            self.listed[block, start, v.subject, v.predicate] += share > 0.3
            for where in ((block, start), ANYWHERE):
                for said, name in ((self.subjects[where, v.predicate, o], s), (self.objects[where, v.predicate, s], o)):
                    if share > said.get(name, 0.0):
                        said[name] = share
        for shares in self.triples.values():
            shares.sort(reverse=True)
        self.repeated = {claim: sum(x > 0.2 for x in shares) for claim, shares in self.triples.items()}
        self.pairs = {names: (sum(x > 0.2 for x in shares), logit(max(shares))) for names, shares in joined.items()}

    def shown(self, block: int, sentence: Span) -> Shown:
        """What a sentence shows, looked up once for all its votes."""
        at = block, sentence.start
        if at not in self.seen:
            self.seen[at] = shown(sentence)
        return self.seen[at]

    def name(self, vote: Vote, number: int) -> str:
        """Under what an argument is counted in the document."""
        at = number if number >= 0 else (number, vote.block)
        known = self.names.get(at)
        if known is None:
            known = self.names[at] = self._name(vote.block, number)
        return known

    def _name(self, block: int, number: int) -> str:
        if number < 0:
            return (self.reading.speaker if number == SPEAKER else self.reading.addressee)(block) or ""
        return self.reading.form(number)

    def claim(self, vote: Vote) -> Claim:
        """What a vote states, as the document's votes for the same are gathered."""
        return self.name(vote, vote.subject), vote.predicate, self.name(vote, vote.object), vote.polarity

    def mention(self, number: int) -> Mention | None:
        """The mention of an argument that is in the text."""
        return self.reading.found[number].mention if number >= 0 else None

    def rival(self, vote: Vote) -> float:
        """The most that is said for another predicate between the same two."""
        others = self.rivals[(*place(vote), vote.subject, vote.object)]
        return max([p for name, p in others.items() if name != vote.predicate], default=0.0)

    def others(self, vote: Vote, where: tuple[int, int]) -> tuple[float, float]:
        """The most that is said, in a sentence or anywhere, for another subject and for another object of a vote."""
        s, o = self.name(vote, vote.subject), self.name(vote, vote.object)
        sides = (self.subjects[where, vote.predicate, o], s), (self.objects[where, vote.predicate, s], o)
        subject, object_ = (max([p for name, p in said.items() if name != own], default=0.0) for said, own in sides)
        return subject, object_

    def worth_quoting(self, vote: Vote) -> bool:
        """Whether a sentence says it by itself, or says it best: one that only names the two is no evidence."""
        best = self.triples[self.claim(vote)][0]
        return vote.proposal is not None or vote.share() >= QUOTABLE or vote.share() == best


def place(vote: Vote) -> tuple[int, int]:
    """The sentence of a vote: block and first token."""
    return vote.block, vote.sentence.start


@functools.lru_cache(maxsize=1 << 14)
def logit(p: float) -> float:
    """The log odds, kept within reason."""
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1.0 - p))
