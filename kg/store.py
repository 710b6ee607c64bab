"""What was read already: the extraction of each document in one SQLite file, so that a rebuild reads only what is new.

A document has one row, found by its source path and valid for one key: the hash of its bytes, of how it is read and
of the pipeline. Beside it lies its part of what was written, by its id. Each row is committed on its own, and the file
is locked as long as it is open.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.types import Block, Document, Evidence, Extraction, KgError, LeftOut, Mention, Participant, Relation, Turn

LAYOUT = 1
DAMAGE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
TABLE = "CREATE TABLE IF NOT EXISTS document (source BLOB PRIMARY KEY, key TEXT, language TEXT, extraction BLOB)"
PUT = "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)"
PARTS = "CREATE TABLE IF NOT EXISTS part (document TEXT PRIMARY KEY, key TEXT, text BLOB)"
PUT_PART = "INSERT OR REPLACE INTO part VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store knows of a document; ``extraction`` is None where it was passed over for its language."""

    language: str
    extraction: bytes | None


class Store:
    """The extractions of one output folder; without a path they lie in a temporary file that goes with the object.

    Raises KgError where the file cannot be written or another build holds it. A damaged file is moved aside, and
    ``notes`` says so.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.notes: list[str] = []
        self._asked: set[str] = set()
        with self._told():
            self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let other builds at it."""
        self._connection.close()

    # -- Rows ----------------------------------------------------------------------------------------------------------

    def find(self, source: Path, key: str) -> Kept | None:
        """Look a document up; None where it is new, changed since, or its row is damaged."""
        with self._told():
            query = "SELECT language, extraction FROM document WHERE source = ? AND key = ?"
            row = self._connection.execute(query, (os.fsencode(source), key)).fetchone()
        if row is None:
            return None
        try:
            zlib.decompress(row[1] or zlib.compress(b""))
        except zlib.error:
            return None
        return Kept(*row)

    def put(self, source: Path, key: str, kept: Kept) -> None:
        """Keep a document, in the place of what was known of it; it is safe when this returns."""
        with self._told():
            self._connection.execute(PUT, (os.fsencode(source), key, kept.language, kept.extraction))

    def extraction(self, source: Path) -> Extraction:
        """Give the extraction of a document that was found or put."""
        with self._told():
            query = "SELECT extraction FROM document WHERE source = ?"
            (blob,) = self._connection.execute(query, (os.fsencode(source),)).fetchone()
        return decode(blob)

    def forget(self, sources: Iterable[Path], failed: Iterable[Path] = ()) -> None:
        """Drop the documents whose files are gone or have ``failed``; those of ``sources``, and of files elsewhere, stay."""
        known, bad = ({os.fsencode(s) for s in files} for files in (sources, failed))
        with self._told():
            rows = self._connection.execute("SELECT source FROM document").fetchall()
            gone = [(s,) for (s,) in rows if s in bad or (s not in known and not os.path.exists(s))]
            self._connection.executemany("DELETE FROM document WHERE source = ?", gone)

    def part(self, document: str, key: str, write: Callable[[], str]) -> str:
        """Give the part of a file that was kept for a document's id under a key; else write it, and keep that."""
        self._asked.add(document)
        with self._told():
            query = "SELECT text FROM part WHERE document = ? AND key = ?"
            row = self._connection.execute(query, (document, key)).fetchone()
        if row is not None:
            try:
                return zlib.decompress(row[0]).decode("utf-8", "surrogatepass")
            except zlib.error:
                pass  # written anew, like a damaged extraction
        text = write()
        blob = zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)
        with self._told():
            self._connection.execute(PUT_PART, (document, key, blob))
        return text

    def forget_parts(self) -> None:
        """Drop the parts that were not asked for since the store was opened, or since this was called."""
        with self._told():
            rows = self._connection.execute("SELECT document FROM part").fetchall()
            gone = [row for row in rows if row[0] not in self._asked]
            self._connection.executemany("DELETE FROM part WHERE document = ?", gone)
        self._asked.clear()

    # -- The file ------------------------------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        if self.path is None:
            return _connected("")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connected(self.path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "SQLITE_CORRUPT") not in DAMAGE:
                raise
            aside = self._move_aside()
            self.notes.append(f"the store was damaged and is now {aside}; every document was read anew")
            return _connected(self.path)

    def _move_aside(self) -> Path:
        assert self.path is not None
        aside = self.path.with_name(self.path.name + ".damaged")
        # The log must go with its file: beside a new one it would be replayed into it.
        for ending in ("-wal", "-journal", ""):
            if (old := self.path.with_name(self.path.name + ending)).exists():
                old.replace(aside.with_name(aside.name + ending))
        return aside

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite and the disk say into one line with the cure."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorname", "")
            if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise KgError(
                    f"{self.path}: another kg build is at work here; wait for it, or choose another folder with -o "
                    "(any other program that holds the file open must close it)"
                ) from error
            if code == "SQLITE_FULL":
                raise KgError(
                    f"{self.path}: the disk is full; make room and build again: what was read so far is kept"
                ) from error
            if code in DAMAGE:
                raise KgError(f"{self.path}: damaged while in use; build again, and it is made anew") from error
            raise KgError(f"{self.path}: cannot be written ({error}); choose another folder with -o") from error
        except OSError as error:
            raise KgError(
                f"{self.path}: cannot be written ({error.strerror}); choose another folder with -o"
            ) from error


def _connected(path: Path | str) -> sqlite3.Connection:
    """Open, lock and check a store; raises sqlite3.DatabaseError where it is damaged or of another layout."""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)  # no transaction: each row is its own
    try:
        for setting in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {setting}").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if verdict != "ok" or layout not in (0, LAYOUT):
            raise sqlite3.DatabaseError(verdict)
        connection.execute(TABLE)
        connection.execute(PARTS)
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def key(sha256: str, id: str, source: Path, pipeline: str) -> str:
    """The key under which a document is kept: all that its extraction depends on."""
    return hashlib.sha256(json.dumps([sha256, id, os.fsencode(source).hex(), pipeline]).encode()).hexdigest()


# -- Extractions as bytes ----------------------------------------------------------------------------------------------


def encode(extraction: Extraction) -> bytes:
    """An extraction as compressed JSON, each record the list of its values; the checksum of zlib guards it."""
    text = json.dumps(extraction, ensure_ascii=False, separators=(",", ":"), default=_values)
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def _values(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__slots__]


def decode(blob: bytes) -> Extraction:
    """The extraction that ``encode`` wrote."""
    document, mentions, relations, settled = json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))
    names: dict[str, str] = {}

    def evidence(id: str, start: int, end: int, speaker: str | None) -> Evidence:
        # One string for a name, not one for each of its thousand places.
        shared = None if speaker is None else names.setdefault(speaker, speaker)
        return Evidence(names.setdefault(id, id), start, end, shared)

    return Extraction(
        _document(*document),
        tuple(Mention(evidence(*place), *rest) for place, *rest in mentions),
        tuple(Relation(s, predicate, o, evidence(*place), *rest) for s, predicate, o, place, *rest in relations),
        settled,
    )


def _document(*values: Any) -> Document:
    *plain, turns, blocks, left_out, participants = values
    nested: tuple[Any, ...] = (
        tuple(Turn(*t) for t in turns),
        tuple(Block(kind, tuple((start, end) for start, end in spans), turn) for kind, spans, turn in blocks),
        tuple(LeftOut(*x) for x in left_out),
        tuple(Participant(name, role, tuple(aliases)) for name, role, aliases in participants),
    )
    return Document(*plain, *nested)
