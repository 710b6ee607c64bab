"""A second query on a large graph is answered from the store beside graph.json, with the same answers."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from conftest import Run

from kg import graph as graphs
from kg.query import ask_kept, kept, query

MADE = "SELECT ?who ?what { ?who kg:created ?what } ORDER BY ?who ?what"
QUESTIONS = [
    [MADE],
    ["who-created-what"],
    ["contradictions"],
    ["users-of", "thing=Tessera"],
    ["ASK { entity:quillnet kg:builtOn entity:tessera }"],
]


@pytest.fixture
def large(out: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder out/ whose graph counts as large."""
    monkeypatch.setattr(kept, "LARGE", 3)
    return out


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each graph.json that is read."""
    done: list[Path] = []
    real = graphs.load

    def load(path: Path) -> graphs.Graph:
        done.append(path)
        return real(path)

    monkeypatch.setattr(kept, "load", load)
    return done


def answers(run: Run, out: Path) -> list[str]:
    ran = [run("query", *question, "-g", out) for question in QUESTIONS]
    assert [(each.code, each.err) for each in ran] == [(0, "")] * len(QUESTIONS)
    return ["\n".join(sorted(each.out.splitlines())) for each in ran]


def plain(run: Run, out: Path) -> list[str]:
    """The answers without a store, of a copy of the graph."""
    shutil.copy(out / "graph.json", out.parent / "plain.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "LARGE", 10**9)
        return answers(run, out.parent / "plain.json")


def test_the_second_query_gives_the_same_answers_without_reading_the_graph(
    run: Run, large: Path, reads: list[Path]
) -> None:
    expected = plain(run, large)
    reads.clear()
    first = answers(run, large)
    assert (large / "graph.store").is_dir() and len(reads) == 1
    second = answers(run, large / "graph.json")
    assert first == second == expected and len(reads) == 1
    assert "Quillnet" in first[1] and first[4] == "yes"


def test_of_a_small_graph_no_store_is_kept(run: Run, out: Path) -> None:
    before = sorted(out.iterdir())
    answers(run, out)
    assert sorted(out.iterdir()) == before


def test_a_graph_that_changed_is_asked_as_it_is_now(run: Run, large: Path, reads: list[Path]) -> None:
    assert "Fresh Quillnet" not in answers(run, large)[1]
    graph = graphs.load(large)
    graph.nodes["quillnet"]["name"] = "Fresh Quillnet"
    graphs.save(graph, large)
    assert "Fresh Quillnet" in answers(run, large)[1]
    assert len(reads) == 2, "once for each graph"


def test_a_graph_written_again_without_a_change_keeps_its_store(run: Run, large: Path, reads: list[Path]) -> None:
    answers(run, large)
    os.utime(large / "graph.json", (1, 1))
    answers(run, large)
    assert len(reads) == 1


def test_a_graph_that_is_gone_is_not_answered_from_its_store(run: Run, large: Path) -> None:
    answers(run, large)
    (large / "graph.json").unlink()
    ran = run("query", MADE, "-g", large)
    assert (ran.code, ran.out) == (1, "") and "kg build" in ran.err


def cut_short(store: Path) -> None:
    for file in store.glob("store/*.sst"):
        file.write_bytes(file.read_bytes()[:-100])


def garbled(store: Path) -> None:
    for file in store.glob("store/*.sst"):
        file.write_bytes(bytes(byte ^ 0x5A for byte in file.read_bytes()))


def scratched(store: Path) -> None:
    """Damage that only reading the triples shows."""
    for file in store.glob("store/*.sst"):
        content = bytearray(file.read_bytes())
        for place in range(20, len(content) // 2, 16):
            content[place] ^= 0x5A
        file.write_bytes(content)


def without_a_file(store: Path) -> None:
    (store / "store" / "CURRENT").unlink()


def without_its_stamp(store: Path) -> None:
    (store / "stamp.json").write_text("{", "utf-8")


@pytest.mark.parametrize("damage", [cut_short, garbled, scratched, without_a_file, without_its_stamp])
def test_a_damaged_store_is_made_anew(run: Run, large: Path, reads: list[Path], damage: object) -> None:
    expected = answers(run, large)
    assert list((large / "graph.store").glob("store/*.sst"))
    damage(large / "graph.store")  # type: ignore[operator]
    assert answers(run, large) == expected and len(reads) == 2
    assert answers(run, large) == expected and len(reads) == 2, "the new store is whole"


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_where_nothing_can_be_written_the_graph_is_asked_in_memory(
    run: Run, large: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def refused(*_: object, **__: object) -> str:
        raise OSError(reason, os.strerror(reason))

    expected = plain(run, large)
    before = sorted(large.iterdir())
    monkeypatch.setattr(kept.tempfile, "mkdtemp", refused)
    assert answers(run, large) == expected
    assert sorted(large.iterdir()) == before


def test_a_file_in_the_place_of_the_store_stays_and_nothing_is_left_beside(run: Run, large: Path) -> None:
    (large / "graph.store").write_text("mine", "utf-8")
    names = sorted(path.name for path in large.iterdir())
    answers(run, large)
    assert sorted(path.name for path in large.iterdir()) == names
    assert (large / "graph.store").read_text("utf-8") == "mine"


def test_a_wrong_query_is_told_and_costs_no_second_reading(run: Run, large: Path, reads: list[Path]) -> None:
    answers(run, large)
    ran = run("query", "SELECT ?x { ?x", "-g", large)
    assert ran.code == 2 and "malformed" in ran.err
    assert len(reads) == 1


def test_a_page_is_made_of_an_answer_from_the_store(run: Run, large: Path, tmp_path: Path) -> None:
    answers(run, large)
    construct = "CONSTRUCT { ?a kg:builtOn ?b } WHERE { ?a kg:builtOn ?b }"
    assert run("query", construct, "-g", large, "--html", tmp_path / "part.html").code == 0
    assert "Quillnet" in (tmp_path / "part.html").read_text("utf-8")


def test_from_python_too(large: Path) -> None:
    asked = [ask_kept(large, lambda store: query(store, MADE)).rows for _ in range(2)]
    assert asked[0] == asked[1] == query(large / "graph.json", MADE).rows
