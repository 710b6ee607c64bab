"""Markdown: the decoded file is the text; YAML front matter says what the file is."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import yaml

from kg.readers.encoding import decode
from kg.readers.source import Source

FRONT_MATTER = re.compile(r"\s{0,20}---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
TAG = re.compile(r"<[^<>\n]{1,200}>")
DATE_FIELDS = ("date", "published", "date_published", "pubdate", "dateadded", "created", "recorded")
LONGEST_LABEL = 40
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_markdown(raw: bytes, path: Path) -> Source:
    """Read a ``.md`` file; a front matter with a ``transcript`` list is rendered as paragraphs "Who: line"."""
    text = decode(raw, str(path))
    fields, body = front_matter(text)
    if isinstance(fields.get("transcript"), list):
        text, body = _render(fields, text[body:]), 0
    return Source(
        text=text,
        title=_line(fields.get("title")),
        date=_date(fields),
        body=body,
        authors=_names(fields.get("authors") or fields.get("author")),
        hosts=_names(fields.get("hosts") or fields.get("host") or fields.get("interviewer")),
        guests=_names(fields.get("guests") or fields.get("guest") or fields.get("interviewee")),
        about=" ".join(
            _line(fields.get(field)) or "" for field in ("title", "intro", "description", "subtitle")
        ).strip(),
    )


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """Return the fields of the YAML front matter and where the body begins; ({}, 0) where there is none."""
    found = FRONT_MATTER.match(text) if text.lstrip()[:3] == "---" else None
    if not found:
        return {}, 0
    try:
        fields = yaml.load(found[1], Loader=Loader)
    except (yaml.YAMLError, ValueError):
        return {}, 0
    return (fields, found.end()) if isinstance(fields, dict) else ({}, 0)


def _render(fields: dict[str, Any], rest: str) -> str:
    parts = [f"# {_line(fields.get('title')) or 'Transcript'}"]
    parts += [line for line in (_line(fields.get("intro")),) if line]
    for entry in fields["transcript"]:
        if not isinstance(entry, dict):
            continue
        if header := _line(entry.get("header")):
            parts.append(f"## {header}")
        line, who, time = (_line(entry.get(field)) for field in ("line", "who", "time"))
        if who and len(who) > LONGEST_LABEL:
            line, who = f"{who} {line or ''}".strip(), None
        if line:
            parts.append((f"[{time}] " if time else "") + (f"{who}: " if who else "") + line)
    return "\n\n".join(parts) + "\n\n" + rest.strip() + "\n"


def _line(value: Any) -> str | None:
    """Return a field as one line of text, its HTML tags dropped."""
    return " ".join(TAG.sub(" ", str(value)).split()) or None if isinstance(value, str | int | float) else None


def _names(value: Any) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else re.split(r",| and |&|;", value) if isinstance(value, str) else []
    names = [_line(entry.get("name") if isinstance(entry, dict) else entry) for entry in entries]
    return tuple(name for name in names if name)


def _date(fields: dict[str, Any]) -> str | None:
    for field in DATE_FIELDS:
        value = fields.get(field)
        if isinstance(value, datetime.date):
            return value.isoformat()[:10]
        if isinstance(value, str | int) and str(value).strip():
            return str(value)
    return None
