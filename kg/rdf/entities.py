"""Entities with their names, identities and merges, as triples and back; their mentions go to the documents."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from kg.rdf.places import read_mention
from kg.rdf.sheet import Node, Reading, Record, Sheet
from kg.rdf.terms import NAMESPACES, is_iri, number, term, text
from kg.types import UsageError
from kg.vocabulary import KG, RDFS, SCHEMA, SKOS, read_turtle, resource, types

# Addresses that stand for the thing itself; any other is a page about it, so schema:sameAs says it better.
_IDENTITIES = ("http://www.wikidata.org/entity/", "http://dbpedia.org/resource/")


def write_entity(sheet: Sheet, slug: str, record: Record) -> None:
    """Write one entity, its merges and its mentions; raises UsageError where its type is none of the ontology."""
    node, type_, name = sheet.names.entity(slug), record.get("type"), record.get("name", slug)
    if type_ not in types():
        raise UsageError(f"entity {slug!r} has the type {type_!r}: give it one of {', '.join(types())}")
    aliases = sorted({*record.get("aliases", ()), name})
    addresses = sorted({value for value in record.get("same_as", ()) if is_iri(value)})
    mentions = _sorted_mentions(record.get("mentions", ()))
    merges = [NamedNode(f"{node.value}/merge/{index}") for index in range(len(record.get("merges", ())))]
    properties: list[tuple[str, Node]] = [("rdf:type", term(class_)) for class_ in ("kg:" + type_, *_aligned(type_))]
    properties.append(("skos:prefLabel", text(name)))
    properties += [("skos:altLabel", text(alias)) for alias in aliases if alias != name]
    for address in addresses:
        same = "owl:sameAs" if address.startswith(_IDENTITIES) else "schema:sameAs"
        properties.append((same, NamedNode(address)))
    if "salience" in record:
        properties.append(("kg:salience", number(record["salience"])))
    if "provenance" in record:
        properties.append(("kg:provenance", text(record["provenance"])))
    sheet.describe(node, [*properties, *(("kg:merge", merge) for merge in merges)])
    plain = ("type", "name", "salience", "provenance", "merges")
    modelled = {name_: record[name_] for name_ in plain if name_ in record}
    sheet.others(node, record, {**modelled, "aliases": aliases, "same_as": addresses, "mentions": mentions})
    for place, merge in zip(merges, record.get("merges", ()), strict=True):
        _write_merge(sheet, place, merge)
    for mention in mentions:
        at = mention["start"], mention["end"], mention["kind"], slug
        sheet.section(mention["document"]).mentions.append(at)


def read_entities(reading: Reading) -> Iterable[tuple[str, dict[str, Any]]]:
    """Read every entity as (id, attributes), sorted by id."""
    mentions: dict[str, list[dict[str, Any]]] = {}
    for iri in reading.of("kg:Mention"):
        mentions.setdefault(reading.need(iri, "oa:hasBody"), []).append(read_mention(reading, iri))
    found = [(reading.names.slug(iri), iri, type_) for type_ in types() for iri in reading.of("kg:" + type_)]
    for slug, iri, type_ in sorted(found):
        yield slug, _read_entity(reading, iri, type_, mentions.get(iri, []))


def _read_entity(reading: Reading, iri: str, type_: str, mentions: list[dict[str, Any]]) -> dict[str, Any]:
    name = reading.need(iri, "skos:prefLabel")
    optional = {key: reading.value(iri, "kg:" + key) for key in ("salience", "provenance")}
    return {
        "type": type_,
        "name": name,
        "aliases": sorted({name, *reading.all(iri, "skos:altLabel")}),
        "same_as": sorted(reading.all(iri, "owl:sameAs") + reading.all(iri, "schema:sameAs")),
        "mentions": _sorted_mentions(mentions),
        "merges": [_read_merge(reading, merge) for merge in reading.numbered(iri, "kg:merge")],
        **{key: value for key, value in optional.items() if value is not None},
        **reading.others(iri),
    }


def _write_merge(sheet: Sheet, node: NamedNode, merge: Record) -> None:
    properties = (
        ("rdf:type", term("kg:Merge")),
        ("rdf:type", term("prov:Entity")),
        ("kg:form", text(merge["form"])),
        ("kg:into", text(merge["into"])),
        ("kg:reason", text(merge["reason"])),
        ("kg:score", number(merge["score"])),
    )
    sheet.describe(node, properties)
    sheet.others(node, merge, {name: merge[name] for name in ("form", "into", "reason", "score")})


def _read_merge(reading: Reading, iri: str) -> dict[str, Any]:
    names = ("form", "into", "reason", "score")
    return {**{name: reading.need(iri, "kg:" + name) for name in names}, **reading.others(iri)}


def _sorted_mentions(mentions: Iterable[Record]) -> list[dict[str, Any]]:
    """Put mentions in the order in which they are read back, each once and with the four attributes that have terms."""
    places = {(item["document"], item["start"], item["end"], item.get("kind", "name")) for item in mentions}
    return [{"document": key, "start": start, "end": end, "kind": kind} for key, start, end, kind in sorted(places)]


@cache
def _aligned(type_: str) -> tuple[str, ...]:
    """Name the classes of schema.org and SKOS that the ontology puts a type under, for stores that do not infer."""
    above = read_turtle(resource("kg.ttl"))[KG + type_].get(RDFS + "subClassOf", ())
    prefixes = {namespace: prefix for prefix, namespace in NAMESPACES.items() if namespace in (SCHEMA, SKOS)}
    return tuple(
        f"{prefix}:{iri.removeprefix(namespace)}"
        for iri in above
        for namespace, prefix in prefixes.items()
        if iri.startswith(namespace)
    )
