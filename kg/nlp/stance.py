"""Who praises and who blames what: words of praise and blame in their scope, as patterns in ``ontology/stance.jsonl``.

The patterns are of the same kind as those of the relations. What is added here: a denied praise is a blame, and what is
reported ("Ravi says that it is slow") is the stance of the person it is reported of, not of the speaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc, Token

from kg.nlp.patterns import SPEAKER, Marked, Patterns, Proposal
from kg.nlp.polarity import modality, polarity
from kg.vocabulary import resource

OPPOSITE = {"endorses": "criticizes", "criticizes": "endorses"}
REPORTING = frozenset(
    {
        "say", "tell", "claim", "think", "argue", "insist", "believe", "swear", "find", "call", "write", "feel", "mention",
        "complain", "suggest", "reckon", "admit", "explain", "joke", "hear", "read", "promise", "convince", "decide",
    }
)  # fmt: skip
# "I can't recommend it enough", "it couldn't be better": praise in the dress of its denial.
BOUNDLESS = frozenset({"enough", "overstate", "overestimate", "better", "happier", "highly"})
# Words with which a host is polite; what is praised beside them is not weighed.
POLITE = frozenset({"thanks", "thank", "welcome", "pleasure", "congratulations", "congrats", "glad", "honor", "honour"})
FIRST_PERSON = frozenset({"i", "we"})
# How sure a denied stance still is: "isn't great" is nearly blame, "isn't bad" only faint praise.
DENIED = {"endorses": 0.85, "criticizes": 0.5}


class Stance:
    """The patterns of praise and blame, ready to be tried on docs."""

    def __init__(self, path: Path | None = None) -> None:
        self.patterns = Patterns(path or resource("stance.jsonl"))
        self.implied = frozenset(
            p.id for group in (*self.patterns.by_lemma.values(), self.patterns.free) for p in group if not p.words[0].role
        )

    def find(self, doc: Doc, mentions: Iterable[tuple[int, int, int, str, str]], host: bool = False) -> list[Proposal]:
        """Propose who endorses and who criticizes what.

        ``mentions`` as for ``Patterns.find``; with ``host``, politeness to a guest is left out.
        """
        marked = [Marked(*m) for m in mentions]
        best: dict[tuple[int, str, int], Proposal] = {}
        for proposal in self.patterns.find(doc, marked):
            for judged in self.judged(doc, marked, proposal):
                if host and courtesy(doc[judged.governor]):
                    continue
                key = judged[:3]
                if key not in best or judged.confidence > best[key].confidence:
                    best[key] = judged
        return sorted(best.values(), key=lambda p: (p.start, p.end, p[:3]))

    def judged(self, doc: Doc, mentions: list[Marked], proposal: Proposal) -> Iterator[Proposal]:
        """Give a proposal its holder and its direction; none where nobody present holds it."""
        governor = doc[proposal.governor]
        if proposal.rule in self.implied:
            holder = holder_of(governor, mentions)
            if holder is None or holder == proposal.object or modality(governor) == "asked":
                return
            proposal = proposal._replace(subject=holder)
        if denied(governor):
            if proposal.predicate == "criticizes" and proposal.rule in self.implied and not praises_faintly(governor):
                return
            sure = round(proposal.confidence * DENIED[proposal.predicate], 2)
            proposal = proposal._replace(predicate=OPPOSITE[proposal.predicate], confidence=sure)
        yield proposal._replace(polarity="affirmed")


def denied(governor: Token) -> bool:
    """Whether praise or blame is denied by the words around it."""
    if any(t.lower_ in BOUNDLESS for t in governor.children) or governor.lower_ in BOUNDLESS and governor.lemma_ != "good":
        return False
    no = polarity(governor) == "negated"
    if governor.dep_ == "obj" and governor.pos_ == "NOUN":
        no ^= polarity(governor.head) == "negated"
    return no


def praises_faintly(governor: Token) -> bool:
    """Whether a denied blame says something good: "isn't bad at all"."""
    return governor.pos_ in ("ADJ", "VERB")


def holder_of(governor: Token, mentions: Iterable[Marked]) -> int | None:
    """Tell whose stance it is: that of the person it is reported of, else the speaker's; None for people in general."""
    here = governor
    while here.head.i != here.i:
        if here.dep_ in ("ccomp", "xcomp") and here.head.lemma_ in REPORTING:
            return subject_of(here.head, mentions)
        here = here.head
    for child in governor.children:
        if child.dep_ == "parataxis" and child.lemma_ in REPORTING:
            return subject_of(child, mentions)
        if child.dep_ in ("obl", "parataxis") and any(c.lower_ == "according" for c in child.children):
            return at(child, mentions)
    return SPEAKER


def subject_of(verb: Token, mentions: Iterable[Marked]) -> int | None:
    """The mention that is the subject of a verb; the speaker where there is no subject ("would say that")."""
    for child in verb.children:
        if child.dep_ == "nsubj":
            return SPEAKER if child.lower_ in FIRST_PERSON else at(child, mentions)
    return SPEAKER


def at(token: Token, mentions: Iterable[Marked]) -> int | None:
    """The person mentioned at a token."""
    return next((m.number for m in mentions if m.start <= token.i < m.end and m.type == "Person"), None)


def courtesy(governor: Token) -> bool:
    """Whether a stance stands in a polite phrase to the guest."""
    words = {t.lower_ for t in governor.sent}
    return bool(words & POLITE) or bool(words & {"you", "your"})
