"""The named queries of ontology/queries/, and how values are bound to the parameters of a query."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from kg.rdf.terms import BASE, prefixes, term
from kg.types import UsageError
from kg.vocabulary import KG, resource

_HEADER: Final = re.compile(r"#\s*(title|parameter):\s*(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A query that has a name; ``parameters`` are the names with their defaults, as SPARQL terms."""

    name: str
    title: str
    text: str
    parameters: Mapping[str, str]


@cache
def named() -> Mapping[str, Named]:
    """Give the named queries, by name, sorted."""
    return {path.stem: _read(path) for path in sorted(resource("queries").glob("*.rq"))}


def find(source: str | Path) -> Named:
    """Find the query that a text, a name, or the path of a .rq file stands for.

    Raises UsageError where the file cannot be read, or no query has the name.
    """
    if isinstance(source, Path) or source.endswith(".rq"):
        return _read(Path(source))
    if source in named():
        return named()[source]
    if re.fullmatch(r"[\w.-]+", source):
        near = difflib.get_close_matches(source, named(), n=1)
        cure = f"did you mean {near[0]!r}?" if near else f"give SPARQL, a .rq file, or one of {', '.join(named())}"
        raise UsageError(f"no query has the name {source!r}: {cure}")
    return _described("query", source)


def bind(query: Named, values: Mapping[str, str], store: Store, base: str = BASE) -> str:
    """Give the text of a query with values in the place of its defaults.

    A parameter is a variable whose values stand in ``VALUES ?name { ... }``; only what stands there is replaced, by a
    term that is made whole first, so no value can become a part of the query. Raises UsageError for a parameter that
    the query lacks, and for a value that is not of the kind of its default.
    """
    text = query.text
    for name, value in values.items():
        if name not in query.parameters:
            known = ", ".join(query.parameters) or "none"
            raise UsageError(f"{query.name} has no parameter {name!r}: its parameters are {known}")
        written = str(_value(name, query.parameters[name], value, store, base))
        place = re.compile(rf"(VALUES\s+[?$]{re.escape(name)}\s*\{{)[^{{}}]*(\}})", re.IGNORECASE)
        text = place.sub(partial(_filled, written), text)
    return text


def _filled(written: str, place: re.Match[str]) -> str:
    return f"{place[1]} {written} {place[2]}"


def _read(path: Path) -> Named:
    try:
        return _described(path.stem, path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as a query ({error}): give a .rq file in UTF-8") from error


def _described(name: str, text: str) -> Named:
    title, parameters = name, {}
    for kind, value in _HEADER.findall(text):
        if kind == "title":
            title = value
        else:
            parameter, _, default = value.partition(" ")
            parameters[parameter] = default.strip()
    return Named(name, title, text, parameters)


def _value(name: str, default: str, value: str, store: Store, base: str) -> NamedNode | Literal:
    """Make the term for a value: an entity, a term of the ontology, or a literal, as the default is."""
    kind = _term(default, base)
    if isinstance(kind, Literal):
        if kind.datatype.value.endswith("#integer") and not re.fullmatch(r"[+-]?\d+", value, re.ASCII):
            raise UsageError(f"{name}={value}: it must be a whole number, such as {kind.value}")
        return Literal(value, datatype=kind.datatype)
    if kind.value.startswith(KG):
        word = value.removeprefix("kg:").removeprefix(KG)
        if not re.fullmatch(r"\w+", word):
            raise UsageError(f"{name}={value}: it must be a term of the ontology, such as {default}")
        return NamedNode(KG + word)
    return _entity(name, value, store, base)


def _entity(name: str, value: str, store: Store, base: str) -> NamedNode:
    """Find the entity that a value names: by IRI, by id, or by any of its names, whatever their case."""
    for candidate in (value, base + "entity/" + value.removeprefix("entity:")):
        if re.fullmatch(r"https?://[^\x00-\x20<>\"{}|^`\\]+", candidate):
            node = NamedNode(candidate)
            if next(store.quads_for_pattern(node, None, None), None):
                return node
    labelled = (
        (quad.subject, quad.object)
        for label in ("skos:prefLabel", "skos:altLabel")
        for quad in store.quads_for_pattern(None, term(label), None)
    )
    entities = sorted(
        {
            subject.value
            for subject, object_ in labelled
            if isinstance(subject, NamedNode)
            and isinstance(object_, Literal)
            and object_.value.casefold() == value.casefold()
            and subject.value.startswith(base + "entity/")
        }
    )
    if not entities:
        raise UsageError(f"{name}={value}: no entity of the graph has this name: look for it with kg show")
    if len(entities) > 1:
        ids = ", ".join(iri.removeprefix(base + "entity/") for iri in entities)
        raise UsageError(f"{name}={value}: more than one entity has this name: give one of the ids {ids}")
    return NamedNode(entities[0])


def _term(written: str, base: str) -> NamedNode | Literal:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes(base).items())
    try:
        found = next(iter(parse(f"{head}kg:x kg:x {written} .".encode(), format=RdfFormat.TURTLE))).object
    except SyntaxError as error:
        raise UsageError(f"{written}: no default of a parameter: write an IRI or a literal") from error
    if not isinstance(found, NamedNode | Literal):
        raise UsageError(f"{written}: no default of a parameter: write an IRI or a literal")
    return found
