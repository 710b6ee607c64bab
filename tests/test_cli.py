"""The commands that look into a graph and give it to other programs, as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
import typer
from conftest import Run
from rich.console import Console

from kg.cli import app, publish

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {name: command for name, command in typer.main.get_command(app).commands.items()}  # type: ignore[attr-defined]


def one_line(err: str) -> str:
    """The only line of an error, which says whose it is."""
    assert err.startswith("kg: ") and err.endswith("\n") and err.count("\n") == 1, err
    return err


# -- As a program ------------------------------------------------------------------------------------------------------


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *arguments], capture_output=True, text=True, timeout=120)


def test_the_module_runs_as_the_command_does(written: Path) -> None:
    ran = program("show", "Quillnet", "-g", str(written))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Quillnet  (Tool, quillnet)\n")


def test_a_failure_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    ran = program("stats", "-g", str(tmp_path))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "kg build" in one_line(ran.stderr)


@pytest.mark.parametrize("arguments", ["query --list", "show Quillnet --json -g {}"])
def test_a_reader_that_stops_reading_is_no_failure(written: Path, arguments: str) -> None:
    command = f"{sys.executable} -m kg {arguments.format(written)} | true"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=120)
    assert ran.stderr == ""


# -- Wrong usage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["bild"], "bild"),
        (["show"], "kg show --help"),
        (["show", "Keras", "Theano"], "kg show --help"),
        (["show", "--colour", "Keras"], "--colour"),
        (["query", "--limit", "0", "who-created-what"], "--limit"),
        (["query"], "--list"),
        (["query", "who-created-what", "--json", "--csv"], "choose one"),
        (["export", "--to", "word", "x.doc"], "graphml"),
        (["export", "x.ttl"], "--to"),
        (["build", "--min-confidence", "2"], "--min-confidence"),
        (["build", "no-such-folder"], "no-such-folder"),
        (["eval", "no-such-folder"], "no-such-folder"),
        (["serve", "--port", "99999"], "--port"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(run: Run, arguments: list[str], hint: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert hint in one_line(ran.err)


def test_without_arguments_the_commands_are_listed(run: Run) -> None:
    ran = run()
    assert (ran.code, ran.err) == (0, "")
    assert all(re.search(rf"^\s+{name}\s", ran.out, re.MULTILINE) for name in COMMANDS)


def test_the_version(run: Run) -> None:
    assert re.fullmatch(r"kg \d+\.\d+\.\d+\n", run("--version").out)


def test_ctrl_c_is_one_line(run: Run, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.report.stats", interrupted)
    ran = run("stats", "-g", out)
    assert ran.code == 130
    assert "stopped" in one_line(ran.err)


# -- Help and documentation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    if name != "train":  # which has options of its own
        assert COMMANDS[name].help.splitlines()[0] in " ".join(ran.out.split())
        silent = [p.name for p in COMMANDS[name].params if p.name != "help" and not getattr(p, "help", None)]
        assert silent == []


def test_docs_commands_has_every_command_and_option_and_no_other() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    sections = dict(re.findall(r"^## kg (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert sections.keys() == COMMANDS.keys()
    for name, command in COMMANDS.items():
        if name == "train":
            continue
        assert command.help.splitlines()[0] in sections[name], name
        options = {o for p in command.params for o in p.opts if o.startswith("--")} - {"--help"}
        assert set(re.findall(r"^- .*?`(--[a-z-]+)", sections[name], re.MULTILINE)) == options, name


# -- Looking -----------------------------------------------------------------------------------------------------------


def test_show_tells_names_claims_quotes_and_who_says_them(run: Run, written: Path) -> None:
    shown = run("show", "quillnet", "-g", written).out
    assert "created by\n" in shown or "created" in shown
    assert "Ódhrán Vass: “I made Quillnet in 2014” (room)" in shown
    assert "not: Brambleform" in shown and "(hedged) graph folding" in shown
    assert re.search(r"\[a-[0-9a-f]{10}, 0\.\d\d\]", shown)


def test_show_as_json_is_json(run: Run, written: Path) -> None:
    card = json.loads(run("show", "Vass", "-g", written, "--json").out)
    assert (card["id"], card["type"], card["documents"]) == ("odhran-vass", "Person", ["notes-2019", "room"])


def test_a_name_is_found_without_its_accents_and_case(run: Run, written: Path) -> None:
    assert run("show", "odhran  vass", "-g", written).out.startswith("Ódhrán Vass")


def test_an_unknown_entity_is_told_with_the_likest_name(run: Run, written: Path) -> None:
    ran = run("show", "Quilnet", "-g", written)
    assert (ran.code, ran.out) == (1, "")
    assert 'do you mean "Quillnet"' in one_line(ran.err)


def test_what_is_like_nothing_gets_no_silly_hint(run: Run, written: Path) -> None:
    err = one_line(run("show", "zzyzx qqq", "-g", written).err)
    assert "do you mean" not in err and "kg stats" in err


def test_control_characters_of_a_document_never_reach_the_terminal(run: Run, out: Path) -> None:
    record = json.loads((out / "graph.json").read_text("utf-8"))
    for node in record["nodes"]:
        if node["id"] == "tessera":
            node["name"] = "Tess\x1b[31mera :a: [bold]x[/bold]"
    (out / "graph.json").write_text(json.dumps(record), "utf-8")
    shown = run("show", "tessera", "-g", out).out
    assert shown.startswith("Tess\ufffd[31mera :a: [bold]x[/bold]  (Tool, tessera)")


def test_path_gives_each_step_with_its_words(run: Run, written: Path) -> None:
    said = run("path", "Vass", "Tessera", "-g", written).out
    assert said.startswith("Ódhrán Vass – ") and "Tessera" in said.splitlines()[0]
    assert "“" in said


def test_a_path_that_is_none_is_told(run: Run, written: Path) -> None:
    ran = run("path", "Vass", "hostile", "-g", written)
    assert ran.code == 1
    assert "leads from" in one_line(ran.err)


def test_stats_counts_documents_types_and_predicates(run: Run, written: Path) -> None:
    assert run("stats", "-g", written).out.startswith("2 documents, ")
    figures = json.loads(run("stats", "-g", written, "--json").out)
    assert figures["entities"]["Tool"] == 3 and figures["assertions"]["uses"] == 3


def test_explain_by_id_and_by_words(run: Run, written: Path) -> None:
    by_words = run("explain", "Quillnet builtOn Tessera", "-g", written).out
    identifier = by_words.split(":")[0]
    assert "“It runs on Tessera”" in by_words and "stands for “Quillnet”" in by_words
    assert run("explain", identifier, "-g", written).out == by_words


def test_a_symmetric_predicate_is_explained_either_way_round(run: Run, written: Path) -> None:
    said = run("explain", "Vass collaboratesWith Mira Holt", "-g", written)
    assert said.code == 0 and "works with" in said.out


def test_an_assertion_that_nobody_makes_is_not_explained(run: Run, written: Path) -> None:
    ran = run("explain", "Tessera builtOn Quillnet", "-g", written)
    assert ran.code == 1
    assert "kg show" in one_line(ran.err)


def test_turns_tells_who_speaks_where_the_document_does_not(run: Run) -> None:
    said = run("turns", Path(__file__).parent / "data" / "unlabelled.txt").out
    assert "Nadia Brandt (host): What happens" in said
    assert re.search(r"Tomasz Wilk \(guest, told by what is said: 9\d%\): Yeah, so I was a student", said)
    assert "unknown: " in said


def test_turns_shows_how_a_document_is_read(run: Run, built: Path) -> None:
    said = run("turns", built / "talks" / "fernwood.txt").out
    assert said.startswith("A talk about Fernwood with Ilse Marlow")
    assert "2021-03-04" in said and "host      Tobias Penhale" in said and "guest     Ilse Marlow" in said


# -- Asking ------------------------------------------------------------------------------------------------------------

MADE = "SELECT ?what WHERE { ?who kg:created ?what }"


def test_sparql_is_answered_as_a_table(run: Run, written: Path) -> None:
    ran = run("query", MADE, "-g", written)
    assert ran.code == 0
    assert "entity:quillnet" in ran.out and ran.out.endswith("1 row\n")


def test_a_named_query_takes_its_parameters(run: Run, written: Path) -> None:
    assert run("query", "who-created-what", "-g", written).out.count("Quillnet") >= 1
    found = run("query", "users-of", "thing=Tessera", "-g", written, "--csv")
    assert found.code == 0, found.err
    assert "Institut für Faltung" in found.out


def test_a_query_file_is_asked(run: Run, written: Path, tmp_path: Path) -> None:
    (tmp_path / "made.rq").write_text(MADE, "utf-8")
    assert "entity:quillnet" in run("query", tmp_path / "made.rq", "-g", written).out


def test_json_csv_and_tsv_hold_the_same_answer(run: Run, written: Path) -> None:
    as_json = json.loads(run("query", MADE, "-g", written, "--json").out)
    iri = as_json["results"]["bindings"][0]["what"]["value"]
    assert list(csv.reader(io.StringIO(run("query", MADE, "-g", written, "--csv").out))) == [["what"], [iri]]
    assert run("query", MADE, "-g", written, "--tsv").out == f"?what\n<{iri}>\n"


def test_ask_and_construct(run: Run, written: Path, tmp_path: Path) -> None:
    assert run("query", "ASK { entity:quillnet kg:builtOn entity:tessera }", "-g", written).out == "yes\n"
    assert run("query", "ASK { entity:tessera kg:builtOn entity:quillnet }", "-g", written).out == "no\n"
    construct = "CONSTRUCT { ?a kg:builtOn ?b } WHERE { ?a kg:builtOn ?b }"
    assert "kg:builtOn" in run("query", construct, "-g", written).out
    page = tmp_path / "part.html"
    assert run("query", construct, "-g", written, "--html", page).code == 0
    assert all(f'"{name}",["{name}"]' in page.read_text("utf-8") for name in ("Quillnet", "Tessera"))
    assert '"Zürich",["Zürich"]' not in page.read_text("utf-8")


def test_a_limit_says_that_there_is_more(run: Run, written: Path) -> None:
    ran = run("query", "SELECT ?s WHERE { ?s a ?t }", "--limit", 2, "-g", written)
    assert ran.code == 0 and ran.out.endswith("2 rows\n")
    assert "--limit 2" in ran.err


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELECT ?x WHERE { ?x kg:created", "malformed"),
        ("who-created-wat", "who-created-what"),
        ("nowhere.rq", "nowhere.rq"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "kg: "),
    ],
)
def test_a_query_that_is_none_is_wrong_usage(run: Run, written: Path, query: str, hint: str) -> None:
    ran = run("query", query, "-g", written)
    assert (ran.code, ran.out) == (2, "")
    assert hint in one_line(ran.err)


def test_a_parameter_that_is_none_is_wrong_usage(run: Run, written: Path) -> None:
    assert "NAME=VALUE" in one_line(run("query", "users-of", "Tessera", "-g", written).err)
    assert "no parameter" in one_line(run("query", "users-of", "colour=red", "-g", written).err)


def test_the_list_names_each_query_with_its_title(run: Run) -> None:
    lines = run("query", "--list").out.splitlines()
    assert len(lines) >= 25 and all(": " in line for line in lines)


def test_validate_tells_a_valid_graph_from_a_broken_one(run: Run, built: Path, tmp_path: Path) -> None:
    assert run("validate", "-g", built / "out").out == "valid\n"
    record = json.loads((built / "out" / "graph.json").read_text("utf-8"))
    for edge in record["edges"]:
        edge["confidence"] = 7.0
    (tmp_path / "graph.json").write_text(json.dumps(record), "utf-8")
    broken = run("validate", "-g", tmp_path)
    assert broken.code == 1 and "problem" in broken.out


# -- Exporting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "name", "has"),
    [
        ("turtle", "g.ttl", "@prefix"),
        ("nt", "g.nt", "<http"),
        ("json-ld", "g.jsonld", "@context"),
        ("graphml", "g.graphml", "<graphml"),
        ("gexf", "g.gexf", "<gexf"),
        ("html", "g.html", "<html"),
    ],
)
def test_export_writes_the_format_asked_for(
    run: Run, written: Path, tmp_path: Path, to: str, name: str, has: str
) -> None:
    ran = run("export", "--to", to, tmp_path / name, "-g", written)
    assert (ran.code, ran.err) == (0, ""), ran.err
    text = (tmp_path / name).read_text("utf-8")
    assert has in text and "Quillnet" in text


def test_csv_is_a_folder_of_two_tables(run: Run, written: Path, tmp_path: Path) -> None:
    assert run("export", "--to", "csv", tmp_path / "tables", "-g", written).code == 0
    assert {p.name for p in (tmp_path / "tables").iterdir()} == {"nodes.csv", "edges.csv"}


def test_what_is_exported_to_graphml_has_the_nodes_and_edges(run: Run, written: Path, tmp_path: Path) -> None:
    run("export", "--to", "graphml", tmp_path / "g.graphml", "-g", written)
    again = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    record = json.loads((written / "graph.json").read_text("utf-8"))
    assert (len(again), again.number_of_edges()) == (len(record["nodes"]), len(record["edges"]))


def test_an_export_that_cannot_be_written_is_a_failure(run: Run, written: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    ran = run("export", "--to", "nt", tmp_path / "file" / "g.nt", "-g", written)
    assert ran.code == 1
    assert "cannot be written" in one_line(ran.err)


def test_a_page_that_opens_on_nobody_is_wrong_usage(run: Run, written: Path, tmp_path: Path) -> None:
    ran = run("export", "--to", "html", tmp_path / "g.html", "--focus", "Nemo", "-g", written)
    assert ran.code == 2 and "Nemo" in one_line(ran.err)
    assert not (tmp_path / "g.html").exists()


def test_standard_input_is_read_and_kept_beside_the_graph(tmp_path):
    import subprocess
    import sys

    text = "Ana Ruiz: Who made Keras?\n\nBo Lund: François Chollet created Keras in 2015. I like it a lot.\n"
    out = tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", "-", "-o", str(out), "--jobs", "1"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (out / "stdin.txt").read_text("utf-8") == text
    assert '"name": "Keras"' in (out / "graph.json").read_text("utf-8")


def test_what_is_long_stands_below_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(publish, "console", Console(file=written, width=60))
    words = "I wrote Quillnet in one summer, and nobody but my sister used it for years after."
    publish.listed(["who", "what", "quote"], [("Ines Okafor", "Quillnet", words), ("Ines Okafor", "Tessera", "No.")])
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    assert lines[2].split() == ["Ines", "Okafor", "Quillnet"]
    assert lines[3] == "    I wrote Quillnet in one summer, and nobody but my sister"
    assert " ".join(" ".join(lines).split()).count(words) == 1


def test_what_fits_stands_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(publish, "console", Console(file=written, width=60))
    publish.listed(["who", "what"], [("Ines Okafor", "Quillnet"), ("[bold]Bo", "Tessera")])
    assert [line.split() for line in written.getvalue().splitlines()] == [
        ["who", "what"],
        ["Ines", "Okafor", "Quillnet"],
        ["[bold]Bo", "Tessera"],
    ]
