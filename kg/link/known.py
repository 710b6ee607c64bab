"""What the lexicon knows of a name: the entry meant, and what its id is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

from rapidfuzz.distance import JaroWinkler

from kg.link.names import clean, compact, extends, key, singular, slug, sound
from kg.vocabulary import Entry

# How alike in writing two names must be that sound alike.
ALIKE = 0.85
MAKERS = frozenset({"Tool", "Institution"})


class Known:
    """The lexicon, indexed by how its names are written and how they sound."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index the entries."""
        self.entries = {e.iri: e for e in sorted(entries, key=lambda e: e.iri)}
        self.labels: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for e in self.entries.values():
            for label in dict.fromkeys((e.name, *e.aliases, *e.hidden)):
                for written in dict.fromkeys((compact(label), key(label, e.type).replace("-", ""))):
                    self.labels[written].append((label, e))
        self.ids = self._ids()

    def _ids(self) -> dict[str, str]:
        """The id of each entry's node: the slug of its IRI's last part, with the type where two entries share it."""
        slugs: dict[str, list[Entry]] = defaultdict(list)
        for e in self.entries.values():
            slugs[slug(local(e.iri)) or slug(e.name)].append(e)
        return {
            e.iri: slug if n == 0 else f"{slug}-{e.type.lower()}"
            for slug, same in slugs.items()
            for n, e in enumerate(same)
        }

    @cached_property
    def taken(self) -> frozenset[str]:
        """The slugs that belong to entries, as ids or as names."""
        names = chain.from_iterable((key(e.name, e.type), key(e.name, "Tool")) for e in self.entries.values())
        return frozenset(self.ids.values()) | frozenset(names)

    @cached_property
    def sounds(self) -> dict[str, list[tuple[str, Entry]]]:
        """The labels by their sound."""
        out: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for e in self.entries.values():
            for label in (e.name, *e.aliases):
                if sound(label):
                    out[sound(label)].append((label, e))
        return out

    def bearing(self, name: str, type: str) -> list[Entry]:
        """The entries of any type that bear a name unambiguously, in the order of their IRIs."""
        return list({e.iri: e for label, e in self._labelled(name, type) if label not in e.ambiguous}.values())

    def _labelled(self, name: str, type: str) -> Sequence[tuple[str, Entry]]:
        """The labels written like a name, or else like its normal form; short ones in capitals only as written."""
        found = self.labels.get(compact(name), ()) or self.labels.get(key(name, type).replace("-", ""), ())
        plain = clean(name)
        if len(plain) > 3 or plain.islower() or plain.isupper():
            return found
        return [(label, e) for label, e in found if label == plain or not label.isupper()]

    def find(self, name: str, type: str) -> Entry | None:
        """The one entry of a type that bears a name.

        For a name that is ambiguous, the type that the text gave it speaks for the entry.
        """
        same = [e for e in self.bearing(name, type) if e.type == type]
        if not same:
            written = [e for _, e in self._labelled(name, type) if e.type == type]
            same = list({e.iri: e for e in written}.values())
        return same[0] if len(same) == 1 else None

    def only(self, name: str, type: str) -> Entry | None:
        """The one entry, of whatever type, that bears a name which is nobody else's.

        A firm and what it makes are so easily taken for each other that a name written just so is enough.
        """
        bearing = self.bearing(name, type)
        if not bearing and type in MAKERS:
            written = {e.iri: e for label, e in self._labelled(name, type) if label == clean(name)}
            bearing = [e for e in written.values() if len(written) == 1 and e.type in MAKERS]
        return bearing[0] if len(bearing) == 1 else None

    def homonym(self, name: str, type: str) -> bool:
        """Whether an entry of the type bears the name, be it only in some contexts."""
        return any(e.type == type for _, e in self.labels.get(compact(name), ()))

    def misheard(self, name: str, type: str) -> list[tuple[Entry, float]]:
        """The entries of a type that have a name sounding and looking like this one, the likest first."""
        best: dict[str, float] = {}
        for label, e in self.sounds.get(sound(name), ()) if sound(name) else ():
            alike = JaroWinkler.similarity(compact(label), compact(name))
            if e.type == type and alike >= ALIKE and not extends(label, name):
                best[e.iri] = max(alike, best.get(e.iri, 0.0))
        return [(self.entries[i], s) for i, s in sorted(best.items(), key=lambda x: (-x[1], x[0]))]


def local(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def related(a: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an entry stands with one of the others: under one broader term, or in its context words."""
    near = {*a.broader}
    context = {*a.context}
    for e in entries:
        if e.iri == a.iri or e.iri in near or near & {*e.broader} or a.iri in e.broader:
            return True
        if context & {singular(w) for w in e.name.lower().split()}:
            return True
    return False
