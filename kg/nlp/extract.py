"""One document through the pipeline: mentions, what they refer to, and the relations stated between them."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Span

from kg.collector import paused
from kg.nlp.diarize import diarized
from kg.nlp.reading import Found, Reading
from kg.nlp.reference import resolve
from kg.nlp.relate import relate
from kg.nlp.standing import standing
from kg.nlp.view import View, view
from kg.types import Block, Document, Evidence, Extraction, Mention, MentionKind


def extract(document: Document, nlp: Language) -> Extraction:
    """Read one document.

    Gives its mentions in order of discovery and the relations between them; raises nothing for odd text.
    """
    with paused():
        reading = annotate(document, nlp)
        mentions, relations = standing(reading, relate(reading, nlp))
    return Extraction(reading.document, tuple(mentions), tuple(relations))


def annotate(document: Document, nlp: Language) -> Reading:
    """Run the pipeline over a document's blocks, tell who speaks, and find the mentions and what they refer to."""
    reading = parsed(document, nlp)
    labels(reading)
    names(reading)
    resolve(reading)
    candidates(reading)
    return reading


def parsed(document: Document, nlp: Language) -> Reading:
    """Run the pipeline over a document's blocks; where it does not say who speaks, its turns are told from the words."""
    views = viewed(document)
    docs = list(nlp.pipe(v.text for v in views))
    if nlp.has_pipe("kg_encoder"):
        document, views, docs = diarized(document, views, docs)
    return Reading(document, views, docs)


def viewed(document: Document) -> list[View]:
    """The views to read: of each gathered block that has words."""
    return [v for block in gathered(document) if (v := view(document, block)).text]


def gathered(document: Document) -> Iterator[Block]:
    """The blocks to read, with the paragraphs of a turn in one.

    Where the lines of a turn break differs from layout to layout, and what is read must not. A paragraph that does not
    end like a sentence stays by itself.
    """
    last: Block | None = None
    for block in document.blocks:
        if last is not None and joins(document, last, block):
            last = Block("paragraph", last.spans + block.spans, block.turn)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def joins(document: Document, a: Block, b: Block) -> bool:
    """Whether two blocks are paragraphs of one turn, the first of which ends like a sentence."""
    if a.turn is None or a.turn != b.turn or (a.kind, b.kind) != ("paragraph", "paragraph") or not a.spans:
        return False
    start, end = a.spans[-1]
    return document.text[start:end].rstrip(" \t\r\n\"'”’)*_")[-1:] in (".", "?", "!", "…")


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
        for entity in doc.ents:
            add(reading, block, entity, entity.kb_id_ or None)


def candidates(reading: Reading) -> None:
    """What may be an entity is a mention too; what is found elsewhere in the document speaks for it or against it.

    They come after reference is resolved: no pronoun means a candidate.
    """
    for block, doc in enumerate(reading.docs):
        for span in doc.spans.get("maybe", ()):
            add(reading, block, span, span.kb_id_ or None)


def add(reading: Reading, block: int, span: Span, lexicon: str | None) -> None:
    """Add a mention with the score of its span."""
    scores = span.doc.user_data.get("entity_scores", {})
    kind: MentionKind = "term" if span.label_ == "Concept" else "name"
    score = scores.get((span.start, span.end), 0.9)
    reading.add(block, span, span.label_, kind, score=score, lexicon=lexicon)
