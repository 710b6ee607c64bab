"""The trained network at work, in numpy: two recurrent readers, one forward and one back, over a linear chain of speakers."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.nlp.classifier import sigmoid, slices
from kg.nlp.diarize.sentences import Described

Array = NDArray[Any]

FILE = Path(__file__).parent.parent / "model" / "diarize.npz"
SURELY = 20.0


@functools.cache
def shipped() -> Network:
    """The shipped network, read once."""
    with np.load(FILE) as arrays:
        return Network({name: arrays[name] for name in arrays.files})


class Network:
    """Gives the chance that the host speaks each sentence; the weights are those of ``kg.nlp.train.diarize.Network``.

    A bidirectional GRU (Cho et al. 2014) under a linear-chain conditional random field (Lafferty et al. 2001). Several
    trainings of it are asked together: they are the first axis of each of the ``arrays`` but "vocabulary", the n-grams
    known, hashed and sorted.
    """

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.vocabulary = arrays["vocabulary"]
        self.weights = {name: w.astype(np.float32) for name, w in arrays.items() if name != "vocabulary"}

    def chances(self, said: Described, known: Sequence[str | None]) -> Array:
        """The chance that the host speaks, a sentence; ``known`` are the roles that are known beforehand, or None."""
        sure = np.array([0.0 if role is None else SURELY if role == "host" else -SURELY for role in known])
        own, between = self.scores(said)
        result: Array = marginals(own + sure, between).mean(0)
        return result

    def scores(self, said: Described) -> tuple[Array, Array]:
        """How much each sentence is the host's, and how well it follows the one before (guest or host, then guest or host).

        Members x n, and members x n x 2 x 2.
        """
        grams = rows(said.grams, self.vocabulary)
        pooled = np.maximum(self.linear(said.vectors[None], "inp.{}"), 0.0)
        inside = np.stack([self.weights["grams.weight"][:, g].sum(1) for g in grams], 1)
        cues = np.broadcast_to(said.cues, (len(pooled), *said.cues.shape))
        x = np.concatenate([pooled, cues, inside], 2)
        h = self.gru(x)
        own = self.linear(np.concatenate([h, x], 2), "own.{}")[..., 0]
        own += np.stack([self.weights["bias.weight"][:, g, 0].sum(1) for g in grams], 1)
        before = np.concatenate([h[:, :1], h[:, :-1]], 1)
        between = self.linear(np.concatenate([before, h], 2), "between.{}")
        return own.astype(np.float64), between.reshape(*own.shape, 2, 2).astype(np.float64)

    def linear(self, x: Array, name: str) -> Array:
        """One linear layer of each member; ``name`` has braces where its weights are called "weight", its bias "bias"."""
        weight, bias = (self.weights[name.format(part)] for part in ("weight", "bias"))
        result: Array = x @ weight.transpose(0, 2, 1) + bias[:, None]
        return result

    def gru(self, x: Array) -> Array:
        """Both recurrent readers of each member over all sentences, side by side; members x n x twice their width."""
        ways = (("", x), ("_reverse", x[:, ::-1]))
        given = np.concatenate([self.linear(y, f"gru.{{}}_ih_l0{way}") for way, y in ways])
        turned = np.concatenate([self.weights[f"gru.weight_hh_l0{way}"] for way, _ in ways]).transpose(0, 2, 1)
        added = np.concatenate([self.weights[f"gru.bias_hh_l0{way}"] for way, _ in ways])
        size = turned.shape[1]
        h = np.zeros((len(given), size), dtype=np.float32)
        out = np.empty((*given.shape[:2], size), dtype=np.float32)
        for i in range(given.shape[1]):
            g, own = given[:, i], (h[:, None] @ turned)[:, 0] + added
            gates = sigmoid(g[:, : 2 * size] + own[:, : 2 * size])
            reset, keep = gates[:, :size], gates[:, size:]
            h = (1.0 - keep) * np.tanh(g[:, 2 * size :] + reset * own[:, 2 * size :]) + keep * h
            out[:, i] = h
        there, back = out[: len(x)], out[len(x) :, ::-1]
        return np.concatenate([there, back], 2)


def rows(grams: Sequence[Array], vocabulary: Array) -> list[Array]:
    """The rows of those n-grams of each sentence that are known."""
    asked = np.concatenate(grams)
    at = np.searchsorted(vocabulary, asked).clip(max=len(vocabulary) - 1)
    known = vocabulary[at] == asked
    before = np.concatenate([[0], np.cumsum(known)])
    found = at[known]
    return [found[before[s.start] : before[s.stop]] for s in slices([len(g) for g in grams])]


def marginals(own: Array, between: Array) -> Array:
    """The chance of the second state at each place of chains of two states, by the forward-backward algorithm.

    ``own``: chains x n, the score of the second state; ``between``: chains x n x 2 x 2, from the state before to this
    (the first unused).
    """
    chains, n = own.shape
    scores = np.stack([np.zeros((chains, n)), own], 2)
    ahead, back = np.zeros((chains, n, 2)), np.zeros((chains, n, 2))
    ahead[:, 0] = scores[:, 0]
    for i in range(1, n):
        paths = ahead[:, i - 1, :, None] + between[:, i]
        ahead[:, i] = np.logaddexp(paths[:, 0], paths[:, 1]) + scores[:, i]
    for i in range(n - 2, -1, -1):
        paths = between[:, i + 1] + (scores[:, i + 1] + back[:, i + 1])[:, None]
        back[:, i] = np.logaddexp(paths[..., 0], paths[..., 1])
    whole = ahead + back
    result: Array = np.exp(whole[..., 1] - np.logaddexp(whole[..., 0], whole[..., 1]))
    return result
