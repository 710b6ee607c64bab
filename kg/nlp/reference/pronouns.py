"""Which pronouns refer at all, and what they may refer to."""

from __future__ import annotations

from kg.nlp.columns import Columns
from kg.nlp.reference.referent import Referent, governor_of, role_of
from kg.nlp.reference.words import PERSONAL, REFLEXIVE, THEY, THING, types_of

# "it is worth a try to", "it was time that".
OPENING = frozenset({"time", "possible", "worth", "clear", "true"})
WEATHER = frozenset(["rain", "snow", "freeze"])
# "it turns out that", "it seems", "it depends", "it takes time to": the subject stands for nothing.
LASTING = frozenset(["time", "while", "years", "months", "long", "lot"])
EMPTY = frozenset(["seem", "appear", "happen", "matter"])


def class_of(words: Columns, token: int) -> str | None:
    """The class of a third-person pronoun that refers: "person", "it" or "they"; None for every other token."""
    word = words.lower[token]
    if word in PERSONAL:
        return "person"
    if word in THEY:
        return "they"
    if word in THING and not is_empty(words, token):
        return "it"
    return None


def is_empty(words: Columns, token: int) -> bool:
    """Whether "it" is an empty subject: weather, "it is hard to", "it turns out that"."""
    if words.dep[token].startswith("expl"):
        return True
    if not words.dep[token].startswith("nsubj"):
        return False
    head = words.head[token]
    children = words.children[head]
    clauses = {words.dep[c] for c in children}
    clause = any(d.startswith(("csubj", "ccomp")) for d in clauses)
    lemma = words.lemma[head].lower()
    if lemma in WEATHER or (lemma in EMPTY and clause):
        return True
    if lemma == "depend":
        # "It depends on NumPy" tells of a thing, "it depends on the day" of none.
        return not any(words.dep[c].startswith("obl") and words.pos[c] == "PROPN" for c in children)
    if lemma == "turn":
        return any(words.lower[c] == "out" for c in children)
    if lemma == "take":
        return clause and any(words.lower[i] in LASTING for i in words.subtree(head))
    if "cop" not in clauses:
        return False
    if words.lower[head] in OPENING and (clause or clauses & {"advcl", "xcomp"}):
        return True
    return any(d.startswith("csubj") for d in clauses) or (words.pos[head] == "ADJ" and opens_clause(words, head))


def opens_clause(words: Columns, head: int) -> bool:
    """Whether an adjective takes "to ..." or "that ..." as the true subject: "it is hard to tell"."""
    return any(
        child >= head
        and words.dep[child] in ("ccomp", "xcomp", "advcl")
        and words.lower[min(words.subtree(child))] in ("to", "that", "for", "when", "how", "whether")
        for child in words.children[head]
    )


def fits(word: str, kind: str, referent: Referent) -> bool:
    """Whether a referent may be meant by sort, number and gender."""
    if kind == "person":
        if referent.name in ("everyone", "everybody", "staff", "audience", "peer"):
            return False
        return referent.sort == "person" and not referent.plural and referent.gender in (None, PERSONAL[word])
    if kind == "it":
        return referent.sort != "person" and not referent.plural
    if referent.gender is not None and not referent.plural:
        return False
    return referent.plural or referent.sort in ("group", "person") or bool(referent.members)


def bound_apart(words: Columns, token: int, referent: Referent, block: int, sentence: int) -> bool:
    """Whether grammar forbids it: "Ann thanked her" is not Ann, "Ann thanked herself" is."""
    place = referent.place
    if (place.block, place.sentence) != (block, sentence):
        return False
    if words.lower[token] in REFLEXIVE:
        return False
    if words.dep[token] == "nmod:poss":
        return place.head == words.head[token]
    role, governor = role_of(words, token), governor_of(words, token)
    clause = governor == place.governor and place.role in ("subj", "obj", "obl")
    return (clause and role in ("subj", "obj", "obl") and words.dep[token] != "conj") or place.head == governor


def expected(words: Columns, token: int) -> frozenset[str]:
    """The types that the governing verb tells of: "it runs on" -> a Tool; empty where it tells nothing."""
    dep, verb = words.dep[token], words.lemma[words.head[token]].lower()
    if dep.startswith("nsubj:pass") or dep == "obj":
        return types_of("object").get(verb, frozenset())
    if dep == "nsubj":
        return types_of("subject").get(verb, frozenset())
    return frozenset()
