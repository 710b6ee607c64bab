"""The user's corrections: recorded, replayed, undone; the user has the last word."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linking_cases import document

from kg import curation
from kg import graph as graphs
from kg.curation import records
from kg.graph import Graph
from kg.link import link
from kg.types import KgError, UsageError

NADIA, OLAF = ("Nadia Brandt", "Person", "speaker"), ("Olaf Reyes", "Person", "speaker")


@functools.cache  # no correction may change a graph that it is given
def build() -> Graph:
    quill, net, tess, gtess = ("Quillnet", "Tool"), ("QNet", "Tool"), ("Tessera", "Tool"), ("tessera's", "Tool")
    documents = [
        document(
            "a",
            [NADIA, quill, tess, net, ("it", "Tool", "->3"), ("Zurich", "Place")],
            [("Nadia Brandt", "guest")],
            [(0, "created", 1), (1, "builtOn", 2), (3, "builtOn", 2), (1, "alternativeTo", 3), (4, "alternativeTo", 2)],
            speaker="Nadia Brandt",
        ),
        document(
            "b",
            [
                OLAF,
                quill,
                gtess,
                ("Nadia Brandt", "Person"),
                ("Foldworks", "Institution"),
                ("paper folding", "Concept"),
            ],
            [("Olaf Reyes", "host")],
            [(0, "uses", 1), (3, "affiliatedWith", 4), (1, "builtOn", 2), (0, "worksOn", 5), (4, "uses", 1)],
            speaker="Olaf Reyes",
        ),
    ]
    entities, assertions = link(documents)
    return graphs.build(entities, assertions, documents, {"kg": "0"})


def claims(graph: Graph) -> set[tuple[str, str, str, str | None]]:
    return {(s, d["predicate"], o, d["speaker"]) for s, o, d in graph.edges(data=True)}


def evidence(graph: Graph) -> int:
    return sum(len(d["evidence"]) for _, _, d in graph.edges(data=True))


def run(graph: Graph, *corrections: dict[str, str]) -> Graph:
    after, stale = curation.apply(graph, list(corrections))
    assert stale == []
    return after


MERGE = {"do": "merge", "entity": "quillnet", "other": "qnet"}


def test_what_was_recorded_can_be_read_whatever_signs_the_reason_holds(tmp_path: Path) -> None:
    file = tmp_path / "corrections.jsonl"
    said = {"do": "drop", "entity": "keras", "why": "pasted\u2028from\x85a page"}
    records.append(file, said)
    records.append(file, said)
    assert curation.read(file) == [said, said]


def test_half_a_character_is_refused_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "corrections.jsonl"
    file.write_text('{"do": "rename", "entity": "keras", "name": "x\\ud800"}\n')
    with pytest.raises(UsageError, match=r"corrections\.jsonl:1: it holds half a character"):
        curation.read(file)


def test_a_merge_joins_names_mentions_and_parallel_claims() -> None:
    before = build()
    after = run(before, MERGE)
    assert "qnet" not in after
    node = after.nodes["quillnet"]
    assert {"Quillnet", "QNet"} <= set(node["aliases"])
    assert len(node["mentions"]) == len(before.nodes["quillnet"]["mentions"]) + len(before.nodes["qnet"]["mentions"])
    assert {"form": "QNet", "into": "Quillnet", "reason": "user", "score": 1.0} in node["merges"]
    assert node["provenance"] == "user"
    built = after.edges["quillnet", "tessera", "builtOn|affirmed|nadia-brandt"]
    assert len(built["evidence"]) == 2
    assert ("quillnet", "alternativeTo", "qnet", "nadia-brandt") not in claims(after)
    ids = {d["id"] for _, _, d in after.edges(data=True)}
    assert len(ids) == after.number_of_edges()


def test_a_merge_of_speakers_moves_their_words_and_turns() -> None:
    after = run(build(), {"do": "merge", "entity": "nadia-brandt", "other": "olaf-reyes"})
    assert {speaker for *_, speaker in claims(after)} == {"nadia-brandt"}
    people = [p["entity"] for d in after.graph["documents"] for p in d["participants"]]
    assert people == ["nadia-brandt", "nadia-brandt"]


def test_what_is_applied_leaves_the_graph_given_alone() -> None:
    before = build()
    shown = graphs.to_json(before)
    run(before, MERGE, {"do": "drop", "entity": "nadia-brandt"}, {"do": "split", "entity": "quillnet", "document": "b"})
    assert graphs.to_json(before) == shown


def test_a_split_takes_a_merge_back_whole() -> None:
    before = build()
    after = run(before, MERGE, {"do": "split", "entity": "quillnet", "other": "qnet"})
    assert graphs.to_json(after) == graphs.to_json(before)
    assert graphs.to_json(
        run(run(before, MERGE), MERGE, {"do": "split", "entity": "qnet", "other": "quillnet"})
    ) == graphs.to_json(before)


def test_a_split_by_form_takes_its_mentions_pronouns_and_claims() -> None:
    joined = run(build(), MERGE)
    del joined.graph["uncorrected"]  # as if linking had joined the two
    after = run(joined, {"do": "split", "entity": "quillnet", "form": "QNet"})
    assert after.nodes["qnet"]["aliases"] == ["QNet"]
    assert [m["kind"] for m in after.nodes["qnet"]["mentions"]] == ["name", "pronoun"]
    assert "QNet" not in after.nodes["quillnet"]["aliases"]
    assert {("quillnet", "builtOn", "tessera"), ("qnet", "builtOn", "tessera")} <= {c[:3] for c in claims(after)}
    assert evidence(after) == evidence(joined)


def test_a_split_by_document_makes_two_people_of_one_name() -> None:
    after = run(build(), {"do": "split", "entity": "nadia-brandt", "document": "b"})
    assert {m["document"] for m in after.nodes["nadia-brandt"]["mentions"]} == {"a"}
    assert after.nodes["nadia-brandt-in-b"]["name"] == "Nadia Brandt"
    assert ("nadia-brandt-in-b", "affiliatedWith", "foldworks", "olaf-reyes") in claims(after)
    assert ("nadia-brandt", "created", "quillnet", "nadia-brandt") in claims(after)


def test_a_new_type_lets_no_claim_stand_that_cannot_be_made_of_it() -> None:
    after = run(build(), {"do": "retype", "entity": "foldworks", "type": "Place"})
    assert after.nodes["foldworks"]["type"] == "Place"
    assert not any("foldworks" in c[:3] for c in claims(after))


def test_dropping_a_person_keeps_what_she_says_of_others() -> None:
    after = run(build(), {"do": "drop", "entity": "nadia-brandt"})
    assert ("quillnet", "builtOn", "tessera", None) in claims(after)
    assert not any("nadia-brandt" in c for c in claims(after))


def test_an_assertion_of_the_users_own_has_its_quote_and_says_that_it_is_his() -> None:
    graph = build()
    text = graph.graph["documents"][1]["text"]
    correction = {
        "do": "add",
        "subject": "Olaf Reyes",
        "predicate": "endorses",
        "object": "Tessera",
        "quote": "Quillnet tessera's",
    }
    after = run(graph, correction)
    (edge,) = [d for s, o, d in after.edges(data=True) if d["predicate"] == "endorses"]
    (proof,) = edge["evidence"]
    assert (edge["provenance"], proof["rule"], proof["document"]) == ("user", "user", "b")
    assert proof["quote"] == text[proof["start"] : proof["end"]] == "Quillnet\ntessera's"
    assert text[slice(*proof["object"])] == "tessera's"


def test_a_rejected_assertion_is_gone_and_the_others_stay() -> None:
    graph = build()
    wrong = graph.edges["quillnet", "tessera", "builtOn|affirmed|olaf-reyes"]["id"]
    after = run(graph, {"do": "reject", "assertion": wrong})
    assert claims(graph) - claims(after) == {("quillnet", "builtOn", "tessera", "olaf-reyes")}


@pytest.mark.parametrize(
    ("correction", "reason"),
    [
        ({"do": "merge", "entity": "quillnet", "other": "gone"}, 'nothing in the graph is called "gone"'),
        ({"do": "merge", "entity": "quillnet", "other": "Quillnet"}, "one already"),
        ({"do": "reject", "assertion": "a-0"}, "no assertion a-0"),
        ({"do": "split", "entity": "quillnet", "form": "Tessera"}, "none of its mentions"),
        ({"do": "split", "entity": "tessera", "document": "c"}, "none of its mentions"),
        (
            {"do": "add", "subject": "quillnet", "predicate": "uses", "object": "tessera", "quote": "nowhere"},
            "no document",
        ),
        (
            {"do": "add", "subject": "zurich", "predicate": "uses", "object": "tessera", "quote": "Zurich"},
            "does not join",
        ),
        ({"do": "retype", "entity": "tessera", "type": "Thing"}, "no type Thing"),
    ],
)
def test_a_correction_that_no_longer_applies_is_told_and_stops_no_other(
    correction: dict[str, str], reason: str
) -> None:
    after, (stale,) = curation.apply(
        build(), [correction, {"do": "rename", "entity": "tessera", "name": "Tessera One"}]
    )
    assert stale.correction == correction and reason in stale.reason
    assert after.nodes["tessera"]["name"] == "Tessera One"


def test_corrections_count_in_their_order() -> None:
    def name(n: str) -> dict[str, str]:
        return {"do": "rename", "entity": "tessera", "name": n}

    assert run(build(), name("One"), name("Two"), name("One")).nodes["tessera"]["name"] == "One"
    assert run(build(), name("One"), name("Two"), {"do": "undo"}).nodes["tessera"]["name"] == "One"


# -- Properties --------------------------------------------------------------------------------------------------------

NODES = ["foldworks", "nadia-brandt", "olaf-reyes", "paper-folding", "qnet", "quillnet", "tessera", "zurich"]
one = st.sampled_from(NODES)
CORRECTIONS = st.one_of(
    st.builds(lambda a, b: {"do": "merge", "entity": a, "other": b}, one, one),
    st.builds(lambda a, b: {"do": "split", "entity": a, "other": b}, one, one),
    st.builds(lambda a, d: {"do": "split", "entity": a, "document": d}, one, st.sampled_from("ab")),
    st.builds(
        lambda a, f: {"do": "split", "entity": a, "form": f}, one, st.sampled_from(["QNet", "tessera", "Quillnet"])
    ),
    st.builds(lambda a, n: {"do": "rename", "entity": a, "name": n}, one, st.sampled_from(["X", "Y", "QNet"])),
    st.builds(lambda a, t: {"do": "retype", "entity": a, "type": t}, one, st.sampled_from(["Tool", "Place", "Person"])),
    st.builds(lambda a: {"do": "drop", "entity": a}, one),
    st.just({"do": "undo"}),
)
quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quiet
@given(st.lists(CORRECTIONS, max_size=6))
def test_replaying_corrections_twice_changes_nothing(corrections: list[dict[str, str]]) -> None:
    once, stale = curation.apply(build(), corrections)
    twice, again = curation.apply(once, corrections)
    assert graphs.to_json(twice) == graphs.to_json(once) and again == stale


@quiet
@given(st.lists(CORRECTIONS, max_size=6))
def test_a_corrected_graph_is_a_graph_and_its_bare_form_is_the_one_built(corrections: list[dict[str, str]]) -> None:
    graph = build()
    after = curation.apply(graph, corrections)[0]
    loaded = graphs.from_json(graphs.to_json(after))
    assert graphs.to_json(curation.apply(loaded, [])[0]) == graphs.to_json(graph)
    texts = {d["id"]: d["text"] for d in after.graph["documents"]}
    for s, o, k, d in after.edges(keys=True, data=True):
        assert s != o and k == f"{d['predicate']}|{d['polarity']}|{d['speaker'] or '-'}"
        assert d["speaker"] is None or d["speaker"] in after
        assert all(texts[p["document"]][p["start"] : p["end"]] == p["quote"] for p in d["evidence"])
    places = [(m["document"], m["start"], m["end"]) for _, d in after.nodes(data=True) for m in d["mentions"]]
    assert len(places) == len(set(places))


@quiet
@given(one, one, st.lists(CORRECTIONS.filter(lambda c: c["do"] in ("rename", "retype")), max_size=3))
def test_merge_then_split_gives_back_the_same_graph(a: str, b: str, others: list[dict[str, str]]) -> None:
    pair = {"entity": a, "other": b}
    plain = curation.apply(build(), others)[0]
    back = curation.apply(build(), [*others, {"do": "merge", **pair}, {"do": "split", **pair}])[0]
    assert graphs.to_json(back) == graphs.to_json(plain)


# -- The file and the commands -----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return curation.default(tmp_path / "out")


def test_each_command_appends_a_line_and_says_what_it_recorded(file: Path, tmp_path: Path) -> None:
    graph = build()
    assert file == tmp_path / "corrections.jsonl"
    said = [
        curation.merge(file, graph, "Quillnet", "QNet", who="Nadia", why="its old name"),
        curation.rename(file, graph, "tessera", "Tessera  One"),
        curation.retype(file, graph, "foldworks", "event"),
        curation.same_as(file, graph, "Zurich", "https://example.org/zurich"),
        curation.drop(file, graph, "paper folding"),
        curation.add(file, graph, "Olaf Reyes", "uses", "Tessera", "Olaf Reyes", document="b"),
        curation.reject(file, graph, graph.edges["quillnet", "tessera", "builtOn|affirmed|olaf-reyes"]["id"]),
    ]
    lines = file.read_text("utf-8").splitlines()
    assert len(lines) == len(said) == 7 and not any("\n" in s for s in said)
    assert said[0].startswith('"QNet" is now part of "Quillnet"')
    assert json.loads(lines[0])["why"] == "its old name"
    after, stale = curation.apply(graph, curation.read(file))
    assert stale == [] and after.nodes["zurich"]["same_as"] == ["https://example.org/zurich"]


def test_a_command_that_cannot_work_records_nothing_and_says_the_cure(file: Path) -> None:
    graph = build()
    for wrong, hint in [
        (lambda: curation.merge(file, graph, "Quilnet", "Tessera"), 'do you mean "Quillnet"'),
        (lambda: curation.merge(file, graph, "Quillnet", "quillnet"), "one entity already"),
        (lambda: curation.retype(file, graph, "Quillnet", "Gadget"), "Institution"),
        (lambda: curation.rename(file, graph, "Quillnet", "  "), "empty"),
        (lambda: curation.reject(file, graph, "a-nothing"), "kg show"),
        (lambda: curation.same_as(file, graph, "Quillnet", "javascript:alert(1)"), "https://"),
        (lambda: curation.add(file, graph, "Olaf Reyes", "likes", "Tessera", "Tessera"), "endorses"),
        (lambda: curation.add(file, graph, "Olaf Reyes", "uses", "Tessera", "no such words"), "no document"),
        (lambda: curation.split(file, graph, "Quillnet", "nonsense"), "nonsense"),
        (lambda: curation.undo(file), "no correction to undo"),
    ]:
        with pytest.raises(KgError, match=hint) as caught:
            wrong()
        assert "\n" not in str(caught.value)
    assert not file.exists()


def test_a_split_of_what_the_user_merged_is_found_by_name(file: Path) -> None:
    graph = build()
    curation.merge(file, graph, "Quillnet", "QNet")
    merged = curation.apply(graph, curation.read(file))[0]
    curation.split(file, merged, "Quillnet", "QNet")
    assert graphs.to_json(curation.apply(merged, curation.read(file))[0]) == graphs.to_json(graph)


def test_undo_takes_back_one_correction_at_a_time(file: Path) -> None:
    graph = build()
    curation.rename(file, graph, "tessera", "One")
    curation.rename(file, graph, "tessera", "Two")
    names = []
    for _ in range(2):
        curation.undo(file)
        names.append(curation.apply(graph, curation.read(file))[0].nodes["tessera"]["name"])
    assert names == ["One", "Tessera"]
    with pytest.raises(KgError, match="no correction"):
        curation.undo(file)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("not json", "not JSON"),
        ("[1]", "values are text"),
        ('{"do": "explode"}', "explode"),
        ('{"do": "merge", "entity": "a"}', "needs other"),
        ('{"do": "split", "entity": "a"}', "other or form or document"),
    ],
)
def test_a_malformed_line_is_named_and_the_file_stays_as_it_is(file: Path, line: str, hint: str) -> None:
    written = f'# mine\n\n{{"do": "undo"}}\n{line}\n'
    file.write_text(written, "utf-8")
    with pytest.raises(UsageError, match=hint) as caught:
        curation.read(file)
    assert f"{file}:4" in str(caught.value)
    with pytest.raises(UsageError):
        curation.rename(file, build(), "tessera", "X")
    assert file.read_text("utf-8") == written


def test_a_line_the_user_wrote_without_a_line_end_is_not_spoilt(file: Path) -> None:
    file.write_text('# by hand\n{"do": "drop", "entity": "Zurich"}', "utf-8")
    curation.rename(file, build(), "tessera", "X")
    assert [c["do"] for c in curation.read(file)] == ["drop", "rename"]
    assert file.read_text("utf-8").startswith("# by hand\n")


# -- Suspects and review -----------------------------------------------------------------------------------------------


def suspicious() -> Graph:
    documents = [
        document(
            "a", [("BrickLearn", "Tool"), ("Nadia Brandt", "Person"), ("Michael Osei", "Person"), ("Torch", "Tool")]
        ),
        document(
            "b",
            [
                ("Brick Learn", "Tool"),
                ("Mike Osei", "Person"),
                ("Society of Folded Paper", "Institution"),
                ("PyTorch", "Tool"),
            ],
        ),
        document(
            "c", [("SFP", "Institution"), ("Nadia Okoro", "Person"), ("Nadia Brandt", "Person"), ("Nadia", "Person")]
        ),
    ]
    entities, assertions = link(documents)
    return graphs.build(entities, assertions, documents, {"kg": "0"})


def test_duplicates_lists_pairs_with_reasons_and_not_what_only_looks_alike() -> None:
    found = {(s.a, s.b): s.reason for s in curation.suspects(suspicious())}
    assert found[("brick-learn", "bricklearn")] == "same name"
    assert found[("michael-osei", "mike-osei")] == "short first name"
    assert found[("sfp", "society-of-folded-paper")] == "acronym"
    assert ("nadia-brandt", "nadia-in-c") in found
    assert ("pytorch", "torch") not in found and ("nadia-brandt", "nadia-okoro") not in found


def test_two_that_the_user_holds_apart_are_suspects_no_longer(file: Path) -> None:
    graph = suspicious()
    curation.split(file, graph, "BrickLearn", "Brick Learn")
    left = {(s.a, s.b) for s in curation.suspects(graph, curation.read(file))}
    assert ("brick-learn", "bricklearn") not in left and ("michael-osei", "mike-osei") in left


def test_review_asks_with_quotes_records_the_answers_and_asks_nothing_twice(file: Path) -> None:
    documents = [
        document(
            "a",
            [
                ("Quillnet", "Tool"),
                ("Quillnet", "Tool"),
                ("Quillnet", "Tool"),
                ("Quilnett", "Tool"),
                ("Tessera", "Tool"),
            ],
            relations=[(0, "builtOn", 4)],
        )
    ]
    entities, assertions = link(documents)
    graph = graphs.build(entities, assertions, documents, {"kg": "0"})
    asked: list[str] = []

    def ask(answer: str):  # type: ignore[no-untyped-def]
        def answered(question: str, quotes: object) -> str:
            asked.append(question)
            assert quotes
            return answer

        return answered

    assert curation.review(graph, file, ask("skip")) == 0 and not file.exists()
    assert len(asked) == 2 and '"Quilnett"' in asked[0] and "builtOn" in asked[1]
    assert curation.review(graph, file, ask("quit")) == 0 and len(asked) == 3
    assert curation.review(graph, file, ask("y")) == 2
    assert curation.review(graph, file, ask("y")) == 0, "what was answered is not asked again"
    assert graphs.to_json(curation.apply(graph, curation.read(file))[0]) == graphs.to_json(graph)
    file.unlink()
    assert curation.review(graph, file, ask("n")) == 2
    after, stale = curation.apply(graph, curation.read(file))
    assert stale == [] and "quilnett" in after and after.number_of_edges() == 0


def test_what_counts_after_undo_and_split() -> None:
    merge, split = MERGE, {"do": "split", "entity": "quillnet", "other": "qnet"}
    assert records.effective([merge, split]) == []
    assert records.effective([merge, split, {"do": "undo"}]) == [merge]
    assert records.effective([merge, split, merge]) == [merge]
    assert records.apart([merge, split]) and not records.apart([merge, split, merge])
