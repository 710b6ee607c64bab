"""A sentence with its mentions, as the patterns are tried on it: taken apart once for all files of patterns."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import srsly
from spacy.tokens import Doc, Span, Token

from kg.nlp.clauses import NO_WORDS, Clauses
from kg.nlp.columns import columns, sentences
from kg.nlp.inflection import forms
from kg.nlp.notation import PHRASE, PREP, Link, Pattern, Step, Word
from kg.nlp.polarity import modality, polarity
from kg.nlp.reading import SPEAKER
from kg.types import Modality, Polarity
from kg.vocabulary import allowed, resource


class Marked(NamedTuple):
    """A mention in a doc: its number (-1 the speaker, -2 the addressee), its tokens, type and kind."""

    number: int
    start: int
    end: int
    type: str
    kind: str


class Proposal(NamedTuple):
    """A relation that a rule sees.

    ``start`` and ``end`` are the tokens of the statement, ``governor`` the token by which it is negated, asked or dated.
    ``said`` is False where the subject is the speaker, unsaid.
    """

    subject: int
    predicate: str
    object: int
    start: int
    end: int
    polarity: Polarity
    modality: Modality
    rule: str
    confidence: float
    governor: int
    said: bool


# What is only supposed, asked or wished is less often meant.
SURENESS: dict[Modality, float] = {"asserted": 1.0, "hedged": 0.9, "asked": 0.8, "hypothetical": 0.7, "wished": 0.6}
SPEAKER_MARK = Marked(SPEAKER, 0, 0, "Person", "speaker")


class Sentences:
    """The sentences of a doc that hold mentions, each taken apart once for all files of patterns.

    ``mentions``: number, first token, token after the last, type and kind of each (see ``Marked``).
    """

    def __init__(self, doc: Doc, mentions: Iterable[tuple[int, int, int, str, str]]) -> None:
        self.doc = doc
        self.mentions = [Marked(*m) for m in mentions]
        self.matchings = [Matching(s, here) for s, here in self.occupied()]

    def occupied(self) -> Iterator[tuple[Span, list[Marked]]]:
        """The sentences with mentions, each with its own, in order of place."""
        inside: dict[int, list[Marked]] = defaultdict(list)
        starts = columns(self.doc).starts if self.mentions else []
        for m in sorted(self.mentions, key=lambda m: (m.start, m.end, m.number)):
            inside[bisect_right(starts, m.start) - 1].append(m)
        return ((s, inside[n]) for n, s in enumerate(sentences(self.doc) if inside else []) if n in inside)


@functools.cache
def generic() -> dict[str, frozenset[str]]:
    """The nouns that add nothing to a name of their type ("the Keras library"), by type."""
    header = next(srsly.read_jsonl(resource("relations.jsonl")))
    return {kind: forms(nouns.split()) for kind, nouns in header["generic"].items()}


class Matching:
    """One sentence with its mentions, as patterns are tried on it; it is taken apart when first something may match."""

    def __init__(self, sentence: Span, mentions: Sequence[Marked]) -> None:
        self.sentence, self.mentions = sentence, mentions
        self.lower = columns(sentence.doc).lower[sentence.start : sentence.end]
        counts = Counter(m.type for m in mentions)
        several = {(a, b) for a in counts for b in counts if a != b or counts[a] > 1}
        # The types that there are to join; an unsaid subject has none.
        self.pairs = frozenset(several | {("", b) for b in counts})

    @functools.cached_property
    def clauses(self) -> Clauses:
        """The words and arcs of the sentence."""
        return Clauses(self.sentence, [(m.start, m.end) for m in self.mentions if m.kind == "name"])

    @functools.cached_property
    def standing(self) -> dict[int, list[Marked]]:
        """The mentions that the words of the sentence stand for, by the places of those words."""
        clauses, standing = self.clauses, defaultdict(list)
        taken = self.covered("name")
        heads = [clauses.root(m.start, m.end) for m in self.mentions]
        for m, root in zip(self.mentions, heads, strict=True):
            for place in clauses.standins(root, generic().get(m.type, NO_WORDS), taken | ({*heads} - {root})):
                standing[place].append(m)
        return standing

    @functools.cached_property
    def inside(self) -> frozenset[int]:
        """The places of the words of names and terms."""
        return self.covered("name", "term")

    def covered(self, *kinds: str) -> frozenset[int]:
        """The places of the words of mentions of some kinds."""
        start = self.sentence.start
        return frozenset(i - start for m in self.mentions if m.kind in kinds for i in range(m.start, m.end))

    def arcs(self, place: int) -> frozenset[str]:
        """The arcs at a place, as "<label" to heads and ">label" to dependents."""
        up, down = self.clauses.up[place], self.clauses.down[place]
        return frozenset(["<" + a.label for a in up] + [">" + a.label for a in down])

    def paths(self, pattern: Pattern, anchor: int) -> Iterator[tuple[int, ...]]:
        """The places of all words of a pattern, for each way in which it matches around its anchor, which is as asked."""
        for after in self.walk(pattern.after, anchor):
            for before in self.walk(pattern.before, anchor):
                path = (*reversed(before[1:]), *after)
                if len(set(path)) == len(path):
                    yield path

    def walk(self, links: Sequence[Link], anchor: int) -> list[tuple[int, ...]]:
        """The paths from an anchor, link by link."""
        paths: list[tuple[int, ...]] = [(anchor,)]
        for step, word in links:
            paths = [
                (*path, place) for path in paths for place in self.reached(path[-1], step) if self.is_word(word, place)
            ]
        return paths

    def reached(self, place: int, step: Step) -> list[int]:
        """Where one step leads from a place."""
        c = self.clauses
        if step.arrow == ">":
            return [a.child for a in c.down[place] if step.fits(a)]
        if step.arrow == "<":
            return [a.head for a in c.up[place] if step.fits(a)]
        out, level = [], [place]
        for _ in range(3):
            if step.arrow == ">>":
                arcs = [a for i in level for a in c.down[i]]
                out += [a.child for a in arcs if step.fits(a)]
                level = [a.child for a in arcs if a.label in PHRASE]
            else:
                arcs = [a for i in level for a in c.up[i]]
                if level == [place]:
                    arcs = [a for a in arcs if step.fits(a)]
                out += [a.head for a in arcs]
                level = [a.head for a in arcs if any(b.label in PHRASE for b in c.up[a.head])]
        return list(dict.fromkeys(out))

    def is_word(self, word: Word, place: int) -> bool:
        """Whether the word at a place is as the pattern asks."""
        c = self.clauses
        if word.role in ("subject", "object"):
            standing = self.standing.get(place)
            if not standing or (word.types and not any(m.type in word.types for m in standing)):
                return False
        elif place in self.inside:
            return False
        if word.forms and c.lower[place] not in word.forms:
            return False
        return all(self.meets(place, kind, words) == wanted for wanted, kind, words in word.conditions)

    def meets(self, place: int, kind: str, words: frozenset[str]) -> bool:
        """Whether a word has the tag or lemma, or a dependent with the label and, where given, one of the words."""
        c = self.clauses
        if kind == "=":
            return c.tag[place] in words
        if kind == "@":
            return c.lower[place] in words
        if kind == ">prep":
            return any(c.dep[i] in PREP and not words.isdisjoint(c.marks(i)) for i in c.children[place])
        return any(c.dep[i] == kind[1:] and (not words or c.lower[i] in words) for i in c.children[place])

    def proposals(self, pattern: Pattern, path: tuple[int, ...]) -> Iterator[Proposal]:
        """The relations that one match states, between all mentions that stand at its two ends."""
        first, last = pattern.words[0], pattern.words[-1]
        sides = self.of_types(path[0], first) if first.role else [SPEAKER_MARK], self.of_types(path[-1], last)
        governor = self.governor(pattern, path)
        for s in sides[0]:
            for o in sides[1]:
                if s.number != o.number and allowed(s.type, pattern.predicate, o.type) and not overlap(s, o):
                    places = [p + self.clauses.start for p in path]
                    bounds = [b for m in (s, o) if m.end for b in (m.start, m.end - 1)]
                    start, end = min(places + bounds), max(places + bounds) + 1
                    how = modality(governor)
                    yield Proposal(
                        subject=s.number,
                        predicate=pattern.predicate,
                        object=o.number,
                        start=start,
                        end=end,
                        polarity=pattern.polarity or polarity(governor),
                        modality=how,
                        rule=pattern.id,
                        confidence=round(pattern.confidence * SURENESS[how], 3),
                        governor=governor.i,
                        said=bool(first.role),
                    )

    def governor(self, pattern: Pattern, path: tuple[int, ...]) -> Token:
        """The word by which a match is negated or asked: its key word (an adjective's noun), else the topmost."""
        c = self.clauses
        place = path[pattern.anchor]
        if not pattern.words[pattern.anchor].forms:
            place = next((p for p in path if c.heads[p] not in path or c.heads[p] == p), place)
        while c.dep[place] in ("amod", "advmod", "compound", "aux") and c.heads[place] != place:
            place = c.heads[place]
        return c.sentence[place]

    def of_types(self, place: int, word: Word) -> list[Marked]:
        """The mentions at a place that are of the types of a pattern's word."""
        return [m for m in self.standing.get(place, ()) if not word.types or m.type in word.types]


def overlap(a: Marked, b: Marked) -> bool:
    """Whether two mentions share a word."""
    return a.start < b.end and b.start < a.end
