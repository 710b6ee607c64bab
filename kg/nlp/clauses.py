"""Who does what in a sentence: the parse with its gaps filled, so that one short path finds what is said in many ways.

A UD tree says each thing once: "Ana, who founded Tarnix and runs it" has no arc from "runs" to "Ana". Here such arcs are
added: through relative clauses, participles, coordination and control.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Span

from kg.nlp.columns import columns
from kg.nlp.inflection import forms

NO_WORDS: frozenset[str] = frozenset()
RELATIVE = frozenset({"who", "which", "that", "whom", "whose", "where"})
SUBJECTS = ("nsubj", "nsubj:pass")
# Verbs whose object, not their subject, does what the infinitive says ("she helped him build it").
OBJECT_CONTROL = forms(
    ["help", "let", "make", "get", "have", "ask", "allow", "force", "teach", "convince", "enable", "encourage", "hire"]
    + ["invite", "pay", "want", "tell", "push"]
)
STRANDED = frozenset({"for", "at", "on", "with", "in", "about", "from", "to", "of", "by"})
# "the first version of Sorrel" is Sorrel, "most of pandas" pandas.
PARTS = forms(
    ["version", "part", "lot", "bit", "most", "much", "rest", "core", "piece", "half", "copy", "kind", "sort", "type"]
    + ["form", "release", "bunch", "ton", "couple", "one", "some", "edition", "draft", "prototype", "all", "each"]
)
# Phrases that a preposition ties.
OBLIQUE = ("obl", "nmod", "obl:agent")
# What belongs to a noun phrase before its noun.
INSIDE = frozenset({"det", "amod", "compound", "nummod", "nmod:poss", "flat"})
NAMING = forms(["call", "name"])
# Verbs that a name may complete without being acted upon.
LINKING = NAMING | forms(["become", "remain", "stay", "seem", "mean"])


class Arc(NamedTuple):
    """One grammatical tie: ``label`` of UD, the prepositions or conjunctions that mark it, and the two words' places."""

    head: int
    label: str
    words: frozenset[str]
    child: int


class Clauses:
    """The words and arcs of one sentence; places are indices in it."""

    def __init__(self, sentence: Span, names: Sequence[tuple[int, int]] = ()) -> None:
        self.sentence = sentence
        self.start, self.end = start, end = sentence.start, sentence.end
        words = columns(sentence.doc)
        self.dep, self.lower, self.tag = words.dep[start:end], words.lower[start:end], words.tag[start:end]
        self.heads = [head - start for head in words.head[start:end]]
        self.children: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head != i and 0 <= head < len(self.heads):
                self.children[head].append(i)
        self.down: list[list[Arc]] = [[] for _ in self.heads]
        self.up: list[list[Arc]] = [[] for _ in self.heads]
        self._known: set[tuple[int, str, int]] = set()
        for first, last in names:
            self._close(first - start, last - start)
        self._fill()

    # -- Filling the gaps ----------------------------------------------------------------------------------------------

    def _close(self, start: int, end: int) -> None:
        """Take a name as one word: a preposition that begins it ("On Intelligence") does not tie it to the rest."""
        if self.tag[start] == "IN" and end - start > 1 and self.dep[start] == "case":
            root = self.heads[start]
            self.dep[root] = {"obl": "obj", "nmod": "appos"}.get(self.dep[root], self.dep[root])
            self.dep[start] = "fixed"

    def _fill(self) -> None:
        for i, (head, dep) in enumerate(zip(self.heads, self.dep, strict=True)):
            if head != i and dep != "punct":
                label = self._label(i) if dep in ("nsubj", "xcomp") else dep
                self._add(head, label, self.marks(i) if self.children[i] or dep in OBLIQUE else NO_WORDS, i)
        for i, dep in enumerate(self.dep):
            if self.tag[i] == "NN":
                self._title(i)
            if dep == "acl:relcl" or (dep in ("parataxis", "advcl:relcl") and self._pronoun(i)):
                self._relative(i, self._named(self.heads[i], i))
            elif dep == "acl":
                self._participle(i, self.heads[i])
        joined = [i for i, dep in enumerate(self.dep) if dep == "conj"]
        for i in joined:
            self._shared(i, self.heads[i])
        for i, dep in enumerate(self.dep):
            if dep in ("conj", "xcomp", "advcl", "acl"):
                self._inherit(i)
        if joined:
            self._distribute()

    def _distribute(self) -> None:
        """Tie to all that are coordinated what is tied to the first."""
        for i, down in enumerate(self.down):
            for arc in list(down):
                if arc.label not in ("conj", "root", "acl:relcl", "advcl", "ccomp", "parataxis"):
                    for other in self._conjuncts(arc.child):
                        self._add(i, arc.label, self.marks(other) or arc.words, other)

    def _label(self, i: int) -> str:
        """The label of a subject or a complement; a second subject after the verb, or a name as its complement, is an object.

        So with "I have never used Marlow" and "Fathom bundles Marlow" where the parser takes them so.
        """
        head, dep = self.heads[i], self.dep[i]
        if i < head or not self.tag[head].startswith("VB"):
            return dep
        others = {self.dep[c] for c in self.children[head] if c != i}
        if "obj" in others:
            return dep
        if dep == "xcomp":
            return "obj" if self.tag[i].startswith("NNP") and self.lower[head] not in LINKING else dep
        return "obj" if any(c < head and self.dep[c] == "nsubj" for c in self.children[head]) else dep

    def _add(self, head: int, label: str, words: frozenset[str], child: int) -> None:
        if head == child or (head, label, child) in self._known:
            return
        self._known.add((head, label, child))
        arc = Arc(head, label, words, child)
        self.down[head].append(arc)
        self.up[child].append(arc)

    def marks(self, i: int) -> frozenset[str]:
        """The prepositions or subordinators of a word; several words are joined ("instead of" gives "instead_of" too)."""
        found: set[str] = set()
        for c in self.children[i]:
            if self.dep[c] in ("case", "mark") or (self.dep[c] == "advmod" and self.tag[c] == "WRB"):
                fixed = [self.lower[f] for f in self.children[c] if self.dep[f] == "fixed"]
                found.add(self.lower[c])
                if fixed:
                    found.add("_".join([self.lower[c], *fixed]))
        if not found and self.dep[i] in OBLIQUE:
            found = self._before(i)
        return frozenset(found) if found else NO_WORDS

    def _before(self, i: int) -> set[str]:
        """The preposition right before a phrase, where the parser has hung it elsewhere."""
        first = min([i, *(c for c in self.children[i] if self.dep[c] in INSIDE)])
        before = first - 1
        return {self.lower[before]} if before >= 0 and self.tag[before] in ("IN", "TO") else set()

    def _title(self, i: int) -> None:
        """Tie a singular noun to the name after it: "my colleague Ana", "Tarnix maintainer Ana Silva"."""
        if i + 1 >= len(self.heads) or not self.tag[i + 1].startswith("NNP"):
            return
        if (self.dep[i] == "nmod:desc" and self.heads[i] == i + 1) or (
            self.dep[i] == self.dep[i + 1] and self.heads[i] == self.heads[i + 1]
        ):
            self._add(i + 1, "appos", NO_WORDS, i)

    def _pronoun(self, verb: int) -> bool:
        """Whether a clause has a relative pronoun as its subject, whatever the parser calls it."""
        return any(self.dep[c] in SUBJECTS and self.lower[c] in ("who", "which") for c in self.children[verb])

    def _named(self, noun: int, verb: int) -> int:
        """The name put beside a noun, where a relative clause follows it: "its API, Gluon, which is" tells of Gluon."""
        beside = [c for c in self.children[noun] if self.dep[c] == "appos" and noun < c < verb]
        return beside[-1] if beside and self.tag[beside[-1]].startswith("NNP") else noun

    def _relative(self, verb: int, noun: int) -> None:
        """Tie the noun before a relative clause to the place that it fills inside it."""
        for c in self.children[verb]:
            if self.lower[c] in RELATIVE and self.dep[c] != "mark" and c < verb:
                words = self.marks(c) or (frozenset({"in", "at"}) if self.lower[c] == "where" else NO_WORDS)
                self._add(verb, "obl" if self.lower[c] == "where" else self.dep[c], words, noun)
                return
            for g in self.children[c]:
                if self.lower[g] == "whose":
                    self._add(c, "nmod:poss", NO_WORDS, noun)
                    return
        if not any(self.dep[c] in SUBJECTS for c in self.children[verb]):
            self._add(verb, "nsubj", NO_WORDS, noun)
            return
        for c in self.children[verb]:
            if self.lower[c] in STRANDED and c > verb and not self.children[c]:
                self._add(verb, "obl", frozenset({self.lower[c]}), noun)
                return
        if not any(self.dep[c] in ("obj", "ccomp") for c in self.children[verb]):
            for c in self.children[verb]:
                if self.dep[c] == "xcomp" and self.tag[c].startswith("VB"):
                    self._add(c, "obj", NO_WORDS, noun)
            self._add(verb, "obj", NO_WORDS, noun)

    def _participle(self, verb: int, noun: int) -> None:
        """Tie a noun to the participle after it: "people working on", "a library written by"."""
        if self.tag[verb] == "VBN":
            self._add(verb, "nsubj:pass", NO_WORDS, noun)
        elif self.tag[verb] in ("VBG", "VBD"):
            self._add(verb, "nsubj", NO_WORDS, noun)

    def _shared(self, second: int, first: int) -> None:
        """Tie what two coordinated verbs share: "created and maintains Keras"."""
        if self.tag[first][:2] != "VB" or self.tag[second][:2] != "VB":
            return
        one = [c for c in self.children[first] if self.dep[c] == "obj"]
        two = [c for c in self.children[second] if self.dep[c] == "obj"]
        if not two and one and one[0] > second and not self._complements(second):
            self._add(second, "obj", NO_WORDS, one[0])
        if not one and two and 1 <= second - first <= 3 and not self._complements(first):
            self._add(first, "obj", NO_WORDS, two[0])

    def _complements(self, verb: int) -> bool:
        return any(self.dep[c] in ("ccomp", "xcomp", "obl", "obl:agent") for c in self.children[verb])

    def _inherit(self, i: int) -> None:
        """Give a verb without a subject the one that it is understood with."""
        dep, head = self.dep[i], self.heads[i]
        if any(a.label in SUBJECTS for a in self.down[i]):
            return
        if dep == "conj" and (self.tag[i][:2] not in ("VB", "MD") and not self._copula(i)):
            return
        if (dep == "advcl" and self.tag[i] not in ("VBG", "VB")) or (dep == "acl" and self.tag[i] != "VB"):
            return
        if dep == "acl":
            head = self.heads[head]
        if dep == "xcomp" and self.lower[head] in OBJECT_CONTROL and self.tag[i][:2] == "VB":
            given = [a.child for a in self.down[head] if a.label in ("obj", "iobj")]
            if given:
                for child in given:
                    self._add(i, "nsubj", NO_WORDS, child)
                return
        passive = any(self.dep[c] == "aux:pass" for c in self.children[i])
        for arc in list(self.down[head]):
            if arc.label == "nsubj" or (arc.label == "nsubj:pass" and (dep != "advcl")):
                shared = dep == "conj" and arc.label == "nsubj:pass" and self.tag[i] == "VBN"
                self._add(i, "nsubj:pass" if passive or shared else "nsubj", NO_WORDS, arc.child)

    def _copula(self, i: int) -> bool:
        return any(self.dep[c] == "cop" for c in self.children[i])

    def _conjuncts(self, i: int) -> Iterator[int]:
        """The words coordinated with ``i`` after it, clauses left out."""
        for c in self.children[i]:
            if self.dep[c] == "conj" and not any(self.dep[g] in SUBJECTS for g in self.children[c]):
                yield c
                yield from self._conjuncts(c)

    # -- What stands for what ------------------------------------------------------------------------------------------

    def root(self, start: int, end: int) -> int:
        """The head word of ``doc[start:end]``: the first whose own head lies outside."""
        inside = range(max(start, self.start) - self.start, min(end, self.end) - self.start)
        for i in inside:
            if (self.heads[i] not in inside or self.heads[i] == i) and self.dep[i] not in ("punct", "case", "det"):
                return i
        return inside[0]

    def standins(self, root: int, generic: frozenset[str], taken: frozenset[int]) -> list[int]:
        """The words that stand for a mention with head ``root``, itself first.

        ``generic``: nouns that add nothing to a name of its type ("the Keras library"); ``taken``: words of names, which
        stand for nothing but themselves.
        """
        out = [root]
        head, dep = self.heads[root], self.dep[root]
        free = head != root and head not in taken
        if (
            (
                free
                and dep in ("compound", "nmod", "flat", "nmod:desc", "amod")
                and head > root
                and self.lower[head] in generic
            )
            or (free and dep in ("appos", "flat") and self.tag[head] in ("NN", "NNS", "PRP", "DT"))
            or (free and dep in ("nmod", "obl") and "of" in self.marks(root) and self.lower[head] in PARTS)
        ):
            out.append(head)
        elif free and dep in ("xcomp", "obj", "appos") and self.lower[head] in NAMING and self.dep[head] == "acl":
            out.append(self.heads[head])
        for word in list(out):
            for arc in self.down[word]:
                if arc.label == "appos" and arc.child not in taken and self.tag[arc.child] in ("NN", "NNS"):
                    out.append(arc.child)
            noun = self.heads[word]
            if (
                self.dep[word] == "nsubj"
                and self._copula(noun)
                and noun not in taken
                and self.tag[noun] in ("NN", "NNS")
            ):
                out.append(noun)
        return list(dict.fromkeys(out))
