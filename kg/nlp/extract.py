"""One document through the pipeline: mentions, what they refer to, and the relations stated between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from spacy.language import Language
from spacy.tokens import Span

from kg.nlp.classifier import Argument, Classifier, Judgement
from kg.nlp.reading import FIRST_PERSON, SECOND_PERSON, Found, Reading, pronouns
from kg.nlp.reference import resolve
from kg.nlp.view import view
from kg.nlp.when import stated_time
from kg.types import Document, Evidence, Extraction, Mention, Relation
from kg.vocabulary import allowed, predicates

# Below this the classifier's word is not kept at all; what is shown is decided later, by --min-confidence.
FLOOR = 0.3


def extract(document: Document, nlp: Language) -> Extraction:
    """Read one document.

    Gives its mentions in order of discovery and the relations between them; raises nothing for odd text.
    """
    views = [view(document, block) for block in document.blocks]
    views = [v for v in views if v.text]
    reading = Reading(document, views, list(nlp.pipe(v.text for v in views)))
    labels(reading)
    names(reading)
    resolve(reading)
    relations = [*interviewed(reading), *classified(reading, nlp)]
    return Extraction(document, tuple(f.mention for f in reading.found), tuple(relations))


# -- Mentions ----------------------------------------------------------------------------------------------------------


def labels(reading: Reading) -> None:
    """The speakers' labels before their turns are mentions of them."""
    firsts: dict[int, int] = {}
    for v in reversed(reading.views):
        if v.block.turn is not None:
            firsts[v.block.turn] = v.offsets[0]
    for number, turn in enumerate(reading.document.turns):
        if turn.speaker is None or number not in firsts:
            continue
        head = reading.document.text[turn.start : firsts[number]]
        words = [w for w in turn.speaker.split() if w in head]
        if words:
            start = turn.start + head.index(words[0])
            end = turn.start + head.rindex(words[-1]) + len(words[-1])
            evidence = Evidence(reading.document.id, start, max(start, end), turn.speaker)
            reading.found.append(Found(Mention(evidence, "Person", turn.speaker, "speaker"), -1, 0, 0))


def names(reading: Reading) -> None:
    """The entities of the pipeline are mentions."""
    for block, doc in enumerate(reading.docs):
        scores = doc.user_data.get("entity_scores", {})
        for entity in doc.ents:
            kind = "term" if entity.label_ == "Concept" else "name"
            score = scores.get((entity.start, entity.end), 0.9)
            reading.add(block, entity, entity.label_, kind, score=score, lexicon=entity.kb_id_ or None)  # type: ignore[arg-type]


# -- Relations ---------------------------------------------------------------------------------------------------------


def interviewed(reading: Reading) -> Iterator[Relation]:
    """A host who asks and a guest who answers: the shape of the document states that one interviewed the other."""
    turns = reading.document.turns
    for guest in reading.participants("guest"):
        for host in reading.participants("host"):
            pair = next(
                (
                    (a, b)
                    for a, b in zip(turns, turns[1:], strict=False)
                    if (a.speaker, b.speaker) == (host.name, guest.name)
                ),
                None,
            )
            if pair is not None:
                yield relation_of_turns(reading, host.name, guest.name, pair[0].start, pair[0].end)


def relation_of_turns(reading: Reading, host: str, guest: str, start: int, end: int) -> Relation:
    """The relation "interviewed" with the host's turn as its evidence."""
    number = {f.mention.text: n for n, f in reversed(list(enumerate(reading.found))) if f.mention.kind == "speaker"}
    for name in (host, guest):
        if name not in number:
            evidence = Evidence(reading.document.id, start, end, host)
            reading.found.append(Found(Mention(evidence, "Person", name, "speaker"), -1, 0, 0))
            number[name] = len(reading.found) - 1
    evidence = Evidence(reading.document.id, start, end, host)
    return Relation(number[host], "interviewed", number[guest], evidence, confidence=0.95, rule="turns")


def classified(reading: Reading, nlp: Language) -> Iterator[Relation]:
    """The classifier's relations, sentence by sentence, with the sentence before as context."""
    if not nlp.has_pipe("kg_encoder"):
        return
    classifier: Classifier = nlp.get_pipe("kg_encoder").classifier  # type: ignore[attr-defined]
    for block, doc in enumerate(reading.docs):
        here = [(n, f) for n, f in enumerate(reading.found) if f.block == block]
        before: Span | None = None
        for sentence in doc.sents:
            yield from sentence_relations(reading, classifier, block, sentence, before, here)
            before = sentence


def sentence_relations(
    reading: Reading, classifier: Classifier, block: int, sentence: Span, before: Span | None, here: Sequence[tuple[int, Found]]
) -> Iterator[Relation]:
    """Judge the pairs of a sentence, and those between it and the sentence before."""
    start = before.start if before is not None else sentence.start
    inside = [(n, f) for n, f in here if sentence.start <= f.start < sentence.end]
    earlier = [(n, f) for n, f in here if start <= f.start < sentence.start]
    sides: list[tuple[int, Argument]] = [(n, Argument(tuple(range(f.start, f.end)), f.mention.type)) for n, f in [*inside, *earlier]]
    new = {n for n, _ in inside}
    sides += persons(reading, block, sentence)
    pairs = [
        (a, b)
        for a, b in product(sides, sides)
        if a[0] != b[0] and (a[0] in new or b[0] in new) and not (a[0] < 0 and b[0] < 0) and admissible(a[1].type, b[1].type)
    ]
    window = [t.i for t in sentence.doc[start : sentence.end] if not t.is_space]
    judged = classifier.judge(sentence.doc.tensor, window, [(a[1], b[1]) for a, b in pairs])
    for ((s, a), (o, b)), judgement in zip(pairs, judged, strict=True):
        for predicate, probability in judgement.predicates.items():
            if probability >= FLOOR and allowed(a.type, predicate, b.type):
                yield make(reading, block, sentence, before, s, o, predicate, probability, judgement)


def persons(reading: Reading, block: int, sentence: Span) -> list[tuple[int, Argument]]:
    """The speaker (-1) and the addressee (-2) as arguments, where the document names them."""
    out = []
    for number, name, words, role in (
        (-1, reading.speaker(block), FIRST_PERSON, "speaker"),
        (-2, reading.addressee(block), SECOND_PERSON, "addressee"),
    ):
        said = tuple(t.i for t in pronouns(sentence, words))
        if name is not None and (said or role == "speaker"):
            out.append((number, Argument(said, "Person", role)))
    return out


def admissible(subject: str, object_: str) -> bool:
    """Whether any predicate joins the two types."""
    return any((subject, object_) in p.signatures for p in predicates().values())


def make(
    reading: Reading, block: int, sentence: Span, before: Span | None, s: int, o: int, predicate: str, probability: float, how: Judgement
) -> Relation:
    """A relation with its mentions and evidence; the speaker becomes a mention where he is an argument."""
    subject, object_ = (argument(reading, block, sentence, n) for n in (s, o))
    span = sentence
    if before is not None and any(
        reading.found[n].block == block and reading.found[n].start < sentence.start for n in (subject, object_)
    ):
        span = sentence.doc[before.start : sentence.end]
    scores = [reading.found[n].mention.score for n in (subject, object_) if reading.found[n].mention.kind in ("pronoun", "nominal")]
    modality = max(how.modality, key=lambda m: (how.modality[m], m))
    return Relation(
        subject,
        predicate,
        object_,
        reading.evidence(block, span),
        polarity="negated" if how.negated > 0.5 else "affirmed",
        modality=modality,  # type: ignore[arg-type]
        time=stated_time(sentence, reading.document.date),
        confidence=round(probability * min([1.0, *scores]), 4),
        rule="classifier",
    )


def argument(reading: Reading, block: int, sentence: Span, number: int) -> int:
    """The number of an argument's mention; for speaker and addressee one is made, at the pronoun or the sentence."""
    if number >= 0:
        return number
    name = reading.speaker(block) if number == -1 else reading.addressee(block)
    said = pronouns(sentence, FIRST_PERSON if number == -1 else SECOND_PERSON)
    span = sentence.doc[said[0].i : said[0].i + 1] if said else sentence
    for n in range(len(reading.found) - 1, -1, -1):
        f = reading.found[n]
        if (f.block, f.start, f.end, f.mention.text) == (block, span.start, span.end, name):
            return n
        if f.mention.kind not in ("speaker",):
            break
    return reading.add(block, span, "Person", "speaker", text=name)
