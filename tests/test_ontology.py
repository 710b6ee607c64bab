"""The ontology says what SCHEMA says, is consistent, and what is made from it is up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import interview_graph
import owlrl
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kg import ontology, vocabulary
from kg.rdf import to_rdf
from kg.types import KgError, UsageError

KG = rdflib.Namespace(vocabulary.KG)

LEXICON = """
@prefix kg: <https://w3id.org/kg/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/> .
:torchwood a skos:Concept , kg:Tool ; skos:prefLabel "Torchwood" ; skos:altLabel "Wood", "TWD" ;
    skos:hiddenLabel "torch would" ; skos:broader :fires ; schema:url <https://torchwood.example/> ;
    schema:sameAs <http://www.wikidata.org/entity/Q1> ; kg:ambiguousLabel "Wood" ; kg:needsContext "fire", "burn" .
:fires a skos:Concept , kg:Concept ; skos:prefLabel "fire-making" .
"""


@pytest.fixture(scope="module")
def terms() -> rdflib.Graph:
    return rdflib.Graph().parse(vocabulary.resource("kg.ttl"))


def test_seven_types_and_nineteen_predicates() -> None:
    assert set(vocabulary.types()) == {"Person", "Tool", "Institution", "Concept", "Work", "Event", "Place"}
    assert len(vocabulary.predicates()) == 19


@pytest.mark.parametrize(
    ("subject", "predicate", "object_", "expected"),
    [
        ("Person", "created", "Tool", True),
        ("Institution", "created", "Event", True),
        ("Tool", "created", "Tool", False),
        ("Person", "created", "Place", False),
        ("Place", "partOf", "Place", True),
        ("Tool", "partOf", "Concept", False),
        ("Person", "partOf", "Person", False),
        ("Work", "isA", "Concept", True),
        ("Work", "isA", "Work", False),
        ("Tool", "influencedBy", "Place", True),
        ("Person", "endorses", "Event", True),
        ("Institution", "endorses", "Tool", False),
        ("Person", "invented", "Tool", False),
        ("Dragon", "uses", "Tool", False),
    ],
)
def test_signatures(subject: str, predicate: str, object_: str, expected: bool) -> None:
    assert vocabulary.allowed(subject, predicate, object_) is expected


def test_how_a_predicate_reads_from_both_ends() -> None:
    built, option = vocabulary.predicates()["builtOn"], vocabulary.predicates()["alternativeTo"]
    assert (built.label, built.inverse_label, built.symmetric) == ("is built on", "is the basis of", False)
    assert option.symmetric and option.label == option.inverse_label
    assert [name for name, one in vocabulary.predicates().items() if one.symmetric] == [
        "alternativeTo",
        "collaboratesWith",
    ]


def test_every_term_is_labelled_and_defined_and_every_property_has_a_domain_and_a_range(terms: rdflib.Graph) -> None:
    ours = {term for term in terms.subjects(RDF.type) if str(term).startswith(KG) and term != KG.disjoint}
    assert len(ours) > 100
    assert {
        term for term in ours if not terms.value(term, RDFS.label) or not terms.value(term, SKOS.definition)
    } == set()
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = {term for term in ours if any((term, RDF.type, kind) in terms for kind in kinds)}
    assert all(terms.value(one, RDFS.domain) and terms.value(one, RDFS.range) for one in properties)


def test_the_profile_is_owl_rl_as_far_as_domains_ranges_and_superclasses_go(terms: rdflib.Graph) -> None:
    for relation in (RDFS.domain, RDFS.range, RDFS.subClassOf):
        assert all(isinstance(value, rdflib.URIRef) and value != OWL.Thing for value in terms.objects(None, relation))


def test_every_term_that_the_graph_uses_is_declared(terms: rdflib.Graph) -> None:
    graph = rdflib.Graph().parse(data=to_rdf(interview_graph.build()), format="turtle")
    used = {term for triple in graph for term in triple if str(term).startswith(KG)}
    assert len(used) > 30
    assert used - set(terms.subjects()) == set()


@pytest.fixture(scope="module")
def errors() -> set[str]:
    return _errors("")


def test_ontology_and_graph_close_without_inconsistency(errors: set[str]) -> None:
    assert errors == set()


def test_an_inconsistency_would_be_found() -> None:
    assert _errors("entity:zurich a kg:Tool .", whole=False) != set()


def _errors(more: str, whole: bool = True) -> set[str]:
    graph = rdflib.Graph().parse(vocabulary.resource("kg.ttl"))
    head = "@prefix kg: <https://w3id.org/kg/ontology#> . @prefix entity: <https://w3id.org/kg/id/entity/> .\n"
    graph.parse(data=to_rdf(interview_graph.build()) if whole else head + "entity:zurich a kg:Place .", format="turtle")
    graph.parse(data=head + more, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return {str(value) for _, name, value in graph if str(name).endswith("agent-ont#error")}


def test_shapes_and_documentation_are_made_from_the_ontology_as_it_is() -> None:
    page = Path(ontology.__file__).parent.parent / "docs" / "ontology.md"
    assert vocabulary.resource("shapes.ttl").read_text("utf-8") == ontology.shapes(), "run python -m kg.ontology"
    assert page.read_text("utf-8") == ontology.documentation(), "run python -m kg.ontology"


def test_lexicon_of_the_project_reads() -> None:
    entries = vocabulary.lexicon()
    assert len(entries) >= 600
    assert {"Keras", "TensorFlow", "Theano"} <= {entry.name for entry in entries}
    known = {entry.iri for entry in entries}
    assert {above for entry in entries for above in entry.broader} <= known
    labels = {entry.iri: {entry.name, *entry.aliases, *entry.hidden} for entry in entries}
    assert {entry.iri for entry in entries if not set(entry.ambiguous) <= labels[entry.iri]} == set()


def test_own_lexicon_is_added_and_wins(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(LEXICON, "utf-8")
    keras = next(entry for entry in vocabulary.lexicon() if entry.name == "Keras")
    (tmp_path / "again.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<{keras.iri}> a skos:Concept , <{vocabulary.KG}Tool> ; skos:prefLabel "Keras the Great" .',
        "utf-8",
    )
    found = {entry.iri: entry for entry in vocabulary.lexicon(tmp_path / "mine.ttl", tmp_path / "again.ttl")}
    wood = found["https://example.org/torchwood"]
    assert (wood.type, wood.name, wood.aliases, wood.hidden) == ("Tool", "Torchwood", ("TWD", "Wood"), ("torch would",))
    assert (wood.ambiguous, wood.context) == (("Wood",), ("burn", "fire"))
    assert (wood.url, wood.same_as) == ("https://torchwood.example/", ("http://www.wikidata.org/entity/Q1",))
    assert found[keras.iri].name == "Keras the Great" and "Keras" in found[keras.iri].aliases


def test_a_lexicon_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(LEXICON, "utf-8")
    assert "Torchwood" in {entry.name for entry in vocabulary.lexicon(path)}
    path.write_text(LEXICON.replace('"Torchwood"', '"Quernwood"'), "utf-8")
    assert {"Torchwood", "Quernwood"} & {entry.name for entry in vocabulary.lexicon(path)} == {"Quernwood"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LEXICON.replace(', kg:Tool ; skos:prefLabel "Torchwood"', ' ; skos:prefLabel "Torchwood"'), "has no type"),
        (LEXICON.replace(' ; skos:prefLabel "fire-making"', ""), "has no name"),
        (LEXICON + "\n:broken a", "not valid Turtle"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_lexicon_is_named_in_one_line(tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "mine.ttl"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=words) as raised:
        vocabulary.lexicon(path)
    assert str(path) in str(raised.value) and "\n" not in str(raised.value)


def test_a_missing_resource_is_an_error_of_the_installation() -> None:
    with pytest.raises(KgError, match="install it again"):
        vocabulary.resource("no-such-file.ttl")


def test_import_brings_in_neither_rdflib_nor_pyoxigraph() -> None:
    code = "import sys, kg.vocabulary; print({'rdflib', 'pyoxigraph', 'networkx'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
