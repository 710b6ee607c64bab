"""Transcripts in JSON as speech recognisers write them (Whisper, WhisperX, AssemblyAI and their like)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.readers.encoding import decode
from kg.readers.source import Source
from kg.readers.subtitles import Piece, render, voices
from kg.types import KgError

LISTS = ("utterances", "segments", "monologues", "results", "transcript", "words")
MILLISECONDS = 1000
SHAPE = 'kg reads {"segments": [{"start": 0.0, "text": "...", "speaker": "..."}]} or "utterances" or "words"'


def read_recording(raw: bytes, path: Path) -> Source:
    """Read a transcript in JSON; raises KgError for JSON that is broken or of another shape."""
    text = decode(raw, str(path))
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise KgError(f"{path} is not whole JSON ({str(error)[:80]}): export the transcript again") from error
    entries = _entries(found)
    pieces = [piece for entry in entries for piece in _pieces(entry, _scale(found, entries))]
    if not pieces:
        raise KgError(f"{path} is JSON of another shape: {SHAPE}")
    fields = found if isinstance(found, dict) else {}
    title = fields.get("title")
    names = [
        [str(name) for name in fields[key]] if isinstance(fields.get(key), list) else [] for key in ("hosts", "guests")
    ]
    return Source(
        text=render(pieces),
        title=title if isinstance(title, str) else None,
        date=fields["date"] if isinstance(fields.get("date"), str) else None,
        hosts=tuple(names[0]),
        guests=tuple(names[1]),
    )


def _entries(found: Any) -> list[dict[str, Any]]:
    """Return the list of utterances, segments or words, whichever comes first."""
    lists = [found] if isinstance(found, list) else [found.get(key) for key in LISTS] if isinstance(found, dict) else []
    for entries in lists:
        if isinstance(entries, list) and any(isinstance(entry, dict) and _words(entry) for entry in entries):
            return [entry for entry in entries if isinstance(entry, dict)]
    return []


def _scale(found: Any, entries: list[dict[str, Any]]) -> float:
    """Return how many of the file's time units make a second: AssemblyAI counts milliseconds, in whole numbers."""
    is_assembly = isinstance(found, dict) and ("utterances" in found or "audio_duration" in found)
    starts = [entry.get("start") for entry in entries]
    return MILLISECONDS if is_assembly and all(isinstance(start, int) or start is None for start in starts) else 1


def _words(entry: dict[str, Any]) -> str:
    text = entry.get("text") or entry.get("word") or entry.get("punctuated_word") or entry.get("transcript")
    return " ".join(text.split()) if isinstance(text, str) else ""


def _pieces(entry: dict[str, Any], scale: float) -> list[Piece]:
    start, end = (_number(entry.get(key)) / scale for key in ("start", "end"))
    speaker = entry.get("speaker")
    name = " ".join(str(speaker).split()) if isinstance(speaker, str | int) and str(speaker).strip() else None
    if name and (len(name) <= 2 or name.isdigit()):
        name = f"Speaker {name}"
    if name:
        return (
            [
                Piece(
                    start,
                    end,
                    name.replace("_", " ").title() if name.isupper() and "_" in name else name,
                    _words(entry),
                )
            ]
            if _words(entry)
            else []
        )
    return voices(start, end, _words(entry))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and value == value and abs(value) < 1e12 else 0.0
