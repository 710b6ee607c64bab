"""Moving the claims of a graph from node to node: ids and keys are made anew, parallel edges gather their evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kg.graph import Graph
from kg.link.claims import identify
from kg.vocabulary import allowed, predicates


class Ends(NamedTuple):
    """Whom a claim is about, and who makes it."""

    subject: str
    object: str
    speaker: str | None

    def renamed(self, names: Mapping[str, str | None]) -> Ends:
        """The same ends under new ids; only a speaker can become unknown."""
        subject, object_ = names.get(self.subject, self.subject), names.get(self.object, self.object)
        speaker = names.get(self.speaker, self.speaker) if self.speaker else None
        return Ends(subject or self.subject, object_ or self.object, speaker)


# Says where one piece of evidence belongs, or None where its claim goes.
Change = Callable[[Ends, Mapping[str, Any]], Ends | None]


def rewrite(graph: Graph, edges: Iterable[tuple[str, str, str]], change: Change) -> None:
    """Take edges out and put each piece of their evidence back where ``change`` says.

    Claims of a thing about itself, and such as the ontology does not allow, are left out.
    """
    taken = [(s, o, graph.edges[s, o, k]) for s, o, k in edges]
    graph.remove_edges_from(list(edges))
    for s, o, d in taken:
        groups: dict[Ends, list[Mapping[str, Any]]] = {}
        for proof in d["evidence"]:
            ends = change(Ends(s, o, d["speaker"]), proof)
            if ends is not None:
                groups.setdefault(ends, []).append(proof)
        for ends, evidence in groups.items():
            sure = d["confidence"] if len(groups) == 1 else max(p["confidence"] for p in evidence)
            put(graph, ends, {**d, "evidence": evidence, "confidence": sure})


def put(graph: Graph, ends: Ends, attributes: Mapping[str, Any]) -> None:
    """Add a claim; where it is made already, the two become one with the evidence of both."""
    subject, object_, speaker = ends
    predicate, polarity = attributes["predicate"], attributes["polarity"]
    evidence = list(attributes["evidence"])
    if subject == object_ or not allowed(graph.nodes[subject]["type"], predicate, graph.nodes[object_]["type"]):
        return
    if predicates()[predicate].symmetric and object_ < subject:
        subject, object_, evidence = object_, subject, [turned(p) for p in evidence]
    identity = identify((subject, predicate, object_, polarity, speaker))
    claim = {**attributes, "id": identity, "speaker": speaker, "evidence": evidence}
    edge = (subject, object_, f"{predicate}|{polarity}|{speaker or '-'}")
    if graph.has_edge(*edge):
        claim = joined(graph.edges[edge], claim)
        graph.remove_edge(*edge)
    graph.add_edge(*edge[:2], key=edge[2], **claim)


def joined(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """Two claims as one: the surer gives how it is said, the evidence of both proves it."""
    best, other = sorted(
        (a, b), key=lambda d: (-d["confidence"], d["modality"], d["time"] or "", order(d["evidence"][0]))
    )
    proofs = {order(p): p for p in (*other["evidence"], *best["evidence"])}
    out = {**best, "time": best["time"] or other["time"], "evidence": [proofs[p] for p in sorted(proofs)]}
    if "user" in (a.get("provenance"), b.get("provenance")):
        out["provenance"] = "user"
    return out


def order(proof: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells one piece of evidence from another, and sorts it."""
    return proof["document"], proof["start"], proof["end"], *proof["subject"], *proof["object"]


def turned(proof: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence of a symmetric claim written the other way round."""
    return {
        **proof,
        "subject": proof["object"],
        "object": proof["subject"],
        "subject_kind": proof["object_kind"],
        "object_kind": proof["subject_kind"],
        "antecedents": proof["antecedents"][::-1],
    }
