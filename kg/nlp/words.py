"""What training and the shipped pipeline share: case shapes, word pieces, lemma scripts, BIO decoding."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_PIECES = 254


@functools.lru_cache(maxsize=1 << 16)
def case_shape(word: str) -> int:
    """Say in 0..8 how ``word`` is written, since the encoder reads lower case only.

    >>> [case_shape(w) for w in ("", "42", "--", "keras", "scikit-learn", "MIT", "I", "Theano", "PyTorch")]
    [0, 1, 2, 3, 4, 5, 6, 7, 8]
    """
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 0 if not word else 1 if any(c.isdigit() for c in word) else 2
    if all(c.islower() for c in letters):
        return 3 if len(letters) == len(word) else 4
    if all(c.isupper() for c in letters):
        return 6 if len(letters) == 1 else 5
    return 7 if letters[0].isupper() and all(c.islower() for c in letters[1:]) else 8


def lemma_script(form: str, lemma: str) -> str:
    """Name the change from ``form`` to ``lemma``: how many letters go from the end, and what comes in their place.

    >>> lemma_script("Running", "run"), lemma_script("was", "be"), lemma_script("cats", "cat")
    ('4|', '3|be', '1|')
    """
    form, lemma = form.lower(), lemma.lower()
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return f"{len(form) - same}|{lemma[same:]}"


def apply_script(form: str, script: str) -> str:
    """Undo ``lemma_script``; a script that takes more letters than there are leaves the form alone.

    >>> apply_script("Running", "4|"), apply_script("is", "4|")
    ('run', 'is')
    """
    form = form.lower()
    strip, ending = script.split("|", 1)
    keep = len(form) - int(strip)
    return form[:keep] + ending if keep >= 0 and (keep or ending) else form


def bio_decode(scores: NDArray[np.float32], labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Find the best sequence of BIO labels in which I-x follows only B-x or I-x (Viterbi).

    ``scores``: words x labels, log probabilities. Gives (start, end, type) of each span.
    """
    allowed = transitions(tuple(labels))
    n = len(scores)
    best = np.zeros_like(scores)
    back = np.zeros(scores.shape, dtype=np.int32)
    best[0] = scores[0] + start_penalty(tuple(labels))
    for i in range(1, n):
        paths = best[i - 1][:, None] + allowed
        back[i] = paths.argmax(0)
        best[i] = scores[i] + paths.max(0)
    tags = [int(best[-1].argmax())]
    for i in range(n - 1, 0, -1):
        tags.append(int(back[i][tags[-1]]))
    tags.reverse()
    spans: list[tuple[int, int, str]] = []
    start = None
    for i, tag in enumerate([*(labels[t] for t in tags), "O"]):
        if start is not None and not tag.startswith("I-"):
            spans.append((start, i, labels[tags[start]][2:]))
            start = None
        if tag.startswith("B-"):
            start = i
    return spans


@functools.cache
def transitions(labels: tuple[str, ...]) -> NDArray[np.float32]:
    """Zero where a label may follow another, a large penalty where not."""
    follows = [[not b.startswith("I-") or (a[2:] == b[2:] and a != "O") for b in labels] for a in labels]
    return np.where(np.array(follows), 0.0, -1e4).astype(np.float32)


@functools.cache
def start_penalty(labels: tuple[str, ...]) -> NDArray[np.float32]:
    """Zero where a label may begin a window, a large penalty where not."""
    return np.array([-1e4 if label.startswith("I-") else 0.0 for label in labels], dtype=np.float32)


def word_pieces(tokenizer: Any, words: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """Cut words into word pieces: the ids with their two borders, and each word's first and last piece.

    A word without any piece (a control character, say) stands at the border piece 0.
    """
    encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=True)
    first, last = [0] * len(words), [0] * len(words)
    for i, word in enumerate(encoding.word_ids):
        if word is not None:
            first[word] = first[word] or i
            last[word] = i
    return encoding.ids, first, last
