"""SPARQL over the graph: the same answers from both engines, named queries, parameters, errors, SHACL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import interview_graph
import networkx as nx
import pyoxigraph
import pytest

from kg.graph import save
from kg.query import named, open_store, query, save_store
from kg.query.results import Result
from kg.rdf import FORMATS, to_rdf
from kg.types import UsageError

TOOLS = "SELECT ?name { ?tool a kg:Tool ; skos:prefLabel ?name } ORDER BY ?name"
ENTITY = "https://w3id.org/kg/id/entity/"
# what the named queries are asked about: each entity that a default may be replaced by
ASKED = {
    "entity:francois-chollet": ("Vass", "mira-holt"),
    "entity:keras": ("QUILLNET", "entity:brambleform", "tessera"),
}


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return interview_graph.build()


@pytest.fixture(scope="module")
def store(graph: nx.MultiDiGraph) -> pyoxigraph.Store:
    return open_store(graph)


# ---------------------------------------------------------------- named queries


def _parameters(name: str) -> Iterator[dict[str, str]]:
    """Give sets of values for a named query: of each entity that it may be asked about."""
    defaults = named()[name].parameters
    choices = [len(ASKED[default]) for default in defaults.values() if default in ASKED]
    for number in range(max(choices, default=1)):
        values = {
            parameter: ASKED[default][number % len(ASKED[default])] if default in ASKED else default.strip('"')
            for parameter, default in defaults.items()
        }
        yield values | ({"below": "0.95"} if "below" in values else {}) | ({"text": "uill"} if "text" in values else {})


def _comparable(result: Result) -> Any:
    return result.columns, sorted(map(repr, result.rows)), sorted(map(str, result.triples or ())), result.boolean


def test_there_are_at_least_25_queries_each_with_a_title() -> None:
    assert len(named()) >= 25
    assert len({one.title for one in named().values()}) == len(named())


@pytest.mark.parametrize("name", named())
def test_both_engines_give_the_same_answer_and_there_is_one(store: pyoxigraph.Store, name: str) -> None:
    found = 0
    for values in _parameters(name):
        ours, theirs = (query(store, name, values, engine=engine) for engine in ("oxigraph", "rdflib"))
        assert _comparable(ours) == _comparable(theirs)
        found += len(ours.rows) + len(ours.triples or ()) + bool(ours.boolean)
    assert found, "an answer would show that the query means something"


@pytest.mark.parametrize("name", named())
def test_a_named_query_is_whole_sparql_by_itself(name: str) -> None:
    one = named()[name]
    pyoxigraph.Store().query(one.text)  # no prefixes given: it declares its own
    store = pyoxigraph.Store()
    assert set(one.parameters) == {
        parameter
        for parameter in one.parameters
        if f"VALUES ?{parameter} {{ {one.parameters[parameter]} }}" in one.text
    }
    assert query(store, one.text).form in ("select", "ask", "construct")


def test_who_created_what_tells_who_says_so(graph: nx.MultiDiGraph) -> None:
    assert query(graph, "who-created-what").rows == [
        ("Ódhrán Vass", "Quillnet", None, "Mira Holt", "You made Quillnet"),
        ("Ódhrán Vass", "Quillnet", "2014", "Ódhrán Vass", "I made Quillnet in 2014"),
    ]


def test_contradictions_and_disagreements(store: pyoxigraph.Store) -> None:
    assert query(store, "contradictions").rows == [("Quillnet", "uses", "Brambleform", "Mira Holt", "Ódhrán Vass")]
    assert query(store, "disagreements").rows == [("Brambleform", "Mira Holt", "Ódhrán Vass")]


def test_dates_of_any_precision_fall_between(store: pyoxigraph.Store) -> None:
    def found(since: str, until: str) -> list[str]:
        return [row[0] for row in query(store, "changed-between", {"since": since, "until": until}).rows]

    assert found("2014", "2014") == ["2014"]
    assert found("2014", "2015") == ["2014", "2015/2017"]
    assert found("2016", "2020") == []


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize("value", ["quillnet", "entity:quillnet", ENTITY + "quillnet", "Quillnet", "qUILLNET"])
def test_an_entity_is_named_as_one_likes(store: pyoxigraph.Store, value: str) -> None:
    assert query(store, "lineage", {"tool": value}).rows == [("Tessera", "Tool")]


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("lineage", {"tool": "Nobody's tool"}, "no entity of the graph has this name"),
        ("lineage", {"tol": "Quillnet"}, "its parameters are tool"),
        ("speakers", {"tool": "Quillnet"}, "its parameters are none"),
        ("most-discussed", {"type": "Tool } INSERT"}, "must be a term of the ontology"),
        ("linage", {}, "did you mean 'lineage'"),
        ("no-such-query.rq", {}, "cannot be read"),
    ],
)
def test_a_wrong_parameter_or_name_is_told(
    store: pyoxigraph.Store, name: str, values: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words) as raised:
        query(store, name, values)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("value", ['" } . ?s ?p ?o . { "', "\\", '"""', "'; DROP", "}", "\n", interview_graph.HOSTILE])
def test_no_value_becomes_a_part_of_the_query(store: pyoxigraph.Store, value: str) -> None:
    for engine in ("oxigraph", "rdflib"):
        rows = query(store, "find", {"text": value}, engine=engine).rows  # type: ignore[arg-type]
        assert {row[1] for row in rows} <= {interview_graph.HOSTILE}


def test_two_entities_of_one_name_are_both_offered(graph: nx.MultiDiGraph) -> None:
    twins = graph.copy()
    twins.add_node("quillnet-work", type="Work", name="Quillnet")
    with pytest.raises(UsageError, match="give one of the ids quillnet, quillnet-work"):
        query(twins, "lineage", {"tool": "Quillnet"})


# ---------------------------------------------------------------- text, files, sources


def test_prefixes_need_no_declaration_and_ones_own_win(graph: nx.MultiDiGraph) -> None:
    assert [row[0] for row in query(graph, TOOLS).rows] == ["Brambleform", "Quillnet", "Tessera"]
    own = "PREFIX kg: <http://nothing.example/> " + TOOLS
    for engine in ("oxigraph", "rdflib"):
        assert query(graph, own, engine=engine).rows == []  # type: ignore[arg-type]


def test_a_file_of_ones_own_may_have_parameters(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "# title: mine\n# parameter: least 1\n"
        "SELECT ?n { VALUES ?least { 1 } ?d schema:wordCount ?n FILTER (?n > ?least) }"
    )
    assert len(query(graph, path).rows) == 2
    assert len(query(graph, str(path), {"least": "1000"}).rows) == 0
    with pytest.raises(UsageError, match="must be a whole number"):
        query(graph, path, {"least": "many"})


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"turtle12", "nt12"}))
def test_every_file_of_rdf_can_be_asked(graph: nx.MultiDiGraph, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"graph{FORMATS[format].suffix}"
    to_rdf(graph, path, format)
    assert (
        query(path, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
        == query(graph, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    )


def test_graph_json_a_folder_and_a_store_on_disk_can_be_asked(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    expected = query(graph, TOOLS).rows
    save(graph, tmp_path / "graph.json")
    save_store(graph, tmp_path / "store")
    to_rdf(graph, tmp_path / "other.ttl")
    save_store(tmp_path / "other.ttl", tmp_path / "other")
    for source in ("graph.json", ".", "store", "other"):
        assert query(tmp_path / source, TOOLS).rows == expected
    with pytest.raises(UsageError, match="not empty"):
        save_store(graph, tmp_path)


@pytest.mark.parametrize("path", ["nothing.ttl", "broken.ttl", "empty"])
def test_a_source_that_cannot_be_asked_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "broken.ttl").write_text("@prefix :")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=path):
        query(tmp_path / path, TOOLS)


def test_a_limit_leaves_the_rest_out_and_says_so(store: pyoxigraph.Store) -> None:
    for engine in ("oxigraph", "rdflib"):
        cut = query(store, TOOLS, engine=engine, limit=2)  # type: ignore[arg-type]
        assert [row[0] for row in cut.rows] == ["Brambleform", "Quillnet"] and cut.truncated
        assert not query(store, TOOLS, engine=engine, limit=3).truncated  # type: ignore[arg-type]
