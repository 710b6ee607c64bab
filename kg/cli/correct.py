"""The user's corrections: ``kg merge``, ``split``, ``rename`` and the like, and reviewing what is doubtful.

Each is recorded in the user's file, applied to the graph at once, and replayed on every build.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from kg import curation
from kg import graph as graphs
from kg.cli.app import OUT, AsJson, GraphPath, app, errors, say, say_json
from kg.outputs import write
from kg.types import UsageError

File = Annotated[
    Path | None,
    typer.Option("--corrections", help="Your corrections; default: corrections.jsonl beside the graph's folder."),
]
Why = Annotated[str | None, typer.Option(help="Why, for those who read the file later.")]
Who = Annotated[str | None, typer.Option(help="Who decides.")]
Entity = Annotated[str, typer.Argument(help="An entity by name, alias or id.")]


class Opened(NamedTuple):
    """A graph, the folder it came from, and the corrections that belong to it."""

    graph: graphs.Graph
    folder: Path
    file: Path


def opened(graph: Path, corrections: Path | None) -> Opened:
    """Open a graph to correct it; raises UsageError for a file that a build did not write under that name."""
    loaded = graphs.load(graph)
    if not graph.is_dir() and graph.name != "graph.json":
        raise UsageError(f"{graph}: a corrected graph is written to graph.json, .ttl and .html: name their folder")
    folder = graph if graph.is_dir() else graph.parent
    return Opened(loaded, folder, corrections or curation.default(folder))


def done(at: Opened, said: str) -> None:
    """Bring the graph's files up to date, and say what was recorded."""
    corrected, stale = curation.apply(at.graph, curation.read(at.file))
    write(corrected, at.folder)
    say(said)
    for s in stale:
        what = json.dumps(s.correction, ensure_ascii=False)
        say(f"note: a correction no longer applies: {what}: {s.reason}", errors)


@app.command()
def merge(
    a: Entity, b: Entity, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None
) -> None:
    """Say that the second is the first: one entity."""
    at = opened(graph, corrections)
    done(at, curation.merge(at.file, at.graph, a, b, who=who, why=why))


@app.command()
def split(
    a: Entity,
    b: Annotated[str, typer.Argument(help="An entity, a form of the name or a document that is not the first.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Say that the second is not the first, and never is to be merged with it."""
    at = opened(graph, corrections)
    done(at, curation.split(at.file, at.graph, a, b, who=who, why=why))


@app.command()
def rename(
    entity: Entity,
    name: Annotated[str, typer.Argument(help="The name to show.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Show an entity under another name."""
    at = opened(graph, corrections)
    done(at, curation.rename(at.file, at.graph, entity, name, who=who, why=why))


@app.command()
def retype(
    entity: Entity,
    type: Annotated[str, typer.Argument(help="Person, Tool, Institution, Concept, Work, Event or Place.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Give an entity another type; claims that cannot be made of that type go."""
    at = opened(graph, corrections)
    done(at, curation.retype(at.file, at.graph, entity, type, who=who, why=why))


@app.command()
def drop(entity: Entity, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None) -> None:
    """Take an entity out of the graph, with what is said of it."""
    at = opened(graph, corrections)
    done(at, curation.drop(at.file, at.graph, entity, who=who, why=why))


@app.command()
def reject(
    assertion: Annotated[str, typer.Argument(help="An assertion's id; kg show prints them.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Say that an assertion is wrong."""
    at = opened(graph, corrections)
    done(at, curation.reject(at.file, at.graph, assertion, who=who, why=why))


@app.command()
def add(
    subject: Entity,
    predicate: Annotated[str, typer.Argument(help="A predicate of docs/ontology.md, such as uses or created.")],
    object: Entity,
    quote: Annotated[str, typer.Option(help="The words of a document that prove it.")],
    document: Annotated[str | None, typer.Option(help="The document, where several have these words.")] = None,
    negated: Annotated[bool, typer.Option("--negated", help="The words deny it.")] = False,
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Put an assertion of your own into the graph."""
    at = opened(graph, corrections)
    polarity = "negated" if negated else "affirmed"
    said = curation.add(
        at.file, at.graph, subject, predicate, object, quote, document=document, polarity=polarity, who=who, why=why
    )
    done(at, said)


@app.command()
def undo(graph: GraphPath = OUT, corrections: File = None) -> None:
    """Take back the last correction."""
    at = opened(graph, corrections)
    done(at, curation.undo(at.file))


@app.command()
def duplicates(graph: GraphPath = OUT, corrections: File = None, as_json: AsJson = False) -> None:
    """List pairs of entities that may be one."""
    at = opened(graph, corrections)
    found = curation.suspects(at.graph, curation.read(at.file))
    if as_json:
        say_json([s._asdict() for s in found])
        return
    for s in found:
        say(f"{s.score:.2f}  {s.a}  {s.b}  ({s.reason})")
    pairs = "1 pair" if len(found) == 1 else f"{len(found)} pairs"
    say(f"{pairs}; kg merge A B joins two, kg split A B keeps them apart")


@app.command()
def review(
    graph: GraphPath = OUT,
    corrections: File = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many doubts of a kind.")] = 30,
) -> None:
    """Walk through doubtful merges and assertions: y keeps, n corrects, s skips, q ends."""
    at = opened(graph, corrections)
    recorded = curation.review(at.graph, at.file, ask, limit)
    done(at, f"{recorded} correction{'' if recorded == 1 else 's'} recorded in {at.file}")


def ask(question: str, quotes: Sequence[str]) -> str:
    """Ask the user about one doubt; the end of the input ends the review, and keeps what was answered."""
    say("\n" + question)
    for quote in quotes:
        say(f"  “{quote}”")
    try:
        answer = typer.prompt("y/n/s/q", default="s").strip().lower()[:1]
    except typer.Abort:
        return "quit"
    return {"y": "y", "n": "n", "q": "quit"}.get(answer, "skip")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The older graph.json or its folder.")],
    new: Annotated[Path, typer.Argument(help="The newer one.")],
    as_json: AsJson = False,
) -> None:
    """Say what a graph gained, lost and changed."""
    from kg.diff import diff as compare

    found = compare(graphs.load(old), graphs.load(new))
    typer.echo(found.to_json(), nl=False) if as_json else say(found.to_text().rstrip())


@app.command()
def link(
    url: Annotated[str, typer.Argument(help="A W3C Reconciliation service, such as Wikidata's.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    limit: Annotated[int, typer.Option(min=1, help="Ask about so many entities, the most spoken of first.")] = 50,
) -> None:
    """Ask a reconciliation service what entities without an identity are, and record what it is sure of."""
    from kg.reconcile import link as reconcile

    at = opened(graph, corrections)
    lines = reconcile(at.file, at.graph, url, limit=limit)
    for line in lines:
        say(line)
    done(at, f"{len(lines)} identities recorded in {at.file}")
