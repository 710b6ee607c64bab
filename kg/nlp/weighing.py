"""How sure a relation is: what the two ways of finding it say, how it stands in its sentence, and in its document."""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from kg.nlp.classifier import Judgement
from kg.nlp.forest import Forest
from kg.nlp.matching import Proposal
from kg.nlp.opinion import Shown, opinion, shown
from kg.nlp.reading import Found, Reading, form
from kg.nlp.terms import rarity
from kg.types import Mention
from kg.vocabulary import predicates, types

Array = NDArray[Any]

FILE = Path(__file__).parent / "model" / "relations.trees.npz"
SPEAKER, ADDRESSEE = -1, -2
# What a sentence has to say of a triple by itself to stand as evidence beside a better one.
QUOTABLE = 0.2


@dataclass(frozen=True, slots=True)
class Vote:
    """What both ways say of one triple in one sentence; ``proposal`` is a pattern's, ``judgement`` the classifier's.

    ``subject`` and ``object`` are numbers of mentions, or SPEAKER or ADDRESSEE; ``before`` is the sentence before.
    """

    subject: int
    predicate: str
    object: int
    block: int
    sentence: Span
    before: Span | None
    judgement: Judgement | None
    proposal: Proposal | None

    def share(self) -> float:
        """The classifier's probability, or the pattern's confidence where it cannot judge."""
        if self.judgement is not None:
            return self.judgement.predicates[self.predicate]
        return self.proposal.confidence if self.proposal else 0.0


@functools.cache
def forest() -> Forest:
    """The calibrated trees, read once."""
    return Forest(FILE)


def weigh(reading: Reading, votes: Sequence[Vote]) -> list[float]:
    """Give the chance that each vote's triple holds as stated; a long document is weighed section by section."""
    surveys = surveyed(reading, votes)
    worthy = [n for n, (s, v) in enumerate(zip(surveys, votes, strict=True)) if s.worth_quoting(v)]
    out = [0.0] * len(votes)
    if worthy:
        _, rows = described([surveys[n] for n in worthy], [votes[n] for n in worthy])
        for n, p in zip(worthy, forest().probability(rows).tolist(), strict=True):
            out[n] = round(p, 4)
    return out


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


def described(surveys: Sequence[Survey], votes: Sequence[Vote]) -> tuple[list[str], Array]:
    """The features of each vote: their names, and votes x features, float32.

    What votes share, such as one of their arguments, is described once.
    """
    names: list[str] = []
    columns: list[Array] = []
    for part, shared in PARTS:
        places: dict[Any, int] = {}
        rows: list[list[float]] = []
        at = []
        for s, v in zip(surveys, votes, strict=True):
            what = shared(v)
            if what not in places:
                places[what] = len(rows)
                found = part(s, v)
                rows.append(list(found.values()))
            at.append(places[what])
        names += found if votes else ()
        columns.append(np.array(rows, dtype=np.float32)[at])
    return names, np.concatenate(columns, 1)


class Survey:
    """What a section of the document says about the arguments and pairs of its votes."""

    def __init__(self, reading: Reading, votes: Sequence[Vote], found: Sequence[Found], words: int) -> None:
        self.reading = reading
        self.roles = {p.name: p.role for p in reading.document.participants}
        self.words = words
        self.counts = Counter(form(self.meant(f.mention)) for f in found)
        self.triples: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        joined: dict[frozenset[str], list[float]] = defaultdict(list)
        self.rivals: dict[tuple[int, int, int, int], dict[str, float]] = defaultdict(dict)
        self.listed: dict[tuple[int, int, int, str], int] = defaultdict(int)
        self.seen: dict[tuple[int, int], Shown] = {}
        self.names: dict[tuple[int, int], str] = {}
        for v in votes:
            s, o, share = self.name(v, v.subject), self.name(v, v.object), v.share()
            self.triples[s, v.predicate, o].append(share)
            joined[frozenset((s, o))].append(share)
            self.rivals[(*place(v), v.subject, v.object)][v.predicate] = share
            self.listed[(*place(v), v.subject, v.predicate)] += share > 0.3
        for shares in self.triples.values():
            shares.sort(reverse=True)
        self.pairs = {names: (sum(x > 0.2 for x in shares), logit(max(shares))) for names, shares in joined.items()}

    def shown(self, block: int, sentence: Span) -> Shown:
        """What a sentence shows, looked up once for all its votes."""
        at = block, sentence.start
        if at not in self.seen:
            self.seen[at] = shown(sentence)
        return self.seen[at]

    def name(self, vote: Vote, number: int) -> str:
        """Under what an argument is counted in the document."""
        at = number, vote.block if number < 0 else -1
        if at not in self.names:
            self.names[at] = self._name(vote.block, number)
        return self.names[at]

    def _name(self, block: int, number: int) -> str:
        if number < 0:
            return (self.reading.speaker if number == SPEAKER else self.reading.addressee)(block) or ""
        return form(self.meant(self.reading.found[number].mention))

    def meant(self, mention: Mention) -> Mention:
        """The mention that one refers to, or itself."""
        return mention if mention.antecedent is None else self.reading.found[mention.antecedent].mention

    def mention(self, number: int) -> Mention | None:
        """The mention of an argument that is in the text."""
        return self.reading.found[number].mention if number >= 0 else None

    def rival(self, vote: Vote) -> float:
        """The most that is said for another predicate between the same two."""
        others = self.rivals[(*place(vote), vote.subject, vote.object)]
        return max((p for name, p in others.items() if name != vote.predicate), default=0.0)

    def worth_quoting(self, vote: Vote) -> bool:
        """Whether a sentence says it by itself, or says it best: one that only names the two is no evidence."""
        best = self.triples[self.name(vote, vote.subject), vote.predicate, self.name(vote, vote.object)][0]
        return vote.proposal is not None or vote.share() >= QUOTABLE or vote.share() == best


def place(vote: Vote) -> tuple[int, int]:
    """The sentence of a vote: block and first token."""
    return vote.block, vote.sentence.start


# -- The features ------------------------------------------------------------------------------------------------------


def votes_of(s: Survey, v: Vote) -> dict[str, float]:
    """What the two ways say."""
    j, p, own = v.judgement, v.proposal, v.share()
    ends = s.name(v, v.subject), s.name(v, v.object)
    shares = s.triples[ends[0], v.predicate, ends[1]]
    elsewhere = shares[1:2] if own == shares[0] else shares[:1]
    likely, best = s.pairs[frozenset(ends)]
    return {
        "classifier": logit(j.predicates[v.predicate]) if j else -9.0,
        "pattern": logit(p.confidence) if p else -9.0,
        "rival": logit(s.rival(v)),
        "reverse": logit(s.rivals[(*place(v), v.object, v.subject)].get(v.predicate, 0.0)),
        "negated": j.negated if j else 0.0,
        "says negated": float(p is not None and p.polarity == "negated"),
        "asserted": j.modality["asserted"] if j else 1.0,
        "says otherwise": float(p is not None and p.modality != "asserted"),
        "listed": s.listed[(*place(v), v.subject, v.predicate)],
        "repeated": sum(x > 0.2 for x in shares) - (own > 0.2),
        "best elsewhere": logit(elsewhere[0] if elsewhere else 0.0),
        "pair elsewhere": likely,
        "best of pair": best,
    }


def grammar(s: Survey, v: Vote) -> dict[str, float]:
    """How the two stand in the sentence."""
    f, o = (s.reading.found[n] if n >= 0 else None for n in (v.subject, v.object))
    here = [x for x in (f, o) if x is not None]
    return {
        "apart": float(abs(f.start - o.start)) if f and o else -1.0,
        "backwards": float(bool(f and o and o.start < f.start)),
        "across": float(any(x.start < v.sentence.start for x in here)),
        "length": float(len(v.sentence)),
        "question": float(s.shown(v.block, v.sentence).asks),
        "first": float(v.sentence.start == 0),
        "heading": float(s.reading.views[v.block].block.kind != "paragraph"),
    }


def side(s: Survey, v: Vote, end: str, number: int) -> dict[str, float]:
    """What one of the two is, and how much the document makes of it."""
    name = s.name(v, number)
    m = s.mention(number)
    kind = m.type if m else "Person"
    return {
        f"{end} spoken": float(number < 0),
        f"{end} addressed": float(number == ADDRESSEE),
        f"{end} refers": float(m is not None and m.antecedent is not None),
        f"{end} score": m.score if m else 1.0,
        f"{end} known": float(m is not None and m.lexicon is not None),
        f"{end} count": math.log1p(s.counts[name]),
        f"{end} rarity": rarity(m.text) if m else 0.0,
        f"{end} words": float(len(m.text.split())) if m else 0.0,
        f"{end} guest": float(s.roles.get(name) in ("guest", "author")),
        f"{end} host": float(s.roles.get(name) == "host"),
        **{f"{end} {t}": float(kind == t) for t in types()},
    }


def subject(s: Survey, v: Vote) -> dict[str, float]:
    """What the subject is."""
    return side(s, v, "subject", v.subject)


def object_(s: Survey, v: Vote) -> dict[str, float]:
    """What the object is."""
    return side(s, v, "object", v.object)


def chosen(s: Survey, v: Vote) -> dict[str, float]:
    """One for the predicate, none for the others."""
    return {p: float(p == v.predicate) for p in predicates()}


def setting(s: Survey, v: Vote) -> dict[str, float]:
    """Who speaks, how long the document is."""
    turn = s.reading.turn(v.block)
    return {
        "host": float(turn is not None and turn.role == "host"),
        "no speaker": float(turn is None or turn.speaker is None),
        "document": round(math.log1p(s.words), 1),
    }


def attitude(s: Survey, v: Vote) -> dict[str, float]:
    """What the sentence of the object shows of an attitude to it."""
    f = s.reading.found[v.object] if v.object >= 0 else None
    sentence = v.before if f and v.before is not None and f.start < v.sentence.start else v.sentence
    return opinion(s.shown(v.block, sentence), f.start if f else -1, f.end if f else -1)


# The parts of the features, each with what must be the same of two votes for it to be the same.
PARTS: tuple[tuple[Callable[[Survey, Vote], dict[str, float]], Callable[[Vote], Hashable]], ...] = (
    (votes_of, id),
    (grammar, lambda v: (v.block, v.sentence.start, v.subject, v.object)),
    (subject, lambda v: (v.block, v.subject)),
    (object_, lambda v: (v.block, v.object)),
    (chosen, lambda v: v.predicate),
    (setting, lambda v: v.block),
    (attitude, lambda v: (v.block, v.sentence.start, v.object)),
)


def logit(p: float) -> float:
    """The log odds, kept within reason."""
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1.0 - p))
