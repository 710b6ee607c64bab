"""The query page in a real browser: ask, choose a named query, set its parameter, see an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import interview_graph
import pytest
from endpoint_client import running
from playwright.sync_api import Page, expect
from test_explorer_reader import chromium_path, started

from kg.serve import endpoint

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="needs Chromium: apt-get install chromium")
WAIT = 60_000  # milliseconds, for a machine that does much else


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    wrong: list[str] = []
    with endpoint(interview_graph.build(), port=0) as opened, contextmanager(running)(opened) as server:
        page = started()[1].new_page()
        page.set_default_timeout(WAIT)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if server.url not in request.url else None)
        page.goto(server.url + "query")
        yield page
        page.close()
    assert wrong == [], "no error in the page, and no request to anywhere else"


def test_the_query_that_is_there_at_first_is_answered(page: Page) -> None:
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("cell", name="kg:Person", exact=True)).to_be_visible(timeout=WAIT)


def test_a_named_query_is_asked_of_another_entity(page: Page) -> None:
    page.get_by_label("A query to begin with").select_option("opinions-about")
    page.get_by_label("thing").fill("entity:brambleform")
    page.get_by_label("SPARQL").press("Control+Enter")
    expect(page.get_by_text("Mira Holt praised Brambleform", exact=True)).to_be_visible(timeout=WAIT)
    # the title of that document is made of markup: it is shown, never run
    expect(page.get_by_text("<img src=x onerror=").first).to_be_visible(timeout=WAIT)
    assert page.locator("#found img").count() == 0


def test_an_error_is_shown_as_the_endpoint_tells_it(page: Page) -> None:
    page.get_by_label("SPARQL").fill("SELECT * { ?s")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_contain_text("line 1, column", timeout=WAIT)
