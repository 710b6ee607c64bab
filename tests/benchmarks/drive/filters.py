"""Filter: take statements away by each thing one can choose, and see what the page says is hidden."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

from test_explorer_reader import Reader

from kg.explorer.look import look
from kg.explorer.payload import CLUSTERS_FROM

from .checks import Absent, check, shown_statements
from .graph import Drive, Edge

VALUES: dict[str, Callable[[Edge], set[str]]] = {
    "predicate": lambda edge: {edge[2]["predicate"]},
    "speaker": lambda edge: {edge[2]["speaker"] or "-"},
    "document": lambda edge: {each["document"] for each in edge[2]["evidence"]},
    "polarity": lambda edge: {edge[2]["polarity"]},
    "modality": lambda edge: {edge[2]["modality"]},
}


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


def by(name: str) -> Callable[[Drive], str]:
    """A filter with a list of values: take the most frequent away, then leave only that."""
    value = VALUES[name]

    def drive_it(drive: Drive) -> str:
        count = Counter(each for edge in drive.edges for each in value(edge))
        if len(count) < 2:
            raise Absent(f"every statement has the same {name}" if count else "no statement")
        most = count.most_common(1)[0][0]
        reader = drive.open("#tab=filter&view=all")
        row = reader.page.locator(f"#filter-{name} li").filter(has=reader.page.locator(f"[value={json.dumps(most)}]"))
        row.get_by_role("checkbox").uncheck()
        reader.look()
        check_hidden(reader, drive, lambda edge: bool(value(edge) - {most}), f"without {most}")
        reader.press("Clear filters")
        check("filters hide" not in reader.text("#status"), "the filters are not cleared")
        row.hover()
        row.get_by_role("button").click()
        reader.look()
        check_hidden(reader, drive, lambda edge: most in value(edge), f"only {most}")
        return f"{most} of {len(count)}"

    return drive_it


def types_of(drive: Drive, edge: Edge) -> set[str]:
    """The types of both ends: a statement is hidden with either."""
    return {drive.graph.nodes[end]["type"] for end in edge[:2]}


def by_type(drive: Drive) -> str:
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


def by_time(drive: Drive) -> str:
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


def by_confidence(drive: Drive) -> str:
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
