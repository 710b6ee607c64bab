"""Growing the trees that weigh relations and entities, and telling how good they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.calibrate.documents import FOLDS, GIVEN, Judged
from kg.calibrate.facts import Fact, asked_for, meant, names
from kg.evaluate import canonical, normal
from kg.nlp.forest import Forest
from kg.nlp.reading import Reading
from kg.nlp.standing import described as thing_features
from kg.nlp.standing import members
from kg.nlp.survey import Vote, surveyed
from kg.nlp.weighing import described as vote_features
from kg.types import Relation

Array = NDArray[Any]


@dataclass
class Rows:
    """Examples of one kind: their features, whether they held, how much each counts, and whose document they are of."""

    names: list[str]
    x: list[Array] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    group: list[int] = field(default_factory=list)

    def add(self, x: Array, held: bool, weight: float, group: int) -> None:
        """Append one example."""
        self.x.append(x)
        self.held.append(held)
        self.weight.append(weight)
        self.group.append(group)


# -- Relations ---------------------------------------------------------------------------------------------------------


def relation_rows(documents: Sequence[Judged]) -> Rows:
    """Each vote, and whether its triple is in the key; a triple seen in several places counts once in all.

    What the key lists without asking for it (see ``asked_for``) is neither right nor wrong, here as in the evaluation.
    """
    rows = Rows([])
    for number, d in enumerate(documents):
        stated = asked_for(d.key)
        known = names(d.key)
        facts = [fact(d.reading, v, known) for v in d.votes]
        counts: dict[Any, int] = defaultdict(int)
        for f in facts:
            counts[f] += 1
        rows.names, x = vote_features(surveyed(d.reading, d.votes), d.votes)
        for f, row in zip(facts, x, strict=True):
            rows.add(row, f in stated, d.weight / counts[f] if stated.get(f, True) else 0.0, number)
    return rows


def fact(reading: Reading, vote: Vote, known: dict[tuple[str, str], str]) -> Fact:
    """What a vote states in the key's ids, with its own names where the key has none."""
    ends = [meant(reading, vote.block, n) for n in (vote.subject, vote.object)]
    s, o = (known.get(end, f"?{end[0]} {end[1]}") for end in ends)
    return canonical(s, vote.predicate, o, vote.polarity)


# -- Entities ----------------------------------------------------------------------------------------------------------


def entity_rows(documents: Sequence[Judged], confidences: Sequence[Array]) -> Rows:
    """Each thing found, and whether the key lists it; what it need not list does not count."""
    rows = Rows([])
    for number, (d, confidence) in enumerate(zip(documents, confidences, strict=True)):
        known = names(d.key)
        core = {e["id"] for e in d.key["entities"] if e.get("core", True)}
        relations = [
            Relation(v.subject, v.predicate, v.object, d.reading.found[0].mention.evidence, confidence=float(c))
            for v, c in zip(d.votes, confidence, strict=True)
        ]
        things = members(d.reading)
        for thing, values in thing_features(d.reading, things, relations).items():
            rows.names = list(values)
            texts = {d.reading.found[n].mention.text for n in things[thing]}
            found = {i for t in texts if (i := known.get((thing[1], normal(t)))) is not None}
            if not found or found & core:
                rows.add(np.array(list(values.values()), dtype=np.float32), bool(found), d.weight, number)
    return rows


# -- Trees -------------------------------------------------------------------------------------------------------------


def grow(rows: Rows, chosen: Sequence[bool], seed: int = 1) -> dict[str, Array]:
    """Grow trees on the chosen rows; gives the arrays that ``kg.nlp.forest`` reads."""
    # Here and not above: scikit-learn is there for training only.
    from sklearn.ensemble import HistGradientBoostingClassifier

    at = np.flatnonzero(np.array(chosen) & (np.array(rows.weight) > 0))
    x, y, weight = np.stack(rows.x)[at], np.array(rows.held)[at], np.array(rows.weight)[at]
    model = HistGradientBoostingClassifier(
        max_iter=350, learning_rate=0.04, max_depth=5, max_leaf_nodes=None, min_samples_leaf=20, max_features=0.4,
        l2_regularization=1.0, early_stopping=False, random_state=seed,
    )  # fmt: skip
    model.fit(x, y, sample_weight=weight)
    parts: dict[str, list[Array]] = defaultdict(list)
    size = 0
    # The only way at the trees themselves, as other exporters of scikit-learn's models use it too.
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        parts["roots"].append(np.array([size]))
        parts["feature"].append(np.where(leaf, -1, nodes["feature_idx"]))
        parts["threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
        parts["left"].append(nodes["left"].astype(np.int64) + size)
        parts["right"].append(nodes["right"].astype(np.int64) + size)
        parts["value"].append(np.where(leaf, nodes["value"], 0.0))
        size += len(nodes)
    arrays = {name: np.concatenate(values) for name, values in parts.items()}
    return arrays | {"base": np.array(float(model._baseline_prediction[0, 0])), "names": np.array(rows.names)}


def crossed(rows: Rows, documents: Sequence[Judged], out: Path) -> Array:
    """Each row's probability by trees that were grown on the documents of other folds; those grown on all are written."""
    chances = np.zeros(len(rows.x))
    fold = np.array([d.fold for d in documents])[rows.group]
    for f in range(FOLDS):
        save(out, grow(rows, (fold != f).tolist()))
        at = np.flatnonzero(fold == f)
        chances[at] = Forest(out).probability(np.stack(rows.x)[at])
    save(out, grow(rows, [True] * len(rows.x)))
    return chances


def save(path: Path, arrays: dict[str, Array]) -> None:
    """Write the arrays small."""
    small = {k: v.astype(np.float32) if v.dtype == np.float64 else v for k, v in arrays.items()}
    small |= {k: small[k].astype(np.int32) for k in ("roots", "feature", "left", "right")}
    np.savez_compressed(path, **small)  # type: ignore[arg-type]


def best_threshold(rows: Rows, chances: Array, wanted: float, among: Array) -> str:
    """The threshold of the best F1 over some rows, in words; ``wanted`` is what a perfect reader would find."""
    weight, held = np.array(rows.weight), np.array(rows.held)
    found = []
    for t in np.arange(0.1, 0.8, 0.02):
        said = among & (chances >= t)
        right, all_ = float(weight[said & held].sum()), float(weight[said].sum())
        p, r = right / max(all_, 1e-9), right / max(wanted, 1e-9)
        found.append((2 * p * r / max(p + r, 1e-9), float(t), p, r))
    f, t, p, r = max(found)
    return f"threshold {t:.2f}: P {p:.3f} R {r:.3f} F1 {f:.3f}"


def tell(
    what: str,
    documents: Sequence[Judged],
    rows: Rows,
    chances: Array,
    wanted: Sequence[int],
    among: Array | bool = True,
) -> None:
    """Print the best threshold on the documents that were given and on all; ``wanted`` is how much each asks for."""
    for name, weight in (("given", GIVEN), ("all", None)):
        chosen = [n for n, d in enumerate(documents) if weight in (None, d.weight)]
        total = sum(documents[n].weight * wanted[n] for n in chosen)
        print(
            f"{what}, {name}: {best_threshold(rows, chances, total, among & np.isin(rows.group, chosen))}", flush=True
        )


def cores(key: dict[str, Any], *, ideas: bool) -> int:
    """How many ideas, or else names, a key asks for."""
    return sum(e.get("core", True) and (e["type"] == "Concept") == ideas for e in key["entities"])
