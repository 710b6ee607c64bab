"""Take pictures of the explorer's views: python tests/benchmarks/explorer_screenshots.py [out/graph.json]

They go to out/screenshots/, or to the folder named as second argument; without a graph, the tests' sample is shown. The
one called start is what the README shows (docs/screenshots/start.png).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))

import networkx as nx
from test_explorer_reader import STILL, started
from test_explorer_sample import sample

from kg.explorer import to_html

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def views(graph: nx.MultiDiGraph) -> dict[str, tuple[str, dict[str, object]]]:
    """The views worth showing of a graph: name -> (fragment, how the browser is set up)."""
    opinions = [edge for edge in graph.edges(data=True) if edge[2]["predicate"] in ("endorses", "criticizes")]
    sides = Counter((target, each["predicate"]) for _, target, each in opinions)
    salience = {node: graph.nodes[node].get("salience", 0) for node in graph}
    best = max(sorted(graph), key=lambda node: (graph.nodes[node]["type"] == "Tool", salience[node]))
    disputed = max(
        sorted(graph), key=lambda node: (min(sides[node, "endorses"], sides[node, "criticizes"]), salience[node])
    )
    subject, target, said = max(
        graph.edges(data=True),
        key=lambda edge: (len(edge[2]["evidence"]), salience[edge[0]] + salience[edge[1]], edge[:2]),
    )
    claim = ",".join(quote(part, safe="") for part in (subject, said["predicate"], target, said["polarity"]))
    evidence = said["evidence"][0]
    place = f"{quote(evidence['document'], safe='')},{evidence['start']},{evidence['end']}"
    return {
        "start": ("", {}),
        "card": (f"#at=entity:{best}", {}),
        "quote": (f"#at=line:{claim}", {}),
        "document": (f"#at=document:{place}", {}),
        "disagreement": (f"#at=stance:{disputed}" if sides[disputed, "criticizes"] else "#at=stances", {}),
        "lineage": (f"#view=lineage:{best}&at=lineage:{best}", {}),
        "everything": ("#view=all", {}),
        "dark": (f"#at=entity:{best}", {"color_scheme": "dark"}),
        "phone": ("", PHONE),
    }


def main(graph: nx.MultiDiGraph, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp()) / "graph.html"
    to_html(graph, path)
    for name, (fragment, options) in views(graph).items():
        context = started()[1].new_context(**{"viewport": {"width": 1360, "height": 850}, **options})
        page = context.new_page()
        page.goto(path.as_uri() + fragment)
        page.evaluate(STILL)
        page.screenshot(path=folder / f"{name}.png")
        context.close()
        print(folder / f"{name}.png")


if __name__ == "__main__":
    given = sys.argv[1:]
    chosen = (
        nx.node_link_graph(json.loads(Path(given[0]).read_text(encoding="utf-8")), edges="edges") if given else sample()
    )
    main(chosen, Path(given[1]) if len(given) > 1 else Path(__file__).parents[2] / "out" / "screenshots")
