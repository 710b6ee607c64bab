"""A build on a Dask cluster, of real processes: the bytes are those of a local build, whatever becomes of the workers.

Most tests put the quick reader of test_build_parallel in the place of the language model, on the workers too; the last
two run the real pipeline, one of them as docs/cluster.md has it: scheduler and worker started by their commands.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from conftest import Run
from distributed import Client, LocalCluster
from test_build_parallel import QUICK, quick, talk, talks

from kg import graph as graphs
from kg import scale, task
from kg.build import Options, Report, build
from kg.extraction import Extractor
from kg.store import Store
from kg.types import KgError

__all__ = ["quick", "talks"]  # fixtures

# What each worker runs before it begins.
ON_WORKERS = (
    QUICK
    + """
import os
sys.modules["kg.nlp"], sys.modules["kg.nlp.extract"] = types.ModuleType("kg.nlp"), types.ModuleType("kg.nlp.extract")
def slow(document, nlp):
    if "Killerweed" in document.text:
        os._exit(9)
    return extract(document, nlp, pause=0.1)
sys.modules["kg.nlp.extract"].extract = slow
Extractor.nlp = None
"""
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two worker processes with the quick reader, away from the folder that the tests are in."""
    place = tmp_path_factory.mktemp("cluster")
    (place / "on_workers.py").write_text(ON_WORKERS, "utf-8")
    settings = {
        "distributed.worker.preload": [str(place / "on_workers.py")],
        "distributed.scheduler.allowed-failures": 1,
    }
    with dask.config.set(settings):  # which the workers keep; this process must not
        started = LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", local_directory=str(place)
        )
    with started:
        yield started


def pids(cluster: LocalCluster) -> dict[str, int]:
    with Client(cluster, set_as_default=False) as client:
        found: dict[str, int] = client.run(os.getpid)
    return found


def made(paths: object, report: Report | None = None, **options: object) -> str:
    return graphs.to_json(build(paths, Options(**options), report=report))  # type: ignore[arg-type]


# -- The same bytes ----------------------------------------------------------------------------------------------------


def test_a_cluster_gives_the_bytes_and_the_report_of_a_local_build(
    quick: list[str], cluster: LocalCluster, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {
        "empty.txt": " ",
        "broken.txt": "Nobody knows why Brokenfern does what it does.",
        "rede.txt": "Das ist nun wirklich ein Gespräch, das niemand auf Englisch geführt hat. " * 5,
        "ünïcode – talk 2021-03-04.md": f"# A talk\n\n{talk(3)}",
        "page.pdf": "no PDF at all",
    }.items():
        (talks / name).write_text(text, "utf-8")
    (talks / "lexicon.ttl").write_text("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n", "utf-8")
    monkeypatch.chdir(talks.parent)  # paths relative to a folder that the workers are not in
    here, there = Report(), Report()
    options = {"lexicon": (Path("talks/lexicon.ttl"),)}
    local = made("talks", here, jobs=1, **options)
    quick.clear()
    assert made("talks", there, cluster=cluster.scheduler_address, **options) == local
    assert quick == []  # nothing was read in this process
    assert there == here and len(here.read) == 9 and len(here.skipped) == 1
    assert {Path(file).name for file, _ in here.failed} == {"empty.txt", "broken.txt", "page.pdf"}


def test_what_the_workers_read_is_in_the_store_and_read_by_nobody_again(
    quick: list[str], cluster: LocalCluster, talks: Path, tmp_path: Path
) -> None:
    steps: list[tuple[int, int]] = []
    with Store(tmp_path / "store.sqlite") as store:
        options = Options(store=store, cluster=cluster.scheduler_address)
        first = graphs.to_json(build(talks, options, progress=lambda _, done, of: steps.append((done, of))))
    assert steps == [(done, 8) for done in range(9)]
    (talks / "talk-2.txt").write_text(talk(2, "They also know Mosswork."), "utf-8")
    with Store(tmp_path / "store.sqlite") as store:
        again = made(talks, store=store, jobs=1)
        assert quick == ["talk-2"] and first != again
        assert made(talks, store=store, cluster="127.0.0.1:1") == again  # nobody was asked, so nobody was missed


def test_a_file_that_went_away_is_told_in_the_words_of_a_local_build(cluster: LocalCluster, tmp_path: Path) -> None:
    item = (tmp_path / "nowhere.txt", "nowhere")
    assert list(scale.run(Extractor(), [item], cluster.scheduler_address)) == [(item, Extractor()(*item))]


# -- What goes wrong ---------------------------------------------------------------------------------------------------


def test_a_worker_killed_at_work_is_survived(quick: list[str], cluster: LocalCluster, talks: Path) -> None:
    for number in range(8, 30):
        (talks / f"talk-{number}.txt").write_text(talk(number), "utf-8")
    victims = list(pids(cluster).values())
    report = Report()

    def kill(_: str, done: int, of: int) -> None:
        if done in (4, 10):
            os.kill(victims[done == 10], signal.SIGKILL)

    there = graphs.to_json(build(talks, Options(cluster=cluster.scheduler_address), report=report, progress=kill))
    assert there == made(talks, jobs=1)
    assert report.failed == [] and len(report.read) == 30
    cluster_wait(cluster)
    assert not set(victims) & set(pids(cluster).values())


def test_a_document_that_kills_its_workers_is_reported_and_stops_nothing(
    quick: list[str], cluster: LocalCluster, talks: Path, tmp_path: Path
) -> None:
    for file in sorted(talks.iterdir())[1:]:
        file.unlink()
    (talks / "weed.txt").write_text("Everybody says that Killerweed is what it is.", "utf-8")
    report = Report()
    build(talks, Options(cluster=cluster.scheduler_address), report=report)
    assert report.read == ["talk-0"]
    assert report.failed == [
        (str(talks / "weed.txt"), f"{talks / 'weed.txt'}: the workers that read it died, perhaps for want of memory")
    ]
    cluster_wait(cluster)


def cluster_wait(cluster: LocalCluster) -> None:
    """Until the workers that died are replaced."""
    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)


def test_workers_with_another_pipeline_are_refused(
    quick: list[str], cluster: LocalCluster, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.task.fingerprint", lambda *_: "that of another version")
    with pytest.raises(KgError, match="has another kg, model, Python or library than this machine: install the same"):
        made(talks, cluster=cluster.scheduler_address)


def test_a_worker_without_room_is_told(cluster: LocalCluster, tmp_path: Path) -> None:
    with Client(cluster, set_as_default=False) as client:
        given = task.task_of(Extractor())
        named = client.submit(task.read, given, tmp_path / f"{'n' * 300}.txt", "n", b"text", pure=False)
        with pytest.raises(KgError, match=r"the worker .* cannot write to .*: make room there"):
            named.result()


def test_a_cluster_without_workers_is_told(quick: list[str], talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "WORKERLESS", 0.1)
    with (
        LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(KgError, match=r"there is no worker; start some with: dask worker tcp://"),
    ):
        made(talks, cluster=empty.scheduler_address)


def test_a_scheduler_that_ends_is_told_and_what_was_read_is_kept(
    quick: list[str], talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "ANSWER", 0.5)
    ended = LocalCluster(n_workers=1, processes=False, protocol="tcp://", dashboard_address="127.0.0.1:0")
    with Store(tmp_path / "store.sqlite") as store:
        with pytest.raises(KgError, match=r"the scheduler is gone; build again: what was read so far is kept"):
            build(
                talks,
                Options(store=store, cluster=ended.scheduler_address),
                progress=lambda _, done, of: ended.close() if done == 2 else None,
            )
        quick.clear()
        assert "Fernwood" in made(talks, store=store, jobs=1)
    assert len(quick) == 6


def test_an_address_where_nobody_answers_is_one_line(
    run: Run, talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "ANSWER", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    ran = run("build", talks, "-o", tmp_path / "out", "--cluster", address)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"kg: --cluster {address}: no scheduler answers there; start one with: dask scheduler\n"
    assert not (tmp_path / "out" / "graph.json").exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nonsense"], "no address"),
        (["http://x:1"], "no address"),
        (["127.0.0.1:1", "--jobs", "2"], "--jobs goes with"),
    ],
)
def test_a_wrong_address_is_wrong_usage(run: Run, talks: Path, tmp_path: Path, arguments: list[str], hint: str) -> None:
    ran = run("build", talks, "-o", tmp_path / "out", "--cluster", *arguments)
    assert ran.code == 2 and hint in ran.err and ran.err.count("\n") == 1


def test_without_dask_the_line_says_what_to_install(
    run: Run, talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = run("build", talks, "-o", tmp_path / "out", "--cluster", "local")
    assert (ran.code, ran.err) == (
        1,
        "kg: --cluster needs Dask: pip install -e '.[cluster]', where kg was installed from\n",
    )


# -- The real pipeline -------------------------------------------------------------------------------------------------


def test_the_command_starts_a_cluster_of_its_own_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    for number in range(40):
        (tmp_path / "talks" / f"talk-{number}.txt").write_text(talk(number) * 200, "utf-8")
    command = [sys.executable, "-m", "kg", "build", "talks", "-o", "out", "--cluster", "local", "--jobs", "1"]
    started = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    store = tmp_path / "out" / "store.sqlite"
    while not store.exists():
        assert started.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    _, told = started.communicate(timeout=60)
    assert started.returncode == 130
    assert told.strip() == "kg: stopped; what was read so far is kept, and the next build goes on from there"


def test_scheduler_and_worker_of_the_documentation_give_the_files_of_a_local_build(run: Run, tmp_path: Path) -> None:
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "one.txt").write_text("Iris Vale created Fernwood in 2015. Fernwood is built on NumPy.\n", "utf-8")
    (talks / "two.md").write_text("# On pandas\n\nWes McKinney created pandas. He doesn't work at Google.\n", "utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix kg: <https://w3id.org/kg/ontology#> .\n"
        '<https://example.org/Fernwood> a skos:Concept, kg:Tool ; skos:prefLabel "Fernwood"@en .\n',
        "utf-8",
    )
    assert run("build", talks, "-o", tmp_path / "here", "--jobs", 1, "--lexicon", own).code == 0
    file = elsewhere / "scheduler.json"
    dask_ = [sys.executable, "-m", "dask"]
    scheduler = [*dask_, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file]
    worker = [*dask_, "worker", "--scheduler-file", file, "--nthreads", "1", "--no-dashboard"]
    quiet = {"cwd": elsewhere, "start_new_session": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    both = [subprocess.Popen(command, **quiet) for command in (scheduler, worker)]  # type: ignore[call-overload]
    try:
        while not file.exists():
            time.sleep(0.05)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            address = client.scheduler.address
        ran = run("build", talks, "-o", tmp_path / "there", "--cluster", address, "--lexicon", own)
        assert ran.code == 0, ran.err
    finally:
        for process in both:
            os.killpg(process.pid, signal.SIGKILL)  # the worker's nanny, and what it started
            process.wait()
    for name in ("graph.json", "graph.ttl", "graph.html"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    assert '"created"' in (tmp_path / "there" / "graph.json").read_text("utf-8")
