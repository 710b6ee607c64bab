"""What many tests share: the command line as a function, and one small graph that the real pipeline built."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import interview_graph
import pytest

from kg import graph as graphs
from kg.cli import main
from kg.outputs import write

INTERVIEW = """A talk about Fernwood with Ilse Marlow

Interviewed by Tobias Penhale. Published March 4, 2021.

Tobias Penhale: Welcome, Ilse. You created Fernwood, which is built on NumPy. How did that begin?

Ilse Marlow: I created Fernwood in 2016 at the University of Leeds. Fernwood is built on NumPy, and it uses PyTorch.

Tobias Penhale: Who works with it now?

Ilse Marlow: Spotify uses Fernwood. I used to work at Google, and before that I studied at the University of Leeds.

Tobias Penhale: Is Fernwood a replacement for pandas?

Ilse Marlow: No, Fernwood does not replace pandas. Wes McKinney created pandas, and I like it a lot.
"""


class Ran(NamedTuple):
    """What a command did: its exit code, and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def kg(*arguments: object, typed: str = "") -> Ran:
    """Run a command of kg in this process, as ``kg ARGUMENTS`` would run, with ``typed`` on its standard input."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["kg", *map(str, arguments)]),
        patch.object(sys, "stdin", io.StringIO(typed)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture
def run() -> Run:
    """The command line as a function."""
    return kg


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with talks/fernwood.txt and out/, as ``kg build talks -o out`` leaves it; not to be changed."""
    place = tmp_path_factory.mktemp("built")
    (place / "talks").mkdir()
    (place / "talks" / "fernwood.txt").write_text(INTERVIEW, "utf-8")
    ran = kg("build", place / "talks", "-o", place / "out", "--jobs", 1)
    assert ran.code == 0, ran.err
    return place


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder out/ of a graph made by hand, which no change of the model alters; not to be changed."""
    out = tmp_path_factory.mktemp("written") / "out"
    write(interview_graph.build(), out)
    return out


@pytest.fixture
def out(written: Path, tmp_path: Path) -> Path:
    """A copy of that folder, for a test to change; corrections go beside it."""
    shutil.copytree(written, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def graph(written: Path) -> graphs.Graph:
    """The graph of that folder."""
    return graphs.load(written)
