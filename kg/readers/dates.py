"""When a document is from: its date as stated, near its top, or in its file name."""

from __future__ import annotations

import datetime
import re

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
