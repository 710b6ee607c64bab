"""First and second person: whom "I", "we" and "you" mean in a turn."""

from __future__ import annotations

from kg.nlp.columns import Columns, columns
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.reference.quotes import quotes

# With these, "you" in a host's turn is everybody: "when you train a model, you need ...".
GENERIC = frozenset(["if", "when", "whenever", "once", "unless"])


def person_meant(reading: Reading, block: int, token: int) -> str | None:
    """The name of the person whom "I", "we", "you" and their forms mean; None where nobody in particular.

    "you" is the guest in a host's turn, nobody in a guest's own; within quotation marks neither is the speaker.
    """
    doc = reading.docs[block]
    words = columns(doc)
    word = words.lower[token]
    if word not in FIRST_PERSON and word not in SECOND_PERSON:
        return None
    if any(start < token < end for start, end in quotes(doc)):
        return None
    if word in FIRST_PERSON:
        return reading.speaker(block)
    return None if is_generic(words, token) else reading.addressee(block)


def is_generic(words: Columns, token: int) -> bool:
    """Whether "you" means everybody: under "when" or "if", with no past tense that speaks of what was."""
    clause = words.head[token]
    for _ in range(3):
        children = words.children[clause]
        if any(words.lower[c] in GENERIC and words.dep[c] in ("mark", "advmod") for c in children):
            return words.tag[clause] not in ("VBD", "VBN") and all(words.tag[c] != "VBD" for c in children)
        if words.head[clause] == clause or words.dep[clause] not in ("conj", "xcomp", "ccomp", "obj", "obl"):
            return False
        clause = words.head[clause]
    return False
