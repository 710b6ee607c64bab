"""The user's corrections: ``kg merge``, ``split``, ``rename`` and the like, and reviewing what is doubtful.

Each is recorded in the user's file, applied to the graph at once, and replayed on every build.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from kg import curation
from kg import graph as graphs
from kg.cli.app import OUT, GraphPath, app, console, errors
from kg.outputs import write

File = Annotated[
    Path | None,
    typer.Option("--corrections", help="Your corrections; default: corrections.jsonl beside the graph's folder."),
]
Why = Annotated[str | None, typer.Option(help="Why, for those who read the file later.")]
Who = Annotated[str | None, typer.Option(help="Who decides.")]
Entity = Annotated[str, typer.Argument(help="An entity by name, alias or id.")]


def place(graph: Path, corrections: Path | None) -> tuple[Path, Path]:
    """The graph's folder and the corrections that belong to it."""
    folder = graph if graph.suffix != ".json" else graph.parent
    return folder, corrections or curation.default(folder)


def done(said: str, graph: Path, corrections: Path | None) -> None:
    """Say what was recorded, and bring the graph's files up to date."""
    folder, file = place(graph, corrections)
    corrected, stale = curation.apply(graphs.load(graph), curation.read(file))
    write(corrected, folder)
    console.print(escape(said), soft_wrap=True)
    for s in stale:
        errors.print(
            escape(f"note: a correction no longer applies: {json.dumps(s.correction, ensure_ascii=False)}: {s.reason}"),
            soft_wrap=True,
        )


@app.command()
def merge(
    a: Entity, b: Entity, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None
) -> None:
    """Say that the second is the first: one entity."""
    done(curation.merge(place(graph, corrections)[1], graphs.load(graph), a, b, who=who, why=why), graph, corrections)


@app.command()
def split(
    a: Entity,
    b: Annotated[str, typer.Argument(help="An entity or a form of the name that is not the first.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Say that the second is not the first, and never is to be merged with it."""
    done(curation.split(place(graph, corrections)[1], graphs.load(graph), a, b, who=who, why=why), graph, corrections)


@app.command()
def rename(
    entity: Entity, name: str, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None
) -> None:
    """Show an entity under another name."""
    done(
        curation.rename(place(graph, corrections)[1], graphs.load(graph), entity, name, who=who, why=why),
        graph,
        corrections,
    )


@app.command()
def retype(
    entity: Entity, type: str, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None
) -> None:
    """Give an entity another type (Person, Tool, Institution, Concept, Work, Event, Place)."""
    done(
        curation.retype(place(graph, corrections)[1], graphs.load(graph), entity, type, who=who, why=why),
        graph,
        corrections,
    )


@app.command()
def drop(entity: Entity, graph: GraphPath = OUT, corrections: File = None, who: Who = None, why: Why = None) -> None:
    """Take an entity out of the graph."""
    done(curation.drop(place(graph, corrections)[1], graphs.load(graph), entity, who=who, why=why), graph, corrections)


@app.command()
def reject(
    assertion: Annotated[str, typer.Argument(help="An assertion's id; kg show prints them.")],
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Say that an assertion is wrong."""
    done(
        curation.reject(place(graph, corrections)[1], graphs.load(graph), assertion, who=who, why=why),
        graph,
        corrections,
    )


@app.command()
def add(
    subject: Entity,
    predicate: str,
    object: Entity,
    quote: Annotated[str, typer.Option(help="The words of a document that prove it.")],
    document: Annotated[str | None, typer.Option(help="The document, where several have these words.")] = None,
    negated: Annotated[bool, typer.Option("--negated")] = False,
    graph: GraphPath = OUT,
    corrections: File = None,
    who: Who = None,
    why: Why = None,
) -> None:
    """Put an assertion of your own into the graph."""
    said = curation.add(
        place(graph, corrections)[1], graphs.load(graph), subject, predicate, object, quote,
        document=document, polarity="negated" if negated else "affirmed", who=who, why=why,
    )  # fmt: skip
    done(said, graph, corrections)


@app.command()
def undo(graph: GraphPath = OUT, corrections: File = None) -> None:
    """Take back the last correction."""
    done(curation.undo(place(graph, corrections)[1]), graph, corrections)


@app.command()
def duplicates(
    graph: GraphPath = OUT, corrections: File = None, as_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """List pairs of entities that may be one."""
    found = curation.suspects(graphs.load(graph), curation.read(place(graph, corrections)[1]))
    if as_json:
        console.print_json(json.dumps([s._asdict() for s in found]))
    else:
        for s in found:
            console.print(escape(f"{s.score:.2f}  {s.a}  {s.b}  ({s.reason})"), soft_wrap=True)
        console.print(f"{len(found)} pairs; kg merge A B joins two, kg split A B keeps them apart")


@app.command()
def review(graph: GraphPath = OUT, corrections: File = None, limit: Annotated[int, typer.Option(min=1)] = 30) -> None:
    """Walk through doubtful merges and assertions: y keeps, n corrects, s skips, q ends."""
    _, file = place(graph, corrections)

    def ask(question: str, quotes: Sequence[str]) -> str:
        console.print()
        console.print(escape(question), soft_wrap=True)
        for quote in quotes:
            console.print(escape(f"  “{quote}”"), soft_wrap=True)
        answer = typer.prompt("y/n/s/q", default="s").strip().lower()[:1]
        return {"y": "y", "n": "n", "q": "quit"}.get(answer, "skip")

    recorded = curation.review(graphs.load(graph), file, ask, limit)
    done(f"{recorded} corrections recorded in {file}", graph, corrections)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The older graph.json or its folder.")],
    new: Annotated[Path, typer.Argument(help="The newer one.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say what a graph gained, lost and changed."""
    from kg.diff import diff as compare

    found = compare(graphs.load(old), graphs.load(new))
    console.print_json(found.to_json()) if as_json else console.print(escape(found.to_text()), soft_wrap=True)
