"""Where in the documents of a graph something stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.graph import Graph


def words_of(graph: Graph, mention: Mapping[str, Any]) -> str:
    """The words of a mention."""
    for d in graph.graph.get("documents", ()):
        if d["id"] == mention["document"]:
            return str(d["text"][mention["start"] : mention["end"]])
    return ""


def end_of(proof: Mapping[str, Any], side: str) -> tuple[int, int]:
    """Where the subject or the object of a piece of evidence was found."""
    start, end = proof[side]
    return start, end


def turn_at(document: Mapping[str, Any], start: int) -> int | None:
    """The number of the turn that a place belongs to."""
    return next((i for i, t in enumerate(document["turns"]) if t["start"] <= start < t["end"]), None)


def place(
    graph: Graph, quote: str, document: str | None, subject: str, object_: str
) -> tuple[Mapping[str, Any], dict[str, Any]] | None:
    """Find a quote in a document, or in any: the document, and the place as evidence gives it.

    White space does not count. Of several places, one that holds mentions of both ends is best.
    """
    pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
    found = []
    for d in graph.graph.get("documents", ()):
        if document in (None, d["id"]):
            for match in pattern.finditer(d["text"]):
                proof = evidence(graph, d["id"], d["text"], match.span(), subject, object_)
                bare = sum(proof[side] == [match.start(), match.end()] for side in ("subject", "object"))
                found.append((bare, d["id"], match.start(), d, proof))
    if not found:
        return None
    best = min(found, key=lambda f: f[:3])
    return best[3], best[4]


def evidence(
    graph: Graph, document: str, text: str, span: tuple[int, int], subject: str, object_: str
) -> dict[str, Any]:
    """A place as evidence; an end that is not mentioned there stands for the whole quote."""
    out: dict[str, Any] = {"document": document, "start": span[0], "end": span[1], "quote": text[span[0] : span[1]]}
    for side, entity in (("subject", subject), ("object", object_)):
        inside = [
            m
            for m in graph.nodes[entity]["mentions"]
            if m["document"] == document and span[0] <= m["start"] and m["end"] <= span[1]
        ]
        first = min(inside, key=lambda m: (m["start"], m["end"]), default=None)
        out[side] = [first["start"], first["end"]] if first else list(span)
        out[f"{side}_kind"] = first["kind"] if first else "name"
    return out
