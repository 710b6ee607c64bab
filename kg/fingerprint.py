"""One hash of all that an extraction depends on besides its file: code, model, ontology, lexicons, libraries."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.files import digest
from kg.vocabulary import resource

PACKAGE = Path(__file__).parent
# What comes after the extraction (linking across documents, graph, RDF, pages) is made anew in every build; the code of
# linking is part of it all the same, because the names of each document are settled with it.
CODE = ("nlp", "readers", "link", "types.py", "vocabulary.py", "store.py", "extraction.py")
NOT_READ = frozenset({"shapes.ttl"})


def fingerprint(model: str | None, lexicon: Sequence[Path], comments: bool) -> str:
    """Hash the pipeline, the same wherever it is installed; changed code, model, knowledge or option changes it.

    Raises UsageError where a lexicon cannot be read.
    """
    parts = [
        ["options", model, comments, len(lexicon)],
        ["python", *sys.version_info[:2]],
        *(["library", name, version] for name, version in libraries()),
        *(["code", name, digest(path)] for name, path in code()),
        *(["knowledge", path.name, digest(path)] for path in knowledge()),
        *(["lexicon", digest(path)] for path in lexicon),
        *(["model", *part] for part in another(model)),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def libraries() -> Iterator[tuple[str, str]]:
    """The libraries that kg requires, with the versions that are installed."""
    for requirement in sorted(importlib.metadata.requires("kg") or ()):
        if "extra ==" not in requirement:
            name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
            yield name, importlib.metadata.version(name)


def code() -> Iterator[tuple[str, Path]]:
    """The files of the package that take part in reading, the model among them; not those of training."""
    for name in CODE:
        path = PACKAGE / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            relative = file.relative_to(PACKAGE)
            if file.is_file() and "__pycache__" not in relative.parts and relative.parts[:2] != ("nlp", "train"):
                yield relative.as_posix(), file


def knowledge() -> Iterator[Path]:
    """The files of ontology/ that are read before linking: types, lexicon, patterns."""
    for path in sorted(resource("kg.ttl").parent.iterdir()):
        if path.suffix in (".ttl", ".jsonl") and path.name not in NOT_READ:
            yield path


def another(model: str | None) -> Iterator[tuple[str, str]]:
    """The files or the version of another spaCy pipeline."""
    if model is None:
        return
    folder = Path(model)
    if folder.is_dir():
        for file in sorted(f for f in folder.rglob("*") if f.is_file()):
            yield file.relative_to(folder).as_posix(), digest(file)
        return
    try:
        yield model, importlib.metadata.version(model)
    except importlib.metadata.PackageNotFoundError:
        yield model, ""  # loading it says what is wrong, in better words
