"""What the text ties to a person: where he works, what he wrote. "my company" and "his book" ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.nlp.reading import FIRST_PERSON, Found, Reading
from kg.nlp.reference.referent import same_name
from kg.nlp.reference.words import PERSONAL, table

TIED = frozenset({"Institution", "Work", "Tool", "Event"})
# How far up from a mention its verb or the title of its owner may stand.
STEPS = 4


class Links:
    """The ties of a document, in order: block, token, number of the mention, and the person."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.people = {
            (f.block, i): f.mention.text
            for f in reading.found
            if f.block >= 0 and f.mention.type == "Person"
            for i in range(f.start, f.end)
        }
        self.ties = sorted((f.block, f.start, n, person) for n, f, person in self.find())

    def latest(self, person: str, types: frozenset[str], block: int, token: int) -> int | None:
        """The number of the last mention before a place that is tied to a person, if its type is wanted."""
        for b, start, number, owner in reversed(self.ties):
            wanted = self.reading.found[number].mention.type in types
            if wanted and (b, start) < (block, token) and same_name(owner, person):
                return number
        return None

    def find(self) -> Iterator[tuple[int, Found, str]]:
        """All ties."""
        for number, found in enumerate(self.reading.found):
            if found.block < 0 or found.mention.type not in TIED:
                continue
            head = self.reading.docs[found.block][found.start : found.end].root
            person = self.owner(found.block, head, found.mention.type)
            if person is not None:
                yield number, found, person

    def owner(self, block: int, head: Token, kind: str) -> str | None:
        """The person to whom the grammar ties a mention: subject of its verb, holder of the title, possessor."""
        for child in head.children:
            if child.dep_ == "nmod:poss" or (child.dep_ == "nmod" and any(c.lower_ == "by" for c in child.children)):
                person = self.person(block, child)
                if person is not None:
                    return person
        verbs = table()["affiliation"]["verbs" if kind == "Institution" else "makes"]
        token = head
        for _ in range(STEPS):
            if token.head.i == token.i:
                return None
            token = token.head
            if token.pos_ == "VERB" and token.lemma_.lower() in verbs:
                return self.subject(block, token)
            if token.pos_ in ("NOUN", "PROPN"):
                if (block, token.i) in self.people:
                    return self.people[block, token.i]
                copular = any(c.dep_ == "cop" for c in token.children)
                if copular:
                    return self.subject(block, token) if kind == "Institution" else None
                if token.dep_ == "appos" and (block, token.head.i) in self.people:
                    return self.people[block, token.head.i]
            elif token.pos_ == "VERB":
                return None
        return None

    def subject(self, block: int, verb: Token) -> str | None:
        """The person who is the subject of a verb, or of the verb it is joined to."""
        for _ in range(STEPS):
            for child in verb.children:
                if child.dep_ in ("nsubj", "obl:agent"):
                    return self.person(block, child)
            if verb.dep_ not in ("conj", "xcomp", "advcl") or verb.head.i == verb.i:
                return None
            verb = verb.head
        return None

    def person(self, block: int, token: Token) -> str | None:
        """Who a token is, if a person: a name, the speaker's own "I", the guest whom the host calls "you", "he"."""
        word = token.lower_
        if word in FIRST_PERSON:
            return self.reading.speaker(block)
        if word in ("you", "your"):
            return self.reading.addressee(block)
        if word in PERSONAL:
            return self.nearest(block, token.i)
        return self.people.get((block, token.i))

    def nearest(self, block: int, before: int) -> str | None:
        """The last person named before a token of a block."""
        for i in range(before - 1, -1, -1):
            if (block, i) in self.people:
                return self.people[block, i]
        return None
