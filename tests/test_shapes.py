"""SHACL finds what is wrong with a graph, and nothing where nothing is."""

from __future__ import annotations

import json
from pathlib import Path

import interview_graph
import pyoxigraph
import pytest

from kg.query import Report, open_store, query, validate
from kg.rdf.terms import prefixes

# one defect each, as an update of the triples, and what the report must say of which node
CASES = Path(__file__).parent / "cases" / "defects.jsonl"
DEFECTS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def test_what_kg_writes_keeps_every_rule() -> None:
    report = validate(interview_graph.build())
    assert report.conforms and report.text == "valid"


@pytest.fixture(scope="module")
def damaged() -> tuple[pyoxigraph.Store, Report]:
    store = open_store(interview_graph.build())
    for defect in DEFECTS:
        before = set(store)
        store.update(defect["update"], prefixes=prefixes())
        assert set(store) != before, defect
    return store, validate(store)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect["message"])
def test_each_planted_defect_is_found(damaged: tuple[pyoxigraph.Store, Report], defect: dict[str, str]) -> None:
    store, report = damaged
    wanted = {defect["focus"], *_of_kind(store, defect["focus"])}
    told = [problem.focus for problem in report.problems if defect["message"] in problem.message]
    assert any(one in focus for focus in told for one in wanted), report.text


def _of_kind(store: pyoxigraph.Store, name: str) -> set[str]:
    """Give the nodes that a defect is told of: the graph, or the assertions with a predicate."""
    if not name.startswith("kg:"):
        return set()
    return {
        row[0].removeprefix("https://w3id.org/kg/id/")
        for row in query(store, f"SELECT ?s {{ ?s rdf:predicate|a {name} }}").rows
    }


def test_the_report_reads_line_by_line(damaged: tuple[pyoxigraph.Store, Report]) -> None:
    lines = damaged[1].text.split("\n")
    assert lines[-1] == f"{len(lines) - 1} problems found" and not damaged[1].conforms
    assert list(damaged[1].problems) == sorted(damaged[1].problems)
