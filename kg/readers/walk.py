"""Which files to read, and what to call their documents."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from slugify import slugify

from kg.readers.formats import FORMATS
from kg.types import UsageError


def find(paths: Iterable[Path | str]) -> list[Path]:
    """Return the files to read: those named, and in folders all of a known suffix; sorted, hidden ones skipped.

    Links to nowhere are among them, so that reading them says what is wrong. Raises UsageError for a named path
    that does not exist.
    """
    found: set[Path] = set()
    for path in map(Path, paths):
        if path.is_dir():
            found.update(_inside(path))
        elif path.exists():
            found.add(path)
        else:
            raise UsageError(f"{path} does not exist: check the path")
    return sorted(found)


def _inside(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in FORMATS and (path.is_file() or _leads_nowhere(path)):
            yield path


def _leads_nowhere(path: Path) -> bool:
    return path.is_symlink() and not path.exists()


def document_ids(paths: Iterable[Path | str]) -> dict[Path, str]:
    """Return a slug for each path, unique among them and the same whatever their order.

    Files of one name in different folders take on as many of their folders' names as tell them apart.

    >>> sorted(document_ids(["a/talk.txt", "b/talk.txt", "b/other.md"]).values())
    ['a-talk', 'b-talk', 'other']
    """
    files = sorted({Path(path) for path in paths})
    depth = {path: 0 for path in files}
    while True:
        made = {path: _slug(path, depth[path]) for path in files}
        times = Counter(made.values())
        again = [path for path in files if times[made[path]] > 1]
        if not again:
            return made
        for path in again:
            depth[path] += 1


def _slug(path: Path, depth: int) -> str:
    parents = [part for part in path.parent.parts if part not in ("/", ".", "..")]
    slug = (
        slugify(" ".join([*parents[max(0, len(parents) - depth) :], path.stem] if depth else [path.stem])) or "document"
    )
    if depth > len(parents):
        slug += "-" + (slugify(path.suffix) or "file")
    if depth > len(parents) + 1:
        slug += "-" + hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
    return slug
