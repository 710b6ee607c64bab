"""Asking a reconciliation service what things are: W3C Reconciliation API 0.1 and 0.2, as Wikidata speaks it.

Nothing here runs unless a service is named by its URL; the answers become corrections that the user owns.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.curation import commands
from kg.graph import Graph
from kg.types import KgError, UsageError

# Names asked at once, seconds to wait for an answer, and how much of one is read at most.
BATCH, TIMEOUT, LIMIT = 25, 20.0, 8 << 20


@dataclass(frozen=True, slots=True)
class Service:
    """A reconciliation service: where it is, what it calls itself, and how an id becomes an IRI."""

    url: str
    name: str
    view: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a service takes an entity for; ``match`` where it is sure, ``score`` on the service's own scale."""

    entity: str
    iri: str
    name: str
    description: str
    score: float
    match: bool


# Says which of an entity's candidates is right, or None for none of them.
Choose = Callable[[str, Sequence[Candidate]], Candidate | None]


def link(
    file: Path,
    graph: Graph,
    url: str,
    choose: Choose | None = None,
    *,
    types: Sequence[str] = (),
    limit: int | None = None,
    timeout: float = TIMEOUT,
) -> list[str]:
    """Ask the service at ``url`` about the entities without an identity, and record what they are in the user's file.

    ``choose`` decides; without it, only a candidate that the service itself is sure of is taken. ``types``, ``limit``
    restrict who is asked about (the most salient first). Gives a line for each one recorded. Raises KgError where the
    service cannot be reached or does not answer as one, UsageError where ``url`` is no web address.
    """
    service = manifest(url, timeout)
    said = []
    for entity, found in ask(service, graph, unidentified(graph, types)[:limit], timeout):
        chosen = choose(graph.nodes[entity]["name"], found) if choose else sure(found)
        if chosen is not None:
            said.append(
                commands.same_as(
                    file, graph, entity, chosen.iri, who=service.name, why=f"{chosen.name}, {chosen.score:g}"
                )
            )
    return said


def unidentified(graph: Graph, types: Sequence[str] = ()) -> list[str]:
    """The entities that have no identity yet, the most salient first."""
    found = [n for n, d in graph.nodes(data=True) if not d["same_as"] and (not types or d["type"] in types)]
    return sorted(found, key=lambda n: (-graph.nodes[n].get("salience", 0.0), n))


def sure(found: Sequence[Candidate]) -> Candidate | None:
    """The one candidate that the service is sure of, if there is just one."""
    matches = [c for c in found if c.match]
    return matches[0] if len(matches) == 1 else None


def manifest(url: str, timeout: float = TIMEOUT) -> Service:
    """What a service says of itself; raises as ``link`` does."""
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"{url}: no web address; give the URL of a reconciliation service, as https://...")
    told = call(url, None, timeout)
    if not isinstance(told, dict) or not told.get("name") or not (told.get("identifierSpace") or told.get("view")):
        raise KgError(f"{url}: this is no reconciliation service (its manifest has no name or no identifierSpace)")
    versions = told.get("versions", ["0.1"])
    if not {"0.1", "0.2"} & set(versions):
        raise KgError(
            f"{url}: the service speaks version {', '.join(map(str, versions))} of the API; kg speaks 0.1 and 0.2"
        )
    view = told.get("view") or {}
    pattern = view.get("url") if isinstance(view, dict) else None
    return Service(url, str(told["name"]), str(pattern or str(told["identifierSpace"]) + "{{id}}"))


def ask(
    service: Service, graph: Graph, entities: Sequence[str], timeout: float = TIMEOUT
) -> Iterator[tuple[str, list[Candidate]]]:
    """Ask about entities in batches; yields each with its candidates, the best first, where there are any."""
    for start in range(0, len(entities), BATCH):
        batch = {f"q{n}": entity for n, entity in enumerate(entities[start : start + BATCH])}
        queries = {q: {"query": graph.nodes[entity]["name"], "limit": 5} for q, entity in batch.items()}
        answer = call(service.url, {"queries": json.dumps(queries, ensure_ascii=False)}, timeout)
        if not isinstance(answer, dict):
            raise KgError(
                f"{service.url}: the service did not answer with JSON of its protocol; try again or use another"
            )
        for q, entity in batch.items():
            found = [candidate(service, entity, c) for c in results(service, answer, q)]
            if found:
                yield entity, sorted(found, key=lambda c: (-c.score, c.iri))


def results(service: Service, answer: dict[str, Any], query: str) -> list[dict[str, Any]]:
    """The candidates of one query of an answer; raises KgError where it has another shape."""
    part = answer.get(query, {})
    found = part.get("result", []) if isinstance(part, dict) else None
    if not isinstance(found, list) or not all(isinstance(c, dict) and c.get("id") and c.get("name") for c in found):
        raise KgError(
            f"{service.url}: the service's answer to {query} is not of the protocol; try again or use another"
        )
    return found


def candidate(service: Service, entity: str, c: dict[str, Any]) -> Candidate:
    """One candidate of an answer."""
    iri = service.view.replace("{{id}}", urllib.parse.quote(str(c["id"]), safe="/:#?=&%~@+,;"))
    score = c.get("score")
    return Candidate(
        entity,
        iri,
        str(c["name"]),
        str(c.get("description") or ""),
        float(score) if isinstance(score, (int, float)) else 0.0,
        c.get("match") is True,
    )


def call(url: str, form: dict[str, str] | None, timeout: float) -> Any:
    """Get JSON from a service: by GET, or by POST where there is a form; raises KgError where it fails."""
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, data=body, headers={"Accept": "application/json", "User-Agent": "kg"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            raw = answer.read(LIMIT + 1)
    except urllib.error.HTTPError as error:
        raise KgError(
            f"{url}: the service answered {error.code} {error.reason}; check the URL or try again later"
        ) from error
    except TimeoutError as error:
        raise KgError(f"{url}: no answer within {timeout:g} seconds; try again later") from error
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise KgError(f"{url}: no answer within {timeout:g} seconds; try again later") from error
        raise KgError(f"{url}: cannot be reached ({reason}); check the URL and the network") from error
    if len(raw) > LIMIT:
        raise KgError(f"{url}: the answer is larger than {LIMIT >> 20} MB; this is no reconciliation service")
    try:
        return json.loads(raw)
    except ValueError as error:
        raise KgError(f"{url}: the answer is not JSON; this is no reconciliation service") from error
