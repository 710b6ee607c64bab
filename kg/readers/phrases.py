"""The words of ``phrases.toml``, read once, and the patterns made of them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

NAME_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’\-]*"
NAME = (
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? )?"
    rf"(?P<name>{NAME_WORD}(?: (?:[A-Z]\.|de|del|della|der|den|di|da|van|von|bin|la|le|{NAME_WORD})){{1,4}})"
)

BETWEEN = (
    r"(?:,? (?:by (?:e-?mail|letter|phone|post|telephone|video)\b"
    r"|(?!\w+(?:ed|en)\b|(?:built|by|led|made|run|shot)\b)[\w’'-]+)){0,10}?"  # no other verb comes between
)


@cache
def table() -> dict[str, Any]:
    """Return the parsed table."""
    return tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """Return one of the table's word lists."""
    return frozenset(table()[name].split())


@cache
def boilerplate() -> dict[str, re.Pattern[str]]:
    """Return the pattern of each reason for which a line is left out."""
    return {
        reason: re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)
        for reason, lines in table()["boilerplate"].items()
    }


@cache
def introductions(role: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which a text introduces its host or guest; group "name" is the name."""
    return _named(table()["introductions"][role])


@cache
def credit_lines(kind: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a list in the table of credits; group "name" is the name."""
    return _named(table()["credits"][kind])


def _named(lines: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, lines))


def _pattern(line: str) -> re.Pattern[str]:
    """Return the pattern of a line: letters match in any case, but for the name in it."""
    pieces = re.split("(ROLE|BETWEEN|NAME|FIRST)", line)
    roles = "|".join(sorted(credit_words("asking_roles"), key=lambda word: (-len(word), word)))
    said = {
        "NAME": f"(?-i:{NAME})",
        "FIRST": f"(?-i:(?P<name>{NAME_WORD}))",
        "ROLE": rf"(?:our|the|my|your|a|an|its) (?:[\w-]+ ){{0,2}}?(?:{roles})\b",
        "BETWEEN": BETWEEN,
    }
    return re.compile("".join(said.get(piece, piece) for piece in pieces), re.IGNORECASE)


@cache
def credit_words(role: str) -> frozenset[str]:
    """Return the words that stand before a name in the credits for one role."""
    return frozenset(table()["credits"][role].split())


@cache
def sign(kind: str) -> re.Pattern[str]:
    """Return the pattern of one of the credits' signs that hold no name."""
    lines = table()["credits"][kind]
    return re.compile(lines if isinstance(lines, str) else "|".join(lines), re.IGNORECASE)


@cache
def narrator() -> re.Pattern[str]:
    """Return the pattern of a writer who says that he asks the questions."""
    return re.compile("|".join(table()["introductions"]["narrator"]), re.IGNORECASE)
