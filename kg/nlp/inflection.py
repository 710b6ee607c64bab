"""The forms of English words, so that word lists hold each word once and do not depend on a lemmatiser."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import srsly

from kg.vocabulary import resource

SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")
# A short last vowel doubles the consonant after it: "stop", "stopped".
DOUBLING = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")


def forms(words: Iterable[str]) -> frozenset[str]:
    """Give all forms of all words, in lower case.

    A word written "=founded" stands for itself alone. Regular endings are put on irregular words too: what they make
    is no word, and so meets none.

    >>> sorted(forms(["write"]))
    ['write', 'writed', 'writes', 'writing', 'written', 'wrote']
    """
    return frozenset(form for word in words for form in ([word[1:]] if word.startswith("=") else inflected(word)))


def inflected(word: str) -> set[str]:
    """The forms of one word as a verb and as a noun."""
    out = {word, *irregular().get(word, ())}
    stem = word[:-1] if word.endswith("e") else word
    if re.search(r"[^aeiou]y$", word):
        return out | {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    if DOUBLING.search(word):
        out |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return out | {word + ("es" if SIBILANT.search(word) else "s"), stem + "ed", stem + "ing"}


@functools.cache
def irregular() -> dict[str, list[str]]:
    """The irregular forms of ``ontology/irregular.jsonl`` by their word."""
    return {line["lemma"]: line["forms"].split() for line in srsly.read_jsonl(resource("irregular.jsonl"))}
