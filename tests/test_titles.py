"""Quoted titles: sentence in, titles out."""

from __future__ import annotations

import pytest
import spacy

from kg.nlp.titles import titles

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She wrote “The Patient Compiler” in Lisbon.", ["The Patient Compiler"]),
        (
            'Our paper "Gulls at Night: A Field Study of Sleep" came out late.',
            ["Gulls at Night: A Field Study of Sleep"],
        ),
        ('I gave a talk called "Who Moved My Tests?" twice.', ["Who Moved My Tests?"]),
        ("He read ‘Learning From Ten Gulls,’ and laughed.", ["Learning From Ten Gulls"]),
        ('They call it "technical debt" here.', []),
        ('"I never liked it," she said. "It was slow."', []),
        ('We said "Yes" and left.', []),
        ("Don't touch Ana's or Ben's parser.", []),
    ],
)
def test_a_title_is_what_is_written_like_one(text: str, wanted: list[str]) -> None:
    assert [s.text for s in titles(NLP(text))] == wanted
