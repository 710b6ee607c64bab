"""``kg build`` and ``kg fetch``: from files to a graph."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from kg import curation
from kg import graph as graphs
from kg.build import Options, Report
from kg.build import Progress as Callback
from kg.cli.app import OUT, app, console, errors, say
from kg.types import KgError, UsageError


@app.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; - reads standard input.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for graph.json, graph.ttl, graph.html.")] = OUT,
    comments: Annotated[bool, typer.Option("--comments", help="Take the readers' comments in.")] = False,
    any_language: Annotated[
        bool, typer.Option("--any-language", help="Read documents that are not English too.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="Another spaCy pipeline, such as en_core_web_trf.")] = None,
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="Your own lexicon (SKOS in Turtle); may be repeated.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave weaker assertions out.")] = 0.3,
    corrections: Annotated[
        Path | None, typer.Option(help="Your corrections; default: corrections.jsonl beside the output folder.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes that read; default: the cores, at most 4.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Read on a Dask cluster; local starts one here.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Build again whenever a file changes, until Ctrl-C.")] = False,
) -> None:
    """Build the graph of files and folders (of the project's own corpus where none is named).

    Only documents that are new or have changed since the last build into the same folder are read.
    """
    from kg.outputs import check

    check(out)
    if corrections is not None and not corrections.exists():
        raise UsageError(f"--corrections {corrections}: there is no such file; kg merge and the like make one")
    own = corrections or curation.default(out)
    curation.read(own)  # what is wrong with it is better said before the work
    options = Options(comments, any_language, model, tuple(lexicon or ()), min_confidence, own, jobs, cluster=cluster)
    try:
        (watching if watch else once)([kept_input(out) if str(p) == "-" else p for p in paths or ()], options, out)
    except KeyboardInterrupt:
        say("kg: stopped; what was read so far is kept, and the next build goes on from there", errors)
        raise SystemExit(130) from None  # not typer.Exit, after which main would say it again


def kept_input(out: Path) -> Path:
    """Standard input, kept as ``stdin.txt`` in the output folder, so that every quote can be found in a file."""
    path = out / "stdin.txt"
    out.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sys.stdin.buffer.read())
    return path


def once(paths: list[Path], options: Options, out: Path) -> None:
    """Build, write, and tell what came of it."""
    from kg.build import build as build_graph
    from kg.files import sweep
    from kg.outputs import write
    from kg.store import Store

    began = time.monotonic()
    report = Report()
    try:
        # the store stays open, and other builds out, until all files are written
        with Store(out / "store.sqlite") as store, progress() as callback:
            sweep(out)
            graph = build_graph(paths, replace(options, store=store), report=report, progress=callback)
            files = write(graph, out, store)
    except KgError:
        if len(report.failed) + len(report.skipped) > 1:
            tell(report)
        raise
    summary(graph, report, time.monotonic() - began)
    say(f"Open {files['graph.html']} in a browser.")


def watching(paths: list[Path], options: Options, out: Path) -> None:
    """Build now and after every change; a build that fails says so and the watch goes on."""
    from kg.watch import changes

    for state in changes(paths, options, out):
        try:
            once(paths, options, out)
        except KgError as error:
            say(f"kg: {error}", errors)
        say(f"Watching {len(state)} files; Ctrl-C ends it.", errors)


@contextmanager
def progress() -> Iterator[Callback]:
    """A bar on stderr with the rate and the time left; gives the function that moves it."""
    columns = (
        TextColumn("{task.description:30.30}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("reading", total=None, rate="")
        began = time.monotonic()

        def move(name: str, done: int, of: int) -> None:
            rate = f"{60 * done / (time.monotonic() - began):.0f} a minute, left" if done else ""
            bar.update(task, description=escape(name[-30:]), completed=done, total=of, rate=rate)

        yield move


def summary(graph: graphs.Graph, report: Report, seconds: float) -> None:
    """The table at the end of a build."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    table.add_row("documents read", str(len(report.read)))
    if report.kept:
        table.add_row("  unchanged", str(len(report.kept)))
    table.add_row("  skipped", str(len(report.skipped)))
    table.add_row("  failed", str(len(report.failed)))
    for title, counts in (
        ("entities", Counter(d["type"] for _, d in graph.nodes(data=True))),
        ("assertions", Counter(d["predicate"] for _, _, d in graph.edges(data=True))),
    ):
        table.add_row(title, str(sum(counts.values())))
        for name, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])):
            table.add_row(f"  {name}", str(n))
    table.add_row("seconds", f"{seconds:.1f}")
    console.print(table)
    tell(report)


def tell(report: Report) -> None:
    """Say why files were skipped or failed, and what else the user should know, a line each."""
    for kind, rows in (("skipped", report.skipped), ("failed", report.failed), ("note", report.notes)):
        for file, reason in rows:
            say(f"{kind}: {reason if file in reason else f'{file}: {reason}'}", errors)


@app.command()
def fetch(
    names: Annotated[list[str] | None, typer.Argument(help="Which of them; all where none is named.")] = None,
    sources: Annotated[Path, typer.Option(help="The list of interviews.")] = Path("corpus/sources.toml"),
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the downloads go.")] = Path("interviews"),
    force: Annotated[bool, typer.Option("--force", help="Download again what is there already.")] = False,
) -> None:
    """Download public interviews that corpus/sources.toml lists."""
    from kg.fetch import fetch as fetch_all

    with progress() as callback:
        results = fetch_all(sources, out, names or (), force=force, progress=callback)
    for result in results:
        say(result)
    if results and not any(getattr(r, "path", None) for r in results):
        raise typer.Exit(1)
