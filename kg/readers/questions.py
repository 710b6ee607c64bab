"""Which paragraphs ask, in an interview whose speakers have no labels."""

from __future__ import annotations

import itertools
import re

from kg.readers.inline import marks
from kg.readers.paragraphs import Paragraph

FEWEST_QUESTIONS, FEWEST_PLAIN = 2, 4
LONGEST_QUESTION = 400
LEAST_OWN = 4
YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
OWN = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")
INTERVIEW = re.compile(
    r"\binterview|\bq ?& ?a\b|\bin conversation\b|\b(?:we|i) (?:asked|talked to|met|spoke (?:to|with)|talked)\b",
    re.IGNORECASE,
)


def asking(text: str, found: list[Paragraph], body: list[int]) -> set[int]:
    """Return the paragraphs that ask, in a text whose questions are headings or stand in bold and answers are plain.

    What else stands at the headings' level or in the same marks is asked too where it is a whole sentence.
    """
    styles: dict[str, list[int]] = {}
    for number in body:
        paragraph = found[number]
        if paragraph.kind == "heading":
            styles.setdefault(f"heading {paragraph.level}", []).append(number)
        elif paragraph.kind in ("paragraph", "quote") and (mark := strong_mark(text, paragraph)):
            styles.setdefault(mark, []).append(number)
    best, most = "", FEWEST_QUESTIONS - 1
    for style, numbers in styles.items():
        asked = sum(_ends_asking(text, found[number]) for number in numbers)
        if asked > most and asked * 2 >= len(numbers):
            best, most = style, asked
    if not best and INTERVIEW.search(" ".join(text[found[n].start : found[n].end][:400] for n in body[:8])):
        return _plain_questions(text, found, body)
    chosen = {n for n in styles.get(best, []) if "heading" not in best or _says_something(text, found[n])}
    return chosen if _is_talk(text, found, body, chosen) else set()


def _is_talk(text: str, found: list[Paragraph], body: list[int], asked: set[int]) -> bool:
    """Tell questions put to somebody from an author's own: they say "you", or the answers say "I"."""
    if any(YOU.search(text, found[n].start, found[n].end) for n in asked):
        return True
    others = [n for n in body if n not in asked and n > min(asked, default=0) and found[n].kind == "paragraph"]
    own = sum(1 for n in others if OWN.search(text, found[n].start, found[n].end))
    return own * LEAST_OWN >= len(others)


def _plain_questions(text: str, found: list[Paragraph], body: list[int]) -> set[int]:
    """Return short paragraphs that ask, each between answers, in an interview without any marks."""
    short = [n for n in body if found[n].end - found[n].start <= LONGEST_QUESTION and not found[n].timed]
    asked = {n for n in short if found[n].kind == "paragraph" and _ends_asking(text, found[n])}
    after = {b for a, b in itertools.pairwise(body) if a in asked}
    alone = asked - after
    return asked if len(asked) >= FEWEST_PLAIN and len(alone) >= 0.8 * len(asked) else set()


def strong_mark(text: str, paragraph: Paragraph) -> str:
    """Return the mark of a paragraph all of whose words are in bold or italics; "" for any other."""
    words = text[paragraph.start : paragraph.end].strip(" \t>")
    mark = words[: len(words) - len(words.lstrip("*_"))]
    if not mark or len(mark) > 3 or not words.endswith(mark):
        return ""
    start = paragraph.start + text[paragraph.start : paragraph.end].index(words)
    removed = marks(text, start, start + len(words))
    whole = bool(removed) and removed[0] == (start, start + len(mark)) and removed[-1][1] == start + len(words)
    return mark if whole and words.count(mark) == 2 else ""


def _says_something(text: str, paragraph: Paragraph) -> bool:
    """Tell a heading that somebody says from one that names a part."""
    words = text[paragraph.start : paragraph.end].rstrip(' *_\r\n\t"”)#')
    return "?" in words or words.endswith((".", "!", "…")) or len(words.split()) > 12


def _ends_asking(text: str, paragraph: Paragraph) -> bool:
    return text[paragraph.start : paragraph.end].rstrip(' *_\r\n\t"”)#').endswith("?")
