"""Past one machine: the documents that are new are read by the workers of a Dask cluster, one model a worker.

The bytes of the files and of the user's lexicons travel with the task, so that no disk has to be shared, and a document
whose worker is gone is read by another one. A worker that has another pipeline than this machine refuses the work.
What the workers read goes through the same store as in any other build; why linking stays here is in decisions/0008.
"""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extraction import Extractor, Read
from kg.task import Task, read, task_of
from kg.types import KgError, UsageError
from kg.workers import check_jobs, cores

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
# Seconds after which a scheduler that does not answer, and a cluster without any worker, are given up.
ANSWER, WORKERLESS = 10.0, 60.0
# Documents sent for each thread of the cluster: one is being read, the others wait at the worker or on their way.
AHEAD = 3
# Dask gives a document up when four workers died over it; those may have died of its neighbour, so it gets them twice.
CHANCES = 2

Item = tuple[Path, str]


def run(
    extractor: Extractor, items: Sequence[Item], cluster: str, jobs: int | None = None
) -> Iterator[tuple[Item, Read]]:
    """Read files on the cluster at an address, or with "local" on ``jobs`` workers that are started here.

    Gives (item, result) in the order of completion. Raises KgError where Dask is not installed, the cluster cannot be
    reached or has no workers (any more), or its workers have another pipeline; UsageError for an address that is none.
    """
    task = task_of(extractor)
    with connected(cluster, jobs) as client:
        yield from answers(client, task, extractor, items, cluster)


def answers(
    client: Client, task: Task, extractor: Extractor, items: Sequence[Item], cluster: str
) -> Iterator[tuple[Item, Read]]:
    """Keep the workers busy, with few documents on their way at a time, until every item has its result."""
    todo, done = deque(items), queue.SimpleQueue["Future[Read]"]()
    sent: dict[Future[Read], Item] = {}
    deaths: Counter[Item] = Counter()
    while todo or sent:
        free = AHEAD * max(1, threads(client, cluster)) - len(sent)
        for item in [todo.popleft() for _ in range(min(len(todo), free))]:
            try:
                raw = item[0].read_bytes()
            except OSError:
                yield item, extractor(*item)  # which says in words why it cannot be read
                continue
            with reaching(cluster):
                future = client.submit(read, task, *item, raw, pure=False)
            sent[future] = item
            future.add_done_callback(done.put)
        if sent:
            future = next_of(done, client, cluster)
            item = sent.pop(future)
            result = result_of(future, item[0], cluster)
            deaths[item] += result is None
            if result is not None:
                yield item, result
            elif deaths[item] < CHANCES:
                todo.appendleft(item)
            else:
                yield item, Read(failure=f"{item[0]}: the workers that read it died, perhaps for want of memory")


def threads(client: Client, cluster: str) -> int:
    """How many documents can be read at once; workers come and go during a build."""
    with reaching(cluster):
        of: dict[str, int] = client.nthreads()
    return sum(of.values())


@contextmanager
def reaching(cluster: str) -> Iterator[None]:
    """Turn what Dask says of a scheduler that has gone in the middle into one line."""
    from distributed import CancelledError
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, CancelledError, ClosedClientError) as error:
        raise gone(cluster) from error


def next_of(done: queue.SimpleQueue[Future[Read]], client: Client, cluster: str) -> Future[Read]:
    """Wait for a document; raises KgError where nobody is left who could read it."""
    alone = time.monotonic()
    while True:
        try:
            return done.get(timeout=1)
        except queue.Empty:
            if client.status != "running":
                raise gone(cluster) from None
            if threads(client, cluster):
                alone = time.monotonic()
            elif time.monotonic() - alone > WORKERLESS:
                raise KgError(
                    f"--cluster {cluster}: there is no worker; start some with: dask worker {cluster}"
                ) from None


def result_of(future: Future[Read], file: Path, cluster: str) -> Read | None:
    """What became of a document, or None where its workers died; raises what concerns all documents."""
    from distributed import KilledWorker

    try:
        with reaching(cluster):
            result: Read = future.result()
    except KilledWorker:
        return None
    except KgError:
        raise
    except Exception as error:
        raise KgError(
            f"--cluster {cluster}: a worker broke on {file} ({type(error).__name__}: {error}); "
            "each needs the same kg as this machine, see docs/cluster.md"
        ) from error
    return result


def gone(cluster: str) -> KgError:
    """The line about a scheduler that has gone in the middle."""
    return KgError(f"--cluster {cluster}: the scheduler is gone; build again: what was read so far is kept")


@contextmanager
def connected(cluster: str, jobs: int | None) -> Iterator[Client]:
    """A client of the cluster; a local one starts and ends with it."""
    try:
        import dask
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise KgError("--cluster needs Dask: pip install -e '.[cluster]', where kg was installed from") from error
    if cluster != LOCAL and jobs is not None:
        raise UsageError("--jobs goes with --cluster local; a cluster elsewhere has the workers that it has")
    try:
        _ = cluster == LOCAL or get_address_host_port(cluster)
    except ValueError as error:
        raise UsageError(f"--cluster {cluster}: no address ({error}); give one like tcp://10.0.0.1:8786") from error
    # A document is sent as it is: as an object of its own it would be lost with the worker that holds it.
    quiet = {"distributed.admin.large-graph-warning-threshold": "10 GiB", "distributed.comm.timeouts.connect": ANSWER}
    log = logging.getLogger("distributed.client")  # it tells at length what is told in a line here
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(quiet))
        stack.callback(log.setLevel, log.level)
        log.setLevel(logging.CRITICAL)
        try:
            with interrupted_after():
                where = stack.enter_context(local(jobs)) if cluster == LOCAL else cluster
            client = stack.enter_context(Client(where, timeout=ANSWER, set_as_default=False))
        except OSError as error:
            raise KgError(f"--cluster {cluster}: no scheduler answers there; start one with: dask scheduler") from error
        yield client


@contextmanager
def interrupted_after() -> Iterator[None]:
    """Let Ctrl-C wait until all is started, and never reach the processes that are: they end with the client."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which lifts the mask in the thread that starts it
    pressed: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which threads and processes inherit
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if pressed:
        raise KeyboardInterrupt


def local(jobs: int | None) -> Any:
    """A cluster on this machine: a process a core, or as many as are asked for."""
    from distributed import LocalCluster

    check_jobs(jobs)
    return LocalCluster(
        n_workers=jobs or cores(),
        threads_per_worker=1,
        processes=True,
        memory_limit=None,  # a limit would stop a worker for good where the model alone is above it
        dashboard_address="127.0.0.1:0",  # Dask opens a port for it in any case: one that is free, for this machine alone
        silence_logs=logging.CRITICAL,
    )
