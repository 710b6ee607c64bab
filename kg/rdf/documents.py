"""The build and its documents, with their turns and participants, as triples and back."""

from __future__ import annotations

import hashlib
from typing import Any

from pyoxigraph import NamedNode

from kg.rdf.sheet import Reading, Record, Sheet
from kg.rdf.terms import as_json, date, number, term, text
from kg.vocabulary import KG

# attributes of a document that are one string
_STRINGS = {
    "title": "dcterms:title",
    "source": "dc:source",
    "language": "dc:language",
    "media_type": "schema:encodingFormat",
    "sha256": "schema:sha256",
    "text": "schema:text",
}
_JSON = {"blocks": "kg:blocks", "left_out": "kg:leftOut"}


def write_build(sheet: Sheet, graph: Record) -> None:
    """Write the graph as a whole and the run that made it; ``graph`` is the attributes of the NetworkX graph."""
    keys = sorted(str(entry["id"]) for entry in graph.get("documents", ()))
    versions = {name: value for name, value in sorted(graph.get("pipeline", {}).items()) if isinstance(value, str)}
    digest = _digest(graph, versions)
    whole, build = sheet.names.other("graph", digest), sheet.names.other("build", digest)
    documents = [sheet.names.document(key) for key in keys]
    software = {name: sheet.names.other("software", name, version) for name, version in versions.items()}
    sheet.kind(whole, "kg:Graph", "dcat:Dataset", "prov:Entity")
    sheet.add(whole, "dcterms:title", text("Knowledge graph built by kg"))
    sheet.add(whole, "dcterms:conformsTo", NamedNode(KG.rstrip("#")))
    sheet.add(whole, "void:uriSpace", text(sheet.base))
    sheet.add(whole, "prov:wasGeneratedBy", build)
    sheet.add(whole, "prov:wasDerivedFrom", *documents)
    sheet.others(whole, graph, {"documents": graph.get("documents"), "pipeline": versions})
    sheet.kind(build, "kg:Build", "prov:Activity")
    sheet.add(build, "prov:used", *documents)
    sheet.add(build, "prov:wasAssociatedWith", *software.values())
    for name, node in software.items():
        sheet.kind(node, "kg:Software", "prov:SoftwareAgent", "schema:SoftwareApplication")
        sheet.add(node, "schema:name", text(name))
        sheet.add(node, "schema:softwareVersion", text(versions[name]))


def read_build(reading: Reading) -> dict[str, Any]:
    """Read the attributes of the NetworkX graph, documents included."""
    build = reading.need(reading.graph, "prov:wasGeneratedBy")
    software = reading.all(build, "prov:wasAssociatedWith")
    pipeline = {reading.need(node, "schema:name"): reading.need(node, "schema:softwareVersion") for node in software}
    documents = sorted((_read_document(reading, iri) for iri in reading.of("kg:Document")), key=lambda item: item["id"])
    return {"documents": documents, "pipeline": pipeline, **reading.others(reading.graph)}


def write_document(sheet: Sheet, entry: Record) -> None:
    """Write one document with its text, turns and participants."""
    key = str(entry["id"])
    node = sheet.names.document(key)
    turns = [sheet.names.document(key, f"/turn/{index}") for index in range(len(entry.get("turns", ())))]
    parts = [sheet.names.document(key, f"/participant/{index}") for index in range(len(entry.get("participants", ())))]
    agents = sorted({part["entity"] for part in entry.get("participants", ()) if part.get("entity") is not None})
    sheet.kind(node, "kg:Document", "schema:DigitalDocument", "prov:Entity", place=key)
    sheet.add(node, "dcterms:identifier", text(key), place=key)
    strings = {name: entry[name] for name in _STRINGS if isinstance(entry.get(name), str)}
    for name, value in strings.items():
        sheet.add(node, _STRINGS[name], text(value), place=key)
    if entry.get("date") is not None:
        sheet.add(node, "dcterms:date", date(entry["date"]), place=key)
    if entry.get("words") is not None:
        sheet.add(node, "schema:wordCount", number(entry["words"]), place=key)
    for name, predicate in _JSON.items():
        if entry.get(name):
            sheet.add(node, predicate, as_json(entry[name]), place=key)
    sheet.add(node, "kg:hasTurn", *turns, place=key)
    sheet.add(node, "prov:wasAttributedTo", *map(sheet.names.entity, agents), place=key)
    sheet.add(node, "prov:qualifiedAttribution", *parts, place=key)
    modelled = ("id", "date", "words", "turns", "participants", *_STRINGS, *_JSON)
    sheet.others(node, entry, {name: entry[name] for name in modelled if name in entry}, key)
    for place, turn in zip(turns, entry.get("turns", ()), strict=True):
        _write_turn(sheet, key, place, turn)
    for place, part in zip(parts, entry.get("participants", ()), strict=True):
        _write_participant(sheet, key, place, part)


def _read_document(reading: Reading, iri: str) -> dict[str, Any]:
    return {
        "id": reading.need(iri, "dcterms:identifier"),
        **{name: reading.value(iri, predicate) for name, predicate in _STRINGS.items()},
        "date": reading.value(iri, "dcterms:date"),
        "words": reading.value(iri, "schema:wordCount"),
        **{name: reading.value(iri, predicate, []) for name, predicate in _JSON.items()},
        "turns": [_read_turn(reading, turn) for turn in reading.numbered(iri, "kg:hasTurn")],
        "participants": [
            _read_participant(reading, part) for part in reading.numbered(iri, "prov:qualifiedAttribution")
        ],
        **reading.others(iri),
    }


def _write_turn(sheet: Sheet, key: str, node: NamedNode, turn: Record) -> None:
    position = NamedNode(node.value + "/position")
    sheet.kind(node, "kg:Turn", "oa:SpecificResource", place=key)
    sheet.add(node, "oa:hasSource", sheet.names.document(key), place=key)
    sheet.add(node, "oa:hasSelector", position, place=key)
    if turn.get("speaker") is not None:
        sheet.add(node, "kg:spokenBy", sheet.names.entity(turn["speaker"]), place=key)
    if turn.get("role") is not None:
        sheet.add(node, "kg:role", term("kg:" + turn["role"]), place=key)
    if turn.get("time") is not None:
        sheet.add(node, "kg:startTime", text(turn["time"]), place=key)
    if turn.get("confidence") is not None:
        sheet.add(node, "kg:speakerConfidence", number(turn["confidence"]), place=key)
    modelled = ("start", "end", "speaker", "role", "time", "confidence")
    sheet.others(node, turn, {name: turn[name] for name in modelled if name in turn}, key)
    sheet.position(position, turn["start"], turn["end"], key)


def _read_turn(reading: Reading, iri: str) -> dict[str, Any]:
    start, end = reading.span(iri)
    return {
        "start": start,
        "end": end,
        "speaker": reading.slug(iri, "kg:spokenBy"),
        "role": reading.word(iri, "kg:role"),
        "time": reading.value(iri, "kg:startTime"),
        **({} if (sure := reading.value(iri, "kg:speakerConfidence")) is None else {"confidence": sure}),
        **reading.others(iri),
    }


def _write_participant(sheet: Sheet, key: str, node: NamedNode, part: Record) -> None:
    sheet.kind(node, "kg:Participation", "prov:Attribution", place=key)
    if part.get("entity") is not None:
        sheet.add(node, "prov:agent", sheet.names.entity(part["entity"]), place=key)
    if part.get("role") is not None:
        sheet.add(node, "dcat:hadRole", term("kg:" + part["role"]), place=key)
    if part.get("name") is not None:
        sheet.add(node, "schema:name", text(part["name"]), place=key)
    sheet.others(node, part, {name: part[name] for name in ("entity", "role", "name") if name in part}, key)


def _read_participant(reading: Reading, iri: str) -> dict[str, Any]:
    return {
        "entity": reading.slug(iri, "prov:agent"),
        "name": reading.value(iri, "schema:name"),
        "role": reading.word(iri, "dcat:hadRole"),
        **reading.others(iri),
    }


def _digest(graph: Record, versions: dict[str, str]) -> str:
    """Name a build by what went into it: the versions and the documents."""
    inputs = [f"{name}={version}" for name, version in versions.items()]
    inputs += sorted(f"{entry['id']}={entry.get('sha256')}" for entry in graph.get("documents", ()))
    return hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:12]
