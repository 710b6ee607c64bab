"""Word documents: paragraphs in light Markdown, by python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from kg.readers.source import Source
from kg.types import KgError

LARGEST = 300_000_000


def read_docx(raw: bytes, path: Path) -> Source:
    """Read a ``.docx`` file; raises KgError for a file that is none, or that needs a password."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise KgError(f"{path} is an old .doc file or needs a password: save it as .docx without one")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise KgError(f"{path} unpacks to more than {LARGEST // 1_000_000} MB: save its text alone")
        document = docx.Document(io.BytesIO(raw))
        parts = [part for block in document.iter_inner_content() for part in _block(block)]
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError, AttributeError) as error:
        raise KgError(f"{path} is not a Word document: save it again as .docx") from error
    if not any(parts):
        raise KgError(f"{path} has no text in it: give a file with prose")
    properties = document.core_properties
    return Source(text="\n\n".join(part for part in parts if part) + "\n", title=properties.title.strip() or None)


def _block(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [_paragraph(block)]
    rows = []
    for row in block.rows:
        cells = list(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells))
        rows.append(_row([cell for cell in cells if cell]))
    return rows


def _row(cells: list[str]) -> str:
    """Return a table's row: "[time] Name: text" where its first cells are a time and a name."""
    if len(cells) > 1 and re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?", cells[0]):
        return f"[{cells[0]}] {_row(cells[1:])}"
    if len(cells) == 2 and len(cells[0]) <= 40:
        return f"{cells[0].rstrip(':')}: {cells[1]}"
    return " ".join(cells)


def _paragraph(paragraph: Paragraph) -> str:
    style = (paragraph.style.name if paragraph.style is not None else None) or ""
    heading = re.match(r"(?:Heading|Title)\s*(\d?)", style)
    if heading:
        text = " ".join(paragraph.text.split())
        return f"{'#' * int(heading[1] or 1)} {text}" if text else ""
    text = "".join(_marked(run) for run in _runs(paragraph)).strip()
    return ("- " if style.startswith("List") and text else "") + text


def _runs(paragraph: Paragraph) -> list[tuple[str, str]]:
    """Return the runs as (mark, text), neighbours of one mark joined; text of links counts as plain."""
    made: list[tuple[str, str]] = []
    for run in paragraph.iter_inner_content():
        bold, italic = getattr(run, "bold", False), getattr(run, "italic", False)
        mark = "**" if bold else "*" if italic else ""
        text = run.text
        if made and (made[-1][0] == mark or not text.strip()):
            made[-1] = (made[-1][0], made[-1][1] + text)
        elif text:
            made.append((mark, text))
    return made


def _marked(run: tuple[str, str]) -> str:
    """Return a run with its marks, set close to the words; a line break in a marked run stays inside one line."""
    mark, text = run
    text = text if not mark else re.sub(r"\s*\n\s*", " ", text)
    core = text.strip()
    if not mark or not core:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{mark}{core}{mark}{trail}"
