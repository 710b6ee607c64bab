"""Linking within one document: first what each name is, then which names are one thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.link import people, phrases
from kg.link.items import Form, Identity, Local, forms, unpacked
from kg.link.known import Known, related
from kg.link.names import compact, extends, key, sound
from kg.types import Extraction
from kg.vocabulary import Entry, types

# A name that merely sounds like a known one, with a second reason; below 0.9 a merge counts as doubtful.
MISHEARD = 0.8


def read(extraction: Extraction, known: Known) -> Local:
    """The names of one document, linked now or as they were when it was read."""
    if extraction.settled is not None:
        return unpacked(extraction.settled, extraction, known)
    return linked(extraction, known)


def linked(extraction: Extraction, known: Known) -> Local:
    """Link the names of one document, whatever the order in which they were found."""
    local = Local(extraction, known)
    names = people.Names(extraction)
    found = forms(extraction, frozenset(names.bearers))
    settle(local, found, names)
    names.participants_of(local)
    spacing(local)
    people.join(local, names)
    phrases.acronyms(local)
    phrases.tails(local)
    phrases.addresses(local)
    phrases.short_titles(local)
    misheard(local)
    misspelt(local)
    follow(local)
    return local


# -- What each name is -------------------------------------------------------------------------------------------------


def settle(local: Local, found: dict[Form, list[int]], names: people.Names) -> None:
    """Give each form its entry or type: one surface form is one thing in a document, unless the lexicon knows two."""
    surfaces: dict[str, list[Form]] = defaultdict(list)
    for form in found:
        surfaces[compact(form.text)].append(form)
    for same in surfaces.values():
        entries = {f: e for f in same if (e := entry_of(local.known, f))}
        weights: Counter[Entry] = Counter()
        for f, e in entries.items():
            weights[e] += len(found[f])
        known = min(weights, key=lambda e: (-weights[e], e.iri)) if weights else None
        major = majority(local, [f for f in same if f not in entries], found)
        for f in same:
            type, entry = f.type, entries.get(f)
            if entry is None and names.claims(f, any(g.type == "Person" for g in same)):
                type = "Person"
            elif entry is None and not local.known.homonym(f.text, f.type):
                entry = known or local.known.only(f.text, f.type)
                type = entry.type if entry else major
            place(local, f, found[f], type, entry)


def entry_of(known: Known, form: Form) -> Entry | None:
    """The lexicon's entry of a form: the one found in the text, else the one of its type that bears the name."""
    return known.entries.get(form.lexicon) or known.find(form.text, form.type)


def majority(local: Local, same: Iterable[Form], found: dict[Form, list[int]]) -> str:
    """The type that most and surest mentions give; in a tie the first of the ontology."""
    weights: Counter[str] = Counter()
    for form in same:
        weights[form.type] += round(1000 * sum(local.extraction.mentions[m].score for m in found[form]))
    order = types()
    return min(weights, key=lambda t: (-weights[t], order.index(t) if t in order else 99, t)) if weights else ""


def place(local: Local, form: Form, mentions: list[int], type: str, entry: Entry | None) -> None:
    """Put a form's mentions to its item, with the reason where the form is not simply the name."""
    identity = local.item(form.text, type, entry)
    item = local.items[identity]
    if entry is not None and form.text != entry.name:
        hidden = compact(form.text) in {compact(h) for h in entry.hidden} - {
            compact(a) for a in (entry.name, *entry.aliases)
        }
        item.reasons[form.text] = ("misheard name in the lexicon", 0.9) if hidden else ("lexicon", 1.0)
    if form.type != item.type:
        item.reasons[form.text] = (f"same name, taken for {form.type}", 0.85)
    item.forms[form.text] += len(mentions)
    item.mentions += mentions
    for m in mentions:
        local.of[m] = identity


# -- Which names are one thing -----------------------------------------------------------------------------------------


def spacing(local: Local) -> None:
    """Join names that differ only in spacing and hyphens, to the commonest of them."""
    same: dict[tuple[str, str], list[Identity]] = defaultdict(list)
    for identity, item in local.roots():
        if item.entry is None:
            same[item.type, item.key.replace("-", "")].append(identity)
    for identities in same.values():
        first = min(identities, key=lambda i: (-local.items[i].count, i))
        for identity in identities:
            local.join(identity, first, "spacing", 0.97)


def misheard(local: Local) -> None:
    """Join a name that sounds like a known one of its type, where that one or its kin is spoken of as well."""
    entries = [item.entry for _, item in local.roots() if item.entry is not None]
    for identity, item in list(local.roots()):
        # Ideas are common words, and what sounds like one is mostly another: "strings" is no "strong AI".
        if item.entry is not None or item.type == "Concept" or (item.type == "Person" and len(item.parts) < 2):
            continue
        for entry, alike in known_alike(local.known, item.key, item.type):
            second = "in company" if item.type != "Person" else "first and last name"
            if item.type == "Person" or related(entry, entries):
                into = local.item(entry.name, entry.type, entry)
                local.join(identity, into, f"sounds alike, {second}", round(MISHEARD * alike, 3))
                break


def known_alike(known: Known, name: str, type: str) -> list[tuple[Entry, float]]:
    """The entries that sound like a name; of persons, those with as many words, each of which does."""
    found = known.misheard(name.replace("-", " "), type)
    if type != "Person":
        return found
    own = [(key(e.name, type), e, alike) for e, alike in found]
    return [(e, alike) for k, e, alike in own if k.count("-") == name.count("-") and word_by_word(name, k)]


def word_by_word(a: str, b: str) -> bool:
    """Whether two keys sound alike in every word, where they have as many: "debian-unstable" is not "debian-stable"."""
    one, two = a.split("-"), b.split("-")
    return len(one) != len(two) or all(
        x == y or (sound(x) and sound(x) == sound(y)) for x, y in zip(one, two, strict=True)
    )


def misspelt(local: Local) -> None:
    """Join a rare name to a far commoner one of the same type that it sounds and looks like."""
    same: dict[tuple[str, str], list[Identity]] = defaultdict(list)
    for identity, item in local.roots():
        if item.type not in ("Person", "Concept") and len(item.key) >= 6 and sound(item.key):
            same[item.type, sound(item.key)].append(identity)
    for identities in same.values():
        first = min(identities, key=lambda i: (local.items[i].entry is None, -local.items[i].count, i))
        common = local.items[first]
        for identity in identities:
            rare = local.items[identity]
            alike = people.alike(rare.key, common.key)
            spelling = alike >= 0.9 and word_by_word(rare.key, common.key) and not extends(rare.key, common.key)
            if 3 * rare.count <= common.count and spelling:
                local.join(identity, first, "sounds alike, rare beside it", round(MISHEARD * alike, 3))


def follow(local: Local) -> None:
    """Pronouns and phrases such as "the library" go with what they stand for."""
    mentions = local.extraction.mentions
    for number, mention in enumerate(mentions):
        seen = {number}
        target = mention.antecedent
        while target is not None and target not in seen and mentions[target].antecedent is not None:
            seen.add(target)
            target = mentions[target].antecedent
        if target is not None and local.of[target] is not None:
            local.of[number] = local.of[target]
            local.items[local.of[target]].mentions.append(number)  # type: ignore[index]
