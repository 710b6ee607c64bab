"""Hostile words in every field: nothing runs, nothing is asked for, all is shown as it stands."""

import json
from typing import Any

import networkx as nx
import pytest
from test_explorer_reader import Open, read
from test_explorer_sample import sample

__all__ = ["read"]

ATTACKS = [
    "</script><script>window.owned = 1</script>",
    '<img src=x onerror="window.owned = 2">',
    '"><svg onload="window.owned = 3">',
    "<!--<script>",
    "javascript:window.owned=4",
    "data:text/html,<script>parent.owned=5</script>",
    "{{script}} ${window.owned = 6} \u2028 \u0000 ' \" \\",
    '<a href="https://example.org/leak">href</a>',
    "<iframe srcdoc='<script>top.owned=7</script>'></iframe>",
    "__proto__",
    "\u202eevil\u202c ]]> &lt;script&gt;",
]


def poisoned(attack: str) -> nx.MultiDiGraph:
    """Put the attack behind every string of the graph that is not an offset, an id or a name of ours."""

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: poison(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [poison(each, key) for each in value]
        ours = ("id", "source", "target", "document", "predicate", "polarity", "text", "quote", "type", "kind", "key",
                "subject_kind", "object_kind", "modality", "speaker", "entity", "sha256")  # fmt: skip
        return f"{value} {attack}" if isinstance(value, str) and key not in ours else value

    data = nx.node_link_data(sample(), edges="edges")
    graph = nx.node_link_graph(poison(data), edges="edges")
    for document in graph.graph["documents"]:
        document["text"] += f"\n\n{attack}"
        document["blocks"].append({
            "kind": "paragraph", "spans": [[len(document["text"]) - len(attack), len(document["text"])]], "turn": None
        })  # fmt: skip
        document["source"] = attack
    graph.nodes["keras"]["same_as"] = [attack, "javascript:window.owned=8", "data:text/html,x", "https://keras.io/"]
    graph.nodes["keras"]["type"] = attack
    for _, _, attributes in graph.edges("pytorch", data=True):
        attributes.update(predicate=attack, speaker=attack, modality=attack)
    graph.add_node(attack, **{**graph.nodes["keras"], "name": attack, "salience": 1.0})
    graph.add_edge(attack, "keras", attack, **{**next(iter(graph.edges(data=True)))[2], "predicate": "endorses"})
    return graph


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_runs(read: Open, attack: str) -> None:
    reader = read(poisoned(attack), fragment="#at=entity:keras")
    assert attack.split()[0] in reader.text()
    for place in ("entity:pytorch", "stance:keras", "stances", "document:okafor-clinic-notes",
                  "line:mara-lindqvist,endorses,keras,affirmed"):  # fmt: skip
        reader.go(f"#at={place}")
        assert reader.page.evaluate("window.owned") is None
    for fragment in ("#view=all&tab=list", "#tab=filter", "#view=lineage:keras&at=lineage:keras"):
        reader.go(fragment)
    reader.page.fill("#search", attack[:12])
    reader.look()
    assert reader.page.evaluate("window.owned") is None
    assert reader.page.locator("#content img, #content iframe, #content script, #suggestions img").count() == 0
    hrefs = reader.page.eval_on_selector_all("a[href]", "all => all.map((each) => each.protocol)")
    assert set(hrefs) <= {"file:", "https:", "http:"}


def test_only_web_addresses_become_links(read: Open) -> None:
    reader = read(poisoned("javascript:window.owned=4"), fragment="#at=entity:keras")
    assert reader.page.eval_on_selector_all(".same a", "all => all.map((each) => each.href)") == ["https://keras.io/"]
    assert "javascript:window.owned=8" in reader.text(".same")


def test_hostile_addresses_run_nothing(read: Open) -> None:
    for attack in ATTACKS:
        fragment = f"#at=entity:{json.dumps(attack)}&view={attack}&no-type={attack}&pin={attack}@1@2"
        reader = read(fragment=fragment.replace(" ", "%20").replace("\0", "%00"))
        assert reader.page.evaluate("window.owned") is None
        assert "keras" in reader.shown()


def test_the_saved_drawing_is_clean(read: Open) -> None:
    reader = read(poisoned(ATTACKS[1]), fragment="#at=entity:keras")
    reader.page.locator(".menu summary").click()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Drawing (SVG)").click()
    with open(download.value.path(), encoding="utf-8") as file:
        drawing = file.read()
    assert "<img" not in drawing
    assert "&lt;img" in drawing
