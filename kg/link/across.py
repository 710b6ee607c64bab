"""Linking across documents: each document has settled by itself, with the lexicon, what its things are called for good.

An item's id depends on its own document and the lexicon alone. So the same id is the same thing, nothing depends on the
order of the files, a further document renames nothing, and the work grows with the mentions (decisions/0010).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from slugify import slugify
from wordfreq import zipf_frequency

from kg.link.items import Identity, Item, Local
from kg.link.names import TITLES, initials, key
from kg.types import Entity, Evidence, Mention, Merge
from kg.vocabulary import Entry, types

# A single name rarer than this (about one in a hundred million words) is no common first or last name.
RARE = 1.2
# Why the hosts of several documents who go by one first name are one.
HOST = ("host of the same first name", 0.85)


@dataclass
class Cluster:
    """An entity in the making: ``forms`` are all its names, ``own`` those that are not merely joined to it."""

    id: str
    entry: Entry | None = None
    types: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, tuple[str, float]] = field(default_factory=dict)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    host: bool = False


def gather(locals_: Sequence[Local]) -> tuple[list[Cluster], list[list[Cluster | None]]]:
    """Join the items of all documents that have one id.

    Gives the clusters by id, and for each document the cluster of each of its mentions.
    """
    ids = settled(locals_)
    clusters: dict[str, Cluster] = {}
    for number, local in enumerate(locals_):
        for identity in sorted(local.items):
            item = local.items[identity]
            root = local.root(identity)
            if item.mentions or (item.role and identity == root):
                cluster = clusters.setdefault(ids[number][root], Cluster(ids[number][root]))
                take(cluster, number, local, identity, item)
    found = {i: c for i, c in clusters.items() if c.mentions}
    of = [
        [found[ids[n][local.root(i)]] if i is not None else None for i in local.of] for n, local in enumerate(locals_)
    ]
    return [found[i] for i in sorted(found)], of


def take(cluster: Cluster, number: int, local: Local, identity: Identity, item: Item) -> None:
    """Add an item to the cluster of its root."""
    root = local.items[local.root(identity)]
    cluster.entry = cluster.entry or root.entry
    cluster.types[root.type] += len(item.mentions)
    cluster.mentions += [(number, m) for m in item.mentions]
    cluster.documents.add(number)
    join = local.joins.get(identity)
    for form, times in item.forms.items():  # most have one, for which update() takes long
        cluster.forms[form] += times
        if join is None:
            cluster.own[form] += times
    if join is None:
        cluster.host = cluster.host or goes_by_one_name(item)
    for form in item.forms:
        same = ("same first and last name" if item.type == "Person" else "spelling", 0.98)
        why = item.reasons.get(form) or (same if join is None else None)
        if join is not None and (why is None or join.score < why[1]):
            why = (join.reason, join.score)
        if why is not None:
            cluster.reasons[form] = max(cluster.reasons.get(form, ("", 0.0)), why, key=lambda w: (w[1], w[0]))


# -- Ids ---------------------------------------------------------------------------------------------------------------


def settled(locals_: Sequence[Local]) -> list[dict[Identity, str]]:
    """The id of each root item of each document."""
    out = [{i: identifier(local, i, item) for i, item in local.roots()} for local in locals_]
    for namesakes in contradicting(locals_, out).values():
        for number, identity, letter in namesakes:
            item = locals_[number].items[identity]
            out[number][identity] = "-".join([*item.parts[:-1], letter, item.parts[-1]])
    return out


def identifier(local: Local, identity: Identity, item: Item) -> str:
    """The id of an item: the lexicon's, else the slug of its key.

    It gets its type where the slug belongs to an entry of the lexicon that it is not, and its document where it is the
    first or last name alone of somebody whom the document does not name in full. A host who goes by one name is taken
    for the host of that name elsewhere, and a name that hardly anybody bears for the same person's.
    """
    if item.entry is not None:
        return local.known.ids[item.entry.iri]
    if item.type == "Person" and len(item.parts) == 1:
        if goes_by_one_name(item):
            return f"{item.key}-host"
        if len(item.key) > 3 and zipf_frequency(item.key, "en") < RARE:
            return item.key if item.key not in local.known.taken else f"{item.key}-person"
        return f"{item.key}-in-{slugify(local.extraction.document.id)}"
    return f"{item.key}-{item.type.lower()}" if item.key in local.known.taken else item.key


def goes_by_one_name(item: Item) -> bool:
    """Whether an item is a host of whom only a first or last name is known."""
    return item.role == "host" and item.type == "Person" and len(item.parts) == 1


def contradicting(
    locals_: Sequence[Local], ids: Sequence[dict[Identity, str]]
) -> dict[str, list[tuple[int, Identity, str]]]:
    """The persons of one first and last name whose middle initials say that they are two: (document, item, initial)."""
    stated: dict[str, list[tuple[int, Identity, str]]] = defaultdict(list)
    for number, local in enumerate(locals_):
        for identity, item in local.roots("Person"):
            letters = {i for form in item.forms for i in initials(form)}
            if item.entry is None and len(letters) == 1:
                stated[ids[number][identity]].append((number, identity, letters.pop()))
    return {i: found for i, found in stated.items() if len({letter for _, _, letter in found}) > 1}


# -- What is shown -----------------------------------------------------------------------------------------------------


def entity(cluster: Cluster, locals_: Sequence[Local]) -> Entity:
    """The entity of a finished cluster."""
    type = cluster.entry.type if cluster.entry else commonest(cluster.types)
    name = display(cluster, type)
    entry = cluster.entry
    pages = ((entry.url,) if entry.url else ()) + entry.same_as if entry else ()
    return Entity(
        id=cluster.id,
        type=type,
        name=name,
        aliases=tuple(sorted({name, *(f for f, n in cluster.forms.items() if n)})),
        same_as=tuple(dict.fromkeys(pages)),
        mentions=places([locals_[d].extraction.mentions[m] for d, m in cluster.mentions]),
        merges=merges(cluster, name),
    )


def places(mentions: Sequence[Mention]) -> tuple[Evidence, ...]:
    """Where an entity is mentioned.

    A speaker who is meant without a word for him has the whole sentence as his place: that is evidence of a claim, but
    names nobody.
    """
    named = [m for m in mentions if m.kind != "speaker" or m.evidence.end - m.evidence.start <= len(m.text) + 8]
    return tuple(m.evidence for m in named or mentions)


def commonest(counts: Counter[str]) -> str:
    """The type counted most; in a tie the first of the ontology."""
    order = types()
    return min(counts, key=lambda t: (-counts[t], order.index(t)))


def merges(cluster: Cluster, name: str) -> tuple[Merge, ...]:
    """Why each form is held to be the entity, and why those of several documents are one."""
    found = [Merge(form, name, *cluster.reasons[form]) for form in sorted(cluster.reasons) if form != name]
    if len(cluster.documents) > 1 and cluster.entry is None:
        why = HOST if cluster.host else ("same name in several documents", 0.95)
        found.append(Merge(name, name, *why))
    return tuple(sorted(found, key=lambda m: (m.form, m.reason)))


def display(cluster: Cluster, type: str) -> str:
    """The name to show: the lexicon's, a person's fullest, else the commonest in its best case."""
    if cluster.entry is not None:
        return cluster.entry.name
    own = {f: n for f, n in cluster.own.items() if f} or dict(cluster.forms)
    if type == "Person":
        return max(map(untitled, own), key=fullness)
    if len(own) == 1:  # most have one form, and a key takes long
        return next(iter(own))
    groups: Counter[str] = Counter()
    for form, n in own.items():
        groups[key(form, type)] += n
    best = min(groups, key=lambda k: (-groups[k], k))
    same = {f: n for f, n in own.items() if key(f, type) == best}
    return min(same, key=lambda f: (badly_cased(f, same, type), f.lower().startswith(("the ", "a ")), -same[f], f))


def fullness(name: str) -> tuple[bool, bool, int, bool, str]:
    """How good a form of a person's name is: properly cased, of many words, with its accents."""
    return name[:1].isupper(), not name.isupper(), len(name.split()), not name.isascii(), name


def badly_cased(form: str, same: dict[str, int], type: str) -> bool:
    """Whether a form is all in capitals, or in lower case by chance: a name mostly written so styles itself so."""
    if form.isupper() and len(form) > 6:
        return True
    lower = sum(n for f, n in same.items() if f.islower())
    return form.islower() and type != "Concept" and 4 * lower < 3 * sum(same.values())


def untitled(name: str) -> str:
    """A person's name without "Dr." and the like."""
    parts = name.split()
    while len(parts) > 2 and parts[0].lower().rstrip(".") in TITLES:
        parts = parts[1:]
    return " ".join(parts)
