"""From files to a graph: read, annotate, link; what was read, skipped and failed is told at the end."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg import curation, link, vocabulary
from kg import graph as graphs
from kg.graph import Graph
from kg.types import Document, Extraction, KgError, UsageError

# Called with a document's name and how many of how many are done.
Progress = Callable[[str, int, int], None]


@dataclass
class Report:
    """What became of each file of a build: ids of documents read, (file, reason) of the others, and corrections
    that no longer apply as notes."""

    read: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """How to build: the defaults are the command's."""

    comments: bool = False
    any_language: bool = False
    model: str | None = None
    lexicon: tuple[Path, ...] = ()
    min_confidence: float = 0.5
    corrections: Path | None = None


def build(
    paths: Iterable[Path | str] | Path | str | None = None,
    options: Options | None = None,
    *,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Graph:
    """Build the graph of files and folders; without paths, of the project's own corpus.

    Files that cannot be read are named in ``report`` and never stop the others. Raises UsageError for a path that does
    not exist, and KgError where no document could be read.
    """
    options, report = options or Options(), report if report is not None else Report()
    documents = read_all(paths, options, report, progress)
    extractions = extract_all(documents, options, progress)
    return corrected(assemble(extractions, options), options, report)


def read_all(
    paths: Iterable[Path | str] | Path | str | None, options: Options, report: Report, progress: Progress | None = None
) -> list[Document]:
    """Read the files; what is skipped or fails goes into the report."""
    from kg import readers

    files = readers.find(roots(paths))
    ids = readers.document_ids(files)
    documents = []
    for number, file in enumerate(files):
        if progress:
            progress(str(file), number, len(files))
        try:
            document = replace(readers.read(file, comments=options.comments), id=ids[file])
        except KgError as error:
            report.failed.append((str(file), str(error)))
            continue
        if document.language != "en" and not options.any_language:
            report.skipped.append(
                (str(file), f"its language seems to be {document.language}; --any-language reads it all the same")
            )
            continue
        report.read.append(document.id)
        documents.append(document)
    if not documents:
        reasons = [*report.failed, *report.skipped]
        raise KgError(
            reasons[0][1] if len(reasons) == 1 else f"no document could be read in {', '.join(map(str, roots(paths)))}"
        )
    return documents


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


def extract_all(documents: Sequence[Document], options: Options, progress: Progress | None = None) -> list[Extraction]:
    """Run the pipeline over the documents."""
    from kg.nlp import load
    from kg.nlp.extract import extract

    nlp = load(options.model, options.lexicon)
    out = []
    for number, document in enumerate(documents):
        if progress:
            progress(document.id, number, len(documents))
        out.append(extract(document, nlp))
    return out


def assemble(extractions: Sequence[Extraction], options: Options) -> Graph:
    """Link the mentions of all documents and make the graph."""
    entities, assertions = link.link(extractions, vocabulary.lexicon(*options.lexicon))
    kept = [a for a in assertions if a.confidence >= options.min_confidence and a.modality in ("asserted", "hedged")]
    return graphs.build(entities, kept, extractions, versions(options))


def corrected(graph: Graph, options: Options, report: Report) -> Graph:
    """Replay the user's corrections; those that no longer apply go into the report."""
    if options.corrections is None:
        return graph
    graph, stale = curation.apply(graph, curation.read(options.corrections))
    report.notes += [
        (str(options.corrections), f"no longer applies: {json.dumps(s.correction, ensure_ascii=False)}: {s.reason}")
        for s in stale
    ]
    return graph


def versions(options: Options) -> dict[str, str]:
    """What the graph was made with; versions only, so that the bytes do not change with the clock."""
    names = {"kg": "kg", "spacy": "spacy"}
    found = {key: importlib.metadata.version(name) for key, name in names.items()}
    return found | {"model": options.model or "kg_en 1.0.0"}
