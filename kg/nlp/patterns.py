"""Relations by patterns over the parse: ``ontology/relations.jsonl``, tried on each sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import srsly
from spacy.tokens import Doc, Token

from kg.nlp.clauses import NO_WORDS, Clauses
from kg.nlp.inflection import forms
from kg.nlp.notation import PHRASE, PREP, Pattern, Step, Word, compiled
from kg.nlp.polarity import modality, polarity
from kg.types import Modality, Polarity
from kg.vocabulary import allowed, resource

SPEAKER = -1


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


class Patterns:
    """All patterns, ready to be tried on sentences."""

    def __init__(self, path: Path | None = None) -> None:
        header, *rest = srsly.read_jsonl(path or resource("relations.jsonl"))
        # Nouns that add nothing to a name of their type are the same for all files of patterns.
        shared = header if "generic" in header else next(srsly.read_jsonl(resource("relations.jsonl")))
        self.generic = {kind: forms(nouns.split()) for kind, nouns in shared["generic"].items()}
        self.over: dict[str, list[str]] = header.get("over", {})
        # Patterns by their anchor, which is looked at once for all of them; anchors by the forms they may have.
        self.by_anchor: dict[Word, list[Pattern]] = defaultdict(list)
        self.by_form: dict[str, list[Word]] = defaultdict(list)
        for line in rest:
            pattern = compiled(line, header["words"])
            self.by_anchor[pattern.words[pattern.anchor]].append(pattern)
        self.free = [anchor for anchor in self.by_anchor if not anchor.forms]
        for anchor in self.by_anchor:
            for form in anchor.forms:
                self.by_form[form].append(anchor)

    def find(self, doc: Doc, mentions: Iterable[tuple[int, int, int, str, str]]) -> list[Proposal]:
        """Propose the relations that the patterns see between the mentions of a doc, in order of place."""
        marked = sorted((Marked(*m) for m in mentions), key=lambda m: (m.start, m.end, m.number))
        out: list[Proposal] = []
        for sentence in doc.sents:
            here = [m for m in marked if sentence.start <= m.start < sentence.end]
            if here:
                names = [(m.start, m.end) for m in here if m.kind == "name"]
                out += self.sentence(Matching(Clauses(sentence, names), here, self.generic))
        return out

    def sentence(self, matching: Matching) -> list[Proposal]:
        """Propose the relations of one sentence: each once, by the surest pattern, the more specific of two predicates."""
        best: dict[tuple[int, str, int], Proposal] = {}
        for pattern, anchor in self.candidates(matching):
            for path in matching.paths(pattern, anchor):
                for proposal in matching.proposals(pattern, path):
                    key = proposal[:3]
                    if key not in best or proposal.confidence > best[key].confidence:
                        best[key] = proposal
        weaker = {(s, w, o) for s, p, o in best for w in self.over.get(p, ())}
        return [best[key] for key in sorted(best, key=lambda k: (best[k].start, best[k].end, k)) if key not in weaker]

    def candidates(self, matching: Matching) -> Iterator[tuple[Pattern, int]]:
        """The patterns worth trying, each with the place of its anchor."""
        places = [(i, self.by_form.get(form, ())) for i, form in enumerate(matching.clauses.lower)]
        for i, anchors in [*places, *((i, self.free) for i in sorted(matching.standing))]:
            for anchor in anchors:
                if matching.is_word(anchor, i):
                    for pattern in self.by_anchor[anchor]:
                        yield pattern, i


class Matching:
    """One sentence with its mentions, as patterns are tried on it."""

    def __init__(self, clauses: Clauses, mentions: Sequence[Marked], generic: Mapping[str, frozenset[str]]) -> None:
        self.clauses = clauses
        start = clauses.start
        self.inside = frozenset(
            i - start for m in mentions if m.kind in ("name", "term") for i in range(m.start, m.end)
        )
        self.taken = frozenset(i - start for m in mentions if m.kind == "name" for i in range(m.start, m.end))
        self.standing: dict[int, list[Marked]] = defaultdict(list)
        roots = {clauses.root(m.start, m.end) for m in mentions}
        for m in mentions:
            root = clauses.root(m.start, m.end)
            for place in clauses.standins(root, generic.get(m.type, NO_WORDS), self.taken | (roots - {root})):
                self.standing[place].append(m)

    def paths(self, pattern: Pattern, anchor: int) -> Iterator[tuple[int, ...]]:
        """The places of all words of a pattern, for each way in which it matches around its anchor, which is as asked."""
        a = pattern.anchor
        right = self.walk(pattern.words[a + 1 :], pattern.steps[a:], (anchor,))
        left_steps = tuple(s.turned() for s in reversed(pattern.steps[:a]))
        for after in right:
            for before in self.walk(tuple(reversed(pattern.words[:a])), left_steps, (anchor,)):
                path = (*reversed(before[1:]), *after)
                if len(set(path)) == len(path):
                    yield path

    def walk(self, words: Sequence[Word], steps: Sequence[Step], path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Extend a path word by word."""
        if not words:
            yield path
            return
        for place in self.reached(path[-1], steps[0]):
            if self.is_word(words[0], place):
                yield from self.walk(words[1:], steps[1:], (*path, place))

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
        return c.tokens[place]

    def of_types(self, place: int, word: Word) -> list[Marked]:
        """The mentions at a place that are of the types of a pattern's word."""
        return [m for m in self.standing.get(place, ()) if not word.types or m.type in word.types]


# What is only supposed, asked or wished is less often meant.
SURENESS: dict[Modality, float] = {"asserted": 1.0, "hedged": 0.9, "asked": 0.8, "hypothetical": 0.7, "wished": 0.6}
SPEAKER_MARK = Marked(SPEAKER, 0, 0, "Person", "speaker")


def overlap(a: Marked, b: Marked) -> bool:
    """Whether two mentions share a word."""
    return a.start < b.end and b.start < a.end
