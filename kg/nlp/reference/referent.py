"""Those whom a pronoun may mean: what a reader keeps in mind of the last sentences."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.nlp.columns import Columns
from kg.nlp.reference.words import gender, sort_of, table
from kg.types import Participant

# How many sentences back a referent is still in mind.
MEMORY = 6
INDEFINITE = frozenset(
    ["someone", "somebody", "something", "everything", "everyone", "everybody", "this", "that", "those"]
)
# What heads no phrase of its own.
INSIDE = frozenset(["compound", "flat", "fixed", "goeswith", "discourse", "det", "nummod", "expl", "mark", "advmod"])
TITLES = frozenset(["mr", "mrs", "ms", "dr", "prof", "professor", "sir", "president", "senator"])
SORT = {"Person": "person", "Institution": "group", "Place": "place", "Event": "event"}


class Place(NamedTuple):
    """Where and how a referent was mentioned last; ``sentence`` counts through the whole document."""

    block: int
    sentence: int
    head: int
    end: int
    role: str
    governor: int
    turn: int | None
    asked: bool
    first: bool
    pronoun: bool
    predicate: bool


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that was mentioned; ``numbers`` are its named mentions in the reading, the latest last.

    A referent without numbers was described but not named: a pronoun that means it refers to nothing in the graph.
    """

    sort: str
    type: str | None
    name: str
    place: Place
    numbers: list[int] = field(default_factory=list)
    members: tuple[Referent, ...] = ()
    plural: bool = False
    proper: bool = False
    determiner: str = "none"
    gender: str | None = None
    count: int = 1
    called: set[str] = field(default_factory=set)
    title: bool = False

    def named(self) -> bool:
        """Whether it, or everyone of a group, has a mention in the graph."""
        return bool(self.numbers) or (bool(self.members) and all(m.numbers for m in self.members))


def role_of(words: Columns, token: int) -> str:
    """The grammatical role of a phrase by its head: subj, obj, obl, nmod, poss, compound or other."""
    while words.dep[token] in ("conj", "appos", "flat") and words.head[token] != token:
        token = words.head[token]
    return role(words.dep[token])


@functools.cache
def role(dep: str) -> str:
    """The role that a dependent has.

    >>> role("nsubj:pass"), role("iobj"), role("nmod:desc"), role("advmod")
    ('subj', 'obj', 'nmod', 'other')
    """
    if dep.startswith(("nsubj", "csubj")):
        return "subj"
    if dep == "nmod:poss":
        return "poss"
    if dep in ("obj", "iobj", "xcomp"):
        return "obj"
    base = dep.partition(":")[0]
    return base if base in ("obl", "nmod", "compound") else "other"


def governor_of(words: Columns, token: int) -> int:
    """The verb or noun on which a phrase hangs, past coordination."""
    while words.dep[token] == "conj" and words.head[token] != token:
        token = words.head[token]
    return words.head[token]


def determiner_of(words: Columns, token: int) -> str:
    """How a noun is determined: a, the, this, poss or none."""
    for child in words.children[token]:
        if child > token:
            break
        if words.dep[child] == "nmod:poss":
            return "poss"
        if words.dep[child] == "det":
            return {"a": "a", "an": "a", "some": "a", "the": "the"}.get(words.lower[child], "this")
    return "none"


def is_noun_phrase(words: Columns, token: int) -> bool:
    """Whether a token heads a phrase that a pronoun could mean."""
    if words.dep[token] in INSIDE:
        return False
    word = words.lower[token]
    if words.pos[token] in ("NOUN", "PROPN"):
        return word not in table()["skipped"]["any"]
    if word in ("this", "that") and words.lower[words.head[token]] in ("why", "how", "where", "when", "because"):
        return False
    return word in INDEFINITE and words.pos[token] == "PRON" and words.tag[token] in ("NN", "DT")


def is_one_of_two(words: Columns, token: int) -> bool:
    """Whether a token is "the former" or "the latter" by itself, however it is tagged."""
    return words.lower[token] in ("former", "latter") and words.dep[token] not in ("amod", "compound")


def described(words: Columns, token: int, place: Place) -> Referent:
    """The referent that a common noun phrase brings in."""
    word = words.lemma[token].lower() if words.pos[token] == "NOUN" else words.lower[token]
    plural = words.tag[token] in ("NNS", "NNPS") or word in ("people", "those")
    referent = Referent(sort_of(word), None, word, place, plural=plural, gender=gender(word))
    referent.proper, referent.determiner = words.pos[token] == "PROPN", determiner_of(words, token)
    return referent


def same_name(a: str, b: str) -> bool:
    """Whether one name may be short for the other: "Hill" or "Christopher" for "Christopher Hill".

    >>> same_name("Chollet", "François Chollet"), same_name("Ann Lee", "Bob Lee"), same_name("Mr. Hill", "Ann Hill")
    (True, False, True)
    """
    left, right = words_of(a), words_of(b)
    return bool(left and right) and (left <= right or right <= left)


@functools.lru_cache(maxsize=1 << 12)
def words_of(name: str) -> frozenset[str]:
    """The words of a name without titles and endings."""
    words = (w.strip(".,'’\"()").casefold().removesuffix("'s").removesuffix("’s") for w in name.split())
    return frozenset(w for w in words if w and w not in TITLES)


def is_participant(name: str, participant: Participant) -> bool:
    """Whether a name is that of a participant."""
    return any(same_name(name, n) for n in (participant.name, *participant.aliases))
