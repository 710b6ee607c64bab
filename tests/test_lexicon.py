"""The lexicon as its readers rely on it: one type and one name an entry, labels that are sure or say what they need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

LEXICON = Path(__file__).parent.parent / "ontology" / "lexicon.ttl"
KG = "https://w3id.org/kg/ontology#"
LEX = "https://w3id.org/kg/lexicon/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TYPES = {"Person", "Tool", "Institution", "Concept", "Work", "Event", "Place"}
PREDICATES = {
    RDF_TYPE,
    *(SKOS + name for name in ("inScheme", "prefLabel", "altLabel", "hiddenLabel", "broader")),
    *(KG + name for name in ("ambiguousLabel", "needsContext")),
    *(SCHEMA + name for name in ("url", "sameAs")),
}
COMMON_WORDS = (
    *("Amazon", "Apple", "Meta", "Nature"),
    *("C", "Go", "Julia", "R", "Rust", "Swift"),
    *("Black", "Click", "Flask", "Gluon", "Ray", "Requests", "Rich", "Spark", "Torch", "Transformer", "Transformers"),
    *("attention", "bias", "boosting", "dropout", "precision"),
)
PREFIXES = f"""@prefix kg: <{KG}> . @prefix lex: <{LEX}> . @prefix schema: <{SCHEMA}> . @prefix skos: <{SKOS}> .
lex: a skos:ConceptScheme ; skos:prefLabel "Test"@en .
"""

Entry = dict[str, list[str]]


def entries_of(turtle: str) -> dict[str, Entry]:
    """Return the values of each entry by predicate, keyed by the entry's name in the lexicon's namespace."""
    found: dict[str, Entry] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        found[triple.subject.value.removeprefix(LEX)][triple.predicate.value].append(triple.object.value)
    found.pop("")
    return dict(found)


def labels_of(entry: Entry) -> list[str]:
    """Return all the labels by which an entry is found."""
    return [label for kind in ("prefLabel", "altLabel", "hiddenLabel") for label in entry[f"{SKOS}{kind}"]]


def broken_shape(entries: dict[str, Entry]) -> Iterator[str]:
    """Yield the entries without exactly one type, one name and the scheme, or with a predicate nobody reads."""
    for name, entry in entries.items():
        types = [value.removeprefix(KG) for value in entry[RDF_TYPE] if value.startswith(KG)]
        if len(types) != 1 or not TYPES.issuperset(types) or f"{SKOS}Concept" not in entry[RDF_TYPE]:
            yield f"{name}: types {types}"
        if len(entry[f"{SKOS}prefLabel"]) != 1:
            yield f"{name}: preferred names {entry[f'{SKOS}prefLabel']}"
        if entry[f"{SKOS}inScheme"] != [LEX]:
            yield f"{name}: not in the scheme"
        if unknown := entry.keys() - PREDICATES:
            yield f"{name}: unknown predicates {unknown}"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            yield f"{name}: not a slug"


def broken_labels(entries: dict[str, Entry]) -> Iterator[str]:
    """Yield labels that are untidy, doubled, shared by entries that are sure of them, or doubtful without context."""
    holders: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name, entry in entries.items():
        labels, doubtful = labels_of(entry), set(entry[f"{KG}ambiguousLabel"])
        context = entry[f"{KG}needsContext"]
        yield from (f"{name}: untidy label {label!r}" for label in labels if label != " ".join(label.split()))
        if len(labels) != len(set(labels)):
            yield f"{name}: a label twice"
        if not doubtful.issubset(labels):
            yield f"{name}: ambiguous but no label: {doubtful.difference(labels)}"
        if bool(doubtful) != bool(context) or (context and not 5 <= len(context) <= 12):
            yield f"{name}: {len(context)} context words for {sorted(doubtful)}"
        yield from (f"{name}: context {word!r}" for word in context if not re.fullmatch(r"[a-z0-9][a-z0-9.+#']*", word))
        for key in {label.casefold() for label in labels}:
            holders[key].append((name, key in {label.casefold() for label in doubtful}))
    for label, claims in holders.items():
        if len(claims) > 1 and not all(marked for _, marked in claims):
            yield f"{label!r} is shared by {[name for name, _ in claims]}"


def broken_broader(entries: dict[str, Entry]) -> Iterator[str]:
    """Yield broader terms that do not exist, join what is no concept, or lead round in a circle."""
    parents = {name: [value.removeprefix(LEX) for value in entry[f"{SKOS}broader"]] for name, entry in entries.items()}
    for name, targets in parents.items():
        yield from (
            f"{name}: broader {target}"
            for target in targets
            if not all(one in entries and f"{KG}Concept" in entries[one][RDF_TYPE] for one in (name, target))
        )
        above, ahead = set[str](), list(targets)
        while ahead:
            if (term := ahead.pop()) not in above:
                above.add(term)
                ahead.extend(parents.get(term, ()))
        if name in above:
            yield f"{name}: is broader than itself"


def broken_addresses(entries: dict[str, Entry]) -> Iterator[str]:
    """Yield addresses that are not well-formed https, and those that two entries claim."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name, entry in entries.items():
        for address in entry[f"{SCHEMA}url"] + entry[f"{SCHEMA}sameAs"]:
            holders[address].append(name)
            if not re.fullmatch(r"https://([a-z0-9-]+\.)+[a-z]{2,}/[!-;=?-Z_a-z~]*", address):
                yield f"{name}: {address}"
    yield from (f"{address} is shared by {names}" for address, names in holders.items() if len(names) > 1)


def broken_order(turtle: str) -> Iterator[str]:
    """Yield the entries that stand before the section headers or after an entry with a later name."""
    last: str | None = None
    headed = False
    for line in turtle.partition("ConceptScheme")[2].splitlines():
        if line.startswith("# "):
            last, headed = "", True
        elif entry := re.match(r"lex:([a-z0-9-]+) a ", line):
            if not headed or (last or "") >= entry[1]:
                yield f"{entry[1]} stands after {last}"
            last = entry[1]


@pytest.fixture(scope="module")
def turtle() -> str:
    return LEXICON.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def entries(turtle: str) -> dict[str, Entry]:
    return entries_of(turtle)


@pytest.fixture(scope="module")
def by_label(entries: dict[str, Entry]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, entry in entries.items():
        for label in labels_of(entry):
            found[label.casefold()].add(name)
    return found


def test_there_is_enough_of_every_type(entries: dict[str, Entry]) -> None:
    assert len(entries) >= 750
    least = {"Tool": 330, "Institution": 130, "Concept": 220, "Event": 35, "Work": 45, "Place": 40, "Person": 90}
    count = {name: sum(f"{KG}{name}" in entry[RDF_TYPE] for entry in entries.values()) for name in least}
    assert {name: count[name] for name in least if count[name] < least[name]} == {}


@pytest.mark.parametrize("check", [broken_shape, broken_labels, broken_broader, broken_addresses])
def test_every_entry_is_sound(check, entries: dict[str, Entry]) -> None:
    assert list(check(entries)) == []


def test_entries_are_sorted_within_their_section(turtle: str) -> None:
    assert list(broken_order(turtle)) == []
    assert len(re.findall(r"^lex:[a-z0-9-]+ a ", turtle, re.M)) == len(entries_of(turtle))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (broken_shape, 'lex:x a kg:Gadget, skos:Concept ; skos:inScheme lex: ; skos:prefLabel "X"@en .'),
        (broken_shape, 'lex:x a kg:Tool, kg:Work, skos:Concept ; skos:inScheme lex: ; skos:prefLabel "X"@en .'),
        (broken_shape, 'lex:x a kg:Tool, skos:Concept ; skos:inScheme lex: ; skos:prefLabel "X"@en, "Y"@en .'),
        (broken_shape, 'lex:x a kg:Tool, skos:Concept ; skos:inScheme lex: ; skos:altLabel "X" .'),
        (broken_shape, 'lex:x a kg:Tool, skos:Concept ; skos:prefLabel "X"@en .'),
        (broken_labels, 'lex:x a kg:Tool ; skos:prefLabel "X "@en .'),
        (broken_labels, 'lex:x a kg:Tool ; skos:prefLabel "X"@en ; skos:altLabel "X" .'),
        (broken_labels, 'lex:x a kg:Tool ; skos:prefLabel "X"@en . lex:y a kg:Tool ; skos:hiddenLabel "x" .'),
        (broken_labels, 'lex:x a kg:Tool ; skos:prefLabel "X"@en ; kg:ambiguousLabel "X" .'),
        (broken_labels, 'lex:x a kg:Tool ; skos:prefLabel "X"@en ; kg:needsContext "a", "b", "c", "d", "e" .'),
        (
            broken_labels,
            'lex:x skos:prefLabel "X"@en ; kg:ambiguousLabel "Z" ; kg:needsContext "a", "b", "c", "d", "e" .',
        ),
        (broken_broader, "lex:x a kg:Concept ; skos:broader lex:nothing ."),
        (broken_broader, "lex:x a kg:Concept ; skos:broader lex:t . lex:t a kg:Tool ."),
        (broken_broader, "lex:x a kg:Concept ; skos:broader lex:y . lex:y a kg:Concept ; skos:broader lex:x ."),
        (broken_addresses, "lex:x schema:url <http://keras.io/> ."),
        (broken_addresses, "lex:x schema:url <https://localhost/> ."),
        (broken_addresses, "lex:x schema:url <https://a.io/> . lex:y schema:sameAs <https://a.io/> ."),
    ],
)
def test_a_fault_is_seen(check, text: str) -> None:
    assert list(check(entries_of(PREFIXES + text)))


def test_a_wrong_order_is_seen() -> None:
    assert list(broken_order(PREFIXES + "# Tools\nlex:b a kg:Tool .\nlex:a a kg:Tool .\n# More\nlex:a a kg:Tool ."))


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("sci-kit learn", "scikit-learn"),
        ("psychic learn", "scikit-learn"),
        ("sklearn", "scikit-learn"),
        ("num pie", "numpy"),
        ("pie torch", "pytorch"),
        ("SQL Alchemy", "sqlalchemy"),
        ("pie charm", "pycharm"),
        ("jupiter notebook", "jupyter-notebook"),
        ("K8s", "kubernetes"),
        ("Francois Chollet", "francois-chollet"),
        ("convnet", "convolutional-neural-network"),
        ("RNN", "recurrent-neural-network"),
        ("NLP", "natural-language-processing"),
        ("NIPS", "neurips"),
        ("Torch 7", "torch"),
        ("TF 2", "tensorflow-2"),
    ],
)
def test_what_people_say_and_write_finds_what_they_mean(spoken: str, meant: str, by_label: dict[str, set[str]]) -> None:
    assert by_label[spoken.casefold()] == {meant}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Torch", "PyTorch"),
        ("TensorFlow", "TensorFlow 2"),
        ("Python 2", "Python 3"),
        ("Transformers", "Transformer"),
        ("Caffe", "Caffe2"),
        ("ImageNet", "ILSVRC"),
        ("Google Brain", "Google"),
        ("word embedding", "word2vec"),
    ],
)
def test_relatives_stay_apart(one: str, other: str, by_label: dict[str, set[str]]) -> None:
    assert by_label[one.casefold()] and by_label[other.casefold()]
    assert not by_label[one.casefold()] & by_label[other.casefold()]


@pytest.mark.parametrize(
    "label",
    COMMON_WORDS,
)
def test_a_common_word_needs_context(label: str, entries: dict[str, Entry]) -> None:
    assert [name for name, entry in entries.items() if label in entry[f"{KG}ambiguousLabel"]]
    assert not [
        name
        for name, entry in entries.items()
        if label in labels_of(entry) and label not in entry[f"{KG}ambiguousLabel"]
    ]
