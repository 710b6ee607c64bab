"""One file to its extraction: what a worker does, in this process, another one, or on another machine."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.store import encode
from kg.types import KgError

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.link import Known


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file: its hash, language and encoded extraction, or the one line that says why it failed.

    A document in a language that is not asked for has no extraction.
    """

    sha256: str = ""
    language: str = ""
    extraction: bytes | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Extractor:
    """Reads one file after the other with a model that is loaded when first needed."""

    model: str | None = None
    lexicon: tuple[Path, ...] = ()
    comments: bool = False
    any_language: bool = False

    @functools.cached_property
    def nlp(self) -> Language:
        """The pipeline; what fails here would fail for every document, and is raised."""
        from kg.nlp import load
        from kg.nlp.voting import patterns

        patterns()
        return load(self.model, self.lexicon)

    @functools.cached_property
    def known(self) -> Known:
        """The lexicon, by which the names of each document are settled."""
        from kg import link, vocabulary

        return link.Known(vocabulary.lexicon(*self.lexicon))

    def __call__(self, file: Path, id: str) -> Read:
        """Read a file; any failure of it is told in the result, so that it never stops the others."""
        from kg import readers

        try:
            document = replace(readers.read(file, comments=self.comments), id=id)
        except Exception as error:
            return Read(failure=one_line(file, error))
        if document.language != "en" and not self.any_language:
            return Read(document.sha256, document.language)
        nlp, known = self.nlp, self.known
        from kg.link import settled
        from kg.nlp.extract import extract

        try:
            return Read(document.sha256, document.language, encode(settled(extract(document, nlp), known)))
        except Exception as error:
            return Read(failure=one_line(file, error))


def one_line(file: Path, error: Exception) -> str:
    """Say what went wrong with a file; what nobody foresaw says that it is a fault of kg, not of the file."""
    if isinstance(error, KgError):
        return str(error)
    said = " ".join(f"{type(error).__name__} {error}".split())
    return f"{file}: kg broke on it ({said[:200]}); leave it out, and please report it"
