"""The application that the commands register with, and how they print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    help="Turn interviews into a knowledge graph of people, tools and ideas.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

GraphPath = Annotated[
    Path, typer.Option("--graph", "-g", help="graph.json, or the folder that holds it.", show_default=True)
]
OUT = Path("out")
