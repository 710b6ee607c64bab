"""A reader with a browser: opens a page with the network cut off and fails on any error or request."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from test_explorer_sample import sample

from kg.explorer import to_html

STILL = """async () => {
  let before = "";
  for (let round = 0; round < 100; round += 1) {
    await new Promise((done) => setTimeout(done, 50));
    await new Promise((done) => requestAnimationFrame(done));
    if (!window.explorer) return;
    const { network } = window.explorer;
    const now = JSON.stringify([network.getScale(), network.getViewPosition(), location.hash]);
    if (now === before) return;
    before = now;
  }
}"""
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@cache
def started() -> tuple[Playwright, Browser]:
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGS)
    atexit.register(lambda: (browser.close(), playwright.stop()))
    return playwright, browser


@cache
def sample_page() -> str:
    return to_html(sample())


class Reader:
    """One page of the explorer, and what somebody can do with it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("console", lambda message: message.type in ("error", "warning") and self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: (self.troubles.append("a dialog opened"), dialog.dismiss()))

    def look(self) -> None:
        """Wait until the camera and the address stand still."""
        self.page.evaluate(STILL)

    def click_entity(self, name: str, **options: object) -> None:
        self.look()
        place = self.page.evaluate("id => explorer.where(id)", name)
        assert place, f"{name} is not in the picture"
        self.page.mouse.click(place["x"], place["y"], **options)
        self.look()

    def drag_entity(self, name: str, across: float, down: float) -> tuple[float, float]:
        """Drag an entity by so many pixels; tells how far it has moved."""
        start = self.page.evaluate("id => explorer.where(id)", name)
        self.page.mouse.move(start["x"], start["y"])
        self.page.mouse.down()
        for step in range(1, 6):
            self.page.mouse.move(start["x"] + across * step / 5, start["y"] + down * step / 5)
        self.page.mouse.up()
        self.look()
        there = self.page.evaluate("id => explorer.where(id)", name)
        return there["x"] - start["x"], there["y"] - start["y"]

    def click_line(self, subject: str, predicate: str, target: str) -> None:
        self.look()
        place = self.page.evaluate("ends => explorer.whereLine(...ends)", [subject, predicate, target])
        assert place, "the line is not in the picture"
        self.page.mouse.click(place["x"], place["y"])
        self.look()

    def go(self, fragment: str) -> None:
        self.page.evaluate("hash => { location.hash = hash }", fragment)
        self.look()

    def shown(self) -> set[str]:
        return set(self.page.evaluate("explorer.shown()"))

    def text(self, selector: str = "#content") -> str:
        return self.page.inner_text(selector)

    def heading(self) -> str:
        return self.page.inner_text("#content h2")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.look()

    @property
    def fragment(self) -> str:
        return self.page.evaluate("location.hash")


def opened(path: Path, fragment: str = "", **options: object) -> tuple[Reader, BrowserContext]:
    """Open a page with the network cut off; whatever else it asks for is one of the reader's troubles."""
    context = started()[1].new_context(**{"viewport": {"width": 1360, "height": 850}, **options})
    context.set_offline(True)
    context.set_default_timeout(120_000)
    context.set_default_navigation_timeout(120_000)
    reader = Reader(context.new_page())

    def meet(route) -> None:
        if route.request.url.split("#")[0] == path.as_uri():
            route.continue_()
        else:
            reader.troubles.append(f"asked for {route.request.url[:200]}")
            route.abort()

    context.route("**/*", meet)
    reader.page.goto(path.as_uri() + fragment)
    reader.look()
    return reader, context


Open = Callable[..., Reader]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Open]:
    """Open a graph (by default the sample) in the browser; the test fails on any trouble that the page has."""
    if chromium_path() is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium here: apt-get install chromium")
        pytest.skip("needs Chromium: apt-get install chromium")
    readers: list[tuple[Reader, BrowserContext]] = []

    def reading(
        graph: nx.MultiDiGraph | None = None, fragment: str = "", *, html: str | None = None, focus: str | None = None,
        **options: object,
    ) -> Reader:  # fmt: skip
        path = tmp_path / f"graph-{len(readers)}.html"
        plain = graph is None and focus is None
        made = html or (sample_page() if plain else to_html(graph if graph is not None else sample(), focus=focus))
        path.write_text(made, encoding="utf-8")
        readers.append(opened(path, fragment, **options))
        return readers[-1][0]

    yield reading
    troubles = [trouble for reader, _ in readers for trouble in reader.troubles]
    for _, context in readers:
        context.close()
    assert troubles == []


def test_a_request_would_be_noticed(tmp_path: Path, read: Open) -> None:
    reader = read(html="<!DOCTYPE html><title>x</title><link rel='icon' href='data:,'><p id='content'>x")
    reader.page.evaluate("fetch('https://example.org/').catch(() => 0)")
    reader.page.wait_for_timeout(100)
    assert any("example.org" in trouble for trouble in reader.troubles)
    reader.troubles.clear()
