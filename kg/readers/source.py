"""What a format's reader hands to the layout pass: a text in light Markdown and what the file says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

# Half of a character of two UTF-16 units: JSON can write one alone, UTF-8 cannot hold it.
HALF = re.compile("[\ud800-\udfff]")


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


def whole(source: Source) -> Source:
    """Return the source with U+FFFD in place of each half of a character; the offsets stay."""
    return replace(source, **{field.name: _whole(getattr(source, field.name)) for field in fields(source)})


def _whole(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_whole(part) for part in value)
    return HALF.sub("\ufffd", value) if isinstance(value, str) else value
