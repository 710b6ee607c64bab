"""Phrases that mean a named one: "this framework", "the company", "my lab", "her book", "the former", "both tools"."""

from __future__ import annotations

from kg.nlp.columns import Columns
from kg.nlp.reading import FIRST_PERSON, Reading
from kg.nlp.reference.links import Links
from kg.nlp.reference.referent import Place, Referent
from kg.nlp.reference.scene import Scene
from kg.nlp.reference.words import POINTING, types_of

Meant = list[tuple[Referent, float]]
# How many sentences back "the ..." and "this ..." reach.
REACH = 4
# What may hang on a noun without saying which one is meant.
BESIDE = frozenset(
    [
        "punct",
        "cop",
        "nsubj",
        "case",
        "advmod",
        "conj",
        "cc",
        "aux",
        "mark",
        "advcl",
        "parataxis",
        "discourse",
        "obl",
        "expl",
    ]
)
COUNTING = frozenset(["two", "both", "three", "four"])


class Nominals:
    """Answers the noun phrases of a document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.links = Links(reading)

    def __call__(self, scene: Scene, token: int, place: Place) -> Meant:
        """The referents that a noun means, each with a score; empty where it means none that has a name."""
        words = scene.words
        word = words.lower[token]
        if word in ("former", "latter", "first", "second") or words.lemma[token] in ("former", "latter"):
            return former_or_latter(scene, word, place)
        many = types_of("many").get(word, frozenset())
        if many and words.tag[token] == "NNS":
            return several(scene, token, many)
        types = types_of("nominal").get(word, frozenset())
        if not types:
            return []
        owner = words.child(token, "nmod:poss")
        if owner is not None:
            return self.possessed(scene, token, owner, types, place) if not is_described(words, token, owner) else []
        return pointed(scene, token, types, place)

    def possessed(self, scene: Scene, token: int, owner: int, types: frozenset[str], place: Place) -> Meant:
        """ "my company", "his book": what the document ties to that person before, else nothing."""
        word = scene.words.lower[owner]
        if word in FIRST_PERSON:
            person = scene.speaker
        elif word in ("your", "yours"):
            person = self.reading.addressee(place.block)
        else:
            referent = scene.heads.get(owner)
            person = referent.name if referent is not None and referent.type == "Person" else None
        if person is None:
            return []
        number = self.links.latest(person, types, place.block, token)
        if number is None:
            return []
        mention = self.reading.found[number].mention
        referent = scene.named(mention.text, mention.type)
        if number not in referent.numbers:
            referent.numbers.append(number)
        return [(referent, 0.7)]


def pointed(scene: Scene, token: int, types: frozenset[str], place: Place) -> Meant:
    """ "this framework", "the company": the latest named one of that type, the one called so before all."""
    words = scene.words
    determiner = words.child(token, "det")
    if determiner is None or determiner > token:
        return []
    word, noun = words.lower[determiner], words.lemma[token].lower()
    if word not in POINTING or is_described(words, token, determiner):
        return []
    best: tuple[float, Referent] | None = None
    rivals = 0
    for referent in reversed(scene.mind):
        distance = place.sentence - referent.place.sentence
        if distance > REACH or (
            referent.place.sentence == place.sentence and referent.place.governor == words.head[token]
        ):
            continue
        if referent.type is None and not referent.members and referent.name == noun:
            # "a startup ... the startup": the one without a name is meant.
            return []
        called = noun in referent.called
        if not referent.numbers or not (called or referent.type in types):
            continue
        score = 0.62 + 0.25 * called - 0.1 * distance + 0.1 * (word != "the") - 0.06 * rivals
        score += 0.04 * (referent.place.role == "subj") + 0.04 * min(referent.count, 3)
        rivals += 1
        if best is None or score > best[0]:
            best = (score, referent)
    return [(best[1], round(min(0.95, best[0]), 3))] if best is not None and best[0] >= 0.45 else []


def is_described(words: Columns, token: int, determiner: int) -> bool:
    """Whether the noun says more than its determiner: "the Python library", "the company that I left"."""
    pointed = words.lower[determiner] in ("this", "that")
    return any(
        child != determiner
        and words.dep[child].partition(":")[0] not in BESIDE
        and not (words.dep[child] == "amod" and pointed and words.lower[child] != "other")
        for child in words.children[token]
    )


def several(scene: Scene, token: int, types: frozenset[str]) -> Meant:
    """ "these two libraries", "both companies": the latest pair joined by "and", else the two latest of that type."""
    beside = scene.words.children[token]
    children = {scene.words.lower[c] for c in beside}
    if not children & (COUNTING | {"these", "those"}) or any(scene.words.dep[c].startswith("acl") for c in beside):
        return []
    wanted = 3 if "three" in children else 4 if "four" in children else 2
    fitting = [r for r in scene.mind if r.numbers and r.type in types and scene.sentence - r.place.sentence <= 2]
    groups = [r for r in scene.mind if r.members and all(m.numbers and m.type in types for m in r.members)]
    counted = bool(children & COUNTING)
    for group in reversed(groups):
        if not counted or len(group.members) == wanted:
            return [(m, 0.75) for m in group.members]
    if counted and len(fitting) >= wanted:
        return [(r, 0.55) for r in fitting[-wanted:]]
    return []


def former_or_latter(scene: Scene, word: str, place: Place) -> Meant:
    """ "the former" and "the latter": of the latest two joined by "and" or "or"."""
    if word not in ("former", "latter"):
        return []
    for group in reversed(scene.mind):
        if len(group.members) == 2 and all(m.numbers for m in group.members):
            return [(group.members[word == "latter"], 0.8)]
    return []
