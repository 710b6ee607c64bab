"""How a pattern is written: a relation as a path from its subject to its object through the words of a sentence.

    subject <nsubj @make >obj object

Words and arcs alternate. A word is ``subject`` or ``object`` (a mention, perhaps of the types after a colon:
``object:Tool|Work``), ``*`` (any), or some words in all their forms (``work|research``), whole lists of them among
these (``@make``); ``=founded`` is that form alone. A path that does not begin with ``subject`` has the speaker, unsaid,
as its subject.

``<label`` goes to a word's head, ``>label`` to a dependent; alternatives are joined by ``|``, ``(in|at)`` are the
prepositions of which one must mark the lower word, ``prep`` is any prepositional tie, and ``>>prep(at)`` finds it
further down in the same phrases.

In brackets after a word stand conditions: ``[>label:word]`` a dependent, ``[=VBD]`` a tag, ``[@list]`` a form of a
list; ``[!...]`` the contrary.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.nlp.clauses import NO_WORDS, Arc
from kg.nlp.inflection import forms
from kg.types import KgError, Polarity
from kg.vocabulary import allowed, types

PREP = frozenset({"obl", "nmod", "obl:agent", "obl:unmarked", "nmod:unmarked"})
# Arcs within a phrase, which ``>>`` may go down.
PHRASE = PREP | {"obj", "csubj", "compound", "appos", "iobj", "xcomp", "flat", "nmod:poss"}
# Labels of words that no preposition marks.
BARE = frozenset({"obj", "iobj", "nsubj", "nsubj:pass", "compound"})
STEP = re.compile(r"(>>|[<>])([\w:|*]+)(?:\(([^)]*)\))?$")
CONDITION = re.compile(r"(>\w+(?::(?:pass|poss|agent|prt|relcl|preconj))?)(?::(.+))?$")
WORD = re.compile(r"([^\[\]]+)((?:\[[^\]]*\])*)$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a pattern; ``role`` is subject, object or empty; without forms it may be any word.

    ``conditions`` are (wanted or not, kind, words): kind is ">label", "=" for tags or "@" for lemmas.
    """

    role: str
    forms: frozenset[str]
    types: frozenset[str]
    conditions: tuple[tuple[bool, str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One arc of a pattern: its direction, labels (none for any) and prepositions."""

    arrow: str
    labels: frozenset[str]
    marks: frozenset[str]

    def fits(self, arc: Arc) -> bool:
        """Whether an arc of a sentence is such a step."""
        if self.labels and arc.label not in self.labels:
            return False
        return not self.marks or arc.label in BARE or not self.marks.isdisjoint(arc.words)

    def opens(self) -> frozenset[str]:
        """The arcs of which one must be at a word for the step to lead on from it, as "<label" and ">label"; none for any."""
        if not self.labels:
            return NO_WORDS
        deeper = PHRASE if self.arrow == ">>" else NO_WORDS
        return frozenset(self.arrow[0] + label for label in self.labels | deeper)

    def turned(self) -> Step:
        """The same step in the other direction."""
        return Step({">": "<", "<": ">", ">>": "<<"}[self.arrow], self.labels, self.marks)


# A step and the word that it must lead to.
Link = tuple[Step, Word]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; ``anchor`` is the word from which it is tried; ``polarity`` is set where the pattern decides it.

    ``before`` and ``after`` lead from the anchor to both ends, beginning with arcs of ``openings`` (see ``Step.opens``);
    ``pairs`` are the types of subject and object that it can join, the first empty where the subject is unsaid.
    """

    id: str
    predicate: str
    words: tuple[Word, ...]
    before: tuple[Link, ...]
    after: tuple[Link, ...]
    openings: tuple[frozenset[str], ...]
    anchor: int
    confidence: float
    polarity: Polarity | None
    pairs: frozenset[tuple[str, str]]

    def opens(self, arcs: frozenset[str]) -> bool:
        """Whether its first steps both ways lead on from an anchor with these arcs, as far as labels tell."""
        return not any([arcs.isdisjoint(opening) for opening in self.openings])


def compiled(line: Mapping[str, Any], lists: Mapping[str, str]) -> Pattern:
    """Compile one line of the file; raises KgError with the pattern's id where its path cannot be read."""
    parts = line["path"].split()
    try:
        words = tuple(word(p, lists) for p in parts[::2])
        steps = tuple(step(p) for p in parts[1::2])
    except (ValueError, KeyError) as error:
        raise KgError(f"ontology/relations.jsonl: pattern {line['id']}: cannot read {error}") from error
    if len(words) != len(steps) + 1 or words[-1].role != "object":
        raise KgError(
            f"ontology/relations.jsonl: pattern {line['id']}: words and steps must alternate up to the object"
        )
    anchor = next((i for i, w in enumerate(words) if w.forms), 0)
    before = tuple((s.turned(), w) for s, w in zip(steps[:anchor], words[:anchor], strict=True))[::-1]
    after = tuple(zip(steps[anchor:], words[anchor + 1 :], strict=True))
    openings = tuple(arcs for links in (before, after) if links and (arcs := links[0][0].opens()))
    predicate, confidence = line["predicate"], line["confidence"]
    pairs = joined(words[0], predicate, words[-1])
    return Pattern(
        line["id"], predicate, words, before, after, openings, anchor, confidence, line.get("polarity"), pairs
    )


def joined(first: Word, predicate: str, last: Word) -> frozenset[tuple[str, str]]:
    """The types of subject and object that a pattern can join; the first is empty where the subject is unsaid."""
    subjects = first.types or types() if first.role else {"Person"}
    return frozenset(
        (s if first.role else "", o) for s in subjects for o in last.types or types() if allowed(s, predicate, o)
    )


def word(text: str, lists: Mapping[str, str]) -> Word:
    """Compile one word of a path."""
    found = WORD.match(text)
    if not found:
        raise ValueError(text)
    conditions = tuple(condition(c, lists) for c in re.findall(r"\[([^\]]+)\]", found[2]))
    role, _, kinds = found[1].partition(":")
    if role in ("subject", "object"):
        return Word(role, NO_WORDS, frozenset(kinds.split("|")) if kinds else NO_WORDS, conditions)
    return Word("", listed(found[1], lists), NO_WORDS, conditions)


def condition(text: str, lists: Mapping[str, str]) -> tuple[bool, str, frozenset[str]]:
    """Compile what stands in brackets: whether it is wanted, its kind, and the tags or lemmas."""
    wanted, text = not text.startswith("!"), text.removeprefix("!")
    if text.startswith("="):
        return wanted, "=", frozenset(text[1:].split("|"))
    if text.startswith("@"):
        return wanted, "@", listed(text, lists)
    found = CONDITION.match(text)
    if not found:
        raise ValueError(text)
    return wanted, found[1], listed(found[2] or "*", lists)


def listed(text: str, lists: Mapping[str, str]) -> frozenset[str]:
    """All forms of the words of "a|@list"; none for "*"."""
    if text in ("", "*"):
        return NO_WORDS
    parts = (x for part in text.split("|") for x in (lists[part[1:]].split() if part.startswith("@") else [part]))
    return forms(parts)


@functools.cache
def step(text: str) -> Step:
    """Compile one arc of a path."""
    found = STEP.match(text)
    if not found:
        raise ValueError(text)
    labels: set[str] = set()
    for label in found[2].split("|"):
        labels |= PREP if label == "prep" else {label} if label != "*" else set()
    return Step(found[1], frozenset(labels), frozenset(found[3].split("|")) if found[3] else NO_WORDS)
