"""The graph goes out to Gephi, Neo4j, spreadsheets and pandas."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as XML
from pathlib import Path
from typing import Any

import interview_graph
import networkx as nx
import pytest

from kg.export import FORMATS, export, frames
from kg.types import KgError, UsageError


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    return interview_graph.build()


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("to", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_back_the_same_graph(graph: nx.MultiDiGraph, tmp_path: Path, to: str, read: Any) -> None:
    assert export(graph, tmp_path / f"graph.{to}", to) == [tmp_path / f"graph.{to}"]
    found = read(tmp_path / f"graph.{to}")
    assert set(found) == set(graph) and found.number_of_edges() == graph.number_of_edges()
    assert found.nodes["odhran-vass"]["aliases"] == "Vass|Ódhrán Vass"
    assert found.nodes["hostile"]["name"] == interview_graph.HOSTILE
    made = [edge for *_, edge in found.edges(data=True) if edge["predicate"] == "created"]
    assert sorted(edge["quotes"] for edge in made) == ["I made Quillnet in 2014", "You made Quillnet"]


def test_gephi_shows_names_and_predicates(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / "graph.gexf", "gexf")
    space = {"g": "http://www.gexf.net/1.2draft"}
    root = XML.parse(tmp_path / "graph.gexf").getroot()
    assert "Ódhrán Vass" in {node.get("label") for node in root.iterfind(".//g:node", space)}
    assert "builtOn" in {edge.get("label") for edge in root.iterfind(".//g:edge", space)}


def test_csv_holds_nodes_and_edges(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / "tables", "csv")
    nodes = {row["id"]: row for row in rows(tmp_path / "tables" / "nodes.csv")}
    assert (
        nodes["hostile"]["name"] == interview_graph.HOSTILE
        and int(nodes["quillnet"]["mentions"]) == len(graph.nodes["quillnet"]["mentions"]) > 3
    )
    edges = rows(tmp_path / "tables" / "edges.csv")
    assert len(edges) == graph.number_of_edges()
    denied = next(row for row in edges if row["polarity"] == "negated")
    assert (denied["source"], denied["predicate"], denied["quotes"]) == (
        "quillnet",
        "uses",
        "It never used Brambleform",
    )
    assert denied["time"] == ""


def test_neo4j_gets_typed_headings_labels_and_relationship_types(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / "neo4j", "neo4j")
    nodes, edges = rows(tmp_path / "neo4j" / "nodes.csv"), rows(tmp_path / "neo4j" / "relationships.csv")
    vass = next(row for row in nodes if row[":ID"] == "odhran-vass")
    assert (vass[":LABEL"], vass["aliases:string[]"]) == ("Entity;Person", "Vass|Ódhrán Vass")
    assert {"CREATED", "BUILT_ON", "AFFILIATED_WITH", "IS_A"} <= {row[":TYPE"] for row in edges}
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= {row[":ID"] for row in nodes}
    assert "--relationships=relationships.csv" in (tmp_path / "neo4j" / "import.txt").read_text()


@pytest.mark.parametrize("to", FORMATS)
def test_the_bytes_do_not_depend_on_the_run(graph: nx.MultiDiGraph, tmp_path: Path, to: str) -> None:
    code = "import sys, interview_graph; from kg.export import export; export(interview_graph.build(), sys.argv[1], sys.argv[2])"
    places = os.pathsep.join(str(place) for place in (Path(__file__).parent, Path(__file__).parent.parent))
    environment = os.environ | {"PYTHONHASHSEED": "11", "PYTHONPATH": places}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "other"), to], env=environment, check=True)
    for mine in export(graph, tmp_path / "mine", to):
        assert (
            mine.read_bytes() == Path(str(mine).replace(str(tmp_path / "mine"), str(tmp_path / "other"))).read_bytes()
        )


def test_characters_that_xml_cannot_hold_and_odd_attributes_stop_nothing(
    graph: nx.MultiDiGraph, tmp_path: Path
) -> None:
    graph.nodes["tessera"].update(name="Tess\x00era", same_as=[{"odd": 1}], salience=None)
    graph.add_node("bare")
    graph.add_edge("bare", "tessera", predicate="uses")
    for to in FORMATS:
        export(graph, tmp_path / to, to)
    assert nx.read_graphml(tmp_path / "graphml").nodes["tessera"]["name"] == "Tess\ufffdera"
    bare = next(row for row in rows(tmp_path / "csv" / "nodes.csv") if row["id"] == "tessera")
    assert json.loads(bare["same_as"]) == [{"odd": 1}]


def test_pandas_frames(graph: nx.MultiDiGraph) -> None:
    nodes, edges = frames(graph)
    assert list(nodes.loc["quillnet", ["type", "name"]]) == ["Tool", "Quillnet"]
    assert len(edges) == graph.number_of_edges() and set(edges["source"]) <= set(nodes.index)
    assert edges.groupby("predicate").size()["created"] == 2
    empty_nodes, empty_edges = frames(nx.MultiDiGraph())
    assert len(empty_nodes) == len(empty_edges) == 0 and "predicate" in empty_edges.columns


def test_frames_without_pandas_say_what_to_install(graph: nx.MultiDiGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="pip install pandas"):
        frames(graph)


def test_an_unknown_format_or_place_is_told(graph: nx.MultiDiGraph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'dot' is no format to export to: give one of graphml, gexf, csv, neo4j"):
        export(graph, tmp_path / "graph.dot", "dot")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(KgError, match="cannot be written"):
        export(graph, tmp_path / "file", "csv")
