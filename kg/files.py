"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kg.types import KgError


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in UTF-8: beside it first, then renamed; raises KgError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=".kg-", delete=False
        ) as f:
            try:
                f.write(text)
                f.flush()
                os.fsync(f.fileno())
                os.chmod(f.name, 0o644)
                os.replace(f.name, path)
            except BaseException:
                os.unlink(f.name)
                raise
    except OSError as error:
        raise KgError(f"{path}: cannot be written ({error.strerror}); choose another folder with -o") from error
