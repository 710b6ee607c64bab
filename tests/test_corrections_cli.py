"""Correcting a graph on the command line: recorded, applied at once, replayed by every build, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Ran, Run

from kg import graph as graphs


def recorded(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out.parent / "corrections.jsonl").read_text("utf-8").splitlines()]


def one_line(ran: Ran) -> str:
    assert ran.err.startswith("kg: ") and ran.err.count("\n") == 1, ran.err
    return ran.err


def assertion(out: Path, subject: str, predicate: str, object_: str) -> str:
    edges = graphs.load(out).get_edge_data(subject, object_) or {}
    return next(d["id"] for d in edges.values() if d["predicate"] == predicate)


# -- One command each --------------------------------------------------------------------------------------------------


def test_merge_makes_one_entity_of_two_and_says_why(run: Run, out: Path) -> None:
    ran = run("merge", "Quillnet", "Tessera", "-g", out, "--who", "Nadia", "--why", "the same loom")
    assert ran.code == 0 and '"Tessera" is now part of "Quillnet"' in ran.out
    graph = graphs.load(out)
    assert "tessera" not in graph and "Tessera" in graph.nodes["quillnet"]["aliases"]
    assert graph.nodes["quillnet"]["provenance"] == "user"
    assert recorded(out)[0]["who"] == "Nadia" and recorded(out)[0]["why"] == "the same loom"


def test_all_three_files_are_brought_up_to_date(run: Run, out: Path) -> None:
    assert run("rename", "Quillnet", "Quillnet Two", "-g", out).code == 0
    assert all("Quillnet Two" in (out / f"graph.{suffix}").read_text("utf-8") for suffix in ("json", "ttl", "html"))


def test_split_takes_a_merge_back(run: Run, out: Path) -> None:
    before = (out / "graph.json").read_bytes()
    run("merge", "Quillnet", "Tessera", "-g", out)
    assert (out / "graph.json").read_bytes() != before
    assert run("split", "Quillnet", "Tessera", "-g", out).code == 0
    assert (out / "graph.json").read_bytes() == before


def test_rename_keeps_the_old_name_as_an_alias(run: Run, out: Path) -> None:
    assert run("rename", "Quillnet", "Quill Net", "-g", out).code == 0
    assert run("show", "Quillnet", "-g", out).out.startswith("Quill Net  (Tool, quillnet)\nalso: Quillnet")


def test_retype_gives_another_type_whatever_the_case(run: Run, out: Path) -> None:
    assert run("retype", "FoldConf", "work", "-g", out).code == 0
    assert graphs.load(out).nodes["foldconf"]["type"] == "Work"


def test_drop_takes_an_entity_out(run: Run, out: Path) -> None:
    assert run("drop", "Brambleform", "-g", out).code == 0
    ran = run("show", "Brambleform", "-g", out)
    assert ran.code == 1 and "Brambleform" in one_line(ran)


def test_reject_takes_an_assertion_out_by_the_id_that_show_prints(run: Run, out: Path) -> None:
    wrong = assertion(out, "quillnet", "builtOn", "tessera")
    assert f"[{wrong}, " in run("show", "Quillnet", "-g", out).out
    assert run("reject", wrong, "-g", out).code == 0
    assert f"[{wrong}, " not in run("show", "Quillnet", "-g", out).out


def test_add_puts_an_assertion_in_with_its_quote_and_the_user_as_provenance(run: Run, out: Path) -> None:
    quote = "Tessera is a weaving library"
    ran = run("add", "Institut für Faltung", "created", "Tessera", "--quote", quote, "-g", out)
    if ran.code == 2:  # an institution need not be one that creates
        pytest.fail(ran.err)
    edges = graphs.load(out).get_edge_data("institut-fur-faltung", "tessera") or {}
    added = next(d for d in edges.values() if d["predicate"] == "created")
    assert added["provenance"] == "user" and added["evidence"][0]["quote"] == quote
    denied = run("add", "Quillnet", "uses", "Tessera", "--quote", quote, "--negated", "-g", out)
    assert denied.code == 0 and "not: Tessera" in run("show", "Quillnet", "-g", out).out


def test_undo_takes_back_the_last_one_only(run: Run, out: Path) -> None:
    run("rename", "Quillnet", "First", "-g", out)
    first = (out / "graph.json").read_bytes()
    run("drop", "Tessera", "-g", out)
    assert "drop" in run("undo", "-g", out).out
    assert (out / "graph.json").read_bytes() == first


def test_undo_of_nothing_is_a_failure(run: Run, out: Path) -> None:
    ran = run("undo", "-g", out)
    assert ran.code == 1 and "no correction to undo" in one_line(ran)


def test_duplicates_lists_suspects_until_the_user_decides(run: Run, out: Path) -> None:
    run("rename", "Tessera", "quill-net", "-g", out)
    listed = run("duplicates", "-g", out).out
    assert "quillnet  tessera" in listed and listed.endswith("keeps them apart\n")
    assert [(s["a"], s["b"]) for s in json.loads(run("duplicates", "-g", out, "--json").out)] == [
        ("quillnet", "tessera")
    ]
    run("split", "quillnet", "tessera", "-g", out)
    assert "quillnet  tessera" not in run("duplicates", "-g", out).out


def test_corrections_may_lie_elsewhere(run: Run, out: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine" / "own.jsonl"
    assert run("rename", "Quillnet", "Elsewhere", "-g", out, "--corrections", own).code == 0
    assert "Elsewhere" in own.read_text("utf-8") and not (out.parent / "corrections.jsonl").exists()


def test_the_graph_may_be_given_by_its_file(run: Run, out: Path) -> None:
    assert run("rename", "Quillnet", "By File", "-g", out / "graph.json").code == 0
    assert "By File" in (out / "graph.ttl").read_text("utf-8")


# -- Reviewing ---------------------------------------------------------------------------------------------------------


def test_review_asks_with_quotes_and_records_the_answers(run: Run, out: Path) -> None:
    ran = run("review", "-g", out, "--limit", 3, typed="n\ny\ns\n")
    assert ran.code == 0 and "“" in ran.out and "Is it right that" in ran.out
    assert [c["do"] for c in recorded(out)] == ["reject", "keep"]
    assert "2 corrections recorded" in ran.out
    rejected = recorded(out)[0]["assertion"]
    assert rejected not in {d["id"] for *_, d in graphs.load(out).edges(data=True)}


def test_what_was_kept_is_not_asked_again(run: Run, out: Path) -> None:
    first = run("review", "-g", out, "--limit", 1, typed="y\n").out
    question = next(line for line in first.splitlines() if line.startswith("Is it right that"))
    assert question not in run("review", "-g", out, typed="q\n").out


@pytest.mark.parametrize("typed", ["n\nq\n", "n\n"], ids=["q", "the end of the input"])
def test_an_end_of_the_review_keeps_what_was_answered(run: Run, out: Path, typed: str) -> None:
    before = graphs.load(out).number_of_edges()
    ran = run("review", "-g", out, typed=typed)
    assert ran.code == 0 and "1 correction recorded" in ran.out
    assert graphs.load(out).number_of_edges() == before - 1


# -- What cannot work --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["merge", "Quillnet", "Quilnet"], 1, 'do you mean "Quillnet"'),
        (["merge", "Quillnet", "quillnet"], 2, "one entity already"),
        (["rename", "Quillnet", "  "], 2, "empty"),
        (["retype", "Quillnet", "Gadget"], 2, "Tool"),
        (["reject", "a-0000000000"], 2, "kg show"),
        (["drop", "Nemo"], 1, "Nemo"),
        (["add", "Quillnet", "likes", "Tessera", "--quote", "It runs on Tessera"], 2, "likes"),
        (["add", "Quillnet", "uses", "Tessera", "--quote", "words that nobody said"], 2, "quote"),
        (["add", "Tessera", "created", "Mira Holt", "--quote", "It runs on Tessera"], 2, "created"),
        (["split", "Quillnet", "Nemo"], 1, "Nemo"),
    ],
)
def test_what_cannot_work_is_one_line_and_records_nothing(
    run: Run, out: Path, arguments: list[str], code: int, hint: str
) -> None:
    before = (out / "graph.json").read_bytes()
    ran = run(*arguments, "-g", out)
    assert (ran.code, ran.out) == (code, "")
    assert hint in one_line(ran)
    assert not (out.parent / "corrections.jsonl").exists() and (out / "graph.json").read_bytes() == before


def test_a_graph_of_another_name_is_not_written_over_its_neighbours(run: Run, out: Path) -> None:
    other = out / "older.json"
    shutil.copy(out / "graph.json", other)
    before = (out / "graph.ttl").read_bytes()
    ran = run("rename", "Quillnet", "Lost", "-g", other)
    assert ran.code == 2 and "name their folder" in one_line(ran)
    assert (out / "graph.ttl").read_bytes() == before


def test_without_a_graph_nothing_is_recorded(run: Run, tmp_path: Path) -> None:
    for arguments in (["undo"], ["review"], ["duplicates"], ["merge", "a", "b"]):
        ran = run(*arguments, "-g", tmp_path / "out")
        assert ran.code == 1 and "kg build" in one_line(ran)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_corrections_file_is_named_with_its_line_and_left_alone(run: Run, out: Path) -> None:
    file = out.parent / "corrections.jsonl"
    file.write_text('# mine\n{"do": "drop"}\n', "utf-8")
    ran = run("rename", "Quillnet", "New", "-g", out)
    assert ran.code == 2 and "corrections.jsonl:2" in one_line(ran)
    assert file.read_text("utf-8") == '# mine\n{"do": "drop"}\n'


def test_a_correction_that_no_longer_applies_is_told_and_stops_no_other(run: Run, out: Path) -> None:
    file = out.parent / "corrections.jsonl"
    file.write_text('{"do": "drop", "entity": "gone"}\n', "utf-8")
    ran = run("rename", "Quillnet", "New", "-g", out)
    assert ran.code == 0 and "no longer applies" in ran.err and '"gone"' in ran.err
    assert graphs.load(out).nodes["quillnet"]["name"] == "New"


# -- Differences -------------------------------------------------------------------------------------------------------


def test_diff_tells_what_a_correction_changed(run: Run, out: Path, written: Path) -> None:
    assert run("diff", written, out).out == "no difference\n"
    run("drop", "Tessera", "-g", out)
    assert "  - Tessera (Tool)" in run("diff", written, out).out
    assert "  + Tessera (Tool)" in run("diff", out, written).out
    found = json.loads(run("diff", written, out, "--json").out)
    assert [e["id"] for e in found["entities"]["lost"]] == ["tessera"] and found["entities"]["gained"] == []


def test_diff_with_what_is_no_graph_is_a_failure(run: Run, out: Path, tmp_path: Path) -> None:
    ran = run("diff", out, tmp_path / "nowhere")
    assert ran.code == 1 and "nowhere" in one_line(ran)


# -- Through a rebuild -------------------------------------------------------------------------------------------------


def test_a_rebuild_replays_the_corrections(run: Run, built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    out = tmp_path / "out"
    graph = graphs.load(out)
    numpy, pandas = graphs.find(graph, "NumPy"), graphs.find(graph, "pandas")
    assert run("rename", "NumPy", "Numerical Python", "-g", out).code == 0
    assert run("drop", "pandas", "-g", out).code == 0
    with (tmp_path / "corrections.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"do": "reject", "assertion": "a-0000000000"}\n')
    corrected = (out / "graph.json").read_bytes()
    ran = run("build", tmp_path / "talks", "-o", out, "--jobs", 1)
    assert ran.code == 0, ran.err
    assert "no longer applies" in ran.err and "a-0000000000" in ran.err
    rebuilt = graphs.load(out)
    assert rebuilt.nodes[numpy]["name"] == "Numerical Python" and pandas not in rebuilt
    assert b"Numerical Python" in corrected
