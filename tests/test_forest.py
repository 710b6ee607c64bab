"""Trees as small as can be, walked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import vote

from kg.calibrate.facts import asked_for
from kg.nlp import denial, standing, weighing
from kg.nlp.forest import Forest, shipped
from kg.nlp.survey import surveyed


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Forest:
    """Two trees: a stump on "age", and a tree that asks for "age" and then for "size"."""
    path: Path = tmp_path_factory.mktemp("forest") / "two.npz"
    np.savez(
        path,
        names=np.array(["age", "size"]),
        base=np.array(-1.0),
        roots=np.array([0, 3]),
        feature=np.array([0, -1, -1, 0, -1, 1, -1, -1]),
        threshold=np.array([2.0, 0.0, 0.0, 5.0, 0.0, 1.0, 0.0, 0.0]),
        left=np.array([1, -1, -1, 4, -1, 6, -1, -1]),
        right=np.array([2, -1, -1, 5, -1, 7, -1, -1]),
        value=np.array([0.0, 0.5, -0.5, 0.0, 1.0, 0.0, 2.0, 3.0]),
    )
    return Forest(path)


@pytest.mark.parametrize(
    ("age", "size", "log_odds"),
    [
        (2.0, 9.0, -1.0 + 0.5 + 1.0),
        (3.0, 9.0, -1.0 - 0.5 + 1.0),
        (6.0, 1.0, -1.0 - 0.5 + 2.0),
        (6.0, 1.5, -1.0 - 0.5 + 3.0),
    ],
)
def test_a_row_goes_left_up_to_the_threshold_and_right_above_it(
    forest: Forest, age: float, size: float, log_odds: float
) -> None:
    (found,) = forest.probability(np.array([[age, size]], dtype=np.float32))
    assert found == pytest.approx(1 / (1 + np.exp(-log_odds)))


@given(rows=st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=8))
def test_rows_do_not_depend_on_their_neighbours(forest: Forest, rows: list[tuple[float, float]]) -> None:
    together = forest.probability(np.array(rows, dtype=np.float32))
    alone = [forest.probability(np.array([r], dtype=np.float32))[0] for r in rows]
    assert together.tolist() == alone


def test_a_key_asks_for_what_it_states_outright_between_what_any_reader_lists() -> None:
    people: list[dict[str, object]] = [
        {"id": i, "type": "Person", "name": i, "aliases": [], "core": i != "reader"} for i in ("ana", "reader")
    ]
    tools: list[dict[str, object]] = [{"id": i, "type": "Tool", "name": i, "aliases": []} for i in ("skua", "tarnix")]
    uses = {"predicate": "uses", "polarity": "affirmed", "explicit": True}
    key = {
        "entities": [*people, *tools],
        "relations": [
            {**uses, "subject": "ana", "object": "skua"},
            {**uses, "subject": "reader", "object": "skua"},
            {**uses, "subject": "ana", "object": "tarnix", "explicit": False},
            {**uses, "subject": "ana", "predicate": "created", "object": "tarnix", "explicit": False},
            {**uses, "subject": "ana", "predicate": "created", "object": "tarnix"},
        ],
    }
    assert {fact[:3]: asked for fact, asked in asked_for(key).items()} == {
        ("ana", "uses", "skua"): True,
        ("reader", "uses", "skua"): False,
        ("ana", "uses", "tarnix"): False,
        ("ana", "created", "tarnix"): True,
    }


def test_the_trees_that_ship_ask_for_the_features_as_they_are_given() -> None:
    reading, votes, _ = vote("I don't use [Marlow|Tool], but [Hamid|Person] at [Orrin|Institution] does.")
    things = standing.members(reading)
    assert shipped("denials").names == denial.described(reading, votes)[0]
    assert shipped("relations").names == weighing.described(surveyed(reading, votes), votes)[0]
    assert shipped("entities").names == list(next(iter(standing.described(reading, things, []).values())))
