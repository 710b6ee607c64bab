"""Paths, neighbourhoods, opinions, lineage, and taking a view away as a file."""

import json
import re
from pathlib import Path

import networkx as nx
import pytest
from test_explorer_reader import Open, Reader, read
from test_explorer_sample import sample

__all__ = ["read"]


def saved(reader: Reader, words: str) -> Path:
    reader.page.locator(".menu summary").click()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name=words, exact=True).click()
    return Path(download.value.path())


def test_a_path_is_asked_for_and_shown_with_its_quotes(read: Open) -> None:
    reader = read(fragment="#at=entity:guido-van-rossum")
    reader.press("Path to …")
    assert "From Guido van Rossum to" in reader.text("#hint")
    reader.page.fill("#search", "active lear")
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.heading().split() == ["From", "Guido", "van", "Rossum", "to", "active", "learning"]
    assert "4 steps" in reader.text()
    assert reader.page.locator(".steps > li figure").count() == 4
    assert reader.shown() == {"guido-van-rossum", "python", "pytorch", "ines-okafor", "active-learning"}


def test_the_other_end_may_be_clicked_and_the_question_dropped(read: Open) -> None:
    reader = read(fragment="#at=entity:keras")
    reader.press("Path to …")
    reader.press("Cancel")
    reader.click_entity("numpy")
    assert reader.heading() == "NumPy"
    reader.press("Path to …")
    reader.click_entity("keras")
    assert reader.heading().split() == ["From", "NumPy", "to", "Keras"]


def test_a_path_obeys_the_filters_and_says_when_there_is_none(read: Open) -> None:
    reader = read(fragment="#view=path:lua,gpt-2&at=path:lua,gpt-2&no-predicate=builtOn,influencedBy")
    assert "No way leads from one to the other" in reader.text()
    graph = sample()
    graph.add_node("alone", type="Tool", name="Alone", aliases=[], same_as=[], salience=0.5, mentions=[], merges=[])
    reader = read(graph, fragment="#at=path:lua,alone")
    assert "Nothing in these documents connects the two" in reader.text()


def test_an_entity_is_expanded_and_the_rest_stands_still(read: Open) -> None:
    reader = read(fragment="#at=entity:mara-lindqvist")
    before = reader.shown()
    world = "Object.fromEntries(Object.entries(explorer.network.getPositions()))"
    places = reader.page.evaluate(world)
    reader.page.get_by_role("button", name=re.compile("^Expand")).click()
    reader.look()
    assert before < reader.shown()
    after = reader.page.evaluate(world)
    assert {number: after[number] for number in places} == places
    reader.page.go_back()
    reader.look()
    assert reader.shown() == before


def test_an_entity_is_hidden_and_shown_again(read: Open) -> None:
    reader = read(fragment="#at=entity:keras")
    reader.press("Hide")
    assert "keras" not in reader.shown()
    assert "1 hidden by hand" in reader.text("#status")
    reader.press("Show them")
    assert "keras" in reader.shown()


def test_a_dragged_entity_stays_where_it_was_put(read: Open) -> None:
    reader = read()
    across, _ = reader.drag_entity("bergen", 60, -50)
    assert "pin=bergen" in reader.fragment
    assert across == pytest.approx(60, abs=3)
    again = read(fragment=reader.fragment)
    where = "explorer.network.getPositions()"
    assert again.page.evaluate(where) == reader.page.evaluate(where)
    again.go("#at=entity:bergen&" + again.fragment[1:])
    again.press("Unpin")
    assert "pin=" not in again.fragment


def test_everything_and_back_to_the_start(read: Open) -> None:
    reader = read()
    before = reader.shown()
    reader.press("Everything (60)")
    assert len(reader.shown()) == 60
    reader.press("Start")
    assert reader.shown() == before


def test_centred_on_one(read: Open) -> None:
    reader = read(fragment="#at=entity:lantern-health")
    reader.press("Centre on it")
    graph = sample()
    assert reader.shown() == {"lantern-health", *nx.all_neighbors(graph, "lantern-health")}


def test_who_agrees_and_who_does_not_side_by_side(read: Open) -> None:
    reader = read(fragment="#at=entity:transfer-learning")
    reader.press("Agree and disagree")
    good, bad = reader.text(".side.for"), reader.text(".side.against")
    assert "Mara Lindqvist" in good
    assert "next krone" in good
    assert "Ines Okafor" in bad
    assert "oversold" in bad
    assert "Ines Okafor" not in re.sub(r"Ines Okafor on models that meet patients|and.*wrote", "", good.split("“")[0])
    boxes = [reader.page.locator(f".side.{side}").bounding_box() for side in ("for", "against")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_all_opinions_put_the_disputed_first(read: Open) -> None:
    reader = read()
    reader.press("Opinions")
    split, one_sided = reader.page.locator(".balances").all_inner_texts()
    assert {"PyTorch", "Keras", "transfer learning", "peer review"} <= set(split.split("\n"))
    assert "JAX" in one_sided
    assert "JAX" not in split


def test_said_and_denied(read: Open) -> None:
    reader = read(fragment="#at=stance:pytorch")
    assert "Said and denied" not in reader.text()
    graph = sample()
    graph.add_edge("mara-lindqvist", "pytorch", "uses|affirmed|ines-okafor",
                   **{**graph.edges["mara-lindqvist", "pytorch", "uses|negated|mara-lindqvist"],
                      "polarity": "affirmed", "speaker": "ines-okafor", "id": "a-0000000001"})  # fmt: skip
    reader = read(graph, fragment="#at=stance:pytorch")
    assert "Said and denied" in reader.text()
    assert "Mara Lindqvist uses PyTorch — denied by Mara Lindqvist" in " ".join(reader.text().split())


def test_lineage_runs_from_old_to_new(read: Open) -> None:
    reader = read(fragment="#at=entity:tensorflow")
    reader.press("Lineage")
    assert {"theano", "pytorch", "torch", "lua", "keras", "driftnet"} <= reader.shown()
    across = {name: reader.page.evaluate("id => explorer.where(id).x", name) for name in reader.shown()}
    assert across["lua"] < across["torch"] < across["pytorch"] < across["tensorflow"] < across["keras"]
    assert across["theano"] < across["tensorflow"]
    assert re.search(r"2014\s+Driftnet", reader.text())
    words = {label["words"] for label in reader.page.evaluate("explorer.labels()")}
    assert "TensorFlow 2015" in words


def test_a_view_is_saved_as_the_graph_it_came_from(read: Open) -> None:
    graph = sample()
    reader = read(graph, fragment="#view=all")
    data = json.loads(saved(reader, "Graph (graph.json)").read_text(encoding="utf-8"))
    again = nx.node_link_graph(data, edges="edges")
    assert again.graph == graph.graph
    assert dict(again.nodes(data=True)) == {
        node: {**attributes, "mentions": sorted(attributes["mentions"], key=lambda m: (m["document"], m["start"]))}
        for node, attributes in graph.nodes(data=True)
    }
    assert {edge[:3]: edge[3] for edge in again.edges(keys=True, data=True)} == {
        edge[:3]: edge[3] for edge in graph.edges(keys=True, data=True)
    }


def test_a_filtered_view_is_saved_as_it_is_shown(read: Open) -> None:
    reader = read(fragment="#view=around:lantern-health&no-polarity=affirmed")
    again = nx.node_link_graph(json.loads(saved(reader, "Graph (graph.json)").read_text()), edges="edges")
    assert sorted(again.edges()) == [("lantern-health", "language-models"), ("lantern-health", "theano")]


def test_a_view_is_saved_as_a_drawing_and_as_a_picture(read: Open) -> None:
    reader = read(fragment="#at=entity:keras")
    drawing = saved(reader, "Drawing (SVG)").read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert ">Keras<" in drawing
    assert drawing.count("<path") > 50
    assert "<script" not in drawing
    picture = saved(reader, "Picture (PNG)").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20]) == 2 * reader.page.evaluate("document.getElementById('picture').clientWidth")
    assert len(picture) > 30_000, "not a blank sheet"


def test_a_view_is_saved_as_a_query_that_finds_it(read: Open) -> None:
    pyoxigraph = pytest.importorskip("pyoxigraph")
    to_rdf = pytest.importorskip("kg.rdf").to_rdf
    graph = sample()
    reader = read(graph, fragment="#view=path:lua,keras&at=path:lua,keras")
    query = saved(reader, "Query (SPARQL)").read_text(encoding="utf-8")
    store = pyoxigraph.Store()
    store.load(to_rdf(graph).encode(), pyoxigraph.RdfFormat.TURTLE)
    rows = [(str(row["subject"]), str(row["object"])) for row in store.query(query)]
    said = int(re.search(r"(\d+) of \d+ statements", reader.text("#status"))[1])
    assert len(rows) == said > 2
    assert any("entity/torch" in subject and "entity/lua" in target for subject, target in rows)


def test_clusters_come_first_where_a_graph_is_large(read: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.explorer.clusters
    import kg.explorer.payload

    monkeypatch.setattr(kg.explorer.payload, "CLUSTERS_FROM", 30)
    monkeypatch.setattr(kg.explorer.clusters, "CLUSTERS", 6)
    reader = read(sample(), fragment="#view=all")
    assert len(reader.shown()) == 6
    assert "6 clusters of 60 entities" in reader.text("#status")
    reader.click_entity("pytorch")
    assert "Cluster around PyTorch" in reader.text("#views")
    assert 5 < len(reader.shown()) < 30
    assert "pytorch" in reader.shown()


def test_an_address_that_names_nothing_known_still_opens(read: Open) -> None:
    reader = read(fragment="#view=around:nobody&more=nobody&also=x&hide=y&pin=z@1@2&pin=keras@a@b")
    assert "keras" in reader.shown()
