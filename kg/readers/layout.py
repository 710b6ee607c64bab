"""A format's text to a Document: paragraphs, what is left out, turns, blocks, title, date, participants."""

from __future__ import annotations

from kg.readers import boilerplate
from kg.readers.dates import find_date
from kg.readers.inline import without
from kg.readers.introductions import Introduced, introduced
from kg.readers.language import language_of
from kg.readers.paragraphs import Paragraph, paragraphs
from kg.readers.rejoin import rejoin
from kg.readers.source import HALF, Source, whole
from kg.readers.speakers import cast_of
from kg.readers.turns import Stretch, stretches
from kg.types import Block, Document, LeftOut, Turn

LONGEST_BLOCK = 8_000
HEAD = 12_000


def lay_out(source: Source, *, id: str, name: str, media_type: str, sha256: str, comments: bool = False) -> Document:
    """Return the Document of a source; ``name`` becomes its ``source``, ``comments`` takes readers' comments in."""
    source = whole(source)
    text = source.text
    found = paragraphs(text, source.body)
    boilerplate.mark(text, found)
    title, title_at = _title(text, found, source, id)
    if title_at is not None:
        found[title_at].kind = "title"
    known = _known(text, found, source, title)
    cast = cast_of(text, found, source, known, title)
    found = rejoin(text, found, set(cast.names))
    spoken = stretches(text, found, cast, known, source, title, comments=comments)
    turns, blocks = _turns_and_blocks(text, found, spoken)
    head = " ".join(text[p.start : p.end] + "\n" for p in found[:60] if p.left_out != "readers' comments")[:HEAD]
    return Document(
        id=id,
        text=text,
        title=title,
        source=HALF.sub("\ufffd", name),  # a name that is no UTF-8 has such halves too
        media_type=media_type,
        sha256=sha256,
        language=language_of(text, blocks),
        date=find_date(source.date, head, name.rsplit("/", 1)[-1]),
        turns=turns,
        blocks=blocks,
        left_out=_left_out(text, found, source),
        participants=tuple(cast.participants),
    )


def _title(text: str, found: list[Paragraph], source: Source, id: str) -> tuple[str, int | None]:
    """Return the title, and the number of the paragraph that it stands in."""
    kept = [number for number, paragraph in enumerate(found) if not paragraph.left_out][:40]
    heading = next((n for n in kept if found[n].kind == "heading"), None)
    first = kept[0] if kept else None
    if heading is not None and heading != first and _is_question(text, found, heading, kept):
        heading = None
    if source.title:
        same = [n for n in kept[:3] if _words(text, found[n]).casefold() == source.title.casefold()]
        return source.title, same[0] if same else None
    if first is not None and found[first].kind == "paragraph" and not found[first].label and not found[first].timed:
        line = _words(text, found[first])
        short = len(line) <= 60 or (len(line) <= 160 and not line.endswith("."))
        if short and not line.endswith((":", ",", ";")) and (heading is None or found[heading].level > 1):
            return line, first if len(kept) > 1 else None
    if heading is not None:
        return _words(text, found[heading]), heading
    return id.replace("-", " "), None


def _is_question(text: str, found: list[Paragraph], heading: int, kept: list[int]) -> bool:
    """Tell the first question of a piece without a title: prose goes before it, and its level asks again."""
    same = [n for n in kept if found[n].kind == "heading" and found[n].level == found[heading].level]
    asked = [n for n in same if _words(text, found[n]).endswith("?")]
    return heading in asked and len(asked) > 1 and any(found[n].kind == "paragraph" for n in kept if n < heading)


def _words(text: str, paragraph: Paragraph) -> str:
    """Return a paragraph's words without its marks, on one line."""
    return " ".join("".join(text[a:b] for a, b in _spans(text, paragraph)).split())


def _known(text: str, found: list[Paragraph], source: Source, title: str) -> Introduced:
    head, size = [source.about], 0
    for paragraph in found:
        if paragraph.left_out in (None, "newsletter"):
            part = _words(text, paragraph)
            head.append(part[:2000])
            size += len(part)
        if size > HEAD:
            break
    known = introduced(title, "\n".join(head))
    known.hosts[:0] = [name for name in source.hosts if " " in name]
    known.guests[:0] = [name for name in source.guests if " " in name]
    known.authors[:0] = [name for name in source.authors if " " in name]
    return known


def _spans(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    """Return the ranges of a paragraph's words; white space between them stays in, at the ends it goes."""
    removed = paragraph.marks(text)
    spans: list[tuple[int, int]] = []
    parts = paragraph.parts
    for number, (start, end) in enumerate(parts):
        if number + 1 < len(parts) and end < parts[number + 1][0]:
            end += 1
        spans += without(start, end, removed)
    while spans and not text[spans[0][0] : spans[0][1]].strip():
        spans.pop(0)
    while spans and not text[spans[-1][0] : spans[-1][1]].strip():
        spans.pop()
    if spans:
        first, last = spans[0], spans[-1]
        spans[0] = (first[1] - len(text[first[0] : first[1]].lstrip()), first[1])
        start = spans[-1][0]
        spans[-1] = (start, start + len(text[start : last[1]].rstrip()))
    return spans


def _turns_and_blocks(
    text: str, found: list[Paragraph], spoken: list[Stretch]
) -> tuple[tuple[Turn, ...], tuple[Block, ...]]:
    turn_of = {number: at for at, stretch in enumerate(spoken) for number in stretch.paragraphs}
    turns = tuple(
        Turn(found[s.paragraphs[0]].start, found[s.paragraphs[-1]].end, s.speaker, s.role, s.time) for s in spoken
    )
    blocks: list[Block] = []
    for number, paragraph in enumerate(found):
        if paragraph.left_out and number not in turn_of:
            continue
        for spans in _pieces(text, _spans(text, paragraph)):
            blocks.append(Block(paragraph.kind, tuple(spans), turn_of.get(number)))
    return turns, tuple(blocks)


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Cut what is too long to be analysed at one go, at the end of a sentence or at least of a word."""
    made: list[list[tuple[int, int]]] = []
    piece: list[tuple[int, int]] = []
    size = 0
    for start, end in spans:
        while size + end - start > LONGEST_BLOCK:
            cut = _cut(text, start, start + LONGEST_BLOCK - size)
            piece.append((start, cut))
            made.append(piece)
            piece, size, start = [], 0, cut
        if end > start:
            piece.append((start, end))
            size += end - start
    if piece:
        made.append(piece)
    return made


def _cut(text: str, start: int, end: int) -> int:
    for stop in (". ", "? ", "! ", " "):
        at = text.rfind(stop, start + (end - start) // 2, end)
        if at > start:
            return at + len(stop)
    return max(end, start + 1)


def _left_out(text: str, found: list[Paragraph], source: Source) -> tuple[LeftOut, ...]:
    """Return the ranges left out; neighbours of one reason are one range."""
    made: list[LeftOut] = []
    if source.body:
        made.append(LeftOut(0, source.body, "front matter"))
    last: str | None = None
    for paragraph in found:
        reason = None if paragraph.left_out in ("rule", "taken in") else paragraph.left_out
        if reason and reason == last and made:
            made[-1] = LeftOut(made[-1].start, paragraph.end, reason)
        elif reason:
            made.append(LeftOut(paragraph.start, paragraph.end, reason))
        last = reason or (last if paragraph.left_out == "rule" else None)
    return tuple(made)
