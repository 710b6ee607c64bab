"""The formats: which function reads which suffix."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kg.readers.source import Source

Reader = Callable[[bytes, Path], Source]

# Suffix -> media type, module, function; a module is imported when its first file is read, for some are slow to load.
FORMATS: dict[str, tuple[str, str, str]] = {
    ".txt": ("text/plain", "plain", "read_plain"),
    ".md": ("text/markdown", "markdown", "read_markdown"),
    ".html": ("text/html", "html", "read_html"),
    ".htm": ("text/html", "html", "read_html"),
    ".vtt": ("text/vtt", "subtitles", "read_vtt"),
    ".srt": ("application/x-subrip", "subtitles", "read_srt"),
    ".pdf": ("application/pdf", "pdf", "read_pdf"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "read_docx"),
    ".json": ("application/json", "recording", "read_recording"),
}


def reader_of(suffix: str) -> Reader:
    """Return the function that reads files of a suffix."""
    _, module, function = FORMATS[suffix]
    reader: Reader = getattr(import_module(f"kg.readers.{module}"), function)
    return reader


def suffix_of(media_type: str) -> str | None:
    """Return the first suffix of a media type, or None for one that kg does not read."""
    return next((suffix for suffix, (kind, _, _) in FORMATS.items() if kind == media_type), None)
