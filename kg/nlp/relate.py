"""The relations of a document: patterns and classifier vote on each pair of mentions, and grammar says how it is meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any, get_args

from spacy.language import Language
from spacy.tokens import Span

from kg.nlp import denial
from kg.nlp.answers import answers
from kg.nlp.attribution import Attribution, attribute
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, SPEAKER, Found, Reading, pronouns
from kg.nlp.survey import Vote, place
from kg.nlp.voting import candidates
from kg.nlp.weighing import weigh
from kg.nlp.when import time_of
from kg.types import Evidence, Mention, Modality, Relation

# What is less likely than this is not kept; what is shown is decided later, by --min-confidence.
FLOOR = 0.1
MODALITIES = get_args(Modality)
# Block and first token of a sentence, subject, predicate, object.
Place = tuple[int, int, int, str, int]


def relate(reading: Reading, nlp: Language) -> list[Relation]:
    """Find the relations of a document whose mentions are found and resolved.

    Appends the speakers' own mentions where they are arguments. A relation in a question is not its speaker's claim,
    unless the next turn says yes or no to it.
    """
    relating = Relating(reading)
    out = list(interviewed(reading))
    said = denial.weighed(reading, candidates(reading, nlp))
    chances = weigh(reading, said)
    weighed = {(*place(v), v.subject, v.predicate, v.object): p for v, p in zip(said, chances, strict=True)}
    for vote, probability in zip(said, chances, strict=True):
        if probability >= FLOOR and not outspoken(vote, probability, weighed):
            relation = relating.relation(vote, probability)
            if relation is not None:
                out.append(relation)
    return [*out, *taken_over(reading, out)]


def outspoken(vote: Vote, probability: float, said: dict[Place, float]) -> bool:
    """Whether a sentence says the opposite of the same two with more right: praise or blame by the classifier alone."""
    opposite = {"endorses": "criticizes", "criticizes": "endorses"}.get(vote.predicate)
    return (
        opposite is not None
        and vote.proposal is None
        and said.get((*place(vote), vote.subject, opposite, vote.object), 0.0) > probability
    )


# -- From a vote to a relation -----------------------------------------------------------------------------------------


class Relating:
    """Makes relations of votes; keeps the mentions made for speakers, so that each place has one."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.spoken: dict[tuple[int, int, int, str], int] = {}

    def relation(self, vote: Vote, probability: float) -> Relation | None:
        """A relation with its mentions and evidence; None where the speaker is wanted as an argument but unknown."""
        block, before = vote.block, vote.before
        attribution = attribute(self.reading, block, vote.sentence)
        ends = [self.argument(block, vote.sentence, n) for n in (vote.subject, vote.object)]
        if None in ends:
            return None
        subject, object_ = (n for n in ends if n is not None)
        found = [self.reading.found[n] for n in (subject, object_)]
        span = vote.sentence
        if before is not None and any(f.block == block and f.start < span.start for f in found):
            span = span.doc[before.start : span.end]
        evidence = self.attributed(block, self.reading.evidence(block, span), vote, attribution)
        return Relation(
            subject,
            vote.predicate,
            object_,
            evidence,
            polarity=vote.polarity,
            modality=modality_of(vote),
            time=self.time(vote),
            confidence=probability,
            rule=rule_of(vote),
        )

    def time(self, vote: Vote) -> str | None:
        """When it holds, as its sentence says; None where one of the two stands in the sentence before.

        A time there is that of what else the sentence says: "She made Skua. This year she speaks in Lisbon."
        """
        ends = [self.reading.found[n] for n in (vote.subject, vote.object) if n >= 0]
        if any(f.start < vote.sentence.start for f in ends):
            return None
        # What states it: the pattern's words, else those from one of the two to the other.
        if vote.proposal:
            start, end = vote.proposal.start, vote.proposal.end
        else:
            start, end = min(f.start for f in ends), max(f.end for f in ends)
        return time_of(vote.sentence.doc, start, end, self.reading.document.date)

    def argument(self, block: int, sentence: Span, number: int) -> int | None:
        """An argument's mention; for speaker and addressee it is made, at the pronoun or else at the sentence."""
        if number >= 0:
            return number
        name = self.reading.speaker(block) if number == SPEAKER else self.reading.addressee(block)
        if name is None:
            return None
        said = pronouns(sentence, FIRST_PERSON if number == SPEAKER else SECOND_PERSON)
        span = sentence.doc[said[0] : said[0] + 1] if said else sentence
        key = (block, span.start, span.end, name)
        if key not in self.spoken:
            self.spoken[key] = self.reading.add(block, span, "Person", "speaker", text=name)
        return self.spoken[key]

    def attributed(self, block: int, evidence: Evidence, vote: Vote, attribution: Attribution | None) -> Evidence:
        """The evidence in the mouth of whoever is quoted, where the object lies in the quoted words."""
        if attribution is None or vote.object < 0:
            return evidence
        place = self.reading.found[vote.object]
        inside = place.block == block and attribution.start <= place.start < attribution.end
        if not inside or (vote.subject >= 0 and self.reading.found[vote.subject].end <= attribution.start):
            return evidence
        return Evidence(evidence.document, evidence.start, evidence.end, attribution.speaker)


def modality_of(vote: Vote) -> Modality:
    """The pattern's modality, or the classifier's likeliest."""
    if vote.proposal is not None:
        return vote.proposal.modality
    assert vote.judgement is not None
    how = vote.judgement.modality
    likeliest: Any = max(sorted(how), key=lambda m: how[m])
    return likeliest if likeliest in MODALITIES else "asserted"


def rule_of(vote: Vote) -> str:
    """What found it, for kg explain."""
    said = [f"pattern {vote.proposal.rule} {vote.proposal.confidence:.2f}"] if vote.proposal else []
    if vote.judgement is not None:
        said.append(f"classifier {vote.judgement.predicates[vote.predicate]:.2f}")
    if vote.denied > 0.5:
        said.append(f"denied {vote.denied:.2f}")
    return ", ".join(said)


# -- What the shape of the dialogue states -----------------------------------------------------------------------------


def interviewed(reading: Reading) -> Iterator[Relation]:
    """A host who asks and a guest who answers: the shape of the document states that one interviewed the other."""
    turns = reading.document.turns
    for guest, host in product(reading.participants("guest"), reading.participants("host")):
        pair = next(
            (a for a, b in pairwise(turns) if (a.speaker, b.speaker) == (host.name, guest.name)),
            None,
        )
        if pair is not None:
            evidence = Evidence(reading.document.id, pair.start, pair.end, host.name)
            subject, object_ = (participant(reading, name, evidence) for name in (host.name, guest.name))
            yield Relation(subject, "interviewed", object_, evidence, confidence=0.95, rule="turns")


def participant(reading: Reading, name: str, evidence: Evidence) -> int:
    """The number of a participant's label before a turn, made at the evidence where there is none."""
    for n, f in enumerate(reading.found):
        if f.mention.kind == "speaker" and f.mention.text == name:
            return n
    reading.found.append(Found(Mention(evidence, "Person", name, "speaker"), -1, 0, 0))
    return len(reading.found) - 1


def taken_over(reading: Reading, relations: list[Relation]) -> Iterator[Relation]:
    """What a host asked and a guest affirmed or denied is the guest's claim."""
    for answer in answers(reading):
        question = reading.docs[answer.question_block][answer.start : answer.end]
        asked = reading.evidence(answer.question_block, question)
        reply = reading.evidence(answer.block, reading.docs[answer.block][0 : answer.opener])
        for r in relations:
            if r.evidence.start == asked.start and r.evidence.end == asked.end and answer.speaker is not None:
                evidence = Evidence(asked.document, asked.start, reply.end, answer.speaker)
                polarity_ = answer.polarity if r.polarity == "affirmed" else r.polarity
                how: Modality = "hedged" if answer.hedged else "asserted"
                yield Relation(
                    r.subject,
                    r.predicate,
                    r.object,
                    evidence,
                    polarity_,
                    how,
                    r.time,
                    round(r.confidence * 0.8, 4),
                    f"{r.rule}, answer",
                )
