"""The project's documents with answer keys: every entry can be found in the text, and fits the ontology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import srsly

from kg.nlp.train.keys import documents, examples, left_out
from kg.readers import read
from kg.vocabulary import allowed, types

ANNOTATIONS = Path(__file__).parent.parent / "corpus/annotations"
PAIRS = documents(ANNOTATIONS / "documents")
STANDOFF = sorted((ANNOTATIONS / "standoff").glob("*.json"))


def check(key: dict[str, Any]) -> None:
    """The entries of a key by themselves."""
    kinds = {e["id"]: e["type"] for e in key["entities"]}
    assert len(kinds) == len(key["entities"]), "an id stands twice"
    assert set(kinds.values()) <= set(types())
    for r in key["relations"]:
        assert r["subject"] != r["object"]
        assert allowed(kinds[r["subject"]], r["predicate"], kinds[r["object"]]), r
        assert r["polarity"] in ("affirmed", "negated")
        assert r["stated_by"] is None or kinds[r["stated_by"]] == "Person"


@pytest.mark.parametrize(("text", "path"), PAIRS, ids=lambda p: p.stem)
def test_our_own_interviews_have_what_their_keys_say(text: Path, path: Path) -> None:
    key, words = srsly.read_json(path), text.read_text("utf-8")
    check(key)
    assert [a for e in key["entities"] for a in e["aliases"] if a not in words] == []
    assert [r["quote"] for r in key["relations"] if r["quote"] not in words] == []


@pytest.mark.parametrize("path", STANDOFF, ids=lambda p: p.stem)
def test_stand_off_keys_are_whole(path: Path) -> None:
    key = srsly.read_json(path)
    check(key)
    for r in key["relations"]:
        start, end = r["quote"]
        assert 0 <= start < end <= key["text"]["length"]


def test_a_key_becomes_examples_with_the_relations_it_quotes(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_text(
        "# A talk\n\n**Ada Wren:** Who wrote Quernstone?\n\n**Ilse Marrow:** I wrote Quernstone in Rust. "
        "Later it left us, and nobody at the office minded much, since there was so much else to do in that long year. "
        "Quernstone and Rust went well together, people say, though they say a lot of things when the days are long.\n"
    )
    key = {
        "entities": [
            {"id": "marrow", "type": "Person", "name": "Ilse Marrow", "aliases": ["Ilse Marrow"]},
            {"id": "quernstone", "type": "Tool", "name": "Quernstone", "aliases": ["Quernstone"]},
            {"id": "rust", "type": "Tool", "name": "Rust", "aliases": ["Rust"]},
        ],
        "relations": [
            {"subject": "quernstone", "predicate": "builtOn", "object": "rust", "quote": "I wrote Quernstone in Rust"}
        ],
    }
    found = examples(read(path), key)
    stated = [(e, x) for e in found for x in e.links or ()]
    assert [x.predicate for _, x in stated] == ["builtOn"]
    again = [e for e in found if e.elsewhere and not e.links]
    assert again, "a window that names both again teaches nothing against the relation"


def test_halves_share_no_document_and_leave_none_out() -> None:
    names = ["a", "b", "b-2", "c", "d", "d-2", "d-3", "e"]
    even, odd = left_out(names, "even"), left_out(names, "odd")
    assert even == {"a", "c", "e"}
    assert odd == {"b", "b-2", "d", "d-2", "d-3"}
