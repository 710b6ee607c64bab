"""What is made from ontology/kg.ttl: the shapes of its classes and predicates, and the page that documents it.

``python -m kg.ontology`` writes both files again; a test holds that they are up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.vocabulary import KG, OWL, RDF, RDFS, SCHEMA, SKOS, Predicate, predicates, read_turtle, resource, types

_BEGIN = "# ---- made from kg.ttl by python -m kg.ontology: change kg.ttl instead of what follows ----\n"
_SHORT = {
    SCHEMA: "schema",
    SKOS: "skos",
    KG: "kg",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/ns/org#": "org",
    "http://www.w3.org/ns/oa#": "oa",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://purl.org/dc/terms/": "dcterms",
    "http://usefulinc.com/ns/doap#": "doap",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    RDFS: "rdfs",
    RDF: "rdf",
}
_ALIGNED = (RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "closeMatch", SKOS + "narrowMatch", RDFS + "seeAlso")

_REPRESENTATION = """
## How a graph looks as RDF

- IRIs are made of ids, numbers and offsets under one base (`https://w3id.org/kg/id/` unless another is given). There
  are no blank nodes, so that two builds compare line by line.
- An entity is typed with its class of `kg:` and the class of schema.org or SKOS above it. An address that stands for
  the thing itself (Wikidata, DBpedia) is `owl:sameAs`, any other page `schema:sameAs`.
- An assertion is a `kg:Assertion` and an `rdf:Statement`, with speaker, polarity, modality, time, confidence and
  evidence. The plain triple stands beside it only where somebody affirms it and does not hedge, ask, wish or suppose.
- Evidence and mentions are Web Annotations. Their target selects a stretch of a document by an
  `oa:TextPositionSelector` (code points, from 0, the end not included) and an `oa:TextQuoteSelector`.
- A document holds its whole text. Its turns and participants are nodes; its blocks and the stretches left out of the
  graph are JSON literals (`kg:blocks`, `kg:leftOut`), since only kg reads them. An attribute without a term of its own
  is kept in `kg:otherAttributes`, so that reading back loses nothing.
- TriG and N-Quads hold one named graph a document (`.../document/ID/graph`) with the document, its mentions, the
  evidence in it and the plain triples that it proves; all else is in the default graph.
- In RDF 1.2 (`turtle12`, `nt12`) an assertion reifies the triple (`rdf:reifies`) and is no `rdf:Statement`.
- XML has no way to write some control characters; where a text holds one, RDF/XML is refused.
"""


def shapes() -> str:
    """Give the text of shapes.ttl: what is written by hand, and a shape for each type and predicate."""
    by_hand = resource("shapes.ttl").read_text("utf-8").split(_BEGIN)[0]
    made = [_type_shape(name) for name in types()] + [_predicate_shape(one) for one in predicates().values()]
    return by_hand + _BEGIN + "\n" + "\n".join(made)


def documentation() -> str:
    """Give the page that documents every term of the ontology, in Markdown."""
    terms = read_turtle(resource("kg.ttl"))
    head = terms[KG.rstrip("#")]
    lines = ["# The ontology of kg", "", head["http://purl.org/dc/terms/description"][0], ""]
    lines += [f"Namespace `{KG}`, prefix `kg:`, version {head[OWL + 'versionInfo'][0]}, licence CC BY 4.0."]
    lines += ["This page is made from `ontology/kg.ttl` by `python -m kg.ontology`.", ""]
    lines += ["## Types of entity", "", "| Type | Meaning | Aligned to |", "|---|---|---|"]
    lines += [f"| `kg:{name}` | {_definition(terms, name)} | {_aligned(terms, name)} |" for name in types()]
    lines += ["", "## Predicates", "", "| Predicate | Meaning | Joins | Read backwards | Aligned to |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_predicate_row(terms, one) for one in predicates().values()]
    inverses = {KG + one.name for one in predicates().values()}
    rest = sorted(
        iri.removeprefix(KG)
        for iri, own in terms.items()
        if iri.startswith(KG)
        and SKOS + "definition" in own
        and iri.removeprefix(KG) not in (*types(), *predicates())
        and not inverses & set(own.get(OWL + "inverseOf", ()))
    )
    lines += ["", "## How the graph is recorded", "", "| Term | Kind | Meaning | From | To | Aligned to |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [_term_row(terms, name) for name in rest]
    return "\n".join([*lines, _REPRESENTATION])


def write() -> None:
    """Write shapes.ttl and docs/ontology.md of the checkout again."""
    resource("shapes.ttl").write_text(shapes(), "utf-8")
    (Path(__file__).parent.parent / "docs" / "ontology.md").write_text(documentation(), "utf-8")


def _type_shape(name: str) -> str:
    others = " ".join(f"[ sh:class kg:{other} ]" for other in types() if other != name)
    return f"""shape:{name} a sh:NodeShape ;
    sh:targetClass kg:{name} ;
    sh:node shape:Entity ;
    sh:not [ sh:or ( {others} ) ] ;
    sh:message "a {name} has one name, and no second type" .
"""


def _predicate_shape(predicate: Predicate) -> str:
    subjects, objects = (sorted({pair[side] for pair in predicate.signatures}) for side in (0, 1))
    message = f"{predicate.name} joins {_words(subjects)} to {_words(objects)}"
    body = f"""    sh:or ( {_classes(subjects)} ) ;
    sh:property [ sh:path kg:{predicate.name} ; sh:nodeKind sh:IRI ; sh:or ( {_classes(objects)} ) ;
        sh:message "{message}" ] ;"""
    if predicate.signatures != {(subject, object_) for subject in subjects for object_ in objects}:
        pairs = "\n        ".join(
            f"[ sh:class kg:{subject} ; sh:property [ sh:path kg:{predicate.name} ; sh:class kg:{object_} ] ]"
            for subject, object_ in sorted(predicate.signatures)
        )
        message = f"{predicate.name} joins two entities of the same type"
        body = f"    sh:or (\n        {pairs}\n    ) ;"
    return f"""shape:{predicate.name} a sh:NodeShape ;
    sh:targetSubjectsOf kg:{predicate.name} ;
{body}
    sh:message "{message}" .
"""


def _classes(names: Iterable[str]) -> str:
    return " ".join(f"[ sh:class kg:{name} ]" for name in names)


def _words(names: list[str]) -> str:
    return "any type" if len(names) == len(types()) else " or ".join(names)


def _predicate_row(terms: Mapping[str, Mapping[str, list[str]]], predicate: Predicate) -> str:
    subjects, objects = (sorted({pair[side] for pair in predicate.signatures}) for side in (0, 1))
    joins = f"{_words(subjects)} → {_words(objects)}"
    if len(predicate.signatures) < len(subjects) * len(objects):
        joins = ", ".join(f"{subject} → {object_}" for subject, object_ in sorted(predicate.signatures))
    backwards = "the same" if predicate.symmetric else predicate.inverse_label
    cells = (f"`kg:{predicate.name}`", predicate.definition, joins, backwards, _aligned(terms, predicate.name))
    return f"| {' | '.join(cells)} |"


def _term_row(terms: Mapping[str, Mapping[str, list[str]]], name: str) -> str:
    own = terms[KG + name]
    kinds = [_short(value) for value in own[RDF + "type"] if not value.endswith("NamedIndividual")]
    ends = (_listed(own.get(RDFS + end, ())) for end in ("domain", "range"))
    words = [kind.removeprefix("owl:").replace("Property", " property").lower() for kind in kinds]
    cells = (f"`kg:{name}`", ", ".join(words), _definition(terms, name), *ends, _aligned(terms, name))
    return f"| {' | '.join(cells)} |"


def _definition(terms: Mapping[str, Mapping[str, list[str]]], name: str) -> str:
    return terms[KG + name][SKOS + "definition"][0]


def _aligned(terms: Mapping[str, Mapping[str, list[str]]], name: str) -> str:
    own = terms[KG + name]
    return _listed(value for relation in _ALIGNED for value in own.get(relation, ()) if not value.startswith(KG))


def _listed(iris: Iterable[str]) -> str:
    return ", ".join(f"`{_short(iri)}`" for iri in iris)


def _short(iri: str) -> str:
    for namespace, prefix in _SHORT.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.replace(OWL, "owl:")


if __name__ == "__main__":
    write()
