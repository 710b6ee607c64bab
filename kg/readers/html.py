"""Web pages: the main text in light Markdown, by trafilatura."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ftfy

from kg.readers.encoding import REPAIR, decode
from kg.readers.source import Source
from kg.types import KgError

LARGEST = 6_000_000
LEAST = 25
NOISE = re.compile(r"<(script|style|svg|noscript|template)\b", re.IGNORECASE)
INLINE_FILE = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%]{200,}")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,40})", re.IGNORECASE)


def read_html(raw: bytes, path: Path) -> Source:
    """Read a ``.html`` file; raises KgError where it is too large or has no main text."""
    text = INLINE_FILE.sub("", without_noise(_decoded(raw, path)))
    if len(text) > LARGEST:
        raise KgError(f"{path} is {len(raw) / 1e6:.0f} MB of HTML, more than kg reads: save the article's own part")
    import trafilatura

    page: Any = trafilatura.bare_extraction(
        text,
        output_format="python",
        include_formatting=True,
        include_comments=True,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None or len(page.text or "") < LEAST:
        raise KgError(f"{path} has no main text: save the whole page, or its text as .txt")
    comments = f"\n\nComments\n\n{page.comments}\n" if page.comments else "\n"
    authors = [name.strip() for name in (page.author or "").split(";")]
    return Source(
        text=ftfy.fix_text(page.text, REPAIR) + comments,
        title=page.title,
        date=page.date,
        authors=tuple(name for name in authors if " " in name),
    )


def without_noise(text: str) -> str:
    """Return a page without its scripts, styles and drawings; linear, also where they are never closed."""
    low = text.lower()
    kept, at = [], 0
    unclosed: set[str] = set()
    for found in NOISE.finditer(text):
        tag = found[1].lower()
        if found.start() < at or tag in unclosed:
            continue
        close = low.find(f"</{tag}", found.end())
        if close < 0:
            unclosed.add(tag)
            continue
        end = low.find(">", close)
        kept.append(text[at : found.start()])
        at = end + 1 if end >= 0 else len(text)
    return "".join(kept) + text[at:]


def _decoded(raw: bytes, path: Path) -> str:
    declared = CHARSET.search(raw[:4096])
    if declared and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode(declared[1].decode("ascii"))
        except (UnicodeDecodeError, LookupError):
            return decode(raw, str(path))
    return decode(raw, str(path))
