"""Going through what is doubtful: the weakest merges and assertions, with the words they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kg.curation import commands
from kg.curation.places import words_of
from kg.curation.records import Correction, effective, read
from kg.curation.suspects import suspects
from kg.graph import Graph
from kg.link.names import clean

# A merge below this score is one to look at.
SURE = 0.9

# Asked with a question and the quotes it rests on; answers "y", "n", "skip" or "quit".
Ask = Callable[[str, Sequence[str]], str]


class Doubt(NamedTuple):
    """Something to ask the user: ``about`` are the fields that a correction of it needs."""

    kind: str
    question: str
    quotes: tuple[str, ...]
    score: float
    about: dict[str, str]


def doubtful(graph: Graph, corrections: Sequence[Correction] = (), limit: int = 30) -> list[Doubt]:
    """The merges and assertions that are least sure, weakest first, at most ``limit`` of each kind.

    What the user has looked at before (``corrections``) or made is left out.
    """
    seen = {
        (c.get("entity", ""), c.get("form", ""), c.get("assertion", ""))
        for c in effective(corrections)
        if c["do"] == "keep"
    }
    found = [
        *_some(limit, _merges(graph)),
        *_some(limit, _pairs(graph, corrections)),
        *_some(limit, _assertions(graph)),
    ]
    return [
        d
        for d in found
        if (d.about.get("entity", ""), d.about.get("form", ""), d.about.get("assertion", "")) not in seen
    ]


def review(graph: Graph, file: Path, ask: Ask, limit: int = 30) -> int:
    """Ask the user about each doubt, and record the answers in his file; gives how many were recorded.

    ``ask`` is called with the question and its quotes. "y" keeps (or merges, for a pair), "n" splits or rejects,
    "quit" ends, anything else skips.
    """
    recorded = 0
    for doubt in doubtful(graph, read(file), limit):
        answer = ask(doubt.question, doubt.quotes)
        if answer == "quit":
            break
        if answer in ("y", "n"):
            settle(graph, file, doubt, answer == "y")
            recorded += 1
    return recorded


def settle(graph: Graph, file: Path, doubt: Doubt, yes: bool) -> str:
    """Record what the user says of a doubt; gives the line that tells it."""
    about = doubt.about
    if doubt.kind == "pair":
        command = commands.merge if yes else commands.split
        return command(file, graph, about["entity"], about["other"])
    if yes:
        return commands.keep(file, graph, **about)
    if doubt.kind == "merge":
        return commands.split(file, graph, about["entity"], about["form"])
    return commands.reject(file, graph, about["assertion"])


def _some(limit: int, doubts: list[Doubt]) -> list[Doubt]:
    return sorted(doubts, key=lambda d: (d.score, d.question, sorted(d.about.items())))[:limit]


def _merges(graph: Graph) -> list[Doubt]:
    out = []
    for n, d in graph.nodes(data=True):
        for m in d["merges"]:
            if m["score"] < SURE and m["form"] != d["name"]:
                question = f'Is "{m["form"]}" the {d["type"]} "{d["name"]}"? ({m["reason"]}, {m["score"]:.2f})'
                quotes = _around(graph, d, m["form"])
                if quotes:
                    out.append(Doubt("merge", question, quotes, m["score"], {"entity": n, "form": m["form"]}))
    return out


def _pairs(graph: Graph, corrections: Sequence[Correction]) -> list[Doubt]:
    out = []
    for s in suspects(graph, corrections):
        a, b = graph.nodes[s.a], graph.nodes[s.b]
        if a.get("salience", 0.0) < b.get("salience", 0.0):
            (a, b), s = (b, a), s._replace(a=s.b, b=s.a)
        question = f'Are "{a["name"]}" ({a["type"]}) and "{b["name"]}" ({b["type"]}) one? ({s.reason}, {s.score:.2f})'
        quotes = (*_around(graph, a, None)[:1], *_around(graph, b, None)[:1])
        out.append(Doubt("pair", question, quotes, 1 - s.score, {"entity": s.a, "other": s.b}))
    return out


def _assertions(graph: Graph) -> list[Doubt]:
    out = []
    for s, o, d in graph.edges(data=True):
        if d.get("provenance") != "user":
            negation = "not " if d["polarity"] == "negated" else ""
            claim = f"{graph.nodes[s]['name']} {negation}{d['predicate']} {graph.nodes[o]['name']}"
            quotes = tuple(" ".join(p["quote"].split()) for p in d["evidence"][:3])
            question = f"Is it right that {claim}? ({d['confidence']:.2f})"
            out.append(Doubt("assertion", question, quotes, d["confidence"], {"assertion": d["id"]}))
    return out


def _around(graph: Graph, d: dict[str, Any], form: str | None, width: int = 60) -> tuple[str, ...]:
    """Up to three places where an entity is called by a form, with the words around them."""
    texts = {x["id"]: x["text"] for x in graph.graph.get("documents", ())}
    named = [m for m in d["mentions"] if m["kind"] in ("name", "term")]
    found = [m for m in named if form is None or clean(words_of(graph, m)).casefold() == clean(form).casefold()][:3]
    return tuple(
        " ".join(texts[m["document"]][max(0, m["start"] - width) : m["end"] + width].split())
        for m in found
        if m["document"] in texts
    )
