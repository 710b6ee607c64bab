"""The graph as RDF and back, in every usual format, with nothing lost and the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final

import networkx as nx
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg.files import digest as digest_of
from kg.files import write_all, write_text
from kg.rdf.assertions import read_assertions, write_assertion
from kg.rdf.documents import read_build, write_build
from kg.rdf.entities import read_entities, write_entity
from kg.rdf.jsonld import to_jsonld
from kg.rdf.lines import PIECE, sorted_lines
from kg.rdf.places import Kept, digest, sections, write_section
from kg.rdf.sheet import Placed, Reading, Section, Sheet
from kg.rdf.terms import BASE, Names, prefixes
from kg.types import UsageError

__all__ = ["FORMATS", "from_rdf", "to_rdf", "triples", "turtle", "write_rdf", "write_triples"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: the syntax, the suffix of its files, and what it can hold beyond triples."""

    syntax: RdfFormat
    suffix: str
    named_graphs: bool = False
    reifies: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "turtle": Format(RdfFormat.TURTLE, ".ttl"),
    "nt": Format(RdfFormat.N_TRIPLES, ".nt"),
    "nquads": Format(RdfFormat.N_QUADS, ".nq", named_graphs=True),
    "trig": Format(RdfFormat.TRIG, ".trig", named_graphs=True),
    "json-ld": Format(RdfFormat.JSON_LD, ".jsonld"),
    "rdfxml": Format(RdfFormat.RDF_XML, ".rdf"),
    "turtle12": Format(RdfFormat.TURTLE, ".ttl", reifies=True),
    "nt12": Format(RdfFormat.N_TRIPLES, ".nt", reifies=True),
}
_SORTED: Final = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
_PREFIXES: Final = re.compile(r"(?:@prefix [^\n]*\n)*")
_XMLNS: Final = re.compile(r' xmlns:\w+="[^"]*"')
# XML 1.0 has no way at all to write these
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def to_rdf(graph: nx.MultiDiGraph, path: Path | str | None = None, format: str = "turtle", *, base: str = BASE) -> str:
    """Write the graph as RDF, into a file where a path is given, and give the text.

    ``format`` is one of FORMATS; "trig" and "nquads" hold one named graph a document, "turtle12" and "nt12" are RDF 1.2
    with rdf:reifies. ``base`` is what the IRIs of entities, documents and assertions begin with. Raises UsageError for
    an unknown format, type or predicate, and where XML cannot hold a character of the text.
    """
    chosen = _format(format)
    if chosen.syntax == RdfFormat.TURTLE:
        written = "".join(_turtle(graph, Sheet(base, chosen.reifies)))
    else:
        rows = _placed(graph, Sheet(base, chosen.reifies), by_document=chosen.named_graphs)
        written = _written(rows, chosen, base)
    if path is not None:
        write_text(Path(path), written)
    return written


def write_rdf(graph: nx.MultiDiGraph, path: Path | str, format: str = "turtle", *, base: str = BASE) -> None:
    """Write the graph as RDF into a file, with the bytes of ``to_rdf``.

    N-Triples and N-Quads go through files in between, so that they need no memory for the whole. Raises as ``to_rdf``.
    """
    chosen = _format(format)
    if chosen.syntax not in _SORTED:
        to_rdf(graph, path, format, base=base)
        return
    rows = _placed(graph, Sheet(base, chosen.reifies), by_document=chosen.named_graphs)
    written: Iterator[Any] = (_quad(row, base) if chosen.named_graphs else row[0] for row in rows)
    pieces = iter(lambda: serialize(islice(written, PIECE), format=chosen.syntax) or b"", b"")
    write_all({Path(path): sorted_lines(piece.decode() for piece in pieces)})


def turtle(graph: nx.MultiDiGraph, kept: Kept | None = None) -> Iterator[str]:
    """Write the graph as Turtle in pieces, with the bytes of ``to_rdf``; raises as that does.

    ``kept`` gives the piece that was kept for a document under a key, or else makes it: what points into a document is
    most of the triples, and changes with it alone.
    """
    return _turtle(graph, Sheet(), kept)


def from_rdf(source: Path | str, format: str | None = None) -> nx.MultiDiGraph:
    """Read a graph that ``to_rdf`` wrote, from a path or from the text itself, with nothing lost.

    Without ``format`` the suffix of the file, or the beginning of the text, decides. Raises UsageError where the file
    cannot be read or its syntax is broken, KgError where it is not a whole graph of kg.
    """
    reading = Reading(_parsed(source, format))
    graph = nx.MultiDiGraph(**read_build(reading))
    graph.add_nodes_from(read_entities(reading))
    for subject, object_, key, attributes in read_assertions(reading):
        graph.add_edge(subject, object_, key=key, **attributes)
    return graph


def triples(graph: nx.MultiDiGraph, base: str = BASE) -> Iterator[Triple]:
    """Give the triples of the graph, each once, those of one subject together, in a fixed order."""
    return (triple for triple, _ in _placed(graph, Sheet(base)))


def _placed(graph: nx.MultiDiGraph, sheet: Sheet, by_document: bool = False) -> Iterator[Placed]:
    """Give the triples of all records, and then document by document what points into it."""
    yield from _records(graph, sheet, by_document)
    for section in sections(sheet):
        write_section(sheet, section)
        yield from sheet.take()


def _records(graph: nx.MultiDiGraph, sheet: Sheet, by_document: bool = False) -> Iterator[Placed]:
    """Give the build, the entities, the assertions, and then the plain triples; documents come in their sections.

    ``by_document`` puts a plain triple into every document that proves it, else into the whole graph once.
    """
    sheet.texts.update((entry["id"], entry["text"]) for entry in graph.graph.get("documents", ()) if "text" in entry)
    write_build(sheet, graph.graph)
    yield from sheet.take()
    for entry in graph.graph.get("documents", ()):
        sheet.section(str(entry["id"])).entry = entry
    for slug, record in sorted(graph.nodes(data=True)):
        write_entity(sheet, slug, record)
        yield from sheet.take()
    plain: dict[Triple, set[str]] = {}
    for subject, object_, key, record in sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        claim = write_assertion(sheet, subject, object_, key, record)
        yield from sheet.take()
        if claim is not None:
            plain.setdefault(claim, set()).update(item["document"] for item in record.get("evidence", ()))
    for claim, proving in plain.items():
        places: list[str | None] = [*sorted(proving)] if by_document and proving else [None]
        yield from ((claim, place) for place in places)


def _turtle(graph: nx.MultiDiGraph, sheet: Sheet, kept: Kept | None = None) -> Iterator[str]:
    """Write the records, and then each document's section, without the prefixes again, kept or made."""
    yield _serialized((triple for triple, _ in _records(graph, sheet)), RdfFormat.TURTLE, sheet.base)
    code = [digest_of(path) for path in sorted(Path(__file__).parent.glob("*.py"))] if kept else []
    for section in sections(sheet):

        def written(section: Section = section) -> str:
            write_section(sheet, section)
            whole = _serialized((triple for triple, _ in sheet.take()), RdfFormat.TURTLE, sheet.base)
            return _PREFIXES.sub("", whole, count=1)

        if kept is None:
            yield written()
        else:
            yield kept(section.document, digest(section, sheet.base, version("pyoxigraph"), *code), written)


def write_triples(triples: Iterable[Triple], syntax: RdfFormat = RdfFormat.TURTLE, base: str = BASE) -> str:
    """Write any triples, in the order given, with the same bytes each time; N-Triples come sorted."""
    if syntax == RdfFormat.JSON_LD:
        return to_jsonld(triples, base)
    return _serialized(triples, syntax, base)


def _written(rows: Iterable[Placed], chosen: Format, base: str) -> str:
    if not chosen.named_graphs:
        return write_triples((triple for triple, _ in rows), chosen.syntax, base)
    quads = (_quad(row, base) for row in rows)
    # TriG gathers a named graph only where its quads stand together
    return _serialized(sorted(quads, key=_graph_of), chosen.syntax, base)


def _serialized(rows: Iterable[Triple] | Iterable[Quad], syntax: RdfFormat, base: str) -> str:
    # document: would make every part of a document a name full of escapes
    declared = {name: iri for name, iri in prefixes(base).items() if name != "document"}
    written = (serialize(rows, format=syntax, prefixes=declared) or b"").decode()
    if syntax in _SORTED:
        return "".join(f"{line}\n" for line in sorted(written.split("\n")) if line)
    return _as_xml(written) if syntax == RdfFormat.RDF_XML else _sorted_prefixes(written)


def _quad(row: Placed, base: str) -> Quad:
    triple, place = row
    return Quad(triple.subject, triple.predicate, triple.object, _graph_name(place, base))


def _graph_name(place: str | None, base: str) -> NamedNode | DefaultGraph:
    return DefaultGraph() if place is None else NamedNode(Names(base).document(place).value + "/graph")


def _graph_of(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _as_xml(written: str) -> str:
    """Write a carriage return as XML must, or it reads back as a line feed; refuse what XML cannot hold."""
    if found := _NOT_XML.search(written):
        raise UsageError(f"RDF/XML cannot hold the character U+{ord(found.group()):04X} of the text: write Turtle")
    heading, opening, rest = written.split(">\n", 2)
    declared = "".join(sorted(_XMLNS.findall(opening)))
    return f"{heading}>\n<rdf:RDF{declared}>\n{rest}".replace("\r", "&#xD;")


def _sorted_prefixes(written: str) -> str:
    """Sort the prefixes, which pyoxigraph writes in another order on every run."""
    heading = _PREFIXES.match(written)
    assert heading is not None
    return "".join(sorted(heading.group().splitlines(keepends=True))) + written[heading.end() :]


def _format(name: str) -> Format:
    if name not in FORMATS:
        raise UsageError(f"{name!r} is no format of RDF here: give one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _parsed(source: Path | str, format: str | None) -> Iterator[Triple]:
    inline = isinstance(source, str) and ("\n" in source or source.lstrip()[:1] in ("<", "@", "{"))
    where = "the text" if inline else str(source)
    try:
        content = str(source).encode() if inline else Path(source).read_bytes()
        syntax = _format(format).syntax if format else _guessed(content, "" if inline else Path(source).suffix)
        for quad in parse(content, format=syntax):
            yield quad.triple if isinstance(quad, Quad) else quad
    except OSError as error:
        raise UsageError(f"{where}: cannot be read ({error.strerror}): give a file of RDF") from error
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"{where}: not valid RDF ({error}): give a file that kg wrote, or name its format") from error


def _guessed(content: bytes, suffix: str) -> RdfFormat:
    by_suffix = {chosen.suffix: chosen.syntax for chosen in FORMATS.values()}
    if suffix.lower() in by_suffix:
        return by_suffix[suffix.lower()]
    beginning = content[:200].lstrip()
    if beginning.startswith((b"{", b"[")):
        return RdfFormat.JSON_LD
    return RdfFormat.RDF_XML if beginning.startswith((b"<?xml", b"<rdf:RDF")) else RdfFormat.TRIG
