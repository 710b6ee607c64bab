"""Who the title, the byline and the introduction say takes part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.readers.names import fits, fold, full_names, is_name, trimmed
from kg.readers.phrases import NAME, NAME_WORD, introductions, words

HEAD = 8_000
BYLINE = re.compile(
    rf"(?:^|\n)[ \t*_]{{0,4}}(?:(?:written|posted|interview) )?[Bb]y:? {NAME}"
    r"[*_]{0,3}(?=[ \t]*(?:\n|$|[,|·•(—–-]| on ))"
)
KEY = re.compile(rf"(?<![\w.])(?P<short>[A-Z]{{1,3}})[*_]{{0,2}}[ ]?(?:=|–|—|-|:|is|stands for)[ ]?[*_]{{0,2}}{NAME}")
KEY_AFTER = re.compile(rf"{NAME} ?\((?P<short>[A-Z]{{1,3}})\)")

GREETING = re.compile(
    rf"(?:^|[.!?\n,] ?)(?P<names>(?:(?:{NAME_WORD}|and)(?:[,.!]? )){{1,7}})"
    r"[Ww]elcome (?:back )?(?:to (?:the|[Tt]alk|our|this|my)\b|on the show)",
)


@dataclass(slots=True)
class Introduced:
    """The names that a document gives for those who take part, in the order of trust, and its key of labels.

    ``writers`` are those of the bylines, ``own_words`` tells that the questions were taken out of what the guest said,
    ``weak`` that the hosts may as well be the guests.
    """

    hosts: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    writers: list[str] = field(default_factory=list)
    own_words: bool = False
    weak: bool = False

    def everyone(self) -> list[str]:
        """Return all the names, hosts first, each once."""
        return list(dict.fromkeys([*self.hosts, *self.guests, *self.authors, *self.keys.values()]))


def introduced(title: str, head: str) -> Introduced:
    """Find the host, the guests and the author in a title and the first paragraphs of a text."""
    found = Introduced()
    askers: list[str] = []
    for piece in (title, head[:HEAD]):
        for role, into in (
            ("host", found.hosts),
            ("asker", askers),
            ("guest", found.guests),
        ):
            hits = [(hit.start(), hit["name"]) for pattern in introductions(role) for hit in pattern.finditer(piece)]
            into += [name for _, raw in sorted(hits) if (name := trimmed(raw))]
        found.authors += [name for hit in BYLINE.finditer(piece) if (name := trimmed(hit["name"]))]
    for pattern in (KEY_AFTER, KEY):
        for hit in pattern.finditer(head[:HEAD]):
            name = trimmed(hit["name"])
            if name and fits(hit["short"], name):
                found.keys.setdefault(hit["short"], name)
    found.authors = list(dict.fromkeys(found.authors))
    found.weak = not found.hosts
    found.hosts = list(dict.fromkeys(found.hosts or askers))
    if not found.hosts and found.guests:
        found.hosts = [name for name in found.authors if not _known(name, found.guests)]
    found.guests = list(dict.fromkeys(found.guests))
    greeted = _greeted(head)
    if any(" " in name for name in greeted) or not found.guests:
        found.guests = greeted
    found.guests = [name for name in found.guests if not _known(name, found.hosts)]
    return found


def _greeted(head: str) -> list[str]:
    """Return those whom the host welcomes by their first names, by the full names that the introduction gives."""
    hit = GREETING.search(head[:HEAD])
    if not hit:
        return []
    firsts = [
        word
        for word in re.findall(NAME_WORD, hit["names"])
        if fold(word) not in words("not_surnames") | words("greetings")
    ]
    made: list[str] = []
    forms = full_names(head[:HEAD], {fold(first) for first in firsts})
    for first in firsts:
        full = [name for name in forms if fold(name).split()[0] == fold(first) and is_name(name, head)]
        name = min(full, key=lambda name: (-forms[name], -len(name), name)) if full else first
        if not any(first in other.split() for other in made):
            made.append(name)
    return made


def _known(name: str, others: list[str]) -> bool:
    return any(fold(name) == fold(other) for other in others)
