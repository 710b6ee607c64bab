"""What the judging learns from: an answer key in, what it says of the pairs that were found out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.nlp
from kg.calibrate.__main__ import main
from kg.calibrate.asked import answers, posed
from kg.calibrate.crossing import encoder, mean_of
from kg.calibrate.denials import denial_rows, settle
from kg.calibrate.documents import FOLDS, Judged, sources
from kg.calibrate.facts import statements
from kg.nlp.denial import deniable
from kg.nlp.extract import annotate
from kg.nlp.train.posed import NO, OPEN, YES, Posed
from kg.nlp.voting import candidates
from kg.readers import read_text
from kg.vocabulary import predicates

TALK = """Ines Okafor: We have Jonas Lindqvist with us. Jonas, what did you build?

Jonas Lindqvist: I created Drivkraft in Malmö. Drivkraft uses NumPy, and people seem to like it.
"""


def entity(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name.lower(), "type": kind, "name": name, "aliases": [], "core": True, **more}


def relation(subject: str, predicate: str, object_: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"subject": subject, "predicate": predicate, "object": object_, "quote": quote, "explicit": True, **more}


KEY = {
    "entities": [
        entity("Jonas Lindqvist", "Person"),
        entity("Drivkraft", "Tool"),
        entity("NumPy", "Tool"),
        entity("Malmö", "Place", core=False),
    ],
    "relations": [
        relation("jonas lindqvist", "created", "drivkraft", "I created Drivkraft in Malmö."),
        relation("drivkraft", "uses", "numpy", "Drivkraft uses NumPy"),
    ],
}


def test_a_statement_is_found_over_the_end_of_a_line() -> None:
    ((predicate, start, end, denied, asked),) = statements("So, Drivkraft uses\n  NumPy.", KEY)["drivkraft", "numpy"]
    assert (predicate, start, end, denied, asked) == ("uses", 4, 26, False, True)


def test_a_symmetric_statement_is_one_of_either_order() -> None:
    key = {
        "entities": [entity("Ada", "Person"), entity("Bo", "Person")],
        "relations": [relation("ada", "collaboratesWith", "bo", "Ada works with Bo")],
    }
    said = statements("Ada works with Bo.", key)
    assert said["ada", "bo"] == said["bo", "ada"]


@pytest.mark.parametrize(
    ("stated", "holds", "negated"),
    [
        ([("uses", 10, 20, False, True)], YES, 0),
        ([("uses", 10, 20, True, True)], YES, 1),
        ([("uses", 40, 50, False, True)], OPEN, -1),
        ([("uses", -1, -1, False, True)], OPEN, -1),
        ([("uses", 10, 20, False, False)], OPEN, -1),
        ([("uses", 40, 50, False, True), ("uses", 10, 20, False, True)], YES, 0),
        ([], NO, -1),
    ],
    ids=["here", "denied here", "elsewhere", "nowhere", "not asked for", "here and elsewhere", "not at all"],
)
def test_a_pair_holds_where_the_key_quotes_it_and_is_open_elsewhere(
    stated: list[tuple[str, int, int, bool, bool]], holds: int, negated: int
) -> None:
    names = sorted(predicates())
    found, denied = answers([stated], (5, 25), names)
    assert found[0, names.index("uses")] == holds
    assert denied[0] == negated
    assert not np.delete(found[0], names.index("uses")).any()


@given(st.permutations([("uses", 10, 20, False, True), ("uses", 40, 50, False, True), ("isA", 40, 50, False, True)]))
def test_the_order_of_statements_does_not_matter(stated: list[tuple[str, int, int, bool, bool]]) -> None:
    names = sorted(predicates())
    found, _ = answers([stated], (5, 25), names)
    assert (found[0, names.index("uses")], found[0, names.index("isA")]) == (YES, OPEN)


@pytest.fixture(scope="module")
def windows() -> list[Posed]:
    reading = annotate(read_text(TALK), kg.nlp.load())
    return list(posed(reading, KEY, encoder(kg.nlp.MODEL).classifier))


def test_what_a_key_states_is_answered_with_yes_at_its_place(windows: list[Posed]) -> None:
    names = encoder(kg.nlp.MODEL).classifier.predicates
    said = {names[p] for w in windows for p in np.nonzero(w.holds == YES)[1]}
    assert said == {"created", "uses"}


def test_most_of_what_is_asked_holds_nothing(windows: list[Posed]) -> None:
    assert sum((w.holds == NO).all(1).sum() for w in windows) > sum((w.holds == YES).any(1).sum() for w in windows)


def test_every_row_of_a_window_is_there(windows: list[Posed]) -> None:
    for w in windows:
        assert w.regions.shape == (len(w.subject), len(w.words))
        assert max(w.subject.max(), w.object.max()) < len(w.sides) == len(w.kinds)
        assert w.between.max() < len(w.gaps)
        assert len(w.holds) == len(w.negated) == len(w.distance) == len(w.subject)


def test_the_parts_of_one_transcript_are_judged_by_the_same_heads(tmp_path: Path) -> None:
    for name in ("alpha", "beta", "beta-2", "beta-3", "gamma"):
        (tmp_path / f"{name}.txt").write_text(TALK, "utf-8")
        (tmp_path / f"{name}.json").write_text('{"entities": [], "relations": []}', "utf-8")
    for folder in ("documents", "standoff"):
        (tmp_path / folder).mkdir()
    folds = {name: fold for name, _, _, _, fold in sources(tmp_path, tmp_path, [tmp_path])}
    assert folds["beta"] == folds["beta-2"] == folds["beta-3"]
    assert len({folds["alpha"], folds["beta"], folds["gamma"]}) == 3 <= FOLDS


def test_the_mean_of_weights_is_taken_name_by_name(tmp_path: Path) -> None:
    for n, value in enumerate((1.0, 3.0)):
        np.savez(tmp_path / f"{n}.npz", bias=np.array([value], dtype=np.float16))
    assert mean_of([tmp_path / "0.npz", tmp_path / "1.npz"])["bias"].tolist() == [2.0]


def test_without_torch_it_says_at_once_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["--data", str(tmp_path), "--model", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "kg: this needs torch: pip install -e '.[train]', where kg was installed from\n"


def test_a_folder_of_keys_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: True)
    gone = tmp_path / "gone"
    assert main(["--data", str(tmp_path), "--model", str(kg.nlp.MODEL), "--keys", str(gone)]) == 1
    assert capsys.readouterr().err.startswith(f"kg: {gone} is missing: ")


DENIALS = """Ines Okafor: We have Jonas Lindqvist with us.

Jonas Lindqvist: I don't use Theano, I use NumPy. Drivkraft is mine.
"""


def test_the_trees_of_denial_learn_from_what_a_key_quotes() -> None:
    key = {
        "entities": [entity("Jonas Lindqvist", "Person"), entity("Theano", "Tool"), entity("NumPy", "Tool")],
        "relations": [
            relation("jonas lindqvist", "uses", "theano", "I don't use Theano", polarity="negated"),
            relation("jonas lindqvist", "uses", "numpy", "I use NumPy"),
        ],
    }
    nlp = kg.nlp.load()
    reading = annotate(read_text(DENIALS), nlp)
    document = Judged(reading, key, 1.0, 0, candidates(reading, nlp))
    rows = denial_rows([document])
    votes = [document.votes[n] for n in deniable(document.votes)]
    told = {
        (reading.found[v.object].mention.text, held)
        for v, held, weight in zip(votes, rows.held, rows.weight, strict=True)
        if weight and v.predicate == "uses"
    }
    assert told == {("Theano", True), ("NumPy", False)}
    assert not any(weight for v, weight in zip(votes, rows.weight, strict=True) if v.predicate == "criticizes")
    settle([document], rows, np.array([0.9 if held else 0.1 for held in rows.held]))
    assert {v.polarity for v in document.votes if v.predicate == "uses" and v.object >= 0} == {"negated", "affirmed"}
