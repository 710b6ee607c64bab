"""The graph for other programs: GraphML, GEXF, CSV, Neo4j's import, pandas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from kg.files import write_all
from kg.types import UsageError

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
Files = dict[str, str | Iterable[str]]  # a text, or its lines, made while they are written

_NODE_FIELDS: Final = ("type", "name", "aliases", "same_as", "salience", "provenance")
_EDGE_FIELDS: Final = ("id", "predicate", "polarity", "modality", "speaker", "time", "confidence", "provenance")
# GraphML and GEXF are XML, which has no way to write these
_NOT_XML: Final = {code: "\ufffd" for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)}
_BETWEEN: Final = "|"


def export(graph: nx.MultiDiGraph, path: Path | str, to: str) -> list[Path]:
    """Write the graph in one of FORMATS and give the files written.

    "graphml" and "gexf" write the file ``path``; "csv" and "neo4j" write a file of nodes and one of edges into the
    folder ``path``. Lists are joined by "|", what is unknown is left out, and an edge carries its quotes and how many
    there are. Raises UsageError for an unknown format, KgError where the place cannot be written.
    """
    if to not in FORMATS:
        raise UsageError(f"{to!r} is no format to export to: give one of {', '.join(FORMATS)}")
    found = FORMATS[to](graph)
    written = {Path(path) / name if name else Path(path): content for name, content in found.items()}
    write_all(written)
    return list(written)


def frames(graph: nx.MultiDiGraph) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Give the nodes (by id) and the edges as frames of pandas; lists stay lists.

    Raises UsageError where pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise UsageError("frames need pandas: pip install pandas") from error
    nodes = pandas.DataFrame.from_records(
        [{"id": slug, **record, "mentions": len(record.get("mentions", ()))} for slug, record in _nodes(graph)],
        columns=["id", *_NODE_FIELDS, "mentions"],
    )
    edges = pandas.DataFrame.from_records(
        [
            {
                "source": source,
                "target": target,
                **record,
                "quotes": _quotes(record),
                "evidence": len(_evidence(record)),
            }
            for source, target, _, record in _edges(graph)
        ],
        columns=["source", "target", *_EDGE_FIELDS, "evidence", "quotes"],
    )
    return nodes.set_index("id"), edges


def _graphml(graph: nx.MultiDiGraph) -> Files:
    written = io.BytesIO()
    nx.write_graphml_xml(_flattened(graph), written, named_key_ids=True, edge_id_from_attribute="id")
    return {"": written.getvalue().decode()}


def _gexf(graph: nx.MultiDiGraph) -> Files:
    flat = _flattened(graph)
    for slug, record in flat.nodes(data=True):
        record["label"] = record.get("name", slug)
    for _, _, record in flat.edges(data=True):
        record["label"] = record["predicate"]
    # networkx would write today's date
    lines = [line for line in nx.generate_gexf(flat) if "<creator>" not in line]
    return {"": "\n".join(["<?xml version='1.0' encoding='utf-8'?>", *_undated(lines), ""])}


def _csv(graph: nx.MultiDiGraph) -> Files:
    nodes = ({"id": slug, **_node_row(record)} for slug, record in _nodes(graph))
    edges = ({"source": source, "target": target, **_edge_row(record)} for source, target, _, record in _edges(graph))
    return {
        "nodes.csv": _table(nodes, ("id", *_NODE_FIELDS, "mentions")),
        "edges.csv": _table(edges, ("source", "target", *_EDGE_FIELDS, "evidence", "quotes")),
    }


def _neo4j(graph: nx.MultiDiGraph) -> Files:
    """Lay out the files of ``neo4j-admin database import``: the headings name the types of the columns."""
    nodes = (
        {":ID": slug, ":LABEL": f"Entity;{record.get('type', '')}", **_node_row(record)}
        for slug, record in _nodes(graph)
    )
    edges = (
        {":START_ID": source, ":END_ID": target, ":TYPE": _relationship(record["predicate"]), **_edge_row(record)}
        for source, target, _, record in _edges(graph)
    )
    lists = {"aliases": "aliases:string[]", "same_as": "same_as:string[]", "quotes": "quotes:string[]"}
    numbers = {"salience": "salience:double", "confidence": "confidence:double", "mentions": "mentions:int"}
    headings = {**lists, **numbers, "evidence": "evidence:int"}
    node_fields = (":ID", ":LABEL", "name", "aliases", "same_as", "salience", "provenance", "mentions")
    edge_fields = (":START_ID", ":END_ID", ":TYPE", *(name for name in _EDGE_FIELDS if name != "predicate"))
    return {
        "nodes.csv": _table(nodes, node_fields, headings),
        "relationships.csv": _table(edges, (*edge_fields, "evidence", "quotes"), headings),
        "import.txt": "neo4j-admin database import full --array-delimiter='|' --multiline-fields=true"
        " --nodes=nodes.csv --relationships=relationships.csv neo4j\n",
    }


FORMATS: Final[Mapping[str, Callable[[nx.MultiDiGraph], Files]]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
    "neo4j": _neo4j,
}


def _flattened(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Give a copy that networkx can write: without None, lists, and characters that XML cannot hold."""
    flat = nx.MultiDiGraph()
    for slug, record in _nodes(graph):
        flat.add_node(_xml(slug), **_without_none(_node_row(record)))
    for source, target, key, record in _edges(graph):
        flat.add_edge(_xml(source), _xml(target), key=_xml(key), **_without_none(_edge_row(record)))
    return flat


def _node_row(record: Mapping[str, Any]) -> Row:
    return {**{name: _flat(record.get(name)) for name in _NODE_FIELDS}, "mentions": len(record.get("mentions", ()))}


def _edge_row(record: Mapping[str, Any]) -> Row:
    own = {name: _flat(record.get(name)) for name in _EDGE_FIELDS}
    return {**own, "evidence": len(_evidence(record)), "quotes": _flat(_quotes(record))}


def _flat(value: Any) -> Any:
    """Make a value one cell: a list of strings joined, other structures as JSON, None and numbers as they are."""
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return _BETWEEN.join(item.replace(_BETWEEN, "/") for item in value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _without_none(row: Row) -> Row:
    return {name: _xml(value) if isinstance(value, str) else value for name, value in row.items() if value is not None}


def _xml(value: Any) -> str:
    return str(value).translate(_NOT_XML)


def _undated(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield line.split(" lastmodifieddate=")[0] + ">" if "<meta " in line else line


def _table(rows: Iterable[Row], fields: tuple[str, ...], headings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Give the lines of a table, each as soon as its row is there."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    heading: list[Any] = [(headings or {}).get(name, name) for name in fields]
    for cells in chain([heading], ([row.get(name) for name in fields] for row in rows)):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _relationship(predicate: str) -> str:
    """Write a predicate as Neo4j's style has it: BUILT_ON."""
    return "".join(f"_{letter}" if letter.isupper() else letter for letter in predicate).upper()


def _nodes(graph: nx.MultiDiGraph) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(graph.nodes(data=True))


def _edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, Mapping[str, Any]]]:
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])


def _evidence(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(record.get("evidence", ()))


def _quotes(record: Mapping[str, Any]) -> list[str]:
    return [item["quote"] for item in _evidence(record) if "quote" in item]
