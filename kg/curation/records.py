"""The corrections file: one JSON object a line, in the order in which the user made them.

    {"do": "merge", "entity": "keras", "other": "keras-api", "who": "Nadia", "why": "the same library"}

Lines that are empty or begin with # are left alone. Entities may be given by id, name or alias.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kg.files import write_text
from kg.readers.source import HALF
from kg.types import KgError, UsageError

# What one line says; every value is text.
Correction = dict[str, str]

# What each kind of correction needs; "a|b" is one of the two.
NEEDS: Final = {
    "merge": ("entity", "other"),
    "split": ("entity", "other|form|document"),
    "rename": ("entity", "name"),
    "retype": ("entity", "type"),
    "drop": ("entity",),
    "reject": ("assertion",),
    "add": ("subject", "predicate", "object", "quote"),
    "same-as": ("entity", "iri"),
    "keep": ("entity|assertion",),
    "undo": (),
}


def default(out: Path) -> Path:
    """Where the corrections of a graph in ``out`` are kept: beside that folder, which can be made anew."""
    return out.resolve().parent / "corrections.jsonl"


def read(file: Path) -> list[Correction]:
    """Read the corrections of a file; none where there is no file.

    Raises UsageError, with the line, where one is malformed, and KgError where the file cannot be read.
    """
    try:
        lines = file.read_text("utf-8").split("\n")  # no other sign ends a line of JSON
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"{file}: the corrections cannot be read ({error}); mend the file or name another") from error
    numbered = [(n, line.strip()) for n, line in enumerate(lines, 1)]
    return [parse(line, f"{file}:{n}") for n, line in numbered if line and not line.startswith("#")]


def parse(line: str, where: str) -> Correction:
    """Read one line; raises UsageError with ``where`` it stands."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: not JSON ({error}); a correction is one JSON object a line") from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise UsageError(f"{where}: a correction is a JSON object whose values are text")
    if HALF.search("".join(found.values())):
        raise UsageError(f"{where}: it holds half a character (\\ud800 to \\udfff alone): write the whole one")
    if found.get("do") not in NEEDS:
        raise UsageError(f'{where}: "do" is {found.get("do")!r}; it must be one of {", ".join(NEEDS)}')
    for need in NEEDS[found["do"]]:
        if not any(found.get(name) for name in need.split("|")):
            raise UsageError(f'{where}: a "{found["do"]}" needs {need.replace("|", " or ")}')
    return found


def append(file: Path, correction: Correction) -> None:
    """Add a correction at the end of the file, whole or not at all; raises KgError where that cannot be done."""
    read(file)  # a file that is broken is not made longer
    before = file.read_text("utf-8") if file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write_text(file, before + json.dumps({k: v for k, v in correction.items() if v}, ensure_ascii=False) + "\n")


def effective(corrections: Sequence[Correction]) -> list[Correction]:
    """The corrections that count: an undo takes back the last before it, a split the merge of the same two."""
    standing: list[Correction] = []
    for c in corrections:
        if c["do"] != "undo":
            standing.append(c)
        elif standing:
            standing.pop()
    out: list[Correction] = []
    for c in standing:
        if c["do"] == "split" and "other" in c:
            merges = [m for m in out if m["do"] == "merge" and pair(m) == pair(c)]
            if merges:
                out.remove(merges[-1])
                continue
        out.append(c)
    return out


def apart(corrections: Sequence[Correction]) -> set[frozenset[str]]:
    """The pairs that the user has said are two, by what they were called in the correction."""
    standing: dict[frozenset[str], bool] = {}
    for c in corrections:
        if c["do"] in ("merge", "split") and "other" in c:
            standing[pair(c)] = c["do"] == "split"
    return {two for two, split in standing.items() if split}


def pair(correction: Correction) -> frozenset[str]:
    """The two that a merge or split is about."""
    return frozenset((correction["entity"], correction["other"]))


def tell(correction: Correction) -> str:
    """Say in words what a correction does."""
    c = {k: v for k, v in correction.items() if k not in ("do", "who", "why")}
    first, *rest = [f'"{v}"' if k in ("name", "form", "quote") else v for k, v in c.items()] or [""]
    return " ".join([correction["do"], first, *rest]).strip()
