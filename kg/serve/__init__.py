"""A read-only SPARQL endpoint over a graph, with the explorer and a query page, for this machine alone by default."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.query.sources import Source, save_store
from kg.rdf.terms import BASE
from kg.serve.pool import Limits, Pool
from kg.serve.protocol import Server
from kg.types import KgError, UsageError

__all__ = ["Limits", "endpoint", "serve"]

_MOST_WORKERS = 4
_FRONT = b'<!doctype html><meta charset="utf-8"><title>kg</title><p><a href="query">Query the graph</a></p>\n'


def serve(
    source: Source,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    html: Path | None = None,
    seconds: float = 10,
    rows: int = 10_000,
    base: str = BASE,
) -> None:
    """Serve until interrupted; see ``endpoint``, which this runs."""
    with endpoint(source, host=host, port=port, html=html, limits=Limits(seconds, rows), base=base) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


@contextmanager
def endpoint(
    source: Source,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    html: Path | None = None,
    limits: Limits | None = None,
    base: str = BASE,
) -> Iterator[Server]:
    """Open a server that answers at /sparql once ``serve_forever`` runs; port 0 takes a free one.

    ``html`` is the explorer's page for /; ``limits`` hold for every query. A graph or file is written to a store in a
    temporary folder first, which the processes that answer share. Raises UsageError where ``html`` cannot be read or a
    limit is not positive, KgError where the address is taken.
    """
    limits = limits or Limits()
    if limits.seconds <= 0 or limits.rows <= 0 or limits.memory <= 0:
        raise UsageError("a limit must be above 0: give more seconds, rows or memory")
    pages = {"/": _page(html) if html else _FRONT, "/query": _page(Path(__file__).with_name("query.html"))}
    with tempfile.TemporaryDirectory(prefix="kg-store-") as folder:
        store = _on_disk(source, Path(folder) / "store", base)
        pool = Pool(store, limits, min(_MOST_WORKERS, os.cpu_count() or 1), base)
        try:
            with _bound(host, port, pool, pages, base) as server:
                yield server
        finally:
            pool.close()


def _bound(host: str, port: int, pool: Pool, pages: dict[str, bytes], base: str) -> Server:
    try:
        return Server((host, port), pool, pages, base)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise KgError(f"{host}:{port} cannot be served ({reason}): give another --port") from error


def _on_disk(source: Source, folder: Path, base: str) -> Path:
    if isinstance(source, Path | str) and (Path(source) / "CURRENT").exists():
        return Path(source)
    save_store(source, folder, base)
    return folder


def _page(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}): build the graph first") from error
