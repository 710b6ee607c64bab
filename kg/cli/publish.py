"""``kg query``, ``validate``, ``export``, ``serve``: the graph for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kg import graph as graphs
from kg.cli.app import OUT, GraphPath, app, console, errors, printable, say
from kg.types import UsageError

if TYPE_CHECKING:
    from kg.query import Result


@app.command()
def query(
    text: Annotated[str | None, typer.Argument(help="SPARQL, a .rq file, or the name of a query (--list).")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE for a named query.")] = None,
    graph: GraphPath = OUT,
    as_json: Annotated[bool, typer.Option("--json", help="SPARQL results in JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV.")] = False,
    as_tsv: Annotated[bool, typer.Option("--tsv", help="TSV.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the subgraph of a CONSTRUCT as a page.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the named queries.")] = False,
) -> None:
    """Ask SPARQL of the graph; prefixes need no declaration."""
    from kg.query import ask_kept, named, subgraph
    from kg.query import query as ask

    if list_all:
        for name, known in sorted(named().items()):
            say(f"{name}: {known.title}" + "".join(f"  [{p}={d}]" for p, d in known.parameters.items()))
        return
    if text is None:
        raise UsageError("no query given: SPARQL, a .rq file or a name; kg query --list shows the named ones")
    if [as_json, as_csv, as_tsv, html is not None].count(True) > 1:
        raise UsageError("--json, --csv, --tsv and --html are four ways to give one answer: choose one")
    given = bindings(parameters or [])
    result = ask_kept(graph, lambda store: ask(store, text, given, limit=limit))
    if html is not None:
        from kg.explorer import to_html

        to_html(subgraph(result, graphs.load(graph)), html)
        say(f"wrote {html}")
    elif as_json or as_csv or as_tsv:
        typer.echo(result.to_json() if as_json else result.to_csv() if as_csv else result.to_tsv(), nl=False)
    else:
        table(result)
    if result.truncated:
        say(f"note: there is more than --limit {limit} lets through", errors)


def bindings(parameters: list[str]) -> dict[str, str]:
    """NAME=VALUE arguments as a mapping."""
    wrong = next((p for p in parameters if "=" not in p), None)
    if wrong is not None:
        raise UsageError(f"{wrong}: a parameter is given as NAME=VALUE")
    return dict(p.split("=", 1) for p in parameters)


def table(result: Result) -> None:
    """Print rows as a table, a CONSTRUCT as Turtle, an ASK as yes or no."""
    if result.form == "ask":
        console.print("yes" if result.boolean else "no")
    elif result.form == "construct":
        typer.echo(result.to_rdf(), nl=False)
    else:
        listed(result.columns, [tuple(map(printable, row)) for row in result.table])
        console.print("1 row" if len(result.terms) == 1 else f"{len(result.terms)} rows")


def listed(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns; where they are too wide, what is long, such as a quote, stands below its row."""
    widths = [max(map(cell_len, column)) for column in zip(columns, *rows, strict=True)]
    room = console.width - 2 * (len(widths) - 1)
    below = [n for n, width in enumerate(widths) if sum(widths) > room and width > 2 * console.width // 3]
    beside = {n: width for n, width in enumerate(widths) if n not in below}
    while sum(beside.values()) > room:
        beside[max(beside, key=lambda n: beside[n])] -= 1
    for style, row in (("bold", tuple(columns)), *(("", row) for row in rows)):
        line = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        for width in beside.values():
            line.add_column(width=width, overflow="fold")
        line.add_row(*(Text(row[n], style) for n in beside))
        console.print(line)
        for n in below:
            console.print(Padding(Text(row[n], style), (0, 0, 0, 4)))


@app.command()
def validate(graph: GraphPath = OUT) -> None:
    """Check the graph against the SHACL shapes of ontology/shapes.ttl."""
    from kg.query import validate as check

    found = check(graphs.load(graph))
    say(found.text)
    if not found.conforms:
        raise typer.Exit(1)


@app.command()
def export(
    to: Annotated[
        str,
        typer.Option(
            "--to", help="html, turtle, nt, nquads, trig, json-ld, rdfxml, turtle12, nt12, graphml, gexf, csv, neo4j."
        ),
    ],
    path: Annotated[Path, typer.Argument(help="Where to write it.")],
    graph: GraphPath = OUT,
    focus: Annotated[str | None, typer.Option(help="For html: the entity that the page opens on.")] = None,
) -> None:
    """Write the graph in another format."""
    from kg.explorer import to_html
    from kg.export import FORMATS
    from kg.export import export as write
    from kg.rdf import FORMATS as RDF
    from kg.rdf import write_rdf

    if to not in ("html", *RDF, *FORMATS):
        raise UsageError(f"--to {to}: no such format; there are html, {', '.join([*RDF, *FORMATS])}")
    loaded = graphs.load(graph)
    if to == "html":
        to_html(loaded, path, focus=focus)
    elif to in RDF:
        write_rdf(loaded, path, to)
    else:
        write(loaded, path, to)
    say(f"wrote {path}")


@app.command()
def serve(
    graph: GraphPath = OUT,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time limit of a query.")] = 10.0,
    rows: Annotated[int, typer.Option(min=1, help="Most rows of an answer.")] = 10_000,
) -> None:
    """Serve the explorer and a read-only SPARQL endpoint on this machine."""
    from kg.serve import serve as run

    folder = graph if graph.is_dir() else graph.parent
    page = folder / "graph.html"
    run(graphs.load(graph), host=host, port=port, html=page if page.exists() else None, seconds=seconds, rows=rows)
