"""Credits: the lines at the head and foot of a piece that name who wrote it, who asks and who answers."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from kg.readers.dates import DATE
from kg.readers.labels import could_name
from kg.readers.names import fits, fold, person
from kg.readers.phrases import NAME, credit_lines, credit_words, sign, table, words

Credit = Literal["host", "guest", "author", "other"]
CREDITS: tuple[Credit, ...] = ("host", "guest", "author", "other")
BEFORE = r"(?:^|[\n.|·•–—;,/(!?”\"’…][ \t]{0,2})"
MORE = re.compile(rf"(?:,| and| &|, and) {NAME}")
HANDLE = r"(?P<handle>@[\w.]{2,40})"
BY = re.compile(
    rf"(?:^|[\n|·•(][ \t]?)[^\w\n]{{0,4}}(?i:by):? (?:{NAME}|{HANDLE})"
    r"(?=[ \t]*(?:$|[\n|,·•(.)–—-])| (?:for|on|at|and|&|with)\b| \d)"
)
AFTER_BY = re.compile(rf"[.!?…][ \t]{{1,2}}By {NAME}(?=[ \t]*(?:$|[\n|·•()–—])|,[^.!?\n]*$)")
DATED_BY = re.compile(
    rf"^[^\w\n]{{0,4}}(?i:posted|published|written)\b[^\n.]{{0,40}}? by:? {NAME}(?=$|[\n|,·•(.–—-]| (?:in|on)\b)"
)
POSTED = re.compile(
    r"\b(?i:posted|published|story|words) by (?P<handle>[a-z][\w.-]{2,30})(?= (?:on|in|at)\b| ?[|,·•(]|$)"
)
VOICE = r"(?i:speaker|voice|participant|person)[ _](?:\d{1,2}|[A-Z])\b"
EXPLAINED = tuple(
    re.compile(line)
    for line in (
        rf"(?P<short>{VOICE})(?: ?[=–—] ?| is (?:the |our |my )?(?:host |guest )?|: ){NAME}",
        rf"{NAME},? ?(?:\(|= ?|is |as |– |— )(?P<short>{VOICE})",
        rf"(?<![\w.])(?P<short>[A-Z]{{2,4}}),? ?\({NAME}",
        rf"(?<![\w.])(?P<short>[A-Z]{{1,4}}) (?:is|for|stands for) (?:(?:our|the|my|your|this) (?:[\w-]+,? ){{1,4}})?{NAME}",
        rf"{NAME} ?\((?P<short>[A-Z]{{1,4}})(?=[,;)])",
        rf"{NAME} ?(?:=|(?:is|as|to) (?:be )?|(?:will be|appears as|goes by|hereafter|is called) )(?P<short>[A-Z]{{1,4}})\b",
    )
)
PART = re.compile(
    r"\W{0,3}(?:\([A-Z]{1,4}\W{1,3})?(?:(?:the|our|your|co)[ -])?(?P<part>host|interviewer|moderator|guest|interviewee)\b",
    re.IGNORECASE,
)
LONGEST_BYLINE = 160
LAST_LINES = 3
SIGNED = re.compile(rf"(?:^|[.!?)…”\"’»][ \t]?)[ \t]?[–—-]{{1,2}} ?{NAME}[.]?$")
OPENING_QUOTE = re.compile(r"[\"“‘«'>]")
MAIL = tuple(
    re.compile(rf"(?:^|\n)[^\w\n]{{0,3}}{way}:[*_]{{0,2}} {NAME}(?=[ \t]*(?:$|[\n<(,]))") for way in ("From", "To")
)


@dataclass(slots=True)
class Credits:
    """The names that stand in credits, by what they did; ``keys`` explains labels, ``others`` took pictures or the like.

    ``writers`` are those who wrote or asked in writing; ``own_words`` tells that the questions were taken out of what
    the guest said, ``lines`` are those that hold a credit.
    """

    hosts: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    writers: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    own_words: bool = False

    def of(self, credit: Credit) -> list[str]:
        """Return the names of one kind of credit."""
        return {"host": self.hosts, "guest": self.guests, "author": self.authors, "other": self.others}[credit]


def credits(head: list[str], foot: list[str]) -> Credits:
    """Read the credits in the paragraphs at the head and foot of a piece, given without their marks."""
    made = Credits()
    for line in [*head, *foot]:
        if _fields(line, made) | _bylines(line, made):
            made.lines.append(line)
        made.own_words = made.own_words or bool(sign("own_words").search(line))
    _mail("\n".join(head), made)
    closing = [*head, *foot[-LAST_LINES:]]
    _asked(closing, "asked", made)
    for line in head:
        _keys(line, made)
    if not (made.hosts or made.authors):
        made.authors += _signed(head) or _dated(head) or _signed(foot) or _bio(foot) or _published(foot, head)
    if not (made.hosts or made.authors):
        _asked(closing, "kept", made)
    made.own_words = made.own_words and bool(made.hosts)
    _once(made)
    return made


@cache
def _field() -> re.Pattern[str]:
    known = "|".join(sorted(frozenset().union(*map(credit_words, CREDITS)), key=lambda word: (-len(word), word)))
    word = rf"(?i:{known})"
    told = rf"(?P<told>(?i:{table()['credits']['told_to']}))"
    return re.compile(
        rf"{BEFORE}[^\w\n]{{0,3}}(?:(?P<fields>{word}(?:(?: and |, | & |/){word}){{0,2}}(?: conducted)?)"
        rf"(?: by:?| ?:| ?[–—|])|{told})[ \t]+(?:{NAME}|{HANDLE})"
    )


def _fields(line: str, made: Credits) -> bool:
    """Take in the names after "Words:", "Interview by" and their like; tell whether there are any."""
    before = sum(len(made.of(credit)) for credit in CREDITS)
    for hit in _field().finditer(line):
        said = re.findall(r"[\w-]+", (hit["fields"] or "").casefold())
        credit = "host" if hit["told"] else next(c for c in CREDITS if credit_words(c) & set(said))
        made.of(credit).extend(_names(line, hit))
        if credit == "host" and not set(said) & words("host_labels") - {"interviewer"}:
            made.writers += _names(line, hit)
    return sum(len(made.of(credit)) for credit in CREDITS) > before


def _bylines(line: str, made: Credits) -> bool:
    before = len(made.authors)
    after = AFTER_BY.finditer(line) if len(line) <= LONGEST_BYLINE else ()
    for hit in (*BY.finditer(line), *DATED_BY.finditer(line), *after):
        made.authors += _names(line, hit)
    for hit in POSTED.finditer(line):
        if hit["handle"] not in words("not_persons"):
            made.authors.append(hit["handle"])
    return len(made.authors) > before


def _asked(lines: list[str], kind: str, made: Credits) -> None:
    """Take in of whom a sentence says that he put the questions; it is another who writes so."""
    for line in lines:
        for pattern in credit_lines(kind):
            for hit in pattern.finditer(line):
                alone = hit["name"] if " " not in hit["name"] and could_name(hit["name"]) else None
                made.hosts += [alone] if alone else _names(line, hit)


def _names(line: str, hit: re.Match[str]) -> list[str]:
    """Return the name of a match and those that go on with "and"."""
    if hit.groupdict().get("handle"):
        return [from_handle(hit["handle"])]
    made = [_cut(hit["name"])]
    more = MORE.match(line, hit.end("name"))
    if (more and " and" in more[0][:5]) or (more and more[0].startswith(" &")):
        made.append(_cut(more["name"]))
    return [name for name in made if name]


def _cut(raw: str) -> str | None:
    """Return a name up to the word with which the next credit begins."""
    kept: list[str] = []
    for word in raw.split():
        if kept and any(fold(word) in credit_words(credit) for credit in CREDITS):
            break
        kept.append(word)
    return None if raw.endswith(("'s", "’s")) else person(" ".join(kept))


def from_handle(handle: str) -> str:
    """Return the name that a handle spells out, or the handle itself.

    >>> from_handle("@nora_van_lind"), from_handle("@nlind")
    ('Nora van Lind', 'nlind')
    """
    parts = [part for part in re.split(r"[_.]", handle.lstrip("@")) if part]
    if len(parts) < 2 or not all(part.isalpha() for part in parts):
        return handle.lstrip("@").rstrip(".")
    return " ".join(part if at and part in words("particles") else part.title() for at, part in enumerate(parts))


def _keys(line: str, made: Credits) -> None:
    """Take in what explains a label, and the part that stands after it ("NL = Nora Lind (host)")."""
    for pattern in EXPLAINED:
        for hit in pattern.finditer(line):
            name, short = person(hit["name"]), " ".join(hit["short"].replace("_", " ").split())
            if not name or not (" " in short or fits(short, name)):
                continue
            made.keys.setdefault(short.casefold() if " " in short else short, name)
            if part := PART.match(line, max(hit.end("name"), hit.end("short"))) or PART.match(line, hit.end("name")):
                (made.hosts if part["part"].casefold() in words("host_labels") else made.guests).append(name)


def _mail(head: str, made: Credits) -> None:
    """Take the first sender as the one who asks, and the first recipient as the one who answers."""
    sender, recipient = (pattern.search(head) for pattern in MAIL)
    if sender and recipient and (asks := person(sender["name"])) and (answers := person(recipient["name"])):
        made.hosts.append(asks)
        made.guests.append(answers)


def _signed(lines: list[str]) -> list[str]:
    """Return who signs one of the paragraphs, but not the source of a quotation."""
    for line in lines:
        hit = None if OPENING_QUOTE.match(line) else SIGNED.search(line)
        if hit and line[: hit.start() + 1].rstrip()[-1:] not in '"”’»' and (name := person(hit["name"])):
            return [name]
    return []


def _dated(head: list[str]) -> list[str]:
    """Return the name in a line of a name, a title and a date, where one part alone could name a person."""
    text = "\n".join(head)
    pairs = [f"{one}\n{two}" for one, two in itertools.pairwise(head[:6]) if re.fullmatch(NAME, one)]
    for line in [*head[:6], *pairs]:
        parts = [part.strip() for part in re.split(r"[|·•\n]| [–—-] ", line)]
        if len(line) > 160 or len(parts) < 2 or not any(DATE.search(part) for part in parts):
            continue
        names = [part for part in parts if re.fullmatch(NAME, part) and person(part) == part and _written(part, text)]
        if len(names) == 1 and fold(names[0].split()[0]) not in words("place_openers"):
            return names
    return []


def _written(name: str, text: str) -> bool:
    """Tell a name from words in title case: none of its words stands in small letters too."""
    return not any(re.search(rf"\b{re.escape(word.lower())}\b", text) for word in name.split())


def _bio(foot: list[str]) -> list[str]:
    """Return of whom the foot of a piece says that he writes."""
    hits = (pattern.match(line) for line in foot for pattern in credit_lines("bio"))
    names = [name for hit in hits if hit and (name := person(hit["name"]))]
    return names[:1]


def _published(foot: list[str], head: list[str]) -> list[str]:
    """Return whose blog or paper the foot of a piece says it stands in; a guest's own is named at the head too."""
    hits = (
        hit for line in foot[-LAST_LINES:] for pattern in credit_lines("published") for hit in pattern.finditer(line)
    )
    names = [name for hit in hits if (name := person(hit["name"]))]
    return [name for name in names if not any(name in line for line in head)][:1]


def _once(made: Credits) -> None:
    """Let nobody be both: who asks did not answer, and who took the pictures only is no author."""
    for credit in CREDITS:
        made.of(credit)[:] = dict.fromkeys(made.of(credit))
    made.writers = list(dict.fromkeys([*made.writers, *made.authors]))
    made.authors = [name for name in made.authors if name not in made.hosts + made.guests]
    made.guests = [name for name in made.guests if name not in made.hosts]
    made.others = [name for name in made.others if name not in made.hosts + made.guests + made.authors]
