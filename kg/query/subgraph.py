"""The part of a graph that the triples of a CONSTRUCT speak of."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
from pyoxigraph import NamedNode, Triple

from kg.query.results import Result
from kg.rdf.terms import BASE, Names
from kg.types import UsageError
from kg.vocabulary import KG


def subgraph(result: Result, graph: nx.MultiDiGraph, base: str = BASE) -> nx.MultiDiGraph:
    """Select the part of ``graph`` that a CONSTRUCT names.

    An assertion's IRI selects its edge; a plain triple selects every affirmed, asserted edge that says it; an entity's
    IRI selects its node. Documents that nothing of the part stands in are left out. Raises UsageError where the query
    was no CONSTRUCT, or its triples name nothing of the graph.
    """
    if result.triples is None:
        raise UsageError("only a CONSTRUCT becomes a graph: ask CONSTRUCT { ?s ?p ?o } with the same pattern")
    names = Names(base)
    entities, assertions, claims = _named(result.triples, base)
    part = nx.MultiDiGraph()
    slugs = {names.slug(iri) for iri in entities}
    edges = [
        (subject, object_, key, record)
        for subject, object_, key, record in graph.edges(keys=True, data=True)
        if record.get("id") in assertions or (_asserted(record) and (subject, record["predicate"], object_) in claims)
    ]
    slugs |= {end for edge in edges for end in edge[:2]}
    part.add_nodes_from((slug, record) for slug, record in sorted(graph.nodes(data=True)) if slug in slugs)
    part.add_edges_from(sorted(edges, key=lambda edge: edge[:3]))
    if not part:
        raise UsageError(
            "the triples name no entity or assertion of the graph: CONSTRUCT entities and predicates of kg:"
        )
    part.graph.update(graph.graph)
    part.graph["documents"] = [entry for entry in graph.graph.get("documents", ()) if entry["id"] in _documents(part)]
    return part


def _named(triples: Iterable[Triple], base: str) -> tuple[set[str], set[str], set[tuple[str, str, str]]]:
    """Collect the entities, the ids of assertions, and the plain triples that triples hold."""
    names, entity, assertion = Names(base), base + "entity/", base + "assertion/"
    entities: set[str] = set()
    assertions: set[str] = set()
    claims: set[tuple[str, str, str]] = set()
    for triple in triples:
        iris = [term.value for term in (triple.subject, triple.object) if isinstance(term, NamedNode)]
        entities |= {iri for iri in iris if iri.startswith(entity) and "/" not in iri.removeprefix(entity)}
        assertions |= {names.slug(iri) for iri in iris if iri.startswith(assertion) and "/evidence/" not in iri}
        if len(iris) == 2 and triple.predicate.value.startswith(KG) and all(iri.startswith(entity) for iri in iris):
            claims.add((names.slug(iris[0]), triple.predicate.value.removeprefix(KG), names.slug(iris[1])))
    return entities, assertions, claims


def _asserted(record: dict[str, str]) -> bool:
    return (record.get("polarity"), record.get("modality")) == ("affirmed", "asserted")


def _documents(part: nx.MultiDiGraph) -> set[str]:
    found = {mention["document"] for _, record in part.nodes(data=True) for mention in record.get("mentions", ())}
    return found | {item["document"] for *_, record in part.edges(data=True) for item in record.get("evidence", ())}
