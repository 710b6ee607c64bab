"""First and second person: whom "I", "we" and "you" mean in a turn."""

from __future__ import annotations

from spacy.tokens import Token

from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.reference.quotes import quotes

# With these, "you" in a host's turn is everybody: "when you train a model, you need ...".
GENERIC = frozenset(["if", "when", "whenever", "once", "unless"])


def person_meant(reading: Reading, block: int, token: Token) -> str | None:
    """The name of the person whom "I", "we", "you" and their forms mean; None where nobody in particular.

    "you" is the guest in a host's turn, nobody in a guest's own; within quotation marks neither is the speaker.
    """
    word = token.lower_
    if word not in FIRST_PERSON and word not in SECOND_PERSON:
        return None
    if any(start < token.i < end for start, end in quotes(token.doc)):
        return None
    if word in FIRST_PERSON:
        return reading.speaker(block)
    return None if is_generic(token) else reading.addressee(block)


def is_generic(token: Token) -> bool:
    """Whether "you" means everybody: under "when" or "if", with no past tense that speaks of what was."""
    clause = token.head
    for _ in range(3):
        marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod")}
        past = clause.tag_ in ("VBD", "VBN") or any(c.tag_ == "VBD" for c in clause.children)
        if marks & GENERIC:
            return not past
        if clause.head.i == clause.i or clause.dep_ not in ("conj", "xcomp", "ccomp", "obj", "obl"):
            return False
        clause = clause.head
    return False
