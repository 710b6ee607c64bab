"""What the text ties to a person: where he works, what he wrote. "my company" and "his book" ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.nlp.columns import Columns, columns
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
            doc = self.reading.docs[found.block]
            person = self.owner(found.block, columns(doc), doc[found.start : found.end].root.i, found.mention.type)
            if person is not None:
                yield number, found, person

    def owner(self, block: int, words: Columns, head: int, kind: str) -> str | None:
        """The person to whom the grammar ties a mention: subject of its verb, holder of the title, possessor."""
        for child in words.children[head]:
            by = words.dep[child] == "nmod" and any(words.lower[c] == "by" for c in words.children[child])
            if by or words.dep[child] == "nmod:poss":
                person = self.person(block, words, child)
                if person is not None:
                    return person
        verbs = table()["affiliation"]["verbs" if kind == "Institution" else "makes"]
        token = head
        for _ in range(STEPS):
            if words.head[token] == token:
                return None
            token = words.head[token]
            if words.pos[token] == "VERB":
                return self.subject(block, words, token) if words.lemma[token].lower() in verbs else None
            if words.pos[token] in ("NOUN", "PROPN"):
                if (block, token) in self.people:
                    return self.people[block, token]
                if words.child(token, "cop") is not None:
                    return self.subject(block, words, token) if kind == "Institution" else None
                if words.dep[token] == "appos" and (block, words.head[token]) in self.people:
                    return self.people[block, words.head[token]]
        return None

    def subject(self, block: int, words: Columns, verb: int) -> str | None:
        """The person who is the subject of a verb, or of the verb it is joined to."""
        for _ in range(STEPS):
            for child in words.children[verb]:
                if words.dep[child] in ("nsubj", "obl:agent"):
                    return self.person(block, words, child)
            if words.dep[verb] not in ("conj", "xcomp", "advcl") or words.head[verb] == verb:
                return None
            verb = words.head[verb]
        return None

    def person(self, block: int, words: Columns, token: int) -> str | None:
        """Who a token is, if a person: a name, the speaker's own "I", the guest whom the host calls "you", "he"."""
        word = words.lower[token]
        if word in FIRST_PERSON:
            return self.reading.speaker(block)
        if word in ("you", "your"):
            return self.reading.addressee(block)
        if word in PERSONAL:
            return self.nearest(block, token)
        return self.people.get((block, token))

    def nearest(self, block: int, before: int) -> str | None:
        """The last person named before a token of a block."""
        for i in range(before - 1, -1, -1):
            if (block, i) in self.people:
                return self.people[block, i]
        return None
