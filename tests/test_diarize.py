"""Who speaks where a transcript does not say: from the text to turns, and from turns to whose claims they are."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import kg
from kg import readers
from kg.nlp import load
from kg.nlp.diarize import diarized
from kg.nlp.diarize.network import marginals
from kg.nlp.diarize.sentences import sentences
from kg.nlp.extract import extract
from kg.nlp.view import view
from kg.report import explanation
from kg.types import Document, Turn

TRANSCRIPT = Path(__file__).parent / "data" / "unlabelled.txt"
HOST, GUEST = "Nadia Brandt", "Tomasz Wilk"


@pytest.fixture(scope="module")
def told() -> Document:
    return extract(readers.read(TRANSCRIPT), load()).document


def turn_of(document: Document, words: str) -> Turn:
    at = " ".join(document.text.split("\n")).index(words)
    return next(t for t in document.turns if t.start <= at < t.end)


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("Before we start, thank you to everybody", HOST),
        ("I taught myself Python", GUEST),
        ("I built a small program", GUEST),
        ("These days I work at Halden Systems", GUEST),
        ("can you tell us what Fenwick is", HOST),
        ("When I wrote the first version", GUEST),
        ("did you look at other databases", HOST),
        ("I tried SQLite first", GUEST),
        ("I didn't hear from him", GUEST),
        ("What would you do differently", HOST),
        ("I have been learning Rust", GUEST),
        ("I use Vim", GUEST),
        ("thanks to all of you for listening", HOST),
    ],
)
def test_each_sentence_is_given_to_whom_it_is_of(told: Document, words: str, speaker: str) -> None:
    assert turn_of(told, words).speaker == speaker


def test_what_is_not_sure_is_nobodys(told: Document) -> None:
    assert turn_of(told, "a lot of our listeners can relate").speaker is None
    assert turn_of(told, "I designed the storage").speaker != HOST


def test_what_is_told_says_how_sure_it_is_and_what_is_known_is_certain(told: Document) -> None:
    assert turn_of(told, "This is your host").confidence == 1.0
    sure = [t.confidence for t in told.turns if t.speaker == GUEST]
    assert sure and all(0.8 <= c < 1.0 for c in sure)


def test_the_speaker_changes_within_a_paragraph_and_no_word_is_lost(told: Document) -> None:
    before = readers.read(TRANSCRIPT)
    assert len(told.turns) > len(before.turns)
    assert [a.end <= b.start for a, b in itertools.pairwise(told.turns)]
    words = [" ".join(view(d, b).text for b in d.blocks) for d in (before, told)]
    assert words[0].split() == words[1].split()


def test_i_is_the_speaker_who_was_told() -> None:
    graph = kg.build([TRANSCRIPT])
    names = {n: d["name"] for n, d in graph.nodes(data=True)}
    said = {(names[s], d["predicate"], names[o], names.get(d["speaker"])) for s, o, d in graph.edges(data=True)}
    assert (GUEST, "affiliatedWith", "Halden Systems", GUEST) in said
    assert (GUEST, "uses", "Vim", GUEST) in said
    assert "who speaks is told by what is said, with confidence 0.9" in explanation(graph, f"{GUEST} uses Vim")
    turns = graph.graph["documents"][0]["turns"]
    assert any(t.get("confidence", 1.0) < 1.0 for t in turns) and any("confidence" not in t for t in turns)


@pytest.mark.parametrize(
    "text",
    [
        "Interview with Ana Ruiz\n\nQ: What do you use?\n\nA: I use Marlow. I wrote it in a week.\n\nQ: Why?\n\nA: I like it.\n",
        "# On Marlow\n\nBy Ana Ruiz\n\nI use Marlow. I wrote it in a week, and I like it. Do you use it? You should.\n",
    ],
    ids=["labels", "an essay"],
)
def test_what_names_its_speakers_is_left_alone(text: str) -> None:
    document = readers.read_text(text * 8, name="talk", media_type="text/markdown")
    assert extract(document, load()).document == document


def test_a_transcript_whose_host_is_unknown_is_left_alone() -> None:
    lines = TRANSCRIPT.read_text("utf-8").split("\n\n")[2:-1]
    document = readers.read_text("\n\n".join(lines), name="talk")
    nameless = replace(document, participants=())
    assert extract(nameless, load()).document == nameless


def test_the_docs_are_cut_with_their_entities_and_scores() -> None:
    document = readers.read(TRANSCRIPT)
    views = [v for b in document.blocks if (v := view(document, b)).text]
    docs = list(load().pipe(v.text for v in views))
    _, cut, parts = diarized(document, views, docs)
    assert [v.text for v in cut] == [d.text.rstrip() for d in parts]
    assert len(parts) > len(docs)
    found = [[(e.text, e.label_) for d in some for e in d.ents] for some in (docs, parts)]
    assert found[0] == found[1]
    for v, d in zip(cut, parts, strict=True):
        assert d.tensor.shape == (len(d), 480)
        assert all(document.text[o] == c or c == " " for o, c in zip(v.offsets, v.text, strict=True))
        assert {(e.start, e.end) for e in d.ents} <= set(d.user_data["entity_scores"]) | {
            (e.start, e.end) for e in d.ents if e.kb_id_
        }


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Yeah. Right. So I left!", ["Yeah. ", "Right. ", "So I left!"]),
        ("We met Dr. Okafor there. He said no.", ["We met Dr. Okafor there. ", "He said no."]),
        ('She said "never." And then?', ['She said "never." ', "And then?"]),
        ("no stop at all", ["no stop at all"]),
    ],
)
def test_sentences_end_where_a_speaker_may_change(text: str, cut: list[str]) -> None:
    doc = load().make_doc(text)
    assert [doc[s.start : s.end].text_with_ws for s in sentences([doc])] == cut


@given(
    arrays(np.float64, 5, elements=st.floats(-3, 3)),
    arrays(np.float64, (5, 2, 2), elements=st.floats(-3, 3)),
)
def test_marginals_are_those_of_all_sequences(own: np.ndarray, between: np.ndarray) -> None:  # type: ignore[type-arg]
    weights = {
        y: math.exp(sum(own[i] * y[i] for i in range(5)) + sum(between[i, y[i - 1], y[i]] for i in range(1, 5)))
        for y in itertools.product((0, 1), repeat=5)
    }
    whole = sum(weights.values())
    expected = [sum(w for y, w in weights.items() if y[i]) / whole for i in range(5)]
    assert marginals(own[None], between[None])[0] == pytest.approx(expected)
