"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.types import KgError


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


def reserve(path: Path) -> str:
    """Make an empty file beside ``path``; raises OSError where there can be none, or ``path`` is a folder."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=".kg-", dir=path.parent)
    os.close(handle)
    return name


def mode(path: Path) -> int:
    """Who may read and write a file: as it is, or for a new one as the user's umask has it."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
