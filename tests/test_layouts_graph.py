"""One interview in all the layouts and formats that users have: the same entities and the same assertions."""

from pathlib import Path

import pytest
from test_layouts import write_all

import kg


def f1(a: set, b: set) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[set, set]]:
    folder = tmp_path_factory.mktemp("layouts")
    write_all(folder)
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        graph = kg.build(path)
        entities = {(d["type"], d["name"]) for _, d in graph.nodes(data=True)}
        claims = {(s, d["predicate"], o, d["polarity"], d["speaker"]) for s, o, d in graph.edges(data=True)}
        found[path.name] = (entities, claims)
    return found


def test_there_are_many_layouts_and_something_in_them(graphs):
    assert len(graphs) >= 30
    entities, claims = graphs[Path(next(iter(graphs))).name]
    assert len(entities) > 20 and len(claims) > 5


def test_any_two_layouts_give_the_same_graph(graphs):
    unlike = [
        (a, b)
        for a, x in graphs.items()
        for b, y in graphs.items()
        if a < b and min(f1(x[0], y[0]), f1(x[1], y[1])) < 0.97
    ]
    assert unlike == []
