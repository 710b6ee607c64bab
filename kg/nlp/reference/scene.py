"""Reading on, sentence by sentence: who and what is in mind, and the questions that pronouns put to that memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Span

from kg.nlp.columns import Columns, columns
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
    """A pronoun, by its token among ``words``, and whom it may mean, the one mentioned last first."""

    words: Columns
    token: int
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
        nominal: Callable[[Scene, int, Place], list[tuple[Referent, float]]],
    ) -> None:
        self.reading, self.choose, self.nominal = reading, choose, nominal
        self.mind: list[Referent] = []
        self.known: dict[str, Referent] = {}
        self.people: list[Referent] = []
        self.heads: dict[int, Referent] = {}
        self.words: Columns
        self.sentence = 0
        self.run = 0
        self.title = reading.document.title.casefold()
        self.speaker: str | None = None
        self.answers: list[tuple[int, int, Referent, float]] = []
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
        self.words = words = columns(sentence.doc)
        asked = words.between(sentence.start, sentence.end).rstrip().endswith("?")
        inside = 0
        for i in range(sentence.start, sentence.end):
            if i in names:
                found = self.reading.found[names[i]]
                inside = found.end
                head = sentence.doc[found.start : found.end].root.i
                place = self.place(block, head, found.end, asked)
                # "The database" may be a term of the lexicon and yet mean one that was named.
                if found.mention.kind != "term" or not self.asks(block, head, place):
                    self.name(names[i], head, place)
            elif i >= inside and (words.pos[i] in NOMINAL or words.lower[i] in ASKING):
                self.word(block, i, asked)

    def place(self, block: int, head: int, end: int, asked: bool, *, pronoun: bool = False) -> Place:
        """The place of a phrase in the sentence at hand."""
        predicate = not pronoun and self.words.child(head, "cop") is not None
        turn = None if self.reading.views[block].block.turn is None else self.run
        role, governor = role_of(self.words, head), governor_of(self.words, head)
        return Place(block, self.sentence, head, end, role, governor, turn, asked, not self.heads, pronoun, predicate)

    # -- What is mentioned ---------------------------------------------------------------------------------------------

    def name(self, number: int, head: int, place: Place) -> None:
        """Take in a named mention."""
        words, above = self.words, self.words.head[head]
        mention = self.reading.found[number].mention
        referent = self.named(mention.text, mention.type)
        fresh = not referent.numbers
        referent.numbers.append(number)
        referent.proper = words.pos[head] == "PROPN"
        referent.plural = words.tag[head] in ("NNS", "NNPS") and mention.type == "Concept"
        if words.dep[head] in ("compound", "appos", "nmod:desc") and words.pos[above] == "NOUN":
            referent.called.add(words.lemma[above].lower())
        self.put(referent, head, self.instead(referent, head, place), fresh=fresh)

    def instead(self, referent: Referent, head: int, place: Place) -> Place:
        """Let a name stand for the noun that announced it: "my boss was Ann", "we named it Keras"."""
        noun = self.announced(head)
        described = self.heads.get(noun) if noun is not None else None
        if noun is None or described not in self.mind or described.type is not None or described.plural:
            return place
        self.mind.remove(described)
        self.heads[noun] = referent
        first = described.place
        return place._replace(role=first.role, first=first.first, predicate=False)

    def announced(self, head: int) -> int | None:
        """The noun that a name is put beside, or that is said to be or to be called so."""
        words, above = self.words, self.words.head[head]
        if words.dep[head] == "appos":
            return above
        if words.lemma[above] in ("name", "call"):
            if words.dep[above] == "acl":
                return words.head[above]
            return next((c for c in words.children[above] if words.dep[c] in ("obj", "nsubj:pass") and c != head), None)
        return None if words.child(head, "cop") is None else words.child(head, "nsubj")

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

    def word(self, block: int, token: int, asked: bool) -> None:
        """Take in a word outside of names: a pronoun that asks, a nominal that asks, or a noun that describes."""
        kind = class_of(self.words, token)
        if kind is not None:
            self.ask(Query(self.words, token, kind, self.place(block, token, token + 1, asked, pronoun=True), []))
        elif is_noun_phrase(self.words, token) or is_one_of_two(self.words, token):
            place = self.place(block, token, token + 1, asked)
            if not self.asks(block, token, place) and not self.says_what_is(token):
                self.describe(token, place)

    def asks(self, block: int, noun: int, place: Place) -> bool:
        """Whether a noun means one that was named, which is noted and then the one mentioned last."""
        meant = self.nominal(self, noun, place)
        for referent, score in meant:
            self.answers.append((block, noun, referent, score))
        if meant:
            self.put(meant[0][0], noun, place)
        return bool(meant)

    def says_what_is(self, token: int) -> bool:
        """Whether a noun only says what another referent is: "Keras is a library", "Chollet, the author"."""
        words = self.words
        one = self.heads.get(words.head[token]) if words.dep[token] == "appos" else None
        if one is None and words.child(token, "cop") is not None:
            subject = words.child(token, "nsubj")
            if subject is not None:
                one = self.heads.get(subject)
                if one is None:
                    return words.tag[subject] == "PRP"
        if one is None:
            return False
        one.called.add(words.lemma[token].lower())
        return True

    def describe(self, token: int, place: Place) -> None:
        """Take in a common noun phrase; "the startup" after "a startup" is the same one."""
        new = described(self.words, token, place)
        if new.determiner in ("the", "this"):
            for old in reversed(self.mind):
                if old.type is None and (old.name, old.plural) == (new.name, new.plural):
                    self.put(old, token, place)
                    return
        self.put(new, token, place, fresh=True)

    def put(self, referent: Referent, head: int, place: Place, *, fresh: bool = False) -> None:
        """Make a referent the one mentioned last; two joined by "and" make a group."""
        referent.place = place
        referent.count += not fresh or referent.type is not None
        if referent in self.mind:
            self.mind.remove(referent)
        self.mind.append(referent)
        self.heads[head] = referent
        joined = self.heads.get(self.words.head[head]) if self.words.dep[head] == "conj" else None
        if joined is not None and joined is not referent:
            self.join(joined, referent, place)

    def join(self, first: Referent, last: Referent, place: Place) -> None:
        """Add the group of two or more joined referents."""
        groups = [r for r in self.mind if r.members and r.members[0] is first]
        before = next((r for r in groups if r.place.sentence == self.sentence), None)
        members = (*before.members, last) if before else (first, last)
        if before:
            self.mind.remove(before)
        sorts = {m.sort for m in members}
        group = Referent(sorts.pop() if len(sorts) == 1 else "thing", None, "", first.place._replace(end=place.end))
        group.members, group.plural, group.proper = members, True, all(m.proper for m in members)
        self.mind.append(group)

    # -- What is asked -------------------------------------------------------------------------------------------------

    def ask(self, query: Query) -> None:
        """Answer a pronoun, and keep in mind what it means."""
        token, place = query.token, query.place
        word = self.words.lower[token]
        query.candidates.extend(self.candidates(token, query.kind, place))
        meant, score = self.choose(query)
        if meant is None:
            sort = "person" if query.kind != "it" else "thing"
            meant = Referent(sort, None, word, place, plural=query.kind == "they", determiner="pronoun")
        elif meant.named():
            self.answers.append((place.block, token, meant, score))
        if query.kind == "person" and (score >= 0.6 or not meant.named()):
            meant.gender = PERSONAL[word]
        self.put(meant, token, place, fresh=meant.place is place)

    def candidates(self, token: int, kind: str, place: Place) -> list[Referent]:
        """The referents in mind that number, gender and grammar allow, the latest first; never the speaker himself."""
        word = self.words.lower[token]
        return [
            r
            for r in reversed(self.mind)
            if fits(word, kind, r)
            and not bound_apart(self.words, token, r, place.block, place.sentence)
            and not (r.type == "Person" and self.speaker is not None and same_name(r.name, self.speaker))
        ]
