"""No query takes more than its share of the endpoint, and nothing is left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import interview_graph
import pytest
from endpoint_client import ENDLESS, SECONDS, TOOLS, ask, open_url, running, serving  # noqa: F401

from kg.query import save_store
from kg.serve import Limits, endpoint
from kg.serve.protocol import Server
from kg.types import KgError, UsageError

HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"


# ---------------------------------------------------------------- limits


def test_rows_are_cut_at_the_limit_and_it_is_said(server: Server) -> None:
    status, body, headers = ask(server, "SELECT * { ?s ?p ?o }", "text/csv")
    assert (status, len(body.splitlines()) - 1 >= 50, headers["X-Kg-Truncated"]) == (200, True, "true")
    assert len(json.loads(ask(server, "SELECT * { ?s ?p ?o }")[1])["results"]["bindings"]) == 50
    assert "X-Kg-Truncated" not in ask(server, TOOLS)[2]
    turtle = ask(server, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")[1]
    assert len(turtle.splitlines()) == 50


def test_a_query_that_takes_too_long_is_ended_and_its_process_with_it(server: Server) -> None:
    began = time.monotonic()
    assert ask(server, ENDLESS)[0] == 503
    assert SECONDS <= time.monotonic() - began < SECONDS + 15
    assert not _busy(server), "nothing goes on in the background"


def test_a_query_that_takes_too_much_memory_is_ended(server: Server) -> None:
    status, body, _ = ask(server, HUNGRY)
    assert status in (500, 503) and body.count("\n") == 1
    assert ask(server, TOOLS)[0] == 200


def test_many_clients_are_answered_at_once(server: Server) -> None:
    with ThreadPoolExecutor(6) as clients:
        found = list(clients.map(lambda _: ask(server, TOOLS, "text/csv")[:2], range(30)))
    assert set(found) == {(200, "name\r\nBrambleform\r\nQuillnet\r\nTessera\r\n")}


def _busy(server: Server) -> list[int]:
    """Give the processes of the pool that use the processor."""
    found = []
    for worker in server.pool._workers:
        process = worker._process
        if process is not None and process.poll() is None:
            before = _ticks(process.pid)
            time.sleep(0.2)
            found += [process.pid] if _ticks(process.pid) - before > 5 else []
    return found


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def test_two_hundred_broken_and_odd_queries_break_nothing(server: Server) -> None:
    sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
    from sparql_fuzz import queries

    statuses = []
    for text in queries(random.Random(1), 200):
        status, body, _ = ask(server, text, "text/csv, text/turtle")
        assert status in (200, 400, 500, 503), text
        assert status == 200 or body.count("\n") == 1, text
        statuses.append(status)
    assert 200 in statuses and 400 in statuses
    assert ask(server, TOOLS)[0] == 200


# ---------------------------------------------------------------- opening and closing


def test_a_store_on_disk_is_served_as_it_is(tmp_path: Path) -> None:
    save_store(interview_graph.build(), tmp_path / "store")
    with endpoint(tmp_path / "store", port=0) as opened:
        for server in running(opened):
            assert "Quillnet" in ask(server, TOOLS)[1]
            assert "query" in open_url(server.url)[1]


def test_what_cannot_be_served_is_told(tmp_path: Path, server: Server) -> None:
    graph = interview_graph.build()
    for wrong, error, words in (
        ({"html": tmp_path / "none.html"}, UsageError, "none.html"),
        ({"limits": Limits(seconds=0)}, UsageError, "above 0"),
        ({"port": server.server_port}, KgError, "give another --port"),
        ({"host": "no.such.host.invalid"}, KgError, "no.such.host.invalid"),
    ):
        with pytest.raises(error, match=words), endpoint(graph, **{"port": 0, **wrong}):  # type: ignore[arg-type]
            pass


def test_an_interrupt_ends_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import sys, tempfile; sys.path.insert(0, sys.argv[1]); tempfile.tempdir = sys.argv[2]\n"
        "import interview_graph; from kg.serve import endpoint, serve\n"
        "module = sys.modules['kg.serve']; bound = module._bound\n"
        "module._bound = lambda *given: print('bound', flush=True) or bound(*given)\n"
        "serve(interview_graph.build(), port=0)\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        assert process.stdout is not None and process.stdout.readline() == "bound\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=20)
    assert (process.returncode, words, list(tmp_path.iterdir())) == (0, "", [])
