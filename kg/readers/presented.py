"""Whom a title and an introduction present: who answers where no label, credit or greeting names the guest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.readers.names import FULL_NAME, fold, kin, person
from kg.readers.phrases import (
    NAME_WORD,
    credit_lines,
    introductions,
    sign,
    table,
    words,
)

HEAD = 6_000
NEAR = 220
MOST_COUNTED = 3
SURE, AHEAD = 3.0, 1.0
SENTENCE = re.compile(r"(?<=[.!?…]) ")
ITS = re.compile(r"\b(?:it|its|it's|it’s)\b", re.IGNORECASE)
VOCATIVE = re.compile(
    rf"(?:^|[\n.!?…] ?|\b(?i:hi|hello|hey|thanks|thank you|well|so|welcome|now),? ?)(?P<first>{NAME_WORD})(?: {NAME_WORD})?[,!]"
    rf"|, (?P<last>{NAME_WORD})(?: {NAME_WORD})?[?.!]"
)
FULL = rf"{NAME_WORD}(?: (?:[A-Z]\.|de|del|van|von|der|bin|{NAME_WORD})){{1,3}}"
SELF = re.compile(
    rf"\b(?i:i'm|i’m|i am|my name is|my name's|my name’s) (?:{NAME_WORD}, )?(?P<name>{FULL})"
    rf"|\b[Tt]his is (?P<here>{FULL})(?=,? (?:and|here|speaking|with|your)\b)"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands before the first answer: title, the lines below it, the introduction, and what the host says."""

    title: str
    lines: list[str]
    opening: list[str]
    asked: list[str]


def presented(stage: Stage, known: list[str], others: list[str], doubted: list[str]) -> str | None:
    """Return who is presented, or None where nobody or more than one person is.

    ``known`` are those whom a pattern already took for the guest, ``others`` those who do something else,
    ``doubted`` those who may ask as well as answer.
    """
    text = "\n".join(stage.opening)[:HEAD]
    called = addressed(stage.asked)
    subjects = _subjects("subject", [stage.title, *stage.lines])
    met = [*known, *_subjects("met", stage.opening), *_met_by(stage.opening, others)]
    named = [name for hit in FULL_NAME.finditer(text) if (name := person(hit[0]))]
    cited = [hit["name"] for pattern in credit_lines("cited") for hit in pattern.finditer(text)]
    scores: dict[str, float] = {}
    for name in dict.fromkeys([*named, *subjects, *met]):
        taken = any(kin(name, other) for other in others) or not _small(name, text)
        if taken or " " not in name or not _is_person(name, text, called, met, subjects):
            continue
        first = name in named and all(score < 0 for score in scores.values())
        made = _score(name, text, stage, called)
        made -= 3.0 * (name in doubted and name not in known) + 3.0 * any(name in c and kin(c, name) for c in cited)
        scores[name] = made + 2.0 * (name in met) + 1.0 * (name in subjects) + 1.0 * first
    best = sorted(scores, key=lambda name: (-scores[name], name))
    if not best or scores[best[0]] < SURE:
        return None
    rivals = [scores[name] for name in best[1:] if not kin(name, best[0])]
    return best[0] if not rivals or scores[best[0]] - rivals[0] >= AHEAD else None


def addressed(lines: list[str]) -> set[str]:
    """Return the (folded) names by which somebody is spoken to."""
    found = (hit["first"] or hit["last"] for line in lines for hit in VOCATIVE.finditer(line))
    return {fold(name) for name in found} - words("not_surnames") - words("greetings") - words("not_openers")


def introduces_himself(words_said: str) -> str | None:
    """Return the full name that somebody gives of himself."""
    for hit in SELF.finditer(words_said):
        if name := person(hit["name"] or hit["here"]):
            return name
    return None


def _subjects(kind: str, lines: list[str]) -> list[str]:
    """Return whom lines may be about, by one list of patterns."""
    hits = (hit for line in lines for pattern in introductions(kind) for hit in pattern.finditer(line))
    return [name for hit in hits if (name := person(hit["name"]))]


def _met_by(lines: list[str], others: list[str]) -> list[str]:
    """Return whom a sentence says "he" or "she" met, where the sentence before names one of ``others``."""
    made: list[str] = []
    for line in lines:
        for hit in (hit for pattern in introductions("met_by") for hit in pattern.finditer(line)):
            before = SENTENCE.split(line[: hit.start()])[-2:]
            if (name := person(hit["name"])) and any(other in words for other in others for words in before):
                made.append(name)
    return made


def _score(name: str, text: str, stage: Stage, called: set[str]) -> float:
    """Return how much speaks for a name: title, place, what is said next, mentions, greetings."""
    verbs = table()["credits"]["presents"]
    made = 3.0 * any(name in line for line in (stage.title, *stage.lines))
    made += 1.0 * any(line.startswith((name, f"Dr. {name}", f"Dr {name}")) for line in text.splitlines())
    made += 1.0 * bool(re.search(rf"{re.escape(name)}(?:,[^,.\n]{{1,90}},)? (?:{verbs})\b", text))
    made += 0.5 * min(MOST_COUNTED, sum(1 for _ in _forms(name).finditer(text)))
    return made + 3.0 * bool({fold(name).split()[0], fold(name).split()[-1]} & called)


def _forms(name: str) -> re.Pattern[str]:
    parts = name.split()
    return re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(parts[0])}|{re.escape(parts[-1])})(?![\w-])")


def _is_person(name: str, text: str, called: set[str], met: list[str], subjects: list[str]) -> bool:
    """Tell whether the text treats a name as a man's or woman's: with a pronoun, a greeting, or as a title's subject."""
    if name in met or {fold(name).split()[0], fold(name).split()[-1]} & called:
        return True
    if name in subjects and sign("personal").match(text):  # "He bakes ..." under a title that names him
        return True
    after = [text[hit.end() : hit.end() + NEAR] for hit in _forms(name).finditer(text)]
    if name in subjects and after and not any(ITS.search(words_after) for words_after in after):
        return True
    return any(sign("personal").search(words_after) for words_after in after)


def _small(name: str, text: str) -> bool:
    """Tell a name from words in title case: none of its words stands in small letters too."""
    parts = [part.lower() for part in name.split() if fold(part) not in words("particles") and len(part) > 2]
    return not any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) for part in parts)
