"""The graph goes out as RDF that others read, and comes back with nothing lost."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import interview_graph
import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.graph import to_json
from kg.rdf import FORMATS, from_rdf, to_rdf, turtle, write_rdf
from kg.types import KgError, UsageError

KG = rdflib.Namespace("https://w3id.org/kg/ontology#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
ENTITY = rdflib.Namespace("https://w3id.org/kg/id/entity/")
RAPPER = {"turtle": "turtle", "nt": "ntriples", "nquads": "nquads", "trig": "trig", "rdfxml": "rdfxml"}


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    return interview_graph.build()


@pytest.fixture(scope="module")
def read() -> rdflib.Graph:
    return rdflib.Graph().parse(data=to_rdf(interview_graph.build()), format="turtle")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_lost_on_the_way_there_and_back(graph: nx.MultiDiGraph, format: str, tmp_path: Path) -> None:
    path = tmp_path / f"graph{FORMATS[format].suffix}"
    written = to_rdf(graph, path, format)
    assert path.read_bytes() == written.encode()
    assert to_json(from_rdf(path)) == to_json(graph)
    assert to_json(from_rdf(written, format)) == to_json(graph)


def test_only_what_points_into_a_changed_document_is_written_anew(graph: nx.MultiDiGraph) -> None:
    kept: dict[tuple[str, str], str] = {}
    made: list[str] = []

    def keep(document: str, key: str, write: Callable[[], str]) -> str:
        if (document, key) not in kept:
            made.append(document)
            kept[document, key] = write()
        return kept[document, key]

    documents = sorted(entry["id"] for entry in graph.graph["documents"])
    assert "".join(turtle(graph, keep)) == to_rdf(graph) and made == documents
    assert "".join(turtle(graph, keep)) == to_rdf(graph) and made == documents
    record = next(d for _, d in graph.nodes(data=True) if d["mentions"])
    gone = record["mentions"].pop(0)
    assert "".join(turtle(graph, keep)) == to_rdf(graph) and made == [*documents, gone["document"]]


def test_text_without_a_format_is_recognised(graph: nx.MultiDiGraph) -> None:
    for format in ("turtle", "nt", "trig", "json-ld", "rdfxml"):
        assert to_json(from_rdf(to_rdf(graph, format=format))) == to_json(graph)


@pytest.mark.parametrize("format", FORMATS)
def test_the_bytes_do_not_depend_on_the_run_or_on_the_order_of_the_graph(format: str) -> None:
    shuffled = nx.MultiDiGraph(**interview_graph.build().graph)
    shuffled.graph["documents"] = shuffled.graph["documents"][::-1]
    shuffled.add_nodes_from(reversed(list(interview_graph.build().nodes(data=True))))
    shuffled.add_edges_from(reversed(list(interview_graph.build().edges(keys=True, data=True))))
    code = "import sys, interview_graph, kg.rdf\n"
    code += f"sys.stdout.write(kg.rdf.to_rdf(interview_graph.build(), format={format!r}))"
    places = os.pathsep.join(str(place) for place in (Path(__file__).parent, Path(__file__).parent.parent))
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": places, "PYTHONIOENCODING": "utf-8"}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
    assert to_rdf(shuffled, format=format).encode() == other


@pytest.mark.parametrize("format", RAPPER)
@pytest.mark.skipif(not shutil.which("rapper"), reason="raptor2-utils is not installed")
def test_rapper_parses_it_without_a_warning(graph: nx.MultiDiGraph, format: str, tmp_path: Path) -> None:
    to_rdf(graph, tmp_path / "graph", format)
    found = subprocess.run(
        ["rapper", "-i", RAPPER[format], "-c", str(tmp_path / "graph")], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0
    assert "warning" not in found.stderr.lower() and "error" not in found.stderr.lower()
    assert " triples" in found.stderr and " 0 triples" not in found.stderr


@pytest.mark.parametrize(("format", "name"), [("nt", "nt"), ("json-ld", "json-ld"), ("rdfxml", "xml")])
def test_rdflib_reads_the_same_triples_from_every_format(
    graph: nx.MultiDiGraph, read: rdflib.Graph, format: str, name: str
) -> None:
    assert isomorphic(rdflib.Graph().parse(data=to_rdf(graph, format=format), format=name), read)


def test_there_are_no_blank_nodes(read: rdflib.Graph) -> None:
    assert not [term for triple in read for term in triple if isinstance(term, rdflib.BNode)]


def test_plain_triples_are_what_somebody_affirms_without_a_doubt(read: rdflib.Graph) -> None:
    assert (ENTITY["odhran-vass"], KG.created, ENTITY.quillnet) in read
    assert (ENTITY.quillnet, KG.supports, ENTITY["graph-folding"]) not in read, "hedged"
    # one denies it, another affirms it
    assert (ENTITY.quillnet, KG.uses, ENTITY.brambleform) in read


def test_a_denied_claim_alone_has_no_plain_triple(graph: nx.MultiDiGraph) -> None:
    graph.remove_edge("quillnet", "brambleform", "uses|affirmed|mira-holt")
    read = rdflib.Graph().parse(data=to_rdf(graph), format="turtle")
    assert (ENTITY.quillnet, KG.uses, ENTITY.brambleform) not in read
    assert KG.negated in set(read.objects(None, KG.polarity))


def test_evidence_is_a_web_annotation_whose_quote_is_the_text(read: rdflib.Graph) -> None:
    texts = dict(read.subject_objects(rdflib.URIRef("https://schema.org/text")))
    targets = set(read.objects(None, OA.hasTarget))
    assert len(targets) > 20
    for target in targets:
        start, end = int(_selected(read, target, "start")), int(_selected(read, target, "end"))
        assert str(texts[read.value(target, OA.hasSource)])[start:end] == str(_selected(read, target, "exact"))


def _selected(read: rdflib.Graph, target: Any, name: str) -> Any:
    return next(value for one in read.objects(target, OA.hasSelector) for value in read.objects(one, OA[name]))


def test_addresses_of_the_thing_and_of_pages_about_it_are_told_apart(read: rdflib.Graph) -> None:
    vass = ENTITY["odhran-vass"]
    assert str(read.value(vass, rdflib.OWL.sameAs)) == "http://www.wikidata.org/entity/Q999999999"
    assert str(read.value(vass, rdflib.URIRef("https://schema.org/sameAs"))) == "https://example.org/vass"
    assert not list(read.objects(ENTITY.hostile, rdflib.URIRef("https://schema.org/sameAs"))), "no address at all"


def test_trig_holds_a_named_graph_for_each_document(graph: nx.MultiDiGraph) -> None:
    read = rdflib.Dataset().parse(data=to_rdf(graph, format="trig"), format="trig")
    name = "https://w3id.org/kg/id/document/{}/graph"
    rooms, notes = (read.graph(rdflib.URIRef(name.format(key))) for key in ("room", "notes-2019"))
    # both documents prove that Vass finds fault with it; only the interview tells who made it
    criticised = (ENTITY["odhran-vass"], KG.criticizes, ENTITY.brambleform)
    assert criticised in rooms and criticised in notes
    made = (ENTITY["odhran-vass"], KG.created, ENTITY.quillnet)
    assert made in rooms and made not in notes


def test_rdf_1_2_reifies_the_triple_itself(graph: nx.MultiDiGraph) -> None:
    written = to_rdf(graph, format="turtle12")
    assert "rdf:reifies <<( entity:quillnet kg:builtOn entity:tessera )>>" in written
    assert "rdf:Statement" not in written


def test_json_ld_is_what_a_javascript_programmer_expects(graph: nx.MultiDiGraph) -> None:
    nodes = {node["id"]: node for node in json.loads(to_rdf(graph, format="json-ld"))["@graph"]}
    vass = nodes["entity:odhran-vass"]
    assert vass["name"] == "Ódhrán Vass" and vass["alias"] == "Vass" and "kg:Person" in vass["type"]
    assertion = next(node for node in nodes.values() if node.get("predicate") == "kg:builtOn")
    assert assertion["polarity"] == "kg:affirmed" and assertion["stated_by"] == "entity:odhran-vass"


def test_another_base_is_used_throughout_and_found_again(graph: nx.MultiDiGraph) -> None:
    for format in ("turtle", "json-ld", "trig"):
        written = to_rdf(graph, format=format, base="https://mine.example/graph/")
        assert "w3id.org/kg/id" not in written
        assert to_json(from_rdf(written, format)) == to_json(graph)


def test_what_has_no_term_of_its_own_survives_too(graph: nx.MultiDiGraph) -> None:
    graph.graph["note"] = {"made": ["by", "hand"]}
    graph.graph["pipeline"]["workers"] = 4
    graph.graph["documents"][0]["podcast"] = 7
    graph.graph["documents"][0]["turns"][0]["mood"] = "merry"
    graph.nodes["quillnet"]["aliases"] = ["quill net", "Quillnet"]
    graph.nodes["tessera"]["aliases"] = []
    graph.nodes["tessera"]["community"] = 3
    graph.nodes["tessera"]["mentions"][0]["score"] = 0.5
    subject, object_, key = next(iter(graph.edges(keys=True)))
    graph.edges[subject, object_, key]["weight"] = None
    graph.edges[subject, object_, key]["evidence"][0]["antecedents"] = [[9, 12], [1, 2]]
    for format in FORMATS:
        assert to_json(from_rdf(to_rdf(graph, format=format), format)) == to_json(graph)


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec="utf-8"), min_size=1),
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=3),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    st.floats(0, 1),
)
def test_any_name_id_and_number_survives(name: str, aliases: list[str], slug: str, score: float) -> None:
    graph = nx.MultiDiGraph(documents=[], pipeline={"kg": name})
    record = {"type": "Tool", "name": name, "aliases": aliases, "same_as": [*aliases, name], "salience": score}
    graph.add_node(slug, **record, mentions=[], merges=[])
    for format in ("turtle", "nquads", "json-ld", "turtle12"):
        assert to_json(from_rdf(to_rdf(graph, format=format), format)) == to_json(graph)


def test_xml_refuses_what_it_cannot_hold_and_keeps_the_rest(graph: nx.MultiDiGraph) -> None:
    graph.nodes["tessera"]["name"] = "Tess\x0cera"
    with pytest.raises(UsageError, match=r"U\+000C.*write Turtle"):
        to_rdf(graph, format="rdfxml")
    assert to_json(from_rdf(to_rdf(graph, format="turtle"))) == to_json(graph)


def test_an_empty_graph_and_a_graph_made_by_hand_can_be_written() -> None:
    assert to_json(from_rdf(to_rdf(nx.MultiDiGraph(documents=[], pipeline={})))) == to_json(
        nx.MultiDiGraph(documents=[], pipeline={})
    )
    graph = nx.MultiDiGraph()
    graph.add_node("ada", type="Person")
    graph.add_node("loom", type="Tool", name="The Loom")
    graph.add_edge("ada", "loom", predicate="created")
    read = from_rdf(to_rdf(graph))
    assert read.nodes["ada"]["name"] == "ada" and read.nodes["loom"]["aliases"] == ["The Loom"]
    assert [edge[2]["predicate"] for edge in read.edges(data=True)] == ["created"]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda graph: graph.nodes["tessera"].update(type="Dragon"), UsageError, "'tessera' has the type 'Dragon'"),
        (lambda graph: _edge(graph).update(predicate="ate"), UsageError, "'ate' is no predicate"),
        (lambda graph: _edge(graph)["evidence"][0].update(quote="no such words"), KgError, "is not its text"),
        (lambda graph: graph.graph.update(documents=[]), KgError, "not in the graph"),
    ],
)
def test_a_broken_graph_is_told_in_one_line(graph: nx.MultiDiGraph, change: Any, error: type, words: str) -> None:
    broken = copy.deepcopy(graph)
    change(broken)
    with pytest.raises(error, match=words) as raised:
        to_rdf(broken)
    assert "\n" not in str(raised.value)


def _edge(graph: nx.MultiDiGraph) -> dict[str, Any]:
    return next(iter(graph.edges(data=True)))[2]


@pytest.mark.parametrize(
    ("source", "format", "error", "words"),
    [
        ("@prefix a: <b", None, UsageError, "not valid RDF"),
        ("<http://a/b> <http://a/c> <http://a/d> .\n", None, KgError, "0 graphs of kg"),
        ("{", "json-ld", UsageError, "not valid RDF"),
        ("{}\n", "yaml", UsageError, "'yaml' is no format"),
        (Path("/no/such/file.ttl"), None, UsageError, "cannot be read"),
    ],
)
def test_what_is_not_our_rdf_is_told_in_one_line(source: Any, format: str | None, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        from_rdf(source, format)


def test_a_place_that_cannot_be_written_is_named(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KgError, match="cannot be written"):
        to_rdf(graph, tmp_path / "file" / "graph.ttl")


def test_rdf_that_lost_a_part_is_refused(graph: nx.MultiDiGraph) -> None:
    lines = to_rdf(graph, format="nt").split("\n")
    kept = [line for line in lines if "hasTarget" not in line]
    with pytest.raises(KgError, match="has no oa:hasTarget"):
        from_rdf("\n".join(kept))


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_written_piece_by_piece_is_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.setattr("kg.rdf.PIECE", 17)
    graph = interview_graph.build()
    write_rdf(graph, tmp_path / "graph", format)
    assert (tmp_path / "graph").read_bytes() == to_rdf(graph, format=format).encode()
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]
