"""Names within one document that are made of other names: acronyms, "the Keras library", titles with a subtitle."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from kg.link.items import Identity, Item, Local
from kg.link.names import clean, compact, key, table, words

SMALL, DOMAINS = words("small"), words("domains")
TAILS = {type: frozenset(tails.split()) for type, tails in table("tails").items()}
LANGUAGE, LANGUAGES, INDEXES = (frozenset(table("language")[n].split()) for n in ("tails", "names", "indexes"))
# Which types a phrase may have been given whose head is of a type: "Keras API" may pass for a Concept.
LOOSE = {"Tool": frozenset({"Tool", "Concept", "Work"}), "Event": frozenset({"Event", "Work"})}


# -- Acronyms ----------------------------------------------------------------------------------------------------------


def acronyms(local: Local) -> None:
    """Join an acronym to its expansion: stated in brackets, or of the same initials and type and the only one."""
    for few, many in bracketed(local):
        local.join(few, many, "acronym explained in the text", 0.97)
    expansions: dict[str, set[Identity]] = defaultdict(set)
    for identity, item in local.roots():
        for form in item.forms:
            for letters in initials(form):
                expansions[letters].add(identity)
    for identity, item in list(local.roots()):
        short = next((f for f in sorted(item.forms) if is_acronym(f)), None)
        letters = short.lower().replace(".", "") if short else ""
        found = {local.root(i) for i in expansions.get(letters, ())} - {identity}
        same = {i for i in found if local.items[i].type == item.type}
        if len(letters) > 2 and len(found) == len(same) == 1:
            local.join(identity, same.pop(), "acronym", 0.85)


def bracketed(local: Local) -> Iterator[tuple[Identity, Identity]]:
    """The pairs (short, long) of names of which one follows the other in brackets, and is made of its letters."""
    text = local.extraction.document.text
    spans = sorted(
        (m.evidence.start, m.evidence.end, i)
        for m, i in zip(local.extraction.mentions, local.of, strict=True)
        if i is not None and m.kind in ("name", "term")
    )
    for (s1, e1, a), (s2, e2, b) in pairwise(spans):
        if a == b or s2 < e1 or text[e1:s2].strip() != "(" or text[e2 : e2 + 1] != ")":
            continue
        one, two = text[s1:e1], text[s2:e2]
        if len(two) < len(one) and is_within(two, one):
            yield b, a
        elif is_within(one, two):
            yield a, b


def is_within(short: str, long: str) -> bool:
    """Whether the capitals of a short form come one after the other in the long one, from its beginning."""
    letters = [c.lower() for c in short if c.isupper()]
    rest = iter(long.lower())
    return len(letters) > 1 and long[:1].lower() == letters[0] and all(c in rest for c in letters)


def is_acronym(form: str) -> bool:
    """Whether a form is written like an acronym."""
    plain = form.replace(".", "")
    return 2 <= len(plain) <= 6 and plain.isupper() and plain.isalpha()


def initials(form: str) -> set[str]:
    """The initials of a phrase, with and without its small words.

    >>> sorted(initials("Massachusetts Institute of Technology"))
    ['miot', 'mit']
    """
    parts = [p for p in re.split(r"[\s\-/]+", form.lower()) if p[:1].isalpha()]
    if len(parts) < 2:
        return set()
    return {"".join(p[0] for p in parts), "".join(p[0] for p in parts if p not in SMALL)}


# -- A name and a common noun ------------------------------------------------------------------------------------------


def tails(local: Local) -> None:
    """Join "Keras API" and "the Keras deep learning library" to Keras, where the document or the lexicon has it."""
    named = {(item.type, item.key): identity for identity, item in local.items.items()}
    for identity, item in list(local.roots()):
        if item.entry is None and item.type != "Person":
            for form in sorted(f for f in item.forms if "'s " not in f):
                head = head_of(local, named, form, item)
                if head is not None and local.root(head) != identity:
                    local.join(*fuller(local, identity, head, form), 0.9)
                    break


def fuller(local: Local, phrase: Identity, head: Identity, form: str) -> tuple[Identity, Identity, str]:
    """Which is the name of the two: "University" belongs to a name, "library" does not."""
    if form.split()[-1] in ("University", "Institute", "Foundation") and local.items[head].entry is None:
        return head, phrase, "short for the full name"
    return phrase, head, "name with a common noun"


def head_of(local: Local, named: dict[tuple[str, str], Identity], form: str, item: Item) -> Identity | None:
    """The item that a phrase is called after, by its first words or, after a plain noun, its last ones."""
    parts = clean(re.sub(r"^(the|a|an|this|that) ", "", form, flags=re.I)).split()
    for n in range(len(parts) - 1, 0, -1):
        for name, rest, first in ((parts[:n], parts[n:], True), (parts[-n:], parts[:-n], False)):
            if all(w.islower() for w in (rest[:-1] if first else rest)):
                head = entity_of(local, named, clean(" ".join(name)), item, rest)
                if head is not None:
                    return head
    return None


def entity_of(
    local: Local, named: dict[tuple[str, str], Identity], name: str, item: Item, rest: list[str]
) -> Identity | None:
    """The item called ``name`` of a type for which the rest of the phrase is but a common noun."""
    noun = rest[-1].lower()
    for type, nouns in TAILS.items():
        if noun not in nouns or item.type not in LOOSE.get(type, {type}) or item.type == "Person":
            continue
        here = (type, key(name, type)) in named
        entry = None if name.islower() and type != "Concept" else local.known.find(name, type)
        if entry is None and not here:
            continue
        head = local.item(name, type, entry) if entry else named[type, key(name, type)]
        own = local.items[local.root(head)].key
        if (own in LANGUAGES and not {w.lower() for w in rest} <= LANGUAGE) or (own in INDEXES and noun == "package"):
            continue
        return head
    return None


def addresses(local: Local) -> None:
    """Join "quillnet.io" to the Quillnet of the document."""
    named = {(item.type, item.key.replace("-", "")): identity for identity, item in local.items.items()}
    for identity, item in list(local.roots("Tool", "Institution", "Work")):
        for form in sorted(item.forms):
            head, dot, end = form.rpartition(".")
            for type in (item.type, "Tool", "Institution", "Work"):
                if dot and end.lower() in DOMAINS and (type, compact(head)) in named and item.entry is None:
                    local.join(identity, named[type, compact(head)], "web address", 0.9)


# -- Titles ------------------------------------------------------------------------------------------------------------


def short_titles(local: Local) -> None:
    """Join the short title of a work or event to the one full title that begins with it."""
    full: dict[tuple[str, str], set[Identity]] = defaultdict(set)
    for identity, item in local.roots("Work", "Event"):
        for form in item.forms:
            head, colon, _ = form.partition(": ")
            if colon:
                full[item.type, key(head, item.type)].add(identity)
    for (type, head), owners in sorted(full.items()):
        if len(owners) == 1 and (type, head) in local.items:
            local.join((type, head), next(iter(owners)), "short title", 0.92)
