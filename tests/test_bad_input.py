"""Files that are no interviews, places that cannot be written: one clear line each, and the others go on."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import INTERVIEW, Ran, Run, kg

from kg import graph as graphs
from kg.graph import Graph

PROSE = (
    "Ilse Marlow created Fernwood in 2016. Fernwood is built on NumPy. Spotify uses Fernwood at the café in Malmö.\n"
)
GERMAN = (
    "Wir haben damals lange darüber gesprochen, wie man solche Programme schreibt. Am Ende war es ganz einfach: "
    "Jeder nahm sich einen Teil vor und erzählte den anderen am Abend davon. Das hat uns allen viel Freude gemacht.\n"
)


def one_line(ran: Ran) -> str:
    assert ran.err.startswith("kg: ") and ran.err.endswith("\n") and ran.err.count("\n") == 1, ran.err
    return ran.err


# -- One bad file among others -----------------------------------------------------------------------------------------

GOOD = {
    "fernwood.txt": INTERVIEW.encode(),
    "latin.txt": PROSE.encode("latin-1"),
    "wide.txt": PROSE.encode("utf-16"),
    "numbers.txt": b"1234 5678\n\n90 -- 12 ... 34\n",
    "odd.txt": f"\u202eIlse\u202c \U0001f4a5 likes NumPy\0 and \u05d0\u05d1\u05d2 a lot.\n\n{PROSE}".encode(),
    "a/talk.txt": b"Wes McKinney created pandas.\n",
    "b/talk.txt": b"Google uses TensorFlow.\n",
}
BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b"\n" * 10_000, "empty"),
    "nulls.txt": (b"\0" * 500, "binary"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
    "noise.txt": (bytes(range(32)) * 40, "binary"),
}


class Mixed(NamedTuple):
    """What a build of good and bad files together gave."""

    ran: Ran
    graph: Graph


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Mixed:
    place = tmp_path_factory.mktemp("mixed")
    for name, content in {**GOOD, **{k: v[0] for k, v in BAD.items()}, "german.txt": GERMAN.encode()}.items():
        (place / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "in" / name).write_bytes(content)
    (place / "in" / "folder.txt").mkdir()
    ran = kg("build", place / "in", "-o", place / "out", "--jobs", 1)
    assert ran.code == 0, ran.err
    return Mixed(ran, graphs.load(place / "out"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_reason(mixed: Mixed, name: str) -> None:
    lines = [line for line in mixed.ran.err.splitlines() if f"/{name}" in line]
    assert len(lines) == 1 and lines[0].startswith("failed: ") and BAD[name][1] in lines[0]


def test_nothing_else_fails(mixed: Mixed) -> None:
    assert len(mixed.ran.err.splitlines()) == len(BAD) + 1
    table = " ".join(mixed.ran.out.split())
    assert f"documents read {len(GOOD)} skipped 1 failed {len(BAD)} " in table


def test_another_language_is_skipped_with_the_option_that_reads_it(mixed: Mixed) -> None:
    line = next(line for line in mixed.ran.err.splitlines() if "german.txt" in line)
    assert line.startswith("skipped: ") and "de" in line and "--any-language" in line


def test_the_good_files_are_read_whatever_their_encoding(mixed: Mixed) -> None:
    texts = {d["id"]: d["text"] for d in mixed.graph.graph["documents"]}
    assert len(texts) == len(GOOD)
    assert texts["latin"] == texts["wide"] == PROSE
    assert graphs.find(mixed.graph, "NumPy") == "numpy"


def test_files_of_one_name_are_two_documents(mixed: Mixed) -> None:
    assert {"a-talk", "b-talk"} <= {d["id"] for d in mixed.graph.graph["documents"]}


def test_every_quote_stands_at_its_place(mixed: Mixed) -> None:
    texts = {d["id"]: d["text"] for d in mixed.graph.graph["documents"]}
    evidence = [e for *_, d in mixed.graph.edges(data=True) for e in d["evidence"]]
    assert evidence and all(texts[e["document"]][e["start"] : e["end"]] == e["quote"] for e in evidence)


def test_half_a_character_in_a_json_transcript_stops_nothing(run: Run, tmp_path: Path) -> None:
    record = {"segments": [{"speaker": "Ann", "text": "Half a face \ud83d and NumPy."}] * 2}
    (tmp_path / "half.json").write_text(json.dumps(record), "utf-8")
    assert run("build", tmp_path / "half.json", "-o", tmp_path / "out", "--jobs", 1).code == 0


@pytest.mark.parametrize("to", ["nowhere.txt", "link.txt"], ids=["nowhere", "itself"])
def test_a_link_to_nowhere_in_a_folder_is_named_and_stops_nothing(run: Run, tmp_path: Path, to: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "in" / to)
    (tmp_path / "in" / "noise.txt").write_bytes(BAD["noise.txt"][0])
    ran = run("build", tmp_path / "in", "-o", tmp_path / "out", "--jobs", 1)
    assert ran.code == 1 and len(ran.err.splitlines()) == 3
    line = next(line for line in ran.err.splitlines() if line.startswith("failed: ") and "link.txt" in line)
    assert ("remove it" if to == "nowhere.txt" else "cannot be read") in line


# -- Nothing to read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_alone_is_one_line_and_exit_code_1(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name][0])
    ran = run("build", tmp_path / name, "-o", tmp_path / "out")
    assert (ran.code, ran.out) == (1, "")
    assert name in one_line(ran) and BAD[name][1] in ran.err
    assert not list((tmp_path / "out").glob("graph.*"))


def test_two_bad_files_are_both_told(run: Run, tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_bytes(b"")
    ran = run("build", tmp_path, "-o", tmp_path / "out")
    assert ran.code == 1
    assert [line.split(":")[0] for line in ran.err.splitlines()] == ["failed", "failed", "kg"]


def test_a_file_without_permission_is_told_with_the_cure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked.txt").write_text(PROSE, "utf-8")

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)  # root may read everything
    ran = run("build", tmp_path / "locked.txt", "-o", tmp_path / "out")
    assert ran.code == 1 and "locked.txt" in one_line(ran) and "permission" in ran.err


def test_a_link_to_nowhere_and_a_missing_path_are_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    for name in ("link.txt", "missing.txt"):
        ran = run("build", tmp_path / name, "-o", tmp_path / "out")
        assert ran.code == 2 and name in one_line(ran)


def test_a_suffix_that_kg_does_not_read_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    ran = run("build", tmp_path / "song.mp3", "-o", tmp_path / "out")
    assert ran.code in (1, 2) and "song.mp3" in one_line(ran) and ".txt" in ran.err


def test_a_folder_without_documents_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notes.xyz").write_text("not one of ours", "utf-8")
    ran = run("build", tmp_path / "in", "-o", tmp_path / "out")
    assert ran.code == 1 and ".txt" in one_line(ran) and str(tmp_path / "in") in ran.err


def test_two_folders_without_documents_are_both_named(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    ran = run("build", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "out")
    assert ran.code == 1 and f"{tmp_path / 'one'}, {tmp_path / 'two'}" in one_line(ran)


def test_letters_that_make_no_words_are_said_to_be_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_text("xxxxxxx " * 40, "utf-8")
    ran = run("build", tmp_path / "codes.txt", "-o", tmp_path / "out")
    assert ran.code == 1 and "no words" in one_line(ran) and "--any-language" in ran.err
    assert "zxx" not in ran.err + run("turns", tmp_path / "codes.txt").out


def test_a_text_in_another_language_alone_is_a_failure_that_names_the_option(run: Run, tmp_path: Path) -> None:
    (tmp_path / "abend.txt").write_text(GERMAN, "utf-8")
    ran = run("build", tmp_path / "abend.txt", "-o", tmp_path / "out")
    assert ran.code == 1 and "--any-language" in one_line(ran)
    assert run("build", tmp_path / "abend.txt", "--any-language", "-o", tmp_path / "out").code == 0


def test_five_megabytes_on_one_line_are_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(PROSE.replace("\n", " ") * 40 + "x" * 5_000_000, "utf-8")
    ran = run("build", tmp_path / "long.txt", "-o", tmp_path / "out", "--jobs", 1)
    assert ran.code == 0, ran.err
    assert graphs.load(tmp_path / "out").graph["documents"][0]["words"] > 40 * len(PROSE.split())
    assert "numpy" in graphs.load(tmp_path / "out")


# -- Options that name nothing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--lexicon", "none.ttl", "none.ttl"),
        ("--model", "en_no_such_model", "en_no_such_model"),
        ("--corrections", "none.jsonl", "none.jsonl"),
    ],
)
def test_an_option_that_names_nothing_is_wrong_usage(
    run: Run, tmp_path: Path, option: str, value: str, hint: str
) -> None:
    (tmp_path / "talk.txt").write_text(PROSE, "utf-8")
    ran = run("build", tmp_path / "talk.txt", "-o", tmp_path / "out", option, value)
    assert ran.code == 2 and hint in one_line(ran)


def test_a_lexicon_that_is_no_turtle_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(PROSE, "utf-8")
    (tmp_path / "mine.ttl").write_text("this is no Turtle", "utf-8")
    ran = run("build", tmp_path / "talk.txt", "-o", tmp_path / "out", "--lexicon", tmp_path / "mine.ttl")
    assert ran.code == 2 and "mine.ttl" in one_line(ran)


def test_broken_corrections_are_told_before_the_work(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["kg.build"], "build", lambda *_, **__: pytest.fail("it was built all the same"))
    (tmp_path / "corrections.jsonl").write_text("{", "utf-8")
    ran = run("build", tmp_path, "-o", tmp_path / "out")
    assert ran.code == 2 and re.search(r"corrections\.jsonl:1", one_line(ran))


# -- Places that cannot be written, and graphs that are none -----------------------------------------------------------


def test_an_out_that_is_a_file_is_told_before_the_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["kg.build"], "build", lambda *_, **__: pytest.fail("it was built all the same"))
    (tmp_path / "out").write_text("a file in the place", "utf-8")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper" / "still"):
        ran = run("build", tmp_path, "-o", out)
        assert ran.code == 1 and "-o" in one_line(ran)
    assert (tmp_path / "out").read_text("utf-8") == "a file in the place"


NO_GRAPHS = {
    "empty": b"",
    "cut off": b"{",
    "a list": b"[]",
    "a number": b"5",
    "an object": b"{}",
    "other keys": b'{"nodes": [], "links": []}',
    "a bare node": b'{"nodes": [{"id": "x"}], "edges": []}',
    "no UTF-8": b"\xff\xfe",
    "too deep": b"[" * 5000,
}


@pytest.mark.parametrize("content", NO_GRAPHS.values(), ids=NO_GRAPHS)
def test_a_graph_json_that_is_none_is_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "graph.json").write_bytes(content)
    for arguments in (["stats"], ["show", "x"], ["merge", "x", "y"]):
        ran = run(*arguments, "-g", tmp_path)
        assert (ran.code, ran.out) == (1, "")
        assert "graph.json" in one_line(ran) and "kg build" in ran.err


def test_a_folder_without_a_graph_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    for arguments in (["stats"], ["query", "who-created-what"], ["export", "--to", "nt", "x.nt"], ["validate"]):
        ran = run(*arguments, "-g", tmp_path)
        assert ran.code == 1 and "kg build" in one_line(ran)
