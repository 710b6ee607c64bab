"""What looked like a speaker's label and is none goes back into the words."""

from __future__ import annotations

from kg.readers.labels import STAMP
from kg.readers.paragraphs import END, ITEM, WRAP_FROM, Paragraph


def unlabel(text: str, paragraph: Paragraph) -> None:
    """Take what looked like a label back into the words."""
    label, paragraph.label = paragraph.label, None
    if not label or label.style == "stamp" or not paragraph.parts:
        return
    start = paragraph.parts[0][0] - label.end
    line = text[start : start + 120]
    lead = STAMP.match(line) if label.time else ITEM.match(line)
    if lead and not label.time:
        paragraph.kind = "item"
    paragraph.parts[0] = (start + (lead.end() if lead else 0), paragraph.parts[0][1])


def rejoin(text: str, found: list[Paragraph], speakers: set[str]) -> list[Paragraph]:
    """Return the paragraphs; those are joined that were parted where a line begins with what is no speaker's label."""
    made: list[Paragraph] = []
    for paragraph in found:
        label = paragraph.label
        if label and label.style != "stamp" and label.name not in speakers:
            unlabel(text, paragraph)
            last = made[-1] if made else None
            if last and last.parts and not (paragraph.follows_blank or paragraph.timed or last.left_out):
                start, end = last.parts[-1]
                wrapped = last.kind in ("paragraph", "item", "quote") and paragraph.kind == "paragraph"
                if wrapped and end - start >= WRAP_FROM and not text[start:end].rstrip().endswith(END):
                    last.end, last.parts = paragraph.end, last.parts + paragraph.parts
                    last.times += paragraph.times
                    continue
        made.append(paragraph)
    return made
