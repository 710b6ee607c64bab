"""The word classes of ``words.toml``."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

FORMS = {"he": "he him his himself", "she": "she her hers herself"}
PERSONAL = {form: he for he, forms in FORMS.items() for form in forms.split()}
THING = frozenset(["it", "its", "itself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves", "'em"])
REFLEXIVE = frozenset(["himself", "herself", "itself", "themselves"])
POINTING = frozenset(["the", "this", "that"])


@functools.cache
def table() -> dict[str, dict[str, frozenset[str]]]:
    """The word classes by section and line."""
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        raw = tomllib.load(file)
    return {part: {name: frozenset(words.split()) for name, words in lines.items()} for part, lines in raw.items()}


@functools.cache
def types_of(section: str) -> dict[str, frozenset[str]]:
    """The types that a word of a section speaks for, by word."""
    types: dict[str, frozenset[str]] = {}
    for kind, words in table()[section].items():
        for word in words:
            types[word] = types.get(word, frozenset()) | {kind}
    return types


@functools.cache
def gender(noun: str) -> str | None:
    """The pronoun that a noun takes, "he" or "she", where it tells.

    >>> gender("sister"), gender("engineer")
    ('she', None)
    """
    person = table()["person"]
    return "he" if noun in person["male"] else "she" if noun in person["female"] else None


@functools.cache
def sort_of(noun: str) -> str:
    """What a common noun stands for: "person", "group" or "thing".

    >>> sort_of("colleague"), sort_of("startup"), sort_of("compiler")
    ('person', 'group', 'thing')
    """
    if any(noun in words for words in table()["person"].values()):
        return "person"
    return "group" if noun in table()["group"]["any"] else "thing"
