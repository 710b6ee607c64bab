"""From the relations of all documents to assertions: one for each claim of each speaker."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from kg.link.across import Cluster
from kg.link.names import clean, key
from kg.types import Assertion, Evidence, Extraction, Relation
from kg.vocabulary import allowed, predicates

# What makes two statements one claim: subject, predicate, object, polarity, speaker.
Claim = tuple[str, str, str, str, str | None]


def assertions(
    extractions: Sequence[Extraction],
    of: Sequence[Sequence[Cluster | None]],
    kinds: dict[str, str],
    wanted: Callable[[Relation], bool],
) -> list[Assertion]:
    """Gather the relations; ``kinds`` gives each entity's type, ``wanted`` whether a claim is, by its surest statement.

    A relation between a thing and itself, or of types that the predicate does not join once the types are settled, is
    left out; a symmetric predicate is written from the smaller id to the greater.
    """
    claims: dict[Claim, list[tuple[Evidence, Relation]]] = defaultdict(list)
    for extraction, clusters in zip(extractions, of, strict=True):
        speakers = speakers_of(extraction, clusters)
        for r in extraction.relations:
            subject, object_ = clusters[r.subject], clusters[r.object]
            if subject is None or object_ is None or subject is object_:
                continue
            s, o = subject.id, object_.id
            if allowed(kinds[s], r.predicate, kinds[o]):
                if predicates()[r.predicate].symmetric and o < s:
                    s, o, r = o, s, replace(r, subject=r.object, object=r.subject)
                speaker = speakers.get(key(r.evidence.speaker or "", "Person"))
                claims[s, r.predicate, o, r.polarity, speaker].append((r.evidence, r))
    told = ((claim, in_order(found)) for claim, found in claims.items())
    return sorted((assertion(claim, found) for claim, found in told if wanted(surest(found))), key=lambda a: a.id)


def speakers_of(extraction: Extraction, clusters: Sequence[Cluster | None]) -> dict[str, str]:
    """The entity id of each speaker of a document, by the key of the name he speaks under."""
    out: dict[str, str] = {}
    for mention, cluster in zip(extraction.mentions, clusters, strict=True):
        if mention.type == "Person" and mention.antecedent is None and cluster is not None:
            name = key(clean(mention.text), "Person")
            if mention.kind == "speaker" or name not in out:
                out[name] = cluster.id
    return out


def identify(claim: Claim) -> str:
    """The id of an assertion, made of what it claims.

    >>> identify(("francois-chollet", "created", "keras", "affirmed", None))
    'a-118556e92d'
    """
    subject, predicate, object_, polarity, speaker = claim
    identity = "|".join([subject, predicate, object_, polarity, speaker or "-"])
    return "a-" + hashlib.sha1(identity.encode()).hexdigest()[:10]


def in_order(found: list[tuple[Evidence, Relation]]) -> list[tuple[Evidence, Relation]]:
    """The evidence of a claim in the order of the texts."""
    if len(found) == 1:
        return found
    return sorted(found, key=lambda f: (f[0].document, f[0].start, f[0].end, f[1].subject, f[1].object))


def surest(found: list[tuple[Evidence, Relation]]) -> Relation:
    """The statement of a claim that is the surest, the first of several."""
    return max(found, key=lambda f: f[1].confidence)[1]


def assertion(claim: Claim, found: list[tuple[Evidence, Relation]]) -> Assertion:
    """One claim with its evidence, in order; its confidence and modality are those of the surest."""
    best = surest(found)
    return Assertion(
        id=identify(claim),
        subject=claim[0],
        predicate=claim[1],
        object=claim[2],
        speaker=claim[4],
        polarity=best.polarity,
        modality=best.modality,
        time=next((r.time for _, r in found if r.time), None),
        confidence=best.confidence,
        evidence=tuple(found),
    )
