"""From the first look to the words: what somebody clicks and what stands there then."""

import re
from itertools import combinations

import networkx as nx
from test_explorer_reader import Open, Reader, read
from test_explorer_sample import sample

__all__ = ["read"]


def overlap(first: list[float], second: list[float]) -> float:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(0, width) * max(0, height)


def marked(reader: Reader) -> str:
    return " ".join(reader.page.locator("#content mark.quote").all_inner_texts())


def test_the_first_look_says_what_this_is(read: Open) -> None:
    reader = read()
    assert reader.text("h1") == "What 3 documents say about PyTorch, TensorFlow and Keras"
    assert reader.text("#counts").startswith("3 documents · 7 people")
    assert "Click a sign" in reader.text("#hint")
    assert 30 <= len(reader.shown()) <= 60
    assert re.search(r"Showing \d+ of 60 entities, \d+ of 118 statements", reader.text("#status"))
    assert reader.page.title() == reader.text("h1")


def test_no_name_covers_another_and_the_great_ones_are_there(read: Open) -> None:
    reader = read()
    labels = reader.page.evaluate("explorer.labels()")
    assert len(labels) > 0.7 * len(reader.shown())
    assert {"pytorch", "keras", "tensorflow", "mara-lindqvist"} <= {label["id"] for label in labels}
    for first, second in combinations(labels, 2):
        assert overlap(first["box"], second["box"]) == 0, (first["words"], second["words"])


def test_the_picture_stands_still(read: Open) -> None:
    first, second = read(), read()
    places = [reader.page.evaluate("explorer.where('keras')") for reader in (first, second)]
    assert places[0] == places[1]
    first.page.wait_for_timeout(700)
    assert first.page.evaluate("explorer.where('keras')") == places[0]


def test_a_click_on_an_entity_shows_its_card(read: Open) -> None:
    reader = read()
    reader.click_entity("pytorch")
    assert reader.heading() == "PyTorch"
    text = reader.text()
    assert "also “Torch for Python”" in text
    assert "Tomas Achterberg" in reader.text(".voices")
    assert "− 1 against" in text
    assert "2016" in reader.text(".timeline")
    assert "mentions" in text
    assert reader.page.get_by_role("heading", name="is built on", exact=True).count() == 1
    assert "entity:pytorch" in reader.fragment


def test_a_click_on_a_line_shows_who_said_it_where_and_how(read: Open) -> None:
    reader = read()
    reader.click_line("tomas-achterberg", "endorses", "jax")
    assert reader.heading().split() == ["Tomas", "Achterberg", "endorses", "JAX"]
    assert marked(reader) == "It is the most elegant thing out of Google in ten years."
    caption = reader.text("figcaption")
    assert "Tomas Achterberg" in caption
    assert "Evening session with Tomas Achterberg" in caption
    assert "5 October 2021" in caption
    assert "stands on SciPy and is better" not in reader.text("mark.quote")


def test_where_lines_cross_the_one_is_meant_whose_sign_stands_there(read: Open) -> None:
    ends = ("tomas-achterberg", "endorses", "jax"), ("keras", "builtOn", "theano")
    spots = {"tomas-achterberg": "-200@0", "jax": "200@0", "keras": "-13@-100", "theano": "-13@220"}
    pins = ",".join(f"{name}@{spot}" for name, spot in spots.items())
    for line in ends:
        reader = read(nx.MultiDiGraph(sample().subgraph(spots)), f"#view=all&pin={pins}")
        sign = reader.page.evaluate("ends => explorer.whereLine(...ends)", line)
        reader.page.mouse.click(sign["x"], sign["y"] + 3)
        reader.look()
        assert "line:" + ",".join(line) in reader.fragment


def test_a_quote_stands_in_its_paragraph_with_both_ends_marked(read: Open) -> None:
    reader = read(fragment="#at=line:pytorch,influencedBy,torch,affirmed")
    paragraph = reader.text("blockquote")
    assert "PyTorch grew out of Torch" in marked(reader)
    assert "Facebook AI Research brought it over" in paragraph
    assert reader.page.locator("blockquote strong").all_inner_texts() == ["PyTorch", "Torch"]


def test_a_long_paragraph_is_not_cut_within_a_word(read: Open) -> None:
    words = {word for document in sample().graph["documents"] for word in document["text"].split()}
    for place in ("pytorch", "keras", "peer-review"):
        reader = read(fragment=f"#at=stance:{place}")
        shown = [text.split() for text in reader.page.locator("blockquote").all_text_contents()]
        assert any("…" in text for text in shown)
        assert [word for text in shown for word in text if word not in {*words, "…"}] == []


def test_a_pronoun_is_resolved(read: Open) -> None:
    reader = read(fragment="#at=line:mara-lindqvist,created,driftnet,affirmed")
    assert re.search(r"“I” is\s+Mara Lindqvist", reader.text())


def test_words_after_an_emoji_are_the_right_ones(read: Open) -> None:
    reader = read(fragment="#at=line:lantern-health,uses,spacy,affirmed")
    assert marked(reader) == "spaCy reads the letters for us instead, by rules that a nurse can check."


def test_from_a_quote_to_the_document_to_a_mention_and_back(read: Open) -> None:
    reader = read(fragment="#at=line:mara-lindqvist,criticizes,peer-review,affirmed")
    reader.page.get_by_role("link", name="Mara Lindqvist reads rivers with small networks").click()
    reader.look()
    assert reader.heading() == "Mara Lindqvist reads rivers with small networks"
    assert "Peer review as it stands" in marked(reader)
    assert reader.page.locator("mark.quote").first.is_visible()
    whole = sample().graph["documents"]
    words = next(each["text"] for each in whole if each["id"] == "lindqvist-river-weekly").split()
    assert " ".join(words[-8:]) in " ".join(reader.text("article").split())
    reader.page.locator("article a.mention", has_text="Driftnet").first.click()
    reader.look()
    assert reader.heading() == "Driftnet"
    reader.page.go_back()
    reader.look()
    assert reader.heading() == "Mara Lindqvist reads rivers with small networks"
    reader.page.go_back()
    reader.look()
    assert "peer review" in reader.heading()
    reader.page.go_forward()
    reader.look()
    assert reader.heading() == "Mara Lindqvist reads rivers with small networks"


def test_a_document_is_read_with_its_speakers(read: Open) -> None:
    reader = read(fragment="#at=document:okafor-clinic-notes")
    assert reader.page.locator(".turn").first.inner_text().split() == ["Priya", "Raman", "host"]
    assert "RAMAN:" not in reader.text("article")
    assert reader.page.locator("article a.mention", has_text="GPT-2").count() == 1


def test_a_speaker_told_by_the_words_is_shown_as_such_and_an_unknown_one_too(read: Open) -> None:
    graph = sample()
    document = next(d for d in graph.graph["documents"] if d["id"] == "okafor-clinic-notes")
    first, second, *_ = document["turns"]
    first["confidence"] = 0.93
    second["speaker"] = second["role"] = None
    reader = read(graph, fragment="#at=document:okafor-clinic-notes")
    heads = reader.page.locator("#content p.turn").all_inner_texts()
    assert "told by what is said (93 %)" in heads[0]
    assert heads[1].startswith("speaker not known")
    assert all("told by" not in head for head in heads[1:])


def test_all_that_one_person_says_of_a_thing(read: Open) -> None:
    reader = read(fragment="#at=entity:pytorch")
    reader.page.locator(".voices").get_by_role("link", name="Ines Okafor").click()
    reader.look()
    assert reader.heading().split() == ["Ines", "Okafor", "on", "PyTorch"]
    assert "dull reason" in marked(reader)
    assert "stopped noticing" not in reader.text()


def test_an_address_that_leads_nowhere_says_so(read: Open) -> None:
    for place in ("entity:nobody", "line:a,b,c,d", "document:none", "odd:keras", "%E0%A4%A&view=x:%"):
        fragment = f"#at={place}"
        reader = read(fragment=fragment)
        assert reader.text().strip()
        assert len(reader.shown()) > 30


def test_links_out_are_web_links_shown_as_they_are(read: Open) -> None:
    reader = read(fragment="#at=entity:keras")
    link = reader.page.locator(".same a")
    assert link.inner_text() == link.get_attribute("href") == "https://keras.io/"
    assert "noopener" in link.get_attribute("rel")


def test_a_page_made_to_focus_opens_on_its_card(read: Open) -> None:
    reader = read(focus="Driftnet")
    assert reader.heading() == "Driftnet"
    assert "driftnet" in reader.shown()
