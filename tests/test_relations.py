"""What is read as stated, and what is not: labelled sentences with their mentions given, predicate by predicate.

``cases/relations.jsonl`` holds one sentence a line, with mentions marked as in corpus/annotations; "S" is the speaker,
"A" the one addressed. The patterns are held to each line by themselves; ``needs: vote`` marks what they miss and the
vote of patterns and classifier, as weighed, has to find.
"""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import srsly
from marked_text import read, vote

from kg.nlp import reading as readings
from kg.nlp.matching import Sentences
from kg.nlp.patterns import Patterns
from kg.nlp.stance import Stance
from kg.nlp.voting import titled
from kg.nlp.weighing import weigh
from kg.types import Evidence, Mention
from kg.vocabulary import predicates

CASES = Path(__file__).parent / "cases" / "relations.jsonl"
LINES: list[dict[str, Any]] = list(srsly.read_jsonl(CASES))
NEED_VOTE = {line["text"] for line in LINES if line.get("needs") == "vote"}
Found = set[tuple[str, str, str, str]]


@functools.cache
def finders() -> tuple[Patterns, Stance]:
    return Patterns(), Stance()


def stated(text: str) -> Found:
    """The relations that patterns and stance find in a marked sentence."""
    doc, mentions, names = read(text)
    return {
        (names[p.subject], p.predicate, names[p.object], p.polarity)
        for finder in finders()
        for p in finder.find(Sentences(doc, mentions))
    }


def voted(text: str, threshold: float = 0.3) -> Found:
    """The relations that the vote holds for likelier than the default threshold."""
    reading, votes, names = vote(text)
    return {
        (names[v.subject], v.predicate, names[v.object], v.polarity)
        for v, chance in zip(votes, weigh(reading, votes), strict=True)
        if chance >= threshold
    }


def either_way(relation: tuple[str, str, str, str]) -> Found:
    """A relation, and its mirror image where the predicate is symmetric."""
    subject, predicate, object_, polarity = relation
    mirrored = (object_, predicate, subject, polarity)
    return {relation, mirrored} if predicates()[predicate].symmetric else {relation}


def cases(kind: str) -> list[Any]:
    """The cases of one kind as parameters; known failures are strict."""
    out = []
    for line in LINES:
        if kind in line:
            missed = line.get("xfail")
            marks = [pytest.mark.xfail(reason=missed, strict=True)] if missed else []
            out.append(pytest.param(line["text"], [tuple(r) for r in line[kind]], id=line["text"][:60], marks=marks))
    return out


@pytest.mark.parametrize(("text", "wanted"), cases("wanted"))
def test_what_a_sentence_states_is_found(text: str, wanted: list[tuple[str, str, str, str]]) -> None:
    found = voted(text) if text in NEED_VOTE else stated(text)
    for relation in wanted:
        assert either_way(relation) & found, f"{relation} is not among {sorted(found)}"


@pytest.mark.parametrize(("text", "unwanted"), cases("unwanted"))
def test_what_a_sentence_does_not_state_is_not_found(text: str, unwanted: list[tuple[str, str, str, str]]) -> None:
    found = stated(text)
    for relation in unwanted:
        assert not either_way(relation) & found


def test_every_predicate_has_cases_for_and_against() -> None:
    wanted = Counter(line["predicate"] for line in LINES if "wanted" in line)
    unwanted = Counter(line["predicate"] for line in LINES if "unwanted" in line)
    for predicate in predicates():
        assert wanted[predicate] >= 20, predicate
        assert unwanted[predicate] >= 10, predicate


def test_a_name_in_a_title_has_to_do_with_its_work_alone() -> None:
    def found(text: str, kind: str, start: int, end: int) -> readings.Found:
        return readings.Found(Mention(Evidence("talk", 0, 1), kind, text), 0, start, end)

    title, part = found("Sailing with Skua", "Work", 5, 8), found("Skua", "Tool", 7, 8)
    assert titled([(0, found("Skua", "Tool", 2, 3)), (1, title), (2, part)]) == {2: 1}
    assert titled([(0, found("Skua course", "Event", 5, 7)), (1, found("Skua", "Tool", 5, 6))]) == {}
    assert titled([(0, found("course on Skua", "Work", 5, 8)), (1, part)]) == {}
