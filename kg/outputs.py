"""The files of a build: graph.json for tools, graph.ttl for SPARQL, graph.html for people."""

from __future__ import annotations

import os
from pathlib import Path

from kg import graph as graphs
from kg.collector import paused
from kg.explorer import to_html
from kg.files import write_all
from kg.graph import Graph
from kg.rdf import turtle
from kg.store import Store
from kg.types import KgError


def write(graph: Graph, out: Path, store: Store | None = None) -> dict[str, Path]:
    """Write graph.json, graph.ttl and graph.html to ``out``, all made before any is put in place.

    What ``store`` holds of the parts of documents that did not change is not made again. Gives their paths by name.
    Raises KgError where ``out`` cannot be written.
    """
    with paused():
        texts = {
            "graph.json": graphs.json_pieces(graph),
            "graph.ttl": turtle(graph, store.part if store else None),
            "graph.html": to_html(graph),
        }
        write_all({out / name: text for name, text in texts.items()})
    if store:
        store.forget_parts()
    return {name: out / name for name in texts}


def check(out: Path) -> None:
    """Raise KgError where ``out`` cannot be a folder that files are written to; better said before a long build."""
    place = out.resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise KgError(f"{out}: {place} is a file and no folder; choose another folder with -o")
    if not os.access(place, os.W_OK | os.X_OK):
        raise KgError(f"{out}: you may not write here; choose another folder with -o")
