"""A block as plain running text, with the way back from each of its characters to the document."""

from __future__ import annotations

from dataclasses import dataclass

from kg.types import Block, Document


@dataclass(frozen=True, slots=True)
class View:
    """The words of one block; ``offsets[i]`` is where character ``i`` of ``text`` stands in ``Document.text``."""

    block: Block
    text: str
    offsets: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Give the range of the document that holds ``text[start:end]``."""
        return self.offsets[start], self.offsets[end - 1] + 1


def view(document: Document, block: Block) -> View:
    """Join the spans of a block: every white space becomes a blank, runs of it one, and gaps with white space one too."""
    text: list[str] = []
    offsets: list[int] = []
    last = None
    for start, end in block.spans:
        blanks = [i for i in range(start if last is None else last, start) if document.text[i].isspace()]
        if blanks:
            add(text, offsets, " ", blanks[-1])
        for i in range(start, end):
            add(text, offsets, document.text[i], i)
        last = end
    while text and text[-1] == " ":
        text.pop()
        offsets.pop()
    return View(block, "".join(text), tuple(offsets))


def add(text: list[str], offsets: list[int], character: str, offset: int) -> None:
    """Append one character; a blank at the beginning or after a blank is left out."""
    blank = character.isspace()
    if blank and (not text or text[-1] == " "):
        return
    text.append(" " if blank else character)
    offsets.append(offset)
