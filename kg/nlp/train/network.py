"""The network: a six-layer MiniLM encoder with word-shape features and one small head a task (torch, training only)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

WIDTH, LAYERS, ATTENTION_HEADS, SHAPES = 384, 6, 12, 9
SHAPE_WIDTH, CONVOLVED = 32, 96
WORD = WIDTH + CONVOLVED
ARC, LABEL, PAIR = 192, 64, 160
LOOKS, REGIONS = 4, 5


@dataclass
class Batch:
    """Windows padded to one size; ``first``, ``last`` and ``shape`` are words in pieces, ``word_mask`` tells real words."""

    pieces: Tensor  # batch x pieces, ids
    piece_mask: Tensor  # batch x pieces, 1 for real pieces
    first: Tensor  # batch x words, the index of a word's first piece
    last: Tensor  # batch x words, the index of its last piece
    shape: Tensor  # batch x words, case shape in 0..8
    word_mask: Tensor  # batch x words


class Layer(nn.Module):
    """One transformer layer in BERT's order: attention, add and norm, feed-forward, add and norm."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // ATTENTION_HEADS) ** 0.5 + bias, dim=-1)
        mixed = (weights @ v).transpose(1, 2).reshape(b, n, WIDTH)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces and shapes in, one vector of 480 numbers a word out; the embeddings of pieces are frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.piece = nn.Embedding(30522, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.shape = nn.Embedding(SHAPES, SHAPE_WIDTH)
        self.convolve = nn.Conv1d(SHAPE_WIDTH, CONVOLVED, 3, padding=1)
        self.drop = nn.Dropout(0.1)
        self.piece.weight.requires_grad = False

    def forward(self, batch: Batch) -> Tensor:
        n = batch.pieces.shape[1]
        x = self.norm(self.piece(batch.pieces) + self.position.weight[:n] + self.kind)
        bias = (1.0 - batch.piece_mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        at = lambda index: torch.gather(x, 1, index.unsqueeze(-1).expand(-1, -1, WIDTH))  # noqa: E731
        words = (at(batch.first) + at(batch.last)) * 0.5
        shapes = self.shape(batch.shape) * batch.word_mask.unsqueeze(-1).to(words.dtype)
        shapes = F.gelu(self.convolve(shapes.transpose(1, 2))).transpose(1, 2)
        return self.drop(torch.cat([words, shapes], dim=-1))

    def start_from(self, path: Path) -> None:
        """Copy the weights of all-MiniLM-L6-v2 (``model.safetensors``, Apache-2.0)."""
        w = load_file(path)
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        with torch.no_grad():
            self.piece.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.position.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.kind.copy_(w["embeddings.token_type_embeddings.weight"][0])
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for end in ("weight", "bias"):
                    qkv = [w[f"{p}attention.self.{name}.{end}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, end).copy_(torch.cat(qkv))
                    for ours, theirs in (
                        (layer.out, "attention.output.dense"),
                        (layer.norm1, "attention.output.LayerNorm"),
                        (layer.up, "intermediate.dense"),
                        (layer.down, "output.dense"),
                        (layer.norm2, "output.LayerNorm"),
                    ):
                        getattr(ours, end).copy_(w[f"{p}{theirs}.{end}"])


def head(outputs: int, hidden: int = 256) -> nn.Sequential:
    """A classifier of words: 480 -> hidden -> GELU -> outputs."""
    return nn.Sequential(nn.Linear(WORD, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, outputs))


class Network(nn.Module):
    """The encoder with its heads: tags, lemma scripts, sentence starts, arcs, entities, relations."""

    def __init__(self, labels: dict[str, list[str]]) -> None:
        super().__init__()
        self.labels = labels
        self.encoder = Encoder()
        self.xpos = nn.Linear(WORD, len(labels["xpos"]))
        self.upos = nn.Linear(WORD, len(labels["upos"]))
        self.lemma = head(len(labels["lemma"]), 128)
        self.start = head(2, 64)
        self.ner = head(len(labels["ner"]))
        self.arc_dep = nn.Sequential(nn.Linear(WORD, ARC), nn.GELU(), nn.Dropout(0.2))
        self.arc_head = nn.Sequential(nn.Linear(WORD, ARC), nn.GELU(), nn.Dropout(0.2))
        self.arc = nn.Parameter(torch.empty(ARC + 1, ARC))
        self.label_dep = nn.Sequential(nn.Linear(WORD, LABEL), nn.GELU(), nn.Dropout(0.2))
        self.label_head = nn.Sequential(nn.Linear(WORD, LABEL), nn.GELU(), nn.Dropout(0.2))
        self.label = nn.Parameter(torch.empty(len(labels["dep"]), LABEL + 1, LABEL + 1))
        self.relations = Relations(labels)
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.label, std=0.02)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        words = self.encoder(batch)
        return {"words": words} | self.classify(words)

    def classify(self, words: Tensor) -> dict[str, Tensor]:
        """The heads that need one word at a time, and the two sides of the arcs (a root is an arc to itself)."""
        d, h = self.arc_dep(words), self.arc_head(words)
        d = torch.cat([d, torch.ones_like(d[..., :1])], dim=-1)
        return {
            "xpos": self.xpos(words),
            "upos": self.upos(words),
            "lemma": self.lemma(words),
            "start": self.start(words),
            "ner": self.ner(words),
            "arc": d @ self.arc @ h.transpose(1, 2),  # batch x dependent x head
            "label_dep": self.label_dep(words),
            "label_head": self.label_head(words),
        }

    def arc_labels(self, dep: Tensor, head: Tensor) -> Tensor:
        """Label scores of given arcs: both sides n x 64, the result n x labels."""
        one = torch.ones_like(dep[..., :1])
        return torch.einsum("nd,ldh,nh->nl", torch.cat([dep, one], -1), self.label, torch.cat([head, one], -1))


class Relations(nn.Module):
    """Ordered pairs of mentions in context: which predicates hold, with which polarity and modality."""

    def __init__(self, labels: dict[str, list[str]]) -> None:
        super().__init__()
        types = len(labels["type"]) + 2  # and the speaker, and the addressee
        self.kind = nn.Embedding(types, 24)
        self.distance = nn.Embedding(12, 16)
        self.absent = nn.Parameter(torch.zeros(2, WORD))  # added for the speaker and the addressee
        self.left = nn.Linear(WORD + 24, PAIR)
        self.right = nn.Linear(WORD + 24, PAIR)
        self.between = nn.Linear(WORD, PAIR)
        self.query = nn.Linear(2 * PAIR, PAIR)
        self.key = nn.Linear(WORD, PAIR)
        self.value = nn.Linear(WORD, PAIR)
        self.region = nn.Parameter(torch.zeros(LOOKS, REGIONS))
        self.joint = nn.Sequential(
            nn.GELU("tanh"), nn.Dropout(0.2), nn.Linear(4 * PAIR + 16, 256), nn.GELU("tanh"), nn.Dropout(0.2)
        )
        self.predicate = nn.Linear(256, len(labels["predicate"]))
        self.negated = nn.Linear(256, 1)
        self.modality = nn.Linear(256, len(labels["modality"]))

    def forward(
        self,
        subject: Tensor,
        object_: Tensor,
        types: Tensor,
        between: Tensor,
        words: Tensor,
        rows: Tensor,
        regions: Tensor,
        distance: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Score n pairs.

        ``subject``, ``object_``: n x 480 mean word vectors; ``types``: n x 2; ``between``: n x 480, the maximum over the
        words between the mentions; ``words``: batch x words x 480; ``rows``: n, the window of each pair; ``regions``:
        n x words, where a word stands (see ``kg.nlp.classifier.regions``), -1 for padding; ``distance``: n, a signed
        bucket.
        """
        s = self.left(torch.cat([subject, self.kind(types[:, 0])], -1))
        o = self.right(torch.cat([object_, self.kind(types[:, 1])], -1))
        return self.judge(s, o, self.between(between), words, rows, regions, distance)

    def judge(
        self, s: Tensor, o: Tensor, between: Tensor, words: Tensor, rows: Tensor, regions: Tensor, distance: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Score n pairs whose sides and gaps are projected already (n x 160 each); the rest as in ``forward``."""
        pair = torch.cat([s + o, s * o], -1)
        looked = self.look(pair, words, rows, regions)
        joint = self.joint(torch.cat([pair, between, looked, self.distance(distance)], -1))
        return self.predicate(joint), self.negated(joint).squeeze(-1), self.modality(joint)

    def look(self, pair: Tensor, words: Tensor, rows: Tensor, regions: Tensor) -> Tensor:
        """What each pair reads in its window: a weighted mean of the words, four ways; n x 160."""
        n, size = len(pair), PAIR // LOOKS
        query = self.query(pair).view(n, LOOKS, 1, size)
        key, value = (
            f(words).view(*words.shape[:2], LOOKS, size).transpose(1, 2)[rows] for f in (self.key, self.value)
        )
        bias = self.region[:, regions.clamp(min=0)].transpose(0, 1)  # n x looks x words
        scores = (query * key).sum(-1) / size**0.5 + bias
        weights = torch.softmax(scores.masked_fill(regions[:, None, :] < 0, -1e4), -1)
        return (weights.unsqueeze(-1) * value).sum(2).reshape(n, PAIR)
