"""Applying corrections to a graph: always to the graph as it was before any, so that applying twice changes nothing.

What the corrections changed is kept as it was under ``graph.graph["uncorrected"]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kg.curation.actions import ACTIONS, Inapplicable
from kg.curation.records import Correction, effective
from kg.graph import Graph, salience


class Stale(NamedTuple):
    """A correction that does not apply any longer, and why."""

    correction: Correction
    reason: str


def apply(graph: Graph, corrections: Sequence[Correction]) -> tuple[Graph, list[Stale]]:
    """Give the graph with all ``corrections``, in their order, and those that do not apply.

    ``graph`` stays as it is. It may have been corrected before: it is corrected anew, from its bare form, so
    ``corrections`` are the whole file.
    """
    before = bare(graph)
    after, stale = copy(before), []
    standing = effective(corrections)
    for correction in standing:
        try:
            ACTIONS[correction["do"]](after, correction)
        except Inapplicable as error:
            stale.append(Stale(correction, str(error)))
    if len(stale) < len(standing):
        remember(before, after)
    return after, stale


def copy(graph: Graph) -> Graph:
    """A copy whose attributes can be replaced (not altered in place) without touching the original."""
    out = Graph(**graph.graph)
    out.add_nodes_from((n, dict(d)) for n, d in graph.nodes(data=True))
    out.add_edges_from((s, o, k, dict(d)) for s, o, k, d in graph.edges(keys=True, data=True))
    return out


def bare(graph: Graph) -> Graph:
    """The graph as it was before any correction."""
    out = copy(graph)
    was = out.graph.pop("uncorrected", None)
    if was is None:
        return out
    out.remove_edges_from([tuple(e) for e in was["new_edges"]])
    out.remove_nodes_from(was["new_nodes"])
    for n, attributes in was["nodes"].items():
        out.add_node(n)
        out.nodes[n].clear()
        out.nodes[n].update(attributes)
    for n, value in was["salience"].items():
        out.nodes[n]["salience"] = value
    out.add_edges_from((s, o, k, attributes) for s, o, k, attributes in was["edges"])
    if was["documents"]:
        out.graph["documents"] = [d | was["documents"].get(d["id"], {}) for d in out.graph["documents"]]
    return out


def remember(before: Graph, after: Graph) -> None:
    """Keep in ``after`` what differs in ``before``; nothing where they are the same."""
    if same(before, after):
        return
    salience(after)
    old, new = dict(before.nodes(data=True)), dict(after.nodes(data=True))
    edges = {(s, o, k): d for s, o, k, d in before.edges(keys=True, data=True)}
    now = {(s, o, k): d for s, o, k, d in after.edges(keys=True, data=True)}
    nodes = {n: d for n, d in old.items() if n not in new or without(d) != without(new[n])}
    after.graph["uncorrected"] = {
        "nodes": dict(sorted(nodes.items())),
        "new_nodes": sorted(set(new) - set(old)),
        "salience": {
            n: d.get("salience")
            for n, d in sorted(old.items())
            if n not in nodes and d.get("salience") != new[n]["salience"]
        },
        "edges": [[*e, d] for e, d in sorted(edges.items()) if now.get(e) != d],
        "new_edges": [list(e) for e, d in sorted(now.items()) if edges.get(e) != d],
        "documents": changed_documents(before, after),
    }


def same(a: Graph, b: Graph) -> bool:
    """Whether two graphs hold the same."""
    return (
        dict(a.nodes(data=True)) == dict(b.nodes(data=True))
        and {(s, o, k): d for s, o, k, d in a.edges(keys=True, data=True)}
        == {(s, o, k): d for s, o, k, d in b.edges(keys=True, data=True)}
        and a.graph == b.graph
    )


def without(attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a node but for its salience, which follows from all the others."""
    return {k: v for k, v in attributes.items() if k != "salience"}


def changed_documents(before: Graph, after: Graph) -> dict[str, Any]:
    """The documents whose speakers have changed, as they were; their text is kept once, in the graph."""
    now = {d["id"]: d for d in after.graph.get("documents", [])}
    return {
        d["id"]: {part: d[part] for part in ("turns", "participants")}
        for d in before.graph.get("documents", [])
        if d != now[d["id"]]
    }
