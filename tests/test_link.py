"""Linking: one node a thing, within and across documents, with reasons."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linking_cases import LEX, document, entry
from slugify import slugify

from kg import vocabulary
from kg.link import Known, link, settled
from kg.link.names import slug
from kg.store import decode, encode
from kg.types import Evidence, Extraction
from kg.vocabulary import Entry

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/linking.jsonl").read_text("utf-8").splitlines()]


def entries_of(case: dict[str, Any]) -> list[Entry]:
    return [
        entry(
            e["name"],
            e["type"],
            *e.get("aliases", ()),
            **{k: tuple(v) for k, v in e.items() if isinstance(v, list) and k != "aliases"},
        )
        for e in case.get("entries", ())
    ]


def documents_of(case: dict[str, Any]) -> list[Extraction]:
    if case.get("bracketed"):
        return [bracketed(name, mentions) for name, mentions in case["documents"].items()]
    return [
        document(name, [tuple(m) for m in mentions], [tuple(p) for p in case.get("participants", {}).get(name, ())])
        for name, mentions in case["documents"].items()
    ]


def bracketed(name: str, mentions: list[list[str]]) -> Extraction:
    (long, kind), (short, _) = mentions
    return document(name, [(long, kind), " (", (short, kind), ")"], joined_by="")


def clusters(documents: list[Extraction], entries: list[Entry]) -> dict[str, set[str]]:
    places = {
        (x.document.id, m.evidence.start, m.evidence.end): f"{x.document.id}:{n}"
        for x in documents
        for n, m in enumerate(x.mentions)
    }
    entities, _ = link(documents, entries)
    return {e.id: {places[m.document, m.start, m.end] for m in e.mentions} for e in entities}


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
    return pytest.param(case, id=case["case"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES if "fails" not in case])
def test_names_settled_when_a_document_was_read_and_kept_since_give_the_same(case: dict[str, Any]) -> None:
    entries = entries_of(case)
    known = Known(entries)
    kept = [decode(encode(settled(x, known))) for x in documents_of(case)]
    assert all(x.settled for x in kept)
    assert link(kept, entries) == link(documents_of(case), entries)


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_names_that_are_one_thing_are_one_entity_and_others_are_not(case: dict[str, Any]) -> None:
    documents, entries = documents_of(case), entries_of(case)
    found = clusters(documents, entries)
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, case["clusters"]))
    entities, _ = link(documents, entries)
    if "types" in case:
        assert sorted(e.type for e in entities) == sorted(case["types"])
    if "names" in case:
        assert sorted(e.name for e in entities) == sorted(case["names"])


def test_every_form_that_is_not_the_name_says_why_it_is_the_same() -> None:
    for case in CASES:
        for e in link(documents_of(case), entries_of(case))[0]:
            explained = {m.form for m in e.merges}
            assert set(e.aliases) - {e.name} <= explained, case["case"]
            assert all(m.into == e.name and m.reason and 0 < m.score <= 1 for m in e.merges)


def test_the_order_of_the_files_changes_nothing() -> None:
    everything = [x for n, c in enumerate(CASES) for x in renamed(documents_of(c), f"case-{n}-")]
    entries = list({e.iri: e for c in CASES for e in entries_of(c)}.values())
    expected = link(everything, entries)
    for seed in range(3):
        shuffled = random.Random(seed).sample(everything, len(everything))
        assert link(shuffled, entries[::-1]) == expected


def renamed(documents: list[Extraction], prefix: str) -> list[Extraction]:
    again = []
    for x in documents:
        spans = [(m.text, m.type, (m.lexicon or "").removeprefix(LEX)) for m in x.mentions if m.antecedent is None]
        again.append(document(prefix + x.document.id, spans, [(p.name, p.role) for p in x.document.participants]))
    return again


def test_a_further_document_renames_no_node() -> None:
    everything = [
        x
        for n, c in enumerate(CASES)
        if c["case"] != "two middle initials are two people"
        for x in renamed(documents_of(c), f"case-{n}-")
    ]
    whole = {(m.document, m.start): e.id for e in link(everything)[0] for m in e.mentions}
    for n in range(1, len(everything), 7):
        part = {(m.document, m.start): e.id for e in link(everything[:n])[0] for m in e.mentions}
        assert part.items() <= whole.items()


@pytest.mark.parametrize(
    ("forms", "type", "shown"),
    [
        (["Francois Lemaitre", "François Lemaître", "Lemaitre"], "Person", "François Lemaître"),
        (["Dr. Nadia K. Brandt", "Nadia Brandt"], "Person", "Nadia K. Brandt"),
        (["NADIA BRANDT", "Nadia Brandt"], "Person", "Nadia Brandt"),
        (["quillnet", "Quillnet", "quillnet"], "Tool", "Quillnet"),
        (["foldas", "foldas", "foldas", "foldas", "Foldas"], "Tool", "foldas"),
        (["the Paper Society", "Paper Society"], "Institution", "Paper Society"),
        (["Graph folding", "graph folding", "graph folding"], "Concept", "graph folding"),
    ],
)
def test_the_name_shown_is_the_fullest_or_the_commonest_well_cased(forms: list[str], type: str, shown: str) -> None:
    (only,) = link([document("a", [(f, type) for f in forms])])[0]
    assert only.name == shown


def test_ids_are_slugs_with_the_type_where_the_lexicon_means_something_else() -> None:
    known = [entry("Mercury", "Tool", iri="mercury", ambiguous=("Mercury",), url="https://mercury.example/")]
    found = link(
        [
            document("a", [("Mercury", "Tool", "mercury"), ("Nadia K. Brandt", "Person")]),
            document("b", [("Mercury", "Place"), ("Olaf", "Person")]),
        ],
        known,
    )[0]
    assert [(e.id, e.type, e.same_as) for e in found] == [
        ("mercury", "Tool", ("https://mercury.example/",)),
        ("mercury-place", "Place", ()),
        ("nadia-brandt", "Person", ()),
        ("olaf-in-b", "Person", ()),
    ]


def test_one_claim_of_one_speaker_is_one_assertion_with_all_its_evidence() -> None:
    mentions = [("Nadia Brandt", "Person", "speaker"), ("Quillnet", "Tool"), ("Tessera", "Tool")]
    said = document("a", mentions, relations=[(1, "builtOn", 2), (2, "alternativeTo", 1)], speaker="Nadia Brandt")
    again = document("b", mentions, relations=[(1, "builtOn", 2), (1, "alternativeTo", 2)], speaker="Nadia Brandt")
    other = document("c", mentions[1:], relations=[(0, "builtOn", 1)])
    found = link([said, again, other])[1]
    assert sorted((a.subject, a.predicate, a.object, a.speaker or "-", len(a.evidence)) for a in found) == [
        ("quillnet", "alternativeTo", "tessera", "nadia-brandt", 2),
        ("quillnet", "builtOn", "tessera", "-", 1),
        ("quillnet", "builtOn", "tessera", "nadia-brandt", 2),
    ]
    turned = next(a for a in found if a.predicate == "alternativeTo").evidence[0][1]
    assert (turned.subject, turned.object) == (1, 2), "the ends turn with the claim"


def test_a_claim_whose_types_turn_out_wrong_or_whose_ends_are_one_is_no_assertion() -> None:
    mentions = [("Quillnet", "Tool"), ("Quillnet", "Person"), ("Quillnet", "Tool"), ("Tessera", "Tool")]
    found = link([document("a", mentions, relations=[(1, "created", 3), (0, "builtOn", 2), (0, "builtOn", 3)])])[1]
    assert [(a.subject, a.predicate, a.object) for a in found] == [("quillnet", "builtOn", "tessera")]


def test_a_sentence_that_a_speaker_says_without_naming_himself_is_no_mention_of_him() -> None:
    said = document(
        "a", [("Nadia Brandt", "Person", "speaker"), "Folding is an old art, and it will outlive all of us."]
    )
    whole = replace(said.mentions[0], evidence=Evidence("a", 13, len(said.document.text), "Nadia Brandt"))
    (only,) = link([replace(said, mentions=(*said.mentions, whole))])[0]
    assert [(m.start, m.end) for m in only.mentions] == [(0, 12)]


def test_the_projects_own_lexicon_gives_every_entry_an_id_of_its_own() -> None:
    from kg.link.known import Known

    ids = Known(vocabulary.lexicon()).ids
    assert len(set(ids.values())) == len(ids) > 600


@given(st.text(st.sampled_from("abcXYZ019 -'&+é."), max_size=20), st.sampled_from(["", " ", "-"]))
def test_a_plain_name_has_the_slug_that_the_library_gives_it(text: str, separator: str) -> None:
    assert slug(text, separator) == slugify(text, separator=separator)
