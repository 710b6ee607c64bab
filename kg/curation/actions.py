"""What each kind of correction does to a graph.

An action takes a graph of which it may replace attributes (but alter none in place) and a correction, and raises
Inapplicable where the graph has no longer what the correction is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from slugify import slugify

from kg.curation.claims import Ends, put, rewrite
from kg.curation.places import end_of, place, turn_at, words_of
from kg.curation.records import Correction
from kg.graph import Graph
from kg.link.names import clean, key
from kg.vocabulary import allowed, types


class Inapplicable(Exception):
    """The graph does not hold what a correction is about."""


# -- Finding what is meant ---------------------------------------------------------------------------------------------


def node(graph: Graph, name: str) -> str:
    """The id of the one node that a correction calls by its id, name or alias."""
    if name in graph:
        return name
    found = [n for n, d in graph.nodes(data=True) if name in (d["name"], *d["aliases"])]
    if len(found) != 1:
        raise Inapplicable(f'{"nothing" if not found else "more than one entity"} in the graph is called "{name}"')
    return str(found[0])


def edges_of(graph: Graph, nodes: set[str]) -> list[tuple[str, str, str]]:
    """The edges that end at the nodes or are said by them."""
    edges = graph.edges(keys=True, data=True)
    return sorted((s, o, k) for s, o, k, d in edges if s in nodes or o in nodes or d["speaker"] in nodes)


# -- Merging and splitting ---------------------------------------------------------------------------------------------


def merge(graph: Graph, c: Correction) -> None:
    """The second becomes part of the first: names, mentions, claims and words."""
    a, b = node(graph, c["entity"]), node(graph, c["other"])
    if a == b:
        raise Inapplicable("the two are one already")
    one, two = graph.nodes[a], graph.nodes[b]
    mentions = {(m["document"], m["start"], m["end"]): m for m in (*two["mentions"], *one["mentions"])}
    forms = [{**m, "into": one["name"]} for m in two["merges"]]
    why = {"form": two["name"], "into": one["name"], "reason": "user", "score": 1.0}
    one.update(
        aliases=sorted({*one["aliases"], *two["aliases"]}),
        same_as=list(dict.fromkeys((*one["same_as"], *two["same_as"]))),
        mentions=[mentions[m] for m in sorted(mentions)],
        merges=sorted([*one["merges"], *forms, why], key=lambda m: (m["form"], m["into"], m["reason"])),
        provenance="user",
    )
    rewrite(graph, edges_of(graph, {b}), lambda ends, _: ends.renamed({b: a}))
    speakers(graph, lambda document, speaker: a if speaker == b else speaker)
    graph.remove_node(b)


def split(graph: Graph, c: Correction) -> None:
    """One entity becomes two: a form of its name, or all its mentions in a document, go to another.

    A split of two that are two already only stops them from being merged or suspected again.
    """
    a = node(graph, c["entity"])
    if "other" in c:
        if node(graph, c["other"]) == a:
            raise Inapplicable(f'"{c["other"]}" is joined to it by its name: split it by form')
        return
    old = graph.nodes[a]
    moved = parted(graph, a, c)
    if not moved or len(moved) == len(old["mentions"]):
        what = f'form "{c["form"]}"' if "form" in c else f'document "{c["document"]}"'
        raise Inapplicable(f"the {what} has {'all' if moved else 'none'} of its mentions")
    new = fresh(graph, a, old["type"], c)
    places = {(m["document"], m["start"], m["end"]) for m in moved}
    kept = [m for m in old["mentions"] if (m["document"], m["start"], m["end"]) not in places]
    gone = names_in(graph, moved)
    stay = names_in(graph, kept) | {old["name"]}
    name = c.get("form") or (old["name"] if "document" in c else max(gone, key=lambda f: (len(f), f)))
    attributes = {
        "type": old["type"],
        "name": name,
        "aliases": sorted({name, *gone}),
        "same_as": [],
        "mentions": moved,
        "merges": [],
    }
    edges = edges_of(graph, {a})
    graph.add_node(new, **attributes, salience=0.0, provenance="user")
    old.update(
        mentions=kept,
        aliases=[f for f in old["aliases"] if f in stay or f not in gone],
        merges=[m for m in old["merges"] if m["form"] in stay or m["form"] not in gone],
        provenance="user",
    )
    documents = {c["document"]} if "document" in c else set()
    rewrite(graph, edges, lambda ends, proof: divided(ends, proof, a, new, places, documents))
    speakers(graph, lambda document, speaker: new if speaker == a and document in documents else speaker)


def parted(graph: Graph, entity: str, c: Correction) -> list[dict[str, Any]]:
    """The mentions that a split takes away; a pronoun goes with the last name before it."""
    wanted, last, out = clean(c.get("form", "")).casefold(), False, []
    for m in sorted(graph.nodes[entity]["mentions"], key=lambda m: (m["document"], m["start"], m["end"])):
        if m["kind"] in ("name", "term"):
            last = clean(words_of(graph, m)).casefold() == wanted
        if m["document"] == c["document"] if "document" in c else last:
            out.append(m)
    return out


def fresh(graph: Graph, entity: str, type: str, c: Correction) -> str:
    """An id for what is split off, that no other node has."""
    base = f"{entity}-in-{slugify(c['document'])}" if "document" in c else key(c["form"], type)
    number, name = 1, base
    while name in graph:
        number += 1
        name = f"{base}-{number}"
    return name


def names_in(graph: Graph, mentions: list[dict[str, Any]]) -> set[str]:
    """The forms under which an entity is named at places."""
    return {clean(words_of(graph, m)) for m in mentions if m["kind"] in ("name", "term")}


def divided(
    ends: Ends, proof: Mapping[str, Any], old: str, new: str, places: set[tuple[str, int, int]], documents: set[str]
) -> Ends:
    """The ends of a claim after a split: each goes with the mention by which it was found."""
    subject = new if ends.subject == old and (proof["document"], *end_of(proof, "subject")) in places else ends.subject
    object_ = new if ends.object == old and (proof["document"], *end_of(proof, "object")) in places else ends.object
    speaker = new if ends.speaker == old and proof["document"] in documents else ends.speaker
    return Ends(subject, object_, speaker)


def speakers(graph: Graph, change: Callable[[str, str | None], str | None]) -> None:
    """Name the speakers and participants of the documents anew."""
    documents = []
    for d in graph.graph.get("documents", []):
        turns = [{**t, "speaker": change(d["id"], t["speaker"])} for t in d["turns"]]
        people = [{**p, "entity": change(d["id"], p["entity"])} for p in d["participants"]]
        documents.append({**d, "turns": turns, "participants": people})
    if "documents" in graph.graph:
        graph.graph["documents"] = documents


# -- One entity --------------------------------------------------------------------------------------------------------


def rename(graph: Graph, c: Correction) -> None:
    """Show an entity under another name."""
    d = graph.nodes[node(graph, c["entity"])]
    d.update(name=c["name"], aliases=sorted({*d["aliases"], c["name"]}), provenance="user")


def retype(graph: Graph, c: Correction) -> None:
    """Give an entity another type; claims that cannot be made of it go."""
    n = node(graph, c["entity"])
    if c["type"] not in types():
        raise Inapplicable(f"there is no type {c['type']}")
    graph.nodes[n].update(type=c["type"], provenance="user")
    rewrite(graph, edges_of(graph, {n}), lambda ends, _: ends)


def drop(graph: Graph, c: Correction) -> None:
    """Take an entity out, with what is said of it; what it says itself stays, of an unknown speaker."""
    n = node(graph, c["entity"])
    rewrite(
        graph,
        edges_of(graph, {n}),
        lambda ends, _: None if n in (ends.subject, ends.object) else ends.renamed({n: None}),
    )
    speakers(graph, lambda document, speaker: None if speaker == n else speaker)
    graph.remove_node(n)


def same_as(graph: Graph, c: Correction) -> None:
    """Say which thing of the world an entity is."""
    d = graph.nodes[node(graph, c["entity"])]
    d.update(same_as=list(dict.fromkeys((*d["same_as"], c["iri"]))), provenance="user")


def keep(graph: Graph, c: Correction) -> None:
    """The user has looked at it and found it right: nothing changes."""


# -- Claims ------------------------------------------------------------------------------------------------------------


def reject(graph: Graph, c: Correction) -> None:
    """Take one assertion out."""
    found = [(s, o, k) for s, o, k, d in graph.edges(keys=True, data=True) if d["id"] == c["assertion"]]
    if not found:
        raise Inapplicable(f"there is no assertion {c['assertion']}")
    graph.remove_edges_from(found)


def add(graph: Graph, c: Correction) -> None:
    """Put in an assertion, with the words of a document that prove it."""
    subject, object_ = node(graph, c["subject"]), node(graph, c["object"])
    kinds = graph.nodes[subject]["type"], graph.nodes[object_]["type"]
    if not allowed(kinds[0], c["predicate"], kinds[1]):
        raise Inapplicable(f"{c['predicate']} does not join a {kinds[0]} to a {kinds[1]}")
    found = place(graph, c["quote"], c.get("document"), subject, object_)
    if found is None:
        raise Inapplicable(
            "the quote stands in no document" if "document" not in c else f"the quote is not in {c['document']}"
        )
    document, proof = found
    turn = turn_at(document, proof["start"])
    said = document["turns"][turn]["speaker"] if turn is not None else None
    attributes = {
        "predicate": c["predicate"],
        "polarity": c.get("polarity", "affirmed"),
        "modality": "asserted",
        "time": c.get("time"),
        "confidence": 1.0,
        "evidence": [{**proof, "turn": turn, "rule": "user", "confidence": 1.0, "antecedents": []}],
        "provenance": "user",
    }
    speaker = node(graph, c["speaker"]) if c.get("speaker") else said
    put(graph, Ends(subject, object_, speaker), attributes)


ACTIONS: Final[Mapping[str, Callable[[Graph, Correction], None]]] = MappingProxyType(
    {
        "merge": merge, "split": split, "rename": rename, "retype": retype, "drop": drop, "same-as": same_as,
        "keep": keep, "reject": reject, "add": add,
    }
)  # fmt: skip
