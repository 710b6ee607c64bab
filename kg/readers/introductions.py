"""Who the title, the byline and the introduction say takes part, and when."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from kg.readers.names import fold, full_names, is_name, plain_name
from kg.readers.phrases import NAME, NAME_WORD, introductions, words

HEAD = 8_000
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|{MONTH}[ \n]{DAY},?[ \n](?:19|20)\d{{2}}"
    rf"|{DAY}[ \n](?:of )?{MONTH},?[ \n](?:19|20)\d{{2}}|{MONTH},?[ \n](?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
DATED = re.compile(
    r"\b(?:recorded|published|posted|updated|first aired|interview (?:of|from)|date)\b"
    r"(?: (?:as [^.\n]{1,60}?))?(?: live)?(?: on)?:?[ \n]{1,2}(?:\w{3,9}day,? )?",
    re.IGNORECASE,
)
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
    """The names that a document gives for those who take part, in the order of trust, and its key of initials."""

    hosts: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def everyone(self) -> list[str]:
        """Return all the names, hosts first, each once."""
        return list(dict.fromkeys([*self.hosts, *self.guests, *self.authors, *self.keys.values()]))


def introduced(title: str, head: str) -> Introduced:
    """Find the host, the guests and the author in a title and the first paragraphs of a text."""
    found = Introduced()
    askers: list[str] = []
    for piece in (title, head[:HEAD]):
        for role, into in (("host", found.hosts), ("asker", askers), ("guest", found.guests)):
            hits = [(hit.start(), hit["name"]) for pattern in introductions(role) for hit in pattern.finditer(piece)]
            into += [name for _, raw in sorted(hits) if (name := trimmed(raw))]
        found.authors += [name for hit in BYLINE.finditer(piece) if (name := trimmed(hit["name"]))]
    for pattern in (KEY_AFTER, KEY):
        for hit in pattern.finditer(head[:HEAD]):
            name = trimmed(hit["name"])
            if name and _fits(hit["short"], name):
                found.keys.setdefault(hit["short"], name)
    found.authors = list(dict.fromkeys(found.authors))
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


def trimmed(raw: str) -> str | None:
    """Return a name found by a pattern without the words that follow it in a title; None where it is none."""
    parts = plain_name(raw).split()
    kept: list[str] = []
    for part in parts:
        if fold(part) in words("not_surnames") or (part.isupper() and len(part) > 3):
            break
        kept.append(part)
        if part.endswith((".", ",", "'s", "’s")) and len(part) > 2:
            break
    name = plain_name(" ".join(kept))
    return name if len(set(name.split())) > 1 else None


def _known(name: str, others: list[str]) -> bool:
    return any(fold(name) == fold(other) for other in others)


def _fits(short: str, name: str) -> bool:
    firsts = "".join(part[0] for part in re.split(r"[\s-]+", fold(name)) if part)
    return firsts.startswith(short.casefold()) or (firsts[0] + firsts[-1]) == short.casefold()


def find_date(stated: str | None, head: str, name: str) -> str | None:
    """Return a document's date in ISO 8601: stated in its fields, near its top, or at the head of its file name."""
    if stated:
        return iso_date(stated)
    for line in [line for line in head[:3000].splitlines() if line.strip()][:15]:
        found = DATE.search(line[:200])
        if found and len(line) - len(found[0]) < 60 and not line.rstrip().endswith((".", "?", "!")):
            return iso_date(found[0])
    for cue in DATED.finditer(head[:HEAD]):
        found = DATE.match(head, cue.end()) or DATE.search(head, cue.end(), cue.end() + 60)
        if found:
            return iso_date(found[0])
    found = re.match(r"(?:19|20)\d{2}-\d{2}-\d{2}(?=\D|$)", name)
    return iso_date(found[0]) if found else None


def iso_date(phrase: str) -> str | None:
    """Return a date phrase in ISO 8601, as precise as it is; None where it is no date.

    >>> iso_date("July 2, 2018"), iso_date("March 2015"), iso_date("2019")
    ('2018-07-02', '2015-03', '2019')
    """
    phrase = " ".join(phrase.split())
    if match := re.match(r"(\d{4})(-\d{2})?(-\d{2})?(?=$|[T ])", phrase):
        try:
            datetime.date(int(match[1]), int((match[2] or "-01")[1:]), int((match[3] or "-01")[1:]))
        except ValueError:
            return None
        return match[0]
    import dateparser

    wanted = {"RELATIVE_BASE": datetime.datetime(2000, 1, 1), "REQUIRE_PARTS": ["year", "month"]}
    parsed = dateparser.parse(phrase[:60], languages=["en"], settings=wanted)
    if parsed is None:
        return None
    has_day = re.search(r"(?<!\d)\d{1,2}(?!\d)", phrase)
    return str(parsed.strftime("%Y-%m-%d" if has_day else "%Y-%m"))
