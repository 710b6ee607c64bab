"""Processes that do one task for many items; a process that dies costs one item at most.

They are plain subprocesses and not multiprocessing's: those read the caller's main module again, which a script without
a guard or an interactive session does not survive, and they outlive a caller that was killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, cast

from kg.types import KgError, UsageError

Item = tuple[Any, ...]
# A process may be killed for reasons that are not the item's: it gets a second chance, in a new one.
CHANCES = 2
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Died(Exception):
    """The process ended before it answered."""


class Worker:
    """One process that calls ``task`` on what it is sent, started when first asked."""

    def __init__(self, task: Callable[..., Any]) -> None:
        self._task = task
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, item: Item) -> Any:
        """Give ``task(*item)``; raises what the task raised, and Died where the process ended."""
        process = self._running()
        try:
            pickle.dump(item, cast(IO[bytes], process.stdin))
            cast(IO[bytes], process.stdin).flush()
            is_answer, value = pickle.load(cast(IO[bytes], process.stdout))
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self._end(process)
            raise Died from error
        if not is_answer:
            raise value
        return value

    def stop(self) -> None:
        """Kill the process; a question that is under way raises Died."""
        with self._lock:
            self._is_closed = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Let go of a process that nobody asks any more."""
        if self._process is not None:
            self._end(self._process)

    def _running(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_closed:
                raise Died
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    # -P: a file of the folder that the user happens to be in must not pass for a module
                    [sys.executable, "-P", "-m", "kg.workers"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=_environment(),
                    # out of the terminal's group: Ctrl-C is for the caller, which then ends its processes
                    process_group=None if sys.platform == "win32" else 0,
                )
                with contextlib.suppress(OSError):  # it died at once: the first answer says so
                    pickle.dump(self._task, cast(IO[bytes], self._process.stdin))
            return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was not sent cannot be sent any more
                cast(IO[bytes], stream).close()


def cores() -> int:
    """How many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_jobs(jobs: int | None) -> None:
    """Raise UsageError for less than one process; None leaves the number to the build."""
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}: give 1 or more")


def run(task: Callable[..., Any], items: Sequence[Item], jobs: int) -> Iterator[tuple[Item, Any]]:
    """Call ``task(*item)`` for all items in ``jobs`` processes; gives (item, result) in the order of completion.

    The task is sent to each process once and keeps its state there. A result is a Died where the item's processes
    ended; what the task raises is raised here.
    """
    todo, done = deque(items), queue.SimpleQueue[tuple[Item, Any, BaseException | None]]()
    workers = [Worker(task) for _ in range(min(jobs, len(items)))]
    threads = [threading.Thread(target=_feed, args=(worker, todo, done), daemon=True) for worker in workers]
    try:
        for thread in threads:
            thread.start()
        for _ in items:
            item, result, error = done.get()
            if error is not None:
                raise error
            yield item, result
    finally:
        todo.clear()
        for worker in workers:
            worker.stop()
        for thread, worker in zip(threads, workers, strict=True):
            if thread.ident is not None:
                thread.join()
            worker.close()


def _feed(worker: Worker, todo: deque[Item], done: queue.SimpleQueue[tuple[Item, Any, BaseException | None]]) -> None:
    """Ask a worker for one item after the other until none is left."""
    while todo:
        try:
            item = todo.popleft()
        except IndexError:
            return
        try:
            done.put((item, _answer(worker, item), None))
        except BaseException as error:
            done.put((item, None, error))  # raised by the thread that waits for it
            return


def _answer(worker: Worker, item: Item) -> Any:
    for _ in range(CHANCES):
        try:
            return worker.ask(item)
        except Died as error:
            died = error
    return died


def _environment() -> dict[str, str]:
    """Let the process import what this one imports; one thread for arithmetic each, or they get into each other's way."""
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
    return {**os.environ, "PYTHONPATH": paths} | dict.fromkeys(ONE_THREAD, "1")


# -- In the process ----------------------------------------------------------------------------------------------------


def main() -> None:
    """Answer until the caller closes the pipe, or is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    questions = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):
        task = pickle.load(questions)
        while True:
            reply = _reply(task, pickle.load(questions))
            pickle.dump(reply, answers)
            answers.flush()


def _reply(task: Callable[..., Any], item: Item) -> tuple[bool, Any]:
    try:
        return True, task(*item)
    except KgError as error:
        return False, error
    except Exception as error:
        return False, KgError(f"a worker broke ({type(error).__name__}: {error})")


if __name__ == "__main__":
    main()
