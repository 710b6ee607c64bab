"""What a query can be asked of: a NetworkX graph, a store, or a file; and the same triples for rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg import rdf
from kg.graph import load
from kg.rdf.terms import BASE, XSD
from kg.types import UsageError

if TYPE_CHECKING:
    import rdflib

Source: TypeAlias = "nx.MultiDiGraph | Store | Path | str"

_SYNTAX = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}
_SYNTAX |= {".jsonld": RdfFormat.JSON_LD, ".rdf": RdfFormat.RDF_XML}


def open_store(source: Source, base: str = BASE) -> Store:
    """Give a store to ask: in memory for a graph or a file, read-only for the folder of a store on disk.

    A folder with graph.ttl or graph.json, such as ``out``, counts as that file. Keep the store to ask more than once.
    Raises UsageError where a path cannot be read.
    """
    if isinstance(source, Store):
        return source
    if isinstance(source, nx.Graph):
        store = Store()
        store.bulk_extend(_quads(rdf.triples(source, base)))
        return store
    return _open_path(Path(source), base)


def save_store(source: Source, path: Path, base: str = BASE) -> None:
    """Write a store on disk, which opens at once and takes little memory; the folder must be new or empty."""
    if path.exists() and any(path.iterdir()):
        raise UsageError(f"{path}: the folder is not empty: give a new one")
    path.mkdir(parents=True, exist_ok=True)
    store = Store(str(path))
    if isinstance(source, Path | str) and Path(source).suffix.lower() in _SYNTAX:
        _load(store, Path(source))
    else:
        triples = rdf.triples(source, base) if isinstance(source, nx.Graph) else _triples(open_store(source, base))
        store.bulk_extend(_quads(triples))
    store.flush()
    store.optimize()


def read_graph(path: Path) -> nx.MultiDiGraph:
    """Read graph.json, the folder that holds it, or RDF that kg wrote, as a NetworkX graph."""
    return load(path) if path.is_dir() or path.suffix.lower() == ".json" else rdf.from_rdf(path)


def to_rdflib(store: Store) -> rdflib.Graph:
    """Give the triples of a store as a graph of rdflib."""
    import rdflib

    graph = rdflib.Graph()
    for triple in _triples(store):
        graph.add((_to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)))
    return graph


def from_rdflib(term: Any) -> NamedNode | BlankNode | Literal | None:
    """Give a term of rdflib as one of pyoxigraph."""
    import rdflib

    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype or XSD + "string")))


def _open_path(path: Path, base: str) -> Store:
    if (path / "CURRENT").exists():
        try:
            return Store.read_only(str(path))
        except (OSError, RuntimeError, ValueError) as error:
            raise UsageError(f"{path}: no store that can be read ({error}): save it again") from error
    if path.is_dir():
        found = next((path / name for name in ("graph.ttl", "graph.json") if (path / name).exists()), None)
        if found is None:
            raise UsageError(f"{path}: neither graph.ttl nor graph.json is there: build the graph first")
        path = found
    if path.suffix.lower() not in _SYNTAX:
        return open_store(read_graph(path), base)
    store = Store()
    _load(store, path)
    return store


def _load(store: Store, path: Path) -> None:
    syntax = _SYNTAX[path.suffix.lower()]
    try:
        if syntax.supports_datasets:
            # one graph, where a plain triple that two documents prove counts once
            store.bulk_extend(Quad(*quad.triple) for quad in parse(path=str(path), format=syntax))
        else:
            store.bulk_load(path=str(path), format=syntax)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error}): give a file of RDF") from error
    except SyntaxError as error:
        raise UsageError(f"{path}: not valid RDF ({error.msg}): write it again") from error


def _triples(store: Store) -> Iterable[Triple]:
    return (quad.triple for quad in store)


def _quads(triples: Iterable[Triple]) -> Iterable[Quad]:
    return (Quad(*triple) for triple in triples)


def _to_rdflib(term: Any) -> Any:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Triple):
        raise UsageError("rdflib knows no triple terms of RDF 1.2: ask the oxigraph engine")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    kind = None if term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=kind)
