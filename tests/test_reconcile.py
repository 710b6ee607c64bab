"""Reconciling against a real service: a small one that speaks the protocol, on this machine."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from linking_cases import document, entry

from kg import curation, reconcile
from kg import graph as graphs
from kg.graph import Graph
from kg.link import link
from kg.types import KgError, UsageError

THINGS = {
    "Quillnet": [("T1", "Quillnet", 97.5, True), ("T2", "Quillnet (band)", 40, False)],
    "Zoé Müller": [("T3", "Zoé Müller", 80, False)],
    "Tessera": [("T4", "Tessera", 90, True), ("T5", "Tessera", 90, True)],
}


class Handler(BaseHTTPRequestHandler):
    """The protocol of the W3C Reconciliation API, version 0.2; /broken and the like misbehave."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        manifest: dict[str, Any] = {
            "name": "Things",
            "versions": ["0.2"],
            "identifierSpace": "http://things.example/id/",
            "schemaSpace": "http://things.example/prop/",
            "view": {"url": "https://things.example/{{id}}"},
        }
        if self.path == "/plain":
            del manifest["view"]
        if self.path == "/future":
            manifest["versions"] = ["9.0"]
        if self.path == "/other":
            manifest = {"hello": "world"}
        if self.path == "/slow":
            time.sleep(1.5)
        if self.path == "/gone":
            self.send_error(404)
        elif self.path == "/page":
            self.answer(b"<html>hello</html>")
        else:
            self.answer(json.dumps(manifest).encode())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        queries = json.loads(form["queries"][0])
        self.asked.append(queries)
        if self.path == "/odd":
            self.answer(json.dumps({q: {"result": [{"label": "?"}]} for q in queries}).encode())
            return
        found = {
            q: {
                "result": [
                    dict(zip(("id", "name", "score", "match"), t, strict=True)) for t in THINGS.get(v["query"], ())
                ]
            }
            for q, v in queries.items()
        }
        self.answer(json.dumps(found).encode())

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the client that had no patience
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Be quiet."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.jsonl"


def build(*more: tuple[str, str]) -> Graph:
    names = [
        ("Quillnet", "Tool"),
        ("Zoé Müller", "Person"),
        ("Tessera", "Tool"),
        ("Zurich", "Place"),
        ("Known", "Tool", "known"),
    ]
    documents = [document("a", [*names, *more])]
    entities, assertions = link(documents, [entry("Known", "Tool", url="https://known.example/")])
    return graphs.build(entities, assertions, documents, {"kg": "0"})


def test_what_the_service_is_sure_of_becomes_a_correction_that_the_user_owns(service: str, file: Path) -> None:
    graph = build()
    (said,) = reconcile.link(file, graph, service + "/reconcile")
    assert "Quillnet" in said and "https://things.example/T1" in said
    (line,) = curation.read(file)
    assert line == {
        "do": "same-as",
        "entity": "quillnet",
        "iri": "https://things.example/T1",
        "who": "Things",
        "why": "Quillnet, 97.5",
    }
    after, stale = curation.apply(graph, [line])
    assert stale == [] and after.nodes["quillnet"]["same_as"] == ["https://things.example/T1"]
    assert reconcile.link(file, after, service + "/reconcile") == [], "what has an identity is not asked about again"


def test_the_user_chooses_among_candidates_the_best_first(service: str, file: Path) -> None:
    offered: dict[str, list[str]] = {}

    def choose(name: str, found: Any) -> reconcile.Candidate | None:
        offered[name] = [c.iri.rsplit("/", 1)[1] for c in found]
        return found[0] if name == "Zoé Müller" else None

    said = reconcile.link(file, build(), service, choose)
    assert offered == {"Quillnet": ["T1", "T2"], "Zoé Müller": ["T3"], "Tessera": ["T4", "T5"]}
    assert len(said) == 1 and [c["iri"] for c in curation.read(file)] == ["https://things.example/T3"]


def test_only_the_types_asked_for_and_only_so_many(service: str, file: Path) -> None:
    Handler.asked.clear()
    reconcile.link(file, build(), service, types=["Person"])
    assert [q["query"] for batch in Handler.asked for q in batch.values()] == ["Zoé Müller"]
    Handler.asked.clear()
    reconcile.link(file, build(), service, limit=2)
    assert sum(map(len, Handler.asked)) == 2


def test_many_names_go_in_batches(service: str, file: Path) -> None:
    Handler.asked.clear()
    graph = build(*((f"Gadget {chr(97 + n // 26)}{chr(97 + n % 26)}", "Tool") for n in range(60)))
    reconcile.link(file, graph, service)
    assert [len(b) for b in Handler.asked] == [25, 25, 14]


def test_without_a_view_the_identifier_space_makes_the_iri(service: str) -> None:
    assert reconcile.manifest(service + "/plain").view == "http://things.example/id/{{id}}"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/gone", "404"),
        ("/page", "not JSON"),
        ("/other", "no reconciliation service"),
        ("/future", "version 9.0"),
        ("/slow", "no answer within 0.3 seconds"),
        ("/odd", "not of the protocol"),
    ],
)
def test_a_service_that_misbehaves_is_named_in_one_line_and_nothing_recorded(
    service: str, file: Path, path: str, hint: str
) -> None:
    timeout = 0.3 if path == "/slow" else reconcile.TIMEOUT
    with pytest.raises(KgError, match=hint) as caught:
        reconcile.link(file, build(), service + path, timeout=timeout)
    assert service + path in str(caught.value) and "\n" not in str(caught.value)
    assert not file.exists()


def test_a_service_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(KgError, match=r"127\.0\.0\.1:9/: cannot be reached"):
        reconcile.link(file, build(), "http://127.0.0.1:9/")


def test_what_is_no_web_address_is_refused(file: Path) -> None:
    with pytest.raises(UsageError, match="no web address"):
        reconcile.link(file, build(), "file:///etc/passwd")
