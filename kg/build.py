"""From files to a graph: read what is new, link, assemble; what was read, skipped and failed is told at the end."""

from __future__ import annotations

import importlib.metadata
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg import curation, link, readers, scale, vocabulary, workers
from kg import graph as graphs
from kg.collector import paused
from kg.extraction import Extractor, Read
from kg.files import digest
from kg.fingerprint import fingerprint
from kg.graph import Graph
from kg.store import Kept, Store, key
from kg.types import Extraction, KgError, Relation, UsageError

# Called with a document's name and how many of how many that are new or changed are done.
Progress = Callable[[str, int, int], None]

# Below this many documents, loading the model in more processes takes longer than it saves.
FEW = 6
MOST_JOBS = 4
MODEL_CARD = Path(__file__).parent / "nlp" / "model" / "meta.json"


@dataclass
class Report:
    """What became of each file of a build: ids of documents read, (file, reason) of the others, and as notes the
    corrections that no longer apply and a store that was damaged. ``kept`` are the ids, of those read and skipped,
    that did not have to be read again."""

    read: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """How to build: the defaults are the command's.

    ``jobs`` is the number of processes (None: by the cores and by what there is to read); ``store`` holds what was
    read before; ``cluster`` is the address of a Dask scheduler whose workers read, or "local".
    """

    comments: bool = False
    any_language: bool = False
    model: str | None = None
    lexicon: tuple[Path, ...] = ()
    min_confidence: float = 0.3
    corrections: Path | None = None
    jobs: int | None = None
    store: Store | None = None
    cluster: str | None = None


def build(
    paths: Iterable[Path | str] | Path | str | None = None,
    options: Options | None = None,
    *,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Graph:
    """Build the graph of files and folders; without paths, of the project's own corpus.

    Files that cannot be read are named in ``report`` and never stop the others. What ``options.store`` holds is not
    read again; the graph is the same with and without it. Raises UsageError for a path that does not exist, and
    KgError where no document could be read.
    """
    options, report = options or Options(), report if report is not None else Report()
    if options.store is None:
        with Store() as store:
            return build(paths, replace(options, store=store), report=report, progress=progress)
    given = roots(paths)
    files = files_of(given, options.store.path and options.store.path.parent)
    if not files:
        options.store.forget(())
        raise KgError(nothing_found(given))
    chosen = extract_all(files, options, options.store, report, progress)
    with paused():
        return corrected(assemble([options.store.extraction(f) for f in chosen], options), options, report)


# -- Files -------------------------------------------------------------------------------------------------------------


def files_of(paths: Iterable[Path | str] | Path | str | None, out: Path | None = None) -> list[Path]:
    """The files to read; not the graph made before, where its folder ``out`` lies in one that is read."""
    given = roots(paths)
    made = {os.path.realpath(out / name) for name in ("graph.json", "graph.html")} if out else set()
    return [f for f in readers.find(given) if f in given or os.path.realpath(f) not in made]


def roots(paths: Iterable[Path | str] | Path | str | None) -> list[Path]:
    """The paths to read: those given, or the project's own corpus."""
    if isinstance(paths, (str, Path)):
        paths = [paths]
    given = [Path(p) for p in paths or ()]
    if given:
        return given
    for folder in (Path("corpus/documents"), Path(__file__).resolve().parent.parent / "corpus/documents"):
        if folder.is_dir():
            return [folder]
    raise UsageError("no PATH given, and there is no corpus/documents here: name the files or folders to read")


# -- Extraction --------------------------------------------------------------------------------------------------------


def extract_all(
    files: Sequence[Path], options: Options, store: Store, report: Report, progress: Progress | None = None
) -> list[Path]:
    """Read what the store does not hold yet; gives the files for the graph, and what became of each in the report.

    Raises KgError where there is none.
    """
    report.notes += [(str(store.path), note) for note in store.notes]
    ids = readers.document_ids(files)
    pipeline = fingerprint(options.model, options.lexicon, options.comments)
    languages = known(ids, pipeline, options, store)
    report.kept += [ids[f] for f in files if f in languages]
    new = [(f, ids[f]) for f in files if f not in languages]
    failures: dict[Path, str] = {}
    with closing(read_all(new, options, progress)) as results:
        for file, read in results:
            if read.failure is not None:
                failures[file] = read.failure
            else:
                store.put(file, key(read.sha256, ids[file], file, pipeline), Kept(read.language, read.extraction))
                languages[file] = read.language
    store.forget(files, failures)
    if chosen := sort_out(ids, languages, failures, options, report):
        return chosen
    raise KgError(nothing_read(files, report))


def known(ids: Mapping[Path, str], pipeline: str, options: Options, store: Store) -> dict[Path, str]:
    """The files that need not be read again, each with its language."""
    languages = {}
    for file, id in ids.items():
        try:
            sha256 = digest(file) if file.is_file() else ""
        except UsageError:
            continue  # the reader says of a file that cannot be read why not
        held = store.find(file, key(sha256, id, file, pipeline))
        if held and (held.extraction is not None or not options.any_language):
            languages[file] = held.language
    return languages


def read_all(
    new: Sequence[tuple[Path, str]], options: Options, progress: Progress | None = None
) -> Generator[tuple[Path, Read], None, None]:
    """Read files, given with their ids, in as many processes as pay; gives each as soon as it is done."""
    results = read_by(Extractor(options.model, options.lexicon, options.comments, options.any_language), new, options)
    if progress and new:
        progress(str(new[0][0]), 0, len(new))
    for done, ((file, _), result) in enumerate(results, 1):
        if isinstance(result, workers.Died):
            result = Read(failure=f"{file}: the process that read it died, perhaps for want of memory; try --jobs 1")
        yield file, result
        if progress:
            progress(str(file), done, len(new))


def read_by(
    extractor: Extractor, new: Sequence[tuple[Path, str]], options: Options
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Read them on a cluster, in several processes, or here."""
    if options.cluster is not None:
        return scale.run(extractor, new, options.cluster, options.jobs) if new else iter(())
    jobs = jobs_for(len(new), options.jobs)
    return workers.run(extractor, new, jobs) if jobs > 1 else ((item, extractor(*item)) for item in new)


def jobs_for(count: int, wanted: int | None) -> int:
    """How many processes read ``count`` documents; raises UsageError for less than one."""
    workers.check_jobs(wanted)
    if wanted is None:
        wanted = min(MOST_JOBS, workers.cores()) if count >= FEW else 1
    return min(wanted, count)


def sort_out(
    ids: Mapping[Path, str],
    languages: Mapping[Path, str],
    failures: Mapping[Path, str],
    options: Options,
    report: Report,
) -> list[Path]:
    """Tell in the report what became of each file, in their order; gives those for the graph."""
    chosen = []
    for file in sorted(ids):
        if file in failures:
            report.failed.append((str(file), failures[file]))
        elif languages[file] != "en" and not options.any_language:
            seems = f"its language seems to be {languages[file]}"
            reason = "it seems to hold no words" if languages[file] == readers.NO_WORDS else seems
            report.skipped.append((str(file), f"{reason}; --any-language reads it all the same"))
        else:
            report.read.append(ids[file])
            chosen.append(file)
    return chosen


def nothing_found(given: Sequence[Path]) -> str:
    """The line that says that the folders given hold no document."""
    suffixes = ", ".join(sorted(readers.suffixes()))
    return f"there is no document to read in {', '.join(map(str, given))}: kg reads {suffixes}"


def nothing_read(files: Sequence[Path], report: Report) -> str:
    """The line that says why no document could be read."""
    reasons = [reason if file in reason else f"{file}: {reason}" for file, reason in (*report.failed, *report.skipped)]
    return reasons[0] if len(files) == 1 else f"none of {len(files)} documents could be read; the first: {reasons[0]}"


# -- The graph ---------------------------------------------------------------------------------------------------------


def assemble(extractions: Sequence[Extraction], options: Options) -> Graph:
    """Link the mentions of all documents and make the graph."""

    def wanted(surest: Relation) -> bool:
        return surest.confidence >= options.min_confidence and surest.modality in ("asserted", "hedged")

    entities, assertions = link.link(extractions, vocabulary.lexicon(*options.lexicon), wanted)
    return graphs.build(entities, assertions, extractions, versions(options))


def corrected(graph: Graph, options: Options, report: Report) -> Graph:
    """Replay the user's corrections; those that no longer apply go into the report."""
    corrections = curation.read(options.corrections) if options.corrections else []
    if not corrections:
        return graph
    graph, stale = curation.apply(graph, corrections)
    report.notes += [
        (str(options.corrections), f"no longer applies: {json.dumps(s.correction, ensure_ascii=False)}: {s.reason}")
        for s in stale
    ]
    return graph


def versions(options: Options) -> dict[str, str]:
    """What the graph was made with; versions only, so that the bytes do not change with the clock."""
    names = {"kg": "kg", "spacy": "spacy"}
    found = {key: importlib.metadata.version(name) for key, name in names.items()}
    own = json.loads(MODEL_CARD.read_text("utf-8"))
    return found | {"model": options.model or f"{own['name']} {own['version']}"}
