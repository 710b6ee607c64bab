"""``kg show``, ``path``, ``stats``, ``explain``, ``turns``: looking into a graph or a document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from kg import graph as graphs
from kg import report
from kg.cli.app import OUT, GraphPath, app, console

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, an alias, or an id.")],
    graph: GraphPath = OUT,
    as_json: AsJson = False,
) -> None:
    """Show an entity: what it is called, and what is said of it, by whom, in which words."""
    loaded = graphs.load(graph)
    card = report.card(loaded, graphs.find(loaded, name))
    console.print_json(json.dumps(card)) if as_json else console.print(escape(report.card_text(card)), soft_wrap=True)


@app.command()
def path(
    start: Annotated[str, typer.Argument(help="Where the path begins.")],
    end: Annotated[str, typer.Argument(help="Where it ends.")],
    graph: GraphPath = OUT,
) -> None:
    """Show the shortest way between two entities, with the words that prove each step."""
    loaded = graphs.load(graph)
    console.print(
        escape(report.path_text(loaded, graphs.find(loaded, start), graphs.find(loaded, end))), soft_wrap=True
    )


@app.command()
def stats(graph: GraphPath = OUT, as_json: AsJson = False) -> None:
    """Count what is in the graph, and name what is most spoken of."""
    figures = report.stats(graphs.load(graph))
    console.print_json(json.dumps(figures)) if as_json else console.print(
        escape(report.stats_text(figures)), soft_wrap=True
    )


@app.command()
def explain(
    edge: Annotated[str, typer.Argument(help="An assertion's id (a-...), or SUBJECT PREDICATE OBJECT in quotes.")],
    graph: GraphPath = OUT,
) -> None:
    """Say how an assertion came about: the words, the rule, what pronouns stood for, the merges."""
    console.print(escape(report.explanation(graphs.load(graph), edge)), soft_wrap=True)


@app.command()
def turns(file: Annotated[Path, typer.Argument(help="The document.")], comments: bool = False) -> None:
    """Show how a document is read: title, speakers, turns, and what is left out."""
    from kg.readers import describe, read

    console.print(escape(str(describe(read(file, comments=comments)))), soft_wrap=True)
