"""What a query may not do, how answers are written, and how a CONSTRUCT becomes a part of the graph."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as XML
from typing import Any

import interview_graph
import networkx as nx
import pyoxigraph
import pytest

from kg.graph import to_json
from kg.query import open_store, query, subgraph
from kg.query.guard import check
from kg.rdf import from_rdf, to_rdf
from kg.types import UsageError

TOOLS = "SELECT ?name { ?tool a kg:Tool ; skos:prefLabel ?name } ORDER BY ?name"


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return interview_graph.build()


@pytest.fixture(scope="module")
def store(graph: nx.MultiDiGraph) -> pyoxigraph.Store:
    return open_store(graph)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { ?s ?p", "malformed.*line 1, column"),
        ("SELECT *\n{ ?s ?p ?o .\n ?s ) }", "malformed.*line"),
        ("SELECT * { ?s nope:p ?o }", "malformed.*prefix"),
        ("  ", "malformed"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT would change"),
        ("PREFIX a: <http://a/>\n# note\nBASE <http://b/> delete where { ?s ?p ?o }", "DELETE would change"),
        ("LOAD <file:///etc/passwd>", "LOAD would change"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { service#\n silent <http://127.0.0.1:1/>{ ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s ?p ?o FILTER(?s<?o&&'>'!='' ) SERVICE ?o { ?a ?b ?c } FILTER('a'='a') }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * from#\nnamed<file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * " + "{" * 200 + "}" * 200, "nests"),
    ],
)
def test_what_is_malformed_or_forbidden_is_told_in_one_line(
    store: pyoxigraph.Store, text: str, words: str, engine: Any
) -> None:
    with pytest.raises(UsageError, match=words) as raised:
        query(store, text, engine=engine)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 400


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p ?o FILTER CONTAINS(STR(?o), "customer service from 9 to 5") }',
        "SELECT ?from ?service { ?from skos:prefLabel ?service }",
        "SELECT * { ?insert ?load ?delete }",
        "# SERVICE and FROM are words of a comment\nASK { ?s ?p ?o }",
    ],
)
def test_words_that_only_look_forbidden_are_allowed(store: pyoxigraph.Store, text: str) -> None:
    check(text)
    assert query(store, text).form in ("select", "ask")


def test_an_unknown_engine_is_refused(store: pyoxigraph.Store) -> None:
    with pytest.raises(UsageError, match="'jena' is no query engine"):
        query(store, TOOLS, engine="jena")  # type: ignore[arg-type]


# ---------------------------------------------------------------- results

EVERY_KIND = """SELECT ?iri ?plain ?number ?tagged ?none ?odd {
    VALUES (?iri ?plain ?number ?tagged ?none ?odd) { (<http://a/b> "a\\t\\"<&>\\n" 1.50 "né"@fr UNDEF "\\u0001") } }"""


def test_results_are_written_as_the_standard_says(store: pyoxigraph.Store) -> None:
    result = query(store, EVERY_KIND)
    found = json.loads(result.to_json())
    assert found["head"]["vars"] == ["iri", "plain", "number", "tagged", "none", "odd"]
    (row,) = found["results"]["bindings"]
    assert row["iri"] == {"type": "uri", "value": "http://a/b"} and "none" not in row
    assert row["tagged"] == {"type": "literal", "value": "né", "xml:lang": "fr"}
    assert list(csv.reader(io.StringIO(result.to_csv(), newline="")))[1][:2] == ["http://a/b", 'a\t"<&>\n']
    assert result.to_tsv().split("\n")[1].split("\t")[:2] == ["<http://a/b>", '"a\\t\\"<&>\\n"']
    values = [one.text for one in XML.fromstring(result.to_xml()).iter() if one.tag.endswith(("literal", "uri"))]
    assert values == ["http://a/b", 'a\t"<&>\n', "1.5", "né", "\ufffd"]
    for written, kind in ((result.to_json(), "JSON"), (result.to_tsv(), "TSV")):
        parsed = pyoxigraph.parse_query_results(written.encode(), format=getattr(pyoxigraph.QueryResultsFormat, kind))
        assert isinstance(parsed, pyoxigraph.QuerySolutions)
        (solution,) = parsed
        assert tuple(solution)[:5] == result.terms[0][:5]


def test_ask_and_construct_have_their_own_forms(store: pyoxigraph.Store) -> None:
    yes = query(store, "ASK { ?s a kg:Tool }")
    assert yes.boolean is True and json.loads(yes.to_json())["boolean"] is True
    assert (yes.to_csv(), yes.to_tsv()) == ("true\r\n", "true\n") and "<boolean>true" in yes.to_xml()
    triples = query(store, "CONSTRUCT { ?s skos:prefLabel ?n } { ?s a kg:Tool ; skos:prefLabel ?n }")
    assert 'entity:tessera skos:prefLabel "Tessera"' in triples.to_rdf()
    with pytest.raises(UsageError, match="not rows"):
        triples.to_csv()
    with pytest.raises(UsageError, match="ask CONSTRUCT"):
        yes.to_rdf()


# ---------------------------------------------------------------- a part of the graph


def test_a_construct_becomes_a_graph(graph: nx.MultiDiGraph) -> None:
    part = subgraph(query(graph, "around", {"entity": "Tessera"}), graph)
    assert set(part) == {"quillnet", "tessera", "weaving-library", "institut-fur-faltung"}
    assert {edge[2]["predicate"] for edge in part.edges(data=True)} == {"builtOn", "isA", "uses"}
    assert part.edges["quillnet", "tessera", "builtOn|affirmed|odhran-vass"]["evidence"]
    assert to_json(from_rdf(to_rdf(part))) == to_json(part)


def test_plain_triples_select_what_is_affirmed_and_only_that(graph: nx.MultiDiGraph) -> None:
    part = subgraph(query(graph, "CONSTRUCT WHERE { ?tool kg:uses ?other }"), graph)
    assert {key for *_, key in part.edges(keys=True)} == {"uses|affirmed|mira-holt"}
    assert [
        entry["id"]
        for entry in subgraph(query(graph, "CONSTRUCT WHERE { ?x kg:locatedIn ?y }"), graph).graph["documents"]
    ] == ["notes-2019"]


def test_what_selects_nothing_is_told(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(UsageError, match="only a CONSTRUCT"):
        subgraph(query(graph, TOOLS), graph)
    with pytest.raises(UsageError, match="name no entity"):
        subgraph(query(graph, "CONSTRUCT { ?s a kg:Software } { ?s a kg:Software }"), graph)
