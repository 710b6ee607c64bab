"""Drive the explorer as a person would: python tests/benchmarks/explorer_drive.py GRAPH.json [--screens FOLDER]

The page is made from the graph and opened in Chromium with the network cut off; each feature is tried on entities and
statements that the graph itself offers, and what stands on the screen is compared with the graph. One line a feature:
ok, FAILED with what went wrong, or "not in this graph". Exit 1 if any failed. The features are in drive/.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import networkx as nx
from drive import FEATURES
from drive.checks import Absent, plain
from drive.graph import Drive
from playwright.sync_api import Error as BrowserError


def main(graph: nx.MultiDiGraph, names: list[str], screens: Path | None = None) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        drive = Drive(graph, Path(folder) / "graph.html")
        print(f"{len(graph):,} entities, {len(drive.edges):,} statements, {len(drive.documents)} documents: "
              f"page made in {time.process_time() - began:.1f} CPU s")  # fmt: skip
        for name in names:
            mark, said = tried(drive, name)
            picture = screens / f"{re.sub(r'[^a-z]+', '-', name)}.png" if screens else None
            if troubles := drive.close(picture):
                said, mark = f"{said} The page complains: {troubles[:2]}", "FAILED"
            failed += mark == "FAILED"
            print(f"{mark:8} {name}{': ' * bool(said)}{said}", flush=True)
    return 1 if failed else 0


def tried(drive: Drive, name: str) -> tuple[str, str]:
    """How a feature went, and what there is to say of it."""
    try:
        return "ok", FEATURES[name](drive) or ""
    except Absent as none:
        return "not in this graph", str(none)
    except (AssertionError, BrowserError) as wrong:  # checks fail as Wrong, what a reader does as a plain assertion
        return "FAILED", plain(str(wrong))[:400]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--screens", type=Path, help="keep a picture of each feature in this folder")
    parser.add_argument("--only", default="", help="only features with this in their name")
    given = parser.parse_args()
    names = [name for name in FEATURES if given.only in name]
    if not names:
        parser.error(f"no feature has {given.only!r} in its name")
    chosen = nx.node_link_graph(json.loads(given.graph.read_text(encoding="utf-8")), edges="edges")
    if not chosen.number_of_edges():
        parser.error(f"{given.graph} has no statements: there is nothing to drive")
    if given.screens:
        given.screens.mkdir(parents=True, exist_ok=True)
    sys.exit(main(chosen, names, given.screens))
