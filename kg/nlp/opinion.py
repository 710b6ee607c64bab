"""Words that show an attitude, and how near they stand to what is talked of: features, no verdict (see ``kg.nlp.stance``)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import srsly
from spacy.tokens import Span

from kg.nlp.columns import columns, text_of
from kg.nlp.inflection import forms
from kg.vocabulary import resource

DENYING = frozenset({"not", "n't", "n’t", "never", "no", "nothing", "nobody", "without", "hardly", "neither", "nor"})
TURNING = frozenset({"but", "however", "although", "though", "yet", "except", "despite"})
FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})


@functools.cache
def attitudes() -> dict[str, frozenset[str]]:
    """The forms of favourable and unfavourable words."""
    return {line["attitude"]: forms(line["lemmas"].split()) for line in srsly.read_jsonl(resource("opinion.jsonl"))}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sentence shows whatever it is asked about.

    Where words of each attitude stand (tokens of its doc), counts, and whether it ends as a question.
    """

    places: dict[str, list[int]]
    counts: dict[str, float]
    asks: bool


def shown(sentence: Span) -> Shown:
    """Look a sentence over once: denials, turns and the first person are counted."""
    words = columns(sentence.doc).lower[sentence.start : sentence.end]
    places = {
        name: [sentence.start + i for i, word in enumerate(words) if word in known]
        for name, known in sorted(attitudes().items())
    }
    kinds = {"denied": DENYING, "turned": TURNING, "first person": FIRST_PERSON}
    counts = {name: float(sum(word in known for word in words)) for name, known in kinds.items()}
    return Shown(places, counts, text_of(sentence).rstrip(" \"'”’)*_").endswith("?"))


def opinion(found: Shown, start: int, end: int) -> dict[str, float]:
    """What a sentence shows of an attitude to the words ``start`` to ``end`` (tokens of its doc, -1 where it has none).

    Of both attitudes: how many words, and how near (the sum of 1 / distance in words); then the counts of the sentence.
    """
    out: dict[str, float] = {}
    for name, places in found.places.items():
        at = [i for i in places if not start <= i < end]
        out[name] = float(len(at))
        out[f"{name} near"] = sum(1.0 / max(start - i, i - end + 1) for i in at) if start >= 0 else 0.0
    return out | found.counts
