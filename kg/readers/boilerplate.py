"""What is no part of the article: comments, forms, navigation, newsletter lines."""

from __future__ import annotations

import re
from collections import Counter

from kg.readers.dates import MONTH
from kg.readers.paragraphs import Paragraph
from kg.readers.phrases import boilerplate

COMMENTS_HEAD = re.compile(
    r"(?:\d{1,5} (?:responses?|comments?|replies|thoughts?)(?: (?:to|on)\b.{0,200})?"
    r"|(?:reader |readers['’] |recent )?comments?(?: ?\(\d{1,5}\))?:?|responses?(?: ?\(\d{1,5}\))?:?"
    r"|what others (?:are saying|say):?)$",
    re.IGNORECASE,
)
ENTRY = re.compile(
    rf"(?:(?:\d{{1,4}}[.)]|[•*\-–·◦▪]) +)?(?P<name>[^\d\n]{{2,60}}?)"
    rf"(?: says:?| wrote:?| commented:?)?[,\s·|—-]{{1,5}}(?:on )?{MONTH} \d{{1,2}}, \d{{4}}"
    rf"(?:,? (?:at )?\d{{1,2}}:\d{{2}}(?: ?[ap]\.?m\.?)?)?(?: ?#)?(?: ?reply)?$",
    re.IGNORECASE,
)
PUNCTUATION = re.compile(r"[\W_]+$")
CONTENTS = re.compile(r"(?:table of )?contents:?$", re.IGNORECASE)
LONGEST = 260
TOP, BOTTOM = 14, 14


def entry_name(text: str, paragraph: Paragraph) -> str | None:
    """Return who wrote the comment that a paragraph's first line is the head of; None where it is no such head."""
    lines = text[paragraph.start : min(paragraph.end, paragraph.start + 200)].strip().splitlines()
    found = ENTRY.match(lines[0].strip(" \t*_#>")) if lines else None
    return found["name"].strip(" *_-–—•·") if found else None


def mark(text: str, found: list[Paragraph]) -> None:
    """Set ``left_out`` on every paragraph that is no part of the article; linear in their number."""
    _mark_sections(text, found)
    kept = [number for number, paragraph in enumerate(found) if not paragraph.left_out]
    place = {number: at for at, number in enumerate(kept)}
    contents = False
    for number in kept:
        paragraph = found[number]
        line = text[paragraph.start : min(paragraph.end, paragraph.start + LONGEST + 1)].strip(" \t\r\n#*_>")
        if PUNCTUATION.match(line):
            paragraph.left_out = "navigation"
        elif CONTENTS.match(line):
            paragraph.left_out, contents = "table of contents", True
        elif contents and paragraph.kind == "item":
            paragraph.left_out = "table of contents"
        else:
            contents = False
            near_edge = place[number] < TOP or place[number] >= len(kept) - BOTTOM
            if near_edge and not paragraph.label and len(line) <= LONGEST:
                paragraph.left_out = _reason(line)


def _reason(line: str) -> str | None:
    """Return why a line near the top or bottom is left out, or None."""
    return next((reason for reason, pattern in boilerplate().items() if pattern.match(line)), None)


def _mark_sections(text: str, found: list[Paragraph]) -> None:
    """Mark the comments and comment form that end a page."""
    labels = [number for number, paragraph in enumerate(found) if paragraph.label and paragraph.label.name]
    names = [found[number].label.name for number in labels]  # type: ignore[union-attr]
    repeated = {name for name, times in Counter(names).items() if times > 1}
    last_turn = max((n for n, name in zip(labels, names, strict=True) if name in repeated), default=-1)
    reason: str | None = None
    for number, paragraph in enumerate(found):
        if paragraph.end - paragraph.start <= LONGEST * 4:
            reason = _section(text, paragraph, number, last_turn, len(found)) or reason
        if reason and not paragraph.left_out:
            paragraph.left_out = reason


def _section(text: str, paragraph: Paragraph, number: int, last_turn: int, count: int) -> str | None:
    """Return the section that a paragraph opens: "readers' comments", "comment form" or None."""
    first = text[paragraph.start : min(paragraph.end, paragraph.start + LONGEST)].strip(" \t\r\n#*_>")
    if number < last_turn or number < min(3, count // 2):
        return None
    if COMMENTS_HEAD.match(first) or entry_name(text, paragraph):
        return "readers' comments"
    return "comment form" if boilerplate()["comment form"].match(first) else None
