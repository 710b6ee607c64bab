"""Praise and blame: whose it is, what it is of, and what is neither."""

from __future__ import annotations

import functools

import pytest
from marked_text import read

from kg.nlp.matching import Sentences
from kg.nlp.stance import Stance

Found = set[tuple[str, str, str, str]]


@functools.cache
def stance() -> Stance:
    return Stance()


def stances(text: str, host: bool = False) -> Found:
    doc, mentions, names = read(text)
    found = stance().find(Sentences(doc, mentions), host=host)
    return {(names[p.subject], p.predicate, names[p.object], p.polarity) for p in found}


def test_praise_and_blame_of_one_thing_in_one_breath() -> None:
    found = stances("[Quennel|Tool] is powerful, but [Quennel|Tool] is painfully slow.")
    assert {("S", "endorses", "Quennel", "affirmed"), ("S", "criticizes", "Quennel", "affirmed")} <= found


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("[Ravi|Person] loves [Quennel|Tool].", "Ravi"),
        ("[Ravi|Person] says that [Quennel|Tool] is great.", "Ravi"),
        ("[Ravi|Person] thinks [Quennel|Tool] is great.", "Ravi"),
        ("I think that [Quennel|Tool] is great.", "S"),
        ("We love [Quennel|Tool].", "S"),
        ("[Quennel|Tool] is great.", "S"),
    ],
)
def test_praise_belongs_to_whom_it_is_reported_of(text: str, holder: str) -> None:
    assert {s for s, p, o, _ in stances(text) if (p, o) == ("endorses", "Quennel")} == {holder}


@pytest.mark.parametrize(
    "text",
    [
        "People say that [Quennel|Tool] is great.",
        "Is [Quennel|Tool] great?",
        "If [Quennel|Tool] were great, I would know.",
        "I would love to work with [Quennel|Tool] one day.",
        "[Quennel|Tool] was released in May.",
        "The weather was great when [Quennel|Tool] came out.",
    ],
)
def test_what_nobody_present_holds_is_no_stance(text: str) -> None:
    assert not stances(text)


@pytest.mark.parametrize("text", ["I can't recommend [Quennel|Tool] enough.", "[Quennel|Tool] couldn't be better."])
def test_boundless_praise_is_no_denial(text: str) -> None:
    found = stances(text)
    assert not {f for f in found if f[3] == "negated" or f[1] == "criticizes"}


def test_a_denied_praise_is_denied() -> None:
    assert ("S", "endorses", "Quennel", "negated") in stances("[Quennel|Tool] is not great.")


@pytest.mark.parametrize("text", ["I'm not a fan of [Quennel|Tool].", "I can't stand [Quennel|Tool]."])
def test_some_denials_are_blame(text: str) -> None:
    assert stances(text) == {("S", "criticizes", "Quennel", "affirmed")}


def test_a_host_is_polite() -> None:
    thanks = "Thank you, [Marta Klein|Person] is wonderful and it was a pleasure."
    assert stances(thanks)
    assert not stances(thanks, host=True)
    assert not stances("Your library [Quennel|Tool] is great.", host=True)
    assert stances("[Quennel|Tool] is great.", host=True)
