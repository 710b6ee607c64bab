"""How a document was read, for a person to see."""

from __future__ import annotations

from kg.readers.language import NO_WORDS
from kg.types import Document, Turn

FIRST_WORDS = 12


def describe(document: Document) -> str:
    """Return the title, date, speakers with roles, each turn's start and first words, and what was left out."""
    language = "none: it seems to hold no words" if document.language == NO_WORDS else document.language
    lines = [f"{document.title}", f"  date      {document.date or 'not stated'}", f"  language  {language}"]
    for person in document.participants:
        also = f" (also {', '.join(person.aliases)})" if person.aliases else ""
        lines.append(f"  {person.role:9} {person.name}{also}")
    lines.append(f"turns: {len(document.turns)}")
    for number, turn in enumerate(document.turns):
        lines.append(f"  {turn.start:>8}  {turn.time or '':8}  {_whose(turn)}: {_opening(document, number)}")
    if document.left_out:
        lines.append("left out:")
    for gap in document.left_out:
        words = " ".join(document.text[gap.start : min(gap.end, gap.start + 200)].split()[:FIRST_WORDS])
        lines.append(f"  {gap.start:>8} to {gap.end}  {gap.reason}: {words}")
    return "\n".join(lines)


def _whose(turn: Turn) -> str:
    told = "" if turn.confidence == 1 else f", told by what is said: {turn.confidence:.0%}"
    return f"{turn.speaker or 'unknown'} ({turn.role}{told})" if turn.role else turn.speaker or "unknown"


def _opening(document: Document, number: int) -> str:
    for block in document.blocks:
        if block.turn == number:
            words = "".join(document.text[start:end] for start, end in block.spans)[:400].split()
            return " ".join(words[:FIRST_WORDS]) + (" ..." if len(words) > FIRST_WORDS else "")
    return ""
