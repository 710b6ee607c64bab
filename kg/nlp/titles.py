"""Titles in quotation marks: "The Patient Compiler" is a candidate for a work, whatever its words mean one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

QUOTED = re.compile(r"“([^“”\n]{4,120})”|\"([^\"\n]{4,120})\"|(?<!\w)‘([^‘’\n]{4,120})’(?!\w)")
# Words that English titles leave in lower case.
SMALL = frozenset(
    "a an the and or nor but as at by for from in into of on onto over per to up via vs with your".split()
)


def titles(doc: Doc) -> Iterator[Span]:
    """Yield the quoted spans of two words and more that are written as titles are."""
    for match in QUOTED.finditer(doc.text):
        inner = next(n for n in (1, 2, 3) if match[n] is not None)
        span = doc.char_span(match.start(inner), match.end(inner), label="Work")
        if span is not None and is_title(bare(span).text):
            yield bare(span)


def is_title(text: str) -> bool:
    """Whether there are two words and more, and all but the small ones begin with a capital or a digit."""
    words = [w for w in re.split(r"[\s:–—-]+", text.strip()) if w]
    content = [w for w in words if w.lower() not in SMALL]
    return (
        len(words) > 1
        and bool(content)
        and all(w[:1].isupper() or w[:1].isdigit() or not w[:1].isalpha() for w in content)
    )


def bare(span: Span) -> Span:
    """The span without a comma or the like at its end."""
    end = span.end
    while end > span.start + 1 and span.doc[end - 1].is_punct and span.doc[end - 1].text not in ")?!":
        end -= 1
    return Span(span.doc, span.start, end, label=span.label_)
