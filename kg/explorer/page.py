"""One HTML file: template, styles, scripts and the graph, put together so that it needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx

from kg.explorer.look import look
from kg.explorer.network import network, vis_script
from kg.explorer.payload import Labels, records
from kg.explorer.texts import TEXT_BUDGET, texts
from kg.files import write_text
from kg.readers.source import HALF
from kg.types import KgError

# In this order: each file uses only what stands before it.
SCRIPTS = (
    "dom", "records", "texts", "state", "filters", "settle", "view", "labels", "picture", "camera", "overlay",
    "pointing", "phrases", "search", "quotes", "card", "reading", "stance", "path", "lineage", "drawing",
    "export", "list", "panel", "main",
)  # fmt: skip
STYLES = ("colours", "page", "panel", "print")


def to_html(
    graph: nx.MultiDiGraph,
    path: Path | str | None = None,
    *,
    focus: str | None = None,
    title: str | None = None,
    vocabulary: Any = None,
    text_budget: int = TEXT_BUDGET,
) -> str:
    """Give the graph as one HTML page that works without a network; write it where a path is given.

    ``focus`` is the id, name or alias of the entity to open on; ``vocabulary`` has ``predicates()`` with labels, by
    default that of ``kg.vocabulary``. Documents beyond ``text_budget`` characters in all are cut to the paragraphs
    that hold evidence. The graph is not changed. Raises UsageError where no entity is called ``focus``, KgError where
    the file cannot be written.
    """
    known = records(graph, _labels(vocabulary), focus, _texts_by_id(graph))
    documents = texts(graph, text_budget)
    known["cut"] = [document["cut"] for document in documents]
    known["title"] = title or headline(known)
    known["counts"] = counts(known)
    page = _page(known, network(known), documents)
    if path is not None:
        write_text(Path(path), page)
    return page


class Inline:
    """A graph that a notebook shows in its output: the page in a frame that cannot touch the notebook."""

    def __init__(self, page: str, height: int) -> None:
        """Keep the page and the height of its frame, in pixels."""
        self.page = page
        self.height = height

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.page, quote=True)}"'
            ' sandbox="allow-scripts allow-downloads allow-popups"'
            f' title="Knowledge graph" style="width:100%;height:{self.height}px;border:1px solid #ccc"></iframe>'
        )


def display(graph: nx.MultiDiGraph, *, focus: str | None = None, title: str | None = None, height: int = 640) -> Inline:
    """Show the graph in a notebook: end a cell with ``display(graph)``; ``height`` is in pixels."""
    return Inline(to_html(graph, focus=focus, title=title), height)


def headline(known: dict[str, Any]) -> str:
    """Name the page after what its documents speak of most, people aside.

    >>> headline({"documents": [1, 2], "types": [["Tool"]], "entities": [["a", 0, "Keras", [], [], 0.9]]})
    'What 2 documents say about Keras'
    """
    types = [name for name, *_ in known["types"]]
    things = [entity for entity in known["entities"] if types[entity[1]] not in ("Person", "Place")]
    top = [str(entity[2]) for entity in sorted(things, key=lambda entity: (-entity[5], entity[0]))[:3]]
    number = len(known["documents"])
    said = "What one document says" if number == 1 else f"What {number:,} documents say"
    return f"{said} about {_listed(top)}" if top else said


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counts(known: dict[str, Any]) -> str:
    """Say in one line how much there is.

    >>> counts({"documents": [1], "types": [["Tool"]], "entities": [["a", 0], ["b", 0]], "statements": []})
    '1 document · 2 tools · 0 statements'
    """
    by_type = Counter(known["types"][entity[1]][0] for entity in known["entities"])
    largest = sorted(by_type.items(), key=lambda item: (item[0] != "Person", -item[1], item[0]))[:4]
    parts = [(len(known["documents"]), "document", "documents")]
    parts += [(number, look(name).singular, look(name).plural) for name, number in largest]
    parts += [(len(known["statements"]), "statement", "statements")]
    return " · ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in parts)


def _labels(vocabulary: Any) -> Labels:
    if vocabulary is None:
        from kg import vocabulary
    try:
        predicates = vocabulary.predicates()
    except KgError:
        predicates = {}

    def labels(name: str) -> tuple[str, str]:
        predicate = predicates.get(name)
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
        label = str(getattr(predicate, "label", None) or plain)
        return label, str(getattr(predicate, "inverse_label", None) or f"is object of “{label}”")

    return labels


def _texts_by_id(graph: nx.MultiDiGraph) -> dict[str, str]:
    return {document["id"]: document.get("text", "") for document in graph.graph.get("documents", [])}


def _page(known: dict[str, Any], net: dict[str, Any], documents: Iterable[dict[str, Any]]) -> str:
    vis, own = vis_script(), _joined("js", SCRIPTS)
    parts = {
        "policy": _policy([vis, own]),
        "title": html.escape(_clean(known["title"])),
        "counts": html.escape(known["counts"]),
        "style": _joined("css", STYLES),
        "records": _json("records", known) + _json("network", net),
        "texts": "".join(_json(f"text-{number}", document) for number, document in enumerate(documents)),
        "vis": vis,
        "script": own,
    }
    # In one pass, so that nothing inside a part is taken for the place of another.
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], _asset("template.html"))


def _policy(scripts: list[str]) -> str:
    """The content security policy: our own scripts by their hash, and no request to anywhere."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _json(name: str, content: Any) -> str:
    """A block of JSON that no HTML parser reads as markup, whatever stands in it."""
    text = _clean(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    for character in ("<", "\u2028", "\u2029"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/json" id="{name}">{text}</script>\n'


def _clean(text: str) -> str:
    """Half a surrogate pair cannot be written as UTF-8: put the replacement character in its place."""
    try:
        text.encode()  # there hardly ever is one, and this is quicker by far than to look for it
    except UnicodeEncodeError:
        return HALF.sub("\ufffd", text)
    return text


@cache
def _joined(kind: str, names: tuple[str, ...]) -> str:
    text = "\n".join(_asset(f"{kind}/{name}.{kind}") for name in names)
    return f'(() => {{\n"use strict";\n{text}\n}})();\n' if kind == "js" else text


@cache
def _asset(name: str) -> str:
    return files("kg.explorer").joinpath("assets", *name.split("/")).read_text(encoding="utf-8")
