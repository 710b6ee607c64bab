"""What a query may not do here: change the graph, reach another place, or nest beyond measure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kg.types import UsageError

MOST_NESTED: Final = 100

_BLANK: Final = r"(?:\s|#[^\n\r]*[\n\r])*"
_NAME: Final = r"(?:<[^<>]*>|[?$]\w+|[^\s{}<>]*:[^\s{}<>]*)"
# These look at the raw text on purpose. A tokeniser that read "<" as an IRI where the parser reads "less than" could be
# led to take a clause for a string; a clause of SERVICE or FROM can be written in no way that these do not match.
_SERVICE: Final = re.compile(rf"SERVICE{_BLANK}(?:SILENT{_BLANK})?{_NAME}{_BLANK}\{{", re.IGNORECASE)
_FROM: Final = re.compile(rf"(?<![?$])FROM{_BLANK}(?:NAMED{_BLANK})?(?:<[^<>]*>|[\w.-]*:[\w.-]*)", re.IGNORECASE)
_CODE_POINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROLOGUE: Final = re.compile(
    rf"{_BLANK}(?:(?:PREFIX{_BLANK}[^\s:]*{_BLANK}:|BASE){_BLANK}<[^<>]*>{_BLANK})*", re.IGNORECASE
)
_UPDATE: Final = re.compile(r"(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)


@lru_cache(maxsize=256)
def check(text: str) -> None:
    """Raise UsageError, with the cure, where a query would update, federate, name other sources or nest too deep."""
    # SPARQL replaces \u escapes before it reads anything else, so they could spell a word that is not seen here
    text = _CODE_POINT.sub(_character, text)
    beginning = _PROLOGUE.match(text)
    if found := _UPDATE.match(text, beginning.end() if beginning else 0):
        word = found.group().upper()
        raise UsageError(f"{word} would change the graph, which is read-only here: ask SELECT, ASK or CONSTRUCT")
    if _SERVICE.search(text):
        raise UsageError("SERVICE would ask another endpoint, which is off here: take the clause out")
    if _FROM.search(text):
        raise UsageError("FROM would name another source; here is one graph only: take the clause out")
    if _nesting(text) > MOST_NESTED:
        raise UsageError(f"the query nests brackets more than {MOST_NESTED} deep: make it simpler")


def _nesting(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "})]":
            depth -= 1
    return deepest


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code < 0x110000 else match.group()
