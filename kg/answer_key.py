"""Answer keys: JSON files that say what a document holds, read with a clear line for what is wrong in one.

``entities`` have id, type, name, aliases and core, ``relations`` have subject, predicate, object, polarity, stated_by
and explicit; of these id, type, name, subject, predicate and object must be there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.types import KgError
from kg.vocabulary import predicates, types

NEEDED = {"entities": ("id", "type", "name"), "relations": ("subject", "predicate", "object")}
POLARITIES = ("affirmed", "negated")


def read(path: Path) -> dict[str, Any]:
    """Read an answer key; raises KgError, which names the file and the first thing to mend in it."""
    try:
        key: dict[str, Any] = json.loads(path.read_bytes())
    except OSError as error:
        raise KgError(f"{path} cannot be read ({error.strerror}): check the file") from error
    except (ValueError, RecursionError) as error:
        raise KgError(f"{path} is not whole JSON ({str(error)[:80]}): mend this answer key") from error
    for wrong in faults(key):
        raise KgError(f"{path}: {wrong}")
    return key


def faults(key: Any) -> Iterator[str]:
    """What is wrong in a key, each with the cure; what comes after the first may follow from it."""
    for part, fields in NEEDED.items():
        entries = key.get(part) if isinstance(key, dict) else None
        if not isinstance(entries, list):
            yield f'no list "{part}": an answer key is {{"entities": [...], "relations": [...]}}'
        for number, entry in enumerate(entries or ()):
            missing = [f for f in fields if not isinstance(entry, dict) or not isinstance(entry.get(f), str)]
            if missing:
                yield f"{part}[{number}] has no {' and no '.join(missing)}: add a text for each"
    for number, entity in enumerate(key["entities"]):
        yield from (f"entities[{number}]: {wrong}" for wrong in entity_faults(entity))
    ids = {entity["id"] for entity in key["entities"]}
    for number, relation in enumerate(key["relations"]):
        yield from (f"relations[{number}]: {wrong}" for wrong in relation_faults(relation, ids))


def entity_faults(entity: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in an entity."""
    if entity["type"] not in types():
        yield f"there is no type {entity['type']}: use {', '.join(types())}"
    names = entity.get("aliases", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield 'its "aliases" are no list of names: give [] for none'


def relation_faults(relation: Mapping[str, Any], ids: set[str]) -> Iterator[str]:
    """What is wrong in a relation; ``ids`` are those of the key's entities."""
    if relation["predicate"] not in predicates():
        yield f"there is no predicate {relation['predicate']}: use one of docs/ontology.md"
    if relation.get("polarity", "affirmed") not in POLARITIES:
        yield f"there is no polarity {relation['polarity']}: use affirmed or negated"
    for end in ("subject", "object", "stated_by"):
        id = relation.get(end)
        if id is not None and (not isinstance(id, str) or id not in ids):
            yield f"its {end} {id} is the id of no entity there: correct it, or add the entity"
