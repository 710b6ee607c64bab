"""The documents' texts for the page: whole while they fit, else cut to the paragraphs that hold evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import accumulate
from typing import Any

import networkx as nx

TEXT_BUDGET = 16_000_000  # characters of all the documents together
CONTEXT = 400  # characters kept around evidence that no paragraph holds

Ranges = list[tuple[int, int]]


def texts(graph: nx.MultiDiGraph, budget: int = TEXT_BUDGET) -> list[dict[str, Any]]:
    """Give, for each document in order of its id, its text in pieces with turns, blocks and mentions.

    A piece is [start, text]; a document that is whole has one. Where the texts together exceed the budget, the longest
    documents are cut first, to the blocks that hold evidence, until the rest fits.
    """
    documents = sorted(graph.graph.get("documents", []), key=lambda document: str(document["id"]))
    evidence: dict[str, Ranges] = defaultdict(list)
    for _, _, attributes in graph.edges(data=True):
        for each in attributes.get("evidence", ()):
            evidence[each["document"]].append((each["start"], each["end"]))
    cut = _too_long(documents, budget)
    mentions = _mentions(graph)
    return [
        _text(document, sorted(evidence[document["id"]]), document["id"] in cut, mentions[document["id"]])
        for document in documents
    ]


def _too_long(documents: list[dict[str, Any]], budget: int) -> set[str]:
    total = sum(len(document.get("text", "")) for document in documents)
    cut: set[str] = set()
    for document in sorted(documents, key=lambda each: (-len(each.get("text", "")), str(each["id"]))):
        if total <= budget:
            break
        cut.add(document["id"])
        total -= len(document.get("text", ""))
    return cut


def _text(document: dict[str, Any], evidence: Ranges, cut: bool, mentions: list[list[Any]]) -> dict[str, Any]:
    text = document.get("text", "")
    kept = _kept(document, evidence) if cut else [(0, len(text))]
    return {
        "cut": cut,
        "pieces": [[start, text[start:end]] for start, end in kept],
        "turns": document.get("turns", []),
        "blocks": document.get("blocks", []),
        "mentions": mentions,
    }


def _kept(document: dict[str, Any], evidence: Ranges) -> Ranges:
    """The ranges that stay: the blocks with evidence, or the surroundings of evidence outside any block."""
    length = len(document.get("text", ""))
    blocks = sorted(
        (block["spans"][0][0], block["spans"][-1][1]) for block in document.get("blocks", ()) if block.get("spans")
    )
    starts = [start for start, _ in blocks]
    furthest = list(accumulate((end for _, end in blocks), max))  # end of this block or of an earlier one
    ranges = []
    for start, end in evidence:
        near = blocks[bisect_right(furthest, start) : bisect_left(starts, end)]
        around = [block for block in near if start < block[1]]
        low = min([start, *(block[0] for block in around)]) if around else max(0, start - CONTEXT)
        high = max([end, *(block[1] for block in around)]) if around else min(length, end + CONTEXT)
        ranges.append((low, high))
    merged: Ranges = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _mentions(graph: nx.MultiDiGraph) -> dict[str, list[list[Any]]]:
    """For each document its mentions in order: [start, length, entity, more]; more holds the kind and the like."""
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for number, node in enumerate(sorted(graph.nodes)):
        for mention in graph.nodes[node].get("mentions", ()):
            start, end = mention["start"], mention["end"]
            found[mention["document"]].append([start, end - start, number, _more(mention)])
    for rows in found.values():
        rows.sort(key=lambda row: (row[0], -row[1], row[2]))
    return found


def _more(mention: dict[str, Any]) -> int | dict[str, Any]:
    """The number of a mention's kind, or all that there is besides its place where that is more or another kind."""
    if mention.get("kind") in _KINDS and len(mention) == 4:
        return _KINDS[mention["kind"]]
    return {key: value for key, value in mention.items() if key not in ("document", "start", "end")}


_KINDS = {
    kind: number for number, kind in enumerate(("name", "term", "pronoun", "nominal", "speaker"))
}  # as in records.js
