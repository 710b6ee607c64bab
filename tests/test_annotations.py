"""The training sentences: one format, checked, and every mark inside its sentence."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import srsly

from kg.nlp.reading import ADDRESSEE, SPEAKER
from kg.nlp.train.corpora import annotation_file
from kg.types import KgError
from kg.vocabulary import allowed, types

ANNOTATIONS = Path(__file__).parent.parent / "corpus/annotations"
FILES = sorted(ANNOTATIONS.glob("*.txt"))
VOICES = sorted((ANNOTATIONS / "diarization").glob("*.json"))


def test_there_are_at_least_three_thousand_sentences():
    assert sum(1 for f in FILES for _ in annotation_file(f)) >= 3000


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_types_signatures_and_borders_are_those_of_the_ontology(path):
    for example in annotation_file(path):
        taken = Counter(i for s in example.spans for i in range(s.start, s.end))
        assert not taken or max(taken.values()) == 1, f"{example.source}: marks overlap"
        kinds = {SPEAKER: "Person", ADDRESSEE: "Person"} | {n: s.type for n, s in enumerate(example.spans)}
        assert set(kinds.values()) <= set(types()), example.source
        for link in example.links:
            assert link.subject != link.object, example.source
            assert allowed(kinds[link.subject], link.predicate, kinds[link.object]), f"{example.source}: {link}"


def test_no_sentence_stands_twice():
    seen = Counter(" ".join(e.words) for f in FILES for e in annotation_file(f))
    assert [s for s, n in seen.items() if n > 1 and len(s) > 30] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  1 created 2\n", "without a sentence"),
        ("I like [Keras|Tool].\n  S endorses 2\n", "no mention"),
        ("So[Keras|Tool]x is here.\n", "word borders"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path, text, reason):
    path = tmp_path / "wrong.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(KgError, match=reason) as error:
        list(annotation_file(path))
    assert "wrong.txt:" in str(error.value)


@pytest.mark.parametrize("path", VOICES, ids=lambda p: p.stem)
def test_a_key_of_who_speaks_holds_offsets_and_parts_alone(path):
    key = srsly.read_json(path)
    assert set(key) == {"text", "turns"} and set(key["text"]) == {"corpus", "file", "offset", "length", "sha256"}
    places, parts = zip(*key["turns"], strict=True)
    assert all(a < b for a, b in pairwise(places)) and places[0] >= 0 and places[-1] < key["text"]["length"]
    assert (
        all(a != b for a, b in pairwise(parts))
        and set(parts) <= {"host", "guest", None}
        and {"host", "guest"} <= set(parts)
    )
