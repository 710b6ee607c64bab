"""The answer to a query, and how it is written: the SPARQL 1.1 formats, plain values, RDF for a CONSTRUCT."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any, Final
from typing import Literal as Choice
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.rdf import write_triples
from kg.rdf.terms import XSD, prefixes
from kg.types import UsageError

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERS: Final = {XSD + "integer": int, XSD + "decimal": float, XSD + "double": float, XSD + "float": float}


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found.

    ``form`` tells which of ``terms`` (rows of a SELECT, under ``columns``), ``boolean`` (of an ASK) and ``triples`` (of
    a CONSTRUCT or DESCRIBE) is set. ``truncated`` is true where a limit left rows or triples out.
    """

    form: Choice["select", "ask", "construct"]
    columns: tuple[str, ...] = ()
    terms: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None
    truncated: bool = False

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Give the rows as plain values: str for IRIs and strings, int, float, bool, None where unbound."""
        return [tuple(map(plain, row)) for row in self.terms]

    @property
    def table(self) -> list[tuple[str, ...]]:
        """Give the rows as short strings to show: "entity:keras" for an IRI, "" where unbound."""
        return [tuple(map(short, row)) for row in self.terms]

    def to_json(self) -> str:
        """Write application/sparql-results+json."""
        self._need_rows()
        if self.form == "ask":
            return json.dumps({"head": {}, "boolean": self.boolean}) + "\n"
        bindings = [
            {name: _json(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
            for row in self.terms
        ]
        written = {"head": {"vars": self.columns}, "results": {"bindings": bindings}}
        return json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n"

    def to_csv(self) -> str:
        """Write text/csv: values without their types, as SPARQL 1.1 has it."""
        self._need_rows()
        if self.form == "ask":
            return f"{str(self.boolean).lower()}\r\n"
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(self.columns)
        writer.writerows([_bare(term) for term in row] for row in self.terms)
        return written.getvalue()

    def to_tsv(self) -> str:
        """Write text/tab-separated-values: terms with their types, as SPARQL 1.1 has it."""
        self._need_rows()
        if self.form == "ask":
            return f"{str(self.boolean).lower()}\n"
        lines = ["\t".join(f"?{name}" for name in self.columns)]
        lines += ["\t".join("" if term is None else _term(term) for term in row) for row in self.terms]
        return "\n".join(lines) + "\n"

    def to_xml(self) -> str:
        """Write application/sparql-results+xml; a character that XML cannot hold becomes U+FFFD."""
        self._need_rows()
        opening = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        if self.form == "ask":
            return f"{opening}<head/><boolean>{str(self.boolean).lower()}</boolean></sparql>\n"
        head = "".join(f"<variable name={quoteattr(name)}/>" for name in self.columns)
        rows = "\n".join(f"<result>{self._bindings(row)}</result>" for row in self.terms)
        return f"{opening}<head>{head}</head><results>\n{rows}\n</results></sparql>\n"

    def to_rdf(self, syntax: RdfFormat = RdfFormat.TURTLE) -> str:
        """Write the triples of a CONSTRUCT or DESCRIBE, sorted."""
        if self.triples is None:
            raise UsageError("the query gives no triples: ask CONSTRUCT for RDF")
        return write_triples(sorted(self.triples, key=str), syntax)

    def _bindings(self, row: Row) -> str:
        pairs = zip(self.columns, row, strict=True)
        return "".join(f"<binding name={quoteattr(name)}>{_xml(term)}</binding>" for name, term in pairs if term)

    def _need_rows(self) -> None:
        if self.form == "construct":
            raise UsageError("a CONSTRUCT gives triples, not rows: write it as turtle or nt")


def plain(term: Term | None) -> Any:
    """Give the plain Python value of a term."""
    if not isinstance(term, Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    try:
        return _NUMBERS[kind](term.value) if kind in _NUMBERS else term.value
    except ValueError:
        return term.value


def short(term: Term | None) -> str:
    """Give a term as a reader would like to see it."""
    if isinstance(term, NamedNode):
        for prefix, namespace in prefixes().items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
    return _bare(term)


def _bare(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, BlankNode | Triple) else term.value


def _term(term: Term) -> str:
    return str(term).replace("\t", "\\t")


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        names = ("subject", "predicate", "object")
        return {"type": "triple", "value": {name: _json(part) for name, part in zip(names, term, strict=True)}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    typed = {} if term.datatype.value == XSD + "string" else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **typed}


def _xml(term: Term) -> str:
    if isinstance(term, Triple):
        names = ("subject", "predicate", "object")
        parts = "".join(f"<{name}>{_xml(part)}</{name}>" for name, part in zip(names, term, strict=True))
        return f"<triple>{parts}</triple>"
    value = escape(_NOT_XML.sub("\ufffd", term.value), {"\r": "&#xD;"})
    if isinstance(term, NamedNode):
        return f"<uri>{value}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{value}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    typed = "" if term.datatype.value == XSD + "string" else f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{typed}>{value}</literal>"
