"""Arrange the picture: bring neighbours in, take away, move, see everything."""

from __future__ import annotations

from kg.explorer.payload import CLUSTERS_FROM

from .checks import Absent, check, check_labels
from .graph import Drive


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
