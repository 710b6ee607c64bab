"""What a worker of a cluster does: it reads documents from their bytes, with a model that it keeps."""

from __future__ import annotations

import functools
import hashlib
import platform
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from kg.extraction import Extractor, Read
from kg.fingerprint import fingerprint
from kg.readers.source import HALF
from kg.store import decode, encode
from kg.types import KgError

# Two documents at once in one process would share one pipeline and one interpreter, and gain nothing.
READING = threading.Lock()


@dataclass(frozen=True)
class Task:
    """What a worker must know besides the document: the extractor without its lexicons, their bytes, and the hash of
    the pipeline that it must have."""

    extractor: Extractor
    lexicons: tuple[bytes, ...]
    pipeline: str


def task_of(extractor: Extractor) -> Task:
    """The part of the work that is the same for all documents."""
    pipeline = fingerprint(extractor.model, extractor.lexicon, extractor.comments)
    return Task(replace(extractor, lexicon=()), tuple(path.read_bytes() for path in extractor.lexicon), pipeline)


def read(task: Task, file: Path, id: str, raw: bytes) -> Read:
    """Read one document from its bytes; the result names the file where it lies on the machine that sent it."""
    from distributed import get_worker

    place = Path(get_worker().local_directory)
    try:
        with READING, tempfile.TemporaryDirectory(dir=place) as folder:
            copy = Path(folder) / file.name
            copy.write_bytes(raw)
            return told_of(extractor_of(task, place)(copy, id), copy, file)
    except OSError as error:
        raise KgError(
            f"the worker {platform.node()} cannot write to {place} ({error.strerror}): make room there"
        ) from error


def told_of(result: Read, copy: Path, file: Path) -> Read:
    """A result with the file in the place of the copy that was read."""
    if result.failure is not None:
        return replace(result, failure=result.failure.replace(str(copy), str(file)))
    if result.extraction is None:
        return result
    extraction = decode(result.extraction)
    document = replace(extraction.document, source=HALF.sub("\ufffd", file.as_posix()))
    return replace(result, extraction=encode(replace(extraction, document=document)))


@functools.lru_cache(maxsize=1)
def extractor_of(task: Task, place: Path) -> Extractor:
    """The extractor of a worker, with the model that it keeps; raises KgError where its pipeline is another one."""
    lexicon = tuple(kept(content, place) for content in task.lexicons)
    extractor = replace(task.extractor, lexicon=lexicon)
    if fingerprint(extractor.model, lexicon, extractor.comments) != task.pipeline:
        raise KgError(
            f"the worker {platform.node()} has another kg, model, Python or library than this machine: "
            "install the same there (requirements.lock), see docs/cluster.md"
        )
    return extractor


def kept(content: bytes, place: Path) -> Path:
    """A lexicon's file on the worker, the same for the same content, so that it is read once."""
    path = place / f"lexicon-{hashlib.sha256(content).hexdigest()}.ttl"
    path.write_bytes(content)
    return path
