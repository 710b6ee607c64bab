"""Where records are written as triples and read back: what all kinds of record share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.terms import BASE, Names, as_json, number, term
from kg.types import KgError

Record = Mapping[str, Any]
Node = NamedNode | Literal
# a triple, and the id of the document that it belongs to or None where it belongs to the whole graph
Placed = tuple[Triple, str | None]


@dataclass(slots=True)
class Section:
    """One document, where the graph has a record of it, and what points into it.

    Mentions as (start, end, kind, entity), pieces of evidence as (assertion, its number there, the record).
    """

    document: str
    entry: Record | None = None
    mentions: list[tuple[int, int, str, str]] = field(default_factory=list)
    evidence: list[tuple[str, int, Record]] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """Takes the triples of one record after another.

    ``reifies`` makes an assertion a reifier of RDF 1.2 instead of an rdf:Statement. ``texts`` are the documents' texts
    by id; ``sections`` what points into each document, written when all records are (``kg.rdf.places``).
    """

    base: str = BASE
    reifies: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    names: Names = field(init=False)
    sections: dict[str, Section] = field(init=False, default_factory=dict)
    rows: list[Placed] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Name records under the base."""
        self.names = Names(self.base)

    def add(self, subject: NamedNode, predicate: str, *objects: Node | Triple, place: str | None = None) -> None:
        """Write one property with its values, in the order given."""
        property_ = term(predicate)
        for object_ in objects:
            self.rows.append((Triple(subject, property_, object_), place))

    def describe(
        self, subject: NamedNode, properties: Iterable[tuple[str, Node | Triple]], place: str | None = None
    ) -> None:
        """Write several properties in the order given: where records are many, one call for each pays."""
        self.rows += [(Triple(subject, term(predicate), object_), place) for predicate, object_ in properties]

    def take(self) -> list[Placed]:
        """Give what was written since the last call."""
        rows, self.rows = self.rows, []
        return rows

    def kind(self, subject: NamedNode, *classes: str, place: str | None = None) -> None:
        """Say of what classes the subject is."""
        self.add(subject, "rdf:type", *map(term, classes), place=place)

    def others(self, subject: NamedNode, record: Record, modelled: Record, place: str | None = None) -> None:
        """Keep what has no term of its own, or what reading back would not give as it was, as one JSON literal."""
        rest = {name: value for name, value in record.items() if name not in modelled or modelled[name] != value}
        if rest:
            self.add(subject, "kg:otherAttributes", as_json(rest), place=place)

    def position(self, node: NamedNode, start: int, end: int, place: str) -> None:
        """Write a selector by offsets."""
        kind = term("oa:TextPositionSelector")
        self.describe(node, (("rdf:type", kind), ("oa:start", number(start)), ("oa:end", number(end))), place)

    def section(self, key: str) -> Section:
        """Give what points into a document so far."""
        if key not in self.sections:
            self.sections[key] = Section(key)
        return self.sections[key]

    def words(self, key: str, start: int, end: int, quote: str | None) -> str:
        """Give the words of a stretch; raises KgError where the document is missing or says something else."""
        found = self.texts[key][start:end] if key in self.texts else quote
        if found is None:
            raise KgError(f"document {key!r} is mentioned but not in the graph: build the graph again")
        if quote is not None and found != quote:
            raise KgError(f"document {key!r}: the quote at {start} to {end} is not its text: build the graph again")
        return found


Described = dict[str, list[Any]]


class Reading:
    """The triples of a graph by subject and property, to read records back from."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index the triples."""
        self.described: dict[str, Described] = {}
        self.kinds: dict[str, list[str]] = {}
        type_ = term("rdf:type").value
        for triple in triples:
            if not isinstance(triple.subject, NamedNode):
                continue
            subject, predicate = triple.subject.value, triple.predicate.value
            self.described.setdefault(subject, {}).setdefault(predicate, []).append(triple.object)
            if predicate == type_ and isinstance(triple.object, NamedNode):
                self.kinds.setdefault(triple.object.value, []).append(subject)
        graphs = self.of("kg:Graph")
        if len(graphs) != 1:
            raise KgError(f"the RDF holds {len(graphs)} graphs of kg where one is needed: give what kg wrote")
        self.graph = graphs[0]
        self.base = str(self.value(self.graph, "void:uriSpace", BASE))
        self.names = Names(self.base)

    def of(self, class_: str) -> list[str]:
        """Give the subjects of a class, sorted."""
        return sorted(set(self.kinds.get(term(class_).value, ())))

    def all(self, subject: str, predicate: str) -> list[Any]:
        """Give every value of a property: an IRI or a string as str, a number as int or float, JSON as it was."""
        found = self.described.get(subject, {}).get(term(predicate).value, ())
        return [_plain(value) for value in found]

    def value(self, subject: str, predicate: str, default: Any = None) -> Any:
        """Give the value of a property that has one at most."""
        return next(iter(self.all(subject, predicate)), default)

    def need(self, subject: str, predicate: str) -> Any:
        """Give the value of a property that must be there; raises KgError where it is not."""
        found = self.value(subject, predicate)
        if found is None:
            raise KgError(f"<{subject}> has no {predicate}: give RDF that kg wrote, whole")
        return found

    def slug(self, subject: str, predicate: str) -> str | None:
        """Give the slug of the entity or document that a property points to."""
        found = self.value(subject, predicate)
        return None if found is None else self.names.slug(found)

    def word(self, subject: str, predicate: str) -> str | None:
        """Give the local name of the term of kg that a property points to."""
        found = self.value(subject, predicate)
        return None if found is None else str(found).rsplit("#", 1)[1]

    def others(self, subject: str) -> dict[str, Any]:
        """Give the attributes that were kept as JSON."""
        return dict(self.value(subject, "kg:otherAttributes", {}))

    def numbered(self, subject: str, predicate: str) -> list[str]:
        """Give the records that a property points to, in the order of the number that ends their IRIs."""
        return sorted(self.all(subject, predicate), key=lambda iri: int(str(iri).rsplit("/", 1)[1]))

    def span(self, subject: str) -> tuple[int, int]:
        """Give the offsets that a target or turn selects."""
        for selector in self.all(subject, "oa:hasSelector"):
            if self.value(selector, "oa:start") is not None:
                return self.need(selector, "oa:start"), self.need(selector, "oa:end")
        raise KgError(f"<{subject}> has no oa:TextPositionSelector: give RDF that kg wrote, whole")


def _plain(value: Any) -> Any:
    if not isinstance(value, Literal):
        return value.value if isinstance(value, NamedNode) else value
    kind = value.datatype.value.rsplit("#", 1)[1]
    if kind == "integer":
        return int(value.value)
    if kind == "decimal":
        return float(value.value)
    return json.loads(value.value) if kind == "JSON" else value.value
