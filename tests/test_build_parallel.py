"""A build reads only what is new, in one process or several, survives being killed, and gives the same bytes always.

Most tests put a quick reader of capitalised words in the place of the language model, which has its own tests; the last
one runs the real pipeline.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import graph as graphs
from kg import workers
from kg.build import Options, Report, build, jobs_for
from kg.extraction import Extractor
from kg.store import Store
from kg.types import KgError, UsageError
from kg.watch import changes

# Source text, for processes of their own run it too. It stands in for kg.nlp, so that spaCy is not even imported.
QUICK = """
import re, sys, time, types
from kg.extraction import Extractor
from kg.types import Evidence, Extraction, KgError, Mention, Relation

def extract(document, nlp, pause=0.0):
    time.sleep(pause)
    if "Brokenfern" in document.text:
        raise ZeroDivisionError("the fern\\nbroke")
    found = [
        Mention(Evidence(document.id, m.start(), m.end()), "Tool", m.group())
        for m in re.finditer("[A-Z][a-z]+", document.text)
    ]
    relations = [
        Relation(n, "uses", n + 1, Evidence(document.id, a.evidence.start, b.evidence.end), rule="next")
        for n, (a, b) in enumerate(zip(found, found[1:])) if a.text != b.text
    ]
    return Extraction(document, tuple(found), tuple(relations))
"""
NAMES = ["Alderway", "Birchmere", "Cedarline", "Dogwoodly", "Elderpath", "Fernwood", "Gorseton", "Hazelnode"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The quick reader in this process; gives the list of the documents that are read, as they are."""
    own: dict[str, Callable[..., object]] = {}
    exec(QUICK, own)
    seen: list[str] = []

    def extract(document: object, nlp: object) -> object:
        seen.append(document.id)  # type: ignore[attr-defined]
        return own["extract"](document, nlp)

    monkeypatch.setattr("kg.nlp.extract.extract", extract)
    monkeypatch.setattr(Extractor, "nlp", None)
    return seen


def talk(number: int, more: str = "") -> str:
    a, b, c = (NAMES[(number + step) % len(NAMES)] for step in (0, 1, 3))
    return f"The team says that {a} is older than {b}, but many of them think that {c} is what they want. {more}\n"


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """Eight small documents."""
    folder = tmp_path / "talks"
    folder.mkdir()
    for number in range(8):
        (folder / f"talk-{number}.txt").write_text(talk(number), "utf-8")
    return folder


def made(paths: object, store: Path | None = None, report: Report | None = None, **options: object) -> str:
    """The bytes of a build in this process, through the store of a folder or from nothing."""
    options = {"jobs": 1, **options}
    if store is None:
        return graphs.to_json(build(paths, Options(**options), report=report))  # type: ignore[arg-type]
    with Store(store / "store.sqlite") as opened:
        graph = build(paths, Options(store=opened, **options), report=report)  # type: ignore[arg-type]
    return graphs.to_json(graph)


# -- Only what is new --------------------------------------------------------------------------------------------------


def test_a_second_build_reads_nothing_and_is_the_same(quick: list[str], talks: Path, tmp_path: Path) -> None:
    first = made(talks, tmp_path / "out")
    assert len(quick) == 8 and "Fernwood" in first
    report = Report()
    assert made(talks, tmp_path / "out", report) == first == made(talks)
    assert len(quick) == 8 + 8  # the one from nothing
    assert len(report.kept) == len(report.read) == 8


def test_only_the_changed_document_is_read(quick: list[str], talks: Path, tmp_path: Path) -> None:
    made(talks, tmp_path / "out")
    (talks / "talk-3.txt").write_text(talk(3, "They also know Mosswork."), "utf-8")
    (talks / "talk-5.txt").touch()
    quick.clear()
    after = made(talks, tmp_path / "out")
    assert quick == ["talk-3"]
    assert "Mosswork" in after and after == made(talks)


def test_a_deleted_document_leaves_the_graph_and_the_store(quick: list[str], talks: Path, tmp_path: Path) -> None:
    (talks / "talk-9.txt").write_text(talk(1, "Only here they name Willowise."), "utf-8")
    assert "Willowise" in made(talks, tmp_path / "out")
    (talks / "talk-9.txt").unlink()
    assert "Willowise" not in made(talks, tmp_path / "out")
    with Store(tmp_path / "out" / "store.sqlite") as store:
        assert store._connection.execute("SELECT count(*) FROM document").fetchone() == (8,)


def test_any_subset_in_any_order_gives_the_bytes_of_a_build_from_nothing(
    quick: list[str], talks: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    files = sorted(talks.iterdir())
    for step in range(12):
        some = chance.sample(files, chance.randint(1, len(files)))
        some[0].write_text(talk(step, "They changed it, says Lindenfall."), "utf-8")
        assert made(some, tmp_path / "out") == made(sorted(some))


@pytest.mark.parametrize("comments", [False, True])
def test_options_that_change_the_reading_read_again(
    quick: list[str], talks: Path, tmp_path: Path, comments: bool
) -> None:
    made(talks, tmp_path / "out")
    quick.clear()
    made(talks, tmp_path / "out", comments=comments, min_confidence=0.9)
    assert len(quick) == (8 if comments else 0)


def test_a_skipped_document_is_not_read_again_unless_asked_for(quick: list[str], talks: Path, tmp_path: Path) -> None:
    german = talks / "rede.txt"
    german.write_text("Das ist nun wirklich ein Gespräch, das niemand auf Englisch geführt hat. " * 5, "utf-8")
    for kept in (0, 9):
        report = Report()
        made(talks, tmp_path / "out", report)
        assert [file for file, _ in report.skipped] == [str(german)] and len(report.kept) == kept
    report = Report()
    made(talks, tmp_path / "out", report, any_language=True)
    assert "rede" in report.read and quick[-1] == "rede" and len(report.kept) == 8
    report = Report()
    assert made(talks, tmp_path / "out", report) == made(talks)
    assert [file for file, _ in report.skipped] == [str(german)] and len(report.kept) == 9


def test_a_damaged_store_costs_time_and_nothing_else(quick: list[str], talks: Path, tmp_path: Path) -> None:
    first = made(talks, tmp_path / "out")
    (tmp_path / "out" / "store.sqlite").write_bytes(b"not what it was " * 400)
    report = Report()
    assert made(talks, tmp_path / "out", report) == first
    assert "store.sqlite.damaged" in str(report.notes)


def test_the_graph_itself_is_no_document(quick: list[str], talks: Path) -> None:
    first = made(talks, talks)
    (talks / "graph.json").write_text(first, "utf-8")
    (talks / "graph.html").write_text("<p>" + talk(1) * 5, "utf-8")
    (talks / "graph.md").write_text(talk(1, "Here is Mosswork."), "utf-8")
    report = Report()
    made(talks, talks, report)
    assert report.failed == [] and report.read == ["graph", *(f"talk-{n}" for n in range(8))]


# -- What fails --------------------------------------------------------------------------------------------------------


def test_a_document_that_breaks_kg_is_reported_and_stops_nothing(quick: list[str], talks: Path, tmp_path: Path) -> None:
    (talks / "broken.txt").write_text("Nobody knows why Brokenfern does what it does.", "utf-8")
    (talks / "empty.txt").write_text(" ", "utf-8")
    for _ in range(2):
        report = Report()
        made(talks, tmp_path / "out", report)
        assert len(report.read) == 8
        (_, broken), (_, empty) = report.failed
        assert "kg broke on it (ZeroDivisionError the fern broke)" in broken and "\n" not in broken
        assert "empty" in empty


def test_nothing_read_is_an_error_with_the_reason(quick: list[str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" ", "utf-8")
    with pytest.raises(KgError, match=r"empty\.txt is empty"):
        build(tmp_path / "empty.txt")
    with pytest.raises(UsageError, match="--jobs 0: give 1 or more"):
        build(tmp_path, Options(jobs=0))


def test_processes_are_as_many_as_pay() -> None:
    assert jobs_for(2, None) == 1
    assert jobs_for(100, None) == min(4, len(os.sched_getaffinity(0)))
    assert (jobs_for(2, 8), jobs_for(100, 8), jobs_for(0, 8)) == (2, 8, 0)


# -- Processes ---------------------------------------------------------------------------------------------------------


def test_workers_answer_every_item_and_one_that_dies_costs_one_item() -> None:
    items = [("6 * 7",), ("__import__('os')._exit(3)",), ("print('noise') or 'after'",), ("__import__('os').getpid()",)]
    results = {item[0][:5]: result for item, result in workers.run(eval, items, 2)}
    assert results["6 * 7"] == 42 and results["print"] == "after"
    assert isinstance(results["__imp"], (int, workers.Died))
    assert sum(isinstance(result, workers.Died) for _, result in workers.run(eval, items, 1)) == 1


def test_a_worker_that_was_killed_is_replaced_and_the_item_tried_again(tmp_path: Path) -> None:
    once = f"(p := __import__('pathlib').Path({str(tmp_path / 'was-here')!r})).exists() or p.touch() or __import__('os')._exit(9)"
    assert [result for _, result in workers.run(eval, [(once,)], 1)] == [True]


def test_what_concerns_all_documents_is_raised() -> None:
    with pytest.raises(KgError, match=r"a worker broke .ZeroDivisionError: division by zero"):
        list(workers.run(eval, [("1 / 0",), ("2",)], 2))


def test_no_worker_outlives_a_build_that_was_killed() -> None:
    code = (
        "from kg import workers\n"
        "for _, pid in workers.run(eval, [(\"__import__('os').getpid()\",), ('__import__(\"time\").sleep(.3)',)] * 2, 2):\n"
        "    print(pid, flush=True)\n"
        "    import time; time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.kill()
    limit = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


# -- Killed, stopped, watched ------------------------------------------------------------------------------------------

KILLED = (
    QUICK
    + """
sys.modules["kg.nlp"], sys.modules["kg.nlp.extract"] = types.ModuleType("kg.nlp"), types.ModuleType("kg.nlp.extract")
Extractor.nlp = None

def slow(document, nlp):
    if how == "function":
        print("reading", flush=True)
    return extract(document, nlp, pause=0.02)

sys.modules["kg.nlp.extract"].extract = slow
_, how, talks, out = sys.argv
if how == "command":
    from kg import cli
    sys.argv = ["kg", "build", talks, "-o", out, "--jobs", "1"]
    print("ready", flush=True)
    cli.main()
else:  # without the page and the RDF, which are written in the same way
    from pathlib import Path
    from kg import graph, readers
    from kg.build import Options, build
    from kg.store import Store
    print("ready", flush=True)
    with Store(Path(out) / "store.sqlite") as store:
        graph.save(build(talks, Options(jobs=1, store=store)), Path(out))
"""
)


def start(how: str, talks: Path, out: Path) -> subprocess.Popen[str]:
    """A build in a process of its own, just before its work begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, how, talks, out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def rows(out: Path) -> int:
    with Store(out / "store.sqlite") as store:
        count: int = store._connection.execute("SELECT count(*) FROM document").fetchone()[0]
    return count


def test_killed_at_any_moment_and_finished_the_graph_is_the_same(talks: Path, tmp_path: Path) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    whole.mkdir()
    process = start("function", talks, whole)
    assert process.wait() == 0, process.communicate()[1]
    process.communicate()
    chance, kept, killed = random.Random(11), 0, 0
    for number in range(8):
        (talks / "talk-0.txt").write_text(talk(number % 2), "utf-8")  # there is always something to read
        process = start("function", talks, out)
        for _ in range(chance.randrange(5)):  # by documents and not by the clock: a busy machine reads slowly
            next(iter(process.stdout or ()), None)
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert rows(out) >= kept
        kept = rows(out)
    assert killed and kept
    (talks / "talk-0.txt").write_text(talk(0), "utf-8")
    process = start("function", talks, out)
    assert process.wait() == 0, process.communicate()[1]
    process.communicate()
    assert (out / "graph.json").read_bytes() == (whole / "graph.json").read_bytes()
    assert not list(out.glob("*.damaged"))


def test_ctrl_c_stops_with_one_line_and_the_next_build_goes_on(talks: Path, tmp_path: Path) -> None:
    for number in range(8, 100):
        (talks / f"talk-{number}.txt").write_text(talk(number), "utf-8")
    process = start("command", talks, tmp_path / "out")
    log = tmp_path / "out" / "store.sqlite-wal"
    while not log.exists() or log.stat().st_size < 64 << 10:  # until several documents are in it
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    printed, told = process.communicate()
    assert process.returncode == 130
    assert told.strip() == "kg: stopped; what was read so far is kept, and the next build goes on from there"
    assert printed == ""
    assert 0 < rows(tmp_path / "out") < 100


def test_a_change_is_seen_once_it_has_come_to_rest(talks: Path, tmp_path: Path) -> None:
    watched = changes([talks], Options(corrections=tmp_path / "corrections.jsonl"), tmp_path / "out", pause=0.01)
    assert len(next(watched)) == 8
    (talks / "talk-8.txt").write_text(talk(8), "utf-8")
    assert talks / "talk-8.txt" in next(watched)
    (talks / "talk-8.txt").unlink()
    assert talks / "talk-8.txt" not in next(watched)
    (tmp_path / "corrections.jsonl").write_text("{}\n")
    assert tmp_path / "corrections.jsonl" in next(watched)


def test_without_a_change_nothing_is_built(talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    looks = iter(range(5))

    def sleep(_: float) -> None:
        if next(looks, None) is None:
            raise Enough

    monkeypatch.setattr(time, "sleep", sleep)
    watched = changes([talks], Options(), talks)
    next(watched)
    (talks / "graph.html").write_text("what the build writes is no change")
    with pytest.raises(Enough):
        next(watched)


def test_two_processes_give_the_bytes_of_one_with_the_real_pipeline(talks: Path, tmp_path: Path) -> None:
    (talks / "talk-0.txt").write_text("Iris Vale created Fernwood in 2015. Fernwood is built on NumPy.\n", "utf-8")
    (talks / "talk-1.txt").write_text("Wes McKinney created pandas. He doesn't work at Google.\n", "utf-8")
    (talks / "empty.txt").write_text("", "utf-8")
    steps: list[tuple[str, int, int]] = []
    report = Report()
    with Store(tmp_path / "store.sqlite") as store:
        options = Options(store=store, jobs=2)
        two = graphs.to_json(build(talks, options, report=report, progress=lambda *step: steps.append(step)))
    assert '"builtOn"' in two or '"created"' in two
    assert two == made(talks, jobs=1)
    assert [step[1:] for step in steps] == [(done, 9) for done in range(10)]
    assert len(report.read) == 8 and report.read == sorted(report.read)
    assert "empty" in report.failed[0][1]
