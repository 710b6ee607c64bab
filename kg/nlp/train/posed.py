"""A window of pairs as the relation head is trained on it, with all that stays the same while it learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.nlp.classifier import Classifier, numbered
from kg.nlp.places import Places, Question, gap

Array = NDArray[Any]
YES, NO, OPEN = 1, 0, -1


@dataclass
class Posed:
    """One window as the head is asked about it; the vectors are those of ``doc.tensor``, in float16."""

    words: Array  # words x 480
    sides: Array  # sides x 480: the mean of an argument's words, or of the window's where it has none
    kinds: Array  # sides: the number of the type
    gaps: Array  # gaps x 480: the greatest of each column over the words between two arguments
    subject: Array  # pairs: the row in sides
    object: Array  # pairs: the row in sides
    between: Array  # pairs: the row in gaps
    regions: Array  # pairs x words
    distance: Array  # pairs
    holds: Array  # pairs x predicates: YES, NO, or OPEN where the key says it of another place or does not ask for it
    negated: Array  # pairs: 1 where what holds is denied, 0 where it is affirmed, -1 where nothing holds


def windowed(vectors: Array, question: Question, head: Classifier, holds: Array, negated: Array) -> Posed:
    """A question with all that stays the same while the head learns."""
    window, pairs = question
    sides, ends = numbered(x for pair in pairs for x in pair)
    subject, object_ = np.array(ends).reshape(-1, 2).T
    gaps, between = numbered((min(a.words, b.words), max(a.words, b.words)) for a, b in pairs)
    places = Places([x.words for x in sides], len(vectors))
    return Posed(
        words=vectors[window].astype(np.float16),
        sides=np.stack([vectors[list(x.words) or window].mean(0) for x in sides]).astype(np.float16),
        kinds=np.array([head.number(x) for x in sides]),
        gaps=np.stack([vectors[gap(low, high) if low and high else window].max(0) for low, high in gaps]).astype(
            np.float16
        ),
        subject=subject,
        object=object_,
        between=np.array(between),
        regions=places.regions(subject, object_, np.array(window)).astype(np.int8),
        distance=places.distance(subject, object_),
        holds=holds,
        negated=negated,
    )
