"""Lines of N-Triples and N-Quads in order, however many: sorted piece by piece, then merged from files."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

PIECE = 100_000  # lines that are in memory at once


def sorted_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Give the lines of all pieces, each a text of whole lines, sorted; the sorted pieces wait in temporary files."""
    with ExitStack() as stack:
        waiting = []
        for piece in pieces:
            lines = sorted(f"{line}\n" for line in piece.split("\n") if line)
            file = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
            file.writelines(lines)
            file.seek(0)
            waiting.append(file)
        yield from heapq.merge(*waiting)
