"""Marks inside a line: emphasis, links, code, tags. They lie outside the spans."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""
    (?P<escape>\\(?=[\\`*_{}\[\]()\#+.!<>~|-]))
  | (?P<image>!\[[^\[\]\n]{0,400}\]
        \([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?(?:[ ]"[^"\n]{0,300}")?\)(?:\{:?[^{}\n]{0,200}\})?)
  | (?P<close>\]
        (?:\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?(?:[ ]"[^"\n]{0,300}")?\)
          |\[[^\[\]\n]{0,80}\])(?:\{:?[^{}\n]{0,200}\})?)
  | (?P<note>\[\^[^\[\]\s]{1,40}\])
  | (?P<open>\[)
  | (?P<shut>\])
  | (?P<liquid>\{[%{][^{}\n]{0,400}[%}]\}|\{:[^{}\n]{1,200}\})
  | (?P<comment><!--[^<>]{0,2000}-->)
  | (?P<auto><(?=(?:https?://|mailto:)[^<>\s]{1,2000}>))
  | (?P<tag></?[a-zA-Z][a-zA-Z0-9.]{0,15}(?:[ ][^<>\n]{0,400})?/?>)
  | (?P<code>`{1,3})
  | (?P<star>\*{1,3})
  | (?P<line>_{1,3})
  | (?P<strike>~~)
    """,
    re.VERBOSE,
)


SPECIAL = re.compile(r"[\\!\[\]{<`*_~]")


def marks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges of ``text[start:end]`` that are marks and not words, in order and disjoint; linear."""
    found: list[tuple[int, int]] = []
    brackets: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    at = start
    while special := SPECIAL.search(text, at, end):
        match = TOKEN.match(text, special.start(), end)
        at = match.end() if match else special.end()
        if not match:
            continue
        kind, here = match.lastgroup, (match.start(), match.end())
        if kind in ("image", "note", "liquid", "comment", "tag", "escape"):
            found.append(here)
            at += kind == "escape"
        elif kind == "auto":
            close = text.index(">", at)
            found += [here, (close, close + 1)]
            at = close + 1
        elif kind == "open":
            brackets.append(here)
        elif kind == "shut":
            brackets[-1:] = []
        elif kind == "close":
            if brackets:
                found += [brackets.pop(), here]
        elif kind == "code":
            close = text.find(match[0], at, min(end, at + 1000))
            if close >= 0:
                found += [here, (close, close + len(match[0]))]
                at = close + len(match[0])
        else:
            _emphasis(text, match[0], here, (start, end), opened, found)
    return sorted(found)


def _emphasis(
    text: str,
    run: str,
    here: tuple[int, int],
    limits: tuple[int, int],
    opened: dict[str, int],
    found: list[tuple[int, int]],
) -> None:
    """Pair a run of stars, underscores or tildes with the one that opened it."""
    before = text[here[0] - 1] if here[0] > limits[0] else " "
    after = text[here[1]] if here[1] < limits[1] else " "
    if run in opened and not before.isspace() and not (run[0] == "_" and after.isalnum()):
        first = opened.pop(run)
        found += [(first, first + len(run)), here]
    elif not after.isspace() and not (run[0] == "_" and before.isalnum()):
        opened[run] = here[0]


def without(start: int, end: int, removed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is left of a range when the removed ranges are taken out."""
    left, at = [], start
    for first, last in removed:
        if last <= at or first >= end:
            continue
        if first > at:
            left.append((at, first))
        at = max(at, last)
    if at < end:
        left.append((at, end))
    return left
