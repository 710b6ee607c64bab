"""Whom and what pronouns and nominals mean, over labelled dialogues; those of ``xfail`` are known not to work."""

import dataclasses
from pathlib import Path

import pytest
import srsly
from dialogues import reading_of

from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.reference import person_meant, resolve
from kg.readers import read_text

CASES = list(srsly.read_jsonl(Path(__file__).parent / "cases" / "reference.jsonl"))


def read(case: dict) -> Reading:
    """Read a case's dialogue of [speaker, role, words]; the roles are those of the case."""
    return reading_of(*map(tuple, case["dialogue"]))


def meant(reading: Reading, near: str, form: str) -> list[str]:
    """What the form near some words means, by the names of what it stands for."""
    start = reading.document.text.index(near) + near.index(form)
    end = start + len(form)
    if form.lower() in FIRST_PERSON | SECOND_PERSON:
        for block, (v, doc) in enumerate(zip(reading.views, reading.docs, strict=True)):
            for token in doc:
                if v.offsets[token.idx] == start:
                    name = person_meant(reading, block, token.i)
                    return [name] if name else []
        raise AssertionError(f"{near!r}: no token at {form!r}")
    found = []
    for f in reading.found:
        place = f.mention.evidence
        if f.mention.antecedent is not None and place.end == end and place.start < end:
            found.append(reading.found[f.mention.antecedent].mention.text)
    return found


def ident(case: dict) -> str:
    return f"{case['near']} -> {case['antecedent']}"


def marked(case: dict):
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, id=ident(case), marks=marks)


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_a_pronoun_or_nominal_stands_for_the_one_meant(case):
    reading = read(case)
    wanted = case["antecedent"]
    wanted = [] if wanted is None else [wanted] if isinstance(wanted, str) else wanted
    assert meant(reading, case["near"], case["form"]) == wanted


def test_there_are_enough_cases_with_enough_negatives():
    assert len(CASES) >= 120
    assert sum(c["antecedent"] is None for c in CASES) >= 30


def test_an_antecedent_stands_before_and_the_score_is_a_probability():
    for case in CASES:
        reading = read(case)
        for f in reading.found:
            if f.mention.antecedent is not None:
                before = reading.found[f.mention.antecedent].mention
                assert before.antecedent is None
                assert before.evidence.start < f.mention.evidence.start
                assert 0.3 <= f.mention.score <= 1.0


def test_a_document_without_any_name_refers_to_nothing():
    reading = reading_of(("Nora Lind", "host", "And then?"), ("Paul Ebert", "guest", "He saw it there."))
    assert [f for f in reading.found if f.mention.antecedent is not None] == []


def test_empty_text_is_read():
    document = dataclasses.replace(read_text("Nothing here."), blocks=(), turns=())
    reading = Reading(document, [], [])
    resolve(reading)
    assert reading.found == []
