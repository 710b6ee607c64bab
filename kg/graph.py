"""The graph: entities and assertions as a ``networkx.MultiDiGraph``, its file graph.json, selecting from it."""

from __future__ import annotations

import json
import math
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx

from kg.files import write_all
from kg.types import Assertion, Document, Entity, Evidence, Extraction, KgError, Mention, Relation, Turn

Graph: TypeAlias = nx.MultiDiGraph

# What every node and edge of a graph of ours has.
NODE = frozenset({"type", "name", "aliases", "same_as", "mentions", "merges", "salience"})
EDGE = frozenset({"id", "predicate", "polarity", "modality", "speaker", "time", "confidence", "evidence"})
# How like a name must be, of 100, to be offered in the place of one that is unknown.
LIKE = 60


def build(
    entities: Sequence[Entity],
    assertions: Sequence[Assertion],
    extractions: Sequence[Extraction],
    pipeline: Mapping[str, str],
) -> Graph:
    """Make the graph of linked entities and their assertions.

    ``pipeline`` names versions only, so that two builds of the same files are the same.
    """
    by_document = {x.document.id: x for x in extractions}
    graph = Graph()
    speaking = {i: [m for m in x.mentions if m.kind == "speaker"] for i, x in by_document.items()}
    speakers = {(e.document, m): entity.id for entity in entities for e, m in speaker_mentions(entity, speaking)}
    graph.graph["documents"] = [document(by_document[i].document, speakers) for i in sorted(by_document)]
    graph.graph["pipeline"] = dict(sorted(pipeline.items()))
    kinds = {i: {(m.evidence.start, m.evidence.end): m.kind for m in x.mentions} for i, x in by_document.items()}
    for e in entities:
        graph.add_node(e.id, **node(e, kinds))
    turns = {i: [t.start for t in x.document.turns] for i, x in by_document.items()}
    for a in assertions:
        key = f"{a.predicate}|{a.polarity}|{a.speaker or '-'}"
        graph.add_edge(a.subject, a.object, key=key, **edge(a, by_document, turns))
    salience(graph)
    return graph


def speaker_mentions(entity: Entity, speaking: Mapping[str, Sequence[Mention]]) -> Iterable[tuple[Evidence, str]]:
    """The names under which an entity speaks, with a place in each document; ``speaking`` are its mentions of speakers."""
    if entity.type != "Person":
        return
    places = {(m.document, m.start, m.end): m for m in entity.mentions}
    for x in {m.document for m in entity.mentions}:
        for m in speaking[x]:
            if (x, m.evidence.start, m.evidence.end) in places:
                yield m.evidence, m.text


def document(d: Document, speakers: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """A document as graph.json holds it."""
    return {
        "id": d.id,
        "source": d.source,
        "title": d.title,
        "date": d.date,
        "language": d.language,
        "media_type": d.media_type,
        "sha256": d.sha256,
        "words": sum(len(d.text[s:e].split()) for b in d.blocks for s, e in b.spans),
        "text": d.text,
        "turns": [
            {
                "start": t.start,
                "end": t.end,
                "speaker": speakers.get((d.id, t.speaker or "")),
                "role": t.role,
                "time": t.time,
                # Only where it is told from what is said.
                **({"confidence": t.confidence} if t.confidence < 1 else {}),
            }
            for t in d.turns
        ],
        "blocks": [{"kind": b.kind, "spans": [list(s) for s in b.spans], "turn": b.turn} for b in d.blocks],
        "left_out": [asdict(x) for x in d.left_out],
        "participants": [
            {"entity": speakers.get((d.id, p.name)), "name": p.name, "role": p.role} for p in d.participants
        ],
    }


def node(e: Entity, kinds: Mapping[str, Mapping[tuple[int, int], str]]) -> dict[str, Any]:
    """The attributes of an entity's node."""
    mentions = sorted({(m.document, m.start, m.end) for m in e.mentions})
    return {
        "type": e.type,
        "name": e.name,
        "aliases": list(e.aliases),
        "same_as": list(e.same_as),
        "mentions": [{"document": d, "start": s, "end": t, "kind": kinds[d][s, t]} for d, s, t in mentions],
        "merges": [{"form": m.form, "into": m.into, "reason": m.reason, "score": m.score} for m in e.merges],
    }


def edge(a: Assertion, by_document: Mapping[str, Extraction], turns: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """The attributes of an assertion's edge; ``turns`` are where those of each document start."""
    return {
        "id": a.id,
        "predicate": a.predicate,
        "polarity": a.polarity,
        "modality": a.modality,
        "speaker": a.speaker,
        "time": a.time,
        "confidence": a.confidence,
        "evidence": [proof(e, r, by_document[e.document], turns[e.document]) for e, r in distinct(a.evidence)],
    }


def distinct(evidence: Sequence[tuple[Evidence, Relation]]) -> list[tuple[Evidence, Relation]]:
    """Each place once, with its surest reading: two pronouns in one sentence prove a claim no better than one.

    Nor does a sentence together with the one beside it, where one of them says it by itself and as surely.
    """
    best: dict[Evidence, tuple[Evidence, Relation]] = {}
    for e, r in evidence:
        if e not in best or r.confidence > best[e][1].confidence:
            best[e] = (e, r)
    found = list(best.values())
    beside = zip(found, [None, *found], [*found[1:], None], strict=False)
    return [one for one, before, after in beside if not (holds(one, before) or holds(one, after))]


def holds(one: tuple[Evidence, Relation], other: tuple[Evidence, Relation] | None) -> bool:
    """Whether a piece of evidence is another one, as sure or surer, and some words more."""
    if other is None or one[0].document != other[0].document or one[1].confidence > other[1].confidence:
        return False
    return one[0] != other[0] and one[0].start <= other[0].start and other[0].end <= one[0].end


def proof(e: Evidence, r: Relation, extraction: Extraction, turns: Sequence[int]) -> dict[str, Any]:
    """One piece of evidence: the words, and where in them the two ends stand; ``turns`` are where turns start."""
    ends = [extraction.mentions[r.subject], extraction.mentions[r.object]]
    antecedents = [extraction.mentions[m.antecedent].evidence for m in ends if m.antecedent is not None]
    return {
        "document": e.document,
        "start": e.start,
        "end": e.end,
        "quote": extraction.document.text[e.start : e.end],
        "turn": turn_at(e.start, extraction.document.turns, turns),
        "rule": r.rule,
        "confidence": r.confidence,
        "subject": [ends[0].evidence.start, ends[0].evidence.end],
        "object": [ends[1].evidence.start, ends[1].evidence.end],
        "subject_kind": ends[0].kind,
        "object_kind": ends[1].kind,
        "antecedents": [[x.start, x.end] for x in antecedents],
    }


def turn_at(place: int, turns: Sequence[Turn], starts: Sequence[int]) -> int | None:
    """The number of the turn in which a place lies, or None; turns come in order and do not overlap."""
    last = bisect_right(starts, place) - 1
    return last if last >= 0 and place < turns[last].end else None


def salience(graph: Graph) -> None:
    """Set each node's salience, 0 to 1: how much is said of it, by mentions, documents and assertions."""
    raw = {
        n: math.log1p(len(d["mentions"]))
        + math.log1p(graph.degree(n))
        + math.log1p(len({m["document"] for m in d["mentions"]}))
        for n, d in graph.nodes(data=True)
    }
    top = max(raw.values(), default=1.0) or 1.0
    for n, value in raw.items():
        graph.nodes[n]["salience"] = round(value / top, 4)


# -- Selecting ---------------------------------------------------------------------------------------------------------


def select(graph: Graph, *, min_confidence: float = 0.0, modalities: frozenset[str] | None = None) -> Graph:
    """A copy of the graph with the assertions that are sure enough; every node stays."""
    out = Graph(**graph.graph)
    out.add_nodes_from((n, dict(d)) for n, d in graph.nodes(data=True))
    for s, o, k, d in graph.edges(keys=True, data=True):
        if d["confidence"] >= min_confidence and (modalities is None or d["modality"] in modalities):
            out.add_edge(s, o, key=k, **d)
    return out


def find(graph: Graph, name: str) -> str:
    """Give the id of the node called ``name``: its id, name or an alias, whatever its case and accents.

    Of several, the one most spoken of. Raises KgError where nothing is called so, with the likest names.
    """
    if name in graph:
        return name
    wanted = folded(name)
    called: dict[str, list[str]] = {}
    for n, d in graph.nodes(data=True):
        for form in {folded(x) for x in (d["name"], *d["aliases"])}:
            called.setdefault(form, []).append(n)
    if wanted in called:
        nodes = graph.nodes
        return max(
            called[wanted],
            key=lambda n: (nodes[n]["name"] == name, folded(nodes[n]["name"]) == wanted, nodes[n]["salience"], n),
        )
    from rapidfuzz import process

    likest = process.extract(wanted, sorted(called), limit=3, score_cutoff=LIKE)
    hint = ", ".join(dict.fromkeys(f'"{graph.nodes[n]["name"]}"' for form, _, _ in likest for n in called[form]))
    cure = f"do you mean {hint}?" if hint else "kg stats names what is most spoken of" if called else "it is empty"
    raise KgError(f'nothing in the graph is called "{name}"; {cure}')


def folded(name: str) -> str:
    """A name without case, accents and double spaces, to compare it by."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


# -- graph.json --------------------------------------------------------------------------------------------------------


def to_json(graph: Graph) -> str:
    """Node-link JSON, sorted, each document, node and edge on a line of its own; the same bytes for the same graph.

    Of two who say the same, the first to say it is first.
    """
    return "".join(json_pieces(graph))


def json_pieces(graph: Graph) -> Iterator[str]:
    """The text of ``to_json`` in pieces: copying the whole from one string to the next takes as long as writing it."""
    nodes = ({"id": n, **d} for n, d in sorted(graph.nodes(data=True)))
    edges = (
        {"source": s, "target": o, "key": k, **d}
        for s, o, k, d in sorted(graph.edges(keys=True, data=True), key=in_order)
    )
    about = record({name: listed(value) for name, value in graph.graph.items()})
    flags = {"directed": listed(True), "multigraph": listed(True)}
    yield from record({**flags, "edges": listed(edges), "graph": about, "nodes": listed(nodes)})
    yield "\n"


def record(parts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """A JSON object of values that are JSON already, each on a line, sorted by their names."""
    yield "{"
    for number, (name, value) in enumerate(sorted(parts.items())):
        yield (",\n" if number else "") + in_one_line(name) + ": "
        yield from value
    yield "}"


def listed(value: Any) -> Iterator[str]:
    """A value as JSON; many in a list or made one by one stand on a line each, so that two graphs compare well."""
    if isinstance(value, list | Iterator):
        yield "["
        for number, item in enumerate(value):
            yield (",\n" if number else "") + in_one_line(item)
        yield "]"
    else:
        yield in_one_line(value)


# Without indents the json module works in C, in a third of the time.
in_one_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def in_order(edge: tuple[str, str, str, Mapping[str, Any]]) -> tuple[Any, ...]:
    """The place of an edge among the others: by its ends, predicate and polarity, then by where it was said first."""
    source, target, key, record = edge
    first = min(((e["document"], e["start"]) for e in record["evidence"]), default=("", 0))
    return source, target, key.rpartition("|")[0], first, key


def from_json(text: str) -> Graph:
    """The graph of node-link JSON; raises ValueError where it is none, or its nodes and edges are not those of kg."""
    try:
        graph: Graph = nx.node_link_graph(json.loads(text), directed=True, multigraph=True, edges="edges")
    except (KeyError, TypeError, AttributeError, RecursionError, nx.NetworkXError) as error:
        raise ValueError(f"no node-link JSON: {type(error).__name__} {error}") from error
    for n, d in graph.nodes(data=True):
        if not d.keys() >= NODE:
            raise ValueError(f"the node {n!r} lacks {min(NODE - d.keys())}")
    for s, o, d in graph.edges(data=True):
        if not d.keys() >= EDGE:
            raise ValueError(f"the edge from {s!r} to {o!r} lacks {min(EDGE - d.keys())}")
    return graph


def save(graph: Graph, path: Path) -> None:
    """Write graph.json (a folder gets a file of that name)."""
    write_all({path / "graph.json" if path.is_dir() else path: json_pieces(graph)})


def load(path: Path | str) -> Graph:
    """Read a graph from graph.json or the folder that holds it; raises KgError where there is none."""
    path = Path(path)
    file = path / "graph.json" if path.is_dir() else path
    try:
        return from_json(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise KgError(f"{file}: there is no graph here; make one with: kg build") from error
    except (ValueError, OSError) as error:
        reason = getattr(error, "strerror", None) or error
        raise KgError(f"{file}: no graph can be read from it ({reason}); build it anew with: kg build") from error
