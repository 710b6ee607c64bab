"""Training the network that tells who speaks where a transcript does not say.

    python -m kg.nlp.train.diarize --data DATA

From transcripts with keys of who speaks (``corpus/annotations/diarization``, offsets alone), and from interviews with
labels, whose labels are taken away. Needs the extra kg[train]. First it tells how well networks trained on three
quarters of the keyed transcripts do on the last.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from kg.nlp import load
from kg.nlp.diarize import network as runtime
from kg.nlp.diarize.sentences import CUES, Described
from kg.nlp.diarize.turns import voices
from kg.nlp.train.keys import HELD_OUT
from kg.nlp.train.talks import Talk, bared, keyed
from kg.types import KgError

Array = NDArray[Any]

SEED, MEMBERS = 1, 3
# In how many talks an n-gram must occur to be known.
COMMON = 8
EPOCHS, RATE, DECAY, BATCH, LENGTH = 4, 3e-3, 0.02, 24, 80
SHORTEST = 4
KEPT = 0.7  # of the n-grams of a sentence, in training


# -- The network -------------------------------------------------------------------------------------------------------


class Network(nn.Module):
    """Sentences to scores; what ``kg.nlp.diarize.network`` runs in numpy."""

    def __init__(self, vocabulary: Array, pooled: int = 96, grams: int = 32, hidden: int = 64) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        width = pooled + CUES + grams
        self.inp = nn.Linear(5 * 480, pooled)
        self.grams = nn.EmbeddingBag(len(vocabulary), grams, mode="sum")
        self.bias = nn.EmbeddingBag(len(vocabulary), 1, mode="sum")
        nn.init.normal_(self.grams.weight, std=0.05)
        nn.init.zeros_(self.bias.weight)
        self.gru = nn.GRU(width, hidden, bidirectional=True, batch_first=True)
        self.own = nn.Linear(2 * hidden + width, 1)
        self.between = nn.Linear(4 * hidden, 4)
        self.drop, self.drop_input = nn.Dropout(0.6), nn.Dropout(0.3)

    def forward(self, talks: Sequence[Talk]) -> list[tuple[Tensor, Tensor]]:
        """The scores of each talk: its sentences' own (n), and those between one and the next (n x 2 x 2)."""
        rows = [self.inputs(t.numbers) for t in talks]
        sizes = torch.tensor([len(x) for x, _ in rows])
        padded = nn.utils.rnn.pad_sequence([x for x, _ in rows], batch_first=True)
        packed = nn.utils.rnn.pack_padded_sequence(padded, sizes, batch_first=True, enforce_sorted=False)
        states = self.drop(nn.utils.rnn.pad_packed_sequence(self.gru(packed)[0], batch_first=True)[0])
        out = []
        for (x, bias), h, n in zip(rows, states, sizes.tolist(), strict=True):
            own = self.own(torch.cat([h[:n], x], 1))[:, 0] + bias
            before = torch.cat([h[:1], h[: n - 1]])
            out.append((own, self.between(torch.cat([before, h[:n]], 1)).view(-1, 2, 2)))
        return out

    def inputs(self, n: Described) -> tuple[Tensor, Tensor]:
        """Sentences as the recurrent reader takes them, and what their n-grams add by themselves."""
        grams, scale = [runtime.rows(g, self.vocabulary) for g in n.grams], 1.0
        if self.training:
            grams, scale = [g[np.random.rand(len(g)) < KEPT] for g in grams], 1.0 / KEPT
        flat = torch.from_numpy(np.concatenate(grams))
        starts = torch.tensor(np.cumsum([0, *(len(g) for g in grams[:-1])]))
        pooled = self.drop(torch.relu(self.inp(self.drop_input(torch.from_numpy(n.vectors)))))
        said = self.drop(self.grams(flat, starts) * scale)
        return torch.cat([pooled, torch.from_numpy(n.cues), said], 1), self.bias(flat, starts)[:, 0] * scale


def loss(scores: Sequence[tuple[Tensor, Tensor]], talks: Sequence[Talk]) -> Tensor:
    """The mean negative log likelihood of who speaks, a sentence."""
    total = torch.zeros(())
    for (own, between), talk in zip(scores, talks, strict=True):
        y = torch.tensor(talk.host, dtype=torch.long)
        right = own[y == 1].sum() + between[torch.arange(1, len(y)), y[:-1], y[1:]].sum()
        total = total + talk.weight * (partition(own, between) - right)
    return total / sum(len(t.host) for t in talks)


def partition(own: Tensor, between: Tensor) -> Tensor:
    """The log of the sum over all sequences, by products of matrices in a tree."""
    step = between[1:] + torch.stack([torch.zeros_like(own), own], 1)[1:, None, :]
    first = torch.stack([torch.zeros_like(own[0]), own[0]])
    while len(step) > 1:
        rest = step[len(step) - len(step) % 2 :]
        pairs = torch.logsumexp(step[0 : len(step) - 1 : 2, :, :, None] + step[1::2, None, :, :], 2)
        step = torch.cat([pairs, rest])
    return torch.logsumexp(torch.logsumexp(first[:, None] + step[0], 0), 0) if len(step) else torch.logsumexp(first, 0)


def vocabulary(talks: Sequence[Talk]) -> Array:
    """The n-grams of at least COMMON talks, sorted."""
    seen = np.concatenate([np.unique(np.concatenate(t.numbers.grams)) for t in talks])
    grams, times = np.unique(seen, return_counts=True)
    return np.asarray(grams[times >= COMMON])


def fit(talks: Sequence[Talk], seed: int, known: Array) -> Network:
    """Train a network that knows the n-grams of ``known``."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    chance = random.Random(seed)
    network = Network(known)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    network.train()
    for epoch in range(EPOCHS):
        pieces = [p for t in talks for p in cut(t, chance.randrange(LENGTH))]
        chance.shuffle(pieces)
        optimiser.param_groups[0]["lr"] = RATE * (1 - epoch / EPOCHS)
        for i in range(0, len(pieces), BATCH):
            batch = pieces[i : i + BATCH]
            value = loss(network(batch), batch)
            optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
    return network.eval()


def cut(talk: Talk, offset: int) -> Iterator[Talk]:
    """A talk in pieces of LENGTH sentences, the first of ``offset``."""
    n = len(talk.host)
    for a, b in pairwise(sorted({0, n, *range(offset, n, LENGTH)})):
        if b - a > SHORTEST:
            yield talk.part(a, b)


def trained(talks: Sequence[Talk]) -> dict[str, Array]:
    """Train MEMBERS networks; gives their weights, one after the other in the first axis, in half precision."""
    known = vocabulary(talks)
    members = [fit(talks, SEED + number, known).state_dict() for number in range(MEMBERS)]
    weights = {name: np.stack([m[name].numpy() for m in members]).astype(np.float16) for name in members[0]}
    return {"vocabulary": known} | weights


# -- How good it is ----------------------------------------------------------------------------------------------------


def judged(network: runtime.Network, talks: Sequence[Talk]) -> list[tuple[int, bool, bool]]:
    """Of each sentence: its tokens, whether it is given a speaker, and whether the likelier one speaks."""
    out = []
    for talk in talks:
        chances = network.chances(talk.numbers, [None] * len(talk.host)).tolist()
        for role, host, size, p in zip(voices(chances), talk.host, talk.sizes, chances, strict=True):
            out.append((size, role is not None, (p > 0.5) == host))
    return out


def told(rows: Sequence[tuple[int, bool, bool]]) -> str:
    """One line of how much is told, and how much of that is right, by tokens."""
    whole = sum(n for n, _, _ in rows)
    right = sum(n for n, _, ok in rows if ok)
    named = sum(n for n, sure, _ in rows if sure)
    named_right = sum(n for n, sure, ok in rows if sure and ok)
    return (
        f"of {whole} words the likelier speaker is right for {right / whole:.3f}; "
        f"{named / whole:.2f} are given a speaker, {named_right / max(1, named):.3f} of them rightly"
    )


def main(argv: list[str] | None = None) -> int:
    """Parse the arguments, validate, train, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m kg.nlp.train.diarize", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with talkpython and datatalks")
    parser.add_argument("--annotations", type=Path, default=Path("corpus/annotations"))
    parser.add_argument("--out", type=Path, default=Path("kg/nlp/model"))
    parser.add_argument("--folds", type=int, default=4, help="0 to train without looking how good it is")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    try:
        nlp = load()
        unlabelled = list(keyed(args.annotations / "diarization", args.data, nlp))
        labelled = list(bared(interviews(args.annotations, args.data), nlp))
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 1
    print(f"{len(unlabelled)} transcripts with keys, {len(labelled)} with labels taken away", flush=True)
    for name, others, asked in trials(unlabelled, labelled, args.folds):
        print(f"{name}: {told(judged(runtime.Network(trained(others)), asked))}", flush=True)
    np.savez_compressed(args.out / "diarize.npz", **trained([*unlabelled, *labelled]))
    print(f"the network is in {args.out / 'diarize.npz'}")
    return 0


def interviews(annotations: Path, data: Path) -> list[Path]:
    """The interviews with labels: those of the data folder but for the ones held out, and our own."""
    keys = {p.stem for p in (annotations / "diarization").glob("*.json")}
    found = [*(data / "datatalks").glob("*.md"), *(data / "talkpython").glob("*.txt")]
    own = [p for p in (annotations / "documents").iterdir() if p.suffix in (".txt", ".md")]
    return sorted([*own, *(p for p in found if f"{p.parent.name}-{p.stem}" not in {*HELD_OUT, *keys})])


def trials(
    unlabelled: Sequence[Talk], labelled: Sequence[Talk], folds: int
) -> Iterator[tuple[str, list[Talk], list[Talk]]]:
    """What is trained on and asked about in each trial: all keyed transcripts in ``folds`` parts, then a show not seen."""
    for fold in range(folds):
        asked = list(unlabelled[fold::folds])
        yield f"part {fold + 1}", [*(t for t in unlabelled if t not in asked), *labelled], asked
    if folds:
        yield "from labelled interviews alone", [replace(t, weight=1.0) for t in labelled], list(unlabelled)


if __name__ == "__main__":
    sys.exit(main())
