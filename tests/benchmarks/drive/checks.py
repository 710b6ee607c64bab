"""What a feature holds the page to, and how words are compared: on one line, without spaces, or as the search folds."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

from test_explorer_reader import Reader
from test_explorer_reading import overlap


class Wrong(AssertionError):
    """The page does not do what it should; the words say what."""


class Absent(Exception):
    """The graph has nothing to show the feature on; the words say what it lacks."""


def check(holds: object, words: str) -> None:
    if not holds:
        raise Wrong(words)


def plain(words: str) -> str:
    return " ".join(words.split())


def bare(words: str) -> str:
    return "".join(words.split())


def fold(words: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFD", words) if not unicodedata.category(c).startswith("M")
    ).lower()


def shown_statements(reader: Reader) -> tuple[int, int]:
    """How many statements the status line says are shown, and how many there are."""
    found = re.search(r"([\d,]+) of ([\d,]+) statements?\b", reader.text("#status"))
    check(found, f"the status line says no number of statements: {reader.text('#status')!r}")
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))  # type: ignore[index]


def check_heading(reader: Reader, words: str) -> None:
    heading = plain(reader.page.text_content("#content h2") or "")
    check(heading == plain(words), f"the page opened is {heading!r}, not {words!r}")


def check_labels(reader: Reader) -> None:
    labels = reader.page.evaluate("explorer.labels()")
    for first, second in combinations(labels, 2):
        check(overlap(first["box"], second["box"]) == 0, f"{first['words']!r} covers {second['words']!r}")
