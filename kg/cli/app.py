"""The application that the commands register with, and how they print."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

app = typer.Typer(
    help="Turn interviews into a knowledge graph of people, tools and ideas.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Without emoji: the words of a document stand as they are, ":a:" too.
console = Console(highlight=False, emoji=False)
errors = Console(stderr=True, highlight=False, emoji=False)

GraphPath = Annotated[
    Path, typer.Option("--graph", "-g", help="graph.json, or the folder that holds it.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OUT = Path("out")
# Control characters, of which a hostile document could make commands to the terminal.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def say(text: Any, to: Console = console) -> None:
    """Print lines of text as they stand, whatever a document has put into them."""
    to.print(escape(printable(str(text))), soft_wrap=True)


def printable(text: str) -> str:
    """The text with U+FFFD for control characters and halves of characters."""
    return CONTROL.sub("\ufffd", text)


def say_json(record: Any) -> None:
    """Print a record as JSON."""
    typer.echo(json.dumps(record, ensure_ascii=False, indent=2))


def version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        import kg

        typer.echo(f"kg {kg.__version__}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Turn interviews into a knowledge graph of people, tools and ideas."""
