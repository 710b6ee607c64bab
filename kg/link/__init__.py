"""From mentions to entities: one node a thing within and across documents, each merge with its reason.

``within`` settles the names of one document, ``across`` joins those of all, ``claims`` gathers what is said of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.link import across, claims, within
from kg.link.known import Known
from kg.types import Assertion, Entity, Extraction
from kg.vocabulary import Entry

__all__ = ["link"]


def link(extractions: Sequence[Extraction], entries: Sequence[Entry] = ()) -> tuple[list[Entity], list[Assertion]]:
    """Join the mentions of all documents to entities, and their relations to assertions.

    ``entries`` are those of the lexicon. The result does not depend on the order of ``extractions``; entities and
    assertions come sorted by id.
    """
    ordered = sorted(extractions, key=lambda x: x.document.id)
    known = Known(entries)
    locals_ = [within.read(x, known) for x in ordered]
    clusters, of = across.gather(locals_)
    entities = [across.entity(c, locals_) for c in clusters]
    return entities, claims.assertions(ordered, of, {e.id: e.type for e in entities})
