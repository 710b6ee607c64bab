"""The page as a file: whole, offline, safe, the same every time, and no change to the graph."""

import base64
import copy
import hashlib
import itertools
import json
import math
import re
from pathlib import Path

import networkx as nx
import pytest
from test_explorer_sample import large, sample

import kg.explorer.payload
from kg.explorer import display, to_html
from kg.explorer.clusters import clusters
from kg.explorer.start import START_NODES, Pair, strongest
from kg.explorer.texts import texts
from kg.types import KgError, UsageError


def block(page: str, name: str):
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)[1])


def test_the_page_asks_nothing_of_the_network() -> None:
    page = to_html(sample())
    own = page.split("<script>", 1)[0]
    assert not re.search(r'(?:src|href)\s*=\s*["\']?(?!#|data:)[^"\'\s>]', own)
    assert "connect-src 'none'" in page
    assert "default-src 'none'" in page
    assert "sourceMappingURL" not in page
    assert "bootstrap" not in page.lower()
    assert "cdn" not in re.sub(r"[A-Za-z]cdn|cdn[A-Za-z]", "", own.lower())


def test_the_scripts_are_those_that_the_policy_names() -> None:
    page = to_html(sample())
    policy = re.search(r'content="(default-src[^"]*)"', page)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert len(scripts) == 2
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "\r" not in page


def test_the_graph_stays_as_it_was_and_the_page_the_same() -> None:
    graph = sample()
    before = copy.deepcopy(nx.node_link_data(graph, edges="edges"))
    first = to_html(graph)
    assert nx.node_link_data(graph, edges="edges") == before
    assert to_html(graph) == first


def test_the_order_of_nodes_and_edges_changes_nothing() -> None:
    graph = sample()
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert to_html(turned) == to_html(graph)


def test_the_page_is_written_and_given_back(tmp_path: Path) -> None:
    page = to_html(sample(), tmp_path / "graph.html")
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == page
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KgError, match=r"graph\.html: cannot be written"):
        to_html(sample(), tmp_path / "file" / "graph.html")


@pytest.mark.parametrize("name", ["keras", "Keras", "KERAS"])
def test_the_focus_is_an_id_or_a_name(name: str) -> None:
    known = block(to_html(sample(), focus=name), "records")
    assert known["entities"][known["focus"]][0] == "keras"
    assert known["focus"] in [node for node, _, _ in known["start"]]


def test_the_focus_may_be_an_alias() -> None:
    known = block(to_html(sample(), focus="TF"), "records")
    assert known["entities"][known["focus"]][0] == "tensorflow"


def test_an_unknown_focus_is_an_error() -> None:
    with pytest.raises(UsageError, match="Kerass"):
        to_html(sample(), focus="Kerass")


def test_the_headline_names_what_is_spoken_of() -> None:
    assert "<h1>What 3 documents say about PyTorch, TensorFlow and Keras</h1>" in to_html(sample())
    assert "<h1>Rivers &amp; &lt;nets&gt;</h1>" in to_html(sample(), title="Rivers & <nets>")


def test_the_count_line_says_how_much_there_is() -> None:
    assert re.search(r'id="counts">3 documents · 7 people · \d+ tools .* statements</p>', to_html(sample()))


def test_an_empty_graph_gives_a_page() -> None:
    assert "What 0 documents say" in to_html(nx.MultiDiGraph())


def test_a_graph_made_by_hand_needs_no_documents() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("a", type="Tool", name="A")
    graph.add_node("b", type="Gadget", name="B")
    evidence = [{"document": "gone", "start": 0, "end": 3, "quote": "abc"}]
    graph.add_edge("a", "b", "uses", predicate="uses", evidence=evidence)
    known = block(to_html(graph), "records")
    assert known["statements"][0][9][0][13] == "abc", "a quote whose text is not here is kept whole"


def test_nothing_in_a_block_ends_it() -> None:
    graph = sample()
    evil = "</script><script>alert(1)</script><!-- \u2028 \ud800 {{script}} {{vis}}"
    graph.nodes["keras"]["name"] = evil
    page = to_html(graph)
    assert block(page, "records")
    name = next(e for e in block(page, "records")["entities"] if e[0] == "keras")[2]
    assert name == evil.replace("\ud800", "\ufffd")
    assert page.count("<script>") == to_html(sample()).count("<script>")
    assert "\u2028" not in re.search(r'id="records">(.*?)</script>', page, re.S)[1]
    page.encode("utf-8")


def test_offsets_stay_characters_and_quotes_are_not_said_twice() -> None:
    page = to_html(sample())
    assert page.count("It is the most elegant thing out of") == 1


def test_a_page_over_its_budget_keeps_the_paragraphs_with_evidence() -> None:
    graph = sample()
    filler = "\n\n" + "Nothing is claimed here. " * 4000
    document = graph.graph["documents"][0]
    document["text"] += filler
    cut = texts(graph, budget=40_000)
    assert [each["cut"] for each in cut] == [True, False, False]
    assert sum(len(text) for _, text in cut[0]["pieces"]) < 5000
    for _, _, attributes in graph.edges(data=True):
        for evidence in attributes["evidence"]:
            if evidence["document"] == document["id"]:
                start, end = evidence["start"], evidence["end"]
                low, text = next(piece for piece in reversed(cut[0]["pieces"]) if piece[0] <= start)
                assert text[start - low : end - low] == evidence["quote"]


def test_a_page_within_its_budget_keeps_every_text() -> None:
    assert not any(each["cut"] for each in texts(sample()))


def test_the_start_is_readable_and_hangs_together() -> None:
    known = block(to_html(large(1000)), "records")
    shown = {node for node, _, _ in known["start"]}
    assert 20 <= len(shown) <= START_NODES + 1
    joined = {node for link in known["links"] for node in link}
    assert joined == shown
    assert len(known["links"]) <= 2 * len(shown)


def test_the_start_takes_the_most_salient() -> None:
    pairs = [Pair(node, node + 1, 1.0) for node in range(199)]
    salience = [0.9 if node < 30 else 0.1 for node in range(200)]
    nodes, _ = strongest(pairs, salience)
    assert set(range(30)) <= set(nodes)


def test_the_start_leaves_islands_out_unless_there_is_nothing_else() -> None:
    ring = [Pair(node, (node + 1) % 20, 1.0) for node in range(20)]
    nodes, _ = strongest(sorted([*ring, Pair(20, 21, 9.0)]), [0.1] * 20 + [0.9, 0.9])
    assert sorted(nodes) == list(range(20))
    nodes, _ = strongest([Pair(0, 1, 1.0), Pair(2, 3, 1.0)], [0.5] * 4)
    assert sorted(nodes) == [0, 1, 2, 3]


def test_clusters_are_even_and_named_after_the_best_known() -> None:
    graph = nx.barabasi_albert_graph(2000, 2, seed=1)
    pairs = sorted(Pair(min(e), max(e), 1.0) for e in graph.edges)
    salience = [graph.degree(node) / 100 for node in range(2000)]
    owners = clusters(pairs, salience)
    sizes = [owners.count(seed) for seed in set(owners)]
    assert 20 <= len(sizes) <= 60
    assert max(sizes) < 200
    assert all(owners[seed] == seed for seed in set(owners))


def test_the_page_stays_small() -> None:
    graph = large(1000)
    page = to_html(graph)
    words = sum(len(document["text"]) for document in graph.graph["documents"])
    assert len(page.encode()) <= 1_500_000 + 1000 * len(graph) + words


def test_a_large_graph_has_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert block(to_html(sample()), "records")["clusters"] == []
    monkeypatch.setattr(kg.explorer.payload, "CLUSTERS_FROM", 30)
    known = block(to_html(sample()), "records")
    assert len(known["clusters"]) == len(known["entities"])
    assert {seed for seed, _, _ in known["cluster_places"]} == set(known["clusters"])


def test_a_notebook_gets_a_frame_that_cannot_touch_it() -> None:
    shown = display(sample(), title='A "title"')._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "allow-same-origin" not in shown.split(">", 1)[0].split("sandbox=")[1]
    assert shown.count("<") == 2, "the page inside is escaped"


@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "all colours"])
@pytest.mark.parametrize("theme", [0, 1])
def test_the_colours_are_told_apart_by_the_colour_blind(sight: str, theme: int) -> None:
    style = (Path(kg.explorer.__file__).parent / "assets" / "css" / "colours.css").read_text(encoding="utf-8")
    types = dict(re.findall(r"--type-(\w+): #(\w{6});", re.split(r"(?=:root\[data-theme)", style)[theme]))
    del types["other"]
    assert len(types) == 7
    seen = {name: [encoded(sum(map(float.__mul__, row, linear(colour)))) for row in SIGHT[sight]]
            for name, colour in types.items()}  # fmt: skip
    for first, second in itertools.combinations(seen, 2):
        assert math.dist(seen[first], seen[second]) > 0.12, (first, second)


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "all colours": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


def linear(colour: str) -> list[float]:
    return [((int(colour[i : i + 2], 16) / 255 + 0.055) / 1.055) ** 2.4 for i in (0, 2, 4)]


def encoded(value: float) -> float:
    return 1.055 * max(0.0, min(1.0, value)) ** (1 / 2.4) - 0.055
