"""Words per CPU second beside a blank spaCy pipeline of the en_core_web_sm shape, in the same run.

    python tests/benchmarks/throughput.py FOLDER_OF_TRANSCRIPTS [WORDS]

Both read the same blocks. The blank pipeline has the components of en_core_web_sm with random weights: tok2vec
(96 wide, 4 deep), tagger, parser, attribute ruler, rule lemmatiser with small tables, ner.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.training import Example

from kg import nlp, readers
from kg.nlp.extract import extract
from kg.nlp.view import view
from kg.types import Document


def documents(folder: Path, words: int) -> list[Document]:
    """Transcripts of about so many words."""
    out, count = [], 0
    for path in sorted(folder.glob("*.txt")):
        out.append(readers.read(path))
        count += len(out[-1].text.split())
        if count >= words:
            break
    return out


def small_shape() -> Language:
    """A pipeline of the en_core_web_sm shape with random weights."""
    blank = spacy.blank("en")
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 4,
               "embed_size": 5000, "window_size": 1, "maxout_pieces": 3, "subword_features": True}  # fmt: skip
    blank.add_pipe("tok2vec", config={"model": tok2vec})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    blank.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    for name, extra in (("parser", False), ("ner", False)):
        model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": name, "extra_state_tokens": extra,
                 "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": listener}  # fmt: skip
        blank.add_pipe(name, config={"model": model})
    ruler = blank.add_pipe("attribute_ruler")
    for tag, pos in {
        "NN": "NOUN",
        "NNS": "NOUN",
        "NNP": "PROPN",
        "VB": "VERB",
        "VBP": "VERB",
        "IN": "ADP",
        ".": "PUNCT",
    }.items():
        ruler.add([[{"TAG": tag}]], {"POS": pos})
    blank.add_pipe("lemmatizer", config={"mode": "rule"})
    words = ["I", "work", "at", "Google", "on", "Keras", "."]
    gold = {"words": words, "tags": ["PRP", "VBP", "IN", "NNP", "IN", "NNP", "."],
            "heads": [1, 1, 3, 1, 5, 1, 1], "deps": ["nsubj", "ROOT", "case", "obl", "case", "obl", "punct"],
            "entities": ["O", "O", "O", "U-ORG", "O", "U-PRODUCT", "O"]}  # fmt: skip
    doc = spacy.tokens.Doc(blank.vocab, words=words)
    blank.get_pipe("lemmatizer").initialize(lookups=tables())
    with blank.select_pipes(disable=["lemmatizer"]):
        blank.initialize(lambda: [Example.from_dict(doc, gold)])
    return blank


def tables() -> Lookups:
    """Small tables for the rule lemmatiser."""
    lookups = Lookups()
    rules = {"noun": [["s", ""], ["ies", "y"]], "verb": [["s", ""], ["ed", ""], ["ing", ""]], "adj": [["er", ""]]}
    for name in ("lemma_rules", "lemma_exc", "lemma_index"):
        lookups.add_table(name, rules if name == "lemma_rules" else {pos: {} for pos in rules})
    return lookups


def main() -> None:
    """Print the figures."""
    words = int(sys.argv[2]) if len(sys.argv) > 2 else 300_000
    read = documents(Path(sys.argv[1]), words)
    texts = [v.text for d in read for b in d.blocks if (v := view(d, b)).text]
    count = sum(len(t.split()) for t in texts)
    ours, theirs = nlp.load(), small_shape()
    rates = {}
    for name, run in (
        ("blank en_core_web_sm shape", lambda: [len(d) for d in theirs.pipe(texts)]),
        ("kg.nlp.load()", lambda: [len(d) for d in ours.pipe(texts)]),
        ("extraction with relations", lambda: [len(extract(d, ours).mentions) for d in read]),
    ):
        began = time.process_time()
        run()
        rates[name] = count / (time.process_time() - began)
        print(f"{name:28} {rates[name]:8.0f} words per CPU second", flush=True)
    base, own, _ = rates.values()
    print(f"ratio {own / base:.2f} (asked: 0.45)")


if __name__ == "__main__":
    main()
