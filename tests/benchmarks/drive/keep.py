"""Keep what one has made: its address, the way back, pictures and files."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph
from test_explorer_reader import Reader

from kg.rdf import to_rdf

from .checks import Absent, check, plain, shown_statements
from .find import search
from .graph import Drive


def address(drive: Drive) -> str:
    reader = drive.open("#tab=filter")
    count = Counter(edge["predicate"] for *_, edge in drive.edges)
    if len(count) > 1:
        reader.page.locator(f"#filter-predicate input[value={json.dumps(count.most_common(2)[1][0])}]").uncheck()
        reader.look()
    node = next(node for node in drive.ranked if node in reader.shown())
    reader.page.get_by_role("tab", name="Read").click()
    reader.click_entity(node)
    expand = reader.page.get_by_role("button", name=re.compile("^Expand"))
    if expand.count():
        expand.click()
    reader.press("Pin")
    again = drive.open(reader.fragment)
    for what, ask in {
        "entities": "explorer.shown()",
        "places": "explorer.network.getPositions()",
        "panel": "document.getElementById('content').innerText",
        "status": "document.getElementById('status').innerText",
    }.items():
        check(reader.page.evaluate(ask) == again.page.evaluate(ask), f"opened anew it has other {what}")
    return f"{len(reader.fragment)} characters"


def back_and_forward(drive: Drive) -> str:
    node = next((node for node in drive.ranked if drive.known(node) and drive.at(node)), None)
    if node is None:
        raise Absent("no entity with a statement has a name of its own")
    reader = drive.open()

    def heading() -> str:
        reader.look()
        return plain(reader.page.text_content("#content h2") or "")

    visited = [heading()]
    search(reader, drive.name(node))
    reader.page.keyboard.press("Enter")
    visited.append(heading())
    for step in (".relations .quotes", ".source", "article a.mention"):
        reader.page.locator(step).first.click()
        visited.append(heading())
    for wanted in visited[-2::-1]:
        reader.page.go_back()
        check(heading() == wanted, f"back leads to {heading()!r}, not {wanted!r}")
    for wanted in visited[1:]:
        reader.page.go_forward()
        check(heading() == wanted, f"forward leads to {heading()!r}, not {wanted!r}")
    reader.press("‹ Back")
    check(heading() == visited[-2], "the page's own Back leads elsewhere")
    return f"{len(visited) - 1} steps"


def saved(reader: Reader, words: str) -> bytes:
    reader.page.locator(".menu summary").click()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name=words, exact=True).click()
    return Path(download.value.path()).read_bytes()


def view_to_save(drive: Drive) -> Reader:
    return drive.open(f"#view=around:{max(drive.ranked[:50], key=lambda node: len(drive.at(node)))}")


def save_pictures(drive: Drive) -> str:
    reader = view_to_save(drive)
    drawing = saved(reader, "Drawing (SVG)")
    words = {plain("".join(text.itertext())) for text in ElementTree.fromstring(drawing).findall(".//{*}text")}
    for label in reader.page.evaluate("explorer.labels()"):
        check(plain(label["words"]) in words, f"{label['words']!r} is not in the drawing")
    picture = saved(reader, "Picture (PNG)")
    check(picture[:8] == b"\x89PNG\r\n\x1a\n", "the picture is no PNG")
    width = reader.page.evaluate("document.getElementById('picture').clientWidth")
    check(int.from_bytes(picture[16:20]) == 2 * width, "the picture has another size")
    check(len(picture) > 15_000, "the picture is blank")
    return f"{len(drawing) / 1e3:.0f} and {len(picture) / 1e3:.0f} kB"


def save_graph(drive: Drive) -> str:
    reader = view_to_save(drive)
    again = nx.node_link_graph(json.loads(saved(reader, "Graph (graph.json)")), edges="edges")
    check(set(again) == reader.shown(), "the file has other entities than the picture")
    check(again.number_of_edges() == shown_statements(reader)[0], "the file has another number of statements")
    for subject, target, key, edge in again.edges(keys=True, data=True):
        check(drive.graph.get_edge_data(subject, target, key) == edge, f"{subject} {key} {target} is not what it was")
    order = ("document", "start", "end")
    for node, given in again.nodes(data=True):
        for each in (given, mine := dict(drive.graph.nodes[node])):
            each["mentions"] = sorted(each["mentions"], key=lambda mention: [mention[name] for name in order])
        check(given == mine, f"{node} is not what it was")
    store = pyoxigraph.Store()
    store.load(to_rdf(again).encode(), pyoxigraph.RdfFormat.TURTLE)
    rows = len(list(store.query(saved(reader, "Query (SPARQL)").decode())))
    check(rows == again.number_of_edges(), f"the query finds {rows} of {again.number_of_edges()} statements")
    return f"{len(again)} entities, {rows} statements"
