"""Cards, paths and figures of a graph as plain records, and as text for people."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import networkx as nx

from kg.graph import Graph, find
from kg.types import KgError
from kg.vocabulary import predicates


def card(graph: Graph, node: str) -> dict[str, Any]:
    """All that the graph says of one entity: its names, and its assertions by predicate and direction, best first."""
    d = graph.nodes[node]
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for s, o, e in itertools.chain(graph.out_edges(node, data=True), graph.in_edges(node, data=True)):
        p = predicates()[e["predicate"]]
        label = p.label if s == node else p.inverse_label
        said[label].append(statement(graph, s, o, e) | {"other": graph.nodes[o if s == node else s]["name"]})
    relations = {k: sorted(v, key=lambda x: (-x["confidence"], x["other"], x["id"])) for k, v in sorted(said.items())}
    return {
        "id": node,
        "name": d["name"],
        "type": d["type"],
        "aliases": [a for a in d["aliases"] if a != d["name"]],
        "same_as": d["same_as"],
        "mentions": len(d["mentions"]),
        "documents": sorted({m["document"] for m in d["mentions"]}),
        "relations": relations,
    }


def statement(graph: Graph, s: str, o: str, e: dict[str, Any]) -> dict[str, Any]:
    """One assertion in words, with its surest quote and where in it the two ends stand."""
    speaker = graph.nodes[e["speaker"]]["name"] if e["speaker"] in graph else None
    best = max(e["evidence"], key=lambda x: x["confidence"], default=None)
    return {
        "id": e["id"],
        "subject": graph.nodes[s]["name"],
        "predicate": e["predicate"],
        "object": graph.nodes[o]["name"],
        "polarity": e["polarity"],
        "modality": e["modality"],
        "time": e["time"],
        "speaker": speaker,
        "confidence": e["confidence"],
        "quote": " ".join(best["quote"].split()) if best else "",
        "ends": stretch(best) if best else (0, 0),
        "document": best["document"] if best else None,
    }


def stretch(evidence: Mapping[str, Any]) -> tuple[int, int]:
    """Where in a quote, its white space folded, the words for subject and object begin and end."""
    quote, start = evidence["quote"], evidence["start"]
    # Of a speaker who is meant without a word, the place is the whole sentence.
    ends = [(a - start, b - start) for a, b in (evidence["subject"], evidence["object"]) if b - a < len(quote)]
    low, high = min((a for a, _ in ends), default=0), max((b for _, b in ends), default=len(quote))
    return len(" ".join(quote[: max(low, 0)].split())), len(" ".join(quote[: max(high, 0)].split()))


def card_text(shown: dict[str, Any]) -> str:
    """A card for the terminal."""
    lines = [f"{shown['name']}  ({shown['type']}, {shown['id']})"]
    if shown["aliases"]:
        lines.append("also: " + ", ".join(shown["aliases"]))
    lines += [f"see: {url}" for url in shown["same_as"]]
    times = "1 mention" if shown["mentions"] == 1 else f"{shown['mentions']} mentions"
    lines.append(f"{times} in {', '.join(shown['documents']) or 'no document'}")
    for label, found in shown["relations"].items():
        lines += ["", label]
        for x in found:
            lines += [f"  {mark(x)}{x['other']}{when(x)}  [{x['id']}, {x['confidence']:.2f}]", f"    {quoted(x)}"]
    return "\n".join(lines)


def mark(x: dict[str, Any]) -> str:
    """The sign of a statement that is denied or hedged."""
    return ("not: " if x["polarity"] == "negated" else "") + (
        "" if x["modality"] == "asserted" else f"({x['modality']}) "
    )


def when(x: dict[str, Any]) -> str:
    """The time of a statement, where it has one."""
    return f", {x['time']}" if x["time"] else ""


def quoted(x: dict[str, Any], width: int = 220) -> str:
    """Who says it, in which words, where; of a long quote the part that holds the two ends."""
    low, high = x["ends"]
    return f"{x['speaker'] or 'unknown'}: “{shortened(x['quote'], low, high, width)}” ({x['document']})"


def shortened(quote: str, low: int, high: int, width: int) -> str:
    """About ``width`` characters of a quote, whole words around the characters ``low`` to ``high``.

    >>> shortened("one two three four five six", 8, 13, 14)
    '… two three …'
    """
    if len(quote) <= width:
        return quote
    begin = low if high - low > width else (low + high - width) // 2
    begin = max(0, min(begin, len(quote) - width))
    inside, end = quote[begin : begin + width], begin + width
    if begin and quote[begin - 1] != " ":
        inside = inside.partition(" ")[2]
    if quote[end : end + 1] not in ("", " "):
        inside = inside.rpartition(" ")[0]
    return f"{'… ' if begin else ''}{inside.strip()}{' …' if end < len(quote) else ''}"


def path_text(graph: Graph, start: str, end: str) -> str:
    """The shortest way between two nodes, one step a paragraph; raises KgError where there is none."""
    try:
        nodes = nx.shortest_path(graph.to_undirected(as_view=True), start, end)
    except nx.NetworkXNoPath as error:
        names = [graph.nodes[n]["name"] for n in (start, end)]
        raise KgError(f'nothing in the graph leads from "{names[0]}" to "{names[1]}"') from error
    lines = [" – ".join(graph.nodes[n]["name"] for n in nodes)]
    for a, b in itertools.pairwise(nodes):
        edges = [
            (s, o, e) for s, o in ((a, b), (b, a)) if graph.has_edge(s, o) for e in graph.get_edge_data(s, o).values()
        ]
        s, o, e = max(edges, key=lambda x: (x[2]["confidence"], x[2]["id"]))
        x = statement(graph, s, o, e)
        lines += [
            "",
            f"{x['subject']} {mark(x)}{predicates()[x['predicate']].label} {x['object']}{when(x)}",
            f"  {quoted(x)}",
        ]
    return "\n".join(lines)


def stats(graph: Graph) -> dict[str, Any]:
    """Counts of documents, words, entities by type, assertions by predicate, and the most salient entities."""
    documents = graph.graph.get("documents", [])
    ranked = sorted(graph.nodes(data=True), key=lambda n: (-n[1].get("salience", 0.0), n[0]))
    return {
        "documents": len(documents),
        "words": sum(d.get("words", 0) for d in documents),
        "entities": dict(sorted(Counter(d["type"] for _, d in graph.nodes(data=True)).items())),
        "assertions": dict(sorted(Counter(d["predicate"] for _, _, d in graph.edges(data=True)).items())),
        "speakers": dict(
            Counter(
                graph.nodes[e["speaker"]]["name"] for _, _, e in graph.edges(data=True) if e["speaker"] in graph
            ).most_common(10)
        ),
        "most_spoken_of": [
            {"name": d["name"], "type": d["type"], "mentions": len(d["mentions"])} for _, d in ranked[:15]
        ],
    }


def stats_text(figures: dict[str, Any]) -> str:
    """The figures for the terminal."""
    lines = [f"{figures['documents']} documents, {figures['words']} words"]
    for title, name in (("entities", "entities"), ("assertions", "assertions"), ("speakers", "assertions by speaker")):
        lines += ["", f"{name}: {sum(figures[title].values())}"]
        lines += [f"  {name}: {n}" for name, n in sorted(figures[title].items(), key=lambda x: (-x[1], x[0]))]
    lines += ["", "most spoken of, by mentions, documents and assertions"]
    lines += [f"  {x['name']} ({x['type']}, {x['mentions']} mentions)" for x in figures["most_spoken_of"]]
    return "\n".join(lines)


def find_edges(graph: Graph, text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The edge of an id, or those of "SUBJECT PREDICATE OBJECT", the surest first; raises KgError where there is none."""
    for s, o, e in graph.edges(data=True):
        if e["id"] == text:
            return [(s, o, e)]
    for name in predicates():
        left, middle, right = text.partition(f" {name} ")
        if middle:
            s, o = find(graph, left.strip()), find(graph, right.strip())
            pairs = ((s, o), (o, s)) if predicates()[name].symmetric else ((s, o),)
            edges = [(a, b, e) for a, b in pairs for e in (graph.get_edge_data(a, b) or {}).values()]
            if found := [edge for edge in edges if edge[2]["predicate"] == name]:
                return sorted(found, key=lambda edge: (-edge[2]["confidence"], edge[2]["id"]))
    raise KgError(f'no assertion "{text}": give its id (kg show prints them) or SUBJECT PREDICATE OBJECT')


def explanation(graph: Graph, text: str) -> str:
    """How an assertion came about, step by step; one after the other where several people make it."""
    return "\n\n".join(explained(graph, *edge) for edge in find_edges(graph, text))


def explained(graph: Graph, s: str, o: str, e: dict[str, Any]) -> str:
    """How one assertion came about."""
    documents = {d["id"]: d for d in graph.graph.get("documents", ())}
    x = statement(graph, s, o, e)
    lines = [
        f"{x['id']}: {x['subject']} {predicates()[x['predicate']].label} {x['object']}",
        f"{x['polarity']}, {x['modality']}, confidence {x['confidence']:.2f}, said by {x['speaker'] or 'unknown'}{when(x)}",
    ]
    for ev in e["evidence"]:
        document = documents.get(ev["document"], {"text": "", "turns": []})
        source = document["text"]
        lines += [
            "",
            f"“{' '.join(ev['quote'].split())}”",
            f"  {ev['document']}, characters {ev['start']} to {ev['end']}",
        ]
        turn = document["turns"][ev["turn"]] if ev["turn"] is not None and document["turns"] else {}
        if "confidence" in turn:
            lines.append(f"  who speaks is told by what is said, with confidence {turn['confidence']:.2f}")
        lines.append(f"  found by {ev['rule']} with confidence {ev['confidence']:.2f}")
        for side in ("subject", "object"):
            a, b = ev[side]
            words = " ".join(source[a:b].split())
            lines.append(f"  {side}: “{words if len(words) < 80 else words[:79] + '…'}” ({ev[side + '_kind']}) at {a}")
        lines += [f"  stands for “{source[a:b]}” at {a}" for a, b in ev["antecedents"]]
    for node in (s, o):
        for m in graph.nodes[node].get("merges", []):
            lines.append(f"  merged: “{m['form']}” is {m['into']} ({m['reason']}, {m['score']:.2f})")
    return "\n".join(lines)
