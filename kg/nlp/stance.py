"""Who praises and who blames what: words of praise and blame in their scope, as patterns in ``ontology/stance.jsonl``.

The patterns are of the same kind as those of the relations. What is added here: whose stance it is. What is reported
("Ravi says that it is slow") is the stance of the person it is reported of, and a host's courtesy is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc, Token

from kg.nlp.inflection import forms
from kg.nlp.matching import Marked, Proposal, Sentences
from kg.nlp.patterns import Patterns
from kg.nlp.reading import SPEAKER
from kg.vocabulary import resource

REPORTING = forms(
    ["say", "tell", "claim", "think", "argue", "insist", "believe", "swear", "find", "call", "write", "feel", "mention"]
    + ["complain", "suggest", "reckon", "admit", "explain", "joke", "hear", "promise", "decide", "maintain", "agree"]
)
# "I can't recommend it enough", "it couldn't be better": praise in the dress of its denial.
BOUNDLESS = frozenset({"enough", "overstate", "overestimate", "better", "happier", "highly"})
# Words with which a host is polite; what is praised beside them is not weighed.
POLITE = frozenset({"thanks", "thank", "welcome", "pleasure", "congratulations", "congrats", "glad", "honor", "honour"})
# "I would recommend it" is praise; "I would love to work on it" is none.
RECOMMENDING = forms(["recommend", "suggest", "advise", "choose", "pick", "prefer", "trust"])
# "It isn't bad" leaves open what the speaker thinks of it.
DENIED = 0.75
FIRST_PERSON = frozenset({"i", "we"})


class Stance:
    """The patterns of praise and blame, ready to be tried on docs."""

    def __init__(self, path: Path | None = None) -> None:
        self.patterns = Patterns(path or resource("stance.jsonl"))

    def find(self, sentences: Sentences, host: bool = False) -> list[Proposal]:
        """Propose who endorses and who criticizes what; with ``host``, politeness to a guest is left out."""
        doc = sentences.doc
        best: dict[tuple[int, str, int], Proposal] = {}
        for proposal in self.patterns.find(sentences):
            judged = held(doc, sentences.mentions, proposal)
            if judged is None or (host and courtesy(doc[judged.governor])):
                continue
            key = judged[:3]
            if key not in best or judged.confidence > best[key].confidence:
                best[key] = judged
        return sorted(best.values(), key=lambda p: (p.start, p.end, p[:3]))


def held(doc: Doc, mentions: list[Marked], proposal: Proposal) -> Proposal | None:
    """Give a proposal its holder; None where nobody present holds it."""
    governor = doc[proposal.governor]
    if not proposal.said:
        holder = holder_of(governor, mentions)
        if holder is None or holder == proposal.object or proposal.modality == "asked":
            return None
        proposal = proposal._replace(subject=holder)
    if proposal.modality in ("hypothetical", "wished") and governor.lower_ not in RECOMMENDING:
        return None
    if proposal.polarity == "negated" and boundless(governor):
        return proposal._replace(polarity="affirmed")
    if proposal.polarity == "negated":
        return proposal._replace(confidence=round(proposal.confidence * DENIED, 3))
    return proposal


def boundless(governor: Token) -> bool:
    """Whether a denial only says that no praise suffices."""
    return any(t.lower_ in BOUNDLESS for t in (governor, *governor.children))


def holder_of(governor: Token, mentions: Iterable[Marked]) -> int | None:
    """Tell whose stance it is: that of the person it is reported of, else the speaker's; None for people in general."""
    here = governor
    while here.head.i != here.i:
        if here.dep_ in ("ccomp", "xcomp") and here.head.lower_ in REPORTING:
            return subject_of(here.head, mentions)
        here = here.head
    for child in governor.children:
        if child.dep_ == "parataxis" and child.lower_ in REPORTING:
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
