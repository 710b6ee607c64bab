"""What a format's reader hands to the layout pass: a text in light Markdown and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One file as its format's reader gives it.

    ``text`` becomes ``Document.text`` as it stands; ``body`` is the offset where the text proper begins (after front
    matter). The other fields are the file's own statements: a title tag, a byline, the guests of the front matter.
    """

    text: str
    title: str | None = None
    date: str | None = None
    body: int = 0
    authors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    about: str = ""
    is_markdown: bool = True
