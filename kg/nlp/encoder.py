"""The encoder: one small network, run by onnxruntime, that tags, lemmatises, parses, splits sentences and finds names."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import srsly
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, LEMMA, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from kg.nlp.classifier import Classifier
from kg.nlp.trees import best_tree
from kg.nlp.words import apply_script, bio_decode, case_shape, word_pieces
from kg.types import KgError

Array = NDArray[Any]
# A window's size: about a hundred words, as long as the training's; twice as many take a third more time a word.
PIECES = 128
# What the network holds for likelier no name than one, by less than this (in log odds), is kept as a candidate that the
# whole document decides on: three chances in four against one.
LENIENCY = 1.1


@dataclass
class Window:
    """A stretch of a doc that the network reads at once; ``words`` are the indices of its tokens that are no spaces."""

    words: list[int]
    texts: list[str]
    ids: list[int]
    first: list[int]
    last: list[int]


@dataclass
class Layers:
    """What the network says of one doc, token by token; spaces hang on the word before them."""

    attributes: Array  # tokens x 5: TAG, POS, LEMMA, HEAD (relative), DEP
    vectors: Array  # tokens x 480
    entities: list[tuple[int, int, str, float]] = field(default_factory=list)
    maybe: list[tuple[int, int, str, float]] = field(default_factory=list)


class Encoder:
    """A spaCy component that sets tags, lemmas, heads, labels, sentence borders and entities from one network.

    ``doc.tensor`` becomes the word vectors (tokens x 480, float32) that the relation classifier reads, and
    ``doc.user_data["entity_scores"]`` maps an entity's (start, end) to its mean probability.
    """

    def __init__(self, nlp: Language, path: Path, threads: int = 1) -> None:
        if not (path / "encoder.onnx").exists():
            raise KgError(
                f"{path}: no model here (encoder.onnx is missing); train one with kg train, or give --model NAME"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(path / "encoder.onnx", options, providers=["CPUExecutionProvider"])
        # The matrices that numpy multiplies are small: more threads would only burn time.
        self.blas = threadpool_limits(limits=threads, user_api="blas")
        self.outputs = [o.name for o in self.session.get_outputs()]
        self.labels: dict[str, list[str]] = srsly.read_json(path / "labels.json")
        self.irregular: dict[str, str] = srsly.read_json(path / "lemmas.json")
        self.tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.classifier = Classifier(path)
        with np.load(path / "heads.npz") as arrays:
            self.arc_label = arrays["label"].astype(np.float32)
        self.strings = nlp.vocab.strings
        self.ids = {name: [self.strings.add(x) for x in self.labels[name]] for name in ("xpos", "upos", "dep")}
        self.space = [self.strings.add(x) for x in ("_SP", "SPACE", " ")], self.strings.add("dep")

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Annotate a stream of docs.

        Windows run one at a time: the network's int8 scales are taken over all that runs together, and what is said
        of a text must not depend on its neighbours.
        """
        for doc in stream:
            layers = self.empty(doc)
            for window in self.windows(doc):
                self.decode(window, self.run(window), layers)
            yield self.annotate(doc, layers)

    # -- Reading -------------------------------------------------------------------------------------------------------

    def windows(self, doc: Doc) -> Iterator[Window]:
        """Cut a doc into windows that fit the network, at the end of a sentence where one is near."""
        words = [t.i for t in doc if not t.is_space]
        while words:
            part = words[:PIECES]
            texts = [doc[i].text for i in part]
            ids, first, last = word_pieces(self.tokenizer, texts)
            if len(ids) > PIECES or len(words) > len(part):
                fits = max(1, sum(piece < PIECES - 1 for piece in last))
                texts = texts[: border(texts[:fits])]
                ids, first, last = word_pieces(self.tokenizer, texts)
            # One word of more pieces than fit is read by its beginning alone.
            end = min(len(ids), PIECES) - 1
            part = part[: len(texts)]
            yield Window(part, texts, ids[: end + 1], [min(p, end) for p in first], [min(p, end) for p in last])
            words = words[len(part) :]

    def run(self, window: Window) -> dict[str, Array]:
        """Run the network over a window; gives its outputs, a row a word."""
        words = len(window.words)
        rows = {
            "pieces": window.ids,
            "piece_mask": [1] * len(window.ids),
            "first": window.first,
            "last": window.last,
            "shape": [case_shape(t) for t in window.texts],
            "word_mask": [1] * words,
        }
        inputs = {name: np.array([row], dtype=np.int64) for name, row in rows.items()}
        return {n: v[0] for n, v in zip(self.outputs, self.session.run(self.outputs, inputs), strict=True)}

    # -- Writing -------------------------------------------------------------------------------------------------------

    def empty(self, doc: Doc) -> Layers:
        """Layers in which every token is a space that hangs on the token before it."""
        (tag, pos, lemma), dep = self.space
        attributes = np.tile(np.array([tag, pos, lemma, np.uint64(2**64 - 1), dep], dtype=np.uint64), (len(doc), 1))
        if len(doc):
            attributes[0, 3] = 0
        return Layers(attributes, np.zeros((len(doc), 480), dtype=np.float32))

    def decode(self, window: Window, out: dict[str, Array], layers: Layers) -> None:
        """Turn one window's scores into attributes, vectors and entities."""
        words = np.array(window.words)
        tags, coarse = out["xpos"].argmax(1), out["upos"].argmax(1)
        heads = self.heads(out["start"], out["arc"])
        deps = self.arc_labels(out["label_dep"], out["label_head"][heads])
        scripts = out["lemma"].argmax(1)
        layers.attributes[words, 0] = [self.ids["xpos"][t] for t in tags]
        layers.attributes[words, 1] = [self.ids["upos"][t] for t in coarse]
        layers.attributes[words, 2] = [
            self.strings.add(self.lemma(t, self.labels["upos"][u], self.labels["lemma"][s]))
            for t, u, s in zip(window.texts, coarse, scripts, strict=True)
        ]
        layers.attributes[words, 3] = (words[heads] - words).astype(np.int64).astype(np.uint64)
        layers.attributes[words, 4] = [self.ids["dep"][d] for d in deps]
        layers.vectors[words] = out["words"]
        scores = log_softmax(out["ner"])
        lenient = scores - LENIENCY * np.array([label == "O" for label in self.labels["ner"]], dtype=np.float32)
        for found, kept in ((scores, layers.entities), (lenient, layers.maybe)):
            for start, end, label in bio_decode(found, self.labels["ner"]):
                if label != "Misc":
                    score = mean_chance(scores[start:end], self.labels["ner"], label)
                    kept.append((window.words[start], window.words[end - 1] + 1, label, score))

    def heads(self, start: Array, arcs: Array) -> Array:
        """Choose sentence borders, then the best tree of each sentence; heads are indices in the window."""
        begins = start[:, 1] > start[:, 0]
        begins[0] = True
        borders = [*np.flatnonzero(begins).tolist(), len(begins)]
        heads = np.zeros(len(begins), dtype=np.int64)
        for a, b in itertools.pairwise(borders):
            heads[a:b] = np.array(best_tree(arcs[a:b, a:b])) + a
        return heads

    def arc_labels(self, dep: Array, head: Array) -> Array:
        """The best label of each arc by the biaffine form; both sides words x 64."""
        one = np.ones((len(dep), 1), dtype=np.float32)
        left, right = np.concatenate([dep, one], 1), np.concatenate([head, one], 1)
        labels, width, _ = self.arc_label.shape
        mixed = (left @ self.arc_label.transpose(1, 0, 2).reshape(width, -1)).reshape(-1, labels, width)
        best: Array = np.einsum("nlh,nh->nl", mixed, right).argmax(1)
        return best

    def lemma(self, form: str, pos: str, script: str) -> str:
        """The dictionary form: names keep theirs, irregular forms are looked up, the rest follow the script."""
        if pos == "PROPN":
            return form
        return self.irregular.get(f"{form.lower()}|{pos}") or apply_script(form, script)

    def annotate(self, doc: Doc, layers: Layers) -> Doc:
        """Write the layers into the doc."""
        if len(doc):
            doc.from_array([TAG, POS, LEMMA, HEAD, DEP], layers.attributes)  # type: ignore[arg-type]
            doc.tensor = layers.vectors
            doc.set_ents([Span(doc, a, b, label=kind) for a, b, kind, _ in layers.entities])
            doc.spans["maybe"] = [Span(doc, a, b, label=kind) for a, b, kind, _ in layers.maybe]
            said = [*layers.maybe, *layers.entities]
            doc.user_data["entity_scores"] = {(a, b): round(score, 4) for a, b, _, score in said}
        return doc


def border(texts: Sequence[str]) -> int:
    """How many of the words a window takes: up to the last end of a sentence in its second half, else all."""
    for i in range(len(texts) - 1, len(texts) // 2, -1):
        if texts[i] in {".", "?", "!", "…"}:
            return i + 1
    return len(texts)


def mean_chance(scores: Array, labels: Sequence[str], kind: str) -> float:
    """The mean probability of a type over the words of a span; ``scores``: words x labels, log probabilities."""
    own = [i for i, label in enumerate(labels) if label[2:] == kind]
    return float(np.exp(scores[:, own]).sum(1).mean())


def log_softmax(scores: Array) -> Array:
    """Log probabilities along the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result
