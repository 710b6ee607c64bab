"""Search and filters: what is found, what is hidden, and that the address keeps it."""

import re

from test_explorer_reader import Open, Reader, read
from test_explorer_sample import sample

__all__ = ["read"]


def search(reader: Reader, words: str) -> list[str]:
    reader.page.fill("#search", words)
    return reader.page.locator("#suggestions li").all_inner_texts()


def test_a_name_is_found_by_keyboard(read: Open) -> None:
    reader = read()
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("jup")
    assert reader.page.get_attribute("#search", "aria-expanded") == "true"
    reader.page.keyboard.press("ArrowDown")
    assert reader.page.get_attribute("#search", "aria-activedescendant") == "option-0"
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.heading() == "Jupyter"
    assert reader.page.locator("#suggestions").is_hidden()


def test_an_alias_is_found(read: Open) -> None:
    reader = read()
    assert search(reader, "sklearn")[0].startswith("scikit-learn")
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.heading() == "scikit-learn"


def test_what_is_not_in_the_picture_comes_into_it(read: Open) -> None:
    reader = read()
    absent = "tidewater-challenge"
    assert absent not in reader.shown()
    search(reader, "Tidewater")
    reader.page.keyboard.press("Enter")
    reader.look()
    assert absent in reader.shown()
    assert reader.heading() == "Tidewater Challenge"


def test_words_in_a_quote_are_found(read: Open) -> None:
    reader = read()
    found = search(reader, "whole winter")
    assert len(found) == 1
    assert "a whole winter of field notes" in found[0]
    reader.page.locator("#suggestions li").click()
    reader.look()
    assert "whole winter" in reader.text("mark.quote")


def test_words_on_both_sides_of_a_line_end_are_found(read: Open) -> None:
    graph = sample()
    document = next(each for each in graph.graph["documents"] if "whole winter" in each["text"])
    document["text"] = document["text"].replace("whole winter", "whole\nwinter")
    for _, _, edge in graph.edges(data=True):
        for evidence in edge["evidence"]:
            evidence["quote"] = evidence["quote"].replace("whole winter", "whole\nwinter")
    reader = read(graph)
    found = search(reader, "a whole  winter of")
    assert len(found) == 1
    assert reader.page.locator("#suggestions mark").inner_text() == "a whole winter of"
    reader.page.keyboard.press("Enter")
    reader.look()
    assert "whole winter" in reader.text("mark.quote")


def test_nothing_found_is_said(read: Open) -> None:
    reader = read()
    assert search(reader, "zeppelin") == ["No name and no quote has this."]
    reader.page.keyboard.press("Escape")
    assert reader.page.input_value("#search") == ""


def test_accents_and_case_do_not_matter(read: Open) -> None:
    reader = read()
    assert search(reader, "ÍNES okafor")[0].startswith("Ines Okafor")


def test_the_legend_hides_a_type_and_brings_it_back(read: Open) -> None:
    reader = read()
    before = reader.shown()
    assert "computer-vision" in before
    legend = reader.page.locator("#legend")
    assert "13" in legend.get_by_role("button", name="concepts").inner_text()
    legend.get_by_role("button", name="concepts").click()
    reader.look()
    assert "computer-vision" not in reader.shown()
    assert "keras" in reader.shown()
    assert re.search(r"filters hide \d+ %", reader.text("#status"))
    legend.get_by_role("button", name="concepts").click()
    reader.look()
    assert reader.shown() == before
    assert "hide" not in reader.text("#status")


def test_one_speaker_only(read: Open) -> None:
    reader = read(fragment="#tab=filter&view=all")
    reader.page.hover("#filter-speaker li:has-text('Ines Okafor')")
    reader.page.get_by_role("button", name="Only ines-okafor").click()
    reader.look()
    shown = reader.shown()
    assert "gpt-2" in shown
    assert "jax" not in shown
    assert re.search(r"hide (\d+) %", reader.text())[1] == "73"
    reader.go("#view=all&at=entity:pytorch&" + reader.fragment.split("&", 2)[2])
    assert "Tomas Achterberg" not in reader.text(".voices")
    assert "hidden by the filters" in reader.text()


def test_the_address_keeps_the_view(read: Open) -> None:
    reader = read(fragment="#tab=filter")
    reader.page.locator("#filter-predicate").get_by_role("checkbox", name="criticizes").uncheck()
    reader.look()
    assert "no-predicate=criticizes" in reader.fragment
    again = read(fragment=reader.fragment)
    assert again.shown() == reader.shown()
    assert not again.page.locator("#filter-predicate").get_by_role("checkbox", name="criticizes").is_checked()
    reader.page.go_back()
    reader.look()
    assert reader.page.locator("#filter-predicate").get_by_role("checkbox", name="criticizes").is_checked()


def test_each_filter_hides_what_it_says(read: Open) -> None:
    reader = read()
    every = int(re.search(r"of (\d+) statements", reader.text("#status"))[1])
    for fragment, low, high in (
        ("#view=all&no-document=achterberg-evening-session", 10, every - 40),
        ("#view=all&no-polarity=affirmed", 3, 3),
        ("#view=all&no-modality=hedged", every - 12, every - 5),
        ("#view=all&confidence=0.8", every - 12, every - 5),
        ("#view=all&from=2016&to=2017", 5, 9),
        ("#view=all&no-type=Person", 40, 75),
    ):
        reader.go(fragment)
        said = int(re.search(r"(\d+) of \d+ statements", reader.text("#status"))[1])
        assert low <= said <= high, fragment


def test_the_time_slider(read: Open) -> None:
    reader = read(fragment="#tab=filter&view=all")
    assert "1990 to 2023" in reader.text("#filter-time")
    reader.page.locator("#time-from").focus()
    for _ in range(25):
        reader.page.keyboard.press("ArrowRight")
    reader.look()
    assert "from=2015" in reader.fragment
    assert "guido-van-rossum" not in reader.shown()
    assert "jax" in reader.shown()


def test_all_filters_are_cleared_at_once(read: Open) -> None:
    reader = read(fragment="#no-type=Tool&confidence=0.9&from=2019")
    assert "pytorch" not in reader.shown()
    reader.press("Clear filters")
    assert reader.fragment in ("#", "")
    assert "pytorch" in reader.shown()
