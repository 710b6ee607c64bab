"""What the trees of denial learn from: votes in sentences with a word of denial, and whether the key has them denied there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.calibrate.documents import Judged
from kg.calibrate.facts import Stated, meant, names, quoted_in, statements
from kg.calibrate.trees import Rows
from kg.nlp.denial import deniable, described, settled, unlifted
from kg.nlp.survey import Vote

Array = NDArray[Any]


def denial_rows(documents: Sequence[Judged]) -> Rows:
    """Each vote in a sentence with a word of denial, in order; what the key does not quote there does not count.

    All documents weigh the same: denials are few, and fewest in those that were given.
    """
    rows = Rows([])
    for number, d in enumerate(documents):
        votes = [d.votes[n] for n in deniable(d.votes)]
        if not votes:
            continue
        said, known = statements(d.reading.document.text, d.key), names(d.key)
        rows.names, x = described(d.reading, votes)
        for vote, row in zip(votes, x, strict=True):
            ends = [known.get(meant(d.reading, vote.block, n), "") for n in (vote.subject, vote.object)]
            denied = quoted(d, vote, said.get((ends[0], ends[1]), ()))
            rows.add(row, denied is True, float(denied is not None), number)
    return rows


def quoted(d: Judged, vote: Vote, stated: Sequence[Stated]) -> bool | None:
    """Whether the key has it denied in a vote's sentence; None where it does not quote it there, or quotes it as both."""
    place = d.reading.evidence(vote.block, vote.sentence)
    here = {s[3] for s in stated if s[0] == vote.predicate and quoted_in(s, place.start, place.end)}
    return here.pop() if len(here) == 1 else None


def settle(documents: Sequence[Judged], rows: Rows, chances: Array) -> None:
    """Note in the votes how likely each is denied; ``chances``: one a row."""
    left = unlifted(rows.names, np.stack(rows.x), chances)
    for d in documents:
        open_ = deniable(d.votes)
        d.votes = settled(d.reading, d.votes, open_, left[: len(open_)])
        del left[: len(open_)]
