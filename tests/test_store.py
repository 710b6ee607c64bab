"""What was read is kept, found again only where nothing changed, and never believed where it is damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.fingerprint import code, fingerprint
from kg.store import Kept, Store, decode, encode, key
from kg.types import (
    Block,
    Document,
    Evidence,
    Extraction,
    KgError,
    LeftOut,
    Mention,
    Participant,
    Relation,
    Turn,
    UsageError,
)

# Surrogates too: a file name that is no UTF-8 has them.
words = st.text(st.characters(), max_size=12)
numbers = st.integers(0, 10**7)
shares = st.floats(0, 1)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def many(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=3).map(tuple)


places = st.builds(Evidence, words, numbers, numbers, maybe(words))
documents = st.builds(
    Document, words, words, words, words, words, words, words, maybe(words),
    many(st.builds(Turn, numbers, numbers, maybe(words), maybe(st.just("guest")), maybe(words))),
    many(st.builds(Block, st.just("item"), many(st.tuples(numbers, numbers)), maybe(numbers))),
    many(st.builds(LeftOut, numbers, numbers, words)),
    many(st.builds(Participant, words, st.just("host"), many(words))),
)  # fmt: skip
mentions = st.builds(Mention, places, words, words, st.just("term"), shares, maybe(numbers), maybe(words))
relations = st.builds(
    Relation, numbers, words, numbers, places, st.just("negated"), st.just("hedged"), maybe(words), shares, words
)


@given(st.builds(Extraction, documents, many(mentions), many(relations)))
@settings(max_examples=50, deadline=None)
def test_an_extraction_comes_back_as_it_was(extraction: Extraction) -> None:
    again = decode(encode(extraction))
    assert again == extraction
    assert encode(again) == encode(extraction)


def small(text: str = "Iris uses Fernwood.") -> Extraction:
    return Extraction(Document("talk", text, "Talk", "talk.txt", "text/plain", "00"), (), ())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / "store.sqlite"


def test_what_is_kept_is_found_by_the_next_build(path: Path) -> None:
    with Store(path) as store:
        store.put(Path("talk.txt"), "k1", Kept("en", encode(small())))
        store.put(Path("rede.txt"), "k2", Kept("de", None))
    with Store(path) as store:
        assert store.find(Path("talk.txt"), "k1") == Kept("en", encode(small()))
        assert store.extraction(Path("talk.txt")) == small()
        assert store.find(Path("rede.txt"), "k2") == Kept("de", None)
        assert store.find(Path("talk.txt"), "k2") is None
        assert store.find(Path("other.txt"), "k1") is None
        assert store.notes == []


def test_a_document_has_one_row(path: Path) -> None:
    with Store(path) as store:
        for n in range(3):
            store.put(Path("talk.txt"), f"k{n}", Kept("en", encode(small(f"version {n}"))))
        assert store.extraction(Path("talk.txt")) == small("version 2")
        assert store.find(Path("talk.txt"), "k1") is None
    assert sqlite3.connect(path).execute("SELECT count(*) FROM document").fetchone() == (1,)


def test_files_that_are_gone_are_forgotten_and_others_stay(path: Path, tmp_path: Path) -> None:
    here, elsewhere, gone = (tmp_path / name for name in ("here.txt", "elsewhere.txt", "gone.txt"))
    elsewhere.write_text("of another build into the same folder")
    with Store(path) as store:
        for file in (here, elsewhere, gone):
            store.put(file, "k", Kept("en", encode(small("the words of " + file.stem))))
        store.forget([here])
        assert [store.find(f, "k") is not None for f in (here, elsewhere, gone)] == [True, True, False]


def test_a_store_without_a_file_keeps_too() -> None:
    with Store() as store:
        store.put(Path("talk.txt"), "k", Kept("en", encode(small())))
        assert store.extraction(Path("talk.txt")) == small()


@pytest.mark.parametrize("how", ["garbage", "cut", "another layout"])
def test_a_damaged_store_is_moved_aside_and_made_anew(path: Path, how: str) -> None:
    with Store(path) as store:
        for n in range(50):
            store.put(
                Path(f"{n}.txt"), "k", Kept("en", encode(small("".join(map(chr, range(100 * n, 100 * n + 4000))))))
            )
    if how == "garbage":
        path.write_bytes(b"no database at all, " * 500)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:20_000])
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    path.with_name("store.sqlite-wal").write_bytes(b"a log that must not be replayed into the new file")
    was = path.read_bytes()
    with Store(path) as store:
        assert len(store.notes) == 1 and "store.sqlite.damaged" in store.notes[0]
        assert store.find(Path("1.txt"), "k") is None
        store.put(Path("1.txt"), "k", Kept("en", encode(small())))
    assert path.with_name("store.sqlite.damaged").read_bytes() == was
    with Store(path) as store:
        assert store.notes == [] and store.find(Path("1.txt"), "k") is not None


def test_a_damaged_row_counts_as_new(path: Path) -> None:
    with Store(path) as store:
        blob = encode(small())
        store.put(Path("talk.txt"), "k", Kept("en", blob[:-6] + b"\0" + blob[-5:]))
        assert store.find(Path("talk.txt"), "k") is None


def test_two_builds_at_once_into_one_folder_are_told_apart(path: Path) -> None:
    opening = f"from pathlib import Path; from kg.store import Store; Store(Path({str(path)!r}))"
    with Store(path), pytest.raises(KgError, match="another kg build is at work here; wait for it"):
        Store(path)
    with Store(path):
        other = subprocess.run([sys.executable, "-c", opening], capture_output=True, text=True)
    assert "another kg build is at work here" in other.stderr
    assert subprocess.run([sys.executable, "-c", opening], capture_output=True).returncode == 0
    Store(path).close()


def test_a_full_disk_is_told_and_what_was_kept_stays(path: Path) -> None:
    store = Store(path)
    store.put(Path("first.txt"), "k", Kept("en", encode(small())))
    store._connection.execute("PRAGMA max_page_count = 8")
    with pytest.raises(KgError, match="disk is full; make room and build again"):
        store.put(Path("second.txt"), "k", Kept("en", bytes(range(256)) * 1000))
    store.close()
    with Store(path) as store:
        assert store.find(Path("first.txt"), "k") is not None
        assert store.find(Path("second.txt"), "k") is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(KgError, match=r"out/store\.sqlite: cannot be written .* choose another folder with -o"):
        Store(tmp_path / "out" / "store.sqlite")
    (tmp_path / "store.sqlite").mkdir()
    with pytest.raises(KgError, match="cannot be written"):
        Store(tmp_path / "store.sqlite")


def test_the_key_is_of_all_that_an_extraction_depends_on(tmp_path: Path) -> None:
    keys = {key(*parts) for parts in [
        ("a", "id", Path("f"), "p"), ("b", "id", Path("f"), "p"), ("a", "di", Path("f"), "p"),
        ("a", "id", Path("g"), "p"), ("a", "id", Path("f"), "q"),
    ]}  # fmt: skip
    assert len(keys) == 5
    assert key("a", "id", Path("\udcff.txt"), "p")
    own = tmp_path / "own.ttl"
    own.write_text("# one")
    first = fingerprint(None, (own,), False)
    assert first == fingerprint(None, (own,), False)
    assert first not in (
        fingerprint(None, (), False),
        fingerprint(None, (own,), True),
        fingerprint("other", (own,), False),
    )
    own.write_text("# two")
    assert first != fingerprint(None, (own,), False)
    with pytest.raises(UsageError, match=r"none\.ttl: cannot be read"):
        fingerprint(None, (tmp_path / "none.ttl",), False)


def test_changed_code_and_models_are_read_anew(tmp_path: Path) -> None:
    names = {name for name, _ in code()}
    assert {
        "nlp/model/encoder.onnx",
        "nlp/extract.py",
        "nlp/reference/words.toml",
        "readers/html.py",
        "types.py",
    } <= names
    assert not {name for name in names if name.startswith("nlp/train/") or name.endswith(".pyc")}
    model = tmp_path / "model"
    model.mkdir()
    (model / "weights").write_bytes(b"1")
    first = fingerprint(str(model), (), False)
    (model / "weights").write_bytes(b"2")
    assert fingerprint(str(model), (), False) != first


def test_a_part_is_kept_until_its_document_or_what_is_in_it_changes(tmp_path: Path) -> None:
    made: list[str] = []

    def write(text: str) -> Callable[[], str]:
        return lambda: made.append(text) or text  # type: ignore[func-returns-value]

    with Store(tmp_path / "store.sqlite") as store:
        assert store.part("talk", "one", write("first")) == store.part("talk", "one", write("never")) == "first"
        assert store.part("talk", "two", write("second")) == "second"
        assert store.part("essay", "one", write("third")) == "third"
        store.forget_parts()
    with Store(tmp_path / "store.sqlite") as store:
        assert store.part("talk", "two", write("never")) == "second"
        store.forget_parts()
        assert store.part("talk", "two", write("never")) == "second"
        assert store.part("essay", "one", write("fourth")) == "fourth"
    assert made == ["first", "second", "third", "fourth"]


def test_a_document_that_can_no_longer_be_read_leaves_nothing_in_the_store(path: Path, tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text("words")
    with Store(path) as store:
        store.put(talk, "key", Kept("en", None))
        store.forget([talk], failed=[talk])
        assert store.find(talk, "key") is None
