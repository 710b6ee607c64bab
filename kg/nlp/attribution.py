"""Whose words they are: "as X said", "X thinks that", "according to X", "people say", quotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.nlp.columns import columns
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Reading
from kg.nlp.reference.quotes import quotes

SAYING = frozenset(
    {"say", "tell", "claim", "argue", "think", "believe", "want", "write", "suggest", "note", "state", "insist", "add"}
    | {"explain", "point", "mention", "report", "announce", "predict", "admit", "hope", "feel", "complain", "warn"}
    | {"assert", "reply", "answer", "maintain", "propose", "recommend", "promise", "deny", "put", "ask", "remark"}
    | {"like", "hear", "expect", "agree", "stress", "teach", "quip", "wish", "assume", "tweet", "joke", "conclude"}
)
# With these, only "that ..." or a clause is reported; "he wrote a book" and "she likes tea" are statements about them.
CLAUSES = frozenset({"ccomp", "parataxis"})
WISHING = frozenset({"want", "like", "hope", "wish", "expect", "ask", "promise", "propose"})
SOURCES = frozenset({"according"})
VIEWS = frozenset({"view", "opinion", "words"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Tokens ``start`` to ``end`` of a block's doc are the words or view of ``speaker``, None for people in general.

    ``source`` is the token that names the speaker, ``kind`` how it is said: quoted, reported, wished or according.
    """

    speaker: str | None
    start: int
    end: int
    source: int
    kind: str


def attribute(reading: Reading, block: int, sentence: Span) -> Attribution | None:
    """Say whose words a sentence holds if not its speaker's own; None where they are his own.

    Reads what ``kg.nlp.reference.resolve`` found, so that "he says that ..." names him. Of several, the one that
    covers most of the sentence.
    """
    found = [*spoken(reading, block, sentence), *accordingly(reading, block, sentence)]
    return max(found, key=lambda a: (a.end - a.start, -a.start), default=None)


# -- X says that ... ---------------------------------------------------------------------------------------------------


def spoken(reading: Reading, block: int, sentence: Span) -> Iterator[Attribution]:
    """Verbs of saying with somebody else as subject."""
    words = columns(sentence.doc)
    for i in range(sentence.start, sentence.end):
        if words.lemma[i].lower() not in SAYING or words.pos[i] not in ("VERB", "AUX"):
            continue
        verb = sentence.doc[i]
        subject = subject_of(verb)
        if subject is None or subject.lower_ in FIRST_PERSON | SECOND_PERSON:
            continue
        covered = content(verb, subject, sentence)
        if covered is None:
            continue
        start, end, kind = covered
        known, speaker = who(reading, block, subject)
        # What people in general want is no view of theirs on something: "users who want to learn".
        wished = kind == "wished" and speaker is None
        if known and not wished and not (speaker is not None and speaker == reading.speaker(block)):
            yield Attribution(speaker, start, end, subject.i, kind)


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, or of the verb it is joined to."""
    for _ in range(3):
        for child in verb.children:
            if child.dep_ == "nsubj":
                # "Andrew Ng, who says that ...": the name before the relative clause.
                return verb.head if child.tag_ == "WP" and verb.dep_ == "acl:relcl" else child
        if verb.dep_ != "conj" or verb.head.i == verb.i:
            return None
        verb = verb.head
    return None


def content(verb: Token, subject: Token, sentence: Span) -> tuple[int, int, str] | None:
    """What is said: the tokens of the clause or quotation, and whether it is quoted or reported."""
    for start, end in quotes(sentence.doc):
        near = verb.i - 6 <= start <= verb.i + 6 or verb.i - 6 <= end <= verb.i + 6
        outside = not start <= verb.i < end
        if near and outside and sentence.start <= start < sentence.end and end - start > 4:
            return start, min(end, sentence.end), "quoted"
    if is_aside(verb):
        # "as Tyson said, ..." and "..., says Tyson": all of the sentence but the aside.
        return (*rest(sentence, verb), "reported")
    lemma = verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ in CLAUSES and child.i > verb.i and (child.dep_ == "ccomp" or lemma not in WISHING):
            return child.left_edge.i, child.right_edge.i + 1, "reported"
        if child.dep_ == "xcomp" and lemma in WISHING and child.i > verb.i:
            return child.left_edge.i, child.right_edge.i + 1, "wished"
    return None


def is_aside(verb: Token) -> bool:
    """Whether a verb of saying stands beside the main clause: "as Tyson said", "..., she argues"."""
    if any(c.lower_ in ("as", "like") and c.dep_ in ("mark", "advmod", "case") for c in verb.children):
        return verb.dep_ in ("advcl", "parataxis", "advcl:relcl", "acl", "obl")
    return verb.dep_ == "parataxis" and not any(c.dep_ in ("ccomp", "obj", "xcomp") for c in verb.children)


def rest(sentence: Span, verb: Token) -> tuple[int, int]:
    """The longer of the stretches before and after an aside."""
    left, right = verb.left_edge.i, verb.right_edge.i + 1
    before, after = (sentence.start, left), (right, sentence.end)
    return max(before, after, key=lambda s: s[1] - s[0])


# -- According to X ----------------------------------------------------------------------------------------------------


def accordingly(reading: Reading, block: int, sentence: Span) -> Iterator[Attribution]:
    """ "According to X, ..." and "in X's view": all of the sentence is X's."""
    lower = columns(sentence.doc).lower
    for i in range(sentence.start, sentence.end):
        if lower[i] not in SOURCES and lower[i] not in VIEWS:
            continue
        token, source = sentence.doc[i], None
        if token.lower_ in SOURCES and token.i + 1 < sentence.end and sentence.doc[token.i + 1].lower_ == "to":
            source = (
                token.head if token.head.i > token.i else next((c for c in token.children if c.i > token.i + 1), None)
            )
        elif token.lower_ in VIEWS and token.dep_.startswith("obl"):
            source = next((c for c in token.children if c.dep_ == "nmod:poss"), None)
        if source is None or source.lower_ in FIRST_PERSON | SECOND_PERSON:
            continue
        known, speaker = who(reading, block, source)
        if known and not (speaker is not None and speaker == reading.speaker(block)):
            yield Attribution(speaker, sentence.start, sentence.end, source.i, "according")


# -- Who ---------------------------------------------------------------------------------------------------------------


def who(reading: Reading, block: int, token: Token) -> tuple[bool, str | None]:
    """Whether a token stands for somebody who can speak, and his name if the reading has one.

    An institution speaks under its name; people in general ("people", "some", "they", "my boss") have none.
    """
    number = mention_at(reading, block, token.i)
    if number is not None:
        mention = reading.found[number].mention
        if mention.type not in ("Person", "Institution"):
            return False, None
        while mention.antecedent is not None:
            mention = reading.found[mention.antecedent].mention
        return True, mention.text
    # "it says", "this argues": a text speaks, and nobody with a name.
    return token.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "DET"), None


def mention_at(reading: Reading, block: int, token: int) -> int | None:
    """The number of the first mention found that covers a token.

    The places are noted once per mention, in the reading's first doc, so that asking for every verb stays cheap.
    """
    noted: dict[tuple[int, int], int]
    seen, noted = reading.docs[0].user_data.get("kg_places", (0, {}))
    for number in range(seen, len(reading.found)):
        found = reading.found[number]
        for i in range(found.start, found.end):
            noted.setdefault((found.block, i), number)
    reading.docs[0].user_data["kg_places"] = (len(reading.found), noted)
    return noted.get((block, token))
