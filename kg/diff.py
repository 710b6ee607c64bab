"""What one graph has that another has not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.graph import Graph

# What of an entity or assertion is compared; mentions and evidence by their number.
ENTITY = ("name", "type", "aliases", "same_as")
ASSERTION = ("confidence", "modality", "time")


@dataclass(frozen=True)
class Change:
    """One attribute that is not what it was."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Difference:
    """What the new graph gained, lost and changed.

    Entities are given by id, with the words that tell them; assertions by id, with what they claim.
    """

    gained_entities: Mapping[str, str]
    lost_entities: Mapping[str, str]
    changed_entities: Mapping[str, tuple[str, tuple[Change, ...]]]
    gained_assertions: Mapping[str, str]
    lost_assertions: Mapping[str, str]
    changed_assertions: Mapping[str, tuple[str, tuple[Change, ...]]]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return any(vars(self).values())

    def to_json(self) -> str:
        """The difference as JSON, sorted."""
        plain = {
            kind: {
                "gained": [{"id": i, "is": words} for i, words in gained.items()],
                "lost": [{"id": i, "is": words} for i, words in lost.items()],
                "changed": [
                    {"id": i, "is": words, "changes": [{"what": c.what, "old": c.old, "new": c.new} for c in changes]}
                    for i, (words, changes) in changed.items()
                ],
            }
            for kind, gained, lost, changed in self._parts()
        }
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """The difference for a reader: a line each, + gained, - lost, ~ changed, and what changed."""
        lines = []
        for kind, gained, lost, changed in self._parts():
            if gained or lost or changed:
                lines.append(f"{kind}: {len(gained)} gained, {len(lost)} lost, {len(changed)} changed")
                lines += [f"  + {words}" for words in gained.values()]
                lines += [f"  - {words}" for words in lost.values()]
                for words, changes in changed.values():
                    lines.append(f"  ~ {words}")
                    lines += [f"      {c.what}: {_show(c.old)} -> {_show(c.new)}" for c in changes]
        return "\n".join(lines or ["no difference"]) + "\n"

    def _parts(
        self,
    ) -> Iterable[tuple[str, Mapping[str, str], Mapping[str, str], Mapping[str, tuple[str, tuple[Change, ...]]]]]:
        yield "entities", self.gained_entities, self.lost_entities, self.changed_entities
        yield "assertions", self.gained_assertions, self.lost_assertions, self.changed_assertions


def diff(old: Graph, new: Graph) -> Difference:
    """Compare two graphs by the ids of their entities and assertions."""
    entities = _compare(dict(old.nodes(data=True)), dict(new.nodes(data=True)), _entity_words, _entity_view)
    claims = [{d["id"]: (g, s, o, d) for s, o, d in g.edges(data=True)} for g in (old, new)]
    assertions = _compare(claims[0], claims[1], _claim_words, _claim_view)
    return Difference(*entities, *assertions)


def _compare(
    old: Mapping[str, Any], new: Mapping[str, Any], words: Callable[[Any], str], view: Callable[[Any], dict[str, Any]]
) -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, tuple[Change, ...]]]]:
    changed = {}
    for i in sorted(old.keys() & new.keys()):
        was, now = view(old[i]), view(new[i])
        changes = tuple(Change(k, was[k], now[k]) for k in was if was[k] != now[k])
        if changes:
            changed[i] = (words(new[i]), changes)
    gained = {i: words(new[i]) for i in sorted(new.keys() - old.keys())}
    return gained, {i: words(old[i]) for i in sorted(old.keys() - new.keys())}, changed


def _entity_words(d: Mapping[str, Any]) -> str:
    return f"{d['name']} ({d['type']})"


def _entity_view(d: Mapping[str, Any]) -> dict[str, Any]:
    return {k: d.get(k) for k in ENTITY} | {"mentions": len(d.get("mentions", ()))}


def _claim_words(claim: tuple[Graph, str, str, Mapping[str, Any]]) -> str:
    graph, s, o, d = claim
    speaker = graph.nodes[d["speaker"]]["name"] if d.get("speaker") in graph else None
    negation = "not " if d["polarity"] == "negated" else ""
    said = f", says {speaker}" if speaker else ""
    return f"{graph.nodes[s]['name']} {negation}{d['predicate']} {graph.nodes[o]['name']}{said}"


def _claim_view(claim: tuple[Graph, str, str, Mapping[str, Any]]) -> dict[str, Any]:
    d = claim[3]
    return {k: d.get(k) for k in ASSERTION} | {"evidence": len(d.get("evidence", ()))}


def _show(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
