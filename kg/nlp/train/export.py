"""From the trained network to the shipped files: ONNX in int8, the labels, the tokeniser, the heads that numpy runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from kg.nlp.train.network import Batch, Network

INPUTS = ["pieces", "piece_mask", "first", "last", "shape", "word_mask"]
OUTPUTS = ["words", "xpos", "upos", "lemma", "start", "ner", "arc", "label_dep", "label_head"]


class Exported(nn.Module):
    """The network with plain tensors in and out, as ONNX wants it."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        out = self.network(Batch(*inputs))
        return tuple(out[name] for name in OUTPUTS)


def export(network: Network, tokenizer_file: Path, lemmas: dict[str, str], meta: dict[str, Any], folder: Path) -> None:
    """Write ``network`` to ``folder`` as the runtime reads it; about 25 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    example = (
        torch.ones(2, 7, dtype=torch.long),
        torch.ones(2, 7, dtype=torch.long),
        torch.tensor([[1, 2, 3], [1, 2, 3]]),
        torch.tensor([[1, 2, 5], [1, 2, 5]]),
        torch.ones(2, 3, dtype=torch.long),
        torch.ones(2, 3, dtype=torch.long),
    )
    axes = {name: {0: "batch", 1: "pieces" if name.startswith("piece") else "words"} for name in INPUTS}
    axes |= {name: {0: "batch", 1: "words"} | ({2: "heads"} if name == "arc" else {}) for name in OUTPUTS}
    full = folder / "encoder.full.onnx"
    torch.onnx.export(
        Exported(network),
        example,
        full,
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        full,
        folder / "encoder.onnx",
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        per_channel=True,
    )
    full.unlink()
    write(folder / "labels.json", network.labels)
    write(folder / "lemmas.json", lemmas)
    write(folder / "meta.json", meta)
    (folder / "tokenizer.json").write_bytes(tokenizer_file.read_bytes())
    state = network.state_dict()
    np.savez_compressed(folder / "heads.npz", label=state["label"].numpy().astype(np.float16))
    relations = {
        k.removeprefix("relations."): v.numpy().astype(np.float16)
        for k, v in state.items()
        if k.startswith("relations.")
    }
    np.savez_compressed(folder / "relations.npz", **relations)


def write(path: Path, value: Any) -> None:
    """Write sorted JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
