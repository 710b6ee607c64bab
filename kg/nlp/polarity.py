"""Whether something is said to hold, or denied, supposed, asked or wished: by the words above and beside a predicate."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.nlp.inflection import forms
from kg.types import Modality, Polarity

NEGATIVE = frozenset(
    {"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "barely", "nobody", "none", "without", "nothing"}
)
NEGATED_BY = frozenset({"advmod", "det", "nsubj", "nsubj:pass", "cc:preconj", "cc", "mark", "case", "obj"})
# Before or beside these the negation is of the limit, not of what is said: "not just", "not by Ana alone".
ONLY = frozenset({"just", "only", "merely", "simply", "even", "necessarily", "alone", "doubt", "question"})
# "I don't think that X is ..." denies the embedded clause.
RAISING = forms(
    ["think", "believe", "suppose", "expect", "say", "guess", "see", "want", "plan", "intend", "feel", "like", "claim"]
    + ["mean", "recommend", "call"]
)
DENYING = forms(["refuse", "decline", "fail"])
# Who "never stopped using it" uses it, and who stopped has used it.
CEASING = forms(["stop", "quit", "cease"])
HEDGING = frozenset(
    {"maybe", "perhaps", "probably", "possibly", "apparently", "supposedly", "allegedly", "presumably", "seemingly"}
)
DOUBTING = forms(["seem", "appear", "guess", "suppose", "suspect", "assume"])
WISHING = forms(["wish", "hope", "dream"])
WANTING = frozenset({"want", "wants"})
CONDITIONAL = frozenset({"would", "could", "'d", "’d", "should"})
CLIMBING = frozenset({"xcomp", "ccomp", "acl", "obj", "conj"})
CLOSING = frozenset({'"', "”", "'", "’", ")"})


def polarity(token: Token) -> Polarity:
    """Tell whether the predicate at ``token`` is affirmed or negated.

    Two negations cancel ("nobody doubts that"), and in a question a negation denies nothing ("isn't it built on C?").
    """
    odd = sum(1 for _ in negations(token)) % 2
    return "negated" if odd and not asked(token) else "affirmed"


def negations(token: Token) -> Iterator[Token]:
    """Yield the negations in whose scope ``token`` stands."""
    yield from own_negations(token)
    here = token
    while here.dep_ in ("ccomp", "xcomp") and here.head.i != here.i:
        above = here.head
        if above.lower_ in CEASING:
            break
        if here.dep_ == "xcomp" or above.lower_ in RAISING:
            yield from own_negations(above)
        if above.lower_ in DENYING and here.dep_ == "xcomp":
            yield above
        here = above
    # "it does not parse or print" denies both; "it does not parse, and it prints" one.
    if here.dep_ == "conj" and not any(c.dep_.startswith("nsubj") for c in here.children):
        words = {c.lower_ for c in here.children}
        if words & {"or", "nor"} and not words & NEGATIVE - {"nor"}:
            yield from own_negations(here.head)


def own_negations(token: Token) -> Iterator[Token]:
    """Yield the negative words among a predicate's own dependents."""
    if any(c.lower_ in ONLY for c in token.children if c.dep_ == "advmod" and c.i > token.i):
        return
    for child in token.children:
        if child.lower_ in NEGATIVE and child.dep_ in NEGATED_BY:
            following = child.nbor(1).lower_ if child.i + 1 < len(child.doc) else ""
            if following not in ONLY:
                yield child
        elif child.dep_ == "advmod" and any(c.lower_ == "no" for c in child.children):
            yield child  # "no longer"
        elif child.dep_ in ("nsubj", "obj", "nsubj:pass") and any(
            c.lower_ in ("no", "neither") and c.dep_ == "det" for c in child.children
        ):
            yield child


def modality(token: Token) -> Modality:
    """Tell how the predicate at ``token`` is put forward: asserted, hedged, hypothetical, asked or wished."""
    if asked(token):
        return "asked"
    above = list(climb(token))
    near = [token, *above[:1]]
    if any(w.lower_ in WISHING or w.lower_ in WANTING or would_like(w) for w in above):
        return "wished"
    auxiliaries = {c.lower_ for w in near for c in w.children if c.dep_ == "aux"}
    if (auxiliaries & CONDITIONAL and not pluperfect(token)) or conditional([token, *above]):
        return "hypothetical"
    hedges = any(c.lower_ in HEDGING for w in near for c in w.children)
    if hedges or auxiliaries & {"might", "may"} or any(w.lower_ in DOUBTING for w in above[:1]):
        return "hedged"
    return "asserted"


def climb(token: Token) -> Iterator[Token]:
    """Yield the predicates above ``token`` in whose clause or complement it stands."""
    here = token
    for _ in range(4):
        if here.head.i == here.i or here.dep_ not in CLIMBING:
            return
        if here.dep_ == "conj" and any(c.dep_.startswith("nsubj") for c in here.children):
            return
        here = here.head
        yield here


def asked(token: Token) -> bool:
    """Whether the sentence asks what the predicate says: it ends in a question mark, the predicate is in its main part."""
    end = next((t for t in reversed(list(token.sent)) if not t.is_space and t.text not in CLOSING), None)
    if end is None or "?" not in end.text:
        return False
    here = token
    while here.head.i != here.i:
        if here.dep_ in ("acl:relcl", "parataxis", "appos", "advcl"):
            return False
        # In "I used Keras, and did you?" only the last of the coordinated clauses is asked.
        if any(c.dep_ == "conj" and any(g.dep_ == "nsubj" for g in c.children) for c in here.children):
            return False
        here = here.head
    return True


def would_like(word: Token) -> bool:
    """Whether a verb is a wish: "would like to", "I'd love to"."""
    return word.lower_ in ("like", "love") and any(c.lower_ in ("would", "'d", "’d") for c in word.children)


def conditional(chain: list[Token]) -> bool:
    """Whether any predicate of the chain stands in an if-clause."""
    return any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for word in chain for c in word.children)


def pluperfect(token: Token) -> bool:
    """Whether "'d" is "had" ("I'd written"), not "would"."""
    return token.tag_ == "VBN" and any(c.lower_ in ("'d", "’d") for c in token.children)
