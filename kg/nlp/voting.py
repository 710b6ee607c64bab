"""The votes on each pair of mentions: what patterns and classifier see, sentence by sentence."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.nlp.classifier import Classifier, Judgements
from kg.nlp.columns import columns, sentences
from kg.nlp.matching import Proposal, Sentences
from kg.nlp.patterns import Patterns
from kg.nlp.places import Argument, Question
from kg.nlp.reading import ADDRESSEE, FIRST_PERSON, SECOND_PERSON, SPEAKER, Found, Reading
from kg.nlp.reference import person_meant
from kg.nlp.stance import Stance
from kg.nlp.survey import Vote
from kg.vocabulary import allowed, predicates

# What the classifier holds for less likely than this is not even weighed.
CANDIDATE = 0.05
# How many words are judged at once, at least: fewer cost more time in all, many more cost memory.
STRETCH = 1000
Numbered = tuple[int, Found]


def candidates(reading: Reading, nlp: Language) -> list[Vote]:
    """All that a pattern or the classifier sees, sentence by sentence."""
    classifier: Classifier | None = nlp.get_pipe("kg_encoder").classifier if nlp.has_pipe("kg_encoder") else None  # type: ignore[attr-defined]
    found = by_block(reading)
    out: list[Vote] = []
    for blocks in stretches(reading.docs):
        starts = np.cumsum([0, *(len(reading.docs[b]) for b in blocks)]).tolist()
        polls = [Poll(reading, b, found[b], start) for b, start in zip(blocks, starts, strict=False)]
        questions = [q for poll in polls for q in poll.ask()] if classifier else []
        judged: Iterator[Judgements] = iter(())
        if classifier and questions:
            judged = classifier.judge(np.concatenate([reading.docs[b].tensor for b in blocks]), questions)
        for poll in polls:
            out += poll.votes(judged)
    return out


def by_block(reading: Reading) -> dict[int, list[Numbered]]:
    """The mentions of each block with their numbers; an empty list where there are none."""
    found: dict[int, list[Numbered]] = defaultdict(list)
    for n, f in enumerate(reading.found):
        found[f.block].append((n, f))
    return found


def stretches(docs: Sequence[Doc]) -> Iterator[list[int]]:
    """The numbers of the docs that are judged together."""
    together: list[int] = []
    words = 0
    for n, doc in enumerate(docs):
        together.append(n)
        words += len(doc)
        if words >= STRETCH or n == len(docs) - 1:
            yield together
            together, words = [], 0


@functools.cache
def patterns() -> Patterns:
    """The patterns of ontology/relations.jsonl, compiled once."""
    return Patterns()


@functools.cache
def stance() -> Stance:
    """The patterns of praise and blame, compiled once."""
    return Stance()


class Poll:
    """One block with what voting on its sentences needs, looked up once; ``first`` is its first word in its stretch."""

    def __init__(self, reading: Reading, block: int, here: Sequence[Numbered], first: int) -> None:
        self.reading, self.block, self.here, self.first = reading, block, here, first
        self.doc = reading.docs[block]
        self.persons = persons(reading, block)
        self.sentences = sentences(self.doc)
        self.starts = [s.start for s in self.sentences]
        # The pairs of arguments that the classifier is asked about, by sentence.
        self.pairs: dict[int, list[tuple[int, int]]] = {}

    def sentence(self, token: int) -> int:
        """The number of the sentence of a token."""
        return bisect_right(self.starts, token) - 1

    # -- The classifier ------------------------------------------------------------------------------------------------

    def ask(self) -> Iterator[Question]:
        """What there is to ask the classifier: of each sentence with such, pairs with at least one argument in it."""
        inside: dict[int, list[tuple[int, Argument]]] = defaultdict(list)
        for n, f in self.here:
            words = tuple(range(self.first + f.start, self.first + f.end))
            inside[self.sentence(f.start)].append((n, Argument(words, f.mention.type)))
        for number, sentence in enumerate(self.sentences):
            sides = inside[number - 1] + inside[number] + self.spoken(sentence)
            new = {n for n, _ in inside[number]}
            pairs = [(a, b) for a, b in product(sides, sides) if (a[0] in new or b[0] in new) and joinable(a[1], b[1])]
            if pairs:
                start = self.starts[max(0, number - 1)]
                space = columns(self.doc).is_space
                window = [self.first + i for i in range(start, sentence.end) if not space[i]]
                self.pairs[number] = [(a[0], b[0]) for a, b in pairs]
                yield Question(window, [(a[1], b[1]) for a, b in pairs])

    def spoken(self, sentence: Span) -> list[tuple[int, Argument]]:
        """The speaker and the addressee as arguments, where the document names them."""
        out = []
        for person in self.persons:
            words = tuple(self.first + i for i in person.words if sentence.start <= i < sentence.end)
            if words or person.number == SPEAKER:
                out.append((person.number, Argument(words, "Person", person.role)))
        return out

    # -- Both ----------------------------------------------------------------------------------------------------------

    def votes(self, judged: Iterator[Judgements]) -> Iterator[Vote]:
        """The triples that a pattern or the classifier sees in a sentence, or between it and the one before.

        ``judged`` are the classifier's answers to what was asked, in order.
        """
        kinds = {n: f.mention.type for n, f in self.here} | {SPEAKER: "Person", ADDRESSEE: "Person"}
        titles = titled(self.here)
        proposed = self.proposed()
        before: Span | None = None
        for number, sentence in enumerate(self.sentences):
            by_rule = proposed[number]
            row = {pair: n for n, pair in enumerate(self.pairs.get(number, ()))}
            judgements = next(judged) if row else None
            pairs = list(row)
            likely = judgements.likely(CANDIDATE) if judgements else []
            seen = {(pairs[n][0], predicate, pairs[n][1]) for n, predicate in likely}
            for s, p, o in sorted(seen | set(by_rule)):
                if allowed(kinds[s], p, kinds[o]) and outside_titles(titles, s, o):
                    judgement = judgements[row[s, o]] if judgements and (s, o) in row else None
                    yield Vote(s, p, o, self.block, sentence, before, judgement, by_rule.get((s, p, o)))
            before = sentence

    def proposed(self) -> dict[int, dict[tuple[int, str, int], Proposal]]:
        """What patterns propose, the surest of each triple, by sentence."""
        turn = self.reading.turn(self.block)
        marked = [(n, f.start, f.end, f.mention.type, f.mention.kind) for n, f in self.here]
        marked += [(p.number, i, i + 1, "Person", "pronoun") for p in self.persons for i in p.words]
        sentences = Sentences(self.doc, marked)
        found = patterns().find(sentences) + stance().find(sentences, host=turn is not None and turn.role == "host")
        out: dict[int, dict[tuple[int, str, int], Proposal]] = defaultdict(dict)
        for proposal in sorted(found, key=lambda p: p.confidence):
            out[self.sentence(proposal.start)][proposal[:3]] = proposal
        return out


class Person(NamedTuple):
    """The speaker or the addressee of a block: the number of an argument, its role, and the tokens that mean it."""

    number: int
    role: str
    words: list[int]


def persons(reading: Reading, block: int) -> list[Person]:
    """Those who speak or are addressed in a block, where the document names them.

    A general "you" means nobody, nor does "I" in a quotation mean the speaker.
    """
    doc = reading.docs[block]
    known = [
        (SPEAKER, "speaker", reading.speaker(block), FIRST_PERSON),
        (ADDRESSEE, "addressee", reading.addressee(block), SECOND_PERSON),
    ]
    return [
        Person(number, role, [i for i in places(doc, words) if person_meant(reading, block, i) == name])
        for number, role, name, words in known
        if name is not None
    ]


def places(doc: Doc, words: frozenset[str]) -> list[int]:
    """The tokens of a doc that are among some words."""
    return [i for i, word in enumerate(columns(doc).lower) if word in words]


def joinable(a: Argument, b: Argument) -> bool:
    """Whether two arguments can be a pair: not one place twice ("both of them"), and types that a predicate joins."""
    return a.words != b.words and admissible(a.type, b.type)


@functools.cache
def admissible(subject: str, object_: str) -> bool:
    """Whether any predicate joins the two types."""
    return any((subject, object_) in p.signatures for p in predicates().values())


def titled(here: Sequence[Numbered]) -> dict[int, int]:
    """The names in the titles of works, and the work of each.

    Nothing but the work has to do with them: who wrote "Deep Learning with Python" did not make Python.
    """
    works = [(n, f) for n, f in here if f.mention.type == "Work" and f.mention.text[:1].isupper()]
    return {
        n: work
        for n, f in here
        for work, title in works
        if title.start <= f.start and f.end <= title.end and f.end - f.start < title.end - title.start
    }


def outside_titles(titles: Mapping[int, int], subject: int, object_: int) -> bool:
    """Whether two may have to do with each other: neither is a name in a title, or the object is one in the subject's."""
    return titles.get(object_, subject) == subject and subject not in titles
