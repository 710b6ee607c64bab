"""The relation head, trained on the pairs that it is asked about, over the vectors of an encoder that stays as it is."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from kg.nlp.train.network import WORD, Relations
from kg.nlp.train.posed import NO, YES, Posed

Array = NDArray[Any]
SEED = 1

EPOCHS, RATE, WINDOWS = 4, 1e-3, 32
# Most pairs hold nothing: what holds is to be heard.
HEARD = 2.0


def trained(
    start: dict[str, Array],
    labels: dict[str, list[str]],
    windows: Sequence[Posed],
    weights: Sequence[float],
    log: Callable[[str], None] = print,
) -> dict[str, Array]:
    """Go on training the relation head from ``start`` on windows that count by their weights; gives its weights.

    Modality is in no key: there the head is held to what it said before.
    """
    torch.manual_seed(SEED)
    before = Relations(labels)
    before.load_state_dict({name: torch.from_numpy(x.astype(np.float32)) for name, x in start.items()})
    head = copy.deepcopy(before).train()
    before.eval()
    groups = grouped(windows, weights)
    optimiser, schedule = optimised(head, RATE, EPOCHS * len(groups))
    rng = random.Random(SEED)
    for epoch in range(EPOCHS):
        total = 0.0
        for group in rng.sample(groups, len(groups)):
            loss = loss_of(head, before, group)
            step(head, loss, optimiser, schedule)
            total += float(loss.detach())
        log(f"relations, epoch {epoch + 1} of {EPOCHS}: {total / len(groups):.4f}")
    return {name: x.numpy().astype(np.float16) for name, x in head.state_dict().items()}


def grouped(windows: Sequence[Posed], weights: Sequence[float]) -> list[dict[str, Tensor]]:
    """Windows of like length in one batch each."""
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].words))
    parts = [order[n : n + WINDOWS] for n in range(0, len(order), WINDOWS)]
    return [collated([windows[n] for n in part], [weights[n] for n in part]) for part in parts]


def collated(group: Sequence[Posed], weights: Sequence[float]) -> dict[str, Tensor]:
    """The windows of a batch in one: rows of sides, gaps and pairs one after the other, words padded."""
    widest = max(len(p.words) for p in group)
    sides = np.cumsum([0, *(len(p.sides) for p in group)])
    gaps = np.cumsum([0, *(len(p.gaps) for p in group)])
    words = np.zeros((len(group), widest, WORD), dtype=np.float16)
    for n, p in enumerate(group):
        words[n, : len(p.words)] = p.words
    columns = {
        "sides": [p.sides for p in group],
        "kinds": [p.kinds for p in group],
        "gaps": [p.gaps for p in group],
        "subject": [p.subject + at for p, at in zip(group, sides, strict=False)],
        "object": [p.object + at for p, at in zip(group, sides, strict=False)],
        "between": [p.between + at for p, at in zip(group, gaps, strict=False)],
        "regions": [np.pad(p.regions, ((0, 0), (0, widest - len(p.words))), constant_values=-1) for p in group],
        "distance": [p.distance for p in group],
        "holds": [p.holds for p in group],
        "negated": [p.negated for p in group],
        "rows": [np.full(len(p.subject), n) for n, p in enumerate(group)],
        "weight": [np.full(len(p.subject), w, dtype=np.float32) for p, w in zip(group, weights, strict=True)],
    }
    return {"words": torch.from_numpy(words)} | {k: torch.from_numpy(np.concatenate(v)) for k, v in columns.items()}


def loss_of(head: Relations, before: Relations, batch: dict[str, Tensor]) -> Tensor:
    """Binary losses of the predicates where the key tells, of negation where one holds, and modality as before."""
    predicate, negated, modality = judged(head, batch)
    holds = batch["holds"]
    heard = torch.full_like(predicate[0], HEARD)
    losses = F.binary_cross_entropy_with_logits(predicate, (holds == YES).float(), pos_weight=heard, reduction="none")
    told = ((holds == YES) | (holds == NO)).float() * batch["weight"].unsqueeze(-1)
    total = (losses * told).sum() / len(losses)
    stated = batch["negated"] >= 0
    if bool(stated.any()):
        total = total + 0.2 * F.binary_cross_entropy_with_logits(negated[stated], batch["negated"][stated].float())
    with torch.no_grad():
        known = judged(before, batch)[2].log_softmax(-1)
    return total + 0.1 * F.kl_div(modality.log_softmax(-1), known, reduction="batchmean", log_target=True)


def judged(head: Relations, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Run the head over a batch, each side and gap once; logits of predicates, negation, modality."""
    known = head.kind.num_embeddings - len(head.absent)
    roles = torch.cat([torch.zeros_like(head.absent[:1]), head.absent])
    sides = batch["sides"].float() + roles[(batch["kinds"] - known + 1).clamp(min=0)]
    sides = torch.cat([sides, head.kind(batch["kinds"])], -1)
    s, o = head.left(sides)[batch["subject"]], head.right(sides)[batch["object"]]
    between = head.between(batch["gaps"].float())[batch["between"]]
    where = batch["rows"], batch["regions"].long(), batch["distance"]
    return head.judge(s, o, between, batch["words"].float(), *where)


def optimised(head: nn.Module, rate: float, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    """AdamW with a short rise of the rate and a long fall."""
    optimiser = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.01)
    rise, least = 0.05 * steps, 0.02
    shape = lambda n: min((n + 1) / rise, max(least, (steps - n) / (steps - rise)))  # noqa: E731
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, shape)


def step(head: nn.Module, loss: Tensor, optimiser: torch.optim.Optimizer, schedule: Any) -> None:
    """One step of training."""
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(head.parameters(), 1.0)
    optimiser.step()
    schedule.step()
