"""``kg eval``: an answer key that is whole is taken as it stands, of one that is not the file and the cure are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from kg import answer_key

ANN = {"id": "ann", "type": "Person", "name": "Ann Reed", "aliases": ["Ann"], "core": True}
LOOM = {"id": "loom", "type": "Tool", "name": "Loom"}
MADE = {"subject": "ann", "predicate": "created", "object": "loom"}


def key(entities: Any = (ANN, LOOM), relations: Any = (MADE,)) -> str:
    return json.dumps({"entities": entities, "relations": relations})


WHOLE = {
    "the least": key(),
    "empty": key([], []),
    "all fields": key(relations=[MADE | {"polarity": "negated", "stated_by": "ann", "explicit": False, "quote": "q"}]),
    "nobody says it": key(relations=[MADE | {"stated_by": None}]),
    "a byte order mark": "\ufeff" + key(),
}


@pytest.mark.parametrize("content", WHOLE.values(), ids=WHOLE)
def test_a_whole_key_is_taken_as_it_stands(tmp_path: Path, content: str) -> None:
    (tmp_path / "talk.json").write_text(content, "utf-8")
    assert answer_key.read(tmp_path / "talk.json") == json.loads(content.lstrip("\ufeff"))


BROKEN = {
    "cut off": ('{"entities": [', "not whole JSON"),
    "too deep": ("[" * 100_000, "not whole JSON"),
    "a list": ("[]", '"entities": [...]'),
    "no entities": (json.dumps({"relations": []}), 'no list "entities"'),
    "no relations": (json.dumps({"entities": []}), 'no list "relations"'),
    "an entity that is none": (key(["Ann"]), "entities[0] has no id"),
    "no name": (key([ANN, {"id": "loom", "type": "Tool"}]), "entities[1] has no name"),
    "an unknown type": (key([ANN | {"type": "Animal"}]), "Person"),
    "aliases of another shape": (key([ANN | {"aliases": "Ann"}]), "give []"),
    "no object": (key(relations=[{"subject": "ann", "predicate": "created"}]), "relations[0] has no object"),
    "an unknown object": (key(relations=[MADE, MADE | {"object": "lomo"}]), "relations[1]: its object lomo"),
    "an unknown speaker": (key(relations=[MADE | {"stated_by": "anne"}]), "its stated_by anne"),
    "a speaker of another shape": (key(relations=[MADE | {"stated_by": ["ann"]}]), "its stated_by"),
    "an unknown predicate": (key(relations=[MADE | {"predicate": "adores"}]), "docs/ontology.md"),
    "an unknown polarity": (key(relations=[MADE | {"polarity": "no"}]), "affirmed or negated"),
}


@pytest.mark.parametrize(("content", "hint"), BROKEN.values(), ids=BROKEN)
def test_a_malformed_key_is_one_line_before_anything_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, hint: str
) -> None:
    monkeypatch.setattr("kg.evaluate.build", lambda *_, **__: pytest.fail("it was built all the same"))
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("Ann Reed created Loom.\n", "utf-8")
    (tmp_path / "a.json").write_text(key(), "utf-8")
    (tmp_path / "b.json").write_text(content, "utf-8")
    ran = run("eval", tmp_path)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("kg: ") and ran.err.count("\n") == 1
    assert str(tmp_path / "b.json") in ran.err and hint in ran.err


def test_a_folder_without_keys_says_what_to_put_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann Reed created Loom.\n", "utf-8")
    ran = run("eval", tmp_path)
    assert ran.code == 1 and "NAME.json" in ran.err and ran.err.count("\n") == 1
