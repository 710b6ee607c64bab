"""PDF: the text layer, its lines joined to paragraphs, by pypdf."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from pathlib import Path

import ftfy
from pypdf import PdfReader
from pypdf.errors import DependencyError, PdfReadError

from kg.readers.encoding import REPAIR
from kg.readers.labels import label_of
from kg.readers.paragraphs import ITEM
from kg.readers.source import Source
from kg.types import KgError

PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?$", re.IGNORECASE)
FEWEST_PAGES = 3


def read_pdf(raw: bytes, path: Path) -> Source:
    """Read a ``.pdf`` file; raises KgError where it is encrypted, broken, or a scan without a text layer."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings on odd files are no news to the user
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise KgError(f"{path} is an encrypted PDF: save a copy without its password")
        pages = [page.extract_text(extraction_mode="layout").splitlines() for page in reader.pages]
        facts = reader.metadata
    except DependencyError as error:
        raise KgError(f"{path} is an encrypted PDF: save a copy without its password") from error
    except (
        PdfReadError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise KgError(f"{path} is a broken PDF ({str(error)[:60]}): save or download it again") from error
    lines = _without_running_lines(pages)
    if sum(len(line.strip()) for line in lines) < 3 * len(pages) or not any(line.strip() for line in lines):
        raise KgError(f"{path} is a scanned PDF without text: run it through OCR (ocrmypdf) first")
    title = str(facts.title).strip() if facts and facts.title else None
    text = ftfy.fix_text(joined(lines), REPAIR)
    return Source(text=text, title=title if title and title.casefold() not in ("untitled", "(anonymous)") else None)


def _without_running_lines(pages: list[list[str]]) -> list[str]:
    """Return all lines but page numbers and the heads and feet that stand on most pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        filled = [line.strip() for line in page if line.strip()]
        edges.update({re.sub(r"\d+", "#", line) for line in (*filled[:1], *filled[-1:])})
    often = {line for line, times in edges.items() if len(pages) >= FEWEST_PAGES and times > len(pages) / 2}
    kept: list[str] = []
    for page in pages:
        while page and not page[-1].strip():
            page.pop()
        while page and not page[0].strip():
            page.pop(0)
        for number, line in enumerate(page):
            at_edge = number in (0, len(page) - 1)
            if at_edge and (PAGE_NUMBER.match(line.strip()) or re.sub(r"\d+", "#", line.strip()) in often):
                continue
            kept.append(" ".join(line.split()))
        while kept and not kept[-1]:
            kept.pop()
    return kept


def joined(lines: list[str]) -> str:
    """Join lines to paragraphs: at blank lines, labels, bullets, and short lines that end a sentence."""
    widest = (
        sorted(len(line) for line in lines if line)[int(0.9 * sum(1 for line in lines if line))] if any(lines) else 0
    )
    parts: list[str] = []
    last = ""
    for line in lines:
        starts = not last or _starts(line) or (len(last) < 0.75 * widest and last.endswith((".", "?", "!", "”", '"')))
        if line and parts and not starts:
            parts[-1] = _glued(parts[-1], line)
        elif line:
            parts.append(line)
        last = line
    return "\n\n".join(parts) + "\n"


def _starts(line: str) -> bool:
    return bool(ITEM.match(line)) or label_of(line) is not None


def _glued(before: str, line: str) -> str:
    """Join two lines, a word cut by a hyphen made whole again."""
    if re.search(r"[a-zß-ÿ]-$", before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
