"""A process that answers queries from a store on disk, and that can be killed when one takes too long.

``python -m kg.serve.worker STORE ROWS SECONDS BYTES BASE`` says "ready", reads one JSON object a line,
{"query", "accept"}, and answers each with a line {"status", "type", "length", "truncated"} and so many bytes of body.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from pyoxigraph import RdfFormat, Store

from kg.query import ask
from kg.query.guard import check
from kg.query.results import Result
from kg.types import KgError, UsageError

Writer = Callable[[Result], str]

ROWS: Final[dict[str, Writer]] = {
    "application/sparql-results+json": Result.to_json,
    "application/json": Result.to_json,
    "application/sparql-results+xml": Result.to_xml,
    "application/xml": Result.to_xml,
    "text/csv": Result.to_csv,
    "text/tab-separated-values": Result.to_tsv,
}
TRIPLES: Final[dict[str, Writer]] = {
    "text/turtle": lambda result: result.to_rdf(RdfFormat.TURTLE),
    "application/n-triples": lambda result: result.to_rdf(RdfFormat.N_TRIPLES),
    "application/rdf+xml": lambda result: result.to_rdf(RdfFormat.RDF_XML),
    "application/ld+json": lambda result: result.to_rdf(RdfFormat.JSON_LD),
}


def main(store: str, rows: str, seconds: str, memory: str, base: str) -> None:
    """Answer until the input ends."""
    _limit_memory(int(memory))
    opened = Store.read_only(store)
    sys.stdout.buffer.write(b"ready\n")
    sys.stdout.buffer.flush()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        # if the server dies, nobody else would end a query that never ends
        _alarm(int(float(seconds)) + 5)
        head, body = answer(opened, asked["query"], asked["accept"], int(rows), base)
        _alarm(0)
        _reply(sys.stdout.buffer, head, body)


def answer(store: Store, text: str, accept: str, rows: int, base: str) -> tuple[dict[str, Any], bytes]:
    """Answer one query in the format that the Accept header prefers; an error is one line of text."""
    try:
        check(text)
        result = ask(store, text, rows, base)
        offered = TRIPLES if result.form == "construct" else ROWS
        chosen = choose(accept, offered)
        if chosen is None:
            return _error(406, f"{accept}: no format of this answer: accept one of {', '.join(offered)}")
        # a lone surrogate cannot be in a store, but no answer shall fail for one
        body = offered[chosen](result).encode(errors="replace")
    except UsageError as error:
        return _error(400, str(error))
    except KgError as error:
        return _error(500, str(error))
    except MemoryError:
        return _error(500, "the query needs too much memory: ask for less, or with LIMIT")
    kind = chosen if chosen.endswith(("json", "xml")) else f"{chosen}; charset=utf-8"
    return {"status": 200, "type": kind, "truncated": result.truncated}, body


def choose(accept: str, offered: dict[str, Writer]) -> str | None:
    """Choose the format that an Accept header likes best, the first offered of those it likes as much, or None."""
    best, found = 0.0, None
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(value[2:]) for value in parameters if value.startswith("q=")), 1.0)
        matching = (kind for kind in offered if name in ("*/*", kind, kind.split("/")[0] + "/*"))
        kind = next(matching, None)
        if kind is not None and weight > best:
            best, found = weight, kind
    return found


def _weight(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0


def _error(status: int, line: str) -> tuple[dict[str, Any], bytes]:
    return {"status": status, "type": "text/plain; charset=utf-8", "truncated": False}, f"{line}\n".encode()


def _reply(output: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    output.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    output.flush()


def _limit_memory(limit: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    # a query that breaks the process is an answer of ours, not a file on the user's disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
