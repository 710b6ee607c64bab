"""Whether a sentence denies what is read out of it: marked sentences in, denied or affirmed out."""

from __future__ import annotations

import pytest
from marked_text import vote

DENIED = [
    ("I have never used [Marlow|Tool] at work.", ("S", "uses", "Marlow")),
    ("I don't use [Marlow|Tool] in my own company.", ("S", "uses", "Marlow")),
    ("Most teams at [Nordvik|Institution] don't use [Marlow|Tool].", ("Nordvik", "uses", "Marlow")),
    ("We had no [baselines|Concept], we compared [Corvid|Tool] with itself.", ("S", "uses", "baselines")),
    ("[Quennel|Tool] doesn't have [animated maps|Concept].", ("Quennel", "supports", "animated maps")),
    (
        "[Quennel|Tool] does not support [animated maps|Concept], and never did.",
        ("Quennel", "supports", "animated maps"),
    ),
    ("[Corvid|Tool] isn't a [database|Concept].", ("Corvid", "isA", "database")),
    ("I was not doing [computer vision|Concept] in those days.", ("S", "worksOn", "computer vision")),
    ("[Hamid|Person] no longer works at [Orrin|Institution].", ("Hamid", "affiliatedWith", "Orrin")),
]
AFFIRMED = [
    ("I never stopped using [Marlow|Tool].", ("S", "uses", "Marlow")),
    ("I couldn't do my job without [Marlow|Tool].", ("S", "uses", "Marlow")),
    ("I use [Marlow|Tool], and I don't regret it.", ("S", "uses", "Marlow")),
    ("We built it in [Marlow|Tool], which nobody had heard of.", ("S", "uses", "Marlow")),
    ("I work at [Orrin|Institution], not because of the money.", ("S", "affiliatedWith", "Orrin")),
    ("[Quennel|Tool] supports not only [animated maps|Concept].", ("Quennel", "supports", "animated maps")),
    ("I use [Marlow|Tool] every day.", ("S", "uses", "Marlow")),
]


def polarity(text: str, stated: tuple[str, str, str]) -> str:
    """How the vote takes what is stated between the two."""
    _, votes, names = vote(text)
    found = {v.polarity for v in votes if (names[v.subject], v.predicate, names[v.object]) == stated}
    assert len(found) == 1, f"{stated} is not voted on in {text!r}"
    return found.pop()


@pytest.mark.parametrize(("text", "stated"), DENIED, ids=[text[:50] for text, _ in DENIED])
def test_what_a_sentence_denies_is_denied(text: str, stated: tuple[str, str, str]) -> None:
    assert polarity(text, stated) == "negated"


@pytest.mark.parametrize(("text", "stated"), AFFIRMED, ids=[text[:50] for text, _ in AFFIRMED])
def test_what_it_does_not_deny_is_not(text: str, stated: tuple[str, str, str]) -> None:
    assert polarity(text, stated) == "affirmed"


@pytest.mark.xfail(reason="who does it is nobody, of whom the two say little", strict=True)
def test_what_nobody_does_is_denied() -> None:
    assert polarity("Nobody at [Nordvik|Institution] uses [Marlow|Tool].", ("Nordvik", "uses", "Marlow")) == "negated"


def test_what_a_sentence_denies_by_one_mention_it_does_not_affirm_by_another() -> None:
    text = "I have never used [Marlow|Tool] at work, but I grant that [Marlow|Tool] had the right idea."
    assert polarity(text, ("S", "uses", "Marlow")) == "negated"


def test_nothing_is_denied_without_a_word_of_denial() -> None:
    _, votes, _ = vote("[Hamid|Person] left [Orrin|Institution] and uses [Marlow|Tool].")
    assert votes and all(v.denied == 0 for v in votes)
