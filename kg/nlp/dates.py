"""Dates that words mean, counted from the day of a document: "three years ago", "last month", "March 3rd, 2015"."""

from __future__ import annotations

import datetime
import functools
import re

MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = "|".join([*MONTH_NAMES, *(f"{m[:3]}\\.?" for m in MONTH_NAMES if m != "may"), "sept\\.?"])
NUMBERS = dict.fromkeys(["a", "an", "one"], 1) | {
    word: n for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
AGO = re.compile(rf"({'|'.join(NUMBERS)}|[1-9]\d?) (day|week|month|year|decade)s? ago")
SIDES = {"last": -1, "this": 0, "next": 1}
BESIDE = re.compile(r"(last|this|next) (year|month|week)")
CALENDAR = re.compile(rf"({'|'.join(MONTH_NAMES)}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", re.I)
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12, "decade": 120}


def month(name: str) -> int:
    """The number of a month by its name or its first three letters."""
    return next(n for n, full in enumerate(MONTH_NAMES, 1) if full.startswith(name.lower()[:3]))


@functools.lru_cache(maxsize=4096)
def counted(words: str, date: str | None) -> str | None:
    """The date that words mean, counted from ``date``, as precise as they are; None where that is not known."""
    relative = not words[-4:].isdigit()
    if relative and (date is None or re.search(r"couple|few|several|some|many|half", words)):
        return None
    base = datetime.datetime.fromisoformat((date or "2000") + "-07-02"[3 * ((date or "2000").count("-")) :])
    named = re.fullmatch(rf"last ({MONTH})", words, re.I)
    if named:
        number = month(named[1])
        return f"{base.year - (number >= base.month)}-{number:02d}"
    found = plain(words, base) or parsed(words, base)
    if found is None:
        return None
    if re.search(r"year|decade", words):
        return f"{found:%Y}"
    if relative and "month" in words:
        return f"{found:%Y-%m}" if date and date.count("-") else None
    return f"{found:%Y-%m-%d}" if not relative or (date and date.count("-") == 2) else None


def plain(words: str, base: datetime.datetime) -> datetime.datetime | None:
    """The date where the words are of the plain kind that most are, reckoned as ``parsed`` does; None for all others."""
    if words == "yesterday":
        return moved(base, -1, "day")
    if ago := AGO.fullmatch(words):
        return moved(base, -(NUMBERS.get(ago[1]) or int(ago[1])), ago[2])
    if beside := BESIDE.fullmatch(words):
        return moved(base, SIDES[beside[1]], beside[2])
    if (day := CALENDAR.fullmatch(words)) and 0 < int(day[2]) < 29:
        return datetime.datetime(int(day[3]), month(day[1]), int(day[2]))
    return None


def moved(base: datetime.datetime, count: int, unit: str) -> datetime.datetime:
    """The day so many units later, in months or more the first of its month."""
    if unit in DAYS:
        return base + datetime.timedelta(days=count * DAYS[unit])
    year, number = divmod(12 * base.year + base.month - 1 + count * MONTHS[unit], 12)
    return datetime.datetime(year, number + 1, 1)


def parsed(words: str, base: datetime.datetime) -> datetime.datetime | None:
    """The date by dateparser, which knows very many ways to say one."""
    # Slow to import, and few documents have need of it.
    import dateparser

    settings: dict[str, object] = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
    found: datetime.datetime | None = dateparser.parse(words, languages=["en"], settings=settings)
    return found
