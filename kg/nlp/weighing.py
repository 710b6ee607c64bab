"""How sure a relation is: what the two ways of finding it say, how it stands in its sentence, and in its document."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.nlp.classifier import numbered
from kg.nlp.forest import shipped
from kg.nlp.opinion import opinion
from kg.nlp.reading import ADDRESSEE, Reading
from kg.nlp.survey import ANYWHERE, Survey, Vote, logit, place, surveyed
from kg.nlp.terms import rarity
from kg.vocabulary import predicates, types

Array = NDArray[Any]
# A part of the features, and what must be the same of two votes for it to be the same.
Part = Callable[[Survey, Vote], dict[str, float]]
Same = Callable[[Vote], Hashable]


def weigh(reading: Reading, votes: Sequence[Vote]) -> list[float]:
    """Give the chance that each vote's triple holds as stated; a long document is weighed section by section."""
    surveys = surveyed(reading, votes)
    worthy = [n for n, (s, v) in enumerate(zip(surveys, votes, strict=True)) if s.worth_quoting(v)]
    out = [0.0] * len(votes)
    if worthy:
        _, rows = described([surveys[n] for n in worthy], [votes[n] for n in worthy])
        for n, p in zip(worthy, shipped("relations").probability(rows).tolist(), strict=True):
            out[n] = round(p, 4)
    return out


def described(surveys: Sequence[Survey], votes: Sequence[Vote]) -> tuple[list[str], Array]:
    """The features of each vote: their names, and votes x features, float32."""
    if not votes:
        return [], np.zeros((0, 0), dtype=np.float32)
    tables = [table(part, same, surveys, votes) for part, same in PARTS]
    return [name for names, _ in tables for name in names], np.concatenate([rows for _, rows in tables], 1)


def table(part: Part, same: Same, surveys: Sequence[Survey], votes: Sequence[Vote]) -> tuple[list[str], Array]:
    """One part of the features of each vote; what votes share, such as one of their arguments, is described once."""
    whats = [same(v) for v in votes]
    first = dict(zip(reversed(whats), reversed(range(len(votes))), strict=True))
    different, rows = numbered(whats)
    found = [part(surveys[first[what]], votes[first[what]]) for what in different]
    return list(found[0]), np.array([list(f.values()) for f in found], dtype=np.float32)[rows]


# -- The features ------------------------------------------------------------------------------------------------------


def votes_of(s: Survey, v: Vote) -> dict[str, float]:
    """What the two ways say."""
    j, p, own = v.judgement, v.proposal, v.share()
    claim = s.claim(v)
    shares = s.triples[claim]
    block, start = place(v)
    elsewhere = shares[1:2] if own == shares[0] else shares[:1]
    here, anywhere = s.others(v, (block, start)), s.others(v, ANYWHERE)
    likely, best = s.pairs[frozenset((claim[0], claim[2]))]
    return {
        "classifier": logit(j.predicates[v.predicate]) if j else -9.0,
        "pattern": logit(p.confidence) if p else -9.0,
        "rival": logit(s.rival(v)),
        "reverse": logit(s.rivals[block, start, v.object, v.subject].get(v.predicate, 0.0)),
        "denied": v.denied,
        "negated": float(v.polarity == "negated"),
        "asserted": j.modality["asserted"] if j else 1.0,
        "says otherwise": float(p is not None and p.modality != "asserted"),
        "listed": s.listed[block, start, v.subject, v.predicate],
        "repeated": s.repeated[claim] - (own > 0.2),
        "best elsewhere": logit(elsewhere[0] if elsewhere else 0.0),
        "other subject here": logit(here[0]),
        "other object here": logit(here[1]),
        "other subject": logit(anywhere[0]),
        "other object": logit(anywhere[1]),
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
        **kinds(end, kind),
    }


@functools.cache
def kinds(end: str, kind: str) -> dict[str, float]:
    """One for the type of one of the two, none for the others."""
    return {f"{end} {t}": float(kind == t) for t in types()}


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


PARTS: tuple[tuple[Part, Same], ...] = (
    (votes_of, id),
    (grammar, lambda v: (v.block, v.sentence.start, v.subject, v.object)),
    (subject, lambda v: (v.block, v.subject)),
    (object_, lambda v: (v.block, v.object)),
    (chosen, lambda v: v.predicate),
    (setting, lambda v: v.block),
    (attitude, lambda v: (v.block, v.sentence.start, v.object)),
)
