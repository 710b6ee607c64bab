"""The command line: every command parses, calls one function of the API, and prints."""

from __future__ import annotations

import sys

from kg.cli import build, correct, learn, look, publish
from kg.cli.app import app
from kg.types import KgError, UsageError

__all__ = ["app", "build", "correct", "learn", "look", "main", "publish"]


def main() -> None:
    """Run the command line; a failure is one line on stderr, exit code 1, or 2 where the usage was wrong."""
    try:
        app(standalone_mode=True)
    except UsageError as error:
        fail(str(error), 2)
    except KgError as error:
        fail(str(error), 1)
    except KeyboardInterrupt:
        fail("stopped; nothing was half-written", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def fail(message: str, code: int) -> None:
    """Say what went wrong in one line, and leave."""
    print(f"kg: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)
