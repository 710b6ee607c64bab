"""A relation head for each quarter of the documents, learnt from the other three; and one from all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray

from kg.calibrate.asked import posed
from kg.calibrate.documents import FOLDS, Judged
from kg.nlp import load
from kg.nlp.classifier import Classifier
from kg.nlp.encoder import Encoder
from kg.nlp.voting import candidates

Array = NDArray[Any]
# The folder of the head learnt from all documents, and the file of a head.
ALL, HEAD = "all", "relations.npz"


def learn(documents: Sequence[Judged], models: Sequence[Path], folder: Path) -> None:
    """Write the head of each fold and that of all documents to folders in ``folder``; what is there already stays.

    A head is the mean of what it was and what it became, which holds better on documents of another kind (Wortsman et al.
    2022, "Robust fine-tuning of zero-shot models").
    """
    # Here and not above: torch is there for training only.
    from kg.nlp.train.judging import trained

    labels = srsly.read_json(models[0] / "labels.json")
    head = encoder(models[0]).classifier
    start = mean_of([path / HEAD for path in models])
    windows = [list(posed(d.reading, d.key, head)) for d in documents]
    for part in (*map(str, range(FOLDS)), ALL):
        if (folder / part / HEAD).exists():
            continue
        chosen = [n for n, d in enumerate(documents) if str(d.fold) != part]
        # The root is between the weight and none: so few documents were given that they must not lead alone.
        asked = [(window, documents[n].weight ** 0.5) for n in chosen for window in windows[n]]
        learnt = trained(start, labels, [window for window, _ in asked], [weight for _, weight in asked])
        halfway = {name: ((start[name] + x.astype(np.float32)) / 2).astype(np.float16) for name, x in learnt.items()}
        (folder / part).mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / part / "labels.json", labels)
        np.savez_compressed(folder / part / HEAD, **halfway)  # type: ignore[arg-type]


def mean_of(files: Sequence[Path]) -> dict[str, Array]:
    """The mean of the weights in some files, as those of the models are averaged."""
    loaded = []
    for file in files:
        with np.load(file) as arrays:
            loaded.append({name: arrays[name].astype(np.float32) for name in arrays.files})
    return {name: np.mean([x[name] for x in loaded], axis=0) for name in loaded[0]}


def vote(documents: Sequence[Judged], models: Sequence[Path], folder: Path) -> None:
    """Let the head that does not know a document judge its pairs."""
    nlp, worker = load(weights=models[0]), encoder(models[0])
    for fold in range(FOLDS):
        worker.classifier = Classifier(folder / str(fold))
        for d in documents:
            if d.fold == fold:
                d.votes = candidates(d.reading, nlp)


def encoder(model: Path) -> Encoder:
    """The network of a model."""
    found: Encoder = load(weights=model).get_pipe("kg_encoder")  # type: ignore[assignment]
    return found
