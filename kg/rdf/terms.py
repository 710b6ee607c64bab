"""The names that RDF uses: namespaces, the IRIs of records, and literals for plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode

from kg.vocabulary import KG, OWL, RDF, RDFS, SCHEMA, SKOS

BASE: Final = "https://w3id.org/kg/id/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

NAMESPACES: Final[Mapping[str, str]] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "kg": KG,
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}

# How precise a date is decides its datatype; anything else is a string, "late 2000s" for one.
_DATES: Final = (
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", re.ASCII), "date"),
    (re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII), "gYearMonth"),
    (re.compile(r"\d{4}", re.ASCII), "gYear"),
)
_MONTH_ENDS: Final = re.compile(r"\d{4}-((0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)", re.ASCII)
_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")


def prefixes(base: str = BASE) -> dict[str, str]:
    """Give the prefixes that every query and file knows, with entity: and document: for the IRIs of a graph."""
    return {**NAMESPACES, "document": base + "document/", "entity": base + "entity/"}


# The same few documents and entities are named again and again: percent-encoding took a fifth of the time of a file.
_step = lru_cache(maxsize=1 << 16)(partial(quote, safe=""))


@cache
def term(name: str) -> NamedNode:
    """Give the term of a prefixed name such as "oa:exact"."""
    prefix, local = name.split(":", 1)
    return NamedNode(NAMESPACES[prefix] + local)


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of records, made of slugs, numbers and offsets under one base; the same record has always the same."""

    base: str = BASE

    def entity(self, slug: str) -> NamedNode:
        """Name an entity."""
        return NamedNode(f"{self.base}entity/{_step(slug)}")

    def document(self, slug: str, part: str = "") -> NamedNode:
        """Name a document, or a part of it such as "/turn/3"."""
        return NamedNode(f"{self.base}document/{_step(slug)}{part}")

    def mention(self, slug: str, start: int, end: int, kind: str, entity: str) -> NamedNode:
        """Name the mention of an entity at a place of a document."""
        return self.document(slug, f"/mention/{start}-{end}/{_step(kind)}/{_step(entity)}")

    def target(self, slug: str, start: int, end: int) -> NamedNode:
        """Name a stretch of a document, as RFC 5147 does for plain text."""
        return self.document(slug, f"#char={start},{end}")

    def other(self, *path: str) -> NamedNode:
        """Name any other record by the steps of a path."""
        return NamedNode(self.base + "/".join(_step(step) for step in path))

    def slug(self, iri: str) -> str:
        """Give back the slug of an entity, a document, or the last step of any other path."""
        return unquote(iri.rsplit("/", 1)[1])


def text(value: str) -> Literal:
    """Make a plain string."""
    return Literal(value)


@lru_cache(maxsize=1 << 16, typed=True)
def number(value: float) -> Literal:
    """Make a decimal (an integer for an int) that reads back as the very same number."""
    if isinstance(value, int):
        return Literal(value)
    # never xsd:double: no value is both a double and a decimal, and the ontology says decimal
    return Literal(format(Decimal(repr(value)), "f"), datatype=NamedNode(XSD + "decimal"))


def date(value: str) -> Literal:
    """Make a date of the precision that the text has, or a string where it is no ISO date."""
    for pattern, kind in _DATES:
        if pattern.fullmatch(value) or (kind == "date" and _MONTH_ENDS.fullmatch(value)):
            return Literal(value, datatype=NamedNode(XSD + kind))
    return Literal(value)


def as_json(value: object) -> Literal:
    """Make a JSON literal; the same value gives the same bytes."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Literal(written, datatype=NamedNode(RDF + "JSON"))


def is_iri(value: str) -> bool:
    """Tell whether a value can stand as a web address."""
    if not _IRI.fullmatch(value):
        return False
    try:
        NamedNode(value)
    except ValueError:
        return False
    return True
