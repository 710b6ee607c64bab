"""What belongs to a document: its record, mentions of entities, evidence, and the stretches that these point to.

These are most of a graph's triples, and those of a document stay as they are while it and what is found in it
do: so Turtle is written document by document, and a section written before can be kept.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from kg.rdf.assertions import stretches, write_evidence
from kg.rdf.documents import write_document
from kg.rdf.sheet import Reading, Section, Sheet
from kg.rdf.terms import term, text

# Gives the text kept for a document under a key, or else makes it and keeps it.
Kept: TypeAlias = Callable[[str, str, Callable[[], str]], str]


def sections(sheet: Sheet) -> Iterator[Section]:
    """Give the sections of a sheet on which all entities and assertions are written, by document and sorted."""
    for key in sorted(sheet.sections):
        found = sheet.sections[key]
        yield Section(key, found.entry, sorted(found.mentions), sorted(found.evidence, key=lambda e: e[:2]))


def digest(section: Section, *circumstances: str) -> str:
    """Hash all that the triples of a section depend on, with the circumstances in which they are written."""
    parts = [*circumstances, section.document, section.entry, section.mentions, section.evidence]
    # a tenth of the time of JSON; version 2 gives equal values equal bytes, later ones look at references too
    return hashlib.sha256(marshal.dumps(parts, 2)).hexdigest()


def write_section(sheet: Sheet, section: Section) -> None:
    """Write the record, the mentions, the evidence and the stretches of a document."""
    key = section.document
    if section.entry is not None:
        write_document(sheet, section.entry)
    for assertion, index, item in section.evidence:
        write_evidence(sheet, assertion, index, item)
    for start, end, kind, entity in section.mentions:
        properties = (
            ("rdf:type", term("kg:Mention")),
            ("rdf:type", term("oa:Annotation")),
            ("oa:hasBody", sheet.names.entity(entity)),
            ("oa:hasTarget", sheet.names.target(key, start, end)),
            ("oa:motivatedBy", term("oa:identifying")),
            ("kg:mentionKind", term("kg:" + kind)),
        )
        sheet.describe(sheet.names.mention(key, start, end, kind, entity), properties, key)
    for (start, end), words in _targets(sheet, section).items():
        _write_target(sheet, key, start, end, words)


def _targets(sheet: Sheet, section: Section) -> dict[tuple[int, int], str]:
    """The stretches that evidence and mentions point to, each once and sorted, with their words."""
    key, found = section.document, dict[tuple[int, int], str]()
    for _, _, item in section.evidence:
        for start, end, quote in stretches(item):
            found[start, end] = sheet.words(key, start, end, quote)
    for start, end, _, _ in section.mentions:
        if (start, end) not in found:
            found[start, end] = sheet.words(key, start, end, None)
    return dict(sorted(found.items()))


def _write_target(sheet: Sheet, key: str, start: int, end: int, words: str) -> None:
    """Write a stretch by its offsets and by its words."""
    node = sheet.names.target(key, start, end)
    position = sheet.names.document(key, f"/position/{start}-{end}")
    quote = sheet.names.document(key, f"/quote/{start}-{end}")
    properties = (
        ("rdf:type", term("kg:Target")),
        ("rdf:type", term("oa:SpecificResource")),
        ("oa:hasSource", sheet.names.document(key)),
        ("oa:hasSelector", position),
        ("oa:hasSelector", quote),
    )
    sheet.describe(node, properties, key)
    sheet.position(position, start, end, key)
    sheet.describe(quote, (("rdf:type", term("oa:TextQuoteSelector")), ("oa:exact", text(words))), key)


def read_mention(reading: Reading, iri: str) -> dict[str, Any]:
    """Read one mention as an entity's node has it."""
    target = reading.need(iri, "oa:hasTarget")
    start, end = reading.span(target)
    kind = reading.word(iri, "kg:mentionKind")
    return {"document": reading.slug(target, "oa:hasSource"), "start": start, "end": end, "kind": kind}
