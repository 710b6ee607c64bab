"""How the time of linking grows with the corpus: python tests/benchmarks/linking.py [DOCUMENTS]

Invented documents of the size of a podcast transcript, 1x, 2x and 4x as many. Prints CPU seconds and how many times
linear the growth is; it ends with 1 where that is more than 1.15.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from linking_cases import document  # noqa: E402

from kg import vocabulary  # noqa: E402
from kg.link import link, names  # noqa: E402
from kg.types import Extraction  # noqa: E402

SYLLABLES = [c + v for c in "bdklmnr" for v in "aeiou"]
TYPES = ["Tool", "Tool", "Institution", "Concept", "Concept", "Work", "Event", "Place"]


def word(random_: random.Random, syllables: int) -> str:
    return "".join(random_.choice(SYLLABLES) for _ in range(syllables)).capitalize()


def corpus(documents: int) -> list[Extraction]:
    """Documents with some names of their own and some that all share; names grow with the corpus, as in a real one."""
    random_ = random.Random(7)
    known = [(e.name, e.type) for e in vocabulary.lexicon()][::7]
    out = []
    for number in range(documents):
        people = [f"{word(random_, 2)} {word(random_, 3)}" for _ in range(12)]
        own = [(f"{word(random_, 3)} {word(random_, 2)}", random_.choice(TYPES)) for _ in range(120)]
        names = [*((p, "Person") for p in people), *((p.split()[0], "Person") for p in people), *own]
        names += random_.sample(known, 60)
        mentions = [random_.choice(names) for _ in range(600)]
        relations = [(n, "builtOn", n + 1) for n in range(0, 590, 5)]
        out.append(document(f"document-{number:05}", mentions, [(people[0], "guest")], relations))
    return out


def seconds(documents: list[Extraction]) -> float:
    for cached in (names.clean, names.key, names.compact, names.sound, names.initials, names.is_junk):
        cached.cache_clear()
    gc.collect()
    begin = time.process_time()
    link(documents, vocabulary.lexicon())
    return time.process_time() - begin


def main() -> int:
    unit = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    everything = corpus(4 * unit)
    link(everything[:5], vocabulary.lexicon())  # reading the lexicon is not counted
    taken = [min(seconds(everything[: n * unit]) for _ in range(2)) for n in (1, 2, 4)]
    for n, s in zip((1, 2, 4), taken, strict=True):
        print(f"{n}x  {n * unit:5} documents  {600 * n * unit:7} mentions  {s:6.2f} s")
    growth = [taken[1] / taken[0] / 2, taken[2] / taken[1] / 2, taken[2] / taken[0] / 4]
    print(f"a document more: {(taken[2] - taken[1]) / (taken[1] - taken[0]) / 2:.2f} times what it costs at first")
    print("times linear: 1x-2x {:.2f}, 2x-4x {:.2f}, 1x-4x {:.2f}".format(*growth))
    return int(growth[2] > 1.15)


if __name__ == "__main__":
    raise SystemExit(main())
