"""Tags, heads and labels on raw text of a treebank: python tests/benchmarks/parser.py GUM_FOLDER [test|dev].

The sentences of a paragraph are joined to running text and go through ``kg.nlp.load()``; nothing of the gold tokens or
sentence borders is given. A token counts as right where one of ours has the same characters, and its tag, its head
(by characters) and its label are right; the figures are F1 over the tokens of both sides.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc

from kg import nlp

Gold = dict[tuple[int, int], tuple[str, tuple[int, int], str]]


def files(folder: Path, part: str) -> list[Path]:
    """The packed documents of a part, by splits.md."""
    now, names = "", set()
    for line in (folder / "splits.md").read_text("utf-8").splitlines():
        now = line[3:].strip() if line.startswith("## ") else now
        if now == part and line.strip().startswith("* "):
            names.add(line.strip()[2:].strip())
    return [p for p in sorted(folder.glob("*.conllu")) if p.stem in names]


def paragraphs(path: Path) -> Iterator[tuple[str, Gold]]:
    """The running text of each paragraph with its gold tokens: (start, end) -> tag, head's place, label."""
    text, gold = "", {}
    for sentence in path.read_text("utf-8").strip().split("\n\n"):
        lines = sentence.splitlines()
        if any(x.startswith("# newpar") for x in lines) and text:
            yield text, gold
            text, gold = "", {}
        raw = next(x[9:] for x in lines if x.startswith("# text = "))
        text += " " * bool(text)
        gold |= tokens(lines, raw, len(text))
        text += raw
    yield text, gold


def tokens(lines: list[str], raw: str, offset: int) -> Gold:
    """The places of a sentence's words in the running text; words of a multi-word token lie one after the other in it."""
    rows = [x.split("\t") for x in lines if x and x[0].isdigit()]
    rows = [r for r in rows if r[0].isdigit()]
    at, place = 0, {}
    for r in rows:
        start = raw.index(r[1], at) if r[1] in raw[at:] else at
        place[r[0]] = (offset + start, offset + start + len(r[1]))
        at = start + len(r[1])
    return {place[r[0]]: (r[4], place.get(r[6], place[r[0]]), r[7]) for r in rows}


def compare(doc: Doc, gold: Gold, right: Counter[str]) -> None:
    """Count what is right in one paragraph."""
    right["gold"] += len(gold)
    for t in doc:
        if t.is_space:
            continue
        right["said"] += 1
        found = gold.get((t.idx, t.idx + len(t)))
        if found is None:
            continue
        tag, head, label = found
        right["tokens"] += 1
        right["tags"] += t.tag_ == tag
        attached = (t.head.idx, t.head.idx + len(t.head)) == head
        right["uas"] += attached
        right["las"] += attached and t.dep_ == label
        right["las without subtypes"] += attached and t.dep_.split(":")[0] == label.split(":")[0]
    right["sentences"] += sum(1 for _ in doc.sents)


def main() -> None:
    """Print the table."""
    folder, part = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "test"
    right: Counter[str] = Counter()
    pipeline = nlp.load()
    pairs = [pair for path in files(folder, part) for pair in paragraphs(path)]
    for doc, (_, gold) in zip(pipeline.pipe(text for text, _ in pairs), pairs, strict=True):
        compare(doc, gold, right)
    print(f"{part}: {right['gold']} words, {right['said']} tokens said, {right['tokens']} the same")
    for name in ("tokens", "tags", "uas", "las", "las without subtypes"):
        f1 = 2 * right[name] / (right["gold"] + right["said"])
        print(f"{name:22} F1 {f1:.4f}   of the same tokens {right[name] / right['tokens']:.4f}")


if __name__ == "__main__":
    main()
