"""The files of a build: all three or none, and nothing left lying beside them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg import files, outputs
from kg.graph import Graph
from kg.types import KgError

NAMES = ["graph.html", "graph.json", "graph.ttl"]


def contents(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(out.iterdir())}


def changed(graph: Graph) -> Graph:
    other = graph.copy()
    other.nodes["quillnet"]["name"] = "Quillnet Changed"
    return other


def test_a_build_writes_three_files_and_no_more(graph: Graph, tmp_path: Path) -> None:
    written = outputs.write(graph, tmp_path / "new" / "out")
    assert sorted(written) == sorted(contents(tmp_path / "new" / "out")) == NAMES


def test_the_bytes_do_not_depend_on_the_run(graph: Graph, out: Path) -> None:
    before = contents(out)
    outputs.write(graph, out)
    assert contents(out) == before


def failing(nth: int, error: BaseException, real: Callable[..., Any]) -> Callable[..., Any]:
    """A function that fails at its nth call, and is the real one before."""
    calls = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise error
        return real(*arguments, **named)

    return call


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("error", [FULL, KeyboardInterrupt()], ids=["a full disk", "Ctrl-C"])
def test_a_failure_while_writing_leaves_the_old_files_whole(
    graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch, nth: int, error: BaseException
) -> None:
    before = contents(out)
    monkeypatch.setattr(files.os, "fsync", failing(nth, error, os.fsync))
    with pytest.raises(KgError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
        outputs.write(changed(graph), out)
    if isinstance(error, OSError):
        assert NAMES[[1, 2, 0][nth - 1]] in str(caught.value) and "No space left" in str(caught.value)
    assert contents(out) == before


@pytest.mark.parametrize("stage", ["turtle", "to_html"])
def test_a_failure_while_making_a_file_leaves_the_old_ones_whole(
    graph: Graph, out: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = contents(out)
    monkeypatch.setattr(outputs, stage, failing(1, MemoryError(), getattr(outputs, stage)))
    with pytest.raises(MemoryError):
        outputs.write(changed(graph), out)
    assert contents(out) == before


def test_a_folder_in_the_place_of_one_file_leaves_the_others_whole(graph: Graph, out: Path) -> None:
    (out / "graph.ttl").unlink()
    (out / "graph.ttl").mkdir()
    before = (out / "graph.json").read_bytes()
    with pytest.raises(KgError, match=r"graph\.ttl"):
        outputs.write(changed(graph), out)
    assert (out / "graph.json").read_bytes() == before
    assert sorted(p.name for p in out.iterdir()) == NAMES


def test_without_failure_the_new_files_are_there(graph: Graph, out: Path) -> None:
    before = contents(out)
    outputs.write(changed(graph), out)
    assert all(contents(out)[name] != before[name] for name in NAMES)


def test_a_private_file_stays_private_and_a_link_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old", "utf-8")
    (tmp_path / "real.jsonl").chmod(0o600)
    (tmp_path / "link.jsonl").symlink_to("real.jsonl")
    files.write_text(tmp_path / "link.jsonl", "new")
    assert (tmp_path / "link.jsonl").is_symlink() and (tmp_path / "real.jsonl").read_text("utf-8") == "new"
    assert stat.S_IMODE((tmp_path / "real.jsonl").stat().st_mode) == 0o600


def test_a_new_file_keeps_to_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_text(tmp_path / "new.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    files.write_text(tmp_path / "ends.txt", "a\r\nb\n")
    assert (tmp_path / "ends.txt").read_bytes() == b"a\r\nb\n"


def test_a_place_to_write_to_is_told_from_one_that_is_none(tmp_path: Path) -> None:
    outputs.check(tmp_path)
    outputs.check(tmp_path / "to" / "be" / "made")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(KgError, match="-o"):
        outputs.check(tmp_path / "file" / "deeper")
