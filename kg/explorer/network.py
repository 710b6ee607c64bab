"""The part of the page that pyvis makes: the nodes and edges of vis-network, its options, and its files.

pyvis is filled by hand: its ``from_nx`` changes the graph it is given and its ``add_node`` takes quadratic time.
Its own page is not used: it asks a CDN for files and puts names into the page unescaped.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 100_000_000,
        "zoomSpeed": 0.7,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 1.5, "labelHighlightBold": False, "shadow": False},
    "edges": {
        "smooth": False,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "arrowStrikethrough": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "shadow": False,
    },
}


def network(records: dict[str, Any]) -> dict[str, Any]:
    """Give the nodes, edges and options of vis-network for the records of ``payload.records``.

    One edge stands for all the statements between two entities with one predicate and polarity.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    net = Network(directed=True, cdn_resources="in_line")
    net.set_options(json.dumps(OPTIONS))
    shapes = [shape for _, shape, *_ in records["types"]]
    for number, (entity, size, (x, y)) in enumerate(
        zip(records["entities"], records["sizes"], records["places"], strict=True)
    ):
        node = Node(number, shapes[entity[1]], "", size=_optical(shapes[entity[1]], size), x=x, y=y)
        del node.options["label"]  # the page places the labels itself, so that none overlap
        net.nodes.append(node.options)
    lines: dict[tuple[int, int, int, int], list[int]] = {}
    for number, statement in enumerate(records["statements"]):
        source, target, predicate, negated = statement[1:5]
        lines.setdefault((source, target, predicate, negated), []).append(number)
    for (source, target, _, _), members in lines.items():
        net.edges.append(Edge(source, target, said=members).options)
    nodes, edges, _, _, _, _ = net.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": OPTIONS}


def _optical(shape: str, size: float) -> float:
    """A square of the same size looks larger than a disc, a star smaller: even them out."""
    return round(size * {"square": 0.86, "star": 1.12, "triangle": 1.02, "triangleDown": 1.02}.get(shape, 1.0), 1)


def vis_script() -> str:
    """Read vis-network as pyvis ships it, without the line that sends developer tools to a source map."""
    import pyvis

    script = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", script.read_text(encoding="utf-8"))
