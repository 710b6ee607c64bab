"""By keyboard, by ear, on a phone, in the dark, on paper, in a notebook."""

import pytest
from test_explorer_reader import Open, Reader, read, started
from test_explorer_sample import sample

from kg.explorer import display

__all__ = ["read"]


def serious(reader: Reader) -> list[str]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(reader.page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in grave]


@pytest.mark.parametrize(
    "fragment",
    ["", "#at=entity:pytorch", "#at=line:mara-lindqvist,criticizes,pytorch,affirmed", "#at=stance:keras", "#tab=filter",
     "#tab=list", "#at=document:okafor-clinic-notes", "#view=lineage:keras&at=lineage:keras"],
)  # fmt: skip
def test_nothing_keeps_anybody_out(read: Open, fragment: str) -> None:
    assert serious(read(fragment=fragment)) == []


def test_nothing_keeps_anybody_out_in_the_dark(read: Open) -> None:
    reader = read(fragment="#at=entity:pytorch", color_scheme="dark")
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 27)"
    assert serious(reader) == []


def test_the_list_says_what_the_picture_shows(read: Open) -> None:
    reader = read()
    reader.page.get_by_role("tab", name="List").click()
    links = reader.page.locator("#content section a.entity").all_inner_texts()
    assert len(links) == len(reader.shown())
    assert reader.page.get_by_role("heading", name="tools").count() == 1
    reader.page.get_by_role("link", name="Theano", exact=True).press("Enter")
    reader.look()
    assert reader.heading() == "Theano"


def test_from_the_top_to_a_quote_without_a_mouse(read: Open) -> None:
    reader = read()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.textContent") == "Skip the picture"
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.id") == "search"
    reader.page.keyboard.type("jax")
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.page.evaluate("document.activeElement.textContent") == "JAX", "the focus goes to the card"
    for _ in range(40):
        reader.page.keyboard.press("Tab")
        if "quote" in reader.page.evaluate("document.activeElement.textContent"):
            break
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.page.locator("blockquote").count() > 0
    reader.page.keyboard.press("Escape")
    reader.look()
    assert "at=" not in reader.fragment


def test_arrows_walk_through_the_picture(read: Open) -> None:
    reader = read(fragment="#at=entity:keras")
    reader.page.focus("#picture")
    reader.page.keyboard.press("ArrowRight")
    said = reader.text("#announcer")
    assert said
    assert "Keras" not in said
    reader.page.keyboard.press("Enter")
    reader.look()
    assert reader.heading() == said.rsplit(",", 1)[0]


def test_tabs_are_changed_by_arrows(read: Open) -> None:
    reader = read()
    reader.page.get_by_role("tab", name="Read").focus()
    reader.page.keyboard.press("ArrowRight")
    assert reader.page.get_by_role("tab", name="List").get_attribute("aria-selected") == "true"
    assert reader.page.evaluate("document.activeElement.id") == "tab-list"


def test_dark_is_a_click_away(read: Open) -> None:
    reader = read()
    light = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    reader.page.get_by_role("button", name="Dark mode").click()
    assert reader.page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert reader.page.get_attribute("#theme", "aria-pressed") == "true"


def test_on_a_phone_nothing_is_wider_than_the_screen(read: Open) -> None:
    reader = read(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2)
    for fragment in ("", "#at=entity:pytorch", "#at=stance:pytorch", "#tab=filter", "#at=document:okafor-clinic-notes"):
        reader.go(fragment)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    box = reader.page.locator("#picture").bounding_box()
    assert box["height"] > 400
    assert reader.page.locator("#panel").bounding_box()["y"] >= box["y"] + box["height"] - 1


def test_a_tap_reads(read: Open) -> None:
    reader = read(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2)
    place = reader.page.evaluate("explorer.where('mara-lindqvist')")
    reader.page.touchscreen.tap(place["x"], place["y"])
    reader.look()
    assert reader.heading() == "Mara Lindqvist"


def test_on_paper_the_controls_are_gone(read: Open) -> None:
    reader = read(fragment="#at=entity:pytorch")
    reader.page.emulate_media(media="print")
    assert reader.page.locator("#tabs").is_hidden()
    assert reader.page.locator("#views").is_hidden()
    assert reader.page.get_by_role("heading", name="PyTorch", exact=True).is_visible()
    assert len(reader.page.pdf()) > 10_000


def test_in_a_notebook_the_page_lives_in_its_frame(read: Open) -> None:
    inline = display(sample())._repr_html_()
    reader = read(html=f"<!DOCTYPE html><title>notebook</title><link rel='icon' href='data:,'>{inline}")
    frame = reader.page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "What 3 documents say about PyTorch, TensorFlow and Keras"
    frame.locator("#content").get_by_role("link", name="Keras").first.click()
    reader.look()
    assert frame.locator("#content h2").inner_text() == "Keras"
    frame.get_by_role("button", name="‹ Back").click()
    reader.look()
    assert "Most spoken of" in frame.locator("#content").inner_text()
    assert reader.page.url.startswith("file:")
    assert "#" not in reader.page.url


def test_the_browser_is_started_once() -> None:
    assert started() is started()
