"""What the ontology and the lexicon say: types, predicates and their signatures, names and aliases.

Both are read once from ``ontology/*.ttl`` with pyoxigraph, when first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.files import digest
from kg.types import KgError, UsageError

KG: Final = "https://w3id.org/kg/ontology#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SCHEMA: Final = "https://schema.org/"

# subject IRI -> property IRI -> the values (IRIs or the text of literals), in the order of the file
Properties = Mapping[str, Mapping[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One way in which entities are joined.

    ``signatures`` are the pairs (subject type, object type) that it may join; ``inverse_label`` reads from the object's
    side and equals ``label`` where the predicate is symmetric.
    """

    name: str
    label: str
    inverse_label: str
    definition: str
    signatures: frozenset[tuple[str, str]]
    symmetric: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A known thing of the lexicon.

    ``aliases`` are other right names, ``hidden`` the misheard or misspelt ones; ``broader`` are IRIs of other entries.
    A name in ``ambiguous`` counts only near one of the words in ``context``.
    """

    iri: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    url: str | None = None
    same_as: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@cache
def resource(name: str) -> Path:
    """Give the path of a file of ``ontology/``, such as "kg.ttl" or "queries".

    It is found in a checkout or editable install (beside the package) and in a wheel (inside it).
    Raises KgError where the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_ontology", package.parent / "ontology"):
        if (folder / name).exists():
            return folder / name
    raise KgError(f"ontology/{name} is missing from this installation of kg: install it again")


@cache
def types() -> tuple[str, ...]:
    """Name the types that an entity can have, in the order of the ontology."""
    return tuple(_local(iri) for iri in _instances(_ontology(), KG + "EntityType"))


@cache
def predicates() -> Mapping[str, Predicate]:
    """Give every predicate by its name, in the order of the ontology."""
    terms = _ontology()
    inverse = {target: iri for iri, properties in terms.items() for target in properties.get(OWL + "inverseOf", ())}
    found = {
        _local(iri): _predicate(iri, terms[iri], terms.get(inverse.get(iri, iri), {}))
        for iri in _instances(terms, KG + "Predicate")
    }
    return MappingProxyType(found)


@cache
def allowed(subject_type: str, predicate: str, object_type: str) -> bool:
    """Tell whether the ontology lets the predicate join the two types; an unknown predicate joins none."""
    known = predicates().get(predicate)
    return known is not None and (subject_type, object_type) in known.signatures


def lexicon(*extra: Path) -> tuple[Entry, ...]:
    """Give the entries of ontology/lexicon.ttl and of the user's own files, sorted by IRI.

    Where a user's file describes an IRI of ours, its values are added and its type and name win. A file is read again
    when its content has changed. Raises UsageError where a file cannot be read, or an entry has no name or no type of
    the ontology.
    """
    return _lexicon(extra, contents(extra))


def contents(files: Iterable[Path]) -> tuple[str, ...]:
    """The hashes of files: what is kept in memory of them goes by these. Raises UsageError for one that cannot be read."""
    return tuple(digest(file) for file in files)


@lru_cache(maxsize=4)
def _lexicon(extra: tuple[Path, ...], _contents: tuple[str, ...]) -> tuple[Entry, ...]:
    merged: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    source: dict[str, Path] = {}
    # the last file comes first, so that its type and name are the ones found
    for path in (*reversed(extra), resource("lexicon.ttl")):
        for iri, properties in read_turtle(path).items():
            source.setdefault(iri, path)
            for name, values in properties.items():
                merged[iri][name].extend(value for value in values if value not in merged[iri][name])
    concepts = _instances(merged, SKOS + "Concept")
    return tuple(_entry(iri, merged[iri], source[iri]) for iri in sorted(concepts))


def read_turtle(path: Path) -> dict[str, dict[str, list[str]]]:
    """Read a Turtle file into subject -> property -> values; raises UsageError where it is malformed."""
    import pyoxigraph  # not needed to import the package, and imports of kg stay fast

    described: dict[str, dict[str, list[str]]] = {}
    try:
        for triple in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
            properties = described.setdefault(_text(triple.subject), {})
            properties.setdefault(_text(triple.predicate), []).append(_text(triple.object))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror or error}): give a Turtle file") from error
    except SyntaxError as error:
        raise UsageError(f"{path}: not valid Turtle ({error.msg}): correct that line") from error
    return described


@cache
def _ontology() -> dict[str, dict[str, list[str]]]:
    return read_turtle(resource("kg.ttl"))


def _instances(terms: Properties, type_iri: str) -> list[str]:
    return [iri for iri, properties in terms.items() if type_iri in properties.get(RDF + "type", ())]


def _predicate(iri: str, own: Mapping[str, list[str]], inverse: Mapping[str, list[str]]) -> Predicate:
    subjects = [_local(value) for value in own[SCHEMA + "domainIncludes"]]
    objects = [_local(value) for value in own[SCHEMA + "rangeIncludes"]]
    same = "true" in own.get(KG + "sameType", ())
    return Predicate(
        name=_local(iri),
        label=own[RDFS + "label"][0],
        inverse_label=inverse[RDFS + "label"][0],
        definition=own[SKOS + "definition"][0],
        signatures=frozenset(pair for pair in product(subjects, objects) if not same or pair[0] == pair[1]),
        symmetric=OWL + "SymmetricProperty" in own[RDF + "type"],
    )


def _entry(iri: str, properties: Mapping[str, list[str]], path: Path) -> Entry:
    type_ = next((_local(value) for value in properties[RDF + "type"] if _local(value) in types()), None)
    name = next(iter(properties.get(SKOS + "prefLabel", ())), None)
    if type_ is None:
        raise UsageError(f"{path}: {iri} has no type: add one of kg:{', kg:'.join(types())}")
    if name is None:
        raise UsageError(f"{path}: {iri} has no name: add a skos:prefLabel")
    aliases = (*properties.get(SKOS + "prefLabel", ())[1:], *properties.get(SKOS + "altLabel", ()))
    return Entry(
        iri=iri,
        type=type_,
        name=name,
        aliases=_sorted(aliases),
        hidden=_sorted(properties.get(SKOS + "hiddenLabel", ())),
        broader=_sorted(properties.get(SKOS + "broader", ())),
        url=next(iter(properties.get(SCHEMA + "url", ())), None),
        same_as=_sorted(properties.get(SCHEMA + "sameAs", ())),
        ambiguous=_sorted(properties.get(KG + "ambiguousLabel", ())),
        context=_sorted(properties.get(KG + "needsContext", ())),
    )


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _local(iri: str) -> str:
    """Cut the namespace of kg off an IRI; an IRI of another namespace stays whole, so it never passes for a term."""
    return iri.removeprefix(KG)


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
