"""Reading on, sentence by sentence: who and what is in mind, and the questions that pronouns put to that memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from kg.nlp.columns import columns
from kg.nlp.reading import Reading
from kg.nlp.reference.pronouns import bound_apart, class_of, fits
from kg.nlp.reference.referent import (
    MEMORY,
    SORT,
    Place,
    Referent,
    described,
    governor_of,
    is_noun_phrase,
    is_one_of_two,
    role_of,
    same_name,
)
from kg.nlp.reference.words import PERSONAL, THEY, THING

# All others neither mean nor bring in anything.
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
ASKING = frozenset(PERSONAL) | THEY | THING | {"former", "latter"}


@dataclass(frozen=True, slots=True)
class Query:
    """A pronoun and whom it may mean, the one mentioned last first."""

    token: Token
    kind: str
    place: Place
    candidates: list[Referent]


# Says which of the candidates is meant, if any, and how sure that is.
Choice = tuple[Referent | None, float]


class Scene:
    """What a reader keeps in mind; ``choose`` answers the pronouns, ``nominal`` the phrases such as "the library"."""

    def __init__(
        self,
        reading: Reading,
        choose: Callable[[Query], Choice],
        nominal: Callable[[Scene, Token, Place], list[tuple[Referent, float]]],
    ) -> None:
        self.reading, self.choose, self.nominal = reading, choose, nominal
        self.mind: list[Referent] = []
        self.known: dict[str, Referent] = {}
        self.people: list[Referent] = []
        self.heads: dict[int, Referent] = {}
        self.sentence = 0
        self.run = 0
        self.title = reading.document.title.casefold()
        self.speaker: str | None = None
        self.answers: list[tuple[int, Token, Referent, float]] = []
        self.names: dict[int, dict[int, int]] = {}
        for number, found in enumerate(reading.found):
            if found.block >= 0:
                self.names.setdefault(found.block, {})[found.start] = number

    def read(self, block: int, sentence: Span) -> None:
        """Take in one sentence."""
        self.sentence += 1
        self.heads = {}
        self.mind = [r for r in self.mind if self.sentence - r.place.sentence <= MEMORY]
        speaker = self.reading.speaker(block)
        # One who goes on under a new label still has the same turn.
        self.run += speaker != self.speaker
        self.speaker = speaker
        names = self.names.get(block, {})
        asked = sentence.text.rstrip().endswith("?")
        inside = 0
        words = columns(sentence.doc)
        for i in range(sentence.start, sentence.end):
            if i in names:
                found = self.reading.found[names[i]]
                inside = found.end
                head = sentence.doc[found.start : found.end].root
                place = self.place(block, head, found.end, asked)
                # "The database" may be a term of the lexicon and yet mean one that was named.
                if found.mention.kind != "term" or not self.asks(block, head, place):
                    self.name(names[i], head, place)
            elif i >= inside and (words.pos[i] in NOMINAL or words.lower[i] in ASKING):
                self.word(block, sentence.doc[i], asked)

    def place(self, block: int, head: Token, end: int, asked: bool, *, pronoun: bool = False) -> Place:
        """The place of a phrase in the sentence at hand."""
        predicate = not pronoun and any(c.dep_ == "cop" for c in head.children)
        turn = None if self.reading.views[block].block.turn is None else self.run
        role, governor = role_of(head), governor_of(head)
        return Place(block, self.sentence, head.i, end, role, governor, turn, asked, not self.heads, pronoun, predicate)

    # -- What is mentioned ---------------------------------------------------------------------------------------------

    def name(self, number: int, head: Token, place: Place) -> None:
        """Take in a named mention."""
        mention = self.reading.found[number].mention
        referent = self.named(mention.text, mention.type)
        fresh = not referent.numbers
        referent.numbers.append(number)
        referent.proper = head.pos_ == "PROPN"
        referent.plural = head.tag_ in ("NNS", "NNPS") and mention.type == "Concept"
        if head.dep_ in ("compound", "appos", "nmod:desc") and head.head.pos_ == "NOUN":
            referent.called.add(head.head.lemma_.lower())
        self.put(referent, head, self.instead(referent, head, place), fresh=fresh)

    def instead(self, referent: Referent, head: Token, place: Place) -> Place:
        """Let a name stand for the noun that announced it: "my boss was Ann", "we named it Keras"."""
        noun = None
        if head.dep_ == "appos":
            noun = head.head
        elif head.head.dep_ == "acl" and head.head.lemma_ in ("name", "call"):
            noun = head.head.head
        elif head.head.lemma_ in ("name", "call"):
            noun = next((c for c in head.head.children if c.dep_ in ("obj", "nsubj:pass") and c.i != head.i), None)
        elif any(c.dep_ == "cop" for c in head.children):
            noun = next((c for c in head.children if c.dep_ == "nsubj"), None)
        described = self.heads.get(noun.i) if noun is not None else None
        if noun is None or described not in self.mind or described.type is not None or described.plural:
            return place
        self.mind.remove(described)
        self.heads[noun.i] = referent
        first = described.place
        return replace(place, role=first.role, first=first.first, predicate=False)

    def named(self, text: str, kind: str) -> Referent:
        """The referent of a name: the one of that name before, or a new one."""
        key = text.casefold()
        referent = self.known.get(key)
        if referent is None and kind == "Person":
            referent = next((r for r in reversed(self.people) if same_name(r.name, text)), None)
        if referent is None:
            nowhere = Place(-1, -99, -1, -1, "other", -1, None, False, False, False, False)
            referent = Referent(SORT.get(kind, "thing"), kind, text, nowhere, count=0, title=key in self.title)
            if kind == "Person":
                self.people.append(referent)
        self.known[key] = referent
        return referent

    def word(self, block: int, token: Token, asked: bool) -> None:
        """Take in a word outside of names: a pronoun that asks, a nominal that asks, or a noun that describes."""
        kind = class_of(token)
        if kind is not None:
            self.ask(Query(token, kind, self.place(block, token, token.i + 1, asked, pronoun=True), []))
        elif is_noun_phrase(token) or is_one_of_two(token):
            place = self.place(block, token, token.i + 1, asked)
            if not self.asks(block, token, place) and not self.says_what_is(token):
                self.describe(token, place)

    def asks(self, block: int, noun: Token, place: Place) -> bool:
        """Whether a noun means one that was named, which is noted and then the one mentioned last."""
        meant = self.nominal(self, noun, place)
        for referent, score in meant:
            self.answers.append((block, noun, referent, score))
        if meant:
            self.put(meant[0][0], noun, place)
        return bool(meant)

    def says_what_is(self, token: Token) -> bool:
        """Whether a noun only says what another referent is: "Keras is a library", "Chollet, the author"."""
        one = self.heads.get(token.head.i) if token.dep_ == "appos" else None
        if one is None and any(c.dep_ == "cop" for c in token.children):
            subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
            if subject is not None:
                one = self.heads.get(subject.i)
                if one is None:
                    return subject.tag_ == "PRP"
        if one is None:
            return False
        one.called.add(token.lemma_.lower())
        return True

    def describe(self, token: Token, place: Place) -> None:
        """Take in a common noun phrase; "the startup" after "a startup" is the same one."""
        new = described(token, place)
        if new.determiner in ("the", "this"):
            for old in reversed(self.mind):
                if old.type is None and (old.name, old.plural) == (new.name, new.plural):
                    self.put(old, token, place)
                    return
        self.put(new, token, place, fresh=True)

    def put(self, referent: Referent, head: Token, place: Place, *, fresh: bool = False) -> None:
        """Make a referent the one mentioned last; two joined by "and" make a group."""
        referent.place = place
        referent.count += not fresh or referent.type is not None
        if referent in self.mind:
            self.mind.remove(referent)
        self.mind.append(referent)
        self.heads[head.i] = referent
        if head.dep_ == "conj" and head.head.i in self.heads and self.heads[head.head.i] is not referent:
            self.join(self.heads[head.head.i], referent, place)

    def join(self, first: Referent, last: Referent, place: Place) -> None:
        """Add the group of two or more joined referents."""
        groups = [r for r in self.mind if r.members and r.members[0] is first]
        before = next((r for r in groups if r.place.sentence == self.sentence), None)
        members = (*before.members, last) if before else (first, last)
        if before:
            self.mind.remove(before)
        sorts = {m.sort for m in members}
        group = Referent(sorts.pop() if len(sorts) == 1 else "thing", None, "", replace(first.place, end=place.end))
        group.members, group.plural, group.proper = members, True, all(m.proper for m in members)
        self.mind.append(group)

    # -- What is asked -------------------------------------------------------------------------------------------------

    def ask(self, query: Query) -> None:
        """Answer a pronoun, and keep in mind what it means."""
        token, place = query.token, query.place
        query.candidates.extend(self.candidates(token, query.kind, place))
        meant, score = self.choose(query)
        if meant is None:
            sort = "person" if query.kind != "it" else "thing"
            meant = Referent(sort, None, token.lower_, place, plural=query.kind == "they", determiner="pronoun")
        elif meant.named():
            self.answers.append((place.block, token, meant, score))
        if query.kind == "person" and (score >= 0.6 or not meant.named()):
            meant.gender = PERSONAL[token.lower_]
        self.put(meant, token, place, fresh=meant.place is place)

    def candidates(self, token: Token, kind: str, place: Place) -> list[Referent]:
        """The referents in mind that number, gender and grammar allow, the latest first; never the speaker himself."""
        word = token.lower_
        return [
            r
            for r in reversed(self.mind)
            if fits(token, word, kind, r)
            and not bound_apart(token, r, place.block, place.sentence)
            and not (r.type == "Person" and self.speaker is not None and same_name(r.name, self.speaker))
        ]
