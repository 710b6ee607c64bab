"""The files of a build: graph.json for tools, graph.ttl for SPARQL, graph.html for people."""

from __future__ import annotations

from pathlib import Path

from kg import graph as graphs
from kg.explorer import to_html
from kg.files import write_text
from kg.graph import Graph
from kg.rdf import to_rdf


def write(graph: Graph, out: Path) -> dict[str, Path]:
    """Write graph.json, graph.ttl and graph.html to ``out``, all made before any is put in place.

    Gives their paths by name. Raises KgError where ``out`` cannot be written.
    """
    texts = {"graph.json": graphs.to_json(graph), "graph.ttl": to_rdf(graph), "graph.html": to_html(graph)}
    for name, text in texts.items():
        write_text(out / name, text)
    return {name: out / name for name in texts}
