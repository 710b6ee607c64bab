"""Training: all tasks in one network, batch by batch in random order, with fixed seeds and a log of scores."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from kg.nlp.train.batches import IGNORE, Pairs, Prepared, Targets, batches, collate, pairs, targets
from kg.nlp.train.network import Network
from kg.nlp.words import bio_decode

WEIGHTS = {"xpos": 0.5, "upos": 0.25, "lemma": 0.3, "start": 0.5, "arc": 1.0, "dep": 0.7, "ner": 1.5, "relation": 1.5}


@dataclass
class Stage:
    """One phase of training: how often the examples are seen, and how fast the weights move."""

    name: str
    epochs: float
    rate: float
    head_rate: float


def fit(
    network: Network,
    draw: Callable[[random.Random], Sequence[Prepared]],
    stage: Stage,
    signatures: set[tuple[str, str]],
    seed: int = 0,
    log: Callable[[str], None] = print,
) -> None:
    """Train ``network`` in place.

    ``draw`` gives the examples of an epoch (so that small corpora may be repeated and words changed);
    ``signatures`` are the (subject type, object type) pairs among which relations are learnt.
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    epochs = max(1, round(stage.epochs))
    plan = [list(batches(draw(rng), rng)) for _ in range(epochs)]
    steps = sum(len(p) for p in plan)
    optimiser = torch.optim.AdamW(groups(network, stage), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda n: min((n + 1) / (0.1 * steps), max(0.02, (steps - n) / (0.9 * steps)))
    )
    network.train()
    began, total = time.time(), {}
    for step, group in enumerate((g for epoch in plan for g in epoch), 1):
        losses = loss(network, group, signatures)
        optimiser.zero_grad()
        sum(WEIGHTS[k] * v for k, v in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
        optimiser.step()
        schedule.step()
        for k, v in losses.items():
            total.setdefault(k, []).append(float(v.detach()))
        if step % 100 == 0 or step == steps:
            means = "  ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(total.items()))
            log(f"{stage.name} step {step}/{steps}  {time.time() - began:.0f} s  {means}")
            total = {}
    network.eval()


def groups(network: Network, stage: Stage) -> list[dict]:
    """Two groups of weights: the pretrained encoder moves slower than the new heads."""
    new = {"shape", "convolve"}
    slow, fast = [], []
    for name, p in network.named_parameters():
        if p.requires_grad:
            parts = name.split(".")
            (slow if parts[0] == "encoder" and parts[1] not in new else fast).append(p)
    return [{"params": slow, "lr": stage.rate}, {"params": fast, "lr": stage.head_rate}]


def loss(network: Network, group: Sequence[Prepared], signatures: set[tuple[str, str]]) -> dict[str, Tensor]:
    """The loss of every layer that the batch annotates."""
    batch, gold = collate(group), targets(group, network.labels)
    out = network(batch)
    losses = {
        name: F.cross_entropy(out[name].float().flatten(0, 1), getattr(gold, name).flatten(), ignore_index=IGNORE)
        for name in ("xpos", "upos", "lemma", "start", "ner")
        if bool((getattr(gold, name) != IGNORE).any())
    }
    if bool((gold.head != IGNORE).any()):
        losses |= arc_losses(network, out, gold)
    found = pairs(group, network.labels, signatures)
    if found.row:
        losses["relation"] = relation_loss(network, out["words"], batch.word_mask, found)
    return losses


def arc_losses(network: Network, out: dict[str, Tensor], gold: Targets) -> dict[str, Tensor]:
    """Heads are chosen among the words of the same sentence; labels are learnt on the gold arcs."""
    known = gold.head != IGNORE
    same = gold.sentence[:, :, None] == gold.sentence[:, None, :]
    scores = out["arc"].float().masked_fill(~same, -1e4)
    arc = F.cross_entropy(scores.flatten(0, 1), gold.head.flatten(), ignore_index=IGNORE)
    rows = torch.arange(len(gold.head))[:, None].expand_as(gold.head)[known]
    dep, head = out["label_dep"][known], out["label_head"][rows, gold.head[known]]
    labels = network.arc_labels(dep, head).float()
    return {"arc": arc, "dep": F.cross_entropy(labels, gold.dep[known], ignore_index=IGNORE)}


def relation_loss(network: Network, words: Tensor, mask: Tensor, found: Pairs) -> Tensor:
    """Binary losses of the predicates, and of polarity and modality where a relation holds."""
    predicate, negated, modality = score_pairs(network, words, mask, found)
    wanted = torch.zeros_like(predicate)
    counts = torch.ones_like(predicate)
    for i, (stated, unsure) in enumerate(zip(found.predicate, found.unsure, strict=True)):
        counts[i, unsure] = 0.0
        wanted[i, stated] = counts[i, stated] = 1.0
    # Most pairs hold nothing: the sum over predicates and a weight keep rare positives audible; confidence is
    # calibrated afterwards.
    weight = torch.full_like(predicate[0], 3.0)
    losses = F.binary_cross_entropy_with_logits(predicate, wanted, pos_weight=weight, reduction="none")
    total = (losses * counts).sum(-1).mean()
    polarity = torch.tensor(found.polarity)
    holds = polarity != IGNORE
    if bool(holds.any()):
        total = total + 0.2 * F.binary_cross_entropy_with_logits(negated[holds], polarity[holds].float())
        total = total + 0.1 * F.cross_entropy(modality[holds], torch.tensor(found.modality)[holds])
    return total


def score_pairs(network: Network, words: Tensor, mask: Tensor, found: Pairs) -> tuple[Tensor, Tensor, Tensor]:
    """Run the relation head over the pairs of a batch; logits of predicates, negation, modality in float."""
    around = (words * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
    absent = network.relations.absent
    known = len(network.labels["type"])

    def mean(row: int, at: list[int], kind: int) -> Tensor:
        vector = words[row, at].mean(0) if at else around[row]
        return vector + absent[kind - known] if kind >= known else vector

    subject = torch.stack([mean(r, s, t[0]) for r, s, t in zip(found.row, found.subject, found.types, strict=True)])
    object_ = torch.stack([mean(r, o, t[1]) for r, o, t in zip(found.row, found.object, found.types, strict=True)])
    between = torch.stack([words[r, a:b].amax(0) for r, (a, b) in zip(found.row, found.between, strict=True)])
    types, apart, rows = (torch.tensor(x) for x in (found.types, found.distance, found.row))
    wide = words.shape[1]
    where = torch.tensor([[*r, *[-1] * (wide - len(r))] for r in found.regions])
    scores = network.relations(subject, object_, types, between, words, rows, where, apart)
    return scores[0].float(), scores[1].float(), scores[2].float()


# -- Scores during training --------------------------------------------------------------------------------------------


@torch.no_grad()
def evaluate(network: Network, prepared: Sequence[Prepared], signatures: set[tuple[str, str]]) -> dict[str, float]:
    """Score gold-tokenised examples: tags, UAS, LAS with predicted sentence borders, strict entity and relation F1."""
    network.eval()
    right: dict[str, int] = {}
    seen: dict[str, int] = {}

    def count(name: str, hit: int, of: int = 1) -> None:
        right[name] = right.get(name, 0) + int(hit)
        seen[name] = seen.get(name, 0) + of

    entity, relation = [0, 0, 0], [0, 0, 0]
    for group in batches(prepared, random.Random(0)):
        batch = collate(group)
        out = network(batch)
        for row, p in enumerate(group):
            n, e = len(p.example.words), p.example
            if e.syntax:
                score_syntax(network, out, row, p, count)
            if e.spans is not None:
                scores = torch.log_softmax(out["ner"][row, :n].float(), -1).numpy()
                said = {s for s in bio_decode(scores, network.labels["ner"]) if s[2] != "Misc"}
                wanted = {(s.start, s.end, s.type) for s in e.spans if s.name and s.type != "Misc"}
                entity = [a + b for a, b in zip(entity, (len(said & wanted), len(said), len(wanted)), strict=True)]
        found = pairs(group, network.labels, signatures)
        if found.row:
            predicate, _, _ = score_pairs(network, out["words"].float(), batch.word_mask, found)
            said_ = predicate.sigmoid() > 0.5
            gold = torch.zeros_like(predicate, dtype=torch.bool)
            for i, (stated, unsure) in enumerate(zip(found.predicate, found.unsure, strict=True)):
                said_[i, unsure] = False
                gold[i, stated] = True
                said_[i, stated] = predicate[i, stated] > 0.0
            hits = (int((said_ & gold).sum()), int(said_.sum()), int(gold.sum()))
            relation = [a + b for a, b in zip(relation, hits, strict=True)]
    scores = {name: right[name] / seen[name] for name in right}
    for name, (r, s, w) in (("entity", entity), ("relation", relation)):
        if w:
            scores[f"{name}_p"], scores[f"{name}_r"], scores[f"{name}_f"] = r / max(s, 1), r / w, 2 * r / (s + w)
    return {k: round(v, 4) for k, v in scores.items()}


def score_syntax(network: Network, out: dict[str, Tensor], row: int, p: Prepared, count: Callable[..., None]) -> None:
    """Count right tags, sentence starts, heads and labels of one window (heads by plain argmax)."""
    s, n, labels = p.example.syntax, len(p.example.words), network.labels
    assert s is not None
    for name in ("xpos", "upos"):
        chosen = out[name][row, :n].argmax(-1).tolist()
        count(name, sum(labels[name][c] == g for c, g in zip(chosen, getattr(s, name), strict=True)), n)
    start = [True, *(out["start"][row, 1:n].argmax(-1) == 1).tolist()]
    count("start", sum(a == b for a, b in zip(start, s.start, strict=True)), n)
    sentence = torch.tensor(start).cumsum(0)
    arcs = out["arc"][row, :n, :n].float().masked_fill(sentence[:, None] != sentence[None, :], -1e4).argmax(-1)
    deps = (
        network.arc_labels(out["label_dep"][row, :n].float(), out["label_head"][row, :n][arcs].float())
        .argmax(-1)
        .tolist()
    )
    heads = arcs.tolist()
    count("uas", sum(a == b for a, b in zip(heads, s.head, strict=True)), n)
    both = zip(heads, deps, s.head, s.dep, strict=True)
    count("las", sum(a == b and labels["dep"][x] == y for a, x, b, y in both), n)
