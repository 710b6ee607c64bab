"""How quick the page is: main-thread CPU until it stands, and a frame while dragging and zooming.

Run: python tests/benchmarks/explorer_page.py [nodes ...]   (default 1000 5000 20000; needs Chromium)
Limits: 1,000 nodes 0.6 s and 20 ms; 5,000 nodes 2 s and 33 ms; 20,000 nodes 3 s.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import CDPSession, Page
from test_explorer_reader import started
from test_explorer_sample import large

from kg.explorer import to_html

LIMITS = {1000: (0.6, 20), 5000: (2.0, 33), 20000: (3.0, 33)}


def cpu(session: CDPSession) -> float:
    """CPU seconds of the page's main thread so far."""
    return next(m["value"] for m in session.send("Performance.getMetrics")["metrics"] if m["name"] == "TaskDuration")


def per_frame(page: Page, session: CDPSession, act) -> float:
    page.evaluate("window.frames_ = 0")
    before = cpu(session)
    act()
    return (cpu(session) - before) * 1000 / max(1, page.evaluate("window.frames_"))


def measure(path: Path, fragment: str) -> tuple[float, float, float]:
    context = started()[1].new_context(viewport={"width": 1360, "height": 850})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri() + fragment)
    page.wait_for_timeout(2500)
    opened = cpu(session)
    page.evaluate("explorer.network.on('afterDrawing', () => { window.frames_ += 1 }); 0")

    def drag() -> None:
        page.mouse.move(300, 640)
        page.mouse.down()
        for step in range(40):
            page.mouse.move(300 + step * 4, 640 - step * 2)
            page.wait_for_timeout(16)
        page.mouse.up()

    def zoom() -> None:
        for step in range(20):
            page.mouse.wheel(0, -60 if step % 2 else 60)
            page.wait_for_timeout(30)

    figures = opened, per_frame(page, session, drag), per_frame(page, session, zoom)
    context.close()
    return figures


def main(counts: list[int]) -> int:
    missed = 0
    for count in counts:
        graph = large(count)
        start = time.process_time()
        path = Path(tempfile.mkdtemp()) / "graph.html"
        page = to_html(graph, path)
        print(f"{count:,} nodes: made in {time.process_time() - start:.1f} CPU s, {len(page.encode()) / 1e6:.1f} MB")
        for fragment in ("", "#view=all"):
            opened, drag, zoom = measure(path, fragment)
            seconds, frame = LIMITS.get(count, (3.0, 33))
            good = opened <= seconds and max(drag, zoom) <= frame
            missed += not good
            print(f"  {fragment or 'start':10} opens in {opened:.2f} s, drag {drag:.0f} ms, zoom {zoom:.0f} ms a frame"
                  f"{'' if good else '   over the limit'}")  # fmt: skip
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main([int(argument) for argument in sys.argv[1:]] or [1000, 5000, 20000]))
