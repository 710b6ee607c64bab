"""Concepts beyond the names: the ideas that speakers take as topics, from noun phrases by grammar and specificity."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token
from wordfreq import zipf_frequency

# A phrase is a term by its rarest word; 4.6 is about one in 25,000 words ("kernel"), 5.5 one in 3,000 ("code").
RARE_WORD, RARE_PAIR = 4.0, 4.8
INSIDE = frozenset({"compound", "amod", "nmod", "flat", "nummod", "punct"})
OUTSIDE_POS = frozenset({"DET", "PRON", "NUM", "PUNCT", "ADV", "INTJ", "SPACE"})


def noun_phrases(doc: Doc) -> Iterator[Span]:
    """Yield the flat noun phrases of a doc parsed in UD: a noun with the compounds and adjectives before it.

    Determiners, numerals, possessors and what follows the noun stay outside.
    """
    for token in doc:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "flat"):
            start = token.i
            while start > 0 and belongs(doc[start - 1], token):
                start -= 1
            while start < token.i and (doc[start].pos_ in OUTSIDE_POS or doc[start].is_punct):
                start += 1
            yield doc[start : token.i + 1]


def belongs(token: Token, head: Token) -> bool:
    """Whether a token before the noun is part of its phrase."""
    if token.is_space or (token.sent_start == 1 and token.head.i != head.i and token.head.head.i != head.i):
        return False
    return (
        (token.dep_ in INSIDE
        and (token.head == head or token.head.head == head)
        and token.pos_ not in OUTSIDE_POS | {"VERB"})
        or (token.text == "-" and token.i > 0)
    )


def specificity(span: Span) -> float:
    """How much of a term a phrase is: 0 for common words, more for rare or compound ones (Zipf scale of wordfreq)."""
    words = [t for t in span if t.is_alpha]
    if not words or len(span.text) < 3:
        return 0.0
    rarest = min(zipf_frequency(t.lower_, "en") for t in words)
    limit = RARE_PAIR if len(words) > 1 else RARE_WORD
    return max(0.0, limit - rarest)
