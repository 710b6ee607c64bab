"""The lexicon at work: known names in the text, beside and against what the network says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from kg.vocabulary import Entry

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

    The entry's IRI becomes ``ent.kb_id_``. A name that is also a common word counts only where the entry's context
    is near, or where the network already found an entity there.
    """

    def __init__(self, nlp: Language, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self.loose = PhraseMatcher(nlp.vocab, attr="LOWER")
        exact: dict[str, list[Doc]] = defaultdict(list)
        loose: dict[str, list[Doc]] = defaultdict(list)
        for entry in entries:
            for label in known_as(entry):
                strict = (label not in entry.ambiguous and is_short(label)) or (
                    label in entry.ambiguous and label != label.lower()
                )
                key = label if strict else label.lower()
                self.entries[key].append(entry)
                (exact if strict else loose)[key].append(nlp.make_doc(label))
        for matcher, labels in ((self.exact, exact), (self.loose, loose)):
            for key, docs in labels.items():
                matcher.add(key, docs)

    def __call__(self, doc: Doc) -> Doc:
        """Add known names to ``doc.ents``."""
        found = [*self.matches(doc, self.exact), *self.matches(doc, self.loose)]
        scores = doc.user_data.setdefault("entity_scores", {})
        doc.set_ents(settle(doc, found, scores))
        return doc

    def matches(self, doc: Doc, matcher: PhraseMatcher) -> Iterator[Candidate]:
        """The names that stand in the doc; of several entries of one name, the one whose context fits best."""
        for match, start, end in matcher(doc):
            key = doc.vocab.strings[match]
            fitting = [e for e in self.entries[key] if fits(doc, start, end, e)]
            if fitting:
                yield Candidate(start, end, max(fitting, key=lambda e: (context(doc, start, end, e), e.iri)))


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
            scores.setdefault((span.start, span.end), 0.95)
    return sorted(chosen, key=lambda s: s.start)
