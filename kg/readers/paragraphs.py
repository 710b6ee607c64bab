"""Text to paragraphs: which lines belong together, and what kind of line each is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.readers.inline import marks
from kg.readers.labels import Label, label_of, seconds
from kg.types import BlockKind

LINE = re.compile(r"([^\r\n]+)|((?:\r\n|\n|\r)+)")
HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(?=\S)")
ITEM = re.compile(r"[ \t]{0,12}(?:[-*+•◦▪‣·–][ \t]{1,4}|\(?\d{1,3}[.)][ \t]{1,4})(?=\S)")
QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]?){1,4}(?=\S)")
FENCE = re.compile(r"[ \t]{0,3}(```|~~~)")
RULE = re.compile(r"[ \t]{0,3}(?:[-*_=~][ \t]*){3,}$")
IMAGE = re.compile(
    r"(?:[ \t]{0,3}(?:!?\[!?\[?[^\[\]\n]{0,400}\]\([^()\s]{1,2000}\)(?:\]\([^()\s]{1,2000}\))?"
    r"|<img[^<>\n]{0,2000}>)(?:\{[^{}\n]{0,200}\})?[ \t]*)+$"
)
TEMPLATE = re.compile(
    r"[ \t]{0,8}(?:\{%.{0,500}%\}[ \t]*)+$|[ \t]{0,8}\{:.{0,200}\}[ \t]*$|[ \t]{0,8}<!--.{0,2000}-->[ \t]*$"
)
CAPTION = re.compile(
    r"[ \t]*[*_]?(?:Figure|Fig\.|Photo|Image|Table|Listing|Picture|Credit)s?[ ]?\d{0,3}[.:)] ", re.IGNORECASE
)
TIME_ONLY = re.compile(r"[ \t]*[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?(?: ?-->.{0,60})?[ \t]*$")
END = tuple('.?!:…"”»)')
WRAP_FROM, WRAP_TO = 45, 110
LONG_ENOUGH, LONGEST_GATHERED = 500, 4_000
LONGEST_GAP = 45


@dataclass(slots=True)
class Paragraph:
    """A run of lines that belong together, with what the passes after find out about it.

    ``parts`` are the ranges that hold its words, without bullets, hashes, labels and time stamps.
    """

    kind: BlockKind
    start: int
    end: int
    parts: list[tuple[int, int]]
    label: Label | None = None
    time: str | None = None
    level: int = 0
    left_out: str | None = None
    timed: bool = False
    follows_blank: bool = True
    times: list[str | None] = field(default_factory=list)
    removed: tuple[int, int, list[tuple[int, int]]] | None = None

    def marks(self, text: str) -> list[tuple[int, int]]:
        """Return the ranges of marks in it, found once."""
        if self.removed is None or self.removed[:2] != (self.start, self.end):
            self.removed = (self.start, self.end, marks(text, self.start, self.end))
        return self.removed[2]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def paragraphs(text: str, body: int = 0) -> list[Paragraph]:
    """Return the paragraphs of ``text`` from ``body`` on, in order; linear in its length."""
    made: list[Paragraph] = []
    fence: Paragraph | None = None
    blank = True
    for line in _lines(text, body):
        if fence is not None:
            fence.end = line.end
            if FENCE.match(line.text):
                fence = None
            continue
        if not line.text.strip("\0 \t\ufeff\u200b\u200e\u200f\xa0\f\v"):
            blank = True
            continue
        found = _one(line)
        found.follows_blank = blank
        if FENCE.match(line.text):
            fence = found
        if made and _continues(text, made[-1], found, line, blank):
            made[-1].end = found.end
            made[-1].parts += found.parts
            made[-1].times += found.times
        else:
            made.append(found)
        blank = False
    return made


def _lines(text: str, body: int) -> Iterator[_Line]:
    """Give the filled lines, and one empty line for a run of several line ends."""
    for found in LINE.finditer(text, body):
        if found[1]:
            yield _Line(found.start(), found.end(), found[1])
        elif found[2] not in ("\n", "\r\n", "\r"):
            yield _Line(found.end(), found.end(), "")


def _one(line: _Line) -> Paragraph:
    """Return the paragraph that a line would be by itself."""
    start, end, text = line.start, line.end, line.text
    made = Paragraph("paragraph", start, end, [])
    if FENCE.match(text):
        made.left_out = "code"
    elif IMAGE.match(text) and ("!" in text or "<img" in text):
        made.left_out = "image"
    elif TEMPLATE.match(text):
        made.left_out = "template tag"
    elif RULE.match(text) or TIME_ONLY.match(text):
        made.left_out = "rule"
    elif mark := HEADING.match(text):
        made.kind, made.level = "heading", len(mark[1])
        start += mark.end()
    elif (label := label_of(text)) and not (CAPTION.match(text) and not label.time):
        made.label, made.time, made.timed = label, label.time, label.time is not None
        start += label.end
        if not label.name:
            made.label = None
    elif mark := ITEM.match(text):
        made.kind = "item"
        start += mark.end()
    elif mark := QUOTE.match(text):
        made.kind = "quote"
        start += mark.end()
    elif CAPTION.match(text):
        made.kind = "caption"
    made.parts, made.times = [(start, end)], [made.time]
    return made


def _continues(text: str, last: Paragraph, found: Paragraph, line: _Line, blank: bool) -> bool:
    """Tell whether a line goes on with the paragraph before it."""
    if last.left_out or found.left_out or found.kind in ("heading", "caption") or last.kind == "heading":
        return bool(last.left_out) and last.left_out == found.left_out == "image"
    if last.timed and found.timed:
        return _same_voice(last, found) and _goes_on_timed(text, last, found)
    if blank or found.label or found.kind == "item" or found.timed:
        return False
    if found.kind == "quote" or last.kind == "quote":
        return found.kind == last.kind
    if last.kind == "caption":
        return False
    start, end = last.parts[-1]
    before = text[start:end].rstrip()
    if not before or last.kind == "item":
        return True
    if line.text.lstrip()[:1].islower():
        return True
    length = end - start
    return not (before.endswith(END) or length < WRAP_FROM) if length > WRAP_TO or length < WRAP_FROM else True


def _same_voice(last: Paragraph, found: Paragraph) -> bool:
    """Tell whether two time-stamped lines are of one voice as far as the labels say."""
    if found.label is None:
        return last.label is None
    return bool(last.label and found.label.style == last.label.style == "voice" and found.label.name == last.label.name)


def _goes_on_timed(text: str, last: Paragraph, found: Paragraph) -> bool:
    """Gather time-stamped lines until a sentence ends and the paragraph is long enough, or a part is missing."""
    if seconds(found.time) - seconds(last.times[-1]) > LONGEST_GAP:
        return False
    start, end = last.parts[-1]
    before = text[max(start, end - 40) : end].rstrip()
    size = end - last.start
    return size < LONGEST_GATHERED and (not before.endswith(END) or size < LONG_ENOUGH)
