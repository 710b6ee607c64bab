"""``kg show``, ``path``, ``stats``, ``explain``, ``turns``: looking into a graph or a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import graph as graphs
from kg import report
from kg.cli.app import OUT, AsJson, GraphPath, app, say, say_json


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name, an alias, or an id.")],
    graph: GraphPath = OUT,
    as_json: AsJson = False,
) -> None:
    """Show an entity: what it is called, and what is said of it, by whom, in which words."""
    loaded = graphs.load(graph)
    card = report.card(loaded, graphs.find(loaded, name))
    say_json(card) if as_json else say(report.card_text(card))


@app.command()
def path(
    start: Annotated[str, typer.Argument(help="Where the path begins.")],
    end: Annotated[str, typer.Argument(help="Where it ends.")],
    graph: GraphPath = OUT,
) -> None:
    """Show the shortest way between two entities, with the words that prove each step."""
    loaded = graphs.load(graph)
    say(report.path_text(loaded, graphs.find(loaded, start), graphs.find(loaded, end)))


@app.command()
def stats(graph: GraphPath = OUT, as_json: AsJson = False) -> None:
    """Count what is in the graph, and name what is most spoken of."""
    figures = report.stats(graphs.load(graph))
    say_json(figures) if as_json else say(report.stats_text(figures))


@app.command()
def explain(
    edge: Annotated[str, typer.Argument(help="An assertion's id (a-...), or SUBJECT PREDICATE OBJECT in quotes.")],
    graph: GraphPath = OUT,
) -> None:
    """Say how an assertion came about: the words, the rule, what pronouns stood for, the merges."""
    say(report.explanation(graphs.load(graph), edge))


@app.command()
def turns(
    file: Annotated[Path, typer.Argument(help="The document.")],
    comments: Annotated[bool, typer.Option("--comments", help="Take the readers' comments in.")] = False,
) -> None:
    """Show how a document is read: title, speakers, turns, and what is left out."""
    from kg.readers import describe, read

    document = read(file, comments=comments)
    if document.language == "en" and any(turn.role is None for turn in document.turns):
        from kg.nlp import load
        from kg.nlp.diarize import unlabelled
        from kg.nlp.extract import parsed, viewed

        if unlabelled(document, viewed(document)):
            document = parsed(document, load()).document
    say(describe(document))
