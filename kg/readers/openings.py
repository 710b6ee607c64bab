"""Where, in a transcript without labels, the host opens the programme and surely nobody else speaks."""

from __future__ import annotations

import re

from kg.readers.introductions import GREETING
from kg.readers.paragraphs import Paragraph

OPENING = 12_000
SELF = re.compile(r"\b(?:your|the) host\b|you(?:'|’)re listening to", re.IGNORECASE)


def cut_opening(text: str, found: list[Paragraph]) -> int:
    """Cut the paragraph in which the host of a transcript without labels welcomes the guest; return how many are his.

    Until he has greeted the guest nobody else speaks; where no greeting is found, the paragraph in which he says who
    he is ends what is surely his.
    """
    size = 0
    introduced_at = 0
    for number, paragraph in enumerate(found):
        words = " ".join(text[a:b].strip() for a, b in paragraph.parts)
        size += len(words)
        if size > OPENING:
            break
        if SELF.search(words):
            introduced_at = number + 1
        if GREETING.search(words):
            _cut(text, found, number)
            return number + 1
    return introduced_at


def _cut(text: str, found: list[Paragraph], number: int) -> None:
    """Cut a paragraph after the line in which somebody is welcomed."""
    paragraph = found[number]
    parts = paragraph.parts
    for at in range(1, len(parts)):
        if GREETING.search(" ".join(text[a:b].strip() for a, b in parts[max(0, at - 2) : at])):
            rest = Paragraph("paragraph", parts[at][0], paragraph.end, parts[at:], time=paragraph.times[at], timed=True)
            rest.times = paragraph.times[at:]
            paragraph.parts, paragraph.times, paragraph.end = parts[:at], paragraph.times[:at], parts[at - 1][1]
            found.insert(number + 1, rest)
            return
