"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from kg.types import KgError, UsageError

# How the names of files begin that are being written.
BESIDE = ".kg-"


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8: beside it first, then renamed; raises KgError where that cannot be done."""
    write_all({path: text})


def write_all(texts: Mapping[Path, str | Iterable[str]]) -> None:
    """Write several files that belong together, all beside their places before the first is renamed.

    A text may come in pieces, which are written as they come. Where one cannot be written, raises KgError and leaves
    every file as it was.
    """
    beside: dict[Path, str] = {}
    path = Path()
    try:
        for path, text in texts.items():
            beside[path] = reserve(path)
            with open(beside[path], "w", encoding="utf-8", newline="") as f:
                f.writelines([text] if isinstance(text, str) else text)
                f.flush()
                os.fsync(f.fileno())
            os.chmod(beside[path], mode(path))
        for path, written in beside.items():
            os.replace(written, path.resolve())  # a link stays a link
    except OSError as error:
        raise KgError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error
    finally:
        for written in beside.values():
            Path(written).unlink(missing_ok=True)


def sweep(folder: Path, older: float = 3600.0) -> None:
    """Remove what a process that was killed while it wrote has left in a folder, ``older`` seconds or more ago."""
    for left in folder.glob(f"{BESIDE}*"):
        with suppress(OSError):  # gone meanwhile, or somebody else's
            if left.stat().st_mtime < time.time() - older:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def reserve(path: Path) -> str:
    """Make an empty file beside ``path``; raises OSError where there can be none, or ``path`` is a folder."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=BESIDE, dir=path.parent)
    os.close(handle)
    return name


def mode(path: Path) -> int:
    """Who may read and write a file: as it is, or for a new one as the user's umask has it."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; raises UsageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}): check the path") from error
