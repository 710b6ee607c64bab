"""What an answer key says of the pairs of mentions that a reading found."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from kg.evaluate import canonical, normal
from kg.nlp.reading import SPEAKER, Reading
from kg.vocabulary import predicates

Fact = tuple[str, str, str, str]
# A statement of a key between two of its entities: predicate, where it is quoted, whether it is denied and asked for.
Stated = tuple[str, int, int, bool, bool]


def asked_for(key: dict[str, Any]) -> dict[Fact, bool]:
    """The facts of a key, and whether it asks for them: those stated outright between entities that any reader lists."""
    core = {e["id"] for e in key["entities"] if e.get("core", True)}
    facts: dict[Fact, bool] = {}
    for r in key["relations"]:
        f = canonical(r["subject"], r["predicate"], r["object"], r.get("polarity", "affirmed"))
        asked = r.get("explicit", True) and r["subject"] in core and r["object"] in core
        facts[f] = facts.get(f, False) or asked
    return facts


def names(key: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The key's ids by type and normalised name."""
    return {(e["type"], normal(n)): e["id"] for e in key["entities"] for n in {e["name"], *e["aliases"]}}


def meant(reading: Reading, block: int, number: int) -> tuple[str, str]:
    """The type and the normalised name of an argument: of what it refers to, or of who speaks or is addressed."""
    if number >= 0:
        m = reading.meant(reading.found[number].mention)
        return m.type, normal(m.text)
    name = reading.speaker(block) if number == SPEAKER else reading.addressee(block)
    return "Person", normal(name or "")


def quoted_in(stated: Stated, start: int, end: int) -> bool:
    """Whether a statement is quoted, at least in part, between two places of the text."""
    return stated[1] < end and start < stated[2]


def statements(text: str, key: dict[str, Any]) -> dict[tuple[str, str], list[Stated]]:
    """What a key states between each two of its entities, and where in the text it quotes it (-1 where it is not found)."""
    asked = asked_for(key)
    out: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for r in key["relations"]:
        subject, predicate, object_ = r["subject"], r["predicate"], r["object"]
        polarity = r.get("polarity", "affirmed")
        quote = re.search(r"\s+".join(map(re.escape, r["quote"].split())), text) if r["quote"].strip() else None
        start, end = quote.span() if quote else (-1, -1)
        wanted = asked[canonical(subject, predicate, object_, polarity)]
        said = (predicate, start, end, polarity == "negated", wanted)
        out[subject, object_].append(said)
        if predicates()[predicate].symmetric:
            out[object_, subject].append(said)
    return out
