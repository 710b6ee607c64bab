"""Read the documents: from a quote to its place, and the whole text with its mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .cards import FIGURES
from .checks import Absent, bare, check, check_heading, plain
from .graph import Drive


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
    proofs = [(start, end) for name, start, end in drive.quotes if name == chosen]
    blocks = [block for block in given["blocks"] if not cut or holds_one(block["spans"], proofs)]
    for block in blocks:
        words = bare("".join(given["text"][low:high] for low, high in block["spans"]))
        check(words in article, f"{words[:40]!r} … is not in the document shown")
    # In one span: a mention that a line's label interrupts is marked in two pieces.
    spans = [span for block in blocks for span in block["spans"]]
    seen = Counter(map(bare, reader.page.locator("article a.mention").all_text_contents()))
    wanted = Counter(bare(given["text"][start:end]) for start, end in plain_mentions(drive, chosen)
                     if any(low <= start and end <= high for low, high in spans))  # fmt: skip
    check(wanted <= seen, f"mentions not marked: {list((wanted - seen).items())[:3]}")
    return f"{len(given['text']):,} characters, {seen.total()} mentions{', cut' if cut else ''}"


def holds_one(spans: list[list[int]], proofs: list[tuple[int, int]]) -> bool:
    """Whether a block holds a part of a quote: those stay in a document that is cut to keep the page small."""
    return bool(spans) and any(start < spans[-1][1] and end > spans[0][0] for start, end in proofs)


def plain_mentions(drive: Drive, document: str) -> Iterator[tuple[int, int]]:
    """The mentions of a document that do not lie in others; those that only label a turn are not in its text."""
    found = sorted((m["start"], -m["end"], m["kind"]) for node in drive.graph
                   for m in drive.graph.nodes[node]["mentions"] if m["document"] == document)  # fmt: skip
    reached = -1
    for start, end, kind in found:
        if start >= reached and kind != "speaker":
            reached = -end
            yield start, -end
