"""The store that ``kg query`` keeps beside a large graph.json, so that the next query need not read the graph again.

``graph.store`` holds the store and a stamp: which graph.json it was made of, by its hash, and by which code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pyoxigraph import Store

from kg.files import BESIDE, digest
from kg.fingerprint import PACKAGE, libraries
from kg.graph import Graph, load
from kg.query.sources import open_store, save_store
from kg.types import KgError, UsageError
from kg.vocabulary import resource

Answer = TypeVar("Answer")

LARGE: Final = 2_000  # a store is kept for a graph of more edges than this; a smaller one is read in a second
_STAMP, _STORE = "stamp.json", "store"


def ask_kept(path: Path, ask: Callable[[Store], Answer]) -> Answer:
    """Ask the store kept beside graph.json, given itself or by its folder; one is made first where it must be.

    Where none can be kept (a folder that may not be written to, a full disk), or the graph is small, the store is in
    memory. Raises KgError where there is no graph, and what ``ask`` raises.
    """
    file = path / "graph.json" if path.is_dir() else path
    known = _known(file)
    if known is not None:
        try:
            return ask(known)
        except UsageError:
            raise
        except (KgError, OSError, RuntimeError):
            pass  # perhaps the store is damaged where its sizes do not tell: the graph decides
    return ask(_made(file))


def _made(file: Path) -> Store:
    """Read the graph, and keep a store of it where it is large."""
    before = _state(file)
    graph = load(file)
    if graph.number_of_edges() > LARGE and _keep(graph, file, before) and (known := _known(file)) is not None:
        return known
    return open_store(graph)


def _known(file: Path) -> Store | None:
    """Open what is kept; None where nothing is, it is damaged, or it is of another graph or made by other code."""
    folder = _folder(file)
    try:
        stamp = json.loads((folder / _STAMP).read_text("utf-8"))
        if stamp["code"] != _code() or stamp["files"] != _sizes(folder / _STORE):
            return None
        if stamp["state"] != _state(file) and stamp["graph"] != digest(file):
            return None
        return Store.read_only(str(folder / _STORE))
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, UsageError):
        return None


def _keep(graph: Graph, file: Path, before: list[int]) -> bool:
    """Make the store beside its place, then put it there; tell whether that could be done."""
    made: Path | None = None
    try:
        made = Path(tempfile.mkdtemp(prefix=BESIDE, dir=file.parent))
        save_store(graph, made / "new" / _STORE)
        stamp: Mapping[str, Any] = {
            "code": _code(),
            "files": _sizes(made / "new" / _STORE),
            "graph": digest(file),
            "state": _state(file),
        }
        if stamp["state"] != before:
            return False  # another build has replaced graph.json meanwhile
        (made / "new" / _STAMP).write_text(json.dumps(stamp, sort_keys=True), "utf-8")
        if _folder(file).is_dir():
            os.rename(_folder(file), made / "old")
        os.rename(made / "new", _folder(file))
        return True
    except (OSError, RuntimeError, UsageError):
        return False
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _folder(file: Path) -> Path:
    return file.with_suffix(".store")


def _state(file: Path) -> list[int]:
    """What changes when a file is replaced, without reading it; nothing where there is none."""
    try:
        status = file.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _sizes(folder: Path) -> dict[str, int]:
    """The sizes of the files that hold the triples; the store's own log is none."""
    files = (path for path in sorted(folder.iterdir()) if not path.name.startswith(("LOG", "LOCK")))
    return {path.name: path.stat().st_size for path in files}


@cache
def _code() -> str:
    """Hash what makes triples of a graph: the code, the ontology, the libraries."""
    code = sorted([*(PACKAGE / "rdf").glob("*.py"), *(PACKAGE / "query").glob("*.py"), PACKAGE / "graph.py"])
    parts = [*(digest(path) for path in (*code, resource("kg.ttl"))), *(f"{name} {v}" for name, v in libraries())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
