"""The user's corrections: recorded in a file that is the user's own, and replayed on every build.

``records`` reads and writes the file, ``replay`` applies it to a graph, ``actions`` are the single steps, ``commands``
record a correction, ``suspects`` and ``review`` find and ask what is worth correcting.
"""

from __future__ import annotations

from kg.curation.commands import add, drop, keep, merge, reject, rename, retype, same_as, split, undo
from kg.curation.records import Correction, default, read
from kg.curation.replay import Stale, apply
from kg.curation.review import Doubt, doubtful, review
from kg.curation.suspects import Suspect, suspects

__all__ = [
    "Correction", "Doubt", "Stale", "Suspect", "add", "apply", "default", "doubtful", "drop", "keep", "merge", "read",
    "reject", "rename", "retype", "review", "same_as", "split", "suspects", "undo",
]  # fmt: skip
