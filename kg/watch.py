"""Waiting for files to change, by looking at them every second: that works on every disk and needs no library."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.build import Options, files_of
from kg.types import UsageError

PAUSE = 1.0
# A file -> its time and size.
State = dict[Path, tuple[int, int]]


def changes(paths: Sequence[Path], options: Options, out: Path, pause: float = PAUSE) -> Iterator[State]:
    """Give the state of the files now, and again whenever one came, went or changed and has been at rest for a pause.

    Looks at the documents, the user's lexicons and the corrections. Raises UsageError where a path does not exist at
    the start; one that goes later is waited for.
    """
    seen = state(paths, options, out)
    yield seen
    before = seen
    while True:
        time.sleep(pause)
        try:
            now = state(paths, options, out)
        except UsageError:
            continue  # an editor that saves by renaming; or it comes back later
        if now != seen and now == before:
            seen = now
            yield seen
        before = now


def state(paths: Sequence[Path], options: Options, out: Path) -> State:
    """The time and size of each file that a build depends on."""
    found: State = {}
    for file in (*files_of(paths, out), *options.lexicon, *filter(None, [options.corrections])):
        try:
            status = file.stat()
        except OSError:
            continue
        found[file] = (status.st_mtime_ns, status.st_size)
    return found
