"""Persons within one document: participants and full names anchor the single names."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from rapidfuzz.distance import JaroWinkler

from kg.link.items import Form, Identity, Item, Local
from kg.link.names import compact, is_junk, key, sound, table
from kg.types import Extraction, Participant

ALIKE = 0.88


class Names:
    """Who bears which name in a document.

    ``bearers`` gives for each word of a name the keys of the full names that hold it; ``participants`` the full key
    of each name under which a participant goes.
    """

    def __init__(self, extraction: Extraction) -> None:
        """Collect the names of the participants and of all persons mentioned."""
        self.people = [p for p in extraction.document.participants if not is_junk(p.name, "Person")]
        full = {m.text for m in extraction.mentions if m.type == "Person" and m.antecedent is None}
        self.bearers: dict[str, set[str]] = defaultdict(set)
        for name in sorted(full | {p.name for p in self.people}):
            self.bear(key(name, "Person"))
        self.participants: dict[str, str] = {}
        for p in self.people:
            for alias in (p.name, *p.aliases):
                self.participants.setdefault(key(alias, "Person"), key(p.name, "Person"))

    def bear(self, full: str) -> None:
        """Note a full name under each of its words."""
        parts = full.split("-")
        if len(parts) > 1:
            for part in parts:
                if len(part) > 1:
                    self.bearers[part].add(full)

    def claims(self, form: Form, as_person: bool) -> bool:
        """Whether a form without an entry is a person's name here, whatever type it was given.

        A single name needs a mention that was taken for a person, or a participant of that name.
        """
        name = key(form.text, "Person")
        if form.type == "Person" and (("-" not in name and name in self.bearers) or name in self.participants):
            return True
        participant = name in self.participants or any(name in f.split("-") for f in self.participants.values())
        return participant and as_person and form.text[:1].isupper()

    def participants_of(self, local: Local) -> None:
        """Make sure that every participant has an item, so that single names find him, named in full or not."""
        for p in self.people:
            local.items[self.identity(local, p)].role = p.role

    def identity(self, local: Local, p: Participant) -> Identity:
        """The item of a participant; his full name is a form even where only his first name is said."""
        identity = local.item(p.name, "Person", local.known.find(p.name, "Person"))
        local.items[identity].forms[p.name] += 0
        return identity


def join(local: Local, names: Names) -> None:
    """Join the full names that are one person, then the single names to the one person who bears them."""
    for a, b, reason, score in pairs(local):
        local.join(*ordered(local, a, b), reason, score)
    bearers = by_word(local)
    for identity, item in list(local.roots("Person")):
        if len(item.parts) == 1 and item.entry is None:
            single(local, names, identity, item, bearers)


def ordered(local: Local, a: Identity, b: Identity) -> tuple[Identity, Identity]:
    """The lesser and the greater of two: participants and commoner names stand on top."""
    rank = {i: (local.items[i].role is not None, local.items[i].count, len(local.items[i].parts), i) for i in (a, b)}
    return (a, b) if rank[a] < rank[b] else (b, a)


def full_names(local: Local) -> list[tuple[Identity, Item]]:
    """The persons who go by more than one word."""
    return [(i, item) for i, item in local.roots("Person") if len(item.parts) > 1]


def pairs(local: Local) -> list[tuple[Identity, Identity, str, float]]:
    """The pairs of full names that are one person; who could be two others stays apart.

    Only names that share their first or last word are looked at.
    """
    blocks: dict[tuple[int, str], list[tuple[Identity, Item]]] = defaultdict(list)
    for identity, item in full_names(local):
        blocks[0, item.parts[0]].append((identity, item))
        blocks[1, item.parts[-1]].append((identity, item))
    found: dict[tuple[Identity, Identity], tuple[str, float]] = {}
    for block in blocks.values():
        for (a, x), (b, y) in combinations(block, 2):
            why = same_person(x.parts, y.parts)
            if why:
                found[a, b] = why
    partners: dict[Identity, int] = defaultdict(int)
    for a, b in found:
        partners[a] += 1
        partners[b] += 1
    return [
        (a, b, reason, score)
        for (a, b), (reason, score) in sorted(found.items())
        if score >= 0.95 or max(partners[a], partners[b]) == 1
    ]


def same_person(x: list[str], y: list[str]) -> tuple[str, float] | None:
    """Why two full names may be one person: half of the name is equal and the other half agrees."""
    if x[-1] == y[-1]:
        a, b = sorted((x[0], y[0]), key=lambda n: (len(n), n))
        if a == b:
            return ("middle name", 0.95) if set(x) <= set(y) or set(y) <= set(x) else None
        if len(a) == 1 and b.startswith(a):
            return "initials", 0.9
        if b in table("nicknames").get(a, "").split():
            return "short first name", 0.88
        return ("spelling of the first name", 0.85) if sounds_alike(a, b) else None
    if x[0] == y[0] and len(x) == len(y) and len(x[0]) > 1 and sounds_alike(x[-1], y[-1]):
        return "spelling of the last name", 0.85
    return None


def sounds_alike(a: str, b: str) -> bool:
    """Whether two words of names sound alike and look alike."""
    return bool(sound(a)) and sound(a) == sound(b) and alike(a, b) >= ALIKE


def alike(a: str, b: str) -> float:
    """How alike two names look, 0 to 1."""
    return JaroWinkler.similarity(a, b)


def by_word(local: Local) -> dict[str, set[Identity]]:
    """The persons (as they stand now) by each word of their full names, and by the handles made of them."""
    out: dict[str, set[Identity]] = defaultdict(set)
    for identity, item in local.items.items():
        if item.type == "Person" and len(item.parts) > 1:
            first, last = item.parts[0], item.parts[-1]
            for word in {*item.parts, first + last, first[0] + last, last + first[0], last + first}:
                if len(word) > 1:
                    out[word].add(local.root(identity))
    return out


def single(local: Local, names: Names, identity: Identity, item: Item, bearers: dict[str, set[Identity]]) -> None:
    """Join a single name to the one person of the document who bears it; of two bearers, to none."""
    word = item.key
    persons = next((bearers[h] for h in handles(word) if h in bearers), set())
    if word in names.participants and not persons:
        persons = {local.root(names.identity(local, p)) for p in bearing(names, word)}
    if len(persons) == 1:
        into = next(iter(persons))
        local.join(identity, into, *why_single(word, local.items[into].parts, names))
    elif not persons:
        near = {i for w, owners in bearers.items() if sounds_alike(w, compact(word)) for i in owners}
        near = {i for i in near if local.items[i].role}
        if len(near) == 1:
            local.join(identity, next(iter(near)), "sounds like a participant's name", 0.8)


def handles(word: str) -> list[str]:
    """A single name, and what it may be a handle of: "@nadiabrandt7", "mrnadiabrandt"."""
    plain = word.rstrip("0123456789")
    return [word, *(h for h in (plain, plain[1:], plain[2:]) if len(h) > 7)]


def why_single(word: str, parts: list[str], names: Names) -> tuple[str, float]:
    """The reason why a single name is that of a person whose full name has these parts."""
    if word in parts:
        return "first name" if word == parts[0] else "last name", 0.95
    return ("alias", 0.95) if word in names.participants else ("handle", 0.9)


def bearing(names: Names, word: str) -> list[Participant]:
    """The participants who go by a name."""
    return [p for p in names.people if word in {key(a, "Person") for a in (p.name, *p.aliases)}]
