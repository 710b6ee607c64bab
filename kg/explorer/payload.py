"""The graph as the page reads it: lists of short lists, each name said once, nothing lost.

Offsets stay those of ``Document.text`` (characters, not UTF-16 units); the page converts them when it cuts a quote.
The shape of each list is repeated, field by field, in assets/js/records.js.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from kg.explorer.clusters import clusters
from kg.explorer.layout import layout
from kg.explorer.look import LOOKS, look
from kg.explorer.start import Pair, strongest
from kg.rdf.terms import BASE
from kg.types import UsageError

Row = list[Any]
Labels = Callable[[str], tuple[str, str]]

CLUSTERS_FROM = 5000  # a graph of more entities than this shows clusters first

_NODE_KEYS = {"type", "name", "aliases", "same_as", "salience", "merges", "mentions"}
_EDGE_KEYS = {"id", "predicate", "polarity", "modality", "speaker", "time", "confidence", "evidence"}
_EVIDENCE_KEYS = {
    "document", "start", "end", "quote", "turn", "rule", "confidence",
    "subject", "object", "subject_kind", "object_kind", "antecedents",
}  # fmt: skip


class Names:
    """Numbers names in the order of first use, so that the page says each once."""

    def __init__(self) -> None:
        """Start with no names."""
        self.all: list[str] = []
        self._index: dict[str, int] = {}

    def __call__(self, name: str | None) -> int:
        """Give the number of a name, -1 for None."""
        if name is None:
            return -1
        if name not in self._index:
            self._index[name] = len(self.all)
            self.all.append(name)
        return self._index[name]


def records(graph: nx.MultiDiGraph, labels: Labels, focus: str | None, texts: Mapping[str, str]) -> dict[str, Any]:
    """Give all that the page knows but the documents' texts, ready for JSON.

    ``focus`` is the id, name or an alias of the entity to open on; raises UsageError where no entity has it.
    ``texts`` holds the text of each document that the page carries; a quote that is not found there is kept whole.
    """
    nodes = sorted(graph.nodes)
    index = {node: number for number, node in enumerate(nodes)}
    edges = sorted(graph.edges(keys=True, data=True), key=_edge_order)
    documents = sorted(graph.graph.get("documents", []), key=lambda document: str(document["id"]))
    names = {"types": Names(), "predicates": Names(), "rules": Names(), "kinds": Names(), "modalities": Names()}
    present = {graph.nodes[node].get("type") for node in nodes}
    for name in LOOKS:
        if name in present:
            names["types"](name)
    salience = [float(graph.nodes[node].get("salience") or 0) for node in nodes]
    number = {document["id"]: position for position, document in enumerate(documents)}
    entities = [_entity(node, graph.nodes[node], names, number) for node in nodes]
    statements = [
        _statement(index, names, number, texts, source, target, key, edge) for source, target, key, edge in edges
    ]
    pairs = _pairs(statements)
    types = [[name, look(name).shape, look(name).singular, look(name).plural] for name in names["types"].all]
    return {
        "types": types,
        "predicates": [[name, *labels(name)] for name in names["predicates"].all],
        "modalities": names["modalities"].all,
        "rules": names["rules"].all,
        "kinds": names["kinds"].all,
        "documents": [{key: value for key, value in each.items() if key not in _TEXTUAL} for each in documents],
        "pipeline": graph.graph.get("pipeline", {}),
        "assertion_base": f"{BASE}assertion/",
        "more": {key: value for key, value in graph.graph.items() if key not in ("documents", "pipeline")},
        "entities": entities,
        "statements": statements,
        **_places(pairs, salience, find(graph, nodes, focus)),
    }


_TEXTUAL = {"text", "turns", "blocks"}  # these stand in the document's own block


def sizes(salience: list[float]) -> list[float]:
    """Radius of each node in the picture: the area grows with the salience."""
    top = max(salience, default=0) or 1
    return [round(6.5 + 15.5 * (value / top) ** 0.5, 1) for value in salience]


def find(graph: nx.MultiDiGraph, nodes: list[str], focus: str | None) -> int | None:
    """Give the place in ``nodes`` of the entity meant by an id, a name or an alias; None for None."""
    if focus is None:
        return None
    wanted = focus.casefold().strip()
    forms: list[list[list[str]]] = [
        [[str(node)] for node in nodes],
        [[str(graph.nodes[node].get("name", ""))] for node in nodes],
        [[str(alias) for alias in graph.nodes[node].get("aliases", [])] for node in nodes],
    ]
    for names in forms:
        for place, given in enumerate(names):
            if wanted in (form.casefold() for form in given):
                return place
    raise UsageError(f"{focus!r} is no entity of this graph: give a name that the graph holds")


def _edge_order(edge: tuple[str, str, str, dict[str, Any]]) -> tuple[str, str, str, str, str]:
    source, target, key, attributes = edge
    return source, target, str(attributes.get("predicate", "")), str(attributes.get("polarity", "")), str(key)


def _entity(node: str, given: dict[str, Any], names: dict[str, Names], number: dict[str, int]) -> Row:
    counted = Counter(number[mention["document"]] for mention in given.get("mentions", ())
                      if mention.get("document") in number)  # fmt: skip
    return [
        node,
        names["types"](str(given.get("type", "Concept"))),
        given.get("name", node),
        given.get("aliases", []),
        given.get("same_as", []),
        given.get("salience", 0),
        given.get("merges", []),
        sorted(counted.items()),
        {key: value for key, value in given.items() if key not in _NODE_KEYS} or 0,
    ]


def _statement(
    index: dict[str, int],
    names: dict[str, Names],
    number: dict[str, int],
    texts: Mapping[str, str],
    source: str,
    target: str,
    key: str,
    given: dict[str, Any],
) -> Row:
    speaker = given.get("speaker")
    return [
        given.get("id", 0),
        index[source],
        index[target],
        names["predicates"](str(given.get("predicate", key))),
        1 if given.get("polarity") == "negated" else 0,
        names["modalities"](str(given.get("modality", "asserted"))),
        index.get(speaker, speaker) if speaker is not None else -1,
        given.get("time") or 0,
        given.get("confidence", 1),
        [_evidence(each, names, number, texts) for each in given.get("evidence", ())],
        key,
        years(given.get("time")) or 0,
        {key: value for key, value in given.items() if key not in _EDGE_KEYS} or 0,
    ]


def _evidence(given: dict[str, Any], names: dict[str, Names], number: dict[str, int], texts: Mapping[str, str]) -> Row:
    document, start, end = given["document"], given["start"], given["end"]
    quote = given.get("quote")
    drifted = quote is not None and texts.get(document, "")[start:end] != quote
    row = [
        number.get(document, document),
        start,
        end,
        _number(given.get("turn")),
        names["rules"](given.get("rule")),
        given.get("confidence", -1),
        *(given.get("subject") or (-1, -1)),
        *(given.get("object") or (-1, -1)),
        names["kinds"](given.get("subject_kind")),
        names["kinds"](given.get("object_kind")),
        given.get("antecedents", 0),
        quote if drifted else 0,
        {key: value for key, value in given.items() if key not in _EVIDENCE_KEYS} or 0,
    ]
    while row[-1] == 0 and len(row) > 12:
        row.pop()
    return row


def _number(value: int | None) -> int:
    return -1 if value is None else value


def years(time: str | None) -> list[int] | None:
    """Give the first and the last year that a time names, None where it names none.

    >>> years("2015-03"), years("2015/2017"), years("late 1990s"), years("back then")
    ([2015, 2015], [2015, 2017], [1990, 1999], None)
    """
    found = [(int(year), bool(decade)) for year, decade in re.findall(r"\b((?:1[5-9]|20)\d\d)(s?)", time or "")]
    return [min(year for year, _ in found), max(year + 9 * many for year, many in found)] if found else None


def _pairs(statements: list[Row]) -> list[Pair]:
    """The links that the picture's layout and the choice of the start view go by."""
    weight: dict[tuple[int, int], float] = defaultdict(float)
    for statement in statements:
        first, second = sorted(statement[1:3])
        if first != second:
            weight[first, second] += (0.3 + max(1, len(statement[9]))) * float(statement[8] or 0.1)
    return [Pair(first, second, round(value, 6)) for (first, second), value in sorted(weight.items())]


def _places(pairs: list[Pair], salience: list[float], focus: int | None) -> dict[str, Any]:
    """The layout of the whole graph and of the start view, the clusters of a large one."""
    size = sizes(salience)
    whole = layout(len(salience), list(pairs), size)
    shown, links = strongest(pairs, salience, focus)
    local = {node: place for place, node in enumerate(shown)}
    near = layout(len(shown), [(local[a], local[b], weight) for a, b, weight in links], [size[node] for node in shown])
    owners = clusters(pairs, salience) if len(salience) > CLUSTERS_FROM else []
    return {
        "sizes": size,
        "places": [[round(x), round(y)] for x, y in whole.tolist()],
        "start": [[node, round(x), round(y)] for node, (x, y) in zip(shown, near.tolist(), strict=True)],
        "links": [[pair.first, pair.second] for pair in links],
        "focus": -1 if focus is None else focus,
        "clusters": owners,
        "cluster_places": _cluster_places(pairs, owners),
    }


def _cluster_places(pairs: list[Pair], owners: list[int]) -> list[Row]:
    """Lay the clusters out as [entity it is named after, x, y], by the links between their members."""
    members = Counter(owners)
    seeds = sorted(members)
    local = {seed: place for place, seed in enumerate(seeds)}
    joined: Counter[tuple[int, int]] = Counter()
    for first, second, _ in pairs if owners else ():
        if owners[first] != owners[second]:
            joined[min(owners[first], owners[second]), max(owners[first], owners[second])] += 1
    strongest_first = sorted(joined.items(), key=lambda item: (-item[1], item[0]))[: 3 * len(seeds)]
    links = [(local[a], local[b], float(count)) for (a, b), count in strongest_first]
    places = layout(len(seeds), links, [8 + 1.2 * members[seed] ** 0.5 for seed in seeds])
    return [[seed, round(x), round(y)] for seed, (x, y) in zip(seeds, places.tolist(), strict=True)]
