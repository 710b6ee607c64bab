"""Subtitles, .vtt and .srt: cues become paragraphs "[00:01:02] Name: text"."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from kg.readers.encoding import decode
from kg.readers.labels import label_of
from kg.readers.source import Source
from kg.types import KgError

VOICE = re.compile(r"<v(?:\.[\w.]{1,40})? ([^<>\n]{1,60})>")
TAG = re.compile(r"</?[a-zA-Z0-9.:]{1,40}(?:[ ][^<>\n]{0,100})?>")
TIMES = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*-->[ \t]*\S.*")
LONGEST_PARAGRAPH = 500
LONGEST_PAUSE = 4.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What one voice says in one cue, with its start and end in seconds."""

    start: float
    end: float
    speaker: str | None
    text: str


def read_vtt(raw: bytes, path: Path) -> Source:
    """Read a WebVTT file; broken cues are passed over, a file with none that is whole raises KgError."""
    text = decode(raw, str(path))
    try:
        captions = webvtt.from_buffer(io.StringIO(re.sub(r"\r\n?", "\n", text))).captions
        cues = [
            (c.start_in_seconds + c.start_time.milliseconds / 1000, float(c.end_in_seconds), c.raw_text)
            for c in captions
        ]
    except (MalformedCaptionError, MalformedFileError, ValueError, IndexError):
        cues = list(_whole_cues(text))
    return _source(cues, path, "WEBVTT and cues such as 00:00:01.000 --> 00:00:04.000")


def read_srt(raw: bytes, path: Path) -> Source:
    """Read a SubRip file; broken cues are passed over, a file with none that is whole raises KgError."""
    return _source(list(_whole_cues(decode(raw, str(path)))), path, "cues such as 00:00:01,000 --> 00:00:04,000")


def _whole_cues(text: str) -> Iterable[tuple[float, float, str]]:
    """Give the cues of a file line by line, whatever stands between them."""
    start: float | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        times = TIMES.match(line.strip())
        if times or not line.strip():
            if start is not None and lines:
                yield start, start, "\n".join(lines)
            lines = []
            start = _seconds(times) if times else None
        elif start is not None:
            lines.append(line.strip())


def _seconds(times: re.Match[str]) -> float:
    return int(times[1] or 0) * 3600 + int(times[2]) * 60 + int(times[3]) + int(times[4].ljust(3, "0")) / 1000


def _source(cues: Iterable[tuple[float, float, str]], path: Path, shape: str) -> Source:
    pieces = carried([piece for start, end, text in cues for piece in voices(start, end, text)])
    if not pieces:
        raise KgError(f"{path} has no whole cue: it needs {shape}")
    return Source(text=render(pieces))


def carried(pieces: list[Piece]) -> list[Piece]:
    """Give pieces without a speaker to the last one named, where labels ("Ann: Why?") mark only where a turn begins."""
    made: list[Piece] = []
    now: str | None = None
    for piece in pieces:
        now = piece.speaker or now
        made.append(piece if piece.speaker or not now else replace(piece, speaker=now))
    return made


def voices(start: float, end: float, text: str) -> list[Piece]:
    """Split a cue into what each of its voices says.

    >>> [(piece.speaker, piece.text) for piece in voices(0, 1, "<v Ann>Why?</v> <v Bob>Because.</v>")]
    [('Ann', 'Why?'), ('Bob', 'Because.')]
    """
    parts = VOICE.split(text)
    spoken = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    made: list[Piece] = []
    for voice, words in spoken:
        for line in _by_dash(words):
            plain = " ".join(TAG.sub("", line).split())
            label = None if voice else label_of(plain)
            if label and label.name and label.style == "colon":
                made.append(Piece(start, end, label.name, plain[label.end :].strip()))
            elif plain:
                made.append(Piece(start, end, voice.strip() if voice else None, plain))
    return [piece for piece in made if piece.text]


def _by_dash(words: str) -> list[str]:
    """Split a cue in which two people speak, each on a line that begins with a dash or a label."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if len(lines) > 1 and any(label_of(line) for line in lines[1:]):
        parts: list[str] = []
        for line in lines:
            if parts and not label_of(line):
                parts[-1] += " " + line
            else:
                parts.append(line)
        return parts
    return [" ".join(lines)]


def render(pieces: Iterable[Piece]) -> str:
    """Gather pieces into paragraphs, each with its start and its speaker where known.

    Paragraphs of a known speaker end with a longer pause; of an unknown one also when they are long enough, where a
    sentence ends, for the voice may have changed.
    """
    paragraphs: list[str] = []
    last: Piece | None = None
    for piece in pieces:
        if last and piece.speaker == last.speaker and _goes_on(paragraphs[-1], last, piece):
            paragraphs[-1] += " " + piece.text
        else:
            who = f"{piece.speaker}: " if piece.speaker else ""
            paragraphs.append(f"[{_stamp(piece.start)}] {who}{piece.text}")
        last = piece
    return "\n\n".join(paragraphs) + "\n"


def _goes_on(paragraph: str, last: Piece, piece: Piece) -> bool:
    whole = paragraph.endswith((".", "?", "!", "…", '"', "”"))
    if not whole:
        return len(paragraph) < 10 * LONGEST_PARAGRAPH
    return len(paragraph) < LONGEST_PARAGRAPH and piece.start - last.end < LONGEST_PAUSE


def _stamp(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
