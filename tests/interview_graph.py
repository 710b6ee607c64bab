"""A small graph of two invented interviews, as kg.graph would make it, for the tests of what comes after the graph."""

from __future__ import annotations

import hashlib
from typing import Any

import networkx as nx

HOSTILE = '</script><img src=x onerror="alert(1)"> \\ \' """ {{x}} \u202e ]]> & \U0001f4a5'

ROOM = (
    "Mira Holt: Welcome. You made Quillnet, right?\r\n"
    "Ódhrán Vass: Yes, I made Quillnet in 2014. It runs on Tessera.\n"
    "It never used Brambleform. Maybe Quillnet supports graph folding.\n"
    f"Mira Holt: {HOSTILE}\n"
)
NOTES = (
    "Notes by Mira Holt\n\nÓdhrán Vass criticised Brambleform; Mira Holt praised Brambleform. "
    "Vass worked at the Institut für Faltung in Zürich.\n"
    "Quillnet is an alternative to Brambleform. Tessera is a weaving library. The Institut für Faltung uses Tessera.\n"
    "Mira Holt met Ódhrán Vass at FoldConf and works with Ódhrán Vass. She is sure that Quillnet uses Brambleform.\n"
)
_TEXTS = {"room": ROOM, "notes-2019": NOTES}


def build() -> nx.MultiDiGraph:
    """Make the graph: two documents, three speakers, affirmed, negated, hedged and hostile statements."""
    graph = nx.MultiDiGraph(
        documents=[_notes(), _room()], pipeline={"kg": "0.1.0", "model": "kg_en 1.0.0", "spacy": "3.8.7"}
    )
    for slug, record in sorted(_nodes().items()):
        graph.add_node(slug, **record)
    for subject, object_, record in sorted(_edges(), key=lambda edge: (*edge[:2], _key(edge[2]))):
        key = _key(record)
        name = hashlib.sha256(f"{subject}{object_}{key}".encode()).hexdigest()[:10]
        graph.add_edge(subject, object_, key=key, id=f"a-{name}", **record)
    return graph


def _key(record: dict[str, Any]) -> str:
    return f"{record['predicate']}|{record['polarity']}|{record['speaker'] or '-'}"


def _room() -> dict[str, Any]:
    second, third, last = ROOM.index("Ódhrán"), ROOM.index("It never"), ROOM.index("Mira Holt: <")
    return _document("room", "Inside the fold", "2019-03-02", "text/plain") | {
        "turns": [
            {"start": 0, "end": second, "speaker": "mira-holt", "role": "host", "time": "00:00:04"},
            {"start": second, "end": last, "speaker": "odhran-vass", "role": "guest", "time": None, "confidence": 0.93},
            {"start": last, "end": len(ROOM), "speaker": None, "role": None, "time": None},
        ],
        "blocks": [
            {"kind": "paragraph", "spans": [[11, second]], "turn": 0},
            {"kind": "paragraph", "spans": [[second + 13, third], [third, last]], "turn": 1},
        ],
        "left_out": [{"start": last, "end": len(ROOM), "reason": "readers' comments"}],
        "participants": [
            {"entity": "mira-holt", "name": "Mira Holt", "role": "host"},
            {"entity": "odhran-vass", "name": "Ódhrán Vass", "role": "guest"},
            {"entity": None, "name": "a listener", "role": "commenter"},
        ],
    }


def _notes() -> dict[str, Any]:
    return _document("notes-2019", HOSTILE, None, "text/markdown") | {
        "turns": [{"start": 0, "end": len(NOTES), "speaker": "mira-holt", "role": "author", "time": None}],
        "blocks": [{"kind": "paragraph", "spans": [[20, len(NOTES)]], "turn": 0}],
        "left_out": [],
        "participants": [{"entity": "mira-holt", "name": "Mira Holt", "role": "author"}],
    }


def _document(key: str, title: str, date: str | None, media_type: str) -> dict[str, Any]:
    text = _TEXTS[key]
    return {
        "id": key,
        "source": f"talks/{key}.txt",
        "title": title,
        "date": date,
        "language": "en",
        "media_type": media_type,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "words": len(text.split()),
        "text": text,
    }


def _nodes() -> dict[str, dict[str, Any]]:
    return {
        "mira-holt": _node("Person", "Mira Holt", ["Mira Holt"], salience=0.5),
        "odhran-vass": _node(
            "Person",
            "Ódhrán Vass",
            ["Vass", "Ódhrán Vass"],
            ["http://www.wikidata.org/entity/Q999999999", "https://example.org/vass"],
            merges=[{"form": "Vass", "into": "Ódhrán Vass", "reason": "surname", "score": 0.98}],
        ),
        "quillnet": _node("Tool", "Quillnet", ["Quillnet"], ["https://quillnet.example/?a=1&b=2"]),
        "tessera": _node("Tool", "Tessera", ["Tessera"]),
        "brambleform": _node("Tool", "Brambleform", ["Brambleform"], provenance="user"),
        "graph-folding": _node("Concept", "graph folding", ["graph folding"], salience=1e-07),
        "institut-fur-faltung": _node("Institution", "Institut für Faltung", ["Institut für Faltung"], salience=1.0),
        "foldconf": _node("Event", "FoldConf", ["FoldConf"]),
        "weaving-library": _node("Concept", "weaving library", ["weaving library"]),
        "zurich": _node("Place", "Zürich", ["Zürich"]),
        "hostile": _node("Work", HOSTILE, [HOSTILE], ["not an address"]),
    }


def _node(
    type_: str,
    name: str,
    aliases: list[str],
    same_as: list[str] | None = None,
    merges: list[dict[str, Any]] | None = None,
    salience: float = 0.1,
    **more: Any,
) -> dict[str, Any]:
    mentions = [
        {"document": key, "start": at, "end": at + len(alias), "kind": "term" if type_ == "Concept" else "name"}
        for key, text in _TEXTS.items()
        for alias in aliases
        for at in _places(text, alias)
    ]
    mentions.sort(key=lambda item: (item["document"], item["start"], item["end"]))
    own = {"type": type_, "name": name, "aliases": aliases, "same_as": same_as or [], "salience": salience}
    return own | {"mentions": mentions, "merges": merges or []} | more


def _places(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


def _edges() -> list[tuple[str, str, dict[str, Any]]]:
    made, runs = "I made Quillnet in 2014", "It runs on Tessera"
    guest, host, writer = "odhran-vass", "mira-holt", "mira-holt"
    return [
        ("odhran-vass", "quillnet", _edge("created", guest, [("room", made, "I", "Quillnet")], time="2014")),
        ("odhran-vass", "quillnet", _edge("created", host, [("room", "You made Quillnet", "You", "Quillnet")])),
        ("quillnet", "tessera", _edge("builtOn", guest, [("room", runs, "It", "Tessera")], antecedents=True)),
        (
            "quillnet",
            "brambleform",
            _edge("uses", guest, [("room", "It never used Brambleform", "It", "Brambleform")], polarity="negated"),
        ),
        (
            "quillnet",
            "graph-folding",
            _edge(
                "supports",
                guest,
                [("room", "Maybe Quillnet supports graph folding", "Quillnet", "graph folding")],
                modality="hedged",
                time="late 2000s",
            ),
        ),
        (
            "odhran-vass",
            "brambleform",
            _edge(
                "criticizes",
                None,
                [
                    ("notes-2019", "Ódhrán Vass criticised Brambleform", "Ódhrán Vass", "Brambleform"),
                    ("room", "It never used Brambleform", "It", "Brambleform"),
                ],
                provenance="user",
            ),
        ),
        (
            "mira-holt",
            "brambleform",
            _edge("endorses", writer, [("notes-2019", "Mira Holt praised Brambleform", "Mira Holt", "Brambleform")]),
        ),
        (
            "odhran-vass",
            "institut-fur-faltung",
            _edge(
                "affiliatedWith",
                writer,
                [("notes-2019", "Vass worked at the Institut für Faltung", "Vass", "Institut für Faltung")],
                time="2015/2017",
            ),
        ),
        (
            "institut-fur-faltung",
            "zurich",
            _edge(
                "locatedIn",
                writer,
                [("notes-2019", "Institut für Faltung in Zürich", "Institut für Faltung", "Zürich")],
            ),
        ),
        ("quillnet", "brambleform", _noted("alternativeTo", "Quillnet is an alternative to Brambleform", "Quillnet")),
        ("tessera", "weaving-library", _noted("isA", "Tessera is a weaving library", "Tessera")),
        (
            "institut-fur-faltung",
            "tessera",
            _noted("uses", "Institut für Faltung uses Tessera", "Institut für Faltung"),
        ),
        ("mira-holt", "foldconf", _noted("participatedIn", "Mira Holt met Ódhrán Vass at FoldConf", "Mira Holt")),
        (
            "mira-holt",
            "odhran-vass",
            _noted("collaboratesWith", "Mira Holt met Ódhrán Vass at FoldConf and works with Ódhrán Vass", "Mira Holt"),
        ),
        ("quillnet", "brambleform", _noted("uses", "Quillnet uses Brambleform", "Quillnet")),
    ]


def _noted(predicate: str, quote: str, subject: str) -> dict[str, Any]:
    """Make an edge that the notes state, whose object ends the quote."""
    return _edge(predicate, "mira-holt", [("notes-2019", quote, subject, quote.split(" ")[-1])])


def _edge(
    predicate: str,
    speaker: str | None,
    places: list[tuple[str, str, str, str]],
    *,
    polarity: str = "affirmed",
    modality: str = "asserted",
    time: str | None = None,
    antecedents: bool = False,
    **more: Any,
) -> dict[str, Any]:
    evidence = [_evidence(*place, antecedents=antecedents) for place in places]
    own = {"predicate": predicate, "polarity": polarity, "modality": modality, "speaker": speaker, "time": time}
    return own | {"confidence": 0.93, "evidence": evidence} | more


def _evidence(key: str, quote: str, subject: str, object_: str, *, antecedents: bool) -> dict[str, Any]:
    text = _TEXTS[key]
    start = text.index(quote)
    subject_at, object_at = start + quote.index(subject), start + quote.rindex(object_)
    return {
        "document": key,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "turn": None if key != "room" else int(start > text.index("Ódhrán")),
        "rule": "pattern:made",
        "confidence": 0.9,
        "subject": [subject_at, subject_at + len(subject)],
        "object": [object_at, object_at + len(object_)],
        "subject_kind": "pronoun" if subject in ("I", "It", "You") else "name",
        "object_kind": "term" if object_ == "graph folding" else "name",
        "antecedents": [[text.index("Quillnet"), text.index("Quillnet") + 8]] if antecedents else [],
    }
