"""Which paragraphs ask, in an interview whose speakers have no labels."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from kg.readers.inline import marks
from kg.readers.labels import is_role
from kg.readers.names import person
from kg.readers.paragraphs import Paragraph

FEWEST_QUESTIONS, FEWEST_PLAIN = 2, 4
LONGEST_QUESTION = 400
LEAST_OWN = 4
MOST_ANSWERED = 0.8
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


def one_sided(text: str, found: list[Paragraph], body: list[int], labels: set[str]) -> set[int]:
    """Return the paragraphs that ask, in a talk in which those who ask have labels and the answers have none."""
    labelled = {n for n in body if (mark := found[n].label) and mark.name in labels}
    if not labelled:
        return set()
    said = Counter(mark.name for n in labelled if (mark := found[n].label))
    asked = Counter(mark.name for n in labelled if (mark := found[n].label) and _ends_asking(text, found[n]))
    if any(asked[name] * 2 < times for name, times in said.items()):
        return set()
    marked = {n for n in asking(text, found, body) if n >= min(labelled)}
    if labelled <= marked and _answered(found, body, marked):
        return marked
    alone = len(said) == 1 and len(labelled) >= FEWEST_QUESTIONS
    return labelled if alone and _answered(found, body, labelled) else set()


def _answered(found: list[Paragraph], body: list[int], asked: set[int]) -> bool:
    """Tell whether nearly each run of questions is followed by words without a label."""
    spoken = [n for n in body if n in asked or found[n].kind in ("paragraph", "quote", "item")]
    runs = [(a, b) for a, b in itertools.pairwise(spoken) if a in asked and b not in asked]
    turns = sum(1 for a, b in itertools.pairwise([-1, *spoken]) if b in asked and a not in asked)
    return len(runs) >= FEWEST_QUESTIONS and len(runs) >= MOST_ANSWERED * turns


def askers(text: str, found: list[Paragraph], asked: set[int]) -> list[str]:
    """Return the labels of those who ask, where they stand before the first question or before most, in the same marks.

    A label that stands once must look like a full name.
    """
    order = sorted(asked)
    names = [mark.name if (mark := found[n].label) and mark.style == "colon" else None for n in order]
    named = [name for name in dict.fromkeys(names) if name and not is_role(name) and _is_written(name, text)]
    often = [name for name in named if names.count(name) * 2 >= len(order)]
    first = [name for name in named if name == names[0] and person(name) == name]
    return often[:1] or first


def _is_written(name: str, text: str) -> bool:
    """Tell a name from other words before a colon: none of its words stands in small letters too."""
    return not any(
        re.search(rf"(?<!\w){re.escape(part.lower())}(?!\w)", text) for part in name.split() if len(part) > 2
    )


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
