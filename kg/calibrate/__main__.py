"""Learning to judge what was found: the relation head as it is asked, then the trees that weigh the whole document.

    python -m kg.nlp.train --data DATA --keys KEYS --half even --out EVEN
    python -m kg.nlp.train --data DATA --keys KEYS --half odd --out ODD
    python -m kg.calibrate --data DATA --keys KEYS --model EVEN --model ODD --out kg/nlp/model

Each document is read by a model that was not trained on it, and judged by a head that learnt from the other three
quarters of the documents; those that all training holds out are kept out here too. Needs the extra kg[train].
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.calibrate.crossing import ALL, HEAD, learn, vote
from kg.calibrate.denials import denial_rows, settle
from kg.calibrate.documents import Judged, documents
from kg.calibrate.facts import asked_for
from kg.calibrate.trees import cores, crossed, entity_rows, relation_rows, tell
from kg.nlp.forest import file_of
from kg.types import KgError

NEEDED = ("torch", "sklearn")


def main(argv: list[str] | None = None) -> int:
    """Parse the arguments, learn, and say what is missing before the work rather than after it."""
    parser = argparse.ArgumentParser(
        prog="kg.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, default=Path("corpus/annotations"))
    parser.add_argument("--keys", type=Path, action="append", default=[])
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--heads", type=Path, help="folder to keep the heads in, and to take them from another time")
    parser.add_argument("--out", type=Path, default=Path("kg/nlp/model"))
    args = parser.parse_args(argv)
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        print(f"kg: this needs {missing[0]}: pip install -e '.[train]', where kg was installed from", file=sys.stderr)
        return 1
    try:
        read = documents(args.annotations, args.data, args.keys, args.model)
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 1
    print(f"{len(read)} documents", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        heads = args.heads or Path(folder)
        learn(read, args.model, heads)
        vote(read, args.model, heads)
        shutil.copyfile(heads / ALL / HEAD, args.out / HEAD)
    weigh(read, args.out)
    return 0


def weigh(read: Sequence[Judged], out: Path) -> None:
    """Grow the trees of denials, relations and entities into a folder, and print how good they are on what they do not know."""
    denials = denial_rows(read)
    settle(read, denials, crossed(denials, read, file_of("denials", out)))
    rows = relation_rows(read)
    chances = crossed(rows, read, file_of("relations", out))
    print(f"{len(rows.x)} votes")
    tell("relations", read, rows, chances, [sum(asked_for(d.key).values()) for d in read])
    group = np.array(rows.group)
    things = entity_rows(read, [chances[group == n] for n in range(len(read))])
    standing = crossed(things, read, file_of("entities", out))
    ideas = np.stack(things.x)[:, things.names.index("Concept")] > 0
    tell("names", read, things, standing, [cores(d.key, ideas=False) for d in read], ~ideas)
    tell("ideas", read, things, standing, [cores(d.key, ideas=True) for d in read], ideas)


if __name__ == "__main__":
    sys.exit(main())
