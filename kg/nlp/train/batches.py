"""From examples to batches of tensors, with the labels of every layer that they annotate."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from kg.nlp.places import Places, gap
from kg.nlp.reading import ADDRESSEE, FIRST_PERSON, SECOND_PERSON, SPEAKER
from kg.nlp.train.corpora import Example, Link, Span, Syntax
from kg.nlp.train.network import Batch
from kg.nlp.words import MAX_PIECES, case_shape, lemma_script, word_pieces

IGNORE = -100
TYPES = ["Person", "Tool", "Institution", "Concept", "Work", "Event", "Place"]
MODALITIES = ["asserted", "hedged", "hypothetical", "asked", "wished"]


def label_sets(examples: Sequence[Example], predicates: Sequence[str], lemma_minimum: int = 4) -> dict[str, list[str]]:
    """Collect the labels of every head from the training examples."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("xpos", "upos", "dep", "lemma")}
    for e in examples:
        if e.syntax:
            counts["xpos"].update(e.syntax.xpos)
            counts["upos"].update(e.syntax.upos)
            counts["dep"].update(e.syntax.dep)
            counts["lemma"].update(lemma_script(w, x) for w, x in zip(e.words, e.syntax.lemma, strict=True))
    labels = {name: sorted(c) for name, c in counts.items() if name != "lemma"}
    labels["lemma"] = sorted(s for s, n in counts["lemma"].items() if n >= lemma_minimum)
    labels["ner"] = ["O", *(f"{bio}-{kind}" for kind in [*TYPES, "Misc"] for bio in "BI")]
    return labels | {"type": TYPES, "predicate": list(predicates), "modality": MODALITIES}


def lower(example: Example) -> Example:
    """The example as an automatic transcript has it: lower case, no punctuation (layers that would shift are dropped)."""
    if example.spans is None:
        return Example([w.lower() for w in example.words], example.source, example.syntax)
    keep = [i for i, w in enumerate(example.words) if any(c.isalnum() for c in w) or inside(i, example.spans)]
    at = {i: n for n, i in enumerate(keep)}
    spans = [Span(at[s.start], at[s.end - 1] + 1, s.type, s.name) for s in example.spans]
    return Example([example.words[i].lower() for i in keep], example.source, None, spans, example.links)


# Types whose names say little of their own: one may stand for another. A concept's words carry its meaning.
SWAPPED = ("Person", "Tool", "Institution", "Work", "Event", "Place")


def names_by_type(examples: Iterable[Example]) -> dict[str, list[list[str]]]:
    """The names of each type in the examples, in order, each once."""
    found: dict[str, dict[tuple[str, ...], None]] = {kind: {} for kind in SWAPPED}
    for e in examples:
        for s in e.spans or ():
            if s.name and s.type in found:
                found[s.type][tuple(e.words[s.start : s.end])] = None
    return {kind: [list(words) for words in names] for kind, names in found.items()}


def renamed(example: Example, rng: random.Random, pool: dict[str, list[list[str]]]) -> Example:
    """The example with every second name exchanged for another of its type; relations stay."""
    old = example.spans or []
    words: list[str] = []
    spans: list[Span] = []
    at = {s.start: s for s in old}
    i = 0
    while i < len(example.words):
        s = at.get(i)
        if s is None:
            words.append(example.words[i])
            i += 1
            continue
        swap = s.name and pool.get(s.type) and rng.random() < 0.5
        name = rng.choice(pool[s.type]) if swap else example.words[s.start : s.end]
        spans.append(Span(len(words), len(words) + len(name), s.type, s.name))
        words += name
        i = s.end
    if len(spans) < len(old):  # two mentions in one place: "both of them"
        return example
    # Spans keep their order, so that the relations' numbers hold.
    order = sorted(range(len(old)), key=lambda n: old[n].start)
    back = [spans[order.index(n)] for n in range(len(order))]
    return replace(example, words=words, spans=back)


def inside(i: int, spans: Sequence[Span]) -> bool:
    """Whether word ``i`` lies in one of the spans."""
    return any(s.start <= i < s.end for s in spans)


@dataclass
class Prepared:
    """An example cut into pieces, ready to be batched."""

    example: Example
    ids: list[int]
    first: list[int]
    last: list[int]


def prepare(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Prepared]:
    """Cut examples into pieces; those that are too long for the encoder are left out."""
    out = []
    for e in examples:
        if e.words:
            ids, first, last = word_pieces(tokenizer, e.words)
            if len(ids) <= MAX_PIECES:
                out.append(Prepared(e, ids, first, last))
    return out


def batches(prepared: Sequence[Prepared], rng: random.Random, pieces: int = 2200) -> Iterator[list[Prepared]]:
    """Shuffle, group by like length, and yield batches of about ``pieces`` pieces in random order."""
    order = sorted(range(len(prepared)), key=lambda i: (len(prepared[i].ids) + rng.random() * 12, i))
    groups: list[list[Prepared]] = [[]]
    for i in order:
        p = prepared[i]
        if groups[-1] and (len(groups[-1]) + 1) * len(p.ids) > pieces:
            groups.append([])
        groups[-1].append(p)
    rng.shuffle(groups)
    yield from groups


def pad(rows: Sequence[Sequence[int]], fill: int = 0) -> Tensor:
    """Stack rows of unlike length."""
    width = max(len(r) for r in rows)
    return torch.tensor([[*r, *[fill] * (width - len(r))] for r in rows])


def collate(group: Sequence[Prepared]) -> Batch:
    """The inputs of a batch."""
    return Batch(
        pieces=pad([p.ids for p in group]),
        piece_mask=pad([[1] * len(p.ids) for p in group]),
        first=pad([p.first for p in group]),
        last=pad([p.last for p in group]),
        shape=pad([[case_shape(w) for w in p.example.words] for p in group]),
        word_mask=pad([[1] * len(p.example.words) for p in group]),
    )


@dataclass
class Targets:
    """The labels of a batch, IGNORE where a layer is not annotated."""

    xpos: Tensor
    upos: Tensor
    lemma: Tensor
    start: Tensor
    head: Tensor
    dep: Tensor
    ner: Tensor
    sentence: Tensor


def targets(group: Sequence[Prepared], labels: dict[str, list[str]]) -> Targets:
    """The labels of a batch of examples."""
    number = {name: {label: i for i, label in enumerate(known)} for name, known in labels.items()}

    def column(values: Sequence[str] | None, name: str, e: Example) -> list[int]:
        return [IGNORE] * len(e.words) if values is None else [number[name].get(v, IGNORE) for v in values]

    rows: dict[str, list[list[int]]] = {name: [] for name in Targets.__dataclass_fields__}
    for p in group:
        e, s = p.example, p.example.syntax
        rows["xpos"].append(column(s and s.xpos, "xpos", e))
        rows["upos"].append(column(s and s.upos, "upos", e))
        scripts = s and [lemma_script(w, x) for w, x in zip(e.words, s.lemma, strict=True)]
        rows["lemma"].append(column(scripts, "lemma", e))
        rows["start"].append([IGNORE, *(int(x) for x in s.start[1:])] if s else [IGNORE] * len(e.words))
        rows["head"].append(list(s.head) if s else [IGNORE] * len(e.words))
        rows["dep"].append(column(s and s.dep, "dep", e))
        rows["ner"].append([number["ner"][t] for t in bio(e)] if e.spans is not None else [IGNORE] * len(e.words))
        rows["sentence"].append(sentence_numbers(s, len(e.words)))
    return Targets(**{name: pad(r, IGNORE) for name, r in rows.items()})


def bio(e: Example) -> list[str]:
    """The BIO tags of an example's names."""
    tags = ["O"] * len(e.words)
    for span in e.spans or ():
        if span.name:
            tags[span.start : span.end] = [f"B-{span.type}", *[f"I-{span.type}"] * (span.end - span.start - 1)]
    return tags


def sentence_numbers(syntax: Syntax | None, words: int) -> list[int]:
    """Which sentence of the window each word is in."""
    out, now = [], 0
    for i in range(words):
        now += bool(syntax and i and syntax.start[i])
        out.append(now)
    return out


@dataclass
class Pairs:
    """Ordered pairs of mentions of a batch, as word ranges, and what holds of them."""

    row: list[int]
    subject: list[list[int]]
    object: list[list[int]]
    between: list[tuple[int, int]]
    types: list[tuple[int, int]]
    distance: list[int]
    regions: list[list[int]]
    predicate: list[list[int]]
    unsure: list[list[int]]
    polarity: list[int]
    modality: list[int]


def pairs(group: Sequence[Prepared], labels: dict[str, list[str]], signatures: set[tuple[str, str]]) -> Pairs:
    """All ordered pairs that some predicate's signature admits, in the examples whose relations are annotated."""
    out = Pairs([], [], [], [], [], [], [], [], [], [], [])
    for row, p in enumerate(group):
        e = p.example
        if e.links is None or e.spans is None:
            continue
        stated = {}
        for x in e.links:
            stated.setdefault((x.subject, x.object), []).append(x)
        elsewhere: dict[tuple[int, int], list[Link]] = {}
        for x in e.elsewhere:
            elsewhere.setdefault((x.subject, x.object), []).append(x)
        arguments = [SPEAKER, ADDRESSEE, *range(len(e.spans))]
        for s in arguments:
            for o in arguments:
                if s == o or (e.pairs is not None and (s, o) not in e.pairs):
                    continue
                if (kind(e, s), kind(e, o)) in signatures and (s, o) != (SPEAKER, ADDRESSEE):
                    add_pair(out, row, e, s, o, stated.get((s, o), []), labels)
                    out.unsure.append([labels["predicate"].index(x.predicate) for x in elsewhere.get((s, o), [])])
    return out


def kind(e: Example, argument: int) -> str:
    """The type of an argument; speaker and addressee are persons."""
    assert e.spans is not None
    return "Person" if argument < 0 else e.spans[argument].type


def add_pair(out: Pairs, row: int, e: Example, s: int, o: int, links: list, labels: dict[str, list[str]]) -> None:
    """Append one pair with its labels."""
    left, right = words_of(e, s), words_of(e, o)
    out.row.append(row)
    out.subject.append(left)
    out.object.append(right)
    between = gap(left, right) if left and right else range(len(e.words))
    places, ends = Places([left, right], len(e.words)), (np.array([0]), np.array([1]))
    out.between.append((between[0], between[-1] + 1))
    out.types.append((type_number(e, s, labels), type_number(e, o, labels)))
    out.distance.append(int(places.distance(*ends)[0]))
    out.regions.append(places.regions(*ends, np.arange(len(e.words)))[0].tolist())
    out.predicate.append([labels["predicate"].index(x.predicate) for x in links])
    out.polarity.append(int(links[0].polarity == "negated") if links else IGNORE)
    out.modality.append(labels["modality"].index(links[0].modality) if links else IGNORE)


def words_of(e: Example, argument: int) -> list[int]:
    """The words that stand for an argument: the mention's, or the pronouns of its person; none where there are none."""
    assert e.spans is not None
    if argument >= 0:
        return list(range(e.spans[argument].start, e.spans[argument].end))
    pronouns = FIRST_PERSON if argument == SPEAKER else SECOND_PERSON
    return [i for i, w in enumerate(e.words) if w.lower() in pronouns]


def type_number(e: Example, argument: int, labels: dict[str, list[str]]) -> int:
    """A type's number, with two more for speaker and addressee."""
    assert e.spans is not None
    known = labels["type"]
    return len(known) + (argument == ADDRESSEE) if argument < 0 else known.index(e.spans[argument].type)
