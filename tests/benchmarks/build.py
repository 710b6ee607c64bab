"""How fast, how big and how hardy builds are; run by hand, one part or all:

    python tests/benchmarks/build.py DOCUMENTS... [--parts speed,memory,touch,growth,kills] [--kills 200]

DOCUMENTS are files or folders, such as 151 podcast transcripts. Every build is a process of its own; memory is the
peak of the build and its workers added up, taken ten times a second. Beside the seconds stand processor seconds, which
hardly change when the machine has other things to do.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import graph as graphs
from kg import readers

BARE = """
import sys, time
from pathlib import Path
from kg import readers
from kg.nlp import load
from kg.nlp.view import view
nlp = load()
texts = [t for f in sys.argv[1:] for d in [readers.read(f)] for t in (view(d, b).text for b in d.blocks) if t]
began, worked = time.monotonic(), time.process_time()
for doc in nlp.pipe(texts): pass
print(time.monotonic() - began, time.process_time() - worked)
"""
MIB = 1 << 20


@dataclass
class Run:
    """One build: its seconds, its processor seconds, and the most memory it took in MiB, by itself and with its workers."""

    seconds: float
    cpu: float
    parent: float
    total: float


def kg_build(files: Sequence[Path], out: Path, *more: str) -> Run:
    """Run ``kg build`` to its end and watch its memory."""
    began, worked, parent, total = time.monotonic(), spent(), 0.0, 0.0
    with start(files, out, *more) as process:
        while process.poll() is None:
            sizes = memory(process.pid)
            parent, total = max(parent, sizes[0]), max(total, sum(sizes))
            time.sleep(0.1)
    if process.returncode:
        sys.exit(f"the build ended with {process.returncode}")
    return Run(time.monotonic() - began, spent() - worked, parent, total)


def spent() -> float:
    """The processor seconds of all processes started here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start(files: Sequence[Path], out: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start ``kg build``; nothing is printed but what goes wrong."""
    command = [sys.executable, "-m", "kg", "build", *map(str, files), "-o", str(out), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def memory(pid: int) -> list[float]:
    """The resident MiB of a process and its children."""
    sizes = []
    for one in (pid, *children(pid)):
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            pages = 0  # gone since
        sizes.append(pages * os.sysconf("SC_PAGE_SIZE") / MIB)
    return sizes


def children(pid: int) -> list[int]:
    """The processes that a process started, from any of its threads."""
    try:
        return [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:
        return []


def words(files: Sequence[Path]) -> int:
    """The words of the blocks that are analysed."""
    count = 0
    for file in files:
        document = readers.read(file)
        count += sum(len(document.text[s:e].split()) for b in document.blocks for s, e in b.spans)
    return count


def same(a: Path, b: Path) -> bool:
    """Whether two builds wrote the same bytes."""
    return all((a / n).read_bytes() == (b / n).read_bytes() for n in ("graph.json", "graph.ttl", "graph.html"))


# -- The parts ---------------------------------------------------------------------------------------------------------


def speed(files: Sequence[Path], place: Path) -> None:
    """Words per second of whole builds with one and two processes, beside the bare pipeline on one core."""
    count = words(files)
    said = subprocess.check_output([sys.executable, "-c", BARE, *map(str, files)], text=True)
    bare, worked = map(float, said.split())
    print(f"{count} words; bare pipeline {count / bare:.0f} words/s, {count / worked:.0f} words/CPU s", flush=True)
    one = kg_build(files, place / "one", "--jobs", "1")
    two = kg_build(files, place / "two", "--jobs", "2")
    for name, run in (("jobs 1", one), ("jobs 2", two)):
        print(
            f"{name}: {run.seconds:.1f} s, {count / run.seconds:.0f} words/s, {bare / run.seconds:.2f} of bare; "
            f"{run.cpu:.1f} CPU s, {worked / run.cpu:.2f} of bare; {run.total:.0f} MiB"
        )
    print(f"jobs 2 is {one.seconds / two.seconds:.2f} times as fast; same bytes: {same(place / 'one', place / 'two')}")


def peak(files: Sequence[Path], place: Path) -> None:
    """Peak memory at a quarter, half and all of the documents: extraction alone must be flat, the graph is not."""
    for share in (4, 2, 1):
        some = files[: len(files) // share]
        for jobs in ("1", "2"):
            run = kg_build(some, place / f"memory-{share}-{jobs}", "--jobs", jobs)
            print(f"{len(some)} documents, jobs {jobs}: {run.parent:.0f} MiB, with workers {run.total:.0f} MiB")
        graph = graphs.load(place / f"memory-{share}-1")
        print(f"  {graph.number_of_nodes()} entities, {graph.number_of_edges()} assertions")


def touch(files: Sequence[Path], place: Path) -> None:
    """One document changed: the share of the full time, and whether the bytes are those of a build from nothing."""
    copies = copied(files, place / "talks")
    full = kg_build(copies, place / "touched")
    again = kg_build(copies, place / "touched")
    with copies[len(copies) // 2].open("a", encoding="utf-8") as file:
        file.write("\nOne more line has come to the end of this document.\n")
    changed = kg_build(copies, place / "touched")
    kg_build(copies, place / "untouched")
    for name, run in (("full", full), ("nothing changed", again), ("one changed", changed)):
        print(f"{name}: {run.seconds:.1f} s, {run.cpu:.1f} CPU s")
    equal = same(place / "touched", place / "untouched")
    share = f"{changed.seconds / full.seconds:.1%} of the full time, {changed.cpu / full.cpu:.1%} of its CPU time"
    print(f"one changed is {share}; same bytes: {equal}")


def growth(files: Sequence[Path], place: Path) -> None:
    """Four times the words, under changed file names: time and memory against linear growth."""
    once = kg_build(files, place / "x1")
    print(f"once: {once.cpu:.1f} CPU s", flush=True)
    four = [c for n in range(4) for c in copied(files, place / f"copy{n}", f"-{n}")]
    times = kg_build(four, place / "x4")
    for name, run in (("once", once), ("4 times", times)):
        print(
            f"{name}: {run.seconds:.1f} s, {run.cpu:.1f} CPU s, {run.parent:.0f} MiB, with workers {run.total:.0f} MiB"
        )
    print(f"4 times the words: {times.seconds / once.seconds / 4:.2f} of linear time, "
          f"{times.cpu / once.cpu / 4:.2f} of linear CPU time, "
          f"{times.total / once.total / 4:.2f} of linear memory")  # fmt: skip


def kills(files: Sequence[Path], place: Path, count: int) -> None:
    """Builds killed at random moments, each then finished: all must equal the one that was never killed."""
    few = files[:8]
    length = kg_build(few, place / "never", "--jobs", "2").seconds
    chance, equal, landed = random.Random(1), 0, 0
    for number in range(count):
        out = place / "killed"
        shutil.rmtree(out, ignore_errors=True)
        with start(few, out, "--jobs", str(1 + number % 2)) as process:
            time.sleep(chance.uniform(0, length))
            process.kill()
        landed += process.returncode == -signal.SIGKILL
        kg_build(few, out)
        equal += same(out, place / "never")
        if number % 20 == 19:
            print(f"{number + 1} builds, {landed} killed while at work, {equal} equal", flush=True)
    print(f"{count} builds, {landed} killed while at work; after finishing, {equal} equal the one never killed")


def copied(files: Sequence[Path], folder: Path, ending: str = "") -> list[Path]:
    """Copies of files that may be changed."""
    folder.mkdir(parents=True)
    return [Path(shutil.copy(f, folder / f"{f.stem}{ending}{f.suffix}")) for f in files]


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--parts", default="speed,memory,touch,growth,kills")
    parser.add_argument("--kills", type=int, default=200)
    chosen = parser.parse_args()
    files = readers.find(chosen.documents)
    parts = {"speed": speed, "memory": peak, "touch": touch, "growth": growth}
    for part in chosen.parts.split(","):
        with tempfile.TemporaryDirectory() as place:
            print(f"-- {part}: {len(files)} documents", flush=True)
            if part == "kills":
                kills(files, Path(place), chosen.kills)
            else:
                parts[part](files, Path(place))


if __name__ == "__main__":
    main()
