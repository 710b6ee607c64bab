"""Times: what the words mean on the day they were said, and which statement they belong to."""

from __future__ import annotations

import pytest
from marked_text import read

from kg.nlp.when import stated_time, time_of

DATE = "2018-07-02"


def time_in(text: str, date: str | None = DATE) -> str | None:
    doc, _, _ = read(text)
    return next((t for t in (stated_time(s, date) for s in doc.sents) if t), None)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("It began in March 2015.", "2015-03"),
        ("It began in March of 2015.", "2015-03"),
        ("It began around February / March 2015.", "2015-02/2015-03"),
        ("It began on 3 March 2015.", "2015-03-03"),
        ("It began on March 3rd, 2015.", "2015-03-03"),
        ("It began in 2015.", "2015"),
        ("It ran from 2015 to 2017.", "2015/2017"),
        ("It ran between 2015 and 2017.", "2015/2017"),
        ("We have used it since 2016.", "since 2016"),
        ("It began in mid-2012.", "mid-2012"),
        ("It began in the late 2000s.", "late 2000s"),
        ("It began in the early nineties.", "early nineties"),
        ("It began in the summer of 2014.", "summer of 2014"),
        ("A few months later it was out.", "A few months later"),
        ("We moved last year.", "2017"),
        ("We moved three years ago.", "2015"),
        ("We moved two months ago.", "2018-05"),
        ("We moved yesterday.", "2018-07-01"),
        ("We moved last March.", "2018-03"),
        ("We moved last November.", "2017-11"),
        ("We moved a couple of years ago.", "a couple of years ago"),
    ],
)
def test_a_time_is_normalised_against_the_date_of_the_interview(text: str, time: str) -> None:
    assert time_in(text) == time


@pytest.mark.parametrize(
    "text",
    [
        "Currently we use it.",
        "Nowadays everybody uses it.",
        "It has 2000 users.",
        "I spoke at GullConf 2018.",
        "Version 2019 is out.",
        "It may be good.",
        "The second one is better.",
    ],
)
def test_what_states_no_time_gives_none(text: str) -> None:
    assert time_in(text) is None


def test_without_a_date_a_relative_time_stays_a_phrase() -> None:
    assert time_in("We moved last year.", None) == "last year"
    assert time_in("We moved in 2015.", None) == "2015"


def test_a_coarse_date_gives_no_finer_time() -> None:
    assert time_in("We moved last year.", "2018") == "2017"
    assert time_in("We moved yesterday.", "2018") == "yesterday"


def between(text: str, first: str, last: str) -> str | None:
    doc, _, _ = read(text)
    words = [t.text for t in doc]
    return time_of(doc, words.index(first), words.index(last) + 1, DATE)


def test_a_time_belongs_to_its_own_clause() -> None:
    text = "Mirela wrote Quennel in 2011, and Pia joined Nordvik in 2015."
    assert between(text, "Mirela", "Quennel") == "2011"
    assert between(text, "Pia", "Nordvik") == "2015"


def test_a_time_of_another_clause_is_not_borrowed() -> None:
    assert between("Mirela wrote Quennel because Pia left Nordvik in 2015.", "Mirela", "Quennel") is None
