"""The command line: every command parses, calls one function of the API, and prints."""

from __future__ import annotations

import sys

import typer

from kg.cli import build, correct, learn, look, publish
from kg.cli.app import app, printable
from kg.types import KgError, UsageError

__all__ = ["app", "build", "correct", "learn", "look", "main", "publish"]

# The class of "no such option" and the like: typer brings a click of its own or takes the one installed, by its version.
WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]
STOPPED = 130


def main() -> None:
    """Run the command line; a failure is one line on stderr, exit code 1, or 2 where the usage was wrong."""
    try:
        code = app(args=sys.argv[1:] or ["--help"], prog_name="kg", standalone_mode=False)
    except UsageError as error:
        fail(str(error), 2)
    except KgError as error:
        fail(str(error), 1)
    except WrongUsage as error:
        fail(wrong(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    if code == STOPPED:
        fail("stopped; nothing was half-written", STOPPED)
    sys.exit(code or 0)


def wrong(error: Exception) -> str:
    """What is wrong with the command, and where its help is."""
    context = getattr(error, "ctx", None)
    said: str = error.format_message()  # type: ignore[attr-defined]  # of click's own class, see WrongUsage
    return f"{said.rstrip('.')}; see: {context.command_path if context else 'kg'} --help"


def fail(message: str, code: int) -> None:
    """Say what went wrong in one line, and leave."""
    print(f"kg: {printable(' '.join(message.split()))}", file=sys.stderr)
    sys.exit(code)
