"""Assertions and their evidence, as triples and back; what is evidence goes to the documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import NamedNode, Triple

from kg.rdf.sheet import Node, Reading, Record, Sheet
from kg.rdf.terms import date, number, term, text
from kg.types import UsageError
from kg.vocabulary import predicates

_EVIDENCE = ("document", "start", "end", "quote", "turn", "rule", "confidence", "subject", "object", "subject_kind")
_EDGE = ("id", "predicate", "polarity", "modality", "speaker", "time", "confidence", "evidence", "provenance")


def write_assertion(sheet: Sheet, subject: str, object_: str, key: str, record: Record) -> Triple | None:
    """Write one assertion with its evidence.

    Gives the plain triple where the assertion is affirmed and not hedged, asked or the like, None otherwise. Raises
    UsageError where the predicate is none of the ontology.
    """
    if record.get("predicate") not in predicates():
        known = ", ".join(predicates())
        raise UsageError(f"{subject} -> {object_}: {record.get('predicate')!r} is no predicate: give one of {known}")
    ends = sheet.names.entity(subject), sheet.names.entity(object_)
    claim = Triple(ends[0], term("kg:" + record["predicate"]), ends[1])
    node = sheet.names.other("assertion", str(record.get("id") or _identifier(subject, object_, key, record)))
    polarity, modality = record.get("polarity", "affirmed"), record.get("modality", "asserted")
    evidence = [NamedNode(f"{node.value}/evidence/{index}") for index in range(len(record.get("evidence", ())))]
    classes = ("kg:Assertion", *(() if sheet.reifies else ("rdf:Statement",)), "prov:Entity")
    properties: list[tuple[str, Node | Triple]] = [("rdf:type", term(class_)) for class_ in classes]
    if sheet.reifies:
        properties.append(("rdf:reifies", claim))
    else:
        properties += (("rdf:subject", ends[0]), ("rdf:predicate", claim.predicate), ("rdf:object", ends[1]))
    properties += (("kg:polarity", term("kg:" + polarity)), ("kg:modality", term("kg:" + modality)))
    if record.get("speaker") is not None:
        properties.append(("kg:statedBy", sheet.names.entity(record["speaker"])))
    if record.get("time") is not None:
        properties.append(("kg:time", date(record["time"])))
    if record.get("confidence") is not None:
        properties.append(("kg:confidence", number(record["confidence"])))
    if "provenance" in record:
        properties.append(("kg:provenance", text(record["provenance"])))
    sheet.describe(node, [*properties, *(("kg:evidence", each) for each in evidence)])
    modelled = {name: record[name] for name in _EDGE if name in record}
    sheet.others(node, {**record, "key": key}, {**modelled, "key": _key(modelled)})
    for index, item in enumerate(record.get("evidence", ())):
        sheet.section(item["document"]).evidence.append((node.value, index, item))
    return claim if (polarity, modality) == ("affirmed", "asserted") else None


def read_assertions(reading: Reading) -> Iterable[tuple[str, str, str, dict[str, Any]]]:
    """Read every assertion as (subject, object, key, attributes), sorted."""
    return sorted((_read_assertion(reading, iri) for iri in reading.of("kg:Assertion")), key=lambda item: item[:3])


def _read_assertion(reading: Reading, iri: str) -> tuple[str, str, str, dict[str, Any]]:
    subject, predicate, object_ = _claim(reading, iri)
    record = {
        "id": reading.names.slug(iri),
        "predicate": predicate.rsplit("#", 1)[1],
        "polarity": reading.word(iri, "kg:polarity"),
        "modality": reading.word(iri, "kg:modality"),
        "speaker": reading.slug(iri, "kg:statedBy"),
        "time": reading.value(iri, "kg:time"),
        "confidence": reading.value(iri, "kg:confidence"),
        "evidence": [_read_evidence(reading, place) for place in reading.numbered(iri, "kg:evidence")],
    }
    if (provenance := reading.value(iri, "kg:provenance")) is not None:
        record["provenance"] = provenance
    record = {**record, "key": _key(record), **reading.others(iri)}
    return reading.names.slug(subject), reading.names.slug(object_), record.pop("key"), record


def _claim(reading: Reading, iri: str) -> tuple[str, str, str]:
    claim = reading.value(iri, "rdf:reifies")
    if isinstance(claim, Triple) and isinstance(claim.subject, NamedNode) and isinstance(claim.object, NamedNode):
        return claim.subject.value, claim.predicate.value, claim.object.value
    return reading.need(iri, "rdf:subject"), reading.need(iri, "rdf:predicate"), reading.need(iri, "rdf:object")


def write_evidence(sheet: Sheet, assertion: str, index: int, item: Record) -> None:
    """Write one piece of evidence, by its number in the assertion with this IRI."""
    key, node = item["document"], NamedNode(f"{assertion}/evidence/{index}")
    antecedents = sorted({(start, end) for start, end in item.get("antecedents", ())})
    sheet.kind(node, "kg:Evidence", "oa:Annotation", place=key)
    sheet.add(node, "oa:hasBody", NamedNode(assertion), place=key)
    sheet.add(node, "oa:hasTarget", sheet.names.target(key, item["start"], item["end"]), place=key)
    sheet.add(node, "oa:motivatedBy", term("oa:describing"), place=key)
    if item.get("turn") is not None:
        sheet.add(node, "kg:turn", sheet.names.document(key, f"/turn/{item['turn']}"), place=key)
    if item.get("rule") is not None:
        sheet.add(node, "kg:rule", text(item["rule"]), place=key)
    if item.get("confidence") is not None:
        sheet.add(node, "kg:confidence", number(item["confidence"]), place=key)
    for side in ("subject", "object"):
        if item.get(side) is not None:
            sheet.add(node, f"kg:{side}Target", sheet.names.target(key, *item[side]), place=key)
        if item.get(side + "_kind") is not None:
            sheet.add(node, f"kg:{side}Kind", term("kg:" + item[side + "_kind"]), place=key)
    sheet.add(node, "kg:antecedent", *(sheet.names.target(key, *span) for span in antecedents), place=key)
    modelled = {name: item[name] for name in (*_EVIDENCE, "object_kind") if name in item}
    sheet.others(node, item, {**modelled, "antecedents": [list(span) for span in antecedents]}, key)


def stretches(item: Record) -> Iterator[tuple[int, int, str | None]]:
    """The stretches of its document that a piece of evidence points to, with the words of the first as it has them."""
    yield item["start"], item["end"], item.get("quote")
    for span in (item.get("subject"), item.get("object"), *item.get("antecedents", ())):
        if span is not None:
            yield *span, None


def _read_evidence(reading: Reading, iri: str) -> dict[str, Any]:
    target = reading.need(iri, "oa:hasTarget")
    start, end = reading.span(target)
    quotes = [reading.value(selector, "oa:exact") for selector in reading.all(target, "oa:hasSelector")]
    turn = reading.value(iri, "kg:turn")
    subject, object_ = reading.value(iri, "kg:subjectTarget"), reading.value(iri, "kg:objectTarget")
    return {
        "document": reading.slug(target, "oa:hasSource"),
        "start": start,
        "end": end,
        "quote": next((quote for quote in quotes if quote is not None), None),
        "turn": None if turn is None else int(reading.names.slug(turn)),
        "rule": reading.value(iri, "kg:rule"),
        "confidence": reading.value(iri, "kg:confidence"),
        "subject": None if subject is None else list(reading.span(subject)),
        "object": None if object_ is None else list(reading.span(object_)),
        "subject_kind": reading.word(iri, "kg:subjectKind"),
        "object_kind": reading.word(iri, "kg:objectKind"),
        "antecedents": sorted(list(reading.span(place)) for place in reading.all(iri, "kg:antecedent")),
        **reading.others(iri),
    }


def _key(record: Record) -> str:
    """Give the key of an edge in the NetworkX graph."""
    return f"{record.get('predicate')}|{record.get('polarity')}|{record.get('speaker') or '-'}"


def _identifier(subject: str, object_: str, key: str, record: Record) -> str:
    """Name an assertion that has no id yet, as in a graph made by hand."""
    parts = (subject, record["predicate"], object_, key)
    return "a-" + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:10]
