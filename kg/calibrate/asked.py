"""What the relation head is asked about at work, with the answers of a key: the pairs of mentions as they are found.

Of a key's own mentions the head learns what relations look like. Here it learns what it will meet: names of the wrong
type, pronouns and what they refer to, phrases that nobody would list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.calibrate.facts import Stated, meant, names, quoted_in, statements
from kg.nlp.classifier import Classifier
from kg.nlp.places import Question
from kg.nlp.reading import Reading
from kg.nlp.train.posed import NO, OPEN, YES, Posed, windowed
from kg.nlp.voting import Poll, by_block, outside_titles, titled

Array = NDArray[Any]


def posed(reading: Reading, key: dict[str, Any], head: Classifier) -> Iterator[Posed]:
    """All windows of a document that has pairs to judge, answered by its key."""
    said, known = statements(reading.document.text, key), names(key)
    found = by_block(reading)
    for block, doc in enumerate(reading.docs):
        poll = Poll(reading, block, found[block], 0)
        questions = list(poll.ask())
        titles = titled(poll.here)
        for (number, pairs), question in zip(poll.pairs.items(), questions, strict=True):
            kept = [n for n, (s, o) in enumerate(pairs) if outside_titles(titles, s, o)]
            if not kept:
                continue
            span = doc[poll.starts[max(0, number - 1)] : poll.sentences[number].end]
            place = reading.evidence(block, span)
            ends = [tuple(known.get(meant(reading, block, x), "") for x in pairs[n]) for n in kept]
            stated = [said.get((s, o), []) if s and o else [] for s, o in ends]
            holds, negated = answers(stated, (place.start, place.end), head.predicates)
            asked = Question(question.window, [question.pairs[n] for n in kept])
            yield windowed(doc.tensor, asked, head, holds, negated)


def answers(
    stated: Sequence[Sequence[Stated]], place: tuple[int, int], predicates: Sequence[str]
) -> tuple[Array, Array]:
    """What holds of each pair in a place of the text, by what the key states of it; see ``Posed``."""
    holds = np.zeros((len(stated), len(predicates)), dtype=np.int8)
    negated = np.full(len(stated), -1, dtype=np.int8)
    for row, of_pair in enumerate(stated):
        for one in of_pair:
            predicate, _, _, denied, wanted = one
            column = predicates.index(predicate)
            if wanted and quoted_in(one, *place):
                holds[row, column], negated[row] = YES, denied
            elif holds[row, column] == NO:
                holds[row, column] = OPEN
    return holds, negated
