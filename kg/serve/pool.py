"""The processes that answer queries: each query gets one for itself, for so many seconds at most."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from kg.rdf.terms import BASE

# a process starts anew after so many queries, so that what the allocator keeps does not add up
_QUERIES_EACH: Final = 500
# seconds that a process may need to start on a busy machine
_STARTING: Final = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: ``seconds``, ``rows`` of the answer, and ``memory`` in bytes."""

    seconds: float = 10.0
    rows: int = 10_000
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client; ``truncated`` tells that the limit of rows cut it."""

    status: int
    kind: str
    body: bytes
    truncated: bool = False


class Worker:
    """One process, started when it is first asked, and again after it was killed."""

    def __init__(self, store: Path, limits: Limits, base: str = BASE) -> None:
        """Remember what to start."""
        settings = (str(store), str(limits.rows), str(limits.seconds), str(limits.memory), base)
        # -P: a file of the folder that the user happens to be in must not pass for a module
        self._command = [sys.executable, "-P", "-m", "kg.serve.worker", *settings]
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._answered = 0

    def ask(self, text: str, accept: str) -> Answer:
        """Answer a query; one that takes too long, or breaks the process, costs the process and nothing else."""
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._limits.seconds, stop)
        timer.start()
        try:
            answer = _exchange(process, text, accept)
        finally:
            timer.cancel()
        self._answered += 1
        if answer is None or late.is_set() or self._answered >= _QUERIES_EACH:
            self.close()
        if answer is not None:
            return answer
        if late.is_set():
            line = f"the query took longer than {self._limits.seconds:g} seconds: ask for less, or with LIMIT"
            return _refusal(503, line)
        return _refusal(500, "the query needs too much memory or nests too deep: make it simpler")

    def start(self) -> None:
        """Start the process, so that the first query need not wait for it."""
        self._running()

    def close(self) -> None:
        """End the process."""
        process, self._process, self._answered = self._process, None, 0
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                cast(IO[bytes], stream).close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            # the process says nothing on stderr but what the runtime prints when it breaks
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
            # the time of a query begins when the process is ready for it
            cast(IO[bytes], self._process.stdout).readline()
        return self._process


class Pool:
    """So many workers as may run at a time; a client that finds all busy waits, but not for ever."""

    def __init__(self, store: Path, limits: Limits, size: int, base: str = BASE) -> None:
        """Make the workers; the one that is asked first starts at once."""
        self._limits = limits
        self._workers = [Worker(store, limits, base) for _ in range(size)]
        # the last one that was free is the first taken: it is warm
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._workers[-1].start()

    def ask(self, text: str, accept: str) -> Answer:
        """Answer a query by the next worker that is free."""
        try:
            # whoever has the workers now is done by then, and they have started again
            worker = self._free.get(timeout=self._limits.seconds + _STARTING)
        except queue.Empty:
            return _refusal(503, "too many queries are running: ask again later")
        try:
            return worker.ask(text, accept)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.close()


def _environment() -> dict[str, str]:
    """Let the process find this very package, installed or not."""
    paths = (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH"))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _exchange(process: subprocess.Popen[bytes], text: str, accept: str) -> Answer | None:
    """Send a query and read its answer; None where the process ends before it is whole."""
    source, sink = cast(IO[bytes], process.stdout), cast(IO[bytes], process.stdin)
    try:
        sink.write(json.dumps({"query": text, "accept": accept}).encode() + b"\n")
        sink.flush()
        line = source.readline()
        if not line.endswith(b"\n"):
            return None
        head = json.loads(line)
        body = source.read(head["length"])
    except OSError:
        return None
    return Answer(head["status"], head["type"], body, head["truncated"]) if len(body) == head["length"] else None


def _refusal(status: int, line: str) -> Answer:
    return Answer(status, "text/plain; charset=utf-8", f"{line}\n".encode())
