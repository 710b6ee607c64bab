"""All that imports spaCy: the pipeline and its components, extraction, training."""

from __future__ import annotations

import functools
from pathlib import Path

import spacy
from spacy.language import Language

from kg import vocabulary
from kg.nlp.encoder import Encoder
from kg.nlp.lexicon import LexiconMatcher
from kg.nlp.terms import tidy
from kg.types import UsageError

__all__ = ["load"]

MODEL = Path(__file__).parent / "model"

# The entity labels of spaCy's own English pipelines in our types; others (dates, quantities ...) are dropped.
OTHER_LABELS = {
    "PERSON": "Person", "ORG": "Institution", "NORP": "", "GPE": "Place", "LOC": "Place", "FAC": "Place",
    "PRODUCT": "Tool", "EVENT": "Event", "WORK_OF_ART": "Work", "LAW": "Work",
}  # fmt: skip


@Language.factory("kg_encoder", default_config={"path": None, "threads": 1})
def make_encoder(nlp: Language, name: str, path: str | None, threads: int) -> Encoder:
    """Tags, parse, sentences and entities by the project's own network."""
    return Encoder(nlp, Path(path) if path else MODEL, threads)


@Language.factory("kg_lexicon", default_config={"files": []})
def make_lexicon(nlp: Language, name: str, files: list[str]) -> LexiconMatcher:
    """Known names of the field, from ontology/lexicon.ttl and the user's own files."""
    return LexiconMatcher(vocabulary.lexicon(*(Path(f) for f in files)))


Language.component("kg_tidy", func=tidy)


@Language.component("kg_types")
def map_types(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """Turn the entity labels of another pipeline into the seven types."""
    kept = [(e, OTHER_LABELS.get(e.label_, e.label_ if e.label_ in vocabulary.types() else "")) for e in doc.ents]
    doc.set_ents([spacy.tokens.Span(doc, e.start, e.end, label=label) for e, label in kept if label])
    return doc


def load(
    model: str | None = None, lexicon: tuple[Path, ...] = (), threads: int = 1, weights: Path | None = None
) -> Language:
    """Load the pipeline.

    ``model`` is another spaCy pipeline by name or path (its tagger, parser and entities replace ours), ``lexicon``
    the user's own Turtle files, ``threads`` how many the network may use, ``weights`` a folder with another training
    of our own network. It is loaded once, and again when a lexicon's content has changed. Raises UsageError for an
    unknown model.
    """
    return _loaded(model, lexicon, threads, weights, vocabulary.contents(lexicon))


@functools.lru_cache(maxsize=4)
def _loaded(
    model: str | None, lexicon: tuple[Path, ...], threads: int, weights: Path | None, _contents: tuple[str, ...]
) -> Language:
    if model is None:
        nlp = spacy.blank("en")
        nlp.max_length = 10**9
        nlp.add_pipe("kg_encoder", config={"threads": threads, "path": weights and str(weights)})
    else:
        try:
            nlp = spacy.load(model)
        except OSError as error:
            raise UsageError(
                f"--model {model}: no such spaCy pipeline; install it with: pip install {model}"
            ) from error
        nlp.add_pipe("kg_types")
    nlp.add_pipe("kg_lexicon", config={"files": [str(p) for p in lexicon]})
    if model is None:
        nlp.add_pipe("kg_tidy")
    return nlp
