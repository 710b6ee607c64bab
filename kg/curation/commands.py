"""Recording a correction: names are checked against the graph, then one line goes to the user's file.

Each gives one line that says what was recorded. The graph itself changes with the next build, or ``apply``.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.curation import actions, replay
from kg.curation.records import Correction, append, effective, read, tell
from kg.graph import Graph, find
from kg.link.names import clean
from kg.types import KgError, UsageError
from kg.vocabulary import predicates, types


def record(file: Path, graph: Graph, correction: Correction, said: str, who: str | None, why: str | None) -> str:
    """Try a correction on the graph, and append it where it works; raises UsageError where it does not."""
    try:
        actions.ACTIONS[correction["do"]](replay.copy(graph), correction)
    except actions.Inapplicable as error:
        raise UsageError(f"{tell(correction)}: {error}; nothing was recorded") from error
    append(file, correction | {k: v for k, v in (("who", who), ("why", why)) if v})
    return f"{said} (recorded in {file})"


def called(graph: Graph, entity: str) -> str:
    """An entity's name, for the user."""
    return str(graph.nodes[entity]["name"])


def merge(file: Path, graph: Graph, a: str, b: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record that ``b`` is ``a``: it becomes part of it. Raises KgError for an unknown name."""
    one, two = find(graph, a), find(graph, b)
    if one == two:
        raise UsageError(f'"{a}" and "{b}" are one entity already: {one}')
    correction = {"do": "merge", "entity": one, "other": two, "name": called(graph, two)}
    return record(file, graph, correction, f'"{called(graph, two)}" is now part of "{called(graph, one)}"', who, why)


def split(file: Path, graph: Graph, a: str, b: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record that ``b`` is not ``a``.

    ``b`` may be an entity that the user merged into ``a`` (it comes back as it was), another entity (the two are never
    suspected again), one of the forms of ``a``'s name, or a document in which ``a`` is somebody else.
    Raises KgError for an unknown name, UsageError where there is nothing to split.
    """
    one = find(graph, a)
    name = called(graph, one)
    for m in reversed(effective(read(file))):
        if (
            m["do"] == "merge"
            and m["entity"] == one
            and b.casefold() in (m["other"].casefold(), m.get("name", "").casefold())
        ):
            append(file, {"do": "split", "entity": one, "other": m["other"], "who": who or "", "why": why or ""})
            return f'"{m.get("name", m["other"])}" is no longer part of "{name}" (recorded in {file})'
    if clean(b).casefold() in {clean(f).casefold() for f in graph.nodes[one]["aliases"]}:
        correction = {"do": "split", "entity": one, "form": b}
        return record(file, graph, correction, f'"{b}" is no longer "{name}"', who, why)
    if b in {m["document"] for m in graph.nodes[one]["mentions"]}:
        correction = {"do": "split", "entity": one, "document": b}
        return record(file, graph, correction, f'"{name}" of {b} is now somebody or something else', who, why)
    two = find(graph, b)
    correction = {"do": "split", "entity": one, "other": two}
    return record(file, graph, correction, f'"{called(graph, two)}" and "{name}" stay two', who, why)


def rename(file: Path, graph: Graph, entity: str, name: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record the name under which an entity is shown."""
    n = find(graph, entity)
    if not name.strip():
        raise UsageError("the new name is empty: give the name to show")
    correction = {"do": "rename", "entity": n, "name": " ".join(name.split())}
    return record(file, graph, correction, f'"{called(graph, n)}" is now called "{correction["name"]}"', who, why)


def retype(file: Path, graph: Graph, entity: str, type: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record an entity's type; raises UsageError where there is none such."""
    n = find(graph, entity)
    kind = next((t for t in types() if t.casefold() == type.casefold()), None)
    if kind is None:
        raise UsageError(f'there is no type "{type}": give one of {", ".join(types())}')
    return record(
        file, graph, {"do": "retype", "entity": n, "type": kind}, f'"{called(graph, n)}" is now a {kind}', who, why
    )


def drop(file: Path, graph: Graph, entity: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record that an entity does not belong in the graph."""
    n = find(graph, entity)
    return record(file, graph, {"do": "drop", "entity": n}, f'"{called(graph, n)}" is left out', who, why)


def same_as(file: Path, graph: Graph, entity: str, iri: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record the page or IRI of what an entity is in the world; raises UsageError where it is no web address."""
    n = find(graph, entity)
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", iri):
        raise UsageError(f'"{iri}" is no web address: give one that begins with https://')
    return record(file, graph, {"do": "same-as", "entity": n, "iri": iri}, f'"{called(graph, n)}" is {iri}', who, why)


def reject(file: Path, graph: Graph, assertion: str, *, who: str | None = None, why: str | None = None) -> str:
    """Record that an assertion, given by its id, is wrong."""
    for s, o, d in graph.edges(data=True):
        if d["id"] == assertion:
            said = f'"{called(graph, s)} {d["predicate"]} {called(graph, o)}" is left out'
            return record(file, graph, {"do": "reject", "assertion": assertion}, said, who, why)
    raise UsageError(f'there is no assertion "{assertion}": kg show NAME lists the ids of what is said of NAME')


def keep(file: Path, graph: Graph, *, entity: str = "", form: str = "", assertion: str = "") -> str:
    """Record that a doubtful merge or assertion was looked at and is right, so that it is not asked again."""
    correction = {"do": "keep", "entity": entity, "form": form, "assertion": assertion}
    append(file, correction)
    return f"{tell({k: v for k, v in correction.items() if v})} (recorded in {file})"


def add(
    file: Path,
    graph: Graph,
    subject: str,
    predicate: str,
    object: str,
    quote: str,
    *,
    document: str | None = None,
    speaker: str | None = None,
    polarity: str = "affirmed",
    time: str | None = None,
    who: str | None = None,
    why: str | None = None,
) -> str:
    """Record an assertion of the user's own, with the words of a document that prove it.

    Without ``document`` the quote is looked for in all; without ``speaker``, whoever says it there. Raises UsageError
    for an unknown predicate or polarity, types that it does not join, or a quote that is in no document.
    """
    s, o = find(graph, subject), find(graph, object)
    if predicate not in predicates():
        raise UsageError(f'there is no predicate "{predicate}": give one of {", ".join(predicates())}')
    if polarity not in ("affirmed", "negated"):
        raise UsageError(f'the polarity "{polarity}" is neither affirmed nor negated')
    more = {
        "document": document or "",
        "speaker": find(graph, speaker) if speaker else "",
        "polarity": "" if polarity == "affirmed" else polarity,
        "time": time or "",
    }
    correction = {"do": "add", "subject": s, "predicate": predicate, "object": o, "quote": " ".join(quote.split())}
    correction |= {k: v for k, v in more.items() if v}
    said = f'"{called(graph, s)} {predicate} {called(graph, o)}" is put in'
    return record(file, graph, correction, said, who, why)


def undo(file: Path) -> str:
    """Take back the last correction that stands; raises KgError where there is none."""
    standing: list[Correction] = []
    for c in read(file):
        if c["do"] != "undo":
            standing.append(c)
        elif standing:
            standing.pop()
    if not standing:
        raise KgError(f"{file}: there is no correction to undo")
    append(file, {"do": "undo"})
    return f"undone: {tell(standing[-1])} (recorded in {file})"
