"""Writing files: nothing half-written, and nothing left behind."""

from __future__ import annotations

import os
from pathlib import Path

from kg.files import BESIDE, sweep


def test_only_what_a_killed_process_left_long_ago_is_swept_up(tmp_path: Path) -> None:
    old, young, folder = (tmp_path / f"{BESIDE}{name}" for name in ("old", "young", "folder"))
    folder.mkdir()
    for path in (old, young, folder / "part", tmp_path / "graph.json"):
        path.write_text("half a graph")
    for path in (old, folder, tmp_path / "graph.json"):
        os.utime(path, (0, 0))
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [young.name, "graph.json"]
