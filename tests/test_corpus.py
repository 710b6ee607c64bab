"""The project's own documents: each reads as it was meant, and none borrows sentences from anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import kg.readers
from kg.types import Document

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "corpus" / "documents"
SHARED_INTERVIEWS = ROOT.parent / "shared" / "interviews"
IN_A_ROW = 9
FERRANT, TEIXIDOR = "Odalys Ferrant", "Bram Teixidor"


@dataclass(frozen=True)
class Meant:
    """How a document should read: ``turns`` is the fewest it has."""

    title: str
    date: str | None
    turns: int
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    author: str | None = None


MEANT = {
    "gradient-01-graphs-before-code.md": Meant(
        "Graphs before code: Teun Okafor-Lind on Theano, TensorFlow and PyTorch",
        "2023-04-11",
        24,
        (FERRANT,),
        ("Teun Okafor-Lind",),
    ),
    "gradient-02-the-notebook-quarrel.txt": Meant(
        "The notebook quarrel: two readers of Jupyter",
        "2023-06-06",
        29,
        (FERRANT,),
        ("Ambrose Qvist", "Perpetua Szalai"),
    ),
    "gradient-03-words-as-vectors.txt": Meant(
        "Words as vectors, words as work", "2023-09-19", 25, (FERRANT,), ("Ruvim Castellane",)
    ),
    "gradient-04-arrays-and-tables.md": Meant(
        "Arrays and tables", "2024-01-23", 28, (TEIXIDOR,), ("Solvei Marchetti-Oyelaran",)
    ),
    "gradient-05-the-duck-and-the-checker.md": Meant(
        "The duck and the checker", "2024-05-14", 30, (FERRANT,), ("Henrike Palomba", "Imre Dacosta-Wyn")
    ),
    "gradient-06-mxnet-or-the-truce.vtt": Meant(
        "gradient 06 mxnet or the truce", None, 32, (FERRANT,), ("Calixta Nwosu-Hale",)
    ),
    "a-competitor-explains-herself.md": Meant(
        "A competitor explains herself", "2023-11-02", 22, (TEIXIDOR,), ("Yevgenia Brandt-Achebe",)
    ),
    # The answers report what a real person has said elsewhere: they are nobody's own words.
    "keras-in-ten-questions.md": Meant("Keras in ten questions", "2025-02-10", 1, author="Marguerite Ashgrove-Lund"),
    "theano-and-the-montreal-school.md": Meant(
        "Theano and the Montreal school", "2024-03-12", 1, author="Ottoline Varga"
    ),
    "from-torch-to-pytorch.md": Meant(
        "From Torch to PyTorch: one library, three languages", "2024-05-21", 1, author="Caspian Ruthven"
    ),
    "imagenet-and-the-stubborn-professor.md": Meant(
        "ImageNet and the stubborn professor", "2024-02-06", 1, author="Ottoline Varga"
    ),
    "zip-codes-cheques-and-yann-lecun.md": Meant(
        "Zip codes, cheques and Yann LeCun", "2024-03-05", 1, author="Ottoline Varga"
    ),
    "a-long-short-history-of-memory.md": Meant(
        "A long, short history of memory", "2024-06-25", 1, author="Caspian Ruthven"
    ),
    "scikit-learn-the-quiet-standard.md": Meant(
        "scikit-learn, the quiet standard", "2024-10-08", 1, author="Ottoline Varga"
    ),
    "tensorflow-from-the-inside-of-a-port.txt": Meant(
        "TensorFlow, seen from a harbour", "2024-03-12", 1, author="Teun Okafor-Lind"
    ),
    "caffe-the-berkeley-years.html": Meant("Caffe: the Berkeley years", "2024-08-14", 1, author="Caspian Ruthven"),
}


@cache
def read(name: str) -> Document:
    return kg.readers.read(DOCUMENTS / name)


def kept_words(document: Document) -> str:
    return "\n".join("".join(document.text[a:b] for a, b in block.spans) for block in document.blocks)


def speakers(document: Document, role: str) -> set[str]:
    return {turn.speaker for turn in document.turns if turn.role == role and turn.speaker}


def test_every_document_is_described_here() -> None:
    assert {path.name for path in DOCUMENTS.iterdir()} == set(MEANT)


@pytest.mark.parametrize("name", sorted(MEANT))
def test_title_date_and_language(name: str) -> None:
    document, meant = read(name), MEANT[name]
    assert (document.title, document.date, document.language) == (meant.title, meant.date, "en")


@pytest.mark.parametrize("name", sorted(MEANT))
def test_hosts_and_guests(name: str) -> None:
    document, meant = read(name), MEANT[name]
    assert speakers(document, "host") == set(meant.hosts)
    assert speakers(document, "guest") == set(meant.guests)
    assert len(document.turns) >= meant.turns


@pytest.mark.parametrize("name", sorted(name for name in MEANT if MEANT[name].author))
def test_an_essay_is_its_authors(name: str) -> None:
    assert speakers(read(name), "author") == {MEANT[name].author}


@pytest.mark.parametrize("name", sorted(MEANT))
def test_length(name: str) -> None:
    assert 500 <= len(kept_words(read(name)).split()) <= 1200


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scikit-learn-the-quiet-standard.md", ["caret did the same", "Quillon", "Leave a reply", "email address"]),
        ("caffe-the-berkeley-years.html", ["MatConvNet", "Lupin", "Subscribe", "Sign in", "Why I sold"]),
        ("gradient-06-mxnet-or-the-truce.vtt", ["-->", "<v", "NOTE", "WEBVTT"]),
        ("gradient-03-words-as-vectors.txt", ["[00:", "(Lantern & Deed)"]),
        ("keras-in-ten-questions.md", ["source:", "tags:"]),
    ],
)
def test_what_is_no_part_of_the_text_stays_out(name: str, words: list[str]) -> None:
    file = (DOCUMENTS / name).read_text(encoding="utf-8")
    kept = kept_words(read(name))
    assert [word for word in words if word not in file] == []
    assert [word for word in words if word in kept] == []


def test_the_same_people_and_tools_are_met_in_many_documents() -> None:
    texts = [kept_words(read(name)) for name in MEANT]
    counts = {"Chollet": 9, "Bengio": 6, "Keras": 9, "Theano": 8, "PyTorch": 11, "Jupyter": 2, "Caffe": 5, "Amazon": 4}
    for name, fewest in counts.items():
        assert sum(name in text for text in texts) >= fewest, name


def rows(text: str) -> set[tuple[str, ...]]:
    """Return all runs of nine words of a text, without regard to case and punctuation."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("’", "'"))
    return {tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1)}


def shared_rows(texts: dict[str, str], others: list[str]) -> dict[str, list[str]]:
    """Return for each text the runs of nine words that it shares with one of the others."""
    foreign = {row for other in others for row in rows(other)}
    shared = {name: rows(text) & foreign for name, text in texts.items()}
    return {name: sorted(" ".join(row) for row in found) for name, found in shared.items() if found}


def test_the_check_for_borrowed_words_finds_some() -> None:
    other = "In the spring the old orchard keeper counts every blossom before the frost."
    same = "he says: the old orchard keeper counts every blossom, before the frost comes"
    less = "the old orchard keeper counts every blossom and waits"
    assert list(shared_rows({"same": same, "less": less}, [other])) == ["same"]


# Those interviews are other people's and lie beside a developer's checkout only, never in the repository.
@pytest.mark.skipif(not SHARED_INTERVIEWS.is_dir(), reason="no interviews lie beside this checkout")
def test_no_nine_words_in_a_row_are_borrowed() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in DOCUMENTS.iterdir()}
    paths = [path for path in SHARED_INTERVIEWS.rglob("*") if path.is_file()]
    others = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    assert others
    assert shared_rows(texts, others) == {}
