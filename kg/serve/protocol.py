"""HTTP for the endpoint: the SPARQL 1.1 Protocol at /sparql, the explorer at / and the query page at /query."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from kg.query.named import named
from kg.rdf.terms import NAMESPACES, prefixes
from kg.serve.pool import Answer, Pool
from kg.serve.worker import ROWS, TRIPLES

MOST_BYTES: Final = 1 << 20
_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_PLAIN: Final = "text/plain; charset=utf-8"
_HTML: Final = "text/html; charset=utf-8"


class Server(ThreadingHTTPServer):
    """The endpoint: holds the pages, as bytes by path, and the pool that answers queries."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], pool: Pool, pages: dict[str, bytes], base: str) -> None:
        """Bind to the address; raises OSError where it is taken."""
        self.pool = pool
        self.pages = pages
        self.base = base
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away; anything else is ours and goes to stderr."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Give the address of the front page."""
        return f"http://{self.server_address[0]!s}:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """One request. No CORS header is ever sent, so no page of another origin can read an answer."""

    server: Server
    server_version = "kg"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds for a client to send its request

    def do_GET(self) -> None:
        """Answer GET: a page, or the query of the URL."""
        self._respond(self._get())

    def do_HEAD(self) -> None:
        """Answer HEAD as GET, without the body."""
        self._respond(self._get())

    def do_POST(self) -> None:
        """Answer POST: a query as a form, or as application/sparql-query."""
        self._respond(self._post())

    def _refuse_method(self) -> None:
        self.close_connection = True
        self._respond(_text(405, f"{self.command} is not allowed: send GET or POST"), {"Allow": "GET, HEAD, POST"})

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = _refuse_method

    def _get(self) -> Answer:
        # a body that nobody reads would be taken for the next request
        self.close_connection = self.close_connection or "Content-Length" in self.headers
        if refused := self._wrong_host():
            return refused
        url = urlsplit(self.path)
        if url.path == "/sparql":
            return self._query(url.query) if url.query else self._description()
        if url.path == "/queries.json":
            return Answer(200, "application/json", _named_queries(self.server.base))
        page = self.server.pages.get(url.path)
        return _text(404, f"{url.path}: nothing is here: see / or /query") if page is None else Answer(200, _HTML, page)

    def _post(self) -> Answer:
        body = self._body()
        if isinstance(body, Answer):
            return body
        if refused := self._wrong_host():
            return refused
        url = urlsplit(self.path)
        if url.path != "/sparql":
            return _text(404, f"{url.path}: nothing is here to post to: post to /sparql")
        kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind == "application/sparql-update":
            return _text(403, "this endpoint is read-only: send a query, not an update")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return _text(400, "the request is not UTF-8: send it in UTF-8")
        if kind == "application/x-www-form-urlencoded":
            return self._query(text)
        if kind == "application/sparql-query":
            return self._ask(text, parse_qs(url.query))
        return _text(415, f"{kind or 'no content type'}: send application/sparql-query or a form with query=")

    def _body(self) -> bytes | Answer:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            return _text(411, "the request has no Content-Length: send one")
        if int(length) > MOST_BYTES:
            # a client that is still sending would miss the answer; one that sends without end gets none
            self.rfile.read(min(int(length), 16 * MOST_BYTES))
            self.close_connection = True
            return _text(413, f"the request is longer than {MOST_BYTES} bytes: send a shorter query")
        return self.rfile.read(int(length))

    def _query(self, form: str) -> Answer:
        try:
            fields = parse_qs(form, keep_blank_values=True, max_num_fields=50, errors="strict")
        except ValueError:
            return _text(400, "the form is malformed: send query=... in UTF-8")
        queries = fields.pop("query", [])
        if "update" in fields:
            return _text(403, "this endpoint is read-only: send a query, not an update")
        if len(queries) != 1:
            return _text(400, f"the request has {len(queries)} queries: send one, as query=...")
        return self._ask(queries[0], fields)

    def _ask(self, text: str, fields: dict[str, list[str]]) -> Answer:
        for name in ("default-graph-uri", "named-graph-uri"):
            if name in fields:
                return _text(400, f"{name} names another source; here is one graph only: leave it out")
        if len(text) > MOST_BYTES:
            return _text(413, f"the query is longer than {MOST_BYTES} bytes: send a shorter one")
        return self.server.pool.ask(text, self.headers.get("Accept") or "*/*")

    def _description(self) -> Answer:
        """Say what the endpoint is, in the words of SPARQL 1.1 Service Description."""
        formats = " , ".join(f'"{kind}"' for kind in (*ROWS, *TRIPLES))
        lines = [f"@prefix {name}: <{NAMESPACES[name]}> ." for name in ("dcterms", "void")]
        lines += ["@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .", ""]
        lines += [f"<{self.server.url}sparql> a sd:Service ;", f"    sd:endpoint <{self.server.url}sparql> ;"]
        lines += ["    sd:supportedLanguage sd:SPARQL11Query ;", f"    dcterms:format {formats} ;"]
        lines += [f'    void:uriSpace "{self.server.base}" .', ""]
        return Answer(200, "text/turtle; charset=utf-8", "\n".join(lines).encode())

    def _wrong_host(self) -> Answer | None:
        """Refuse another host's name on a local endpoint: a page may have had its own name point here."""
        if self.server.server_address[0] not in _LOCAL:
            return None
        host = urlsplit("//" + self.headers.get("Host", "")).hostname
        return None if host in _LOCAL else _text(403, "this endpoint is for this machine only: ask it as localhost")

    def _respond(self, answer: Answer, more: dict[str, str] | None = None) -> None:
        headers = {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Vary": "Accept",
            **({"X-Kg-Truncated": "true"} if answer.truncated else {}),
            **({"Connection": "close"} if self.close_connection else {}),
            **(more or {}),
        }
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep no log: queries may hold what a user would not write down."""


def _text(status: int, line: str) -> Answer:
    return Answer(status, _PLAIN, f"{line}\n".encode(errors="replace"))


def _named_queries(base: str) -> bytes:
    queries = [
        {"name": one.name, "title": one.title, "text": one.text, "parameters": dict(one.parameters)}
        for one in named().values()
    ]
    return json.dumps({"queries": queries, "prefixes": prefixes(base)}, ensure_ascii=False).encode()
