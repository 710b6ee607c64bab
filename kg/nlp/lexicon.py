"""The lexicon at work: known names in the text, beside and against what the network says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from kg.vocabulary import Entry

WORD = re.compile(r"[^\W_]+|.", re.DOTALL)
# The score of a known name.
KNOWN = 0.95
# How far from an ambiguous name a word of its context may stand, in tokens.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known name at a place: ``doc[start:end]`` may be ``entry``."""

    start: int
    end: int
    entry: Entry


class LexiconMatcher:
    """A spaCy component that finds the lexicon's names and settles them with the entities found before it.

    The entry's IRI becomes ``ent.kb_id_``; known names inside longer ones join the candidates, ``doc.spans["maybe"]``.
    A name that is also a common word counts only where the entry's context is near, or where the network already found
    an entity there.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        # Names by how they are looked up: as they are written, or in lower case.
        self.exact: dict[str, list[Entry]] = defaultdict(list)
        self.loose: dict[str, list[Entry]] = defaultdict(list)
        # How long the names are that begin with a word, in lower case: a text is asked for these lengths alone.
        self.lengths: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            for label in known_as(entry):
                strict = (label not in entry.ambiguous and is_short(label)) or (
                    label in entry.ambiguous and label != label.lower()
                )
                (self.exact if strict else self.loose)[label if strict else label.lower()].append(entry)
                self.lengths[first_word(label)].add(len(label))

    def __call__(self, doc: Doc) -> Doc:
        """Add known names to ``doc.ents``."""
        found = list(self.matches(doc))
        scores = doc.user_data.setdefault("entity_scores", {})
        doc.set_ents(settle(doc, found, scores))
        doc.spans["maybe"] = [*doc.spans.get("maybe", ()), *within(doc, found)]
        return doc

    def matches(self, doc: Doc) -> Iterator[Candidate]:
        """The names that stand in the doc, from whole word to whole word.

        Of several entries of one name, the one whose context fits best.
        """
        text = doc.text
        starts = [t.idx for t in doc]
        ends = {t.idx + len(t): t.i + 1 for t in doc}
        for start, place in enumerate(starts):
            for length in self.lengths.get(first_word(text, place), ()):
                end = ends.get(place + length)
                if end is not None:
                    name = text[place : place + length]
                    known = [*self.exact.get(name, ()), *self.loose.get(name.lower(), ())]
                    fitting = [e for e in known if fits(doc, start, end, e)]
                    if fitting:
                        yield Candidate(start, end, best(doc, start, end, fitting))


def best(doc: Doc, start: int, end: int, entries: Iterable[Entry]) -> Entry:
    """The entry whose context fits best."""
    return max(entries, key=lambda e: (context(doc, start, end, e), e.iri))


def first_word(text: str, start: int = 0) -> str:
    """The letters and digits at a place of a text, in lower case; the character there where it is neither.

    >>> first_word("scikit-learn"), first_word(".NET"), first_word("use NumPy", 4)
    ('scikit', '.', 'numpy')
    """
    found = WORD.match(text, start)
    return found[0].lower() if found else ""


def known_as(entry: Entry) -> set[str]:
    """All that an entry is called; concepts in the plural too."""
    known = {entry.name, *entry.aliases, *entry.hidden}
    if entry.type == "Concept":
        known |= {
            f"{x}s"
            for x in known
            if x[-1:].isalpha() and not x.endswith(("s", "y", "ing", "ch", "sh", "x")) and x not in entry.ambiguous
        }
    return known


def is_short(label: str) -> bool:
    """Whether a name is so short that its case must be right ("ML", "R", "Go")."""
    return len(label) <= 3 or (label.isupper() and len(label) <= 5)


def fits(doc: Doc, start: int, end: int, entry: Entry) -> bool:
    """Whether an entry may be meant here: always where its name is its own, else by context or an entity of its type."""
    if not {doc[start:end].text, doc[start:end].text.lower()} & set(entry.ambiguous):
        return True
    if context(doc, start, end, entry):
        return True
    return any(e.start == start and e.end == end and e.label_ == entry.type for e in doc.ents)


def context(doc: Doc, start: int, end: int, entry: Entry) -> int:
    """How many of the entry's context words stand near."""
    near = {t.lower_ for t in doc[max(0, start - NEAR) : start]} | {t.lower_ for t in doc[end : end + NEAR]}
    return sum(word in near for word in entry.context)


def settle(doc: Doc, candidates: list[Candidate], scores: dict[tuple[int, int], float]) -> list[Span]:
    """Choose among overlapping names: the longer one wins; at the same place the lexicon knows the type.

    An entity of the network that holds a known name and more ("Google AI Research") stays whole, unless the rest is
    only a common noun of the same thing ("Keras API" keeps its words but is Keras by the lexicon's alias).
    """
    spans = [(e.end - e.start, 0, Span(doc, e.start, e.end, label=e.label_)) for e in doc.ents]
    for c in candidates:
        spans.append((c.end - c.start, 1, Span(doc, c.start, c.end, label=c.entry.type, kb_id=c.entry.iri)))
    spans.sort(key=lambda s: (-s[0], -s[1], s[2].start, s[2].kb_id_))
    taken = [False] * len(doc)
    chosen = []
    for _, _, span in spans:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = [True] * (span.end - span.start)
            chosen.append(span)
            scores.setdefault((span.start, span.end), KNOWN)
    return sorted(chosen, key=lambda s: s.start)


def within(doc: Doc, candidates: Iterable[Candidate]) -> Iterator[Span]:
    """Yield the known names that are part of a longer name of another type: "Python" of a book or a course on Python.

    The longer ones come first, and none overlaps another. Persons and places have no such parts.
    """
    longer = {t.i: e for e in doc.ents if e.label_ not in ("Person", "Place") for t in e}
    taken: set[int] = set()
    for c in sorted(candidates, key=lambda c: (c.start - c.end, c.start, c.entry.iri)):
        around = longer.get(c.start)
        inside = around is not None and c.end <= around.end and c.end - c.start < around.end - around.start
        if around is not None and inside and around.label_ != c.entry.type and taken.isdisjoint(range(c.start, c.end)):
            taken.update(range(c.start, c.end))
            yield Span(doc, c.start, c.end, label=c.entry.type, kb_id=c.entry.iri)
