"""An endpoint that runs while a test asks it."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import interview_graph
import pytest

from kg.serve import Limits, endpoint
from kg.serve.protocol import Server

TOOLS = "PREFIX kg: <https://w3id.org/kg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
TOOLS += "SELECT ?name { ?tool a kg:Tool ; skos:prefLabel ?name } ORDER BY ?name"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# enough for the small queries on a machine that does much else, little enough to wait for
SECONDS = 3


@pytest.fixture(scope="module", name="server")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the small graph with tight limits."""
    page = tmp_path_factory.mktemp("page") / "graph.html"
    page.write_text("<!doctype html><title>the explorer</title>", "utf-8")
    limits = Limits(seconds=SECONDS, rows=50, memory=1 << 29)
    with endpoint(interview_graph.build(), port=0, html=page, limits=limits) as opened:
        yield from running(opened)


def running(opened: Server) -> Iterator[Server]:
    """Run a server in a thread until the test is done with it."""
    thread = threading.Thread(target=opened.serve_forever)
    thread.start()
    try:
        yield opened
    finally:
        opened.shutdown()
        thread.join()


def ask(server: Server, text: str, accept: str = "*/*", **headers: str) -> tuple[int, str, dict[str, str]]:
    """Ask by POST; give status, body and headers."""
    request = urllib.request.Request(
        server.url + "sparql", text.encode(), {"Content-Type": "application/sparql-query", "Accept": accept, **headers}
    )
    return open_url(request)


def open_url(request: urllib.request.Request | str) -> tuple[int, str, dict[str, str]]:
    """Open a URL; give status, body and headers, of an error too."""
    try:
        with urllib.request.urlopen(request, timeout=120) as reply:
            return reply.status, reply.read().decode(), dict(reply.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)
