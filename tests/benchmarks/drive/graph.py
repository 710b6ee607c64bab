"""A graph, its page, and what a person can choose to try it on."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import BrowserContext
from test_explorer_reader import Reader, opened

from kg.explorer import to_html
from kg.explorer.payload import years

from .checks import fold, plain

Edge = tuple[str, str, dict[str, Any]]
Place = tuple[str, int, int]


class Drive:
    """The graph with its page; what is open is closed after each feature."""

    def __init__(self, graph: nx.MultiDiGraph, path: Path) -> None:
        self.graph, self.path = graph, path
        to_html(graph, path)
        self.documents = {each["id"]: each for each in graph.graph.get("documents", [])}
        self.edges: list[Edge] = sorted(
            graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["predicate"], edge[2].get("id", ""))
        )
        self.ranked = sorted(graph, key=lambda node: (-(graph.nodes[node].get("salience") or 0), node))
        self.open_now: list[tuple[Reader, BrowserContext]] = []

    def open(self, fragment: str = "", **options: object) -> Reader:
        reader, context = opened(self.path, fragment, **options)
        context.set_default_timeout(30_000)
        self.open_now.append((reader, context))
        return reader

    def close(self, screen: Path | None) -> list[str]:
        """Close what is open, with a picture of the last; give what the pages complained of."""
        if screen and self.open_now:
            self.open_now[-1][0].page.screenshot(path=screen)
        troubles = [trouble for reader, _ in self.open_now for trouble in reader.troubles]
        for _, context in self.open_now:
            context.close()
        self.open_now = []
        return troubles

    def name(self, node: str) -> str:
        return str(self.graph.nodes[node].get("name", node))

    def speakers(self, who: str | None) -> set[str]:
        """The names under which the page may show one who speaks; documents may name a participant differently."""
        if who is None or who in self.graph:
            return {"Unknown speaker" if who is None else self.name(who)}
        people = [person for each in self.documents.values() for person in each.get("participants", [])]
        return {str(person["name"]) for person in people if person["entity"] == who} or {who}

    def at(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if node in edge[:2]]

    @cached_property
    def forms(self) -> Counter[str]:
        """How many entities have a form, folded as the search folds."""
        nodes = self.graph.nodes
        return Counter(form for node in nodes for form in {fold(f) for f in [self.name(node), *nodes[node]["aliases"]]})

    @cached_property
    def neighbours(self) -> nx.Graph:
        simple = nx.Graph((s, t) for s, t, _ in self.edges if s != t)
        simple.add_nodes_from(self.graph)
        return simple

    @cached_property
    def quotes(self) -> dict[Place, str]:
        """Each place that proves something, with its words on one line."""
        return {
            (each["document"], each["start"], each["end"]): plain(each["quote"])
            for *_, edge in self.edges for each in edge["evidence"]
        }  # fmt: skip

    def known(self, node: str) -> bool:
        """Whether the name means this entity alone."""
        return self.forms[fold(self.name(node))] == 1

    def dated(self, edge: dict[str, Any]) -> list[int] | None:
        said = years(edge.get("time"))
        date = self.documents.get(edge["evidence"][0]["document"], {}).get("date") if edge["evidence"] else None
        return said or ([int(date[:4])] * 2 if date and re.match(r"\d{4}", date) else None)

    def visible(self, place: Place) -> str:
        """The words of a place as the page shows them: what the blocks leave out (labels, times) is not shown."""
        document, start, end = self.documents[place[0]], *place[1:]
        near = [span for block in document["blocks"] if block["spans"]
                and block["spans"][0][0] < end and block["spans"][-1][1] > start for span in block["spans"]]  # fmt: skip
        text = document["text"]
        return "".join(text[max(low, start) : min(high, end)] for low, high in near or [(start, end)])
