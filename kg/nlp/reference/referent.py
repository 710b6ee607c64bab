"""Those whom a pronoun may mean: what a reader keeps in mind of the last sentences."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.nlp.reference.words import gender, sort_of, table
from kg.types import Participant

# How many sentences back a referent is still in mind.
MEMORY = 6
INDEFINITE = frozenset(
    ["someone", "somebody", "something", "everything", "everyone", "everybody", "this", "that", "those"]
)
TITLES = frozenset(["mr", "mrs", "ms", "dr", "prof", "professor", "sir", "president", "senator"])
SORT = {"Person": "person", "Institution": "group", "Place": "place", "Event": "event"}


@dataclass(frozen=True, slots=True)
class Place:
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


def role_of(token: Token) -> str:
    """The grammatical role of a phrase by its head: subj, obj, obl, nmod, poss, compound or other."""
    while token.dep_ in ("conj", "appos", "flat") and token.head.i != token.i:
        token = token.head
    dep = token.dep_
    if dep.startswith(("nsubj", "csubj")):
        return "subj"
    if dep == "nmod:poss":
        return "poss"
    if dep in ("obj", "iobj", "xcomp"):
        return "obj"
    base = dep.partition(":")[0]
    return base if base in ("obl", "nmod", "compound") else "other"


def governor_of(token: Token) -> int:
    """The verb or noun on which a phrase hangs, past coordination."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token.head.i


def determiner_of(token: Token) -> str:
    """How a noun is determined: a, the, this, poss or none."""
    for child in token.children:
        if child.i > token.i:
            break
        if child.dep_ == "nmod:poss":
            return "poss"
        if child.dep_ == "det":
            return {"a": "a", "an": "a", "some": "a", "the": "the"}.get(child.lower_, "this")
    return "none"


def is_noun_phrase(token: Token) -> bool:
    """Whether a token heads a phrase that a pronoun could mean."""
    if token.dep_ in ("compound", "flat", "fixed", "goeswith", "discourse", "det", "nummod", "expl", "mark", "advmod"):
        return False
    if token.pos_ in ("NOUN", "PROPN"):
        return token.lower_ not in table()["skipped"]["any"]
    if token.lower_ in ("this", "that") and token.head.lower_ in ("why", "how", "where", "when", "because"):
        return False
    return token.lower_ in INDEFINITE and token.pos_ == "PRON" and token.tag_ in ("NN", "DT")


def is_one_of_two(token: Token) -> bool:
    """Whether a token is "the former" or "the latter" by itself, however it is tagged."""
    return token.lower_ in ("former", "latter") and token.dep_ not in ("amod", "compound")


def described(token: Token, place: Place) -> Referent:
    """The referent that a common noun phrase brings in."""
    word = token.lemma_.lower() if token.pos_ == "NOUN" else token.lower_
    plural = token.tag_ in ("NNS", "NNPS") or word in ("people", "those")
    referent = Referent(sort_of(word), None, word, place, plural=plural, gender=gender(word))
    referent.proper, referent.determiner = token.pos_ == "PROPN", determiner_of(token)
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
