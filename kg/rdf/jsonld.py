"""Triples as JSON-LD with the project's context, compact and in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.terms import BASE, XSD
from kg.vocabulary import RDF, resource

# how the context names a property: the name, and the type that its values then need not state
Coined = tuple[str, str | None]


def to_jsonld(triples: Iterable[Triple], base: str = BASE) -> str:
    """Write triples as one JSON-LD document that holds its context, so that it reads without a network."""
    context = {**_context(), "document": base + "document/", "entity": base + "entity/"}
    prefixes = {name: value for name, value in context.items() if isinstance(value, str) and value[-1:] in "#/"}
    nodes: dict[str, dict[str, list[Any]]] = {}
    for triple in triples:
        node = nodes.setdefault(_name(triple.subject), {})
        name, value = _property(triple.predicate.value, triple.object, prefixes)
        node.setdefault(name, []).append(value)
    graph = [{"id": _compact(iri, prefixes), **dict(map(_single, node.items()))} for iri, node in nodes.items()]
    head = json.dumps(context, ensure_ascii=False, indent=1)
    body = ",\n".join(json.dumps(node, ensure_ascii=False, sort_keys=True) for node in graph)
    return f'{{"@context": {head},\n"@graph": [\n{body}\n]}}\n'


def _single(pair: tuple[str, list[Any]]) -> tuple[str, Any]:
    name, values = pair
    return name, values[0] if len(values) == 1 else values


def _name(subject: Any) -> str:
    return str(subject) if isinstance(subject, BlankNode) else str(subject.value)


@cache
def _context() -> Mapping[str, Any]:
    context: dict[str, Any] = json.loads(resource("context.jsonld").read_text("utf-8"))["@context"]
    return context


@cache
def _coined() -> Mapping[str, Coined]:
    """Give the context's own name of each property IRI."""
    context = _context()
    found: dict[str, Coined] = {}
    for name, value in context.items():
        described = value if isinstance(value, dict) else {"@id": value}
        if ":" in described["@id"] and not described["@id"].startswith("http"):
            found[_expand(described["@id"])] = name, described.get("@type") and _expand(described["@type"])
    return found


def _property(iri: str, value: Any, prefixes: Mapping[str, str]) -> tuple[str, Any]:
    if iri == RDF + "type":
        return "type", _compact(value.value, prefixes)
    name, coerced = _coined().get(iri, (None, None))
    if isinstance(value, BlankNode):
        return _compact(iri, prefixes), {"id": str(value)}
    if isinstance(value, NamedNode):
        if name and coerced == "@id":
            return name, _compact(value.value, prefixes)
        return _compact(iri, prefixes), {"id": _compact(value.value, prefixes)}
    kind = value.datatype.value
    if name and kind == (coerced or XSD + "string"):
        return name, value.value
    return name if name and not coerced else _compact(iri, prefixes), _literal(value, prefixes)


def _literal(value: Literal, prefixes: Mapping[str, str]) -> Any:
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype.value == XSD + "string":
        return {"@value": value.value}
    return {"@type": _compact(value.datatype.value, prefixes), "@value": value.value}


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return _context()[prefix] + local if local else name


def _compact(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and not iri.startswith("//", len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
