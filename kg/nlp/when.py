"""When what a sentence states took place, as far as it says so."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from kg.nlp.columns import text_of

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
YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
COUNT = (
    r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|half an?|(?:only )?a (?:couple(?: of)?|few)|several|some|many)"
)
UNIT = r"(?:day|week|month|year|decade)s?"
DECADE = (
    r"(?:the )?(?:(?:19|20)?\d0'?s|(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|noughties))"
)
PART = r"(?:early|mid|late|mid-to-late)[- ]"
SEASON = r"(?:spring|summer|autumn|fall|winter|beginning|start|middle|end|Q[1-4])"
# Each kind of expression, the more telling first: of two that overlap the first counts.
KINDS = {
    "interval": rf"(?:from |between )?({YEAR})(?: ?[-–/] ?| to | until | till | and | through )({YEAR})(?![-\w])",
    "day": rf"((?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})|(?:{MONTH}) \d{{1,2}}(?:st|nd|rd|th)?),? {YEAR})\b",
    "iso": r"\b((?:19|20)\d\d-\d\d-\d\d)\b",
    "months": rf"\b({MONTH}) ?(?:/|or|and|to|-|–) ?({MONTH})(?:,? of|,)? ({YEAR})\b",
    "month": rf"\b({MONTH})(?:,? of|,)? ({YEAR})\b(?!-)",
    "part": rf"\b(?:the )?({PART}(?:the )?(?:{YEAR}\b(?!')|{DECADE}))",
    "season": rf"\b(?:the )?((?:{SEASON}|{PART}{SEASON})(?: of|,)? (?:{YEAR}|{DECADE}))\b",
    "relative": rf"\b({COUNT} {UNIT} ago|(?:last|this|next) (?:year|month|week)|yesterday|last (?:{MONTH}))\b",
    "vague": (
        rf"\b((?:{COUNT} {UNIT}|shortly|soon|long) (?:later|earlier|afterwards|before that|after that)"
        rf"|the (?:following|next|previous|same) (?:year|month|week|summer|winter|spring|autumn|fall)"
        rf"|(?:last|that|this) (?:spring|summer|autumn|fall|winter))\b"
    ),
    "decade": rf"\b({DECADE})(?!\w)",
    "bound": rf"\b((?:since|until|till|before|after) {YEAR})\b(?!-)",
    "year": rf"\b({YEAR})\b(?![-'’]|\s*(?:%|percent|people|lines|users|words|dollars|euros|tokens))",
}
PATTERN = re.compile("|".join(rf"(?P<{name}>{text})" for name, text in KINDS.items()), re.IGNORECASE)
# A bare number is a year only after such a word or mark; else it may be a version, a price or part of a name.
BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|by|during|around|circa|of|year|about|till|until|since|from|and|or|to|for|was|is)|[,(/;:–-]|^)\s*$",
    re.I,
)
CLAUSES = frozenset({"ROOT", "root", "ccomp", "advcl", "acl", "acl:relcl", "conj", "parataxis", "csubj"})


class Time(NamedTuple):
    """A stretch of characters that says when, and what it means."""

    start: int
    end: int
    value: str


def stated_time(sentence: Span, date: str | None) -> str | None:
    """Give the first time that a sentence states.

    ``date`` is that of the document, from which "last year" is counted. Gives ISO 8601 as precise as the words are
    ("2015-03", "2015/2017"), or the phrase where it is vague ("late 2000s", "a few months later"); None without one.
    """
    return next((t.value for t in times(text_of(sentence), date)), None)


def time_of(doc: Doc, start: int, end: int, date: str | None) -> str | None:
    """Give the time at which a statement, ``doc[start:end]``, is said to hold: one in its own clause, the nearest first."""
    statement = doc[start:end]
    sentence = statement.sent
    stated = times(text_of(sentence), date)
    if not stated:
        return None
    here = clause(statement.root)
    near = []
    for t in stated:
        words = doc.char_span(sentence.start_char + t.start, sentence.start_char + t.end, alignment_mode="expand")
        if words is not None and same_clause(here, clause(words.root)):
            near.append((max(start - words.end, words.start - end, 0), words.start, t.value))
    return min(near)[2] if near else None


@functools.lru_cache(maxsize=1024)
def times(text: str, date: str | None) -> tuple[Time, ...]:
    """The expressions of time in a sentence, in order; kept, because a sentence often states several relations."""
    if NEEDED.search(text) and (any(map(str.isdigit, text)) or WORDS.search(text)):
        return tuple(found(text, date))
    return ()


def found(text: str, date: str | None) -> Iterator[Time]:
    """Find the expressions of time in a sentence that may have some."""
    for m in PATTERN.finditer(text):
        kind = m.lastgroup or ""
        # The groups inside a kind follow its own.
        first = PATTERN.groupindex[kind]
        groups = [g for g in m.groups()[first:] if g is not None]
        if kind == "year" and not BEFORE_YEAR.search(text[: m.start()]):
            continue
        yield Time(m.start(), m.end(), normalised(kind, groups, date))


WORDS = re.compile(rf"\b(?:ago|last|this|next|yesterday|later|earlier|following|previous|same|that|{DECADE})\b", re.I)
# Every kind of expression holds one of these; to look for them is much quicker.
NEEDED = re.compile(
    rf"(?:19|20)\d\d|\d0'?s|(?:twen|thir|for|fif|six|seven|eigh|nine)ties|noughties|ago|yesterday|later|earlier|afterwards"
    rf"|(?:before|after) that|last (?:{MONTH})"
    rf"|(?:last|this|next|that|following|previous|same) (?:year|month|week|spring|summer|autumn|fall|winter)",
    re.I,
)


def normalised(kind: str, groups: list[str], date: str | None) -> str:
    """Turn an expression of time into its normal form."""
    if kind == "interval":
        return f"{groups[0]}/{groups[1]}"
    if kind == "month":
        return f"{groups[1]}-{month(groups[0]):02d}"
    if kind == "months":
        return f"{groups[2]}-{month(groups[0]):02d}/{groups[2]}-{month(groups[1]):02d}"
    words = re.sub(r"^the |(?<=[- ])the ", "", groups[0], flags=re.I)
    if kind in ("day", "relative"):
        return counted(words, date) or words
    return words


def month(name: str) -> int:
    """The number of a month by its name or its first three letters."""
    return next(n for n, full in enumerate(MONTH_NAMES, 1) if full.startswith(name.lower()[:3]))


@functools.lru_cache(maxsize=4096)
def counted(words: str, date: str | None) -> str | None:
    """The date that words mean, counted from ``date``, as precise as they are; None where that is not known."""
    relative = not words[-4:].isdigit()
    if relative and (date is None or re.search(r"couple|few|several|some|many|half", words)):
        return None
    # Slow to import, and most documents state few times.
    import dateparser

    base = datetime.datetime.fromisoformat((date or "2000") + "-07-02"[3 * ((date or "2000").count("-")) :])
    named = re.fullmatch(rf"last ({MONTH})", words, re.I)
    if named:
        number = month(named[1])
        return f"{base.year - (number >= base.month)}-{number:02d}"
    found = dateparser.parse(words, languages=["en"], settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"})
    if found is None:
        return None
    if re.search(r"year|decade", words):
        return f"{found:%Y}"
    if relative and "month" in words:
        return f"{found:%Y-%m}" if date and date.count("-") else None
    return f"{found:%Y-%m-%d}" if not relative or (date and date.count("-") == 2) else None


def clause(word: Token) -> Token:
    """The head of the clause in which a word stands."""
    while word.dep_ not in CLAUSES and word.head.i != word.i:
        word = word.head
    # "In 2015 I started to write it": what is started is at the same time.
    if word.dep_ == "conj" and not word.tag_.startswith(("VB", "MD")) and word.head.i != word.i:
        return clause(word.head)
    return word


def same_clause(statement: Token, time: Token) -> bool:
    """Whether a time in the clause of ``time`` holds for one of ``statement``: the same, or one with the same subject."""
    if statement.i == time.i:
        return True
    # A participle or infinitive shares the time of the verb that it depends on.
    if statement.head.i == time.i and statement.dep_ in ("advcl", "acl") and statement.tag_ in ("VBG", "VB", "VBN"):
        return True
    return (
        statement.dep_ == "conj"
        and statement.head.i == time.i
        and not any(c.dep_.startswith("nsubj") for c in statement.children)
    )
