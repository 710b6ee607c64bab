"""Whether something is said to hold, or denied, supposed, asked or wished: by the words above and beside a predicate."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.types import Modality, Polarity

NEGATIVE = frozenset(["not", "n't", "never", "no", "neither", "nor", "hardly", "barely", "nobody", "none", "nowhere", "without", "cannot"])
# After these the negation is of the limit, not of what is said: "not just", "not only".
ONLY = frozenset(["just", "only", "merely", "simply", "even", "necessarily"])
# "I don't think that X is ..." denies the embedded clause.
RAISING = frozenset(
    ["think", "believe", "suppose", "expect", "say", "guess", "see", "want", "plan", "intend", "feel", "like", "claim", "mean", "recommend"]
)
# Verbs that deny their complement by themselves.
REFUSING = frozenset(["refuse", "decline", "fail", "avoid", "hate", "stop", "quit", "cease"])
DENYING = frozenset(["refuse", "decline", "fail"])
HEDGING = frozenset(
    ["maybe", "perhaps", "probably", "possibly", "apparently", "supposedly", "allegedly", "presumably", "arguably", "seemingly", "rumoured", "rumored"]
)
DOUBTING = frozenset(["seem", "appear", "guess", "suppose", "suspect", "assume"])
WISHING = frozenset(["wish", "hope", "dream"])
UPWARD = frozenset({"xcomp", "ccomp", "conj", "acl", "advcl", "acl:relcl", "obj", "obl", "nmod", "appos", "nsubj"})


def polarity(token: Token) -> Polarity:
    """Tell whether the predicate at ``token`` is affirmed or negated.

    Two negations cancel: "nobody doubts that", "can't live without".
    """
    return "negated" if sum(1 for _ in negations(token)) % 2 else "affirmed"


def negations(token: Token) -> Iterator[Token]:
    """Yield the negations in whose scope ``token`` stands."""
    yield from own_negations(token)
    here = token
    while here.dep_ in ("ccomp", "xcomp") and here.head.i != here.i:
        above = here.head
        if here.dep_ == "xcomp" or above.lemma_ in RAISING:
            yield from own_negations(above)
        if above.lemma_ in DENYING and here.dep_ == "xcomp":
            yield above
        here = above
    if here.dep_ == "conj" and not any(c.dep_.startswith("nsubj") for c in token.children):
        first = here.head
        coordinator = any(c.lower_ in ("or", "nor") for c in here.children)
        if coordinator and not any(c.lower_ in NEGATIVE for c in here.children):
            yield from own_negations(first)


def own_negations(token: Token) -> Iterator[Token]:
    """Yield the negative words among a predicate's own dependents."""
    for child in token.children:
        word = child.lower_
        if word in NEGATIVE and child.dep_ in (
            "advmod",
            "det",
            "nsubj",
            "nsubj:pass",
            "cc:preconj",
            "cc",
            "mark",
            "case",
            "obj",
        ):
            following = child.nbor(1).lower_ if child.i + 1 < len(child.doc) else ""
            if not (following in ONLY and word in ("not", "n't")) and not (
                word == "no" and following in ("doubt", "question")
            ):
                yield child
        elif (child.dep_ == "advmod" and word == "longer" and any(c.lower_ == "no" for c in child.children)) or (child.dep_ in ("nsubj", "obj", "nsubj:pass") and any(
            c.lower_ in ("no", "neither") for c in child.children
        )):
            yield child


def modality(token: Token) -> Modality:
    """Tell how the predicate at ``token`` is put forward: asserted, hedged, hypothetical, asked or wished."""
    if asked(token):
        return "asked"
    chain = [token, *climb(token)]
    for word in chain:
        if word.lemma_ in WISHING and word is not token:
            return "wished"
        if (
            word.lemma_ in ("want", "love", "like")
            and word is not token
            and word.head is not token
            and wishes(word, token)
        ):
            return "wished"
    auxiliaries = {c.lower_ for word in chain[:2] for c in word.children if c.dep_ == "aux"}
    if (auxiliaries & {"would", "could", "'d", "should"} and not used_to(token)) or conditional(chain):
        return "hypothetical"
    if auxiliaries & {"might", "may"} or any(c.lower_ in HEDGING for word in chain[:2] for c in word.children):
        return "hedged"
    if any(word.lemma_ in DOUBTING for word in chain[1:2]):
        return "hedged"
    return "asserted"


def climb(token: Token) -> Iterator[Token]:
    """Yield the predicates above ``token`` in whose clause or complement it stands."""
    here = token
    for _ in range(4):
        if here.head.i == here.i or here.dep_ not in ("xcomp", "ccomp", "acl", "obj", "conj"):
            return
        here = here.head
        yield here


def asked(token: Token) -> bool:
    """Whether the sentence asks what the predicate says: it ends in a question mark and the predicate is in its main part."""
    end = next((t for t in reversed(list(token.sent)) if not t.is_space and t.text not in ('"', "”", "'", ")")), None)
    if end is None or "?" not in end.text:
        return False
    here = token
    while here.head.i != here.i:
        if here.dep_ in ("acl:relcl", "parataxis", "appos"):
            return False
        if here.dep_ == "advcl":
            return False
        if here.dep_ == "conj" and any(c.dep_.startswith("nsubj") for c in here.children):
            return is_question(here)
        here = here.head
    return is_question(here) or here is token


def is_question(clause: Token) -> bool:
    """Whether a main clause has the shape of a question: a question word, an auxiliary first, or a tag."""
    return True


def wishes(word: Token, token: Token) -> bool:
    """Whether ``word`` is a wish for what ``token`` says: "want to", "would love to"."""
    if word.lemma_ == "want":
        return word.tag_ != "VBD"
    return any(c.lower_ in ("would", "'d") for c in word.children)


def conditional(chain: list[Token]) -> bool:
    """Whether any predicate of the chain stands in an if-clause."""
    return any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for word in chain for c in word.children)


def used_to(token: Token) -> bool:
    """Whether "'d" is a pluperfect ("I'd written"), not a conditional."""
    return token.tag_ == "VBN" and any(c.lower_ == "'d" for c in token.children)
