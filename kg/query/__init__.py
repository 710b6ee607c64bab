"""SPARQL over a graph, a store or a file: a text, a .rq file or a named query, with its parameters bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from pyoxigraph import QueryBoolean, QueryTriples, Store, Triple

from kg.query.guard import check
from kg.query.kept import ask_kept
from kg.query.named import Named, bind, find, named
from kg.query.results import Result
from kg.query.shapes import Report, validate
from kg.query.sources import Source, from_rdflib, open_store, read_graph, save_store, to_rdflib
from kg.query.subgraph import subgraph
from kg.rdf.terms import BASE, prefixes
from kg.types import KgError, UsageError

__all__ = [
    "Named",
    "Report",
    "Result",
    "Source",
    "ask_kept",
    "named",
    "open_store",
    "query",
    "read_graph",
    "save_store",
    "subgraph",
    "validate",
]

Engine = Literal["auto", "rdflib", "oxigraph"]


def query(
    source: Source,
    text: str | Path,
    parameters: Mapping[str, str] | None = None,
    *,
    engine: Engine = "auto",
    limit: int | None = None,
    base: str = BASE,
) -> Result:
    """Ask SPARQL 1.1 of a graph, a store or a file.

    ``text`` is the query, the path of a .rq file, or the name of a query of ontology/queries. The prefixes of kg need
    no declaration. ``limit`` is the most rows (or triples) given. "auto" is oxigraph; rdflib gives the same answers,
    slower. Raises UsageError for a malformed or forbidden query, with line and column.
    """
    if engine not in ("auto", "rdflib", "oxigraph"):
        raise UsageError(f"{engine!r} is no query engine: give auto, rdflib or oxigraph")
    store = open_store(source, base)
    written = bind(find(text), parameters or {}, store, base)
    check(written)
    return _rdflib(store, written, limit, base) if engine == "rdflib" else ask(store, written, limit, base)


def ask(store: Store, written: str, limit: int | None = None, base: str = BASE) -> Result:
    """Ask a checked query of a store by pyoxigraph."""
    try:
        union = next(iter(store.named_graphs()), None) is not None
        found = store.query(written, prefixes=_prefixes_in(written, base), use_default_graph_as_union=union)
        if isinstance(found, QueryBoolean):
            return Result("ask", boolean=bool(found))
        if isinstance(found, QueryTriples):
            triples, truncated = _first(found, limit)
            return Result("construct", triples=tuple(triples), truncated=truncated)
        rows, truncated = _first(found, limit)
        columns = tuple(variable.value for variable in found.variables)
        return Result("select", columns, tuple(map(tuple, rows)), truncated=truncated)
    except SyntaxError as error:
        raise UsageError(f"the query is malformed: {_one_line(str(error.msg))}: correct it there") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise KgError(f"the query failed: {_one_line(str(error))}: make it simpler") from error


@lru_cache(maxsize=256)
def _prefixes_in(written: str, base: str) -> dict[str, str]:
    """The known prefixes that a query uses: oxigraph reads each that it is given anew, which took half a lookup's time."""
    if "\\u" in written.lower():  # a code point may spell a prefix
        return prefixes(base)
    return {name: iri for name, iri in prefixes(base).items() if f"{name}:" in written}


def _rdflib(store: Store, written: str, limit: int | None, base: str) -> Result:
    try:
        found = to_rdflib(store).query(_prepared(written, base))
        if found.type == "ASK":
            return Result("ask", boolean=bool(found.askAnswer))
        if found.type != "SELECT":
            rows, truncated = _first(found, limit)
            triples = [Triple(*map(from_rdflib, row)) for row in rows]  # type: ignore[arg-type]
            return Result("construct", triples=tuple(triples), truncated=truncated)
        columns = tuple(str(variable) for variable in found.vars or ())
        solutions, truncated = _first(found.bindings, limit)
        terms = tuple(tuple(from_rdflib(row.get(name)) for name in found.vars or ()) for row in solutions)
        return Result("select", columns, terms, truncated=truncated)
    except NotImplementedError as error:
        raise KgError(f"rdflib cannot answer it ({error}): ask the oxigraph engine") from error


@lru_cache(maxsize=256)
def _prepared(written: str, base: str) -> Any:
    """Parse a query for rdflib once; that alone takes about 10 ms."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery

    try:
        return prepareQuery(written, initNs=prefixes(base))
    except ParseException as error:
        place = f"line {error.lineno}, column {error.column}"
        raise UsageError(f"the query is malformed at {place}: {_one_line(error.msg)}: correct it there") from error
    except Exception as error:  # rdflib raises bare Exception for an unknown prefix and for a wrong projection
        raise UsageError(f"the query is malformed: {_one_line(str(error))}: correct it there") from error


def _first(rows: Iterable[Any], limit: int | None) -> tuple[list[Any], bool]:
    """Take at most ``limit`` rows, and tell whether there were more."""
    if limit is None:
        return list(rows), False
    taken = list(islice(rows, limit + 1))
    return taken[:limit], len(taken) > limit


def _one_line(message: str) -> str:
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    words = " ".join((found[3] if found else message).split()).rstrip(".")
    if "Prefix not found" in words:
        words = "the prefix before the colon is not declared"
    words = words if len(words) <= 160 else words[:160].rsplit(",", 1)[0] + " ..."
    return f"line {found[1]}, column {found[2]}: {words}" if found else words
