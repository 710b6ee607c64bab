"""What may say who speaks: a label or time stamp at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.readers.phrases import words

CLOCK = r"[\[(]?(?P<{}>\d{{1,3}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d{{1,3}})?)[\])]?"
NAME = r"(?P<name>[^\W\d_][\w.'’\-]{0,30}(?: [\w.'’&\-]{1,30}){0,5})"
NOTE = r"(?:(?:[ ]?\((?P<note>[^()\n]{1,80})\))|, (?P<firm>[^:\n,.?!]{1,40}))?"
COLON = re.compile(
    rf"[ \t]{{0,12}}(?:[-*•][ ]{{1,3}}(?=[*_]))?(?:{CLOCK.format('before')}[ \t]*[-–|:]?[ \t]{{0,4}})?"
    rf"(?P<open>[*_]{{0,3}}){NAME}[*_]{{0,3}}{NOTE}"
    rf"(?:[ \t]{{1,4}}{CLOCK.format('after')})?[*_]{{0,3}}[ \t]?[:：][*_]{{0,3}}(?=\s|$|[\"“‘'A-Z*_\[])"
)
QUESTION = re.compile(r"[ \t]{0,12}(?P<open>[*_]{0,3})(?P<name>[QA])(?:\d{1,3})?[*_]{0,3}[.)][*_]{0,3}[ \t]+(?=\S)")
VOICE = re.compile(
    rf"[ \t]{{0,12}}(?:{CLOCK.format('before')}[ \t]{{0,4}})?<v(?:\.[\w.]{{1,40}})? (?P<name>[^<>\n]{{1,60}})>"
)
OWN_LINE = re.compile(
    rf"[ \t]{{0,12}}(?P<open>[*_]{{0,3}}){NAME}[*_]{{0,3}}{NOTE}"
    rf"[ \t]{{1,8}}[-–—|]?[ \t]?{CLOCK.format('after')}[*_]{{0,3}}[ \t]*$"
)
BRACKETS = re.compile(
    rf"[ \t]{{0,12}}(?:{CLOCK.format('before')}[ \t]*[-–|:]?[ \t]{{0,4}})?(?P<open>[*_]{{0,3}})"
    rf"(?:\[{NAME}\](?![(\[])|<{NAME.replace('<name>', '<angled>')}>)[*_]{{0,3}}:?[*_]{{0,3}}(?=\s|$)"
)
BOLD = re.compile(
    rf"[ \t]{{0,12}}(?P<open>[*_]{{2,3}}){NAME}[*_]{{2,3}}[ \t]{{1,4}}(?=[\[(])"
    rf"{CLOCK.format('after')}[ \t]{{0,4}}[-–—:]?[ \t]+(?=\S)"
)
DASH = re.compile(rf"[ \t]{{0,12}}(?P<open>[*_]{{0,3}}){NAME}[*_]{{0,3}} (?:—|–|--?) (?=\S)")
STAMP = re.compile(rf"[ \t]{{0,12}}{CLOCK.format('before')}(?:[ \t]*[-–|][ \t]|[ \t]+)(?=\S)")
LONGEST = 48
Style = Literal["colon", "voice", "line", "bold", "question", "brackets", "dash", "alone", "stamp"]
Part = Literal["host", "guest", "unnamed"]

PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("voice", VOICE),
    ("colon", COLON),
    ("line", OWN_LINE),
    ("bold", BOLD),
    ("question", QUESTION),
    ("brackets", BRACKETS),
    ("dash", DASH),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label as it stands at the start of a line: ``end`` is the length of the line that it takes up."""

    name: str
    end: int
    style: Style
    time: str | None = None
    note: str | None = None


def label_of(line: str) -> Label | None:
    """Return what may be a speaker's label at the start of ``line``; its name is "" for a bare time stamp."""
    head = line[:240]
    for style, pattern in PATTERNS:
        found = pattern.match(head)
        if found and (style == "voice" or could_name(_name(found))):
            return _made(found, style)
    found = STAMP.match(head)
    return Label("", found.end(), "stamp", clock(found["before"])) if found else None


def _made(found: re.Match[str], style: Style) -> Label:
    groups = found.groupdict()
    time, note = groups.get("before") or groups.get("after"), groups.get("note") or groups.get("firm")
    if note and re.fullmatch(r"\d{1,3}:\d{2}(?::\d{2})?", note):
        time, note = time or note, None
    return Label(_name(found), found.end(), style, clock(time) if time else None, note)


def _name(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return re.sub(r"\s+", " ", groups.get("angled") or groups["name"]).strip(" *_")


def could_name(name: str) -> bool:
    """Tell whether a label could name a speaker by its shape: capitals, few words, none that labels other things."""
    parts = name.split()
    if name.isupper() and name.isalpha() and len(name) <= 3:
        return True
    if not parts or len(name) > LONGEST or parts[0].casefold().rstrip(".0123456789") in words("not_speakers"):
        return False
    if parts[-1].casefold() in words("not_speakers") - {"q", "a"} and len(parts) > 1:
        return False
    return all(
        part[0].isupper() or part[0].isdigit() or part.casefold() in words("particles") or not part[0].isascii()
        for part in parts
    )


def is_role(name: str) -> Part | None:
    """Tell whether a label says only the part that somebody takes ("Host", "Q", "Speaker 1", "SPEAKER_00")."""
    first = re.split(r"[ _\d]", name.casefold(), maxsplit=1)[0]
    rest = name.casefold()[len(first) :].strip(" _")
    parts: tuple[Part, ...] = ("host", "guest", "unnamed")
    for role in parts:
        if first in words(f"{role}_labels") and (not rest or rest.isdigit() or len(rest) == 1 or rest == "member"):
            return role
    return None


def clock(stamp: str) -> str:
    """Return a time stamp as HH:MM:SS.

    >>> clock("1:02"), clock("01:02:03.500")
    ('00:01:02', '01:02:03')
    """
    parts = [int(part) for part in re.split(r"[.,]", stamp)[0].split(":")]
    hours, minutes, seconds = ([0] * (3 - len(parts)) + parts)[-3:]
    return f"{hours + minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def seconds(time: str | None) -> int:
    """Return a time of the form HH:MM:SS in seconds; 0 for None.

    >>> seconds("01:02:03")
    3723
    """
    hours, minutes, rest = (int(part) for part in (time or "0:0:0").split(":"))
    return hours * 3600 + minutes * 60 + rest
