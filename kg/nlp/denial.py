"""Whether a sentence denies what is read out of it: how its words of denial stand to the two, weighed by trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from kg.nlp.clauses import SUBJECTS, Clauses
from kg.nlp.columns import columns
from kg.nlp.forest import shipped
from kg.nlp.polarity import CEASING, NEGATIVE, ONLY, negations
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, SPEAKER, Reading
from kg.nlp.survey import Vote, logit, place
from kg.vocabulary import predicates

Array = NDArray[Any]

# Words that turn or narrow a denial, or go with one.
LIMITING = frozenset({"just", "only", "merely", "simply", "even", "necessarily"})
TURNING = frozenset({"but", "although", "though", "however", "instead", "rather"})
LATE = frozenset({"anymore", "longer", "yet", "ever", "any", "before"})
WITHOUT = frozenset({"without", "except", "unlike"})
NOTHING = frozenset({"no", "nothing", "none", "neither", "zero"})
# As far as words are counted; also where there is none.
FAR = 40


def weighed(reading: Reading, votes: Sequence[Vote]) -> list[Vote]:
    """Give the votes with the chance that each is denied by its sentence, which is 0 without a word of denial."""
    open_ = deniable(votes)
    if not open_:
        return list(votes)
    names, rows = described(reading, [votes[n] for n in open_])
    return settled(reading, votes, open_, unlifted(names, rows, shipped("denials").probability(rows)))


def unlifted(names: Sequence[str], rows: Array, chances: Array) -> list[float]:
    """The chances of some rows, none where one denial lifts another: the trees have seen too few of these to know."""
    lifted = rows[:, names.index("lifted")] > 0
    found: list[float] = np.where(lifted, 0.0, chances).tolist()
    return found


def settled(reading: Reading, votes: Sequence[Vote], open_: Sequence[int], chances: Sequence[float]) -> list[Vote]:
    """Give the votes with the chances of those numbered ``open_``.

    What a sentence denies by one mention ("I never used it") it does not affirm by another ("but Chainer was right"): of
    votes for the same in one sentence the likeliest denial holds for all.
    """
    said = [about(reading, votes[n]) for n in open_]
    most: dict[Hashable, float] = defaultdict(float)
    for what, chance in zip(said, chances, strict=True):
        most[what] = max(most[what], round(chance, 4))
    out = list(votes)
    for n, what in zip(open_, said, strict=True):
        out[n] = out[n]._replace(denied=most[what])
    return out


def about(reading: Reading, v: Vote) -> Hashable:
    """What a vote is about: its sentence, its predicate, and what its two arguments mean."""
    ends = (n if n < 0 else reading.form(n) for n in (v.subject, v.object))
    return place(v), v.predicate, *ends


def deniable(votes: Sequence[Vote]) -> list[int]:
    """The numbers of the votes whose sentence has a word of denial."""
    known: dict[tuple[int, int], bool] = {}
    for v in votes:
        if place(v) not in known:
            known[place(v)] = not NEGATIVE.isdisjoint(columns(v.sentence.doc).lower[v.sentence.start : v.sentence.end])
    return [n for n, v in enumerate(votes) if known[place(v)]]


def described(reading: Reading, votes: Sequence[Vote]) -> tuple[list[str], Array]:
    """The features of votes with a word of denial: their names, and votes x features, float32."""
    scenes: dict[tuple[int, int], Scope] = {}
    found = []
    for v in votes:
        if place(v) not in scenes:
            scenes[place(v)] = Scope(reading, v.block, v.sentence)
        found.append(features(scenes[place(v)], v))
    return list(found[0]), np.array([list(f.values()) for f in found], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Statement:
    """The predicate over an object (places in the sentence): how far above, and whether the subject is its subject."""

    predicate: int
    object: int
    steps: int
    shared: bool


class Scope:
    """A sentence taken apart: its words of denial, and what they say whatever it is asked about."""

    def __init__(self, reading: Reading, block: int, sentence: Span) -> None:
        self.reading, self.block, self.sentence = reading, block, sentence
        self.clauses = Clauses(sentence)
        self.lower = self.clauses.lower
        following = [*self.lower[1:], ""]
        self.denials = [i for i, w in enumerate(self.lower) if w in NEGATIVE and following[i] not in ONLY]
        self.around = {
            "words of denial": float(len(self.denials)),
            "question": float(sentence.text.rstrip().endswith("?")),
            "limited": float(not LIMITING.isdisjoint(self.lower)),
            "turned": float(not TURNING.isdisjoint(self.lower)),
            "late": float(not LATE.isdisjoint(self.lower)),
            "length": float(len(self.lower)),
        }
        # The features of pairs of arguments, and how often a predicate is denied.
        self.known: dict[tuple[int, int], dict[str, float]] = {}
        self.often: dict[int, int] = {}

    def within(self, word: int, phrases: set[int], below: int) -> bool:
        """Whether a word is the head of one of some phrases or stands in it ("most teams at Nordvik"), not under ``below``."""
        c = self.clauses
        for _ in range(FAR):
            if word in phrases or word in (below, c.heads[word]) or not 0 <= c.heads[word] < len(c.heads):
                break
            word = c.heads[word]
        return word in phrases

    def denied(self, predicate: int) -> int:
        """In the scope of how many words of denial a predicate stands."""
        if predicate not in self.often:
            self.often[predicate] = sum(1 for _ in negations(self.sentence.doc[self.sentence.start + predicate]))
        return self.often[predicate]

    def span(self, number: int) -> tuple[int, int] | None:
        """The words of a mention in this sentence: first, and after the last."""
        if number < 0:
            return None
        f = self.reading.found[number]
        inside = f.block == self.block and self.sentence.start <= f.start < self.sentence.end
        return (f.start - self.sentence.start, f.end - self.sentence.start) if inside else None

    def words(self, number: int) -> set[int]:
        """The words that stand for an argument: the head of its mention, or the pronouns of speaker or addressee."""
        if number < 0:
            persons = FIRST_PERSON if number == SPEAKER else SECOND_PERSON
            return {i for i, word in enumerate(self.lower) if word in persons}
        span = self.span(number)
        start = self.sentence.start
        return {self.clauses.root(span[0] + start, span[1] + start)} if span else set()

    def statement(self, subject: int, object_: int) -> Statement | None:
        """The predicate that joins two arguments, or else the nearest that has a subject over the object."""
        subjects = self.words(subject)
        found = [self.over(o, subjects) for o in sorted(self.words(object_))]
        return max(found, key=lambda s: (s.shared, -s.steps), default=None)

    def over(self, word: int, subjects: set[int]) -> Statement:
        """The nearest predicate over a word that has a subject, or the word itself where it is one."""
        c, here, steps = self.clauses, word, 0
        while steps < FAR:
            own = {a.child for a in c.down[here] if a.label in SUBJECTS}
            if own and (here != word or any(c.dep[x] == "cop" for x in c.children[here])):
                among = any(self.within(s, own, here) for s in subjects)
                return Statement(here, word, steps, among or (word in own and bool(subjects)))
            above = c.heads[here]
            if above == here or not 0 <= above < len(c.heads):
                break
            here, steps = above, steps + 1
        return Statement(here, word, steps, False)


def features(s: Scope, v: Vote) -> dict[str, float]:
    """What speaks for and against a denial."""
    pair = v.subject, v.object
    if pair not in s.known:
        s.known[pair] = grammar(s, *pair) | nearness(s, *pair)
    return {
        "classifier": logit(v.judgement.negated) if v.judgement else -9.0,
        "pattern": float(v.proposal is not None),
        "says negated": float(v.proposal is not None and v.proposal.polarity == "negated"),
        **s.known[pair],
        **s.around,
        "spoken": float(v.subject < 0),
        **{p: float(p == v.predicate) for p in predicates()},
    }


def grammar(s: Scope, subject: int, object_: int) -> dict[str, float]:
    """How what is denied in the sentence's parse stands to two arguments."""
    said = s.statement(subject, object_)
    if said is None:
        return dict.fromkeys(("shared", "steps", "denied", "denies", "no object", "without", "nothing", "lifted"), -1.0)
    c = s.clauses
    beside = {s.lower[x] for x in c.children[said.object]}
    objects = {x for a in c.down[said.predicate] if a.label == "obj" for x in (a.child, *c.children[a.child])}
    between = [said.object]
    for _ in range(1, said.steps):
        between.append(c.heads[between[-1]])
    denied, without = s.denied(said.predicate), not beside.isdisjoint(WITHOUT)
    ceases = c.dep[said.predicate] == "xcomp" and s.lower[c.heads[said.predicate]] in CEASING
    denies = sum(x in s.denials for word in between[: said.steps] for x in c.children[word])
    return {
        "shared": float(said.shared),
        "steps": float(said.steps),
        "denied": float(denied),
        "denies": float(denies),
        "no object": float(any(x in s.denials for x in c.children[said.object])),
        "without": float(without),
        "nothing": float(any(s.lower[x] in NOTHING for x in objects)),
        # Two denials cancel: "I couldn't work without it", "I never stopped using it".
        "lifted": float(ceases or (denied > 0 and (denied + without) % 2 == 0)),
    }


def nearness(s: Scope, subject: int, object_: int) -> dict[str, float]:
    """How near the words of denial are to two arguments."""
    a, b = s.span(subject), s.span(object_)
    low, high = (min(a[1], b[1]), max(a[0], b[0])) if a and b else (0, b[0]) if b else (0, 0)
    before = [b[0] - i for i in s.denials if i < b[0]] if b else []
    after = [i - b[1] for i in s.denials if i >= b[1]] if b else []
    return {
        "before": float(min(before, default=FAR)),
        "after": float(min(after, default=FAR)),
        "between": float(sum(low <= i < high for i in s.denials)),
        "apart": float(high - low),
    }
