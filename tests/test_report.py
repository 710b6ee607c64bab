"""Cards, paths, figures and explanations: what is said, by whom, in which words."""

from __future__ import annotations

import pytest

from kg import report
from kg.graph import Graph, find
from kg.types import KgError


def test_a_card_gathers_claims_by_label_in_both_directions(graph: Graph) -> None:
    card = report.card(graph, "quillnet")
    assert card["aliases"] == [] and card["same_as"] == ["https://quillnet.example/?a=1&b=2"]
    claims = [x for found in card["relations"].values() for x in found]
    assert len(claims) == graph.degree("quillnet")
    assert {x["other"] for x in claims} == {"Ódhrán Vass", "Tessera", "Brambleform", "graph folding"}


def test_the_surest_claim_of_a_label_comes_first(graph: Graph) -> None:
    for node in graph:
        for found in report.card(graph, node)["relations"].values():
            assert [x["confidence"] for x in found] == sorted((x["confidence"] for x in found), reverse=True)


def test_two_speakers_of_one_claim_are_both_named(graph: Graph) -> None:
    claims = [x for found in report.card(graph, "odhran-vass")["relations"].values() for x in found]
    assert {x["speaker"] for x in claims if x["predicate"] == "created"} == {"Ódhrán Vass", "Mira Holt"}


def test_a_card_for_the_terminal_marks_denial_doubt_time_and_speaker(graph: Graph) -> None:
    text = report.card_text(report.card(graph, "quillnet"))
    assert "  not: Brambleform  [" in text
    assert "  (hedged) graph folding, late 2000s  [" in text
    assert "    Mira Holt: “You made Quillnet” (room)" in text
    assert "Tessera" in text and "not: Tessera" not in text


def test_a_claim_of_nobody_is_of_an_unknown_speaker(graph: Graph) -> None:
    assert "unknown: “Ódhrán Vass criticised Brambleform”" in report.card_text(report.card(graph, "odhran-vass"))


def test_an_entity_without_claims_has_a_card(graph: Graph) -> None:
    lonely = graph.copy()
    lonely.remove_edges_from(list(lonely.edges("tessera", keys=True)) + list(lonely.in_edges("tessera", keys=True)))
    assert report.card_text(report.card(lonely, "tessera")).splitlines()[0] == "Tessera  (Tool, tessera)"
    lonely.nodes["tessera"]["mentions"] = []
    assert "0 mentions in no document" in report.card_text(report.card(lonely, "tessera"))


def test_a_long_quote_shows_the_part_that_proves_the_edge() -> None:
    quote = "well, you know, " * 20 + "I wrote Quernstone in Rust" + ", and so on and on" * 20
    at = quote.index("I wrote"), quote.index(" in Rust")
    shown = report.quoted({"speaker": "Ilse", "quote": quote, "ends": at, "document": "d"}, width=60)
    assert "I wrote Quernstone" in shown and shown.startswith("Ilse: “… ") and len(shown) < 80


def test_a_long_quote_is_cut_between_words() -> None:
    shown = report.quoted({"speaker": None, "quote": "seven words " * 60, "ends": (0, 5), "document": "d"}, width=50)
    assert shown.endswith(" …” (d)") and len(shown) < 70
    assert "seven words seven" in shown and "wor …" not in shown


def test_a_path_is_the_shortest_whatever_the_direction(graph: Graph) -> None:
    there = report.path_text(graph, "odhran-vass", "tessera").splitlines()[0].split(" – ")
    back = report.path_text(graph, "tessera", "odhran-vass").splitlines()[0].split(" – ")
    assert len(there) == len(back) == 3 and there[0] == back[-1] == "Ódhrán Vass"
    assert report.path_text(graph, "tessera", "tessera") == "Tessera"


def test_a_path_that_is_none_names_both_ends(graph: Graph) -> None:
    apart = graph.copy()
    apart.remove_edges_from(list(apart.edges(keys=True)))
    with pytest.raises(KgError, match='from "Quillnet" to "Tessera"'):
        report.path_text(apart, "quillnet", "tessera")


def test_the_figures_add_up(graph: Graph) -> None:
    figures = report.stats(graph)
    assert sum(figures["entities"].values()) == len(graph)
    assert sum(figures["assertions"].values()) == graph.number_of_edges()
    assert figures["most_spoken_of"][0]["name"] == "Institut für Faltung"
    assert figures["speakers"]["Ódhrán Vass"] == sum(d["speaker"] == "odhran-vass" for *_, d in graph.edges(data=True))


def test_the_figures_of_an_empty_graph_are_noughts() -> None:
    assert report.stats_text(report.stats(Graph())).startswith("0 documents, 0 words")


def test_an_explanation_tells_rule_places_and_what_pronouns_stand_for(graph: Graph) -> None:
    text = report.explanation(graph, "Quillnet builtOn Tessera")
    document = next(d for d in graph.graph["documents"] if d["id"] == "room")
    at = document["text"].index("It runs on Tessera")
    assert f"room, characters {at} to {at + len('It runs on Tessera')}" in text
    assert "subject: “It” (" in text and "stands for “Quillnet” at " in text


def test_an_explanation_tells_the_merges_of_its_ends(graph: Graph) -> None:
    assert "merged: “Vass” is Ódhrán Vass (surname, 0.98)" in report.explanation(graph, "Vass created Quillnet")


@pytest.mark.parametrize("text", ["a-ffffffffff", "Quillnet", "Tessera builtOn Quillnet", ""])
def test_what_nobody_asserts_is_not_explained(graph: Graph, text: str) -> None:
    with pytest.raises(KgError, match="give its id"):
        report.explanation(graph, text)


def test_an_unknown_end_is_told_with_the_likest(graph: Graph) -> None:
    with pytest.raises(KgError, match='do you mean "Quillnet"'):
        report.explanation(graph, "Quilnet builtOn Tessera")
    assert find(graph, "Quillnet") == "quillnet"
