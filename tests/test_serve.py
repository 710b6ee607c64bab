"""The endpoint, asked by real clients, keeps to the protocol."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest
import rdflib
from endpoint_client import ENDLESS, SECONDS, TOOLS, ask, open_url, running, serving  # noqa: F401
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from kg.serve.protocol import MOST_BYTES, Server
from kg.serve.worker import ROWS, choose

# ---------------------------------------------------------------- clients


def test_sparqlwrapper_asks_in_every_format(server: Server) -> None:
    client = SPARQLWrapper(server.url + "sparql")
    client.setQuery(TOOLS)
    client.setReturnFormat(JSON)
    found = client.queryAndConvert()["results"]["bindings"]
    assert [row["name"]["value"] for row in found] == ["Brambleform", "Quillnet", "Tessera"]
    client.setMethod(POST)
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().split() == ["name", "Brambleform", "Quillnet", "Tessera"]
    client.setReturnFormat(XML)
    assert "Quillnet" in client.queryAndConvert().toxml()
    client.setQuery("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 3
    client.setReturnFormat(JSON)
    client.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="line 1, column"):
        client.query()


def test_rdflib_asks_as_of_a_store(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(server.url + "sparql"))
    assert [str(row[0]) for row in graph.query(TOOLS)] == ["Brambleform", "Quillnet", "Tessera"]
    tool = rdflib.URIRef("https://w3id.org/kg/ontology#Tool")
    assert len(list(graph.subjects(rdflib.RDF.type, tool))) == 3
    assert graph.query("ASK { ?s a <https://w3id.org/kg/ontology#Tool> }").askAnswer is True
    assert len(graph.query("CONSTRUCT WHERE { ?s a <https://w3id.org/kg/ontology#Tool> }").graph) == 3


def test_curl_asks_by_get_and_by_form(server: Server) -> None:
    for how in (["--get"], []):
        command = ["curl", "-sS", *how, "--data-urlencode", f"query={TOOLS}", "-H", "Accept: text/csv"]
        found = subprocess.run([*command, server.url + "sparql"], capture_output=True, text=True, check=True)
        assert found.stdout.split() == ["name", "Brambleform", "Quillnet", "Tessera"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/html, */*;q=0.1", "application/sparql-results+json"),
        ("image/png", None),
        ("text/csv;q=0", None),
    ],
)
def test_the_format_is_what_the_client_likes_best(server: Server, accept: str, kind: str | None) -> None:
    status, body, headers = ask(server, TOOLS, accept)
    assert (status, headers["Content-Type"]) == ((200, kind) if kind else (406, "text/plain; charset=utf-8"))
    assert ("Quillnet" in body) is (kind is not None)


def test_a_weight_that_is_no_number_counts_for_nothing() -> None:
    assert choose("text/csv;q=much, application/json;q=0.1", ROWS) == "application/json"


# ---------------------------------------------------------------- pages


def test_the_explorer_the_query_page_and_the_named_queries(server: Server) -> None:
    assert "the explorer" in open_url(server.url)[1]
    page = open_url(server.url + "query")[1]
    assert "<textarea" in page and "src=" not in page and "http://" not in page and "https://" not in page
    given = json.loads(open_url(server.url + "queries.json")[1])
    assert len(given["queries"]) >= 25 and given["prefixes"]["kg"] == "https://w3id.org/kg/ontology#"


def test_the_endpoint_describes_itself(server: Server) -> None:
    graph = rdflib.Graph().parse(data=open_url(server.url + "sparql")[1], format="turtle")
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert str(next(graph.objects(None, service.endpoint))) == server.url + "sparql"


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("SELECT * {", 400, "line 1, column"),
        ("", 400, "malformed"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400, "INSERT would change"),
        ("LOAD <file:///etc/passwd>", 400, "LOAD would change"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 400, "FROM"),
        ("SELECT * " + "{" * 50_000, 400, "nests"),
        ("SELECT * { FILTER (" + "!" * 300_000 + "1) }", 500, "make it simpler"),
        (ENDLESS, 503, "longer than 3 seconds"),
        ("x" * (MOST_BYTES + 1), 413, "shorter"),
    ],
)
def test_what_is_refused_is_told_in_one_line(server: Server, text: str, status: int, words: str) -> None:
    found, body, headers = ask(server, text)
    assert (found, headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert words in body and body.count("\n") == 1
    assert ask(server, TOOLS)[0] == 200, "the endpoint goes on"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/sparql?query=" + urllib.parse.quote(TOOLS) + "&default-graph-uri=file:///etc/passwd", {}, b"", 400),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b"", 400),
        ("GET", "/sparql?quary=ASK%7B%7D", {}, b"", 400),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403),
        ("GET", "/sparql?query=%FF", {}, b"", 400),
        ("GET", "/../../etc/passwd", {}, b"", 404),
        ("GET", "/", {"Host": "evil.example"}, b"", 403),
        ("GET", "/", {"Host": "localhost"}, b"", 200),
        ("HEAD", "/query", {}, b"", 200),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
        ("POST", "/sparql", {"Content-Type": "application/json"}, b"{}", 415),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"\xff\xfe", 400),
        ("POST", "/query", {"Content-Type": "application/sparql-query"}, b"ASK {}", 404),
        ("DELETE", "/sparql", {}, b"", 405),
        ("OPTIONS", "/sparql", {"Origin": "https://evil.example"}, b"", 405),
    ],
)
def test_the_protocol_is_kept(
    server: Server, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=120)
    connection.request(method, path, body or None, headers)
    reply = connection.getresponse()
    words = reply.read()
    connection.close()
    assert reply.status == status
    assert not [name for name in reply.headers if name.lower().startswith("access-control")], "CORS is off"
    assert not words or method != "HEAD"


def test_a_request_without_a_length_or_cut_short_harms_nobody(server: Server) -> None:
    for sent in (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n\r\n", b"nonsense\r\n\r\n", b"GET /sparql?query=ASK"):
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            assert b"200 OK" not in connection.recv(1000)
    assert ask(server, TOOLS)[0] == 200
