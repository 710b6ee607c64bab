"""Words of attitude and how near they stand to what is talked of."""

import spacy

from kg.nlp.opinion import attitudes, opinion
from kg.nlp.opinion import shown as looked_over

NLP = spacy.blank("en")


def shown(text: str, about: str) -> dict[str, float]:
    doc = NLP(text)
    words = [t.text for t in doc]
    at = words.index(about) if about else -1
    return opinion(looked_over(doc[:]), at, at + 1 if about else -1)


def test_praise_counts_and_counts_more_when_it_is_near() -> None:
    near = shown("Wickerlib is elegant and we ship it on Mondays.", "Wickerlib")
    far = shown("Wickerlib was shipped on Mondays by a team that sat in an elegant house.", "Wickerlib")
    assert near["favourable"] == far["favourable"] == 1
    assert near["favourable near"] > far["favourable near"] > 0
    assert near["unfavourable"] == 0


def test_blame_is_kept_apart_from_praise() -> None:
    found = shown("I love Wickerlib, but its crashes frustrate us.", "Wickerlib")
    assert (found["favourable"], found["turned"], found["first person"]) == (1, 1, 2)
    assert found["unfavourable"] == 2


def test_a_plain_statement_shows_none() -> None:
    found = shown("Wickerlib reads tables from Oslo.", "Wickerlib")
    assert set(found.values()) == {0.0}


def test_a_denial_is_seen() -> None:
    assert shown("It is not useful and never was.", "")["denied"] == 2


def test_the_name_itself_shows_nothing() -> None:
    assert shown("Brilliant has a newsletter.", "Brilliant")["favourable"] == 0


def test_no_word_is_both() -> None:
    lists = attitudes()
    assert not lists["favourable"] & lists["unfavourable"]
    assert min(map(len, lists.values())) > 1000
