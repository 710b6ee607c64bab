"""The things one document speaks of, in the making: an item for each name, joined step by step, with reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.link.known import Known
from kg.link.names import clean, is_junk, key
from kg.types import Extraction
from kg.vocabulary import Entry

# ("entry", IRI) of something in the lexicon, else (type, key of the name).
Identity = tuple[str, str]


@dataclass
class Item:
    """One name of a document: the forms in which it stands there, why they are one, and where."""

    type: str
    key: str
    entry: Entry | None = None
    forms: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, tuple[str, float]] = field(default_factory=dict)
    mentions: list[int] = field(default_factory=list)
    role: str | None = None

    @property
    def parts(self) -> list[str]:
        """The words of its key."""
        return self.key.split("-")

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(self.forms.values())


@dataclass(frozen=True, slots=True)
class Join:
    """Why an item is the same as another."""

    into: Identity
    reason: str
    score: float


class Local:
    """The items of one document; ``of`` gives each mention's identity, or None where it names nothing."""

    def __init__(self, extraction: Extraction, known: Known) -> None:
        """Begin with nothing found."""
        self.extraction = extraction
        self.known = known
        self.items: dict[Identity, Item] = {}
        self.joins: dict[Identity, Join] = {}
        self.of: list[Identity | None] = [None] * len(extraction.mentions)

    def item(self, name: str, type: str, entry: Entry | None = None) -> Identity:
        """Find or make the item of a name; gives its identity."""
        identity = ("entry", entry.iri) if entry else (type, key(name, type))
        if identity not in self.items:
            made = Item(entry.type, key(entry.name, entry.type), entry) if entry else Item(type, identity[1])
            self.items[identity] = made
        return identity

    def root(self, identity: Identity) -> Identity:
        """What an item has been joined to in the end."""
        while identity in self.joins:
            identity = self.joins[identity].into
        return identity

    def join(self, child: Identity, into: Identity, reason: str, score: float) -> bool:
        """Join two items; two entries of the lexicon never are, and an entry always stays on top."""
        child, into = self.root(child), self.root(into)
        if self.items[child].entry is not None:
            child, into = into, child
        if child == into or self.items[child].entry is not None:
            return False
        self.joins[child] = Join(into, reason, score)
        return True

    def roots(self, *types: str) -> Iterator[tuple[Identity, Item]]:
        """The items that stand for themselves, sorted; of the types given, or all."""
        for identity in sorted(self.items):
            if identity not in self.joins and (not types or self.items[identity].type in types):
                yield identity, self.items[identity]


def packed(local: Local) -> dict[str, list[Any]]:
    """The items of a document as plain values, for the store: items by number in the place of identities."""
    number = {identity: n for n, identity in enumerate(local.items)}
    items = [
        [*identity, i.type, i.key, i.entry and i.entry.iri, i.forms, i.reasons, i.mentions, i.role]
        for identity, i in local.items.items()
    ]
    joins = [[number[child], number[j.into], j.reason, j.score] for child, j in local.joins.items()]
    return {"items": items, "joins": joins, "of": [None if i is None else number[i] for i in local.of]}


def unpacked(values: Mapping[str, list[Any]], extraction: Extraction, known: Known) -> Local:
    """The items that ``packed`` wrote, of the same document and lexicon."""
    local = Local(extraction, known)
    for kind, name, type, own, iri, forms, reasons, mentions, role in values["items"]:
        why = {form: (reason, score) for form, (reason, score) in reasons.items()}
        local.items[kind, name] = Item(type, own, iri and known.entries[iri], Counter(forms), why, mentions, role)
    identities = list(local.items)
    for child, into, reason, score in values["joins"]:
        local.joins[identities[child]] = Join(identities[into], reason, score)
    local.of = [None if n is None else identities[n] for n in values["of"]]
    return local


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A name as it is written, with the type it was given there."""

    text: str
    type: str
    lexicon: str


def forms(extraction: Extraction, anchored: frozenset[str]) -> dict[Form, list[int]]:
    """The names of a document with their mentions, sorted; what names nothing is left out.

    ``anchored`` are the keys of single names that are part of somebody's full name here: "April" may be one.
    """
    found: dict[Form, list[int]] = defaultdict(list)
    for number, m in enumerate(extraction.mentions):
        if m.antecedent is not None:
            continue
        text = clean(m.text)
        known = m.lexicon or (m.type == "Person" and key(text, "Person") in anchored)
        if known or not is_junk(text, m.type):
            found[Form(text, m.type, m.lexicon or "")].append(number)
    return dict(sorted(found.items()))
