"""Mentions as a careful reader would cut them: whole words, no articles, no roles for ideas, no fragments."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc, Span, Token
from wordfreq import zipf_frequency

from kg.nlp.lexicon import KNOWN
from kg.nlp.reference.words import types_of
from kg.nlp.titles import titles

INSIDE = frozenset({"compound", "amod", "nmod", "flat", "nummod", "punct"})
OUTSIDE_POS = frozenset({"DET", "PRON", "NUM", "PUNCT", "ADV", "INTJ", "SPACE"})
EDGE_TAGS = frozenset([*"DT PDT PRP PRP$ WDT WP WP$ IN TO CC MD UH EX WRB".split(), ",", ".", ":", "''", "``"])
TAIL_TAGS = EDGE_TAGS | {"JJR", "RB", "RBR", "VBP", "VBZ", "VBD"}
FINITE = frozenset({"VB", "VBP", "VBZ", "VBD", "MD"})
# The score of a quoted title that the network did not see as a name.
TITLE = 0.5
# The score of a known name in a longer one.
PART = 0.5
HYPHENS = frozenset({"-", "‐", "‑"})


@functools.cache
def words(name: str) -> frozenset[str]:
    """A list of terms.toml."""
    with (Path(__file__).parent / "terms.toml").open("rb") as file:
        return frozenset(tomllib.load(file)[name].split())


def tidy(doc: Doc) -> Doc:
    """Trim and complete the entities of a doc, and drop those that name nothing; a spaCy component."""
    scores = doc.user_data.setdefault("entity_scores", {})
    kept: list[Span] = []
    for entity in doc.ents:
        if entity.kb_id_:
            kept.append(entity)
            continue
        span = whole(trimmed(entity))
        if span is not None and names(span, entity.label_):
            scores[span.start, span.end] = scores.get((entity.start, entity.end), 0.9)
            kept.append(Span(doc, span.start, span.end, label=entity.label_))
    # Of an entity that names nothing, the known name in it stays.
    kept += parts_left(doc, kept, scores)
    doc.set_ents(apart(kept))
    doc.spans["maybe"] = list(candidates(doc, scores))
    return doc


def parts_left(doc: Doc, kept: list[Span], scores: dict[tuple[int, int], float]) -> Iterator[Span]:
    """Yield the known names that no entity covers any more."""
    covered = {t.i for e in kept for t in e}
    for span in doc.spans.get("maybe", ()):
        if span.kb_id_ and covered.isdisjoint(range(span.start, span.end)):
            scores[span.start, span.end] = KNOWN
            yield span


def candidates(doc: Doc, scores: dict[tuple[int, int], float]) -> Iterator[Span]:
    """The spans that may be entities: those that lie apart from entities, known names in them, and titles."""
    taken = {t.i for e in doc.ents for t in e}
    known = {(e.start, e.end) for e in doc.ents}
    for maybe in doc.spans.get("maybe", ()):
        if maybe.kb_id_:
            if (maybe.start, maybe.end) not in known:
                scores[maybe.start, maybe.end] = PART
                yield maybe
            continue
        span = whole(trimmed(maybe))
        if span is not None and taken.isdisjoint(range(span.start, span.end)) and names(span, maybe.label_):
            taken.update(range(span.start, span.end))
            scores[span.start, span.end] = scores[maybe.start, maybe.end]
            yield Span(doc, span.start, span.end, label=maybe.label_)
    # A title may hold names: both stand beside each other, since the work may be about what is named in its title.
    for title in titles(doc):
        if (title.start, title.end) not in known:
            scores[title.start, title.end] = TITLE
            yield title


def trimmed(span: Span) -> Span | None:
    """A span without the articles, prepositions and marks at its edges; None where nothing is left."""
    start, end = span.start, span.end
    doc = span.doc
    while start < end and (doc[start].tag_ in EDGE_TAGS or doc[start].is_space) and not doc[start].text.istitle():
        start += 1
    while start < end and doc[start].tag_ in ("DT", "PRP$"):
        start += 1
    while start < end and (doc[end - 1].tag_ in TAIL_TAGS or doc[end - 1].tag_ == "POS" or doc[end - 1].is_space):
        end -= 1
    return doc[start:end] if start < end else None


def whole(span: Span | None) -> Span | None:
    """A span that ends inside a hyphenated word is completed, unless the rest makes an adjective of it."""
    if span is None:
        return None
    doc, start, end = span.doc, span.start, span.end
    while end + 1 < len(doc) and joined(doc, end) and doc[end + 1].lower_ not in words("endings"):
        end += 2
    while start >= 2 and joined(doc, start - 1):
        start -= 2
    return doc[start:end]


def joined(doc: Doc, i: int) -> bool:
    """Whether token ``i`` is a hyphen without blanks around it."""
    return doc[i].text in HYPHENS and not doc[i].whitespace_ and not doc[i - 1].whitespace_ and i > 0


def names(span: Span, type: str) -> bool:
    """Whether a span can name something of a type."""
    head = span.root
    if not any(c.isalpha() for c in span.text):
        return False
    if type == "Concept":
        return is_idea(span, head)
    if type == "Tool":
        return head.tag_ not in FINITE
    if type == "Person" and (
        head.lemma_.lower() in words("roles") or all(t.lower_ in words("honorifics") for t in span)
    ):
        return False
    if type == "Work" and len(span) > 1 and "Work" in types_of("nominal").get(head.lemma_.lower(), frozenset()):
        return True  # "deep learning course": what it is, and of what
    # Names of people, places and the like are written with a capital, but for transcripts that have none at all.
    capital = any(
        t.text[:1].isupper() or t.text.startswith("@") for t in span if not t.is_sent_start or t.tag_.startswith("NNP")
    )
    silent = not any(t.text[:1].isupper() and not t.is_sent_start and t.lower_ != "i" for t in span.doc)
    return capital or (silent and any(t.tag_.startswith("NNP") for t in span))


def is_idea(span: Span, head: Token) -> bool:
    """Whether a span can be a concept: a whole noun phrase whose head is neither a role nor a word for anything."""
    lemma = head.lemma_.lower()
    if lemma in words("roles") or span[-1].lemma_.lower() in words("roles"):
        return False
    if (
        head.tag_ in FINITE
        or head.pos_ not in ("NOUN", "PROPN", "VERB", "X", "ADJ")
        or (head.pos_ == "ADJ" and len(span) > 1)
    ):
        return False
    return not (len(span) == 1 and lemma in words("generic"))


def apart(spans: list[Span]) -> list[Span]:
    """Spans without overlap, the longer first."""
    taken: set[int] = set()
    out = []
    for s in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if taken.isdisjoint(range(s.start, s.end)):
            taken.update(range(s.start, s.end))
            out.append(s)
    return sorted(out, key=lambda s: s.start)


# -- Noun phrases ------------------------------------------------------------------------------------------------------


def noun_phrases(doc: Doc) -> Iterator[Span]:
    """Yield the flat noun phrases of a doc parsed in UD: a noun with the compounds and adjectives before it.

    Determiners, numerals, possessors and what follows the noun stay outside.
    """
    for token in doc:
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "flat"):
            start = token.i
            while start > 0 and belongs(doc[start - 1], token):
                start -= 1
            while start < token.i and (doc[start].pos_ in OUTSIDE_POS or doc[start].is_punct):
                start += 1
            yield doc[start : token.i + 1]


def belongs(token: Token, head: Token) -> bool:
    """Whether a token before the noun is part of its phrase."""
    if token.text in HYPHENS:
        return True
    near = head in (token.head, token.head.head)
    return token.dep_ in INSIDE and near and token.pos_ not in OUTSIDE_POS | {"VERB"}


@functools.lru_cache(maxsize=1 << 14)
def rarity(text: str) -> float:
    """How rare the rarest word of a phrase is: 8 minus its Zipf frequency, 0 for "the", about 4 for "kernel"."""
    found = [zipf_frequency(w, "en") for w in text.lower().replace("-", " ").split() if w.isalpha()]
    return round(8.0 - min(found), 3) if found else 0.0
