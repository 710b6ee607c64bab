"""The graph as a file and as a thing to ask: the same bytes, names found, clear words where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg import graph as graphs
from kg.graph import Graph
from kg.types import Evidence, KgError, Relation

# -- graph.json --------------------------------------------------------------------------------------------------------


def test_a_graph_read_back_is_the_graph_and_gives_the_same_bytes(graph: Graph) -> None:
    text = graphs.to_json(graph)
    again = graphs.from_json(text)
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert sorted(again.edges(keys=True, data="id")) == sorted(graph.edges(keys=True, data="id"))
    assert again.graph == graph.graph
    assert graphs.to_json(again) == text


def test_the_bytes_do_not_depend_on_the_order_of_making(graph: Graph) -> None:
    turned = Graph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert graphs.to_json(turned) == graphs.to_json(graph)


def test_networkx_reads_it_without_kg(graph: Graph) -> None:
    record = json.loads(graphs.to_json(graph))
    again = nx.node_link_graph(record, edges="edges")
    assert isinstance(again, nx.MultiDiGraph) and again.number_of_edges() == graph.number_of_edges()
    assert "Ódhrán" in graphs.to_json(graph)  # UTF-8, not escapes


def test_save_and_load_by_folder_and_by_file(graph: Graph, tmp_path: Path) -> None:
    kg.save(graph, tmp_path)
    kg.save(graph, tmp_path / "other.json")
    assert (tmp_path / "graph.json").read_bytes() == (tmp_path / "other.json").read_bytes()
    for place in (tmp_path, str(tmp_path), tmp_path / "other.json"):
        assert graphs.to_json(kg.load(place)) == graphs.to_json(graph)


def test_load_names_the_file_and_the_cure(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"graph\.json: there is no graph here; make one with: kg build"):
        kg.load(tmp_path)
    record = json.loads(graphs.to_json(graph))
    del record["edges"][0]["evidence"]
    (tmp_path / "graph.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(KgError, match="lacks evidence"):
        kg.load(tmp_path)
    with pytest.raises(KgError, match=r"x\.txt"):
        (tmp_path / "x.txt").write_text("", "utf-8")
        kg.load(tmp_path / "x.txt" / "graph.json")


def test_an_edge_to_nobody_is_no_graph(graph: Graph, tmp_path: Path) -> None:
    record = json.loads(graphs.to_json(graph))
    record["edges"][0]["target"] = "nobody"
    with pytest.raises(ValueError, match="nobody"):
        graphs.from_json(json.dumps(record))


# -- Selecting ---------------------------------------------------------------------------------------------------------


def test_select_keeps_what_is_sure_enough_and_every_node(graph: Graph) -> None:
    sure = sorted({d["confidence"] for *_, d in graph.edges(data=True)})
    some = kg.select(graph, min_confidence=sure[-1])
    assert {d["confidence"] for *_, d in some.edges(data=True)} == {sure[-1]}
    assert set(some) == set(graph) and some.graph == graph.graph
    assert kg.select(graph).number_of_edges() == graph.number_of_edges()
    assert kg.select(graph, min_confidence=1.01).number_of_edges() == 0


def test_select_by_modality_leaves_the_graph_given_alone(graph: Graph) -> None:
    before = graphs.to_json(graph)
    hedged = kg.select(graph, modalities=frozenset({"hedged"}))
    assert [d["predicate"] for *_, d in hedged.edges(data=True)] == ["supports"]
    hedged.nodes["quillnet"]["name"] = "changed"
    assert graphs.to_json(graph) == before


# -- Finding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["odhran-vass", "Ódhrán Vass", "ódhrán vass", "Odhran Vass", " Vass ", "VASS"])
def test_an_entity_is_found_by_id_name_alias_case_and_accents(graph: Graph, name: str) -> None:
    assert kg.find(graph, name) == "odhran-vass"


def test_of_two_of_one_name_the_more_spoken_of_is_found(graph: Graph) -> None:
    other = graph.copy()
    for node, salience in (("quiet", 0.01), ("loud", 0.9)):
        other.add_node(node, **{**graph.nodes["tessera"], "name": "Twin", "aliases": ["Twin"], "salience": salience})
    assert kg.find(other, "twin") == "loud"
    assert kg.find(other, "quiet") == "quiet"


def test_a_name_wins_over_an_alias(graph: Graph) -> None:
    other = graph.copy()
    other.nodes["institut-fur-faltung"]["aliases"] = ["Tessera"]
    assert kg.find(other, "Tessera") == "tessera"


@pytest.mark.parametrize(
    ("name", "likest"), [("Quilnet", "Quillnet"), ("Mira Halt", "Mira Holt"), ("zuerich", "Zürich")]
)
def test_the_likest_names_are_offered(graph: Graph, name: str, likest: str) -> None:
    with pytest.raises(KgError, match=f'do you mean "{likest}"'):
        kg.find(graph, name)


def test_no_name_is_offered_that_is_not_like_it(graph: Graph) -> None:
    with pytest.raises(KgError, match="kg stats"):
        kg.find(graph, "zzyzx qqq")
    with pytest.raises(KgError, match="empty"):
        kg.find(Graph(), "anything")


# -- What a build makes ------------------------------------------------------------------------------------------------


def test_a_built_graph_has_documents_speakers_and_evidence(built: Path) -> None:
    graph = kg.load(built / "out")
    (document,) = graph.graph["documents"]
    assert (document["id"], document["date"], document["language"]) == ("fernwood", "2021-03-04", "en")
    assert {(p["name"], p["role"]) for p in document["participants"]} == {
        ("Tobias Penhale", "host"),
        ("Ilse Marlow", "guest"),
    }
    assert {t["speaker"] for t in document["turns"]} >= {"tobias-penhale", "ilse-marlow"}
    for *_, d in graph.edges(data=True):
        for e in d["evidence"]:
            assert document["text"][e["start"] : e["end"]] == e["quote"]
            for a, b in (e["subject"], e["object"], *e["antecedents"]):
                assert 0 <= a < b <= len(document["text"])


def test_salience_is_between_0_and_1_and_the_most_spoken_of_has_1(built: Path) -> None:
    saliences = [d["salience"] for _, d in kg.load(built / "out").nodes(data=True)]
    assert max(saliences) == 1.0 and min(saliences) > 0.0


def test_a_second_build_gives_the_same_bytes(built: Path) -> None:
    again = kg.build(built / "talks")
    assert graphs.to_json(again) == (built / "out" / "graph.json").read_text("utf-8")


def test_each_claim_is_proved_by_the_words_that_say_it_and_dated_by_them_alone(tmp_path: Path) -> None:
    creation = (
        "Marta Quell is not only the creator of Skua, a plotting library, but she is also a researcher at Nordvik."
    )
    talk = "She will also be speaking at PyCon this year."
    file = tmp_path / "quell.txt"
    file.write_text(
        f"# An interview with Marta Quell\n\nBen Arlo: {creation} {talk}\n\nMarta Quell: Thank you.\n", "utf-8"
    )
    graph = kg.build([file])
    told = {(d["predicate"], o): (d["time"], [e["quote"] for e in d["evidence"]]) for _, o, d in graph.edges(data=True)}
    assert told["created", "skua"] == (None, [creation])
    assert told["affiliatedWith", "nordvik"] == (None, [creation])
    assert told["participatedIn", "pycon"] == ("this year", [talk])


def test_two_sentences_are_evidence_beside_one_only_where_they_are_surer() -> None:
    def said(start: int, end: int, confidence: float) -> tuple[Evidence, Relation]:
        place = Evidence("talk", start, end)
        return place, Relation(0, "uses", 1, place, confidence=confidence)

    one, both, other = said(0, 40, 0.8), said(0, 90, 0.6), said(41, 90, 0.5)
    assert graphs.distinct([one, both]) == [one]
    assert graphs.distinct([both, other]) == [both, other]
    assert graphs.distinct([one, both, other]) == [one, other]
    assert graphs.distinct([said(0, 40, 0.3), both]) == [said(0, 40, 0.3), both]
    assert graphs.distinct([one, said(0, 40, 0.7)]) == [one]
