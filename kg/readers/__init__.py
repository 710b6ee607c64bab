"""Files to Documents: one reader a format, then one pass that finds the layout.

A block's words are ``"".join(text[start:end] for start, end in block.spans)``: white space between words stays inside
the spans, marks, labels and time stamps lie outside them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from slugify import slugify

from kg.readers.describe import describe
from kg.readers.encoding import load
from kg.readers.formats import FORMATS, reader_of, suffix_of
from kg.readers.language import NO_WORDS
from kg.readers.layout import lay_out
from kg.readers.source import Source
from kg.readers.walk import document_ids, find
from kg.types import Document, KgError, UsageError

__all__ = ["NO_WORDS", "describe", "document_ids", "find", "read", "read_text", "suffixes"]


def suffixes() -> frozenset[str]:
    """Return the suffixes that kg reads, with their dots."""
    return frozenset(FORMATS)


def read(path: Path | str, *, comments: bool = False, root: Path | None = None) -> Document:
    """Read one file.

    ``comments`` takes the readers' comments in, as turns of role commenter; ``root`` is the folder that the document's
    ``source`` is given relative to. Raises KgError where the file cannot be read, UsageError for a format unknown.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"{path} has a suffix that kg does not read: use one of {', '.join(sorted(FORMATS))}")
    raw = load(path)
    source = reader_of(suffix)(raw, path)
    name = path.relative_to(root) if root is not None and path.is_relative_to(root) else path
    document = lay_out(
        source,
        id=slugify(path.stem) or "document",
        name=name.as_posix(),
        media_type=FORMATS[suffix][0],
        sha256=hashlib.sha256(raw).hexdigest(),
        comments=comments,
    )
    if not any(block.kind != "title" for block in document.blocks):
        raise KgError(f"{path} has no text in it: give a file with prose")
    return document


def read_text(text: str, *, name: str = "stdin", media_type: str = "text/plain", comments: bool = False) -> Document:
    """Read a text that is no file, standard input for one; ``media_type`` says in which format it is."""
    suffix = suffix_of(media_type)
    if suffix is None:
        raise UsageError(f"{media_type} is a media type that kg does not read: use text/plain or text/markdown")
    if not text.strip():
        raise KgError(f"{name} is empty: give some text")
    raw = text.encode("utf-8", errors="surrogatepass")
    is_plain = media_type == "text/plain"
    source = Source(text=text, is_markdown=False) if is_plain else reader_of(suffix)(raw, Path(name))
    return lay_out(
        source,
        id=slugify(name) or "document",
        name=name,
        media_type=media_type,
        sha256=hashlib.sha256(raw).hexdigest(),
        comments=comments,
    )
