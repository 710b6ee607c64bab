"""Find: what stands on the screen at the start, and what the search box offers."""

from __future__ import annotations

import re
import time
from collections import Counter

from test_explorer_reader import Reader

from kg.explorer.look import look

from .checks import Absent, bare, check, check_heading, check_labels, fold, plain, shown_statements
from .graph import Drive


def search(reader: Reader, words: str) -> list[str]:
    """Type into the search box from wherever one is; give what is suggested."""
    reader.page.keyboard.press("/")
    reader.page.keyboard.type(words)
    return [plain(row) for row in reader.page.locator("#suggestions li").all_inner_texts()]


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
