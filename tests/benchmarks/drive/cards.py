"""Read the cards: of an entity, with its relations and its times, and of a line, with the quotes that prove it."""

from __future__ import annotations

from collections import Counter, defaultdict

from kg import vocabulary
from kg.explorer.look import look
from kg.explorer.payload import years

from .checks import Absent, bare, check, check_heading, plain
from .graph import Drive

RELATIONS = """() => [...document.querySelectorAll("#content section")].flatMap((part) =>
  [...part.querySelectorAll("ul.relations > li")].map((row) =>
    [part.querySelector("h3").textContent, row.querySelector("a.entity").textContent]))"""
FIGURES = """() => [...document.querySelectorAll("#content figure")].map((figure) => ({
  words: [...figure.querySelectorAll("mark.quote")].map((mark) => mark.textContent).join(""),
  paragraph: figure.querySelector("blockquote").textContent,
  speaker: figure.querySelector(".speaker").textContent, source: figure.querySelector(".source")?.textContent ?? "" }))"""
MIDDLES = "all => all.map(([subject, predicate, target]) => explorer.whereLine(subject, predicate, target))"


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
        said_by = defaultdict(set)
        for each in same:
            for e in each["evidence"]:
                words = bare(drive.visible((e["document"], e["start"], e["end"])))
                said_by[words] |= {plain(name) for name in drive.speakers(each["speaker"])}
        for figure in figures:
            check(bare(figure["words"]) in bare(figure["paragraph"]), f"{line}: the quote is not in its paragraph")
            check(plain(figure["speaker"]).startswith(tuple(said_by[bare(figure["words"])])),
                  f"{line}: {plain(figure['speaker'])!r} did not say it")  # fmt: skip
        tried += len(figures)
    check(tried, "no quote is shown")
    return f"{tried} quotes"
