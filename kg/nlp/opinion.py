"""Words that show an attitude, and how near they stand to what is talked of: features, no verdict (see ``kg.nlp.stance``)."""

from __future__ import annotations

import functools

import srsly
from spacy.tokens import Span

from kg.nlp.inflection import forms
from kg.vocabulary import resource

DENYING = frozenset({"not", "n't", "n’t", "never", "no", "nothing", "nobody", "without", "hardly", "neither", "nor"})
TURNING = frozenset({"but", "however", "although", "though", "yet", "except", "despite"})
FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})


@functools.cache
def attitudes() -> dict[str, frozenset[str]]:
    """The forms of favourable and unfavourable words."""
    return {line["attitude"]: forms(line["lemmas"].split()) for line in srsly.read_jsonl(resource("opinion.jsonl"))}


def opinion(sentence: Span, start: int, end: int) -> dict[str, float]:
    """What a sentence shows of an attitude to the words ``start`` to ``end`` (tokens of its doc, -1 where it has none).

    Of both attitudes: how many words, and how near (the sum of 1 / distance in words); denials before, turns, the
    first person.
    """
    words = [t.lower_ for t in sentence]
    out: dict[str, float] = {}
    for name, known in sorted(attitudes().items()):
        at = [sentence.start + i for i, word in enumerate(words) if word in known]
        at = [i for i in at if not start <= i < end]
        out[name] = float(len(at))
        out[f"{name} near"] = sum(1.0 / max(start - i, i - end + 1) for i in at) if start >= 0 else 0.0
    out["denied"] = float(sum(word in DENYING for word in words))
    out["turned"] = float(sum(word in TURNING for word in words))
    out["first person"] = float(sum(word in FIRST_PERSON for word in words))
    return out
