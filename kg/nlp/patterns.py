"""Relations by patterns over the parse: ``ontology/relations.jsonl``, tried on each sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import srsly

from kg.nlp.clauses import NO_WORDS
from kg.nlp.matching import Matching, Proposal, Sentences
from kg.nlp.notation import Pattern, Word, compiled
from kg.vocabulary import resource


class Fitting(NamedTuple):
    """Patterns of one anchor, and the arcs of which one must be at it for any of them (see ``Step.opens``); none for any."""

    opening: frozenset[str]
    patterns: list[Pattern]


def opening(patterns: Sequence[Pattern]) -> frozenset[str]:
    """The arcs with which some patterns of one anchor begin; none where one of them may begin with any."""
    if any(not p.openings for p in patterns):
        return NO_WORDS
    return frozenset(arc for p in patterns for arc in p.openings[0])


class Patterns:
    """All patterns of a file, ready to be tried on sentences."""

    def __init__(self, path: Path | None = None) -> None:
        header, *rest = srsly.read_jsonl(path or resource("relations.jsonl"))
        self.over: dict[str, list[str]] = header.get("over", {})
        # Patterns by their anchor, which is looked at once for all of them; the numbers of anchors by their forms.
        by_anchor: dict[Word, list[Pattern]] = defaultdict(list)
        for line in rest:
            pattern = compiled(line, header["words"])
            by_anchor[pattern.words[pattern.anchor]].append(pattern)
        self.anchors = list(by_anchor.items())
        self.free = [n for n, (anchor, _) in enumerate(self.anchors) if not anchor.forms]
        self.by_form: dict[str, list[int]] = defaultdict(list)
        for n, (anchor, _) in enumerate(self.anchors):
            for form in anchor.forms:
                self.by_form[form].append(n)
        self.by_pairs: dict[frozenset[tuple[str, str]], dict[int, Fitting]] = {}

    def find(self, sentences: Sentences) -> list[Proposal]:
        """Propose the relations that the patterns see between the mentions of a doc, in order of place."""
        return [p for matching in sentences.matchings for p in self.sentence(matching)]

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
        fitting = self.fitting(matching.pairs)
        places = [(i, self.by_form[form]) for i, form in enumerate(matching.lower) if form in self.by_form]
        free = [n for n in self.free if n in fitting]
        if free:
            places += [(i, free) for i in sorted(matching.standing)]
        for i, anchors in places:
            worth = [n for n in anchors if n in fitting]
            arcs = matching.arcs(i) if worth else NO_WORDS
            for n in worth:
                if fitting[n].opening and arcs.isdisjoint(fitting[n].opening):
                    continue
                able = [p for p in fitting[n].patterns if p.opens(arcs)]
                if able and matching.is_word(self.anchors[n][0], i):
                    for pattern in able:
                        yield pattern, i

    def fitting(self, pairs: frozenset[tuple[str, str]]) -> dict[int, Fitting]:
        """The patterns that can join some of the pairs of types in a sentence, by the number of their anchor."""
        if pairs not in self.by_pairs:
            able = {
                n: [p for p in patterns if not p.pairs.isdisjoint(pairs)]
                for n, (_, patterns) in enumerate(self.anchors)
            }
            self.by_pairs[pairs] = {n: Fitting(opening(patterns), patterns) for n, patterns in able.items() if patterns}
        return self.by_pairs[pairs]
