"""Pairs of entities that may be one: found by blocks of likely names, never by comparing all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from rapidfuzz.distance import JaroWinkler

from kg.curation.records import Correction, apart
from kg.graph import Graph
from kg.link.names import compact, extends, key, sound
from kg.link.people import same_person
from kg.link.phrases import initials, is_acronym

# A block of more names than this says nothing of any two of them.
CROWD = 40


class Suspect(NamedTuple):
    """Two entities that may be one, why, and how likely (0 to 1)."""

    a: str
    b: str
    reason: str
    score: float


def suspects(graph: Graph, corrections: Sequence[Correction] = ()) -> list[Suspect]:
    """The pairs that may be one entity, the likeliest and most talked of first.

    ``corrections`` are the user's: pairs that are said to be two there are left out.
    """
    blocks: dict[tuple[str, str], set[str]] = defaultdict(set)
    for n, d in graph.nodes(data=True):
        for block in blocks_of(n, d):
            blocks[block].add(n)
    best: dict[tuple[str, str], Suspect] = {}
    for block, members in blocks.items():
        if 1 < len(members) <= CROWD:
            for a, b in combinations(sorted(members), 2):
                found = compare(block[0], a, graph.nodes[a], b, graph.nodes[b])
                if found and (best.get((a, b)) is None or best[a, b].score < found.score):
                    best[a, b] = found
    two = apart(corrections)
    kept = [s for pair, s in best.items() if frozenset(pair) not in two]
    return sorted(kept, key=lambda s: (-s.score, -weight(graph, (s.a, s.b)), s.a, s.b))


def weight(graph: Graph, nodes: Iterable[str]) -> float:
    """How much is said of the lesser of some nodes."""
    return min(float(graph.nodes[n].get("salience", 0.0)) for n in nodes)


def blocks_of(identifier: str, d: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The blocks that an entity belongs to: (kind of likeness, value)."""
    type, names = d["type"], {d["name"], *d["aliases"]}
    for name in sorted(names):
        yield "name", compact(name)
        if type == "Person":
            continue
        yield "plural", key(name, "Concept").replace("-", "")
        if is_acronym(name):
            yield f"acronym {type}", name.lower().replace(".", "")
        for letters in initials(name):
            if len(letters) > 2:
                yield f"acronym {type}", letters
    parts = key(d["name"], "Person").split("-")
    if type == "Person":
        yield "last", parts[-1]
        yield "first", parts[0]
        if len(parts) == 1:
            yield "last", parts[0]
    elif sound(d["name"]):
        yield f"sound {type}", sound(d["name"])


def compare(kind: str, a: str, x: dict[str, Any], b: str, y: dict[str, Any]) -> Suspect | None:
    """Whether two entities of a block are suspects."""
    alike = x["type"] == y["type"]
    if kind == "name" and any("-in-" in i and d["type"] == "Person" for i, d in ((a, x), (b, y))):
        return None  # single names of two documents: of how many people, nobody knows
    if kind in ("first", "last"):
        return persons(kind, a, x, b, y)
    if kind.startswith("acronym"):
        short = [is_acronym(n) for n in (x["name"], y["name"])]
        return Suspect(a, b, "acronym", 0.7) if any(short) and not all(short) else None
    if kind in ("name", "plural"):
        reason = ("same name" if kind == "name" else "spelling") + ("" if alike else ", other type")
        return Suspect(a, b, reason, (0.95 if alike else 0.75) - 0.05 * (kind == "plural"))
    similar = JaroWinkler.similarity(compact(x["name"]), compact(y["name"]))
    if extends(x["name"], y["name"]):
        return None
    same_digits = re.sub(r"\D", "", x["name"]) == re.sub(r"\D", "", y["name"])
    return Suspect(a, b, "sounds alike", round(0.8 * similar, 3)) if similar >= 0.88 and same_digits else None


def persons(kind: str, a: str, x: dict[str, Any], b: str, y: dict[str, Any]) -> Suspect | None:
    """Whether two persons may be one: full names that agree, or a single name in the other's document."""
    one, two = (key(d["name"], "Person").split("-") for d in (x, y))
    if min(len(one), len(two)) > 1:
        why = same_person(one, two)
        return Suspect(a, b, why[0], 0.8) if why else None
    both = {m["document"] for m in x["mentions"]} & {m["document"] for m in y["mentions"]}
    if len(one) == len(two) or not both:
        return None
    return Suspect(a, b, f"{kind} name in the same document", 0.6)
