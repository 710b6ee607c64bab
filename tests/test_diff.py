"""What changed between two graphs."""

from __future__ import annotations

import json

from linking_cases import document

from kg import graph as graphs
from kg.diff import diff
from kg.graph import Graph
from kg.link import link


def build(*mentions: tuple[str, str], relations: tuple[tuple[int, str, int], ...] = ()) -> Graph:
    documents = [document("a", mentions, relations=relations)]
    entities, assertions = link(documents)
    return graphs.build(entities, assertions, documents, {"kg": "0"})


OLD = build(("Quillnet", "Tool"), ("Tessera", "Tool"), ("Zurich", "Place"), relations=((0, "builtOn", 1),))
NEW = build(
    ("Quillnet", "Tool"),
    ("QUILLNET", "Tool"),
    ("Tessera", "Tool"),
    ("Foldworks", "Institution"),
    relations=((3, "uses", 0),),
)


def test_a_graph_does_not_differ_from_itself() -> None:
    same = diff(OLD, OLD)
    assert not same and same.to_text() == "no difference\n"


def test_gained_lost_and_changed_are_told_in_words() -> None:
    found = diff(OLD, NEW)
    assert found
    assert found.to_text().splitlines() == [
        "entities: 1 gained, 1 lost, 1 changed",
        "  + Foldworks (Institution)",
        "  - Zurich (Place)",
        "  ~ Quillnet (Tool)",
        "      aliases: Quillnet -> QUILLNET, Quillnet",
        "      mentions: 1 -> 2",
        "assertions: 1 gained, 1 lost, 0 changed",
        "  + Foldworks uses Quillnet",
        "  - Quillnet builtOn Tessera",
    ]


def test_the_same_difference_the_other_way_round() -> None:
    there, back = diff(OLD, NEW), diff(NEW, OLD)
    assert there.gained_entities == back.lost_entities and there.gained_assertions == back.lost_assertions


def test_as_json_it_holds_ids_and_both_values() -> None:
    plain = json.loads(diff(OLD, NEW).to_json())
    assert plain["entities"]["gained"] == [{"id": "foldworks", "is": "Foldworks (Institution)"}]
    changes = plain["entities"]["changed"][0]
    assert changes["id"] == "quillnet" and {"what": "mentions", "old": 1, "new": 2} in changes["changes"]
    assert [a["is"] for a in plain["assertions"]["lost"]] == ["Quillnet builtOn Tessera"]
