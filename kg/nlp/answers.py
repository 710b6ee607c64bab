"""Yes and no: a host's question whose proposition the guest's answer takes over."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Span, Token

from kg.nlp.columns import sentences, text_of
from kg.nlp.reading import Reading
from kg.types import Polarity


@functools.cache
def phrases(name: str) -> tuple[str, ...]:
    """A list of ``answers.toml``."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tuple(tomllib.load(file)[name])


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes or no: the question is tokens ``start`` to ``end`` of the doc of ``question_block``.

    ``block`` is where the answer opens, with tokens ``0`` to ``opener``; ``polarity`` is that of the asked
    proposition in the answerer's mouth, ``hedged`` whether he limits it ("to some extent").
    """

    question_block: int
    start: int
    end: int
    block: int
    opener: int
    polarity: Polarity
    hedged: bool
    speaker: str | None


def answers(reading: Reading) -> list[Answer]:
    """The yes/no questions of a document that the next turn, somebody else's, answers at its opening."""
    found = []
    for block in range(1, len(reading.docs)):
        before, here = reading.turn(block - 1), reading.turn(block)
        if before is None or here is None or before is here or before.speaker == here.speaker:
            continue
        if here.role == "host" and before.role == "guest":
            continue
        question = asked(reading, block - 1)
        opening = opens(reading.docs[block]) if question is not None else None
        if question is not None and opening is not None:
            opener, polarity, hedged = opening
            asked_block, sentence = question
            found.append(
                Answer(asked_block, sentence.start, sentence.end, block, opener, polarity, hedged, here.speaker)
            )
    return found


def asked(reading: Reading, block: int) -> tuple[int, Span] | None:
    """The yes/no question that ends the turn of a block; None where it asks what, why or how last, or asks a favour."""
    turn = reading.turn(block)
    while block >= 0 and reading.turn(block) is turn:
        for sentence in reversed(sentences(reading.docs[block])):
            if text_of(sentence).rstrip(" \"'”’)").endswith("?"):
                return (block, sentence) if is_polar(sentence) else None
        block -= 1
    return None


def is_polar(sentence: Span) -> bool:
    """Whether a question wants yes or no: verb first ("Did you ..."), or a statement with "?" or "right?"."""
    words = [t for t in sentence if not t.is_punct and not t.is_space]
    while words and (
        words[0].lower_ in phrases("fillers") or words[0].lower_ in ("and", "but", "or", "then", "also", "now")
    ):
        words = words[1:]
    if len(words) < 3:
        return False
    root = sentence.root
    lemma = words[0].lemma_.lower()
    if any(t.lower_ in phrases("question_words") and t.i <= words[0].i + 1 for t in words[:2]):
        return False
    verb_first = (
        lemma in phrases("asking")
        or words[0].lower_ in ("ca", "wo")
        or words[0].lower_.rstrip("n't") in phrases("asking")
    )
    if verb_first:
        return not is_request(root, words[0]) and not has_choice(root)
    subject = any(c.dep_.startswith(("nsubj", "expl")) and c.i < root.i for c in root.children)
    return subject and not any(
        t.lower_ in phrases("question_words") and t.dep_ != "mark" and t.head.i == root.i for t in words
    )


def is_request(root: Token, first: Token) -> bool:
    """Whether a question asks to tell: "Could you share ...?"."""
    return first.lower_ in ("could", "can", "would", "will", "may", "shall") and root.lemma_.lower() in phrases(
        "requests"
    )


def has_choice(root: Token) -> bool:
    """Whether a question offers two clauses: "Do you prefer papers, or is it books?"."""
    return any(
        c.dep_ == "conj" and c.pos_ in ("VERB", "AUX") and any(g.lower_ == "or" for g in c.children)
        for c in root.children
    )


def opens(doc: Doc) -> tuple[int, Polarity, bool] | None:
    """How an answer opens: where its yes or no ends, the polarity, and whether it is limited."""
    start = 0
    while start < len(doc) and (doc[start].lower_ in phrases("fillers") or doc[start].is_space):
        start += 1
    words = [t.lower_.replace("’", "'") for t in doc[start : start + 12]]
    line = " " + " ".join(words) + " "
    if any(line.startswith(f" {phrase} ") for phrase in phrases("neither")):
        return None
    best: tuple[int, Polarity] | None = None
    signs: list[tuple[str, Polarity]] = [("yes", "affirmed"), ("no", "negated")]
    for phrase, polarity in ((p, sign) for name, sign in signs for p in phrases(name)):
        length = len(phrase.split())
        if (
            line.startswith(f" {phrase} ")
            and closes(phrase, words[length : length + 1])
            and (best is None or length > best[0])
        ):
            best = (length, polarity)
    if best is None:
        return None
    length, polarity = best
    following = " ".join(words[length : length + 6])
    if polarity == "affirmed" and (
        following.startswith((", but no", ", but not", ", not really")) or following.startswith(", no ")
    ):
        return None
    hedged = any(phrase in following for phrase in phrases("hedges"))
    return start + length, polarity, hedged


def closes(phrase: str, following: list[str]) -> bool:
    """Whether an opener stands by itself: "Right, we did" is an answer, "Right after school" is none."""
    if phrase in (
        "yes",
        "yeah",
        "yep",
        "yup",
        "nope",
        "nah",
        "not really",
        "not at all",
        "of course",
        "i think so",
        "no",
    ):
        return phrase != "no" or not following or following[0] not in ("one", "matter", "idea", "more", "two", "other")
    return not following or not following[0][:1].isalpha()
