"""For everyone: by keyboard alone, in the dark, on a phone, on paper, with a screen reader, on a slow machine."""

from __future__ import annotations

import tempfile

import axe_playwright_python.sync_playwright  # noqa: F401 (without it, axe would be skipped and not be missed)
from explorer_page import LIMITS, measure
from explorer_screenshots import PHONE
from pypdf import PdfReader
from test_explorer_people import serious

from .ask import opinions
from .cards import RELATIONS
from .checks import Wrong, bare, check, check_heading, check_labels, plain
from .graph import Drive

DARKNESS = (
    "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)"
)


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


def paper(drive: Drive) -> str:
    node = max(drive.ranked[:50], key=lambda node: len(drive.at(node)))
    reader = drive.open(f"#at=entity:{node}")
    only_on_screen = ("#tabs", "#views", "#zoom", "#search", ".actions")
    for gone in only_on_screen:
        check(reader.page.locator(gone).is_visible(), f"{gone} is not even on the screen")
    rows = [plain(name) for _, name in reader.page.evaluate(RELATIONS)]
    # A name that stands once on the card: found on paper, it is that row.
    last = next((name for name in reversed(rows) if rows.count(name) == 1), rows[-1])
    reader.page.emulate_media(media="print")
    for gone in only_on_screen:
        check(reader.page.locator(gone).is_hidden(), f"{gone} is on paper")
    picture = reader.page.locator("#picture canvas").bounding_box() or {"height": 0}
    check(picture["height"] > 200, "the picture is not on paper")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        reader.page.pdf(path=file.name)
        pages = [page.extract_text() for page in PdfReader(file.name).pages]
    check(bare(drive.name(node)) in bare("".join(pages)), f"{drive.name(node)!r} is not on paper")
    check(bare(last) in bare("".join(pages)), f"the end of the card ({last!r}) is not on paper")
    return f"{len(pages)} pages"


def accessible(drive: Drive) -> str:
    pages = pages_to_read(drive)
    for scheme in ("light", "dark"):
        reader = drive.open(color_scheme=scheme)
        for fragment in pages:
            reader.go(fragment or "#")
            found = serious(reader)
            check(not found, f"{scheme} {fragment or 'start'}: {found[:2]}")
    return f"{2 * len(pages)} pages"


def quick(drive: Drive) -> str:
    limit, frame = next((LIMITS[size] for size in sorted(LIMITS) if len(drive.graph) <= size), LIMITS[max(LIMITS)])
    said = []
    for fragment in ("", "#view=all"):
        seconds, drag, zoom = measure(drive.path, fragment)
        words = f"{fragment or 'start'} {seconds:.2f} CPU s, drag {drag:.0f} ms, zoom {zoom:.0f} ms a frame"
        check(seconds <= limit and max(drag, zoom) <= frame, f"{words}; at most {limit} s and {frame} ms")
        said.append(words)
    return f"{'; '.join(said)}; {drive.path.stat().st_size / 1e6:.1f} MB"
