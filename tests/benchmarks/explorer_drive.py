"""Drive the explorer as a person would: python tests/benchmarks/explorer_drive.py GRAPH.json [--screens FOLDER]

The page is made from the graph and opened in Chromium with the network cut off; each feature is tried on entities and
statements that the graph itself offers, and what stands on the screen is compared with the graph. One line a feature:
ok, FAILED with what went wrong, or "not in this graph". Exit 1 if any failed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import axe_playwright_python.sync_playwright  # noqa: F401 (without it, axe would be skipped and not be missed)
import networkx as nx
import pyoxigraph
from explorer_page import LIMITS, measure
from explorer_screenshots import PHONE
from playwright.sync_api import BrowserContext
from playwright.sync_api import Error as BrowserError
from pypdf import PdfReader
from test_explorer_people import serious
from test_explorer_reader import Reader, opened
from test_explorer_reading import overlap

from kg import vocabulary
from kg.explorer import to_html
from kg.explorer.look import look
from kg.explorer.payload import CLUSTERS_FROM, years
from kg.rdf import to_rdf

Edge = tuple[str, str, dict[str, Any]]
Place = tuple[str, int, int]
LINEAGE = ("influencedBy", "builtOn", "partOf")
RELATIONS = """() => [...document.querySelectorAll("#content section")].flatMap((part) =>
  [...part.querySelectorAll("ul.relations > li")].map((row) =>
    [part.querySelector("h3").textContent, row.querySelector("a.entity").textContent]))"""
FIGURES = """() => [...document.querySelectorAll("#content figure")].map((figure) => ({
  words: [...figure.querySelectorAll("mark.quote")].map((mark) => mark.textContent).join(""),
  paragraph: figure.querySelector("blockquote").textContent,
  speaker: figure.querySelector(".speaker").textContent, source: figure.querySelector(".source")?.textContent ?? "" }))"""
MIDDLES = "all => all.map(([subject, predicate, target]) => explorer.whereLine(subject, predicate, target))"
DARKNESS = (
    "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
)


class Wrong(Exception):
    """The page does not do what it should; the words say what."""


class Absent(Exception):
    """The graph has nothing to show the feature on; the words say what it lacks."""


def check(holds: object, words: str) -> None:
    if not holds:
        raise Wrong(words)


def plain(words: str) -> str:
    return " ".join(words.split())


def bare(words: str) -> str:
    return "".join(words.split())


def fold(words: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFD", words) if not unicodedata.category(c).startswith("M")
    ).lower()


class Drive:
    """A graph, its page, and what a person can choose to try it on."""

    def __init__(self, graph: nx.MultiDiGraph, path: Path) -> None:
        self.graph, self.path = graph, path
        to_html(graph, path)
        self.documents = {each["id"]: each for each in graph.graph.get("documents", [])}
        self.edges: list[Edge] = sorted(
            graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["predicate"], edge[2].get("id", ""))
        )
        self.ranked = sorted(graph, key=lambda node: (-(graph.nodes[node].get("salience") or 0), node))
        self.open_now: list[tuple[Reader, BrowserContext]] = []

    def open(self, fragment: str = "", **options: object) -> Reader:
        reader, context = opened(self.path, fragment, **options)
        context.set_default_timeout(30_000)
        self.open_now.append((reader, context))
        return reader

    def close(self, screen: Path | None) -> list[str]:
        """Close what is open, with a picture of the last; give what the pages complained of."""
        if screen and self.open_now:
            self.open_now[-1][0].page.screenshot(path=screen)
        troubles = [trouble for reader, _ in self.open_now for trouble in reader.troubles]
        for _, context in self.open_now:
            context.close()
        self.open_now = []
        return troubles

    def name(self, node: str) -> str:
        return str(self.graph.nodes[node].get("name", node))

    def at(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if node in edge[:2]]

    @cached_property
    def forms(self) -> Counter[str]:
        """How many entities have a form, folded as the search folds."""
        nodes = self.graph.nodes
        return Counter(form for node in nodes for form in {fold(f) for f in [self.name(node), *nodes[node]["aliases"]]})

    @cached_property
    def neighbours(self) -> nx.Graph:
        simple = nx.Graph((s, t) for s, t, _ in self.edges if s != t)
        simple.add_nodes_from(self.graph)
        return simple

    @cached_property
    def quotes(self) -> dict[Place, str]:
        """Each place that proves something, with its words on one line."""
        return {
            (each["document"], each["start"], each["end"]): plain(each["quote"])
            for *_, edge in self.edges for each in edge["evidence"]
        }  # fmt: skip

    def known(self, node: str) -> bool:
        """Whether the name means this entity alone."""
        return self.forms[fold(self.name(node))] == 1

    def dated(self, edge: dict[str, Any]) -> list[int] | None:
        said = years(edge.get("time"))
        date = self.documents.get(edge["evidence"][0]["document"], {}).get("date") if edge["evidence"] else None
        return said or ([int(date[:4])] * 2 if date and re.match(r"\d{4}", date) else None)

    def visible(self, place: Place) -> str:
        """The words of a place as the page shows them: what the blocks leave out (labels, times) is not shown."""
        document, start, end = self.documents[place[0]], *place[1:]
        near = [span for block in document["blocks"] if block["spans"]
                and block["spans"][0][0] < end and block["spans"][-1][1] > start for span in block["spans"]]  # fmt: skip
        text = document["text"]
        return "".join(text[max(low, start) : min(high, end)] for low, high in near or [(start, end)])


FEATURES: dict[str, Callable[[Drive], str | None]] = {}


def feature(name: str) -> Callable[[Callable[[Drive], str | None]], Callable[[Drive], str | None]]:
    def keep(drive: Callable[[Drive], str | None]) -> Callable[[Drive], str | None]:
        FEATURES[name] = drive
        return drive

    return keep


def search(reader: Reader, words: str) -> list[str]:
    """Type into the search box from wherever one is; give what is suggested."""
    reader.page.keyboard.press("/")
    reader.page.keyboard.type(words)
    return [plain(row) for row in reader.page.locator("#suggestions li").all_inner_texts()]


def shown_statements(reader: Reader) -> tuple[int, int]:
    """How many statements the status line says are shown, and how many there are."""
    found = re.search(r"([\d,]+) of ([\d,]+) statements?\b", reader.text("#status"))
    check(found, f"the status line says no number of statements: {reader.text('#status')!r}")
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))  # type: ignore[index]


def check_heading(reader: Reader, words: str) -> None:
    heading = plain(reader.page.text_content("#content h2") or "")
    check(heading == plain(words), f"the page opened is {heading!r}, not {words!r}")


def check_labels(reader: Reader) -> None:
    labels = reader.page.evaluate("explorer.labels()")
    for first, second in combinations(labels, 2):
        check(overlap(first["box"], second["box"]) == 0, f"{first['words']!r} covers {second['words']!r}")


@feature("start view")
def start_view(drive: Drive) -> str:
    reader = drive.open()
    shown = reader.shown()
    check(3 < len(shown) <= 60 or len(shown) == len(drive.graph), f"{len(shown)} entities are no readable start")
    check(f"Showing {len(shown)} of {len(drive.graph):,} entities" in reader.text("#status"), reader.text("#status"))
    check(shown_statements(reader)[1] == len(drive.edges), "the number of statements is not the graph's")
    check_labels(reader)
    labels = {label["id"]: label["box"] for label in reader.page.evaluate("explorer.labels()")}
    stage = reader.page.locator("#picture").bounding_box() or {}
    great = [node for node in drive.ranked if node in shown][:8]
    for node in great:
        check(node in labels, f"{drive.name(node)!r}, one of the most salient, has no name")
        x0, y0, x1, y1 = labels[node]
        check(x0 >= 0 and y0 >= 0 and x1 <= stage["width"] and y1 <= stage["height"], f"{node}: its name is cut off")
    check(len(labels) >= 0.6 * len(shown), f"only {len(labels)} of {len(shown)} are named")
    legend = reader.text("#legend")
    for kind, count in Counter(drive.graph.nodes[node]["type"] for node in drive.graph).items():
        check(re.search(rf"{look(kind).plural}\s*{count:,}\b", legend), f"the legend does not say {count} {kind}")
    before = reader.page.evaluate("id => explorer.where(id)", great[0])
    reader.page.wait_for_timeout(400)
    check(reader.page.evaluate("id => explorer.where(id)", great[0]) == before, "the picture moves")
    return f"{len(shown)} of {len(drive.graph):,} entities, {len(labels)} named"


@feature("search by name")
def search_by_name(drive: Drive) -> str:
    reader = drive.open()
    shown = reader.shown()
    node = next((n for n in drive.ranked if n not in shown and drive.known(n)), drive.ranked[0])
    began = time.perf_counter()
    offered = search(reader, drive.name(node))
    took = time.perf_counter() - began
    check(offered and offered[0].startswith(plain(drive.name(node))), f"{drive.name(node)!r} is not offered first")
    reader.page.keyboard.press("ArrowDown")
    check(reader.page.get_attribute("#search", "aria-activedescendant") == "option-0", "the arrow chooses nothing")
    reader.page.keyboard.press("Enter")
    reader.look()
    check_heading(reader, drive.name(node))
    check(node in reader.shown(), f"{node} does not come into the picture")
    reader.page.keyboard.press("Escape")
    nothing = search(reader, "qzxwvq")
    check(nothing == ["No name and no quote has this."], f"of what is nowhere, it says {nothing}")
    return f"{drive.name(node)!r} typed in {took:.1f} s"


@feature("search by alias")
def search_by_alias(drive: Drive) -> str:
    found = ((node, alias) for node in drive.ranked for alias in drive.graph.nodes[node]["aliases"]
             if drive.forms[fold(alias)] == 1 and fold(alias) not in fold(drive.name(node)) and len(alias) > 1)  # fmt: skip
    node, alias = next(found, (None, ""))
    if node is None:
        raise Absent("no entity has another name of its own")
    reader = drive.open()
    offered = search(reader, alias)
    check(offered and offered[0].startswith(plain(drive.name(node))), f"{alias!r} does not offer {drive.name(node)!r}")
    reader.page.keyboard.press("Enter")
    reader.look()
    check_heading(reader, drive.name(node))
    return f"{alias!r} is {drive.name(node)!r}"


@feature("search by words of a quote")
def search_by_quote(drive: Drive) -> str:
    whole = {(document, start): fold(words) for (document, start, _), words in drive.quotes.items()}
    titles = [fold(str(each.get("title"))) for each in drive.documents.values()]
    raw = {place: drive.documents[place[0]]["text"][slice(*place[1:])] for place in drive.quotes}
    # A quote that runs over a line's end first: who types its words types a space there.
    for place in sorted(raw, key=lambda place: ("\n" not in raw[place], place)):
        words = raw[place].split()
        broken = next((i for i in range(len(words) - 3) if f"{words[i + 1]}\n{words[i + 2]}" in raw[place]), None)
        begin = broken if broken is not None else len(words) // 2 - 2
        asked = " ".join(words[max(0, begin) : begin + 4])
        if len(words) < 8 or sum(fold(asked) in each for each in [*whole.values(), *titles, *drive.forms]) != 1:
            continue
        reader = drive.open()
        offered = search(reader, asked)
        check(offered and fold(asked) in fold(offered[-1]), f"{asked!r} of a quote is not found: {offered[:1]}")
        reader.page.keyboard.press("ArrowDown")
        reader.page.keyboard.press("Enter")
        reader.look()
        marked = " ".join(reader.page.locator("mark.quote").all_inner_texts())
        check(bare(asked) in bare(marked), f"{asked!r} leads to other words")
        return f"{asked!r}{' across a line end' if broken is not None else ''}"
    raise Absent("no quote has four words in a row that no other has")


def check_hidden(reader: Reader, drive: Drive, passes: Callable[[Edge], bool], what: str) -> None:
    left = [edge for edge in drive.edges if passes(edge)]
    share = int(100 * (1 - len(left) / len(drive.edges)) + 0.5)
    for where in ("#status", "#content"):
        check(
            re.search(rf"filters hide {share} %", reader.text(where), re.I), f"{what}: {where} does not say {share} %"
        )
    if len(drive.graph) <= CLUSTERS_FROM:
        joined = sum(subject != target for subject, target, _ in left)
        check(shown_statements(reader)[0] == joined, f"{what}: {shown_statements(reader)[0]} are shown, not {joined}")


def choosing(name: str, value: Callable[[Drive, Edge], set[str]]) -> Callable[[Drive], str]:
    """A filter with a list of values: take the most frequent away, then leave only that."""

    def drive_it(drive: Drive) -> str:
        count = Counter(each for edge in drive.edges for each in value(drive, edge))
        if len(count) < 2:
            raise Absent(f"every statement has the same {name}" if count else "no statement")
        most = count.most_common(1)[0][0]
        reader = drive.open("#tab=filter&view=all")
        row = reader.page.locator(f"#filter-{name} li").filter(has=reader.page.locator(f"[value={json.dumps(most)}]"))
        row.get_by_role("checkbox").uncheck()
        reader.look()
        check_hidden(reader, drive, lambda edge: bool(value(drive, edge) - {most}), f"without {most}")
        reader.press("Clear filters")
        check("filters hide" not in reader.text("#status"), "the filters are not cleared")
        row.hover()
        row.get_by_role("button").click()
        reader.look()
        check_hidden(reader, drive, lambda edge: most in value(drive, edge), f"only {most}")
        return f"{most} of {len(count)}"

    return drive_it


def types_of(drive: Drive, edge: Edge) -> set[str]:
    """The types of both ends: a statement is hidden with either."""
    return {drive.graph.nodes[end]["type"] for end in edge[:2]}


for _name, _value in {
    "predicate": lambda drive, edge: {edge[2]["predicate"]},
    "speaker": lambda drive, edge: {edge[2]["speaker"] or "-"},
    "document": lambda drive, edge: {each["document"] for each in edge[2]["evidence"]},
    "polarity": lambda drive, edge: {edge[2]["polarity"]},
    "modality": lambda drive, edge: {edge[2]["modality"]},
}.items():
    FEATURES[f"filter by {_name}"] = choosing(_name, _value)


@feature("filter by type")
def filter_by_type(drive: Drive) -> str:
    count = Counter(drive.graph.nodes[node]["type"] for node in drive.graph)
    if len(count) < 2:
        raise Absent("all entities are of one type")
    most = count.most_common(1)[0][0]
    reader = drive.open("#tab=filter&view=all")
    legend = reader.page.locator("#legend").get_by_role("button", name=re.compile(rf"^{look(most).plural}\b"))
    legend.click()
    reader.look()
    check_hidden(reader, drive, lambda edge: most not in types_of(drive, edge), f"without {most}")
    left = {node for node in drive.graph if drive.graph.nodes[node]["type"] != most}
    check(len(drive.graph) > CLUSTERS_FROM or reader.shown() == left, f"{most} is still in the picture")
    legend.click()
    reader.look()
    check("filters hide" not in reader.text("#status"), f"{most} does not come back")
    return look(most).plural


@feature("filter by time")
def filter_by_time(drive: Drive) -> str:
    spans = [span for *_, edge in drive.edges if (span := drive.dated(edge))]
    if not spans or max(b for _, b in spans) == min(a for a, _ in spans):
        raise Absent("nothing is dated, or all in one year")
    reader = drive.open("#tab=filter&view=all")
    last = max(b for _, b in spans)
    reader.page.focus("#time-from")
    for key in ("End", "ArrowLeft"):
        reader.page.keyboard.press(key)
        reader.look()
    check(f"from={last - 1}" in reader.fragment, f"the slider is not at {last - 1}: {reader.fragment}")
    check_hidden(reader, drive, lambda edge: (drive.dated(edge[2]) or [0, last])[1] >= last - 1, f"from {last - 1}")
    reader.page.uncheck("#time-undated")
    reader.look()
    check_hidden(reader, drive, lambda edge: (drive.dated(edge[2]) or [0, 0])[1] >= last - 1, "without the undated")
    return f"from {last - 1} of {min(a for a, _ in spans)} to {last}"


@feature("filter by confidence")
def filter_by_confidence(drive: Drive) -> str:
    sure = sorted(edge["confidence"] for *_, edge in drive.edges)
    if not sure or sure[0] == sure[-1]:
        raise Absent("all statements are equally sure")
    reader = drive.open("#tab=filter&view=all")
    steps = max(1, min(20, int(sure[len(sure) // 2] * 20)))
    reader.page.focus("#confidence")
    for _ in range(steps):
        reader.page.keyboard.press("ArrowRight")
    reader.look()
    least = float((re.search(r"confidence=([\d.]+)", reader.fragment) or [0, 0])[1])
    check(abs(least - steps / 20) < 1e-6, f"{steps} steps of the slider come to {least}")
    check_hidden(reader, drive, lambda edge: edge[2]["confidence"] >= least, f"at least {least}")
    return f"at least {least}"


@feature("the address keeps the view")
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
        "entities": "explorer.shown()", "places": "explorer.network.getPositions()", "panel": "content.innerText",
        "status": "document.getElementById('status').innerText",
    }.items():  # fmt: skip
        ask = ask.replace("content.", "document.getElementById('content').")
        check(reader.page.evaluate(ask) == again.page.evaluate(ask), f"opened anew it has other {what}")
    return f"{len(reader.fragment)} characters"


@feature("card of an entity")
def card(drive: Drive) -> str:
    reader = drive.open()
    shown = [node for node in drive.ranked if node in reader.shown()]
    aliased = [node for node in shown[:20] if set(drive.graph.nodes[node]["aliases"]) - {drive.name(node)}]
    node = max(aliased or shown, key=lambda node: len(drive.at(node)))
    reader.click_entity(node)
    given = drive.graph.nodes[node]
    check_heading(reader, drive.name(node))
    check(plain(reader.text(".kicker")).lower() == look(given["type"]).singular, "the card names another type")
    for alias in set(given["aliases"]) - {drive.name(node)}:
        check(f"“{alias}”" in reader.text(".aliases"), f"the alias {alias!r} is not on the card")
    seen = Counter((plain(a), plain(b)) for a, b in reader.page.evaluate(RELATIONS))
    wanted = relations(drive, node)
    check(seen == wanted, f"relations differ: {list((seen - wanted) + (wanted - seen))[:2]}")
    speakers = {edge["speaker"] for *_, edge in drive.at(node)}
    voices = reader.page.locator(".voices > li").count()
    check(voices == len(speakers), f"{voices} voices are listed, {len(speakers)} speak of it")
    return f"{drive.name(node)!r} with {wanted.total()} relations, {voices} voices"


def relations(drive: Drive, node: str) -> Counter[tuple[str, str]]:
    """What the card should list: the predicate's label from this side, and the name of the other."""
    rows = Counter()
    for subject, target, predicate, _ in {(s, t, e["predicate"], e["polarity"]) for s, t, e in drive.at(node)}:
        known = vocabulary.predicates()[predicate]
        out = subject == node
        rows[plain(known.label if out else known.inverse_label), plain(drive.name(target if out else subject))] += 1
    return rows


@feature("timeline of an entity")
def timeline(drive: Drive) -> str:
    own = Counter(end for s, t, edge in drive.edges if years(edge.get("time")) for end in {s, t})
    if not own:
        raise Absent("no statement names a time")
    node, count = max(own.items(), key=lambda item: (item[1], item[0]))
    reader = drive.open(f"#at=entity:{node}")
    rows = reader.page.locator(".timeline > li time").all_inner_texts()
    check(len(rows) == count, f"{len(rows)} of {count} dated statements stand in the timeline of {node}")
    first = [(years(row) or [0])[0] for row in rows]
    check(first == sorted(first), "the timeline is out of order")
    return f"{count} at {drive.name(node)!r}"


@feature("a line in the picture opens its quotes")
def line_by_click(drive: Drive) -> str:
    reader = drive.open()
    shown = reader.shown()
    near = [edge for edge in drive.edges if edge[0] != edge[1] and {*edge[:2]} <= shown]
    near.sort(key=lambda edge: -len(edge[2]["evidence"]))
    ends = list(dict.fromkeys((s, e["predicate"], t) for s, t, e in near))[:40]
    drawn = [each for each, spot in zip(ends, reader.page.evaluate(MIDDLES, ends), strict=True) if spot][:8]
    if not drawn:
        raise Absent("the start view has no lines")
    right = 0
    for subject, predicate, target in drawn:
        reader.click_line(subject, predicate, target)
        heading = plain(reader.page.text_content("#content h2") or "")
        right += heading.startswith(plain(drive.name(subject))) and heading.endswith(plain(drive.name(target)))
        reader.page.keyboard.press("Escape")
        reader.look()
    check(right >= 0.7 * len(drawn), f"only {right} of {len(drawn)} clicks on a line open it")
    return f"{right} of {len(drawn)} clicks"


@feature("quotes of an edge, in their paragraphs")
def line_quotes(drive: Drive) -> str:
    tried = 0
    best = sorted(drive.edges, key=lambda edge: (-len(edge[2]["evidence"]), edge[:2]))
    for subject, target, edge in [*best[:4], *drive.edges[:: max(1, len(drive.edges) // 12)]]:
        line = (subject, edge["predicate"], target, edge["polarity"])
        reader = drive.open_now[-1][0] if drive.open_now else drive.open()
        reader.go("#at=line:" + ",".join(line))
        label = vocabulary.predicates()[edge["predicate"]].label
        denied = "(denied) " if edge["polarity"] == "negated" else ""
        check_heading(reader, f"{drive.name(subject)} {denied}{label} {drive.name(target)}")
        same = [e for s, t, e in drive.edges if (s, e["predicate"], t, e["polarity"]) == line]
        wanted = {(e["document"], e["start"], e["end"]) for each in same for e in each["evidence"]}
        figures = reader.page.evaluate(FIGURES)
        check(Counter(bare(f["words"]) for f in figures) == Counter(bare(drive.visible(w)) for w in wanted),
              f"{line}: the words marked are not the quotes'")  # fmt: skip
        titles = {plain(str(drive.documents[document]["title"] or document)) for document, *_ in wanted}
        check({plain(figure["source"]) for figure in figures} == titles, f"{line}: not the documents of the quotes")
        voices = {drive.name(e["speaker"]) if e["speaker"] in drive.graph else e["speaker"] for e in same}
        for figure in figures:
            check(bare(figure["words"]) in bare(figure["paragraph"]), f"{line}: the quote is not in its paragraph")
            check(any(plain(v or "Unknown speaker") in plain(figure["speaker"]) for v in voices) or None in voices
                  or not all(e["speaker"] in drive.graph for e in same), f"{line}: no speaker")  # fmt: skip
        tried += len(figures)
    check(tried, "no quote is shown")
    return f"{tried} quotes"


@feature("from a quote to its place in the document")
def quote_in_document(drive: Drive) -> str:
    subject, target, edge = max(drive.edges, key=lambda edge: edge[2]["evidence"][0]["start"])
    reader = drive.open("#at=line:" + ",".join((subject, edge["predicate"], target, edge["polarity"])))
    source = reader.page.locator(".source").first
    title = source.inner_text()
    quote = reader.page.evaluate(FIGURES)[0]["words"]
    source.click()
    reader.look()
    check_heading(reader, title)
    marks = reader.page.locator("mark.quote")
    check(bare("".join(marks.all_text_contents())) == bare(quote), "other words are marked in the document")
    box = marks.first.bounding_box() or {"y": -1}
    check(0 <= box["y"] <= 850, "the quote is not scrolled into sight")
    return f"character {edge['evidence'][0]['start']:,} of {plain(title)!r}"


@feature("a document's whole text with its mentions")
def document(drive: Drive) -> str:
    titles = Counter(plain(str(each["title"] or each["id"])) for each in drive.documents.values())
    said = Counter(m["document"] for node in drive.graph for m in drive.graph.nodes[node]["mentions"])
    chosen = next((d for d, _ in said.most_common() if titles[plain(str(drive.documents[d]["title"] or d))] == 1), None)
    if chosen is None:
        raise Absent("no document has a title of its own")
    given = drive.documents[chosen]
    reader = drive.open()
    link = reader.page.locator("#content").get_by_role("link", name=plain(given["title"] or chosen), exact=True)
    while not link.count():
        reader.page.locator("#content").get_by_role("button", name=re.compile(r"^[\d,]+ more$")).click()
    link.click()
    reader.look()
    article = bare(reader.page.text_content("article") or "")
    cut = "only the paragraphs with evidence" in reader.text()
    for block in given["blocks"] if not cut else []:
        words = bare("".join(given["text"][low:high] for low, high in block["spans"]))
        check(words in article, f"{words[:40]!r} … is not in the document shown")
    # In one span: a mention that a line's label interrupts is marked in two pieces.
    spans = [span for block in given["blocks"] for span in block["spans"]]
    seen = Counter(map(bare, reader.page.locator("article a.mention").all_text_contents()))
    wanted = Counter(bare(given["text"][start:end]) for start, end in plain_mentions(drive, chosen)
                     if any(low <= start and end <= high for low, high in spans))  # fmt: skip
    check(cut or wanted <= seen, f"mentions not marked: {list((wanted - seen).items())[:3]}")
    return f"{len(given['text']):,} characters, {seen.total()} mentions{', cut' if cut else ''}"


def plain_mentions(drive: Drive, document: str) -> Iterator[tuple[int, int]]:
    """The mentions of a document that do not lie in others; those that only label a turn are not in its text."""
    found = sorted((m["start"], -m["end"], m["kind"]) for node in drive.graph
                   for m in drive.graph.nodes[node]["mentions"] if m["document"] == document)  # fmt: skip
    reached = -1
    for start, end, kind in found:
        if start >= reached and kind != "speaker":
            reached = -end
            yield start, -end


@feature("back and forward")
def back_and_forward(drive: Drive) -> str:
    node = next(node for node in drive.ranked if drive.known(node) and drive.at(node))
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


@feature("path between two entities")
def path(drive: Drive) -> str:
    known = [node for node in drive.ranked if drive.known(node) and drive.neighbours.degree(node)][:200]
    pairs = {}
    for source in known[:20]:
        steps = nx.single_source_shortest_path_length(drive.neighbours, source, cutoff=4)
        for target in known:
            if steps.get(target, 0) > 1:
                pairs.setdefault(steps[target], (source, target))
    if not pairs:
        raise Absent("no two entities are connected through a third")
    count = max(pairs)
    source, target = pairs[count]
    reader = drive.open(f"#at=entity:{source}")
    reader.press("Path to …")
    check(f"From {plain(drive.name(source))} to" in plain(reader.text("#hint")), "the page does not ask for the end")
    reader.page.keyboard.type(drive.name(target))
    reader.page.keyboard.press("Enter")
    reader.look()
    check_heading(reader, f"From {drive.name(source)} to {drive.name(target)}")
    check(f"{count} steps" in reader.text(".measure"), f"{reader.text('.measure')!r}, not {count} steps")
    check(reader.page.locator(".steps > li figure mark.quote").count() >= count, "a step has no quote")
    shown = reader.shown()
    check(len(shown) == count + 1 and {source, target} <= shown, f"the picture shows {len(shown)} entities")
    check(nx.is_connected(drive.neighbours.subgraph(shown)), "the entities shown are not connected")
    check_labels(reader)
    return f"{count} steps from {drive.name(source)!r} to {drive.name(target)!r}"


@feature("expand")
def expand(drive: Drive) -> str:
    reader = drive.open()
    shown = reader.shown()
    absent = {node: set(drive.neighbours[node]) - shown for node in shown}
    node = max(sorted(shown), key=lambda node: len(absent[node]))
    if not absent[node]:
        raise Absent("all neighbours are shown from the start")
    reader.click_entity(node)
    before = reader.page.evaluate("explorer.network.getPositions()")
    reader.press(f"Expand ({len(absent[node])} more)")
    fresh = reader.shown() - shown
    check(fresh <= absent[node], f"{sorted(fresh - absent[node])[:3]} came in, which are no neighbours of {node}")
    check(len(fresh) == min(14, len(absent[node])), f"{len(fresh)} came in of {len(absent[node])}")
    after = reader.page.evaluate("explorer.network.getPositions()")
    check({number: after[number] for number in before} == before, "those that stood there have moved")
    check_labels(reader)
    return f"{len(fresh)} of {len(absent[node])} at {drive.name(node)!r}"


@feature("hide")
def hide(drive: Drive) -> None:
    reader = drive.open()
    shown = reader.shown()
    node = next(node for node in drive.ranked if node in shown)
    reader.click_entity(node)
    reader.press("Hide")
    check(reader.shown() == shown - {node}, "another than the one hidden is gone, or none is")
    check("1 hidden by hand" in reader.text("#status"), "the status does not say so")
    reader.press("Show them")
    check(reader.shown() == shown, "it does not come back")


@feature("pin")
def pin(drive: Drive) -> None:
    reader = drive.open()
    shown = reader.shown()
    node = next(node for node in reversed(drive.ranked) if node in shown)
    across, down = reader.drag_entity(node, 50, -40)
    check(abs(across - 50) < 4 and abs(down + 40) < 4, f"{node} was not dragged")
    again = drive.open(reader.fragment)
    places = "explorer.network.getPositions()"
    check(again.page.evaluate(places) == reader.page.evaluate(places), "opened anew it is not where it was put")
    again.click_entity(node)
    again.press("Unpin")
    check("pin=" not in again.fragment, "it is still pinned")


def opinions(drive: Drive) -> dict[str, tuple[set[str], set[str]]]:
    """Who is for and who against each thing; to deny praise is to be against."""
    sides: dict[str, tuple[set[str], set[str]]] = {}
    for subject, target, edge in drive.edges:
        if edge["predicate"] in ("endorses", "criticizes"):
            against = (edge["predicate"] == "criticizes") != (edge["polarity"] == "negated")
            sides.setdefault(target, (set(), set()))[against].add(subject)
    return sides


@feature("opinions, the disputed first")
def all_opinions(drive: Drive) -> str:
    sides = opinions(drive)
    if not sides:
        raise Absent("nobody praises or criticizes anything")
    reader = drive.open()
    reader.press("Opinions")
    both = sorted(plain(drive.name(node)) for node, (good, bad) in sides.items() if good and bad)
    lists = reader.page.locator(".balances")
    if both:
        seen = sorted(map(plain, lists.first.locator("a.entity").all_text_contents()))
        check(seen == both, f"{len(seen)} are shown as disputed, {len(both)} are")
    else:
        check(
            "No entity is both praised and criticized" in reader.text(), "the page does not say that none is disputed"
        )
    seen_all = reader.page.locator(".balances > li").count()
    check(seen_all >= min(60, len(sides)), f"{seen_all} of {len(sides)} opinions are listed")
    return f"{len(both)} of {len(sides)} disputed"


@feature("agree and disagree")
def disagreement(drive: Drive) -> str:
    sides = opinions(drive)
    both = [node for node in sides if all(sides[node])]
    if not both:
        raise Absent("nothing is both praised and criticized")
    node = max(sorted(both), key=lambda node: min(map(len, sides[node])))
    reader = drive.open(f"#at=entity:{node}")
    reader.press("Agree and disagree")
    for side, people in zip(("for", "against"), sides[node], strict=True):
        voices = reader.page.locator(f".side.{side} h4 a.entity").all_text_contents()
        check(sorted(map(plain, voices)) == sorted(plain(drive.name(each)) for each in people), f"{side}: {voices}")
        check(reader.page.locator(f".side.{side} mark.quote").count() >= len(people), f"{side}: a voice has no words")
    boxes = [reader.page.locator(f".side.{side}").bounding_box() or {} for side in ("for", "against")]
    check(boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"], "the sides do not stand side by side")
    return f"{drive.name(node)!r}: {len(sides[node][0])} for, {len(sides[node][1])} against"


@feature("lineage")
def lineage(drive: Drive) -> str:
    older, younger = nx.DiGraph(), nx.DiGraph()
    for subject, target, edge in drive.edges:
        if edge["predicate"] in LINEAGE and edge["polarity"] == "affirmed" and subject != target:
            older.add_edge(subject, target)
            younger.add_edge(target, subject)
    if not older:
        raise Absent("nothing is built on, influenced by or part of another")
    tools = [node for node in older if drive.graph.nodes[node]["type"] == "Tool"] or list(older)
    node = max(sorted(tools), key=lambda node: (bool(older[node]) and bool(younger[node]), older.degree(node)))
    reader = drive.open(f"#at=entity:{node}")
    reader.press("Lineage")
    across = {each: reader.page.evaluate("id => explorer.where(id).x", each) for each in reader.shown()}
    for each in [*older[node], *younger[node]]:
        check(each in across, f"{each} is not in the lineage of {node}")
    check(all(across[each] < across[node] for each in older[node]), "an ancestor does not stand to the left")
    check(all(across[each] > across[node] for each in set(younger[node]) - nx.descendants(older, node)),
          "a descendant does not stand to the right")  # fmt: skip
    check_labels(reader)
    return f"{len(older[node])} before {drive.name(node)!r}, {len(younger[node])} after, {len(across)} shown"


@feature("everything, or clusters")
def everything(drive: Drive) -> str:
    reader = drive.open()
    reader.press(f"Everything ({len(drive.graph):,})")
    check_labels(reader)
    shown = reader.shown()
    if len(drive.graph) <= CLUSTERS_FROM:
        check(len(shown) == len(drive.graph), f"{len(shown)} of {len(drive.graph)} are shown")
        return f"{len(shown):,} entities"
    check(f"{len(shown)} clusters of" in reader.text("#status"), reader.text("#status"))
    node = next(node for node in drive.ranked if node in shown)
    reader.click_entity(node)
    check(node in reader.shown() and "Cluster around" in reader.text("#views"), "a click opens no cluster")
    return f"{len(shown)} clusters, the first of {len(reader.shown())}"


def saved(reader: Reader, words: str) -> bytes:
    reader.page.locator(".menu summary").click()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name=words, exact=True).click()
    return Path(download.value.path()).read_bytes()


def view_to_save(drive: Drive) -> Reader:
    return drive.open(f"#view=around:{max(drive.ranked[:50], key=lambda node: len(drive.at(node)))}")


@feature("save as PNG and SVG")
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


@feature("save as graph.json and SPARQL")
def save_graph(drive: Drive) -> str:
    reader = view_to_save(drive)
    again = nx.node_link_graph(json.loads(saved(reader, "Graph (graph.json)")), edges="edges")
    check(set(again) == reader.shown(), "the file has other entities than the picture")
    check(again.number_of_edges() == shown_statements(reader)[0], "the file has another number of statements")
    for subject, target, key, edge in again.edges(keys=True, data=True):
        check(drive.graph.edges[subject, target, key] == edge, f"{subject} {key} {target} is not what it was")
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


@feature("list by keyboard")
def list_view(drive: Drive) -> str:
    reader = drive.open()

    def tab_to(selector: str) -> None:
        for _ in range(80):
            reader.page.keyboard.press("Tab")
            if reader.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise Wrong(f"80 times Tab do not lead to {selector}")

    tab_to("#tab-read")
    reader.page.keyboard.press("ArrowRight")
    reader.look()
    listed = reader.page.locator("#content section a.entity").count()
    check(listed == len(reader.shown()), f"{listed} are listed, {len(reader.shown())} shown")
    tab_to("#content a.entity")
    name = plain(reader.page.evaluate("document.activeElement.textContent"))
    reader.page.keyboard.press("Enter")
    reader.look()
    check_heading(reader, name)
    return f"{listed} listed"


@feature("picture by keyboard")
def walk(drive: Drive) -> str:
    reader = drive.open()
    reader.page.focus("#picture")
    heard = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        reader.page.keyboard.press(key)
        heard.append(reader.text("#announcer"))
    check(all(heard) and len(set(heard)) > 1, f"the arrows lead nowhere: {heard}")
    reader.page.keyboard.press("Enter")
    reader.look()
    check_heading(reader, heard[-1].rsplit(",", 1)[0])
    return heard[-1]


@feature("dark mode")
def dark(drive: Drive) -> None:
    reader = drive.open()
    check(reader.page.evaluate(DARKNESS) > 600, "it does not begin light")
    reader.page.get_by_role("button", name="Dark mode").click()
    check(reader.page.evaluate(DARKNESS) < 150, "a click does not make it dark")
    wished = drive.open(pages_to_read(drive)[1], color_scheme="dark")
    check(wished.page.evaluate(DARKNESS) < 150, "it is not dark for one whose system is")


def pages_to_read(drive: Drive) -> list[str]:
    """The start, a card, a line, opinions, filters, the list, a document, a lineage."""
    subject, target, edge = max(drive.edges, key=lambda edge: (len(edge[2]["evidence"]), edge[:2]))
    sides = opinions(drive)
    thing = max(sorted(sides), key=lambda node: min(map(len, sides[node])), default=target)
    line = ",".join((subject, edge["predicate"], target, edge["polarity"]))
    shortest = min(drive.documents, key=lambda each: len(drive.documents[each]["text"]))
    return ["", f"#at=entity:{max(drive.ranked[:50], key=lambda node: len(drive.at(node)))}", f"#at=line:{line}",
            f"#at=stance:{thing}", "#tab=filter", "#tab=list", f"#at=document:{shortest}",
            f"#view=lineage:{target}&at=lineage:{target}"]  # fmt: skip


@feature("phone")
def phone(drive: Drive) -> str:
    pages = pages_to_read(drive)
    reader = drive.open(pages[-1], **PHONE)
    for fragment in [*pages[1:], ""]:
        reader.go(fragment or "#")
        width = reader.page.evaluate("document.documentElement.scrollWidth")
        check(width <= 390, f"{fragment or 'start'} is {width} pixels wide")
    check_labels(reader)
    shown = reader.shown()
    node = next(node for node in drive.ranked if node in shown)
    place = reader.page.evaluate("id => explorer.where(id)", node)
    reader.page.touchscreen.tap(place["x"], place["y"])
    reader.look()
    check_heading(reader, drive.name(node))
    return f"{len(pages)} pages, a tap opens {drive.name(node)!r}"


@feature("print")
def paper(drive: Drive) -> str:
    node = max(drive.ranked[:50], key=lambda node: len(drive.at(node)))
    reader = drive.open(f"#at=entity:{node}")
    reader.page.emulate_media(media="print")
    for gone in ("#tabs", "#views", "#zoom", "#search", ".actions"):
        check(reader.page.locator(gone).is_hidden(), f"{gone} is on paper")
    picture = reader.page.locator("#picture canvas").bounding_box() or {"height": 0}
    check(picture["height"] > 200, "the picture is not on paper")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        reader.page.pdf(path=file.name)
        pages = [page.extract_text() for page in PdfReader(file.name).pages]
    check(bare(drive.name(node)) in bare("".join(pages)), f"{drive.name(node)!r} is not on paper")
    last = list(relations(drive, node))[-1][1]
    check(bare(last) in bare("".join(pages)), f"the end of the card ({last!r}) is not on paper")
    return f"{len(pages)} pages"


@feature("axe-core finds nothing serious")
def accessible(drive: Drive) -> str:
    pages = pages_to_read(drive)
    for scheme in ("light", "dark"):
        reader = drive.open(color_scheme=scheme)
        for fragment in pages:
            reader.go(fragment or "#")
            found = serious(reader)
            check(not found, f"{scheme} {fragment or 'start'}: {found[:2]}")
    return f"{2 * len(pages)} pages"


@feature("quick")
def quick(drive: Drive) -> str:
    limit, frame = next((LIMITS[size] for size in sorted(LIMITS) if len(drive.graph) <= size), LIMITS[max(LIMITS)])
    said = []
    for fragment in ("", "#view=all"):
        seconds, drag, zoom = measure(drive.path, fragment)
        words = f"{fragment or 'start'} {seconds:.2f} CPU s, drag {drag:.0f} ms, zoom {zoom:.0f} ms a frame"
        check(seconds <= limit and max(drag, zoom) <= frame, f"{words}; at most {limit} s and {frame} ms")
        said.append(words)
    return f"{'; '.join(said)}; {drive.path.stat().st_size / 1e6:.1f} MB"


def main(graph: nx.MultiDiGraph, screens: Path | None = None, only: str = "") -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        drive = Drive(graph, Path(folder) / "graph.html")
        print(f"{len(graph):,} entities, {len(drive.edges):,} statements, {len(drive.documents)} documents: "
              f"page made in {time.process_time() - began:.1f} CPU s")  # fmt: skip
        for name, act in FEATURES.items():
            if only not in name:
                continue
            try:
                said, mark = act(drive) or "", "ok"
            except Absent as none:
                said, mark = str(none), "not in this graph"
            except (Wrong, BrowserError) as wrong:
                said, mark = plain(str(wrong))[:400], "FAILED"
            picture = screens / f"{re.sub(r'[^a-z]+', '-', name)}.png" if screens else None
            if troubles := drive.close(picture):
                said, mark = f"{said} The page complains: {troubles[:2]}", "FAILED"
            failed += mark == "FAILED"
            print(f"{mark:8} {name}{': ' * bool(said)}{said}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--screens", type=Path, help="keep a picture of each feature in this folder")
    parser.add_argument("--only", default="", help="only features with this in their name")
    given = parser.parse_args()
    if given.screens:
        given.screens.mkdir(parents=True, exist_ok=True)
    chosen = nx.node_link_graph(json.loads(given.graph.read_text(encoding="utf-8")), edges="edges")
    sys.exit(main(chosen, given.screens, given.only))
