"""Ask across the graph: what connects two, who praises and who criticizes, what comes from what."""

from __future__ import annotations

import networkx as nx

from .checks import Absent, check, check_heading, check_labels, plain
from .graph import Drive

LINEAGE = ("influencedBy", "builtOn", "partOf")


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


def opinions(drive: Drive) -> dict[str, tuple[set[str], set[str]]]:
    """Who is for and who against each thing; to deny praise is to be against."""
    sides: dict[str, tuple[set[str], set[str]]] = {}
    for subject, target, edge in drive.edges:
        if edge["predicate"] in ("endorses", "criticizes"):
            against = (edge["predicate"] == "criticizes") != (edge["polarity"] == "negated")
            sides.setdefault(target, (set(), set()))[against].add(subject)
    return sides


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
