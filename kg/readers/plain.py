"""Plain text: the decoded file is the text."""

from __future__ import annotations

from pathlib import Path

from kg.readers.encoding import decode
from kg.readers.source import Source


def read_plain(raw: bytes, path: Path) -> Source:
    """Read a ``.txt`` file."""
    return Source(text=decode(raw, str(path)), is_markdown=False)
