"""What speaks for a candidate, as named numbers: how near, in what role, of what kind."""

from __future__ import annotations

from math import log

from kg.nlp.reference.pronouns import expected
from kg.nlp.reference.referent import Referent
from kg.nlp.reference.scene import Query
from kg.nlp.reference.words import REFLEXIVE

Features = dict[str, float]
OFTEN = 3


def of_candidate(query: Query, referent: Referent, rank: int) -> Features:
    """The features of one candidate; ``rank`` counts the candidates mentioned after it."""
    words, token, here, place = query.words, query.token, query.place, referent.place
    distance = min(here.sentence - place.sentence, 4)
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
    flags = {
        "first": place.first,
        "proper": referent.proper,
        f"proper {referent.sort}": referent.proper,
        "chain": place.pronoun,
        f"chain {min(distance, 2)} {here.role} {place.role}": place.pronoun,
        "predicate": place.predicate,
        "asked": place.asked and place.turn != here.turn,
        "asked and nothing since": place.asked and place.turn != here.turn and not named_here(query),
        "named since": place.turn != here.turn and named_here(query),
        "title": referent.title,
        "reflexive": words.lower[token] in REFLEXIVE and place.role == "subj",
        "own": words.dep[token] == "nmod:poss" and distance == 0 and place.role == "subj",
        "proper near": referent.proper and distance < 2,
        "clause subject": distance == 0 and place.role == "subj" and words.head[words.head[token]] == place.governor,
    }
    names += [name for name, holds in flags.items() if holds]
    features = dict.fromkeys(names, 1.0)
    # Past a few mentions no more are counted: in a long interview its topic would be meant by every "it".
    features["count"] = log(1 + min(referent.count, OFTEN))
    if distance == 0:
        features["words between"] = log(1 + max(0, token - place.end))
    types = expected(words, token)
    if types and referent.type is not None:
        features["verb fits" if referent.type in types else "verb does not fit"] = 1.0
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
