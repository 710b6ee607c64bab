"""Which pronouns refer at all, and what they may refer to."""

from __future__ import annotations

from spacy.tokens import Token

from kg.nlp.reference.referent import Referent, governor_of, role_of
from kg.nlp.reference.words import PERSONAL, REFLEXIVE, THEY, THING, types_of

# "it is worth a try to", "it was time that".
OPENING = frozenset({"time", "possible", "worth", "clear", "true"})
WEATHER = frozenset(["rain", "snow", "freeze"])
# "it turns out that", "it seems", "it depends", "it takes time to": the subject stands for nothing.
EMPTY = frozenset(["seem", "appear", "happen", "matter"])


def class_of(token: Token) -> str | None:
    """The class of a third-person pronoun that refers: "person", "it" or "they"; None for every other token."""
    word = token.lower_
    if word in PERSONAL:
        return "person"
    if word in THEY:
        return "they"
    if word in THING and not is_empty(token):
        return "it"
    return None


def is_empty(token: Token) -> bool:
    """Whether "it" is an empty subject: weather, "it is hard to", "it turns out that"."""
    if token.dep_.startswith("expl"):
        return True
    head = token.head
    if not token.dep_.startswith("nsubj"):
        return False
    clauses = {c.dep_ for c in head.children}
    clause = any(d.startswith(("csubj", "ccomp")) for d in clauses)
    lemma = head.lemma_.lower()
    if lemma in WEATHER or (lemma in EMPTY and clause):
        return True
    if lemma == "depend":
        # "It depends on NumPy" tells of a thing, "it depends on the day" of none.
        return not any(c.dep_.startswith("obl") and c.pos_ == "PROPN" for c in head.children)
    if lemma == "turn":
        return any(c.lower_ == "out" for c in head.children)
    if lemma == "take":
        return any(c.lower_ in ("time", "while", "years", "months", "long", "lot") for c in head.subtree) and clause
    copular = any(c.dep_ == "cop" for c in head.children)
    if not copular:
        return False
    if head.lower_ in OPENING and (clause or clauses & {"advcl", "xcomp"}):
        return True
    return any(d.startswith("csubj") for d in clauses) or (head.pos_ == "ADJ" and opens_clause(head))


def opens_clause(head: Token) -> bool:
    """Whether an adjective takes "to ..." or "that ..." as the true subject: "it is hard to tell"."""
    for child in head.children:
        if child.i < head.i or child.dep_ not in ("ccomp", "xcomp", "advcl"):
            continue
        first = child.left_edge.lower_
        if first in ("to", "that", "for", "when", "how", "whether"):
            return True
    return False


def fits(token: Token, word: str, kind: str, referent: Referent) -> bool:
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


def bound_apart(token: Token, referent: Referent, block: int, sentence: int) -> bool:
    """Whether grammar forbids it: "Ann thanked her" is not Ann, "Ann thanked herself" is."""
    place = referent.place
    if (place.block, place.sentence) != (block, sentence):
        return False
    if token.lower_ in REFLEXIVE:
        return False
    if token.dep_ == "nmod:poss":
        return place.head == token.head.i
    role = role_of(token)
    clause = governor_of(token) == place.governor and place.role in ("subj", "obj", "obl")
    return (clause and role in ("subj", "obj", "obl") and token.dep_ != "conj") or place.head == governor_of(token)


def expected(token: Token) -> frozenset[str]:
    """The types that the governing verb tells of: "it runs on" -> a Tool; empty where it tells nothing."""
    if token.dep_.startswith("nsubj:pass") or token.dep_ == "obj":
        return types_of("object").get(token.head.lemma_.lower(), frozenset())
    if token.dep_ == "nsubj":
        return types_of("subject").get(token.head.lemma_.lower(), frozenset())
    return frozenset()
