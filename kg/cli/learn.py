"""``kg eval`` and ``kg train``: measuring and training the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import AsJson, app, say, say_json


@app.command(name="eval")
def evaluate(
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="Documents with answer keys beside (NAME.txt, NAME.json)."),
    ],
    keys: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of the answer keys, where they lie elsewhere."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="Another spaCy pipeline.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave weaker assertions out.")] = 0.3,
    as_json: AsJson = False,
) -> None:
    """Score entities and relations on documents with answer keys, and how far confidence can be trusted."""
    from kg.evaluate import evaluate as run
    from kg.evaluate import text

    scores = run(folder, keys or folder, model=model, min_confidence=min_confidence)
    say_json(scores) if as_json else say(text(scores))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def train(context: typer.Context) -> None:
    """Train the language model (kg train --help; needs pip install -e '.[train]')."""
    from kg.nlp.train.__main__ import main

    raise typer.Exit(main(context.args))
