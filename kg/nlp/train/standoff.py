"""Answer keys of public transcripts without their text: offsets and names here, the words in a folder given by path.

A file is an answer key (see ``keys``) with two differences: ``text`` says where the slice of the transcript lies
(corpus, file, offset and length in characters, sha256), and a relation's ``quote`` is its range in the slice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import srsly
import yaml

from kg.nlp.train.corpora import need
from kg.readers import read_text
from kg.types import Document, KgError

WHERE = {
    "talkpython": "unpack the Talk Python transcripts there (github.com/talkpython/transcripts)",
    "datatalks": "unpack the DataTalks.Club podcast pages there (github.com/DataTalksClub/datatalksclub.github.io)",
}


def standoff(folder: Path, data: Path) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """Read all stand-off keys of a folder with their texts from ``data``; gives (name, document, key) of each.

    Raises KgError where a transcript is missing or is not the one that was annotated.
    """
    for path in sorted(folder.glob("*.json")):
        key = srsly.read_json(path)
        text = words(key["text"], data, path)
        relations = [r | {"quote": text[r["quote"][0] : r["quote"][1]]} for r in key["relations"]]
        yield path.stem, read_text(text, name=path.stem), key | {"relations": relations}


def words(place: dict[str, Any], data: Path, key: Path) -> str:
    """The annotated slice of a transcript."""
    source = need(data / place["corpus"] / place["file"], WHERE[place["corpus"]])
    raw = source.read_bytes().decode("utf-8")
    whole = raw if place["corpus"] == "talkpython" else rendered(raw)
    text = whole[place["offset"] : place["offset"] + place["length"]]
    if hashlib.sha256(text.encode()).hexdigest() != place["sha256"]:
        raise KgError(f"{source}: not the version that {key.name} annotates; take the one of its date")
    return text


def rendered(page: str) -> str:
    """The transcript in a page's front matter as "Who: line" paragraphs, white space folded."""
    front = yaml.safe_load(page.split("\n---", 1)[0].removeprefix("---"))
    lines = [x for x in front["transcript"] if x.get("line")]
    return "\n\n".join(f"{x.get('who', '')}: {' '.join(str(x['line']).split())}" for x in lines)
