"""From chances to turns: where the speaker changes, the document's blocks, their views and docs are cut."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_KB_ID, ENT_TYPE, HEAD, LEMMA, POS, TAG
from spacy.tokens import Doc, Span

from kg.nlp.columns import columns
from kg.nlp.diarize.sentences import Sentence
from kg.nlp.view import View
from kg.types import Block, Document, Role, Turn

# From what chance on a sentence is somebody's by itself, and from what chance on if it stands beside such a one.
SURE, LIKELY = 0.9, 0.8
# Only what a document says is certain.
MOST = 0.99
# What the pipeline says of a token.
ATTRIBUTES: list[Any] = [TAG, POS, LEMMA, HEAD, DEP, ENT_IOB, ENT_TYPE, ENT_KB_ID]
# How an entity's words after its first are marked.
GOING_ON = 1
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens ``start`` to ``end`` of one block in one voice; ``role`` is None where it is not sure enough."""

    block: int
    start: int
    end: int
    role: Role | None
    confidence: float


def stretches(said: Sequence[Sentence], chances: NDArray[Any]) -> list[Stretch]:
    """Sentences of one voice together, as far as a block goes; ``chances`` that the host speaks, one a sentence."""
    rows = list(zip(said, chances.tolist(), voices(chances.tolist()), strict=True))
    out = []
    for (role, block), run in groupby(rows, key=lambda row: (row[2], row[0].block)):
        inside = list(run)
        sizes = [s.end - s.start for s, _, _ in inside]
        mean = float(np.average([share(p, role or "host") for _, p, _ in inside], weights=sizes))
        out.append(Stretch(block, inside[0][0].start, inside[-1][0].end, role, min(MOST, round(mean, 2))))
    return out


def voices(chances: Sequence[float]) -> list[Role | None]:
    """Who speaks each sentence: whoever surely does, and on to both sides for as long as he probably does."""
    out: list[Role | None] = ["host" if p >= SURE else "guest" if 1 - p >= SURE else None for p in chances]
    for order in (range(1, len(out)), range(len(out) - 2, -1, -1)):
        for i in order:
            beside = out[i - order.step]
            if out[i] is None and beside is not None and share(chances[i], beside) >= LIKELY:
                out[i] = beside
    return out


def share(chance: float, role: Role) -> float:
    """The chance that it is this one who speaks."""
    return chance if role == "host" else 1 - chance


def cut(
    document: Document, views: list[View], docs: list[Doc], found: Sequence[Stretch]
) -> tuple[Document, list[View], list[Doc]]:
    """Give the document with the turns of the stretches, and views and docs, one a stretch; headings stay as they are."""
    inside: dict[int, list[Stretch]] = defaultdict(list)
    for s in found:
        inside[s.block].append(s)
    numbers = {id(v.block): n for n, v in enumerate(views)}
    names = {role: one(document, role) for role in ("host", "guest")}
    turns: list[Turn] = []
    blocks: list[Block] = []
    made: list[tuple[View, Doc]] = []
    for block in document.blocks:
        number = numbers.get(id(block))
        if number is None:
            blocks.append(replace(block, turn=None))
        elif block.turn is None:
            blocks.append(block)
            made.append((views[number], docs[number]))
        else:
            for view, doc, stretch in parts(views[number], docs[number], inside[number]):
                turns.append(told(document.turns[block.turn], view, stretch, names))
                blocks.append(replace(view.block, turn=len(turns) - 1))
                made.append((replace(view, block=blocks[-1]), doc))
    new = replace(document, turns=tuple(turns), blocks=tuple(blocks))
    return new, [v for v, _ in made], [d for _, d in made]


def one(document: Document, role: Role | str) -> str | None:
    """The name of the only participant of a role."""
    names = [p.name for p in document.participants if p.role == role]
    return names[0] if len(names) == 1 else None


def told(known: Turn, view: View, stretch: Stretch, names: dict[str, str | None]) -> Turn:
    """The turn of a stretch: of whom the reader knows, else of whom it is told to be, else of nobody."""
    turn = replace(known, start=view.offsets[0], end=view.offsets[-1] + 1)
    if known.role is not None or stretch.role is None:
        return turn
    return replace(turn, speaker=names[stretch.role], role=stretch.role, confidence=stretch.confidence)


def parts(view: View, doc: Doc, inside: Sequence[Stretch]) -> Iterator[tuple[View, Doc, Stretch]]:
    """A block's view and doc cut into its stretches; blanks between them go to neither."""
    if len(inside) == 1:
        yield view, doc, inside[0]
        return
    array, words = doc.to_array(ATTRIBUTES), columns(doc)
    maybe = divided(((s.start, s) for s in doc.spans.get("maybe", ())), inside)
    scores = divided(((place[0], (place, p)) for place, p in doc.user_data.get("entity_scores", {}).items()), inside)
    for number, stretch in enumerate(inside):
        start, end = trimmed(doc, stretch.start, stretch.end)
        if start < end:
            a, b = words.at[start], words.end(end - 1)
            spans = tuple(
                (max(s, view.offsets[a]), min(e, view.offsets[b - 1] + 1))
                for s, e in view.block.spans
                if s <= view.offsets[b - 1] and e > view.offsets[a]
            )
            block = Block(view.block.kind, spans, view.block.turn)
            one = part(doc[start:end], array, maybe[number], dict(scores[number]))
            yield View(block, view.text[a:b], view.offsets[a:b]), one, stretch


def divided(things: Iterable[tuple[int, Thing]], inside: Sequence[Stretch]) -> dict[int, list[Thing]]:
    """Things given with their first tokens, by the number of the stretch in which they begin."""
    starts = [s.start for s in inside]
    out: dict[int, list[Thing]] = defaultdict(list)
    for token, thing in things:
        out[bisect_right(starts, token) - 1].append(thing)
    return out


def trimmed(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The tokens from ``start`` to ``end`` without the blanks around them."""
    is_space = columns(doc).is_space
    while start < end and is_space[start]:
        start += 1
    while end > start and is_space[end - 1]:
        end -= 1
    return start, end


def part(span: Span, array: NDArray[Any], maybe: Iterable[Span], scores: Mapping[tuple[int, int], float]) -> Doc:
    """A span as a doc of its own; ``array``: the whole doc's ATTRIBUTES, ``maybe``, ``scores``: what is noted beside it."""
    doc = copied(span, array) if is_whole(span, array) else span.as_doc(array_head=ATTRIBUTES, array=array)  # type: ignore[call-arg]
    doc.spans["maybe"] = [
        Span(doc, s.start - span.start, s.end - span.start, label=s.label, kb_id=s.kb_id)
        for s in maybe
        if span.start <= s.start and s.end <= span.end
    ]
    doc.user_data["entity_scores"] = {
        (a - span.start, b - span.start): score for (a, b), score in scores.items() if span.start <= a and b <= span.end
    }
    return doc


def is_whole(span: Span, array: NDArray[Any]) -> bool:
    """Whether neither a clause nor an entity goes on beyond a span."""
    heads = columns(span.doc).head[span.start : span.end]
    entities = array[[span.start, *range(span.end, min(span.end + 1, len(array)))], ATTRIBUTES.index(ENT_IOB)]
    return span.start <= min(heads) and max(heads) < span.end and GOING_ON not in entities


def copied(span: Span, array: NDArray[Any]) -> Doc:
    """A span that is whole as a doc of its own; ``as_doc`` does the same and looks at every token several times."""
    words = columns(span.doc).cut(span.start, span.end)
    doc = Doc(span.doc.vocab, words=words.word, spaces=words.blank, user_data={"kg_columns": words})
    doc.from_array(ATTRIBUTES, array[span.start : span.end])  # type: ignore[arg-type]
    doc.tensor = span.doc.tensor[span.start : span.end]
    return doc
