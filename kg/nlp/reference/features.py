"""What speaks for a candidate, as named numbers: how near, in what role, of what kind."""

from __future__ import annotations

from math import log
from typing import NamedTuple

from kg.nlp.reference.pronouns import expected
from kg.nlp.reference.referent import Referent
from kg.nlp.reference.scene import Query
from kg.nlp.reference.words import REFLEXIVE

Features = dict[str, float]
OFTEN = 3


class Asking(NamedTuple):
    """What is the same for all candidates of a pronoun.

    ``expected`` are the types that its verb tells of, ``above`` the word over its head, ``named`` as ``named_here``.
    """

    reflexive: bool
    possessive: bool
    above: int
    named: bool
    expected: frozenset[str]


def of_candidates(query: Query) -> list[Features]:
    """The features of each candidate of a pronoun."""
    words, token = query.words, query.token
    asking = Asking(
        words.lower[token] in REFLEXIVE,
        words.dep[token] == "nmod:poss",
        words.head[words.head[token]],
        named_here(query),
        expected(words, token),
    )
    return [of_candidate(query, asking, referent, rank) for rank, referent in enumerate(query.candidates)]


def of_candidate(query: Query, asking: Asking, referent: Referent, rank: int) -> Features:
    """The features of one candidate; ``rank`` counts the candidates mentioned after it."""
    here, place = query.place, referent.place
    distance = min(here.sentence - place.sentence, 4)
    subject, elsewhere = place.role == "subj", place.turn != here.turn
    names = [
        f"distance {distance}",
        f"distance {distance} {place.role}",
        f"role {place.role}",
        f"roles {here.role} {place.role} {min(distance, 2)}",
        f"rank {min(rank, 3)}",
        f"sort {referent.sort}",
        f"determiner {referent.determiner}",
        "group" if referent.members else "single",
        "plural" if referent.plural else "singular",
        turn_of(here.turn, place.turn),
    ]
    if place.first:
        names.append("first")
    if referent.proper:
        names += ["proper", f"proper {referent.sort}"]
    if place.pronoun:
        names += ["chain", f"chain {min(distance, 2)} {here.role} {place.role}"]
    flags = {
        "predicate": place.predicate,
        "asked": place.asked and elsewhere,
        "asked and nothing since": place.asked and elsewhere and not asking.named,
        "named since": elsewhere and asking.named,
        "title": referent.title,
        "reflexive": asking.reflexive and subject,
        "own": asking.possessive and distance == 0 and subject,
        "proper near": referent.proper and distance < 2,
        "clause subject": distance == 0 and subject and asking.above == place.governor,
    }
    names += [name for name, holds in flags.items() if holds]
    features = dict.fromkeys(names, 1.0)
    # Past a few mentions no more are counted: in a long interview its topic would be meant by every "it".
    features["count"] = log(1 + min(referent.count, OFTEN))
    if distance == 0:
        features["words between"] = log(1 + max(0, query.token - place.end))
    if asking.expected and referent.type is not None:
        features["verb fits" if referent.type in asking.expected else "verb does not fit"] = 1.0
    return features


def named_here(query: Query) -> bool:
    """Whether this turn itself has brought in a candidate with a name."""
    return any(c.place.turn == query.place.turn and c.named() for c in query.candidates)


def turn_of(here: int | None, there: int | None) -> str:
    """Whether a candidate was mentioned in the same turn, the one before, or earlier."""
    if here is None or there is None or here == there:
        return "same turn"
    return "turn before" if here - there == 1 else "earlier turn"


def of_none(query: Query) -> Features:
    """The features of the answer that no candidate is meant."""
    words, token, here = query.words, query.token, query.place
    names = [
        "none",
        f"none {words.lower[token]}",
        f"none {here.role}",
        f"none of {min(len(query.candidates), 4)}",
    ]
    head = words.head[token]
    if words.dep[token].startswith("nsubj") and any(words.dep[c] == "cop" for c in words.children[head]):
        names.append("none copula")
    if query.kind == "they" and words.lemma[head] in ("say", "call", "tell"):
        names.append("none say")
    if here.first and here.role == "subj":
        names.append("none first")
    return dict.fromkeys(names, 1.0)
